import type { FastifyReply, FastifyRequest } from 'fastify'
import type { DocumentOf, DocumentType } from '../engine/index.js'
import { callerIn, scopeOf } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { cursorOf, positionOf } from '../http/cursor.js'
import type { DocumentReader } from '../http/document-reader.js'
import { entityTag, isHeld, requirePrecondition } from '../http/entity-tags.js'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { documentAsSent } from '../http/validation.js'
import { warningsOf } from '../http/warnings.js'
import type { Storage } from '../storage/storage.js'
import { checkDocument } from './check-document.js'
import { brokenBy, type DraftChange } from './consequences.js'
import { draftExamples } from './draft-examples.js'
import { DraftDeletedSchema, DraftWrittenSchema, wireOf } from './draft-schemas.js'
import { type Draft, type DraftStore, documentIn } from './draft-store.js'
import { type DraftFilter, passing } from './filter-drafts.js'

export interface DraftRoutesOptions {
  readonly storage: Storage
  readonly drafts: DraftStore
  /** The drafts as somebody, the name of a key, changes them. */
  readonly draftsBy: (name: string) => Pick<DraftStore, 'put' | 'delete'>
  readonly readDocument: DocumentReader
  /** Of the deployment. */
  readonly defaultLanguage: string
  /** Longest document, in bytes. */
  readonly bodyLimitBytes: number
}

/** What the addresses, operations and sentences call a type. */
const names = {
  taxonomy: { path: 'taxonomies', many: 'TaxonomyDrafts', one: 'TaxonomyDraft', words: 'a taxonomy' },
  organization: {
    path: 'organizations',
    many: 'OrganizationDrafts',
    one: 'OrganizationDraft',
    words: 'an organization',
  },
  service: { path: 'services', many: 'ServiceDrafts', one: 'ServiceDraft', words: 'a service' },
  'question-set': {
    path: 'question-sets',
    many: 'QuestionSetDrafts',
    one: 'QuestionSetDraft',
    words: 'a question set',
  },
} as const satisfies Record<DocumentType, object>

/** The drafts: list, read, create or replace, and delete, the same for each of the four types. */
export function registerDraftRoutes(app: Server, options: DraftRoutesOptions): void {
  for (const type of ['service', 'organization', 'question-set', 'taxonomy'] as const) {
    registerReading(app, type, options)
    registerWriting(app, type, options)
  }
}

const tags = ['Drafts']

interface OneDraft {
  readonly id: string
}

function registerReading(app: Server, type: DocumentType, { storage, drafts }: DraftRoutesOptions): void {
  const { path, many, one, words } = names[type]
  const wire = wireOf[type]
  const config = { scope: scopeOf(type) }
  const listing = {
    operationId: `list${many}`,
    summary: `List the drafts of ${path.replace('-', ' ')}`,
    tags,
    querystring: wire.query,
    response: { 200: ref(wire.page, { description: 'A page of drafts' }) },
  }
  app.get(`/v1/drafts/${path}`, { config, schema: listing }, async ({ query }, reply) => {
    const { cursor, limit, ...filter } = query as DraftFilter & { readonly cursor?: string; readonly limit: number }
    const after = cursor === undefined ? undefined : positionOf(cursor, /^[a-z0-9-]{1,64}$/)
    const isListed = passing(type, filter)
    const page = await storage.read((db) => drafts.list(db, type, { after, limit, isListed }))
    const next = page.next === null ? null : cursorOf(page.next)
    return reply.send({ items: page.drafts.map(listed), next })
  })

  const reading = {
    operationId: `get${one}`,
    summary: `Read the draft of ${words}`,
    tags,
    params: wire.params,
    response: { 200: ref(wire.document, { description: 'As it was written' }), 304: NotModifiedSchema },
  }
  app.get(`/v1/drafts/${path}/:id`, { config, schema: reading }, async (request, reply) => {
    const { id } = request.params as OneDraft
    const draft = await storage.read((db) => drafts.read(db, type, id))
    if (draft === undefined) throw noSuchDraft()
    return sendText(reply, draft.text)
  })
}

