import type { FastifyReply } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { ServiceFilter } from '../engine/index.js'
import { type Component, ref } from '../http/component-schemas.js'
import { cursorOf, positionOf } from '../http/cursor.js'
import { OrganizationSchema, QuestionSetSchema, TaxonomySchema } from '../http/document-schemas.js'
import { ApiError } from '../http/problems.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import type { Asked, ReleaseAt } from './at.js'
import type { Catalogue, Page } from './catalogue.js'
import {
  OneQuery,
  OrganizationPageSchema,
  OrganizationParams,
  OrganizationsQuery,
  PageQuery,
  PublishedServiceSchema,
  QuestionSetPageSchema,
  QuestionSetParams,
  ServicePageSchema,
  ServiceParams,
  ServicesQuery,
  TaxonomyPageSchema,
  TaxonomyParams,
} from './release-schemas.js'

export interface CatalogueRoutesOptions {
  readonly releaseAt: ReleaseAt<Catalogue>
}

/** What all of these have in common: open data, the same for everybody, with texts in all their languages. */
function reading<Operation extends { readonly operationId: string; readonly summary: string }, Body extends TSchema>(
  operation: Operation,
  body: Component<Body>,
) {
  const response = { 200: ref(body, { description: 'As it is published' }), 304: NotModifiedSchema }
  return { config: { cors: 'public' }, schema: { tags: ['Catalogue'], ...operation, response } } as const
}

/** The published catalogue: lists by page, and each document by its id. */
export function registerCatalogueRoutes(app: Server, { releaseAt }: CatalogueRoutesOptions): void {
  const answer = async (
    reply: FastifyReply,
    number: number | undefined,
    read: (ask: Asked<Catalogue>) => unknown,
  ): Promise<void> => {
    const { ask, release } = await releaseAt(number, { parameter: 'release' })
    const body = await read(ask)
    if (body === undefined) throw new ApiError('not-found', { detail: 'The release has no document with this id.' })
    sendPublished(reply, release.digest, body)
  }

  const listServices = {
    operationId: 'listServices',
    summary: 'List the services that can be chosen',
    querystring: ServicesQuery,
  }
  app.get('/v1/services', reading(listServices, ServicePageSchema), ({ query }, reply) =>
    answer(reply, query.release, async (ask) => withCursor(await ask.services(filterOf(query), pageOf(query)))),
  )
  const getService = {
    operationId: 'getService',
    summary: 'Read a service',
    params: ServiceParams,
    querystring: OneQuery,
  }
  app.get('/v1/services/:id', reading(getService, PublishedServiceSchema), ({ params, query }, reply) =>
    answer(reply, query.release, (ask) => ask.service(params.id)),
  )
  const listOrganizations = {
    operationId: 'listOrganizations',
    summary: 'List the organizations',
    querystring: OrganizationsQuery,
  }
  app.get('/v1/organizations', reading(listOrganizations, OrganizationPageSchema), ({ query }, reply) =>
    answer(reply, query.release, async (ask) => withCursor(await ask.organizations(query.kind, pageOf(query)))),
  )
  const getOrganization = {
    operationId: 'getOrganization',
    summary: 'Read an organization',
    params: OrganizationParams,
    querystring: OneQuery,
  }
  app.get('/v1/organizations/:id', reading(getOrganization, OrganizationSchema), ({ params, query }, reply) =>
    answer(reply, query.release, (ask) => ask.organization(params.id)),
  )
  const listTaxonomies = {
    operationId: 'listTaxonomies',
    summary: 'List the taxonomies, without their terms',
    querystring: PageQuery,
  }
  app.get('/v1/taxonomies', reading(listTaxonomies, TaxonomyPageSchema), ({ query }, reply) =>
    answer(reply, query.release, async (ask) => withCursor(await ask.taxonomies(pageOf(query)))),
  )
  const getTaxonomy = {
    operationId: 'getTaxonomy',
    summary: 'Read a taxonomy with its terms',
    params: TaxonomyParams,
    querystring: OneQuery,
  }
  app.get('/v1/taxonomies/:id', reading(getTaxonomy, TaxonomySchema), ({ params, query }, reply) =>
    answer(reply, query.release, (ask) => ask.taxonomy(params.id)),
  )
  const listQuestionSets = {
    operationId: 'listQuestionSets',
    summary: 'List the question sets',
    tags: ['Matching'],
    querystring: PageQuery,
  }
  app.get('/v1/question-sets', reading(listQuestionSets, QuestionSetPageSchema), ({ query }, reply) =>
    answer(reply, query.release, async (ask) => withCursor(await ask.questionSets(pageOf(query)))),
  )
  const getQuestionSet = {
    operationId: 'getQuestionSet',
    summary: 'Read a question set: what to ask',
    tags: ['Matching'],
    params: QuestionSetParams,
    querystring: OneQuery,
  }
  app.get('/v1/question-sets/:id', reading(getQuestionSet, QuestionSetSchema), ({ params, query }, reply) =>
    answer(reply, query.release, (ask) => ask.questionSet(params.id)),
  )
}

type ServicesAsked = Static<typeof ServicesQuery>

function filterOf({ kind, organization, term = [], language }: ServicesAsked): ServiceFilter {
  const terms = term.map(taxonomyAndTerm)
  return { kind, organization, terms: language === undefined ? terms : [...terms, ['language', language]] }
}

function pageOf({ cursor, limit }: { readonly cursor?: string; readonly limit: number }) {
  return { after: cursor === undefined ? undefined : positionOf(cursor, /^[a-z0-9-]{1,64}$/), limit }
}

function withCursor<T>({ items, next }: Page<T>) {
  return { items, next: next === undefined ? null : cursorOf(next) }
}

function taxonomyAndTerm(term: string): readonly [string, string] {
  const [taxonomy = '', id = ''] = term.split(':')
  return [taxonomy, id]
}
