import { isIPv4 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './problems.js'

export interface RateLimits {
  readonly anonymousPerMinute: number
  readonly keyPerMinute: number
  /** A stable name (such as the hash) of the valid key of a request; undefined with a wrong one. */
  readonly identifyKey: (request: FastifyRequest) => string | undefined | Promise<string | undefined>
}

const WINDOW_MS = 60_000
/** More callers than this in one window share one count, so that memory is bounded. */
const MOST_CALLERS = 100_000

/**
 * Limits every call in windows of a minute, also of addresses without a route; a route is exempt with
 * `config.rateLimit: false`. Counts are in memory, on a monotonic clock: a step of the wall clock locks nobody out.
 */
export function registerRateLimits(app: FastifyInstance, limits: RateLimits): void {
  let window = -1
  let counts = new Map<string, number>()

  function refusal(caller: string, most: number): ApiError | undefined {
    const now = performance.now()
    const current = Math.floor(now / WINDOW_MS)
    if (current !== window) {
      window = current
      counts = new Map()
    }
    const name = counts.has(caller) || counts.size < MOST_CALLERS ? caller : ''
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    if (count <= most) return undefined
    const seconds = Math.ceil(((window + 1) * WINDOW_MS - now) / 1_000)
    return new ApiError('rate-limited', { headers: { 'retry-after': `${seconds}` } })
  }

  const refuseAddress = (request: FastifyRequest) => refusal(networkOf(request.ip), limits.anonymousPerMinute)
  const refuseKey = (key: string) => refusal(`key ${key}`, limits.keyPerMinute)

  app.addHook('onRequest', (request, _reply, done) => {
    if (request.route.config.rateLimit === false) return done()
    if (request.headers.authorization === undefined) return done(refuseAddress(request))
    Promise.resolve(limits.identifyKey(request)).then((key) => {
      done(key === undefined ? refuseAddress(request) : refuseKey(key))
    }, done)
  })
}

/** The caller behind an address: a household or a server has a whole /64 of IPv6. */
function networkOf(address: string): string {
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!mapped.includes(':') || isIPv4(mapped)) return mapped
  const [head = '', tail] = mapped.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')]
  return all.slice(0, 4).join(':')
}
