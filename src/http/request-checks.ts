import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { ApiError } from './problems.js'
import { hasBody } from './rest-of-body.js'

/** Headers that mean something else to each reader when they come twice. */
const once = new Set([
  'host',
  'authorization',
  'content-type',
  'content-encoding',
  'origin',
  'if-match',
  'idempotency-key',
])
const mediaType = /^([a-z]+\/[a-z0-9.+-]+)(?:; ?charset=utf-8)?$/i
const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const json: readonly string[] = ['application/json']

/** What is wrong with a request before anybody reads its body. */
export function refusalOf(request: FastifyRequest): ApiError | undefined {
  return refusedHeaders(request) ?? refusedUrl(request) ?? (request.is404 ? undefined : refusedBody(request))
}

/** A request for which there is nothing: 405 where the address has other methods, else 404, as for a missing file. */
export function notFound(app: FastifyInstance, request: FastifyRequest): ApiError {
  const url = request.url.slice(0, endOfPath(request.url))
  const allowed = methods.filter((method) => app.findRoute({ method, url }) !== null)
  return allowed.length > 0 && !allowed.some((method) => method === request.method)
    ? new ApiError('method-not-allowed', { headers: { allow: allowed.join(', ') } })
    : new ApiError('not-found')
}

/** A type of no body says nothing; the framework would look for whoever reads it. */
export function forgetTypeOfNoBody(request: FastifyRequest): void {
  if (acceptedTypes(request).length === 0 && !hasBody(request)) delete request.raw.headers['content-type']
}

function endOfPath(url: string): number {
  const query = url.indexOf('?')
  return query === -1 ? url.length : query
}

function refusedHeaders({ raw }: FastifyRequest): ApiError | undefined {
  // HTTP/1.0 has no Host header; the health checks of older proxies use it.
  if (raw.headers.host === undefined && raw.httpVersionMinor > 0) return invalid('There is no Host header.')
  // As many names as headers: none came twice. A header `__proto__` makes no name.
  if (Object.keys(raw.headers).length * 2 === raw.rawHeaders.length) return undefined
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
  if (names.includes('__proto__')) return invalid('A header has a name that is not accepted.')
  const twice = names.find((name, index) => once.has(name) && names.indexOf(name) !== index)
  return twice === undefined ? undefined : invalid(`The ${twice} header came more than once.`)
}

function invalid(detail: string): ApiError {
  return new ApiError('invalid-http', { detail })
}

function refusedUrl({ url, route }: FastifyRequest): ApiError | undefined {
  const end = endOfPath(url)
  if (end > 1 && url.charAt(end - 1) === '/' && route.config.isRoot !== true) return new ApiError('not-found')
  if (!url.includes('%', end)) return undefined
  try {
    decodeURIComponent(url.slice(end))
    return undefined
  } catch {
    return new ApiError('invalid-url')
  }
}

function acceptedTypes({ route: { config, schema } }: FastifyRequest): readonly string[] {
  return config.mediaTypes ?? (schema?.body === undefined ? [] : json)
}

function refusedBody(request: FastifyRequest): ApiError | undefined {
  const { 'content-type': given, 'content-encoding': encoding = 'identity' } = request.raw.headers
  const accepted = acceptedTypes(request)
  if (accepted.length === 0) return hasBody(request) ? unexpectedBody() : undefined
  if (given === undefined && !hasBody(request)) return undefined
  const type = mediaType.exec(given ?? '')?.[1]?.toLowerCase()
  if (type !== undefined && accepted.includes(type) && encoding === 'identity') return undefined
  const detail = `This call accepts ${accepted.join(', ')}, in UTF-8 and not encoded.`
  return new ApiError('unsupported-media-type', { detail })
}

function unexpectedBody(): ApiError {
  return new ApiError('invalid-request', {
    errors: [{ pointer: '', code: 'unknown-field', detail: 'This call takes no body.' }],
  })
}
