import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Scope } from './caller.js'
import type { Component } from './component-schemas.js'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { registerExplorer } from './explorer.js'
import { ApiError, problemBody } from './problems.js'
import { apiVersion } from './response-headers.js'
import { OpenApiSchema } from './shared-schemas.js'

export interface ApiDescription {
  /** Where the outside world finds the service, without a slash at the end. */
  readonly publicUrl: string
  readonly contact: { readonly name: string; readonly email: string; readonly url: string }
}

/** A body to try in the explorer. */
export interface Example {
  readonly summary: string
  /** Text where the media type is not JSON. */
  readonly value: object | string
  /** `application/json` where absent. */
  readonly mediaType?: string
}

type Json = { [key: string]: unknown }
type Operation = Json & {
  responses: { [status: string]: Json }
  tags?: string[]
  parameters?: Json[]
  requestBody?: { content: { [mediaType: string]: Json } }
}

const base = '/v1'
const introduction = `At most seven questions, three real places for a first conversation.

To see it work: open \`POST /matches\`, choose *Try it out*, pick an example and press *Execute*. What is published may be read by anybody.

**To edit** you need a key: press *Authorize* once and paste it (the first is in the file that the start of the service names). Then go from
top to bottom: read a draft, change it and put it back (*Drafts*), see what differs (*Changes*), try it (\`POST /matches\` with the example
*On the drafts*), publish (*Releases*), and match again.`

const tags = [
  { name: 'Matching', description: 'Answers in, three choices out. Nothing is stored.' },
  { name: 'Catalogue', description: 'What is published: open data.' },
  { name: 'Drafts', description: 'What editors write before they publish: services first, then what they point to.' },
  { name: 'Changes', description: 'What the drafts would change, field by field.' },
  { name: 'Releases', description: 'Publish, and the history of what was published.' },
  { name: 'Imports and exports', description: 'Many documents at once, from and to files and spreadsheets.' },
  { name: 'Capacity', description: 'Whether a service has room.' },
  { name: 'Partners', description: 'Websites that embed the questions.' },
  { name: 'Access', description: 'Keys, and who did what.' },
  { name: 'Service', description: 'About the service itself.' },
]

/**
 * OpenAPI 3.1 of all routes under `/v1`, made from their schemas, at `/v1/openapi.json`, and the explorer at `/docs`.
 * The server's URL carries `/v1`, so its paths leave it out; what is not under it (health, pages) is not described. A route
 * declares its successes; headers and problems that follow from its shape are added here, others come from `config.problems`.
 */
export async function registerOpenApi(
  app: FastifyInstance,
  { publicUrl, contact }: ApiDescription,
  named: readonly Component[],
): Promise<void> {
  await app.register(swagger, {
    stripBasePath: false,
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MokumMatch',
        version: apiVersion,
        description: introduction,
        contact,
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      },
      servers: [{ url: `${publicUrl}${base}` }],
      security: [],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key of an editor or a system: `mmk_…`.' },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `Schema${index}`,
    },
    transform: ({ schema, url, route }) => {
      const path = url.startsWith(`${base}/`) ? url.slice(base.length) : undefined
      if (path === undefined) return { url, schema: { ...schema, hide: true } }
      const { problems = [], examples, idempotent = false, preconditions = false, scope } = route.config ?? {}
      const statuses = problems.map((code) => errorCodes[code].status)
      const own = {
        'x-problems': statuses,
        'x-idempotent': idempotent,
        'x-preconditions': preconditions,
        ...(examples && { 'x-examples': examples }),
      }
      return { url: path, schema: { ...schema, ...own, ...(scope && withScope(schema, scope)) } }
    },
    transformObject: (document) =>
      ('openapiObject' in document
        ? complete(document.openapiObject as Json, named)
        : document.swaggerObject) as object,
  })
  await registerExplorer(app, `${new URL(publicUrl).pathname}${base}`.replace('//', '/'))

  const schema: FastifySchema = {
    operationId: 'getOpenApi',
    summary: 'This description',
    tags: ['Service'],
    response: { 200: OpenApiSchema },
  }
  app.get(`${base}/openapi.json`, { schema, config: { cors: 'public' } }, async (_request, reply) => {
    return reply
      .header('cache-control', 'public, max-age=300')
      .type('application/json')
      .send(JSON.stringify(app.swagger()))
  })
}

