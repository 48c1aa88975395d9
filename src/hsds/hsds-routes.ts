import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { TSchema } from 'typebox'
import { type Component, ref } from '../http/component-schemas.js'
import { describeApi } from '../http/openapi.js'
import { ApiError } from '../http/problems.js'
import { isHeldPublished, sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema, problemComponents } from '../http/shared-schemas.js'
import type { Face, Link } from './face.js'
import {
  answers,
  hsdsComponents,
  LinesSchema,
  type LinkListQuery,
  type ListQuery,
  MOST_IN_PAGE,
  MOST_MINIMAL,
  queries,
  RecordParams,
  type ServiceListQuery,
} from './hsds-schemas.js'

export interface HsdsRoutesOptions {
  /** The release in force; undefined before the first. */
  readonly face: () => Promise<Face | undefined>
  readonly publicUrl: string
  readonly contact: { readonly name: string; readonly email: string; readonly url: string }
}

export const hsdsBase = '/hsds/v3'

const USUAL_IN_PAGE = 50
const RECORDS_PER_TURN = 50
const profile = 'https://github.com/openreferral/specification/tree/3.1'

const introduction = `The published catalogue as records of the Human Services Data Specification (HSDS) 3.1 of Open Referral: open data, of the release in force.

Names are those of HSDS. What stands for what, and what HSDS can't say, is described in docs/hsds.md of the source.`

const tags = [
  { name: 'required', description: 'What HSDS requires of an API.' },
  { name: 'optional', description: 'What HSDS lets an API leave out.' },
]

/** A list of a page, or of all there is in lines. */
interface Listed<T> {
  readonly items: readonly T[]
  readonly recordOf: (item: T) => unknown
}

/** What all of these have in common: open data, the same for everybody. */
function reading<Operation extends { readonly operationId: string; readonly summary: string }>(
  operation: Operation,
  body: Component<TSchema>,
) {
  const response = { 200: ref(body, { description: 'As it is published' }), 304: NotModifiedSchema }
  return { config: { cors: 'public' }, schema: { tags: ['optional'], ...operation, response } } as const
}

function listing<Operation extends { readonly operationId: string; readonly summary: string }>(
  operation: Operation,
  page: Component<TSchema>,
) {
  const content = { 'application/json': { schema: ref(page) }, 'application/x-ndjson': { schema: LinesSchema } }
  const response = { 200: { description: 'A page, or all of it in lines', content }, 304: NotModifiedSchema }
  return { config: { cors: 'public' }, schema: { tags: ['optional'], ...operation, response } } as const
}

