/// <reference types="@fastify/swagger" preserve="true" />
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyTypeProvider,
  type RawServerDefault,
  type RouteOptions,
} from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Caller, Scope } from './caller.js'
import { answerClientError, answerExpectation } from './client-errors.js'
import type { Component } from './component-schemas.js'
import { type Cors, type IsPartnerOrigin, registerCors } from './cors.js'
import type { Plain } from './document-types.js'
import type { ErrorCode } from './error-codes.js'
import { loggerOptions, logHangUp, requestLog } from './logging.js'
import { type ApiContact, registerOpenApi } from './openapi.js'
import type { Example } from './openapi-operations.js'
import { registerProblemRoutes } from './problem-routes.js'
import { sendProblem, toApiError } from './problems.js'
import { type RateLimits, registerRateLimits } from './rate-limits.js'
import { collectBody } from './read-body.js'
import { forgetTypeOfNoBody, notFound, refusalOf } from './request-checks.js'
import { baseHeaders, continueTrace, requestIdOf } from './response-headers.js'
import { isStillSent } from './rest-of-body.js'
import { sharedComponents } from './shared-schemas.js'
import { parseStrictJson } from './strict-json.js'
import { strictValidators } from './validation.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, on a route that needs a key. */
    caller: Caller | null
    /** SHA-256 of the bytes of the body, in hex, where the call has an `Idempotency-Key` and its route takes one. */
    bodyDigest: string | null
    /** W3C trace context of this request, to be passed on with calls that it makes. */
    traceparent: string
    /** Whether its line is in the log. */
    isLogged: boolean
    /** `routeOptions`, which is put together anew each time that it is asked for. */
    route: FastifyRequest['routeOptions']
  }
  interface FastifyInstance {
    /** How long others may keep what is published before they look whether it has changed. */
    publishedMaxAgeSeconds: number
  }
  interface FastifyContextConfig {
    /** What a key needs for this route, or any one of these; a route without it needs no key. */
    scope?: Scope | readonly Scope[]
    cors?: Cors
    /** Address of the processing of data that this route is, in the register of who runs the service: for the log. */
    activityId?: string
    /** The root of an API, at an address with a slash at its end; everywhere else such a slash leads nowhere. */
    isRoot?: boolean
    /** Media types of the body, if not just JSON; the route's own scope has a parser for each. */
    mediaTypes?: readonly string[]
    /** How long the body may take; 5 s if absent. */
    bodyDeadlineMs?: number
    /** Slower bodies than this are closed before their deadline. */
    bodyMinimumBytesPerSecond?: number
    /** Takes an `Idempotency-Key`: the same call again changes nothing, and gets the first reply. */
    idempotent?: boolean
    /** Changes what has an `ETag`: takes `If-Match`, and with a body `If-None-Match: *`. */
    preconditions?: boolean
    /** What this route refuses besides what every route does: for the API's description. */
    problems?: readonly ErrorCode[]
    /** Bodies to try, by a camelCase name, the first as the usual one: for the API's description. */
    examples?: Readonly<Record<string, Example>>
  }
}

/** Types of requests and replies from their TypeBox schemas; what is sent may be read-only. */
interface SchemaTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Plain<Static<this['schema']>> : unknown
}

/** What rooms register their routes on. */
export type Server = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>

export interface ServerOptions extends ApiContact {
  readonly logLevel: string
  /** Standard output if absent. */
  readonly logStream?: { write(line: string): void }
  /** Addresses and ranges of reverse proxies; empty trusts nobody. */
  readonly trustProxy: readonly string[]
  /** Longest body of a route without a `bodyLimit` of its own. */
  readonly bodyLimitBytes: number
  /** 60 if absent. */
  readonly publishedMaxAgeSeconds?: number
  readonly rateLimits: RateLimits
  readonly isPartnerOrigin: IsPartnerOrigin
  /** Schemas with a name, that routes point at with `ref`. */
  readonly components?: readonly Component[]
}