function registerWriting(app: Server, type: DocumentType, options: DraftRoutesOptions): void {
  const { path, one, words } = names[type]
  const wire = wireOf[type]
  const scope = scopeOf(type)
  const putting = {
    operationId: `put${one}`,
    summary: `Create or replace the draft of ${words}`,
    description:
      'To create, send `If-None-Match: *`; to replace, `If-Match` with the `ETag` of what you have read. A document that breaks a rule by itself is refused, with all problems; references that lead nowhere are told as warnings, and keep the drafts from being published.',
    tags,
    params: wire.paramsToPut,
    body: ref(wire.document),
    response: {
      200: ref(DraftWrittenSchema, { description: 'It was replaced, or was the same already' }),
      201: ref(DraftWrittenSchema, { description: 'It was created' }),
    },
  }
  const problems = ['invalid-document', 'precondition-failed', 'precondition-required', 'storage-full'] as const
  const config = { scope, preconditions: true, problems, examples: draftExamples[type] }
  const put = { config, schema: putting, bodyLimit: options.bodyLimitBytes, validatorCompiler: documentAsSent() }
  app.put(`/v1/drafts/${path}/:id`, put, async (request, reply) => {
    const { id } = request.params as OneDraft
    const document = readDraft(type, request.body, { ...options, id })
    const { outcome, change } = await writeDraft(type, document, { ...options, request })
    const warnings = await brokenNow(change, { ...options, request })
    const etag = entityTag(JSON.stringify(document))
    reply.header('etag', etag)
    if (outcome === 'created') reply.code(201).header('location', `/v1/drafts/${path}/${id}`)
    return reply.send({ outcome, etag, ...warnings })
  })

  const deleting = {
    operationId: `delete${one}`,
    summary: `Delete the draft of ${words}`,
    description:
      'Needs `If-Match` with the `ETag` of what you have read. What is published stays as it is until the next release. References of other drafts to it are told as warnings.',
    tags,
    params: wire.params,
    response: { 200: ref(DraftDeletedSchema, { description: 'It was deleted' }) },
  }
  const ofDelete = {
    scope,
    preconditions: true,
    problems: ['precondition-failed', 'precondition-required', 'storage-full'],
  } as const
  app.delete(`/v1/drafts/${path}/:id`, { config: ofDelete, schema: deleting }, async (request, reply) => {
    const { id } = request.params as OneDraft
    const before = await deleteDraft(type, id, { ...options, request })
    const change = { type, id, before, after: undefined }
    const warnings = await brokenNow(change, { ...options, request })
    return reply.send({ outcome: 'deleted', ...warnings })
  })
}

/** @throws ApiError `invalid-document` with all that is wrong with it */
function readDraft<T extends DocumentType>(
  type: T,
  body: unknown,
  { id, readDocument, defaultLanguage }: DraftRoutesOptions & OneDraft,
): DocumentOf[T] {
  const read = readDocument(type, body)
  if ('problems' in read) throw new ApiError('invalid-document', { errors: read.problems })
  const { document } = read
  const problems = checkDocument(type, document, defaultLanguage)
  const detail = 'Expected the id that the address has. Change the id here, or the address.'
  const errors = document.id === id ? problems : [{ pointer: '/id', code: 'other-id', detail }, ...problems]
  if (errors.length > 0) throw new ApiError('invalid-document', { errors })
  return document
}

type Writing = DraftRoutesOptions & { readonly request: FastifyRequest }

function writeDraft<T extends DocumentType>(
  type: T,
  document: DocumentOf[T],
  { storage, drafts, draftsBy, request }: Writing,
) {
  return storage.write(async (db) => {
    const text = await drafts.text(db, type, document.id)
    requirePrecondition(request, text && entityTag(text))
    const outcome = await draftsBy(callerIn(request).name).put(db, type, document)
    const change: DraftChange<T> = { type, id: document.id, before: documentIn<T>(text), after: document }
    return { outcome, change }
  })
}

function deleteDraft<T extends DocumentType>(type: T, id: string, { storage, drafts, draftsBy, request }: Writing) {
  return storage.write(async (db) => {
    const text = await drafts.text(db, type, id)
    if (text === undefined) throw noSuchDraft()
    requirePrecondition(request, entityTag(text))
    await draftsBy(callerIn(request).name).delete(db, type, id)
    return documentIn<T>(text)
  })
}

/** After the edit: reading all services would keep those who write waiting. */
function brokenNow(change: DraftChange, { storage, drafts, request }: Writing) {
  return warningsOf(request, () => storage.read((db) => brokenBy(db, drafts, change)))
}

function noSuchDraft(): ApiError {
  return new ApiError('not-found', { detail: 'There is no draft with this id.' })
}

/** A taxonomy without its terms, which can be many. */
function listed({ type, text, changedAt, document }: Draft) {
  const shown = type === 'taxonomy' ? { ...document, terms: undefined } : document
  return { document: shown, changedAt, etag: entityTag(text) }
}

/** The very characters that the tag is of, or 304 to who holds them. */
function sendText(reply: FastifyReply, text: string): FastifyReply {
  const etag = entityTag(text)
  reply.header('etag', etag)
  if (isHeld(reply.request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type('application/json').send(text)
}
