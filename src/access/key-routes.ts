import type { FastifyRequest } from 'fastify'
import { callerIn } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import type { Writer } from '../storage/storage.js'
import {
  KeyListSchema,
  KeyMadeSchema,
  KeyParams,
  KeyRequestSchema,
  KeyRotationSchema,
  KeySchema,
} from './key-schemas.js'
import type { Key } from './key-store.js'
import type { KeyRefusal, Keys } from './keys.js'

export interface KeyRoutesOptions {
  readonly keys: Pick<Keys, 'list' | 'read' | 'create' | 'rotate' | 'revoke'>
  /** Makes this process look at the keys again. */
  readonly onChange: () => void
  /** Keeps the reply for a repeated call, in the transaction of the change. */
  readonly keepReply: (
    request: FastifyRequest,
    db: Writer,
    reply: { readonly status: number; readonly location?: string; readonly body: object },
  ) => Promise<void>
}

const createExamples = {
  editor: {
    summary: 'Somebody who edits the catalogue and publishes it',
    value: { id: 'redactie-noord', name: 'Redactie Noord', scopes: ['catalogue:write', 'publish'] },
  },
  system: {
    summary: 'A system that brings in services every night',
    value: {
      id: 'sociale-kaart',
      name: 'Sociale kaart',
      scopes: ['catalogue:write'],
      expiresAt: '2035-01-01T00:00:00Z',
    },
  },
}
const rotateExamples = {
  usual: { summary: 'The secret before stays valid for a day', value: {} },
  atOnce: { summary: 'The secret before may be known to others', value: { overlapHours: 0 } },
}

/** Keys: made, seen without their secrets, given new secrets, taken back. */
export function registerKeyRoutes(app: Server, { keys, onChange, keepReply }: KeyRoutesOptions): void {
  const tags = ['Access']
  app.get(
    '/v1/keys',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listKeys',
        summary: 'List the keys, without their secrets',
        description: 'The admin key is not among them: it is a setting of the service.',
        tags,
        response: { 200: ref(KeyListSchema, { description: 'All keys' }) },
      },
    },
    async () => ({ items: await keys.list() }),
  )
  app.post(
    '/v1/keys',
    {
      config: { scope: 'admin', idempotent: true, problems: ['key-taken'], examples: createExamples },
      schema: {
        operationId: 'createKey',
        summary: 'Create a key, and see its secret once',
        tags,
        body: ref(KeyRequestSchema),
        response: { 201: ref(KeyMadeSchema, { description: 'The key is valid' }) },
      },
    },
    async (request, reply) => {
      const made = await keys.create(request.body, {
        by: callerIn(request).name,
        alongside: (db, key) => keepReply(request, db, { status: 201, location: addressOf(key), body: { key } }),
      })
      if ('refused' in made) throw refusal(made)
      onChange()
      return reply.code(201).header('location', addressOf(made.key)).send(made)
    },
  )
  app.post(
    '/v1/keys/:key/rotations',
    {
      config: { scope: 'admin', idempotent: true, problems: ['key-ended'], examples: rotateExamples },
      schema: {
        operationId: 'rotateKey',
        summary: 'Give a key a new secret, and see it once',
        description: 'The secret before stays valid for some hours, so that who uses it can change over without a gap.',
        tags,
        params: KeyParams,
        body: ref(KeyRotationSchema),
        response: { 200: ref(KeyMadeSchema, { description: 'The new secret is valid' }) },
      },
    },
    async (request) => {
      const made = await keys.rotate(request.params.key, request.body, {
        by: callerIn(request).name,
        alongside: (db, key) => keepReply(request, db, { status: 200, body: { key } }),
      })
      if ('refused' in made) throw refusal(made)
      onChange()
      return made
    },
  )
  app.get(
    '/v1/keys/:key',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'getKey',
        summary: 'Read a key, without its secret',
        tags,
        params: KeyParams,
        response: { 200: ref(KeySchema, { description: 'The key' }) },
      },
    },
    async ({ params }) => {
      const key = await keys.read(params.key)
      if (key === undefined) throw refusal({ refused: 'unknown' })
      return key
    },
  )
  app.delete(
    '/v1/keys/:key',
    {
      config: { scope: 'admin', problems: ['storage-full'] },
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke a key, at once and for ever',
        description: 'It is refused from now on, on every replica within a second. It stays in the list.',
        tags,
        params: KeyParams,
        response: { 200: ref(KeySchema, { description: 'The key is refused' }) },
      },
    },
    async (request) => {
      const revoked = await keys.revoke(request.params.key, { by: callerIn(request).name })
      if ('refused' in revoked) throw refusal(revoked)
      onChange()
      return revoked.key
    },
  )
}

function addressOf({ id }: Key): string {
  return `/v1/keys/${id}`
}

function refusal(refused: KeyRefusal): ApiError {
  switch (refused.refused) {
    case 'invalid':
      return new ApiError('invalid-request', { errors: refused.problems })
    case 'taken':
      return new ApiError('key-taken', {
        errors: [{ pointer: `/${refused.what}`, code: 'not-allowed', detail: 'Another key has or had this.' }],
      })
    case 'unknown':
      return new ApiError('not-found', { detail: 'There is no key with this id.' })
    case 'ended':
      return new ApiError('key-ended')
  }
}
