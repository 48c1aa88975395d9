import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './problems.js'

export interface RateLimits {
  readonly anonymousPerMinute: number
  readonly keyPerMinute: number
  /** A stable name (such as the hash) of the valid key of a request; undefined without a key or with a wrong one. */
  readonly identifyKey: (request: FastifyRequest) => string | undefined | Promise<string | undefined>
}

const WINDOW_MS = 60_000
/** More callers than this in one window share one count, so that memory is bounded. */
const MOST_CALLERS = 100_000

/** Limits every call, also of addresses without a route; a route is exempt with `config.rateLimit: false`. */
export function registerRateLimits(app: FastifyInstance, limits: RateLimits): void {
  const count = countInWindows(() => performance.now())
  const refusalOf = (request: FastifyRequest, key: string | undefined): ApiError | undefined =>
    key === undefined
      ? count(`address ${networkOf(request.ip)}`, limits.anonymousPerMinute)
      : count(`key ${key}`, limits.keyPerMinute)

  app.addHook('onRequest', (request, _reply, done) => {
    if (request.route.config.rateLimit === false) return done()
    const key = limits.identifyKey(request)
    if (key instanceof Promise) key.then((known) => done(refusalOf(request, known)), done)
    else done(refusalOf(request, key))
  })
}

/**
 * Counts calls by caller; gives a refusal when there are more than `most` in a minute.
 *
 * @param monotonicMs a clock that never goes back
 */
function countInWindows(monotonicMs: () => number): (caller: string, most: number) => ApiError | undefined {
  let window = -1
  let counts = new Map<string, number>()
  return (caller, most) => {
    const now = monotonicMs()
    const current = Math.floor(now / WINDOW_MS)
    if (current !== window) {
      window = current
      counts = new Map()
    }
    const name = counts.has(caller) || counts.size < MOST_CALLERS ? caller : ''
    const calls = (counts.get(name) ?? 0) + 1
    counts.set(name, calls)
    if (calls <= most) return undefined
    const seconds = Math.ceil(((window + 1) * WINDOW_MS - now) / 1_000)
    return new ApiError('rate-limited', { headers: { 'retry-after': `${seconds}` } })
  }
}

const IPV6_GROUPS = 8
const NETWORK_GROUPS = 4

/** An address as one caller: of IPv6 the first 64 bits, as a household or a server has all that follow them. */
export function networkOf(address: string): string {
  if (!address.includes(':') || !isIPv6(address)) return address.toLowerCase()
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (ipv4 !== undefined) return ipv4
  const [front = '', back] = address.split('%', 1).join('').split('::')
  const before = front === '' ? [] : front.split(':')
  const after = back ? back.split(':') : []
  const left = IPV6_GROUPS - before.length - after.length
  const groups = [...before, ...Array.from({ length: back === undefined ? 0 : Math.max(0, left) }, () => '0'), ...after]
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
