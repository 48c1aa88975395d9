import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import type { Test } from 'tap'
import Type from 'typebox'
import { closed } from '../../src/http/component-schemas.js'
import { createServer, type Server, type ServerOptions } from '../../src/http/server.js'

export interface Given extends Partial<ServerOptions> {
  readonly routes?: (app: Server) => void
}

export interface ServerUnderTest {
  readonly app: Server
  /** Every line that was logged, at trace. */
  readonly lines: string[]
}

const answers = Type.Unsafe<Record<string, unknown>>({ type: 'object', maxProperties: 50, description: 'Any JSON' })

/** A small match route, a published list, a route of editors with a failing twin: the shapes that rooms have. */
export function someRoutes(app: Server): void {
  const body = closed({
    questionSet: Type.String({ pattern: '^[a-z-]+$', maxLength: 64, description: 'Id' }),
    answers,
    seed: Type.Optional(Type.String({ maxLength: 64, description: 'Seed' })),
    without: Type.Optional(
      Type.Array(Type.String({ maxLength: 10 }), { maxItems: 3, uniqueItems: true, description: 'Ids' }),
    ),
    alternatives: Type.Optional(Type.Integer({ minimum: 0, maximum: 20, description: 'How many' })),
    mode: Type.Optional(Type.Enum(['short', 'long'], { description: 'Mode' })),
  })
  const querystring = closed({
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 50, description: 'Most items' }),
    full: Type.Optional(Type.Boolean({ description: 'All fields' })),
    language: Type.Optional(Type.Array(Type.String({ maxLength: 3 }), { maxItems: 3, description: 'Languages' })),
  })
  const params = closed({ id: Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 64, description: 'Id' }) })
  const anything = { type: 'object', additionalProperties: true, description: 'Fine' }

  app.post(
    '/v1/matches',
    { schema: { operationId: 'match', body, response: { 200: anything } }, config: { cors: 'partners' } },
    async (request) => ({ questionSet: request.body.questionSet, answers: Object.keys(request.body.answers).length }),
  )
  app.get(
    '/v1/services',
    { schema: { operationId: 'listServices', querystring, response: { 200: anything } }, config: { cors: 'public' } },
    async (request, reply) =>
      reply.header('cache-control', 'public, max-age=60').header('etag', '"1"').send(request.query),
  )
  app.get(
    '/v1/services/:id',
    { schema: { operationId: 'getService', params, response: { 200: anything } }, config: { cors: 'public' } },
    async (request) => request.params,
  )
  app.put(
    '/v1/drafts/services/:id',
    {
      schema: {
        operationId: 'putDraft',
        params,
        body: closed({ name: Type.String({ description: 'Name' }) }),
        security: [{ key: [] }],
        response: { 200: anything },
      },
      config: { problems: ['precondition-failed', 'precondition-required'] },
    },
    async (request) => request.body,
  )
  app.delete('/v1/drafts/services/:id', { schema: { operationId: 'deleteDraft', params } }, async (_request, reply) =>
    reply.code(204).send(),
  )
  app.get('/v1/faults', { schema: { operationId: 'fail' }, config: { cors: 'public' } }, async (_request, reply) => {
    reply.header('etag', '"1"').header('cache-control', 'public')
    throw new TypeError('canary-in-a-message')
  })
  app.get(
    '/capacity/:token',
    { schema: { params: closed({ token: Type.String({ maxLength: 64, description: 'Token' }) }) } },
    async () => 'page',
  )
}

/** A server with routes, not listening. */
export async function aServer({ routes = someRoutes, ...options }: Given = {}): Promise<ServerUnderTest> {
  const lines: string[] = []
  const app = await createServer({
    publicUrl: 'https://mokum.example.org',
    contact: { name: 'Gemeente Voorbeeld', email: 'info@example.org', url: 'https://example.org' },
    logLevel: 'trace',
    logStream: { write: (line) => lines.push(line) },
    trustProxy: [],
    bodyLimitBytes: 16_384,
    rateLimits: { anonymousPerMinute: 1_000_000, keyPerMinute: 1_000_000, identifyKey: () => undefined },
    isPartnerOrigin: async (origin) => origin === 'https://partner.example.org',
    ...options,
  })
  routes(app)
  return { app, lines }
}

/** The same, closed with the test. */
export async function openServer(t: Test, given?: Given) {
  const { app, lines } = await aServer(given)
  t.teardown(() => app.close())
  return {
    app,
    lines,
    post: (payload: unknown, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/v1/matches',
        payload: payload as string,
        headers: { 'content-type': 'application/json', ...headers },
      }),
  }
}

export async function listen(app: Server): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

export interface RawReply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
  /** All that came, of all replies on the connection. */
  readonly text: string
  /** Milliseconds until the server closed. */
  readonly closedAfterMs: number
}

/** Writes pieces to a socket, each after its pause, and reads until the server closes it. */
export function raw(
  port: number,
  pieces: readonly (string | Buffer | number)[],
  localAddress = '127.0.0.1',
): Promise<RawReply> {
  return new Promise((resolve) => {
    const start = performance.now()
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    const chunks: Buffer[] = []
    let isOpen = true
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      isOpen = false
      const text = Buffer.concat(chunks).toString()
      const [head = '', ...rest] = text.split('\r\n\r\n')
      const [first = '', ...fields] = head.split('\r\n')
      const headers = Object.fromEntries(
        fields.map((field) => [
          field.slice(0, field.indexOf(':')).toLowerCase(),
          field.slice(field.indexOf(':') + 1).trim(),
        ]),
      )
      const closedAfterMs = performance.now() - start
      resolve({ status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n'), text, closedAfterMs })
    })
    void (async () => {
      for (const piece of pieces) {
        if (typeof piece === 'number') await new Promise((done) => setTimeout(done, piece))
        else if (isOpen) socket.write(piece)
      }
    })()
  })
}

/** An id that occurs nowhere else. */
export const canary = (): string => `canary${randomUUID().replaceAll('-', '')}`
