import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Scope } from './caller.js'
import type { Component } from './component-schemas.js'
import { errorCodes } from './error-codes.js'
import { registerExplorer } from './explorer.js'
import { headers, type Json, parameters, problemResponse, schemasOf } from './openapi-components.js'
import { completeOperation, type Operation } from './openapi-operations.js'
import { apiVersion } from './response-headers.js'
import { OpenApiSchema } from './shared-schemas.js'

export interface ApiContact {
  /** Where the outside world finds the service, without a slash at the end. */
  readonly publicUrl: string
  readonly contact: { readonly name: string; readonly email: string; readonly url: string }
}

/** One API of the service: its routes are those under its base. */
export interface ApiDescription extends ApiContact {
  /** Path without a slash at its end. */
  readonly base: string
  /** Name of the function of the server that gives the description. */
  readonly decorator: string
  readonly title: string
  readonly introduction: string
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  /** The tag under which the description itself stands. */
  readonly ownTag: string
  /** All schemas with a name that its routes point at. */
  readonly components: readonly Component[]
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
  { name: 'Proofs', description: 'What residents will get, proven over all answers before anything is published.' },
  { name: 'Releases', description: 'Publish, and the history of what was published.' },
  { name: 'Imports and exports', description: 'Many documents at once, from and to files and spreadsheets.' },
  { name: 'Capacity', description: 'Whether a service has room.' },
  { name: 'Partners', description: 'Websites that embed the questions.' },
  { name: 'Access', description: 'Keys, and who did what.' },
  { name: 'Service', description: 'About the service itself.' },
]

/** The description of the API under `/v1`, and the explorer at `/docs`. */
export async function registerOpenApi(
  app: FastifyInstance,
  { publicUrl, contact }: ApiContact,
  components: readonly Component[],
): Promise<void> {
  const words = { title: 'MokumMatch', introduction, tags, ownTag: 'Service' }
  await describeApi(app, { base, decorator: 'swagger', ...words, publicUrl, contact, components })
  const root = new URL(publicUrl).pathname.replace(/\/$/, '')
  await registerExplorer(app, { page: `${root}/docs`, api: `${root}${base}` })
}

/**
 * OpenAPI 3.1 of all routes under a base that are registered later, made from their schemas, at `openapi.json` under it.
 * The server's URL carries the base, so its paths leave it out; what is not under it (health, pages) is not described. A
 * route declares its successes; headers and problems that follow from its shape are added here, others come from
 * `config.problems`.
 */
export async function describeApi(app: FastifyInstance, api: ApiDescription): Promise<void> {
  const { base, decorator, title, introduction, publicUrl, contact } = api
  await app.register(swagger, {
    decorator,
    stripBasePath: false,
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title,
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
      ('openapiObject' in document ? complete(document.openapiObject as Json, api) : document.swaggerObject) as object,
  })

  const schema: FastifySchema = {
    operationId: 'getOpenApi',
    summary: 'This description',
    tags: [api.ownTag],
    response: { 200: OpenApiSchema },
  }
  // It is the same for as long as the process lives, and takes some 30 ms to write.
  let text: string | undefined
  app.get(`${base}/openapi.json`, { schema, config: { cors: 'public' } }, async (_request, reply) => {
    text ??= JSON.stringify(descriptionOf(app, decorator))
    return reply.header('cache-control', 'public, max-age=300').type('application/json').send(text)
  })
}

/** The description that an API has under this name. */
export function descriptionOf(app: FastifyInstance, decorator: string): object {
  return app.getDecorator<() => object>(decorator)()
}

/** In 3.1 the roles that a call needs stand in its security, also where they are no OAuth scopes; any of several will do. */
function withScope({ description }: FastifySchema, scope: Scope | readonly Scope[]): FastifySchema {
  const scopes = [scope].flat()
  const needed = `Needs a key with the scope ${scopes.map((one) => `\`${one}\``).join(' or ')}.`
  const security = scopes.map((one) => ({ key: [one] }))
  return { description: description === undefined ? needed : `${description} ${needed}`, security }
}

/** Adds what the shape of each operation implies, and the components that it points at. */
function complete(document: Json, { tags, components }: ApiDescription): Json {
  const paths = document.paths as { [path: string]: { [method: string]: Operation } }
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  const problems = new Set(operations.flatMap((operation) => [...completeOperation(operation)]))
  const responses = Object.fromEntries(
    [...problems].sort().map((status) => [`Problem${status}`, problemResponse(status)]),
  )
  const written = JSON.stringify([paths, responses])
  const named = (kind: string, all: Json): Json =>
    Object.fromEntries(Object.entries(all).filter(([name]) => written.includes(`"#/components/${kind}/${name}"`)))
  const { securitySchemes } = document.components as Json
  document.tags = tags.filter(({ name }) => operations.some((operation) => operation.tags?.includes(name)))
  document.components = {
    ...(operations.some(({ security }) => security !== undefined) && { securitySchemes }),
    schemas: schemasOf(components),
    headers: named('headers', headers),
    parameters: named('parameters', parameters),
    responses,
  }
  return document
}