/** In 3.1 the roles that a call needs stand in its security, also where they are no OAuth scopes; any of several will do. */
function withScope({ description }: FastifySchema, scope: Scope | readonly Scope[]): FastifySchema {
  const scopes = [scope].flat()
  const needed = `Needs a key with the scope ${scopes.map((one) => `\`${one}\``).join(' or ')}.`
  const security = scopes.map((one) => ({ key: [one] }))
  return { description: description === undefined ? needed : `${description} ${needed}`, security }
}

/** Adds to every operation what its shape implies, as references to shared components. */
function complete(document: Json, named: readonly Component[]): Json {
  const paths = document.paths as { [path: string]: { [method: string]: Operation } }
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  const used = new Set<number>()
  for (const operation of operations) {
    for (const status of problemsOf(operation)) {
      used.add(status)
      operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
    }
    operation.parameters?.forEach(keepOptional)
    describeHeaders(operation)
    addExamples(operation)
    delete operation['x-problems']
    delete operation['x-idempotent']
    delete operation['x-preconditions']
    delete operation['x-examples']
  }
  document.tags = tags.filter(({ name }) => operations.some((operation) => operation.tags?.includes(name)))
  document.components = {
    ...(document.components as Json),
    schemas: schemasOf(named),
    headers,
    parameters: { IfNoneMatch: ifNoneMatch, IfMatch: ifMatch, ToCreate: toCreate, IdempotencyKey: idempotencyKey },
    responses: Object.fromEntries([...used].sort().map((status) => [`Problem${status}`, problemResponse(status)])),
  }
  return document
}

function addExamples(operation: Operation): void {
  const examples = Object.entries((operation['x-examples'] ?? {}) as Readonly<Record<string, Example>>)
  for (const [mediaType, media] of Object.entries(operation.requestBody?.content ?? {})) {
    const own = examples.filter(([, example]) => (example.mediaType ?? 'application/json') === mediaType)
    if (own.length === 0) continue
    media.examples = Object.fromEntries(own.map(([name, { summary, value }]) => [name, { summary, value }]))
  }
}

/** The explorer fills in the example of a parameter: that of an optional one stands in its schema, where it only shows. */
function keepOptional(parameter: Json): void {
  if (parameter.required === true || !('example' in parameter)) return
  parameter.schema = { ...(parameter.schema as Json), examples: [parameter.example] }
  delete parameter.example
}

/** What can answer 304 has a tag. */
function describeHeaders(operation: Operation): void {
  const isConditional = operation['x-preconditions'] === true
  const isReplaced = isConditional && 'requestBody' in operation
  const isRead = operation.responses[304] !== undefined
  const isTagged = isRead || isReplaced
  const isIdempotent = operation['x-idempotent'] === true
  if (isRead) addParameter(operation, 'IfNoneMatch')
  if (isConditional) addParameter(operation, 'IfMatch')
  if (isReplaced) addParameter(operation, 'ToCreate')
  if (isIdempotent) addParameter(operation, 'IdempotencyKey')
  for (const [status, response] of Object.entries(operation.responses)) {
    if ('$ref' in response) continue
    response.headers = {
      ...headerRefs,
      ...(isTagged && { ETag: { $ref: '#/components/headers/ETag' } }),
      ...(status === '201' && { Location: { $ref: '#/components/headers/Location' } }),
      ...(isIdempotent && { 'Idempotency-Replayed': replayed }),
    }
  }
}

function addParameter(operation: Operation, name: string): void {
  operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }]
}

function problemsOf(operation: Operation): Set<number> {
  const parameters = operation.parameters ?? []
  const hasPath = parameters.some((parameter) => parameter.in === 'path')
  const hasBody = 'requestBody' in operation
  const needsKey = Array.isArray(operation.security) && operation.security.length > 0
  return new Set([
    ...[400, 429, 431, 500, 503],
    ...(hasPath ? [404, 414] : []),
    ...(hasBody ? [408, 413, 415] : []),
    ...(needsKey ? [401, 403] : []),
    ...(operation['x-idempotent'] === true ? [409] : []),
    ...((operation['x-problems'] as number[] | undefined) ?? []),
  ])
}

const header = (type: 'string' | 'integer', description: string, example: string | number) => ({
  description,
  schema: { type },
  example,
})
const tag = '"4c1e0c5a9f0b2d7e8a6b3c5d7e9f1a2b"'
const headers = {
  ApiVersion: header('string', 'Version of the API (semantic versioning)', apiVersion),
  RequestId: header('string', 'Id of this request: the one that was sent, or else a new one', '7f3c2a1e-9b8d'),
  ETag: header('string', 'Tag of this content, for `If-None-Match`', tag),
  Location: header('string', 'Address of what was made', '/v1/releases/2'),
  RetryAfter: header('integer', 'Seconds to wait before the next try', 5),
}
const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of what you hold: a 304 without a body says that it is still so',
  schema: { type: 'string', maxLength: 1_024 },
}
const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of what you have read: where it is no longer so, nothing changes (412)',
  schema: { type: 'string', maxLength: 1_024 },
}
const toCreate = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: '`*`: create it; where there is one already, nothing changes (412)',
  schema: { type: 'string', const: '*' },
}
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A new one for each new request, such as a UUID: 1 to 255 characters of visible ASCII. For 24 hours the same request with it changes nothing and gets the first reply again; another request with it is refused. A request that was refused, or changed nothing because it was a dry run, leaves it free.',
  schema: { type: 'string', pattern: '^[!-~]+$', minLength: 1, maxLength: 255 },
}
const replayed = {
  description: '`true` where this is the reply to an earlier request with the same `Idempotency-Key`; else absent',
  required: false,
  schema: { type: 'string', const: 'true' },
}
const headerRefs = {
  'API-Version': { $ref: '#/components/headers/ApiVersion' },
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
}

function problemResponse(status: number): Json {
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
function schemasOf(named: readonly Component[]): { [name: string]: Json } {
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