/** The published catalogue as others in the field read it: HSDS 3.1, with a description of its own. */
export async function registerHsdsRoutes(app: Server, { face, publicUrl, contact }: HsdsRoutesOptions): Promise<void> {
  for (const schema of hsdsComponents) app.addSchema(schema)
  await describeApi(app, {
    base: hsdsBase,
    decorator: 'hsds',
    title: 'MokumMatch: HSDS',
    introduction,
    tags,
    ownTag: 'optional',
    publicUrl,
    contact,
    components: [...problemComponents, ...hsdsComponents],
  })
  const opened = async (): Promise<Face> => {
    const open = await face()
    if (open) return open
    throw new ApiError('not-ready', { detail: 'Nothing has been published yet: import documents and publish them.' })
  }
  const answer = async (reply: FastifyReply, read: (face: Face) => unknown): Promise<FastifyReply> => {
    const open = await opened()
    const body = read(open)
    if (body === undefined)
      throw new ApiError('not-found', { detail: 'The release in force has no record with this UUID.' })
    return sendPublished(reply, open.version, body)
  }
  const list = async <T>(
    reply: FastifyReply,
    query: ListQuery,
    read: (face: Face) => Listed<T>,
  ): Promise<FastifyReply> => {
    requireNoPage(query)
    const open = await opened()
    const { items, recordOf } = read(open)
    if (query.format === 'json') return sendPublished(reply, open.version, pageOf(items, query, recordOf))
    if (isHeldPublished(reply, open.version)) return reply
    return reply.type('application/x-ndjson').send(Readable.from(linesOf(items, recordOf)))
  }

  registerApi(app, publicUrl)

  const listServices = {
    operationId: 'listHsdsServices',
    summary: 'List services, also those that are not offered now',
    tags: ['required'],
    querystring: queries.services,
  }
  app.get(`${hsdsBase}/services`, listing(listServices, answers.services), ({ query }, reply) =>
    list(reply, pagingOf(query), ({ services, records }) => ({
      items: services(filterOf(query)),
      recordOf: query.minimal ? records.minimalService : query.full ? records.fullService : records.service,
    })),
  )
  const getService = {
    operationId: 'getHsdsService',
    summary: 'Read a service with all that it has',
    tags: ['required'],
    params: RecordParams,
  }
  app.get(`${hsdsBase}/services/:id`, reading(getService, answers.service), ({ params: { id } }, reply) =>
    answer(reply, ({ service, records }) => {
      const found = service(id)
      return found && records.fullService(found)
    }),
  )

  const listOrganizations = {
    operationId: 'listHsdsOrganizations',
    summary: 'List organizations',
    querystring: queries.organizations,
  }
  app.get(`${hsdsBase}/organizations`, listing(listOrganizations, answers.organizations), ({ query }, reply) =>
    list(reply, query, ({ organizations, records }) => ({
      items: organizations(query),
      recordOf: query.full ? records.fullOrganization : records.organization,
    })),
  )
  const getOrganization = {
    operationId: 'getHsdsOrganization',
    summary: 'Read an organization with all that it has',
    params: RecordParams,
  }
  app.get(
    `${hsdsBase}/organizations/:id`,
    reading(getOrganization, answers.organization),
    ({ params: { id } }, reply) =>
      answer(reply, ({ organization, records }) => {
        const found = organization(id)
        return found && records.fullOrganization(found)
      }),
  )

  const listLinks = {
    operationId: 'listHsdsServiceAtLocations',
    summary: 'List services at the places where they are given',
    querystring: queries.serviceAtLocations,
  }
  app.get(`${hsdsBase}/service_at_locations`, listing(listLinks, answers.serviceAtLocations), ({ query }, reply) =>
    list(reply, query, ({ links, records }) => {
      const recordOf = query.full ? records.fullLink : records.link
      return { items: links(filterOf(query)), recordOf: ({ service, at }: Link) => recordOf(service, at) }
    }),
  )
  const getLink = {
    operationId: 'getHsdsServiceAtLocation',
    summary: 'Read a service at a place, with all that both have',
    params: RecordParams,
  }
  app.get(
    `${hsdsBase}/service_at_locations/:id`,
    reading(getLink, answers.serviceAtLocation),
    ({ params: { id } }, reply) =>
      answer(reply, ({ link, records }) => {
        const found = link(id)
        return found && records.fullLink(found.service, found.at)
      }),
  )

  registerTaxonomies(app, { answer, list })
}

interface Answering {
  readonly answer: (reply: FastifyReply, read: (face: Face) => unknown) => Promise<FastifyReply>
  readonly list: <T>(reply: FastifyReply, query: ListQuery, read: (face: Face) => Listed<T>) => Promise<FastifyReply>
}

function registerTaxonomies(app: Server, { answer, list }: Answering): void {
  const asIs = (record: unknown): unknown => record
  const listTaxonomies = {
    operationId: 'listHsdsTaxonomies',
    summary: 'List taxonomies, also those that are built in',
    querystring: queries.taxonomies,
  }
  app.get(`${hsdsBase}/taxonomies`, listing(listTaxonomies, answers.taxonomies), ({ query }, reply) =>
    list(reply, query, ({ taxonomies }) => ({ items: taxonomies(query), recordOf: asIs })),
  )
  const getTaxonomy = { operationId: 'getHsdsTaxonomy', summary: 'Read a taxonomy', params: RecordParams }
  app.get(`${hsdsBase}/taxonomies/:id`, reading(getTaxonomy, answers.taxonomy), ({ params: { id } }, reply) =>
    answer(reply, ({ taxonomy }) => taxonomy(id)),
  )
  const listTerms = {
    operationId: 'listHsdsTaxonomyTerms',
    summary: 'List terms of taxonomies',
    querystring: queries.terms,
  }
  app.get(`${hsdsBase}/taxonomy_terms`, listing(listTerms, answers.terms), ({ query }, reply) =>
    list(reply, query, ({ terms }) => ({ items: terms(query), recordOf: asIs })),
  )
  const getTerm = { operationId: 'getHsdsTaxonomyTerm', summary: 'Read a term of a taxonomy', params: RecordParams }
  app.get(`${hsdsBase}/taxonomy_terms/:id`, reading(getTerm, answers.term), ({ params: { id } }, reply) =>
    answer(reply, ({ term }) => term(id)),
  )
}

