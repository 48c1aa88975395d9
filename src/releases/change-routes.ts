import type { FastifyRequest } from 'fastify'
import type { DocumentOf, DocumentType } from '../engine/index.js'
import { callerIn, editorScopes, mayCall, scopeOf } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { cursorOf, positionOf } from '../http/cursor.js'
import { entityTag, requirePrecondition } from '../http/entity-tags.js'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { ChangePageSchema, ChangeParams, ChangesQuery, DiscardedSchema, ReleaseChangesQuery } from './change-schemas.js'
import {
  type ChangePage,
  type ChangeQuery,
  contentOfRelease,
  listChanges,
  listDraftChanges,
  textInForce,
} from './changes.js'
import type { ReleaseRowType } from './digests.js'
import type { DocumentSource } from './document-source.js'
import { ReleaseParams } from './release-schemas.js'
import { releaseByNumber } from './release-store.js'

export interface ChangeRoutesOptions {
  readonly storage: Storage
  readonly drafts: DocumentSource
  /** The drafts as somebody, the name of a key, changes them. */
  readonly draftsBy: (name: string) => {
    put<T extends DocumentType>(db: Writer, type: T, document: DocumentOf[T]): Promise<unknown>
    delete(db: Writer, type: DocumentType, id: string): Promise<unknown>
  }
}

const response = { 200: ref(ChangePageSchema, { description: 'A page of changes' }) }

/** What the drafts change, and what releases have changed; and back to the release in force. */
export function registerChangeRoutes(app: Server, options: ChangeRoutesOptions): void {
  const { storage, drafts } = options
  const ofDrafts = {
    operationId: 'listDraftChanges',
    summary: 'List what the drafts change, field by field',
    description: 'What publishing would change: each document that differs from the release in force.',
    tags: ['Changes'],
    querystring: ChangesQuery,
    response,
  }
  app.get('/v1/drafts/changes', { config: { scope: editorScopes }, schema: ofDrafts }, ({ query }) =>
    storage.read(async (db) => onWire(await listDraftChanges(db, drafts, queryOf(query)))),
  )
  const ofRelease = {
    operationId: 'listReleaseChanges',
    summary: 'List what changed between two releases, field by field',
    description: 'Documents, and capacities that are not open.',
    tags: ['Releases'],
    params: ReleaseParams,
    querystring: ReleaseChangesQuery,
    response,
  }
  const ofReleaseConfig = { scope: editorScopes, problems: ['unknown-reference'] } as const
  app.get('/v1/releases/:number/changes', { config: ofReleaseConfig, schema: ofRelease }, ({ params, query }) =>
    storage.read(async (db) => {
      const { number } = params
      const since = query.since ?? number - 1
      await requireReleases(db, number, since)
      const contents = { before: contentOfRelease(since), after: contentOfRelease(number) }
      return onWire(await listChanges(db, contents, queryOf(query)))
    }),
  )
  const discarding = {
    operationId: 'discardDraftChange',
    summary: 'Discard a change: back to the release in force',
    description:
      'A draft that was changed or deleted is again as the release in force has it; a new one goes. With `If-Match` only where the draft still has that `ETag`.',
    tags: ['Changes'],
    params: ChangeParams,
    response: { 200: ref(DiscardedSchema, { description: 'It is as the release in force has it' }) },
  }
  const config = {
    scope: ['catalogue:write', 'questions:write'],
    preconditions: true,
    problems: ['precondition-failed', 'storage-full'],
  } as const
  app.delete('/v1/drafts/changes/:type/:id', { config, schema: discarding }, async (request) => {
    requireScope(request, request.params.type)
    return { outcome: await discard(request, options, request.params) }
  })
}

type Discarding = { readonly type: DocumentType; readonly id: string }

async function discard(
  request: FastifyRequest,
  { storage, drafts, draftsBy }: ChangeRoutesOptions,
  { type, id }: Discarding,
): Promise<'restored' | 'removed' | 'unchanged'> {
  return storage.write(async (db) => {
    const [was, is] = [await textInForce(db, type, id), await drafts.text(db, type, id)]
    if (was === undefined && is === undefined) {
      throw new ApiError('not-found', { detail: 'Neither the drafts nor the release in force have such a document.' })
    }
    if (request.headers['if-match'] !== undefined) requirePrecondition(request, is && entityTag(is))
    if (was === is) return 'unchanged'
    const changed = draftsBy(callerIn(request).name)
    if (was === undefined) await changed.delete(db, type, id)
    else await changed.put(db, type, JSON.parse(was))
    return was === undefined ? 'removed' : 'restored'
  })
}

/** @throws ApiError `forbidden` for who may write other documents than these */
function requireScope(request: FastifyRequest, type: DocumentType): void {
  const needed = scopeOf(type)
  if (mayCall(callerIn(request), needed)) return
  throw new ApiError('forbidden', { detail: `This call needs a key with the scope ${needed}.` })
}

async function requireReleases(db: Reader, number: number, since: number): Promise<void> {
  if ((await releaseByNumber(db, number)) === undefined) {
    throw new ApiError('not-found', { detail: 'There is no release with this number.' })
  }
  if (since === 0 || (await releaseByNumber(db, since)) !== undefined) return
  const detail = 'There is no release with this number: GET /v1/releases lists them.'
  throw new ApiError('unknown-reference', { errors: [{ parameter: 'since', code: 'unknown-release', detail }] })
}

const position = /^(capacity|organization|question-set|service|taxonomy)\/[a-z0-9-]{1,64}$/

function queryOf({ cursor, limit }: { readonly cursor?: string; readonly limit: number }): ChangeQuery {
  if (cursor === undefined) return { after: undefined, limit }
  const [type = '', id = ''] = positionOf(cursor, position).split('/')
  return { after: { type: type as ReleaseRowType, id }, limit }
}

function onWire({ changes, next }: ChangePage) {
  const items = changes.map(({ fields, ...change }) => ({ ...change, fields: [...fields] }))
  return { items, next: next === null ? null : cursorOf(`${next.type}/${next.id}`) }
}
