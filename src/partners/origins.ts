import { recently } from '../http/recent.js'
import type { Partner } from './partner.js'

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
  const ofPages = own.map((url) => new URL(url).origin)
  let latest: ReadonlySet<string> | undefined
  const readNow = async (): Promise<ReadonlySet<string>> => {
    try {
      latest = new Set([...ofPages, ...(await list()).flatMap(({ origins = [] }) => origins)])
    } catch (error) {
      // Matches need no database, so those of pages that were known go on without it.
      if (latest === undefined) throw error
    }
    return latest
  }
  const { read, forget } = recently(readNow, monotonicMs)
  return { isPartner: async (origin) => (await read()).has(origin), forget }
}