const SECOND_MS = 1_000
/** What an import may take; other bodies have the deadline of their route. */
const LONGEST_REQUEST_MS = 600 * SECOND_MS

/**
 * A server that takes only well-formed, timely and described requests, and answers everything else with a problem.
 * Routes are registered on it under their full paths; `listen` or `ready` closes the list.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const app: Server = Fastify({
    logger: options.logLevel !== 'silent' && {
      ...loggerOptions(options.logLevel),
      ...(options.logStream && { stream: options.logStream }),
    },
    logController: requestLog(),
    genReqId: (raw) => requestIdOf(raw.headers),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: LONGEST_REQUEST_MS,
    keepAliveTimeout: 5 * SECOND_MS,
    connectionTimeout: 120 * SECOND_MS,
    http: {
      headersTimeout: 4 * SECOND_MS,
      connectionsCheckingInterval: SECOND_MS,
      maxHeaderSize: 8_192,
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 128 },
    // Calls on connections that are still open while the server stops are answered, and told to go elsewhere.
    return503OnClosing: false,
    schemaController: { compilersFactory: strictValidators() },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      beginReply(request, reply)
      sendProblem(error, request, reply)
    },
  })
  app.server.on('checkExpectation', answerExpectation)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', (request, _payload, done) => readJson(request, done))
  // A serializer made from a schema is slower here, and drops in silence what the schema lacks: tests hold replies to it.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request) => {
    throw notFound(app, request)
  })

  app.decorate('publishedMaxAgeSeconds', options.publishedMaxAgeSeconds ?? 60)
  app.decorateRequest('traceparent', '')
  app.decorateRequest('route')
  app.decorateRequest('isLogged', false)
  app.decorateRequest('caller', null)
  app.decorateRequest('bodyDigest', null)
  app.addHook('onRoute', refuseUndescribedQuery)
  app.addHook('onRequest', (request, reply, done) => {
    beginReply(request, reply)
    logHangUp(request, reply)
    done()
  })
  registerCors(app, options.isPartnerOrigin)
  await registerRateLimits(app, options.rateLimits)
  app.addHook('onRequest', (request, _reply, done) => {
    forgetTypeOfNoBody(request)
    done(refusalOf(request) ?? (request.is404 ? notFound(app, request) : undefined))
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    // What is left of a body would otherwise be read, however slowly it comes.
    if (isStillSent(request)) reply.header('connection', 'close')
    done()
  })

  const components = [...sharedComponents, ...(options.components ?? [])]
  for (const schema of components) app.addSchema(schema)
  await registerOpenApi(app, options, components)
  registerProblemRoutes(app)
  return app
}

function readJson(request: FastifyRequest, done: (error: Error | null, body?: unknown) => void): void {
  collectBody(request, (error, bytes) => {
    if (bytes === undefined) return done(error)
    if (request.route.config.idempotent && request.raw.headers['idempotency-key'] !== undefined)
      request.bodyDigest = createHash('sha256').update(bytes).digest('hex')
    let body: unknown
    try {
      body = parseStrictJson(bytes)
    } catch (refused) {
      return done(toApiError(refused))
    }
    done(null, body)
  })
}

function beginReply(request: FastifyRequest, reply: FastifyReply): void {
  request.route = request.routeOptions
  request.traceparent = continueTrace(request.raw.headers)
  reply.headers(baseHeaders).header('x-request-id', request.id).header('traceparent', request.traceparent)
}

/** A route without a query schema takes no query, and one with a schema takes just what it names. */
function refuseUndescribedQuery(route: RouteOptions): void {
  if (route.method === 'OPTIONS') return
  const schema = route.schema?.querystring as { additionalProperties?: unknown } | undefined
  if (schema === undefined)
    route.schema = { ...route.schema, querystring: { type: 'object', properties: {}, additionalProperties: false } }
  else if (schema.additionalProperties !== false)
    throw new Error(`The query of ${route.method} ${route.url} must be a closed object.`)
}
