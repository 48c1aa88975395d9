import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import type { Writer } from '../storage/storage.js'
import type { KeptReply, KeyedCall } from './idempotency-store.js'
import { createOnce, type Once, type OnceOptions, type ReplyToKeep } from './once.js'

export interface Idempotency extends Pick<Once, 'keep'> {
  /** For the transaction of what a call changed, with the reply to it. Does nothing where the call has no key. */
  keepReply(request: FastifyRequest, db: Writer, reply: ReplyToKeep): Promise<void>
  /** The call as its key knows it, for who keeps the reply elsewhere; undefined where it has no key. */
  keyedCall(request: FastifyRequest): KeyedCall | undefined
}

/** Visible ASCII. */
const shape = /^[\x21-\x7e]{1,255}$/
const wrongKey = {
  parameter: 'Idempotency-Key',
  code: 'wrong-format',
  detail: 'Expected 1 to 255 characters of visible ASCII, without spaces, such as a UUID for each new request.',
}

/**
 * Makes the routes that are registered from now on, and have `config.idempotent`, take an `Idempotency-Key`. Such a route
 * calls `keepReply` in the transaction of what it changes. To be called after the hook that says who is calling.
 */
export function registerIdempotency(server: Server, options: OnceOptions): Idempotency {
  const once = createOnce(options)
  const calls = new WeakMap<FastifyRequest, KeyedCall>()

  server.addHook('onRoute', (route) => {
    if (route.config?.idempotent !== true) return
    const { handler } = route
    route.onRequest = [route.onRequest ?? [], checkKey].flat()
    route.handler = async function (request, reply) {
      const call = callOf(request)
      if (call === undefined) return handler.call(this, request, reply)
      calls.set(request, call)
      const answer = await once.run(call, async () => handler.call(this, request, reply))
      return 'kept' in answer ? sendAgain(reply, answer.kept) : answer.made
    }
  })

  return {
    async keepReply(request, db, reply) {
      const call = calls.get(request)
      if (call !== undefined) await once.keep(call, db, reply)
    },
    keyedCall: (request) => calls.get(request),
    keep: once.keep,
  }
}

function checkKey({ headers }: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  const key = headers['idempotency-key']
  const isRight = key === undefined || (typeof key === 'string' && shape.test(key))
  done(isRight ? undefined : new ApiError('invalid-request', { errors: [wrongKey] }))
}

function callOf(request: FastifyRequest): KeyedCall | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  const { method, caller, route, query, bodyDigest } = request
  const [path] = request.url.split('?')
  const asked = Object.entries(query ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    id: sha256(JSON.stringify([caller?.name ?? '', `${method} ${route.url}`, key])),
    request: sha256(JSON.stringify([path, asked, bodyDigest])),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function sendAgain(reply: FastifyReply, { status, location, body }: KeptReply): FastifyReply {
  if (location !== null) reply.header('location', location)
  return reply.code(status).header('idempotency-replayed', 'true').type('application/json').send(body)
}
