import type { Thread } from './thread.js'

export interface OlderReleases {
  /** What an operation on an older release gives, or undefined where too many others are asked just now, or were of late. */
  call(release: number, operation: string, args: readonly unknown[]): Promise<{ readonly value: unknown } | undefined>
  close(): Promise<void>
}

export interface OlderReleasesOptions {
  /** Starts a thread that reads and compiles this release. */
  readonly start: (release: number) => Thread
  /** How many releases there may be at a time, each with the memory that it takes. */
  readonly limit: number
  /**
   * How often one may be opened in a minute: anybody may ask for any release, and to open one takes a core for as long as
   * compiling a catalogue does. Without it, as often as it is asked.
   */
  readonly openings?: { readonly perMinute: number; readonly monotonicMs: () => number }
}

const MINUTE_MS = 60_000

interface Opened {
  readonly thread: Thread
  pending: number
}

/** Keeps the releases that were asked last; one that is asked for nothing gives way to another. */
export function createOlderReleases({ start, limit, openings }: OlderReleasesOptions): OlderReleases {
  const opened = new Map<number, Opened>()
  const mayOpen = openings === undefined ? () => true : createBudget(openings)

  const drop = (release: number, { thread }: Opened): void => {
    opened.delete(release)
    void thread.close()
  }
  const open = (release: number): Opened | undefined => {
    const entry = opened.get(release) ?? openNew(release)
    if (entry === undefined) return undefined
    opened.delete(release)
    opened.set(release, entry)
    return entry
  }
  const openNew = (release: number): Opened | undefined => {
    const idle = [...opened].find(([, { pending }]) => pending === 0)
    const isFull = opened.size >= limit
    if ((isFull && idle === undefined) || !mayOpen()) return undefined
    if (isFull && idle !== undefined) drop(...idle)
    return { thread: start(release), pending: 0 }
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

/** Says yes at most so often in any minute. */
function createBudget({ perMinute, monotonicMs }: NonNullable<OlderReleasesOptions['openings']>): () => boolean {
  let latest: readonly number[] = []
  return () => {
    const now = monotonicMs()
    latest = latest.filter((at) => now - at < MINUTE_MS)
    if (latest.length >= perMinute) return false
    latest = [...latest, now]
    return true
  }
}
