import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { isStillSent, whileDroppingRest } from './rest-of-body.js'
import { fieldErrorsOf } from './schema-errors.js'

/**
 * One place where the request went wrong: a JSON pointer into the body (or into the JSON of one of its lines), a cell of a
 * sheet, or the name of a parameter.
 */
export interface FieldError {
  readonly pointer?: string
  /** From 1. */
  readonly line?: number
  /** Of a sheet, of which the header is row 1. */
  readonly row?: number
  /** Of a sheet, as the header names it. */
  readonly column?: string
  readonly parameter?: string
  readonly code: string
  /** Says what was expected; never the value that came. */
  readonly detail: string
  /** The smallest answers that show it, which a proof made up; never those of a resident. */
  readonly answers?: Readonly<Record<string, string | readonly string[]>>
}

export interface ApiErrorOptions {
  /** A sentence for this occurrence; never a value of the request. */
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** An expected refusal: throw it in any handler, and the reply is the problem (RFC 9457) of its code. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(code, { cause: options.cause })
    this.name = 'ApiError'
    this.code = code
    this.statusCode = errorCodes[code].status
    this.detail = options.detail ?? errorCodes[code].mend
    this.errors = options.errors ?? []
    this.headers = { ...usualHeaders[code], ...options.headers }
  }
}

const usualHeaders: { readonly [K in ErrorCode]?: Readonly<Record<string, string>> } = {
  unauthenticated: { 'www-authenticate': 'Bearer' },
  'idempotency-pending': { 'retry-after': '5' },
  'rate-limited': { 'retry-after': '60' },
  unavailable: { 'retry-after': '5' },
  'not-ready': { 'retry-after': '5' },
  'storage-full': { 'retry-after': '300' },
}

/** The errors of the framework that a request can cause, of a full disk and of a writer that keeps others waiting, by their code. */
export const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'invalid-url',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_STATIC_FORBIDDEN_PATH: 'not-found',
  FST_ERR_VALIDATION: 'invalid-request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'incomplete-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'invalid-request',
  FST_ERR_ROUTE_MISSING_CONTENT: 'invalid-request',
  FST_ERR_HANDLER_TIMEOUT: 'unavailable',
  SQLITE_FULL: 'storage-full',
  ENOSPC: 'storage-full',
  'database-in-use': 'unavailable',
}

/** Whatever was thrown, as a refusal; what nobody expected becomes an `internal-error` that says nothing more. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (!(error instanceof Error)) return new ApiError('internal-error', { cause: error })
  const { code, validation, validationContext } = error as Partial<Record<'code' | 'validationContext', unknown>> & {
    validation?: unknown
  }
  if (Array.isArray(validation)) {
    const { errors, left } = fieldErrorsOf(validation, validationContext === 'body')
    const detail = left > 0 ? `${errorCodes['invalid-request'].mend} ${left} more are not named.` : undefined
    return new ApiError('invalid-request', { errors, ...(detail && { detail }) })
  }
  const known = typeof code === 'string' && Object.hasOwn(frameworkCodes, code) ? frameworkCodes[code] : undefined
  return new ApiError(known ?? 'internal-error', { cause: error })
}

/** The body of a problem reply. `type` resolves to a description of the code on the service itself. */
export function problemBody(error: ApiError, requestId: string): string {
  const { status, title } = errorCodes[error.code]
  return JSON.stringify({
    type: `/v1/problems/${error.code}`,
    title,
    status,
    detail: error.detail,
    instance: `urn:mokummatch:request:${requestId}`,
    code: error.code,
    ...(error.errors.length > 0 && { errors: error.errors }),
  })
}

/** Refusals are logged at debug without any value, faults with their error. */
export function logRefusal(error: ApiError, request: FastifyRequest): void {
  if (error.code === 'internal-error') request.log.error({ err: error.cause ?? error }, 'request failed')
  else request.log.debug({ code: error.code, places: error.errors.length }, 'request refused')
}

/** Headers that say something of the content that would have been sent, and nothing of a problem. */
const headersOfContent = ['content-disposition', 'etag', 'last-modified'] as const

/** Answers a request with a problem, and logs it. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toApiError(thrown)
  logRefusal(error, request)
  for (const name of headersOfContent) {
    reply.removeHeader(name)
    // Those of a stream that failed before its first byte stand there already.
    reply.raw.removeHeader(name)
  }
  const body = problemBody(error, request.id)
  reply
    .code(error.statusCode)
    .headers({ 'cache-control': 'no-store', ...error.headers })
    .type('application/problem+json; charset=utf-8')
  // Who was too slow already gets no more time.
  if (error.code === 'request-timeout' || !isStillSent(request)) return reply.send(body)
  return reply.header('content-length', Buffer.byteLength(body)).send(whileDroppingRest(body, reply))
}