/** What a validator reads first: the address of the API with a slash at its end, and without. */
function registerApi(app: Server, publicUrl: string): void {
  const api = { version: '3.1', profile, openapi_url: `${publicUrl}${hsdsBase}/openapi.json` }
  const schema = {
    operationId: 'getHsdsApi',
    summary: 'Which version of HSDS this is, and where it is described',
    tags: ['required'],
    response: { 200: ref(answers.api, { description: 'What this API is' }) },
  }
  app.get(`${hsdsBase}/`, { schema, config: { cors: 'public', isRoot: true } }, async () => api)
  app.get(hsdsBase, { schema: { hide: true }, config: { cors: 'public' } }, async () => api)
}

/** @throws ApiError `invalid-request` where a page would be too long */
function pagingOf(query: ServiceListQuery): ServiceListQuery {
  const { format, minimal, per_page: asked = minimal ? MOST_MINIMAL : USUAL_IN_PAGE } = query
  if (format === 'ndjson') return query
  if (minimal || asked <= MOST_IN_PAGE) return { ...query, per_page: asked }
  const detail = `Expected at most ${MOST_IN_PAGE}, or minimal=true with it.`
  throw new ApiError('invalid-request', { errors: [{ parameter: 'per_page', code: 'out-of-range', detail }] })
}

/** @throws ApiError `invalid-request` where a page is asked for of what has none */
function requireNoPage({ format, page, per_page: size }: ListQuery): void {
  if (format === 'json') return
  const given = [...(page === 1 ? [] : ['page']), ...(size === undefined ? [] : ['per_page'])]
  const detail = 'Expected it with format=json only: lines hold all records.'
  const errors = given.map((parameter) => ({ parameter, code: 'unknown-parameter', detail }))
  if (errors.length > 0) throw new ApiError('invalid-request', { errors })
}

/** @throws ApiError `invalid-request` where the instant is none of the calendar */
function filterOf({ modified_after: given, ...filter }: LinkListQuery) {
  if (given === undefined) return filter
  const hasOffset = given.length === 10 || /(?:Z|[+-]\d{2}:\d{2})$/.test(given)
  const modifiedAfter = Date.parse(hasOffset ? given : `${given}Z`)
  if (!Number.isNaN(modifiedAfter)) return { ...filter, modifiedAfter }
  const detail = 'Expected a date or an instant that exists, such as 2026-09-01 or 2026-09-01T07:30:00Z.'
  throw new ApiError('invalid-request', { errors: [{ parameter: 'modified_after', code: 'wrong-format', detail }] })
}

function pageOf<T>(
  items: readonly T[],
  { page, per_page: size = USUAL_IN_PAGE }: ListQuery,
  recordOf: (item: T) => unknown,
) {
  const contents = items.slice((page - 1) * size, page * size).map(recordOf)
  const pages = Math.ceil(items.length / size)
  return {
    total_items: items.length,
    total_pages: pages,
    page_number: page,
    size: contents.length,
    first_page: page === 1,
    last_page: page >= pages,
    empty: contents.length === 0,
    contents,
  }
}

async function* linesOf<T>(items: readonly T[], recordOf: (item: T) => unknown): AsyncGenerator<string> {
  for (let at = 0; at < items.length; at += RECORDS_PER_TURN) {
    const some = items.slice(at, at + RECORDS_PER_TURN)
    yield some.map((item) => `${JSON.stringify(recordOf(item))}\n`).join('')
    await setImmediate()
  }
}
