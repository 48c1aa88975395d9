import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { apiVersion } from './response-headers.js'
import { OpenApiSchema } from './shared-schemas.js'

export interface ApiDescription {
  /** Where the outside world finds the service, without a slash at the end. */
  readonly publicUrl: string
  readonly contact: { readonly name: string; readonly email: string; readonly url: string }
}

type Json = { [key: string]: unknown }
type Operation = Json & { responses: { [status: string]: Json }; parameters?: Json[] }

const base = '/v1'
/** Scripts and styles come from the service itself, but for one style element that the explorer makes: its hash. */
const explorerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const tags = [
  { name: 'Matching', description: 'Answers in, three choices out. Nothing is stored.' },
  { name: 'Catalogue', description: 'What is published: open data.' },
  { name: 'Releases', description: 'The history of what was published.' },
  { name: 'Drafts', description: 'What editors write before they publish.' },
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
export async function registerOpenApi(app: FastifyInstance, { publicUrl, contact }: ApiDescription): Promise<void> {
  await app.register(swagger, {
    stripBasePath: false,
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MokumMatch',
        version: apiVersion,
        description: 'At most seven questions, three real places for a first conversation.',
        contact,
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      },
      servers: [{ url: `${publicUrl}${base}` }],
      tags,
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
      const statuses = route.config?.problems?.map((code) => errorCodes[code].status)
      return { url: path, schema: { ...schema, ...(statuses && { 'x-problems': statuses }) } }
    },
    transformObject: (document) =>
      ('openapiObject' in document ? complete(document.openapiObject as Json) : document.swaggerObject) as object,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: explorerPolicy,
    uiConfig: { validatorUrl: null },
    theme: { title: 'MokumMatch API' },
  })

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

/** Adds to every operation what its shape implies, as references to shared components. */
function complete(document: Json): Json {
  const components = document.components as Json
  const paths = document.paths as { [path: string]: { [method: string]: Operation } }
  const used = new Set<number>()
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const status of problemsOf(operation)) {
      used.add(status)
      operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
    }
    for (const response of Object.values(operation.responses)) {
      if (!('$ref' in response)) response.headers = { ...(response.headers as Json | undefined), ...headerRefs }
    }
    delete operation['x-problems']
  }
  components.headers = headers
  components.responses = Object.fromEntries(
    [...used].sort().map((status) => [`Problem${status}`, problemResponse(status)]),
  )
  addDiscriminatorMappings(components.schemas as { [name: string]: Json })
  return document
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
    ...((operation['x-problems'] as number[] | undefined) ?? []),
  ])
}

const headers = {
  ApiVersion: { description: 'Version of the API.', schema: { type: 'string' }, example: apiVersion },
  RequestId: { description: 'Id of this request, given or made.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer' } },
  Allow: { description: 'The methods that are possible.', schema: { type: 'string' } },
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
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
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
