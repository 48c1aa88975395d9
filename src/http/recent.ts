/** With the time that a reading takes, what another process changed counts within a second. */
const RECENT_MS = 500

export interface Recent<T> {
  read(): Promise<T>
  /** Reads anew at the next call: this process changed something. */
  forget(): void
}

/**
 * What was read some moments ago: however many ask, it is read at most twice a second. A reading that fails is nobody's
 * but theirs who waited for it.
 *
 * @param monotonicMs a clock that never goes back
 */
export function recently<T>(readNow: () => Promise<T>, monotonicMs: () => number): Recent<T> {
  let known: Promise<T> | undefined
  let readAt = Number.NEGATIVE_INFINITY
  return {
    read() {
      if (known === undefined || monotonicMs() - readAt > RECENT_MS) {
        readAt = monotonicMs()
        const reading = readNow()
        known = reading
        reading.catch(() => {
          if (known === reading) known = undefined
        })
      }
      return known
    },
    forget() {
      known = undefined
    },
  }
}
