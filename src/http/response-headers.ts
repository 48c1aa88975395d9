import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Version of the API (semantic versioning; its first number is the `v1` of the paths), the same as `info.version`. */
export const apiVersion = '1.0.0'

/** What every response carries, also an error; routes of published data and pages replace single ones. */
export const baseHeaders: Readonly<Record<string, string>> = Object.freeze({
  'api-version': apiVersion,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})

const safeRequestId = /^[A-Za-z0-9-]{8,64}$/
const w3cTraceparent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** The `X-Request-Id` of the caller where it can hold nothing but an id (no address, no key), else a random one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && safeRequestId.test(given) ? given : randomUUID()
}

/** A W3C `traceparent` for this request: in the trace of the caller where that is valid, else in a new one. */
export function continueTrace(headers: IncomingHttpHeaders): string {
  const given = headers.traceparent
  const [, traceId, flags] = (typeof given === 'string' && w3cTraceparent.exec(given)) || []
  return `00-${traceId ?? hexDigits(randomUUID())}-${hexDigits(randomUUID()).slice(0, 16)}-${flags ?? '00'}`
}

/** 32 hexadecimal digits, never all zero; a UUID takes them from a pool, which costs less than asking for random bytes. */
function hexDigits(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24)
}

/** Of a traceparent of ours: what all requests of one trace share, and what is this request's own. */
export function traceOf(traceparent: string): { readonly traceId: string; readonly spanId: string } {
  return { traceId: traceparent.slice(3, 35), spanId: traceparent.slice(36, 52) }
}
