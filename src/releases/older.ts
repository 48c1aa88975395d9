/** A release in a thread of its own. */
export interface ReleaseThread {
  call(operation: string, args: readonly unknown[]): Promise<unknown>
  close(): Promise<unknown>
}

export interface OlderReleases {
  /** What an operation on an older release gives, or undefined where too many others are asked just now. */
  call(release: number, operation: string, args: readonly unknown[]): Promise<{ readonly value: unknown } | undefined>
  close(): Promise<void>
}

export interface OlderReleasesOptions {
  /** Starts a thread that reads and compiles this release. */
  readonly start: (release: number) => ReleaseThread
  /** How many releases there may be at a time, each with the memory that it takes. */
  readonly limit: number
}

interface Opened {
  readonly thread: ReleaseThread
  pending: number
}

/** Keeps the releases that were asked last; one that is asked for nothing gives way to another. */
export function createOlderReleases({ start, limit }: OlderReleasesOptions): OlderReleases {
  const opened = new Map<number, Opened>()

  const drop = (release: number, { thread }: Opened): void => {
    opened.delete(release)
    void thread.close()
  }
  const open = (release: number): Opened | undefined => {
    const known = opened.get(release)
    if (known === undefined && opened.size >= limit) {
      const idle = [...opened].find(([, { pending }]) => pending === 0)
      if (idle === undefined) return undefined
      drop(...idle)
    }
    const entry = known ?? { thread: start(release), pending: 0 }
    opened.delete(release)
    opened.set(release, entry)
    return entry
  }
  return {
    async call(release, operation, args) {
      const entry = open(release)
      if (entry === undefined) return undefined
      entry.pending += 1
      try {
        return { value: await entry.thread.call(operation, args) }
      } catch (error) {
        if (opened.get(release) === entry) drop(release, entry)
        throw error
      } finally {
        entry.pending -= 1
      }
    },
    async close() {
      const threads = [...opened.values()].map(({ thread }) => thread)
      opened.clear()
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}
