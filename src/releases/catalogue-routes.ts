import { ref } from '../http/component-schemas.js'
import { OrganizationSchema, QuestionSetSchema, TaxonomySchema } from '../http/document-schemas.js'
import { ApiError } from '../http/problems.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import type { ReleaseAt } from './at.js'
import type { Catalogue, Page } from './catalogue.js'
import { cursorOf, positionOf } from './cursor.js'
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

const config = { cors: 'public' } as const
const tags = ['Catalogue']
const place = { parameter: 'release' }

/** The published catalogue: open data, the same for everybody, with texts in all their languages. */
export function registerCatalogueRoutes(app: Server, { releaseAt }: CatalogueRoutesOptions): void {
  app.get(
    '/v1/services',
    {
      config,
      schema: {
        operationId: 'listServices',
        summary: 'List the services that can be chosen',
        tags,
        querystring: ServicesQuery,
        response: { 200: ref(ServicePageSchema, { description: 'A page of active services' }), 304: NotModifiedSchema },
      },
    },
    async ({ query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      const language = query.language === undefined ? [] : [['language', query.language] as const]
      const terms = [...(query.term ?? []).map(taxonomyAndTerm), ...language]
      const page = await ask.services({ kind: query.kind, organization: query.organization, terms }, pageOf(query))
      return sendPublished(reply, release.digest, withCursor(page))
    },
  )
  app.get(
    '/v1/services/:id',
    {
      config,
      schema: {
        operationId: 'getService',
        summary: 'Read a service',
        tags,
        params: ServiceParams,
        querystring: OneQuery,
        response: { 200: ref(PublishedServiceSchema, { description: 'The service' }), 304: NotModifiedSchema },
      },
    },
    async ({ params, query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, found(await ask.service(params.id)))
    },
  )
  app.get(
    '/v1/organizations',
    {
      config,
      schema: {
        operationId: 'listOrganizations',
        summary: 'List the organizations',
        tags,
        querystring: OrganizationsQuery,
        response: {
          200: ref(OrganizationPageSchema, { description: 'A page of organizations' }),
          304: NotModifiedSchema,
        },
      },
    },
    async ({ query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, withCursor(await ask.organizations(query.kind, pageOf(query))))
    },
  )
  app.get(
    '/v1/organizations/:id',
    {
      config,
      schema: {
        operationId: 'getOrganization',
        summary: 'Read an organization',
        tags,
        params: OrganizationParams,
        querystring: OneQuery,
        response: { 200: ref(OrganizationSchema, { description: 'The organization' }), 304: NotModifiedSchema },
      },
    },
    async ({ params, query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, found(await ask.organization(params.id)))
    },
  )
  app.get(
    '/v1/taxonomies',
    {
      config,
      schema: {
        operationId: 'listTaxonomies',
        summary: 'List the taxonomies, without their terms',
        tags,
        querystring: PageQuery,
        response: { 200: ref(TaxonomyPageSchema, { description: 'A page of taxonomies' }), 304: NotModifiedSchema },
      },
    },
    async ({ query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, withCursor(await ask.taxonomies(pageOf(query))))
    },
  )
  app.get(
    '/v1/taxonomies/:id',
    {
      config,
      schema: {
        operationId: 'getTaxonomy',
        summary: 'Read a taxonomy with its terms',
        tags,
        params: TaxonomyParams,
        querystring: OneQuery,
        response: { 200: ref(TaxonomySchema, { description: 'The taxonomy' }), 304: NotModifiedSchema },
      },
    },
    async ({ params, query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, found(await ask.taxonomy(params.id)))
    },
  )
  app.get(
    '/v1/question-sets',
    {
      config,
      schema: {
        operationId: 'listQuestionSets',
        summary: 'List the question sets',
        tags: ['Matching'],
        querystring: PageQuery,
        response: {
          200: ref(QuestionSetPageSchema, { description: 'A page of question sets' }),
          304: NotModifiedSchema,
        },
      },
    },
    async ({ query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, withCursor(await ask.questionSets(pageOf(query))))
    },
  )
  app.get(
    '/v1/question-sets/:id',
    {
      config,
      schema: {
        operationId: 'getQuestionSet',
        summary: 'Read a question set: what to ask',
        tags: ['Matching'],
        params: QuestionSetParams,
        querystring: OneQuery,
        response: { 200: ref(QuestionSetSchema, { description: 'The question set' }), 304: NotModifiedSchema },
      },
    },
    async ({ params, query }, reply) => {
      const { ask, release } = await releaseAt(query.release, place)
      return sendPublished(reply, release.digest, found(await ask.questionSet(params.id)))
    },
  )
}

function found<T>(document: T | undefined): T {
  if (document === undefined) throw new ApiError('not-found', { detail: 'The release has no document with this id.' })
  return document
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
