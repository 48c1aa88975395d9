import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './problems.js'

export interface RateLimits {
  readonly anonymousPerMinute: number
  readonly keyPerMinute: number
  /** A stable name (such as the hash) of the valid key of a request; undefined without a key or with a wrong one. */
  readonly identifyKey: (request: FastifyRequest) => Promise<string | undefined> | undefined
}

const WINDOW_MS = 60_000
/** More callers than this in one window share one count, so that memory is bounded. */
const MOST_CALLERS = 100_000

/** Counts in memory and in windows of a monotonic clock: the plugin's own store reads the wall clock, and a step of that locks callers out. */
class WindowStore {
  #window = -1
  #counts = new Map<string, number>()

  incr(caller: string, done: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
    const now = performance.now()
    const window = Math.floor(now / WINDOW_MS)
    if (window !== this.#window) {
      this.#window = window
      this.#counts = new Map()
    }
    const name = this.#counts.has(caller) || this.#counts.size < MOST_CALLERS ? caller : ''
    const current = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, current)
    done(null, { current, ttl: (window + 1) * WINDOW_MS - now })
  }

  child(): WindowStore {
    return this
  }
}

/** Limits every call, also of addresses without a route; a route is exempt with `config.rateLimit: false`. */
export async function registerRateLimits(app: FastifyInstance, limits: RateLimits): Promise<void> {
  const byKey = 'key '
  const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await app.register(rateLimit, {
    global: false,
    store: WindowStore,
    timeWindow: WINDOW_MS,
    addHeaders: { ...silent, 'retry-after': true },
    addHeadersOnExceeding: silent,
    allowList: (request) => request.route.config.rateLimit === false,
    keyGenerator: (request) => {
      const key = limits.identifyKey(request)
      return key === undefined
        ? addressOf(request)
        : key.then((name) => (name === undefined ? addressOf(request) : byKey + name))
    },
    max: (_request, caller) => (caller.startsWith(byKey) ? limits.keyPerMinute : limits.anonymousPerMinute),
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError('rate-limited', { headers: { 'retry-after': `${Math.ceil(ttl / 1_000)}` } }),
  })
  app.addHook('onRequest', app.rateLimit())
}

/** Who hung up already has no address; the framework's types do not know. */
function addressOf({ ip = '' }: { readonly ip?: string }): string {
  // The plugin takes longer to see that an address needs nothing.
  return `address ${ip.includes(':') ? rateLimit.normalizeIP(ip) : ip}`
}
