import type { Partner } from './partner.js'

/** With the time that a reading takes, an origin that another process changed counts within a second. */
const FRESH_MS = 500

export interface Origins {
  /** Whether web pages of this origin may call the API from a browser: those of partners, and of the service itself. */
  isPartner(origin: string): Promise<boolean>
  /** Reads the partners again at the next call: this process changed one. */
  forget(): void
}

/**
 * @param own addresses of the service itself, and of pages beside it
 * @param monotonicMs a clock that never goes back
 */
export function createOrigins(
  list: () => Promise<readonly Pick<Partner, 'origins'>[]>,
  own: readonly string[],
  monotonicMs: () => number,
): Origins {
  let known: Promise<ReadonlySet<string>> | undefined
  let readAt = Number.NEGATIVE_INFINITY
  const read = async (): Promise<ReadonlySet<string>> => {
    const partners = await list()
    return new Set([...own.map((url) => new URL(url).origin), ...partners.flatMap(({ origins = [] }) => origins)])
  }
  return {
    async isPartner(origin) {
      if (known === undefined || monotonicMs() - readAt > FRESH_MS) {
        readAt = monotonicMs()
        const reading = read()
        known = reading
        reading.catch(() => {
          if (known === reading) known = undefined
        })
      }
      return (await known).has(origin)
    },
    forget() {
      known = undefined
    },
  }
}
