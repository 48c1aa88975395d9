import type { Partner } from './partner.js'

/** How long a list of partners counts: a changed origin counts within a second, also when another process changed it. */
const FRESH_MS = 1_000

/**
 * Whether web pages of this origin may call the API from a browser: those of partners, and of the service itself.
 *
 * @param monotonicMs a clock that never goes back
 */
export function createOriginCheck(
  list: () => Promise<readonly Partner[]>,
  own: string,
  monotonicMs: () => number,
): (origin: string) => Promise<boolean> {
  let known: Promise<ReadonlySet<string>> | undefined
  let readAt = Number.NEGATIVE_INFINITY
  const read = async (): Promise<ReadonlySet<string>> => {
    const partners = await list()
    return new Set([new URL(own).origin, ...partners.flatMap(({ origins = [] }) => origins)])
  }
  return async (origin) => {
    if (known === undefined || monotonicMs() - readAt > FRESH_MS) {
      readAt = monotonicMs()
      known = read()
    }
    return (await known).has(origin)
  }
}
