import { callerIn } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { PartnerSchema } from '../http/document-schemas.js'
import { entityTag, requirePrecondition } from '../http/entity-tags.js'
import { ApiError } from '../http/problems.js'
import { letKeep } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { documentAsSent } from '../http/validation.js'
import { warningsOf } from '../http/warnings.js'
import type { Reader, Storage } from '../storage/storage.js'
import type { Partner } from './partner.js'
import {
  PartnerDeletedSchema,
  PartnerListSchema,
  PartnerParams,
  PartnerParamsToDelete,
  PartnerParamsToPut,
  PartnerSiteSchema,
  PartnerWrittenSchema,
} from './partner-schemas.js'
import type { PartnerStore } from './partner-store.js'
import type { PartnerReader } from './read-partner.js'

/** Something about a partner that an editor should know. */
interface PartnerWarning {
  readonly code: string
  readonly type: 'partner'
  readonly id: string
  readonly pointer: string
  readonly detail: string
}

export interface PartnerRoutesOptions {
  readonly storage: Storage
  readonly partners: Pick<PartnerStore, 'list' | 'read'>
  /** The partners as somebody, the name of a key, changes them. */
  readonly partnersBy: (name: string) => Pick<PartnerStore, 'put' | 'delete'>
  readonly readPartner: PartnerReader
  /** What it names that the drafts do not have. */
  readonly warningsOf: (db: Reader, partner: Partner) => Promise<readonly PartnerWarning[]>
  /** Makes this process look at the partners again. */
  readonly onChange: () => void
  /** Longest document, in bytes. */
  readonly bodyLimitBytes: number
}

const tags = ['Partners']
const scope = 'partners'

/** Partners: what a site needs to start, for everybody; list, create or replace, and delete, for who keeps them. */
export function registerPartnerRoutes(app: Server, options: PartnerRoutesOptions): void {
  registerReading(app, options)
  registerWriting(app, options)
}

function registerReading(app: Server, { storage, partners }: PartnerRoutesOptions): void {
  const listing = {
    operationId: 'listPartners',
    summary: 'List the partners with their origins',
    tags,
    response: { 200: ref(PartnerListSchema, { description: 'All partners' }) },
  }
  app.get('/v1/partners', { config: { scope }, schema: listing }, async () => {
    const all = await storage.read((db) => partners.list(db))
    return { items: all.map(({ document, text, changedAt }) => ({ document, changedAt, etag: entityTag(text) })) }
  })

  const reading = {
    operationId: 'getPartner',
    summary: 'Read what the site of a partner needs to start',
    tags,
    params: PartnerParams,
    response: { 200: ref(PartnerSiteSchema, { description: 'The partner' }) },
  }
  app.get('/v1/partners/:partner', { schema: reading, config: { cors: 'public' } }, async ({ params }, reply) => {
    const partner = await storage.read((db) => partners.read(db, params.partner))
    if (partner === undefined) throw noSuchPartner()
    const { origins: _, ...site } = partner.document
    letKeep(reply)
    return site
  })
}

function registerWriting(app: Server, { storage, partners, partnersBy, ...options }: PartnerRoutesOptions): void {
  const putting = {
    operationId: 'putPartner',
    summary: 'Create or replace a partner',
    description:
      'To create, send `If-None-Match: *`; to replace, `If-Match` with the `etag` that the list has. It counts at once, without publishing: from now on web pages of its origins, and of no others that it had, can call the API from a browser. What it names and the drafts do not have is told as warnings.',
    tags,
    params: PartnerParamsToPut,
    body: ref(PartnerSchema),
    response: {
      200: ref(PartnerWrittenSchema, { description: 'It was replaced, or was the same already' }),
      201: ref(PartnerWrittenSchema, { description: 'It was created' }),
    },
  }
  const problems = ['invalid-document', 'precondition-failed', 'precondition-required', 'storage-full'] as const
  const put = {
    config: { scope, preconditions: true, problems, examples },
    schema: putting,
    bodyLimit: options.bodyLimitBytes,
    validatorCompiler: documentAsSent(),
  } as const
  app.put('/v1/partners/:partner', put, async (request, reply) => {
    const document = readBody(request.body, request.params.partner, options.readPartner)
    const outcome = await storage.write(async (db) => {
      const before = await partners.read(db, document.id)
      requirePrecondition(request, before && entityTag(before.text))
      return partnersBy(callerIn(request).name).put(db, document)
    })
    options.onChange()
    const warnings = await warningsOf(request, () => storage.read((db) => options.warningsOf(db, document)))
    const etag = entityTag(JSON.stringify(document))
    reply.header('etag', etag)
    if (outcome === 'created') reply.code(201).header('location', `/v1/partners/${document.id}`)
    return reply.send({ outcome, etag, ...warnings })
  })

  const deleting = {
    operationId: 'deletePartner',
    summary: 'Delete a partner',
    description:
      'Needs `If-Match` with the `etag` that the list has. It counts at once: its site finds it no more, and web pages of its origins can no longer call the API from a browser.',
    tags,
    params: PartnerParamsToDelete,
    response: { 200: ref(PartnerDeletedSchema, { description: 'It was deleted' }) },
  }
  const ofDelete = {
    scope,
    preconditions: true,
    problems: ['precondition-failed', 'precondition-required', 'storage-full'],
  } as const
  app.delete('/v1/partners/:partner', { config: ofDelete, schema: deleting }, async (request) => {
    const { partner: id } = request.params
    await storage.write(async (db) => {
      const before = await partners.read(db, id)
      if (before === undefined) throw noSuchPartner()
      requirePrecondition(request, entityTag(before.text))
      await partnersBy(callerIn(request).name).delete(db, id)
    })
    options.onChange()
    return { outcome: 'deleted' as const }
  })
}

/** @throws ApiError `invalid-document` with all that is wrong with it */
function readBody(body: unknown, id: string, readPartner: PartnerReader): Partner {
  const read = readPartner(body)
  if ('problems' in read) throw new ApiError('invalid-document', { errors: read.problems })
  if (read.document.id === id) return read.document
  const detail = 'Expected the id that the address has. Change the id here, or the address.'
  throw new ApiError('invalid-document', { errors: [{ pointer: '/id', code: 'other-id', detail }] })
}

function noSuchPartner(): ApiError {
  return new ApiError('not-found', { detail: 'There is no partner with this id.' })
}

const examples = {
  site: {
    summary: 'A site with one question set, on the web and on the machine of who builds it',
    value: {
      id: 'voorbeeldsite',
      name: 'Voorbeeldsite',
      questionSets: ['geldzorgen-noord'],
      languages: ['nl', 'en'],
      origins: ['https://www.example.org', 'http://localhost:5173'],
      contactPoint: 'buurtteam-noord',
    },
  },
}
