import { STATUS_CODES } from 'node:http'
import type { Component } from './component-schemas.js'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { ApiError, problemBody } from './problems.js'
import { apiVersion } from './response-headers.js'

export type Json = { [key: string]: unknown }

const header = (type: 'string' | 'integer', description: string, example: string | number) => ({
  description,
  required: true,
  schema: { type },
  example,
})
const tag = '"4c1e0c5a9f0b2d7e8a6b3c5d7e9f1a2b"'

/** Headers of replies: always there where a reply is described with them. */
export const headers = {
  ApiVersion: header('string', 'Version of the API (semantic versioning)', apiVersion),
  RequestId: header('string', 'Id of this request: the one that was sent, or else a new one', '7f3c2a1e-9b8d'),
  ETag: header('string', 'Tag of this content, for `If-None-Match`', tag),
  Location: header('string', 'Address of what was made', '/v1/releases/2'),
  RetryAfter: header('integer', 'Seconds to wait before the next try', 5),
}

/** Those that every reply has. */
export const headerRefs = {
  'API-Version': { $ref: '#/components/headers/ApiVersion' },
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
}

export const replayed = {
  description: '`true` where this is the reply to an earlier request with the same `Idempotency-Key`; else absent',
  required: false,
  schema: { type: 'string', const: 'true' },
}

/** Headers that an operation may take. */
export const parameters = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what you hold: a 304 without a body says that it is still so',
    schema: { type: 'string', maxLength: 1_024 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what you have read: where it is no longer so, nothing changes (412)',
    schema: { type: 'string', maxLength: 1_024 },
  },
  ToCreate: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: '`*`: create it; where there is one already, nothing changes (412)',
    schema: { type: 'string', const: '*' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A new one for each new request, such as a UUID: 1 to 255 characters of visible ASCII. For 24 hours the same request with it changes nothing and gets the first reply again; another request with it is refused. A request that was refused, or changed nothing because it was a dry run, leaves it free.',
    schema: { type: 'string', pattern: '^[!-~]+$', minLength: 1, maxLength: 255 },
  },
}

/** What every operation answers with this status where it does not succeed. */
export function problemResponse(status: number): Json {
  const codes = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => errorCodes[code].status === status)
  const canRetry = status === 429 || status === 503
  return {
    description: `${STATUS_CODES[status]}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
    headers: { ...headerRefs, ...(canRetry && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }) },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: problemExample(codes[0]),
      },
    },
  }
}

function problemExample(code: ErrorCode | undefined): Json | undefined {
  return code && JSON.parse(problemBody(new ApiError(code), '7f3c2a1e-9b8d'))
}

/** The components as they were written: the plugin drops what stands beside a `$ref`, which is what a property means. */
export function schemasOf(named: readonly Component[]): { [name: string]: Json } {
  const schemas = Object.fromEntries(named.map(({ $id, ...schema }) => [$id, pointing(schema) as Json]))
  addDiscriminatorMappings(schemas)
  return schemas
}

function pointing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointing)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]) =>
    key === '$ref' ? [key, `#/components/schemas/${String(part).replace(/#$/, '')}`] : [key, pointing(part)],
  )
  return Object.fromEntries(entries)
}

/** AJV refuses a `mapping` at a discriminator, and generators of clients want one: the constants of the branches are it. */
function addDiscriminatorMappings(schemas: { [name: string]: Json }): void {
  for (const schema of Object.values(schemas)) {
    const discriminator = schema.discriminator as { propertyName: string; mapping?: Json } | undefined
    if (discriminator === undefined || !Array.isArray(schema.oneOf)) continue
    discriminator.mapping = Object.fromEntries(
      schema.oneOf.map(({ $ref }: { $ref: string }) => {
        const branch = schemas[$ref.split('/').at(-1) ?? '']?.properties as { [name: string]: Json } | undefined
        return [String(branch?.[discriminator.propertyName]?.const), $ref]
      }),
    )
  }
}
