import Type, { type TProperties, type TSchema } from 'typebox'
import type { DocumentType } from '../engine/index.js'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import {
  OrganizationSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySchema,
  TaxonomySummarySchema,
} from '../http/document-schemas.js'
import { etag, instant, nextCursor, pagingQuery, termsQuery, warnings, writeOutcome } from '../http/shared-schemas.js'
import { date, id, ownerId } from '../http/value-schemas.js'

/** Drafts on the wire: documents as they are, and what is said of them beside. */

const broken = warnings(
  'References that lead nowhere: those of this document, and at most 200 of others to it. They keep the drafts from being published until they are mended',
)

const page = (name: string, item: Component<TSchema>, what: string) =>
  component(
    `${name}DraftPage`,
    closed(
      {
        items: Type.Array(
          closed(
            {
              document: ref(item, { description: 'As it was written' }),
              changedAt: instant('When it was last changed, UTC'),
              etag,
            },
            { description: 'A draft and what is said of it' },
          ),
          { description: `${what}, in the order of their ids; at most limit of them` },
        ),
        next: nextCursor,
      },
      { description: `A page of drafts of ${what.toLowerCase()}` },
    ),
  )

export const DraftWrittenSchema = component(
  'DraftWritten',
  closed(
    {
      outcome: writeOutcome,
      etag,
      warnings: broken,
    },
    { description: 'What writing a draft did' },
  ),
)

export const DraftDeletedSchema = component(
  'DraftDeleted',
  closed(
    {
      outcome: word(['deleted'], { description: 'deleted: the draft is gone, and the next release lacks it' }),
      warnings: broken,
    },
    { description: 'What deleting a draft did' },
  ),
)

const query = <P extends TProperties>(properties: P) => closed({ ...properties, ...pagingQuery })

const search = (example: string) => ({
  search: Type.Optional(
    Type.String({
      description: 'Only those with this in their name, in any language; upper and lower case are the same',
      minLength: 1,
      maxLength: 100,
      examples: [example],
    }),
  ),
})

const ServiceDraftsQuery = query({
  organization: Type.Optional(
    ownerId({ description: 'Only those of this organization', examples: ['buurtteam-amsterdam'] }),
  ),
  term: termsQuery(
    'Only those that carry this very term, not a wider or narrower one, as taxonomy:term; repeat it for more: all must hold',
  ),
  status: Type.Optional(
    word(['active', 'inactive'], { description: 'Only those with this status', examples: ['active'] }),
  ),
  verifiedBefore: Type.Optional(
    date({
      description: 'Only those last checked before this day, or never: YYYY-MM-DD',
      examples: ['2100-01-01'],
    }),
  ),
  ...search('buurtteam'),
})

const params = (described: ReturnType<typeof id>) => closed({ id: described })
const existing = 'Id of the draft, as the list of drafts has it'
const given = 'Id of the draft: the same as in its body'

interface Wire {
  readonly document: Component
  readonly page: Component
  readonly query: TSchema
  readonly params: TSchema
  readonly paramsToPut: TSchema
}

/** What differs between the four types on the wire. */
export const wireOf: Readonly<Record<DocumentType, Wire>> = {
  taxonomy: {
    document: TaxonomySchema,
    page: page('Taxonomy', TaxonomySummarySchema, 'Taxonomies without their terms'),
    query: query(search('helpen')),
    params: params(id({ description: existing, examples: ['topic'] })),
    paramsToPut: params(id({ description: given, examples: ['voorbeeld-pets'] })),
  },
  organization: {
    document: OrganizationSchema,
    page: page('Organization', OrganizationSchema, 'Organizations'),
    query: query(search('buurtteam')),
    params: params(ownerId({ description: existing, examples: ['humanitas'] })),
    paramsToPut: params(ownerId({ description: given, examples: ['voorbeeldhuis-de-kade'] })),
  },
  service: {
    document: ServiceSchema,
    page: page('Service', ServiceSchema, 'Services'),
    query: ServiceDraftsQuery,
    params: params(ownerId({ description: existing, examples: ['buurtteam-noord'] })),
    paramsToPut: params(ownerId({ description: given, examples: ['voorbeeld-tea-at-humanitas'] })),
  },
  'question-set': {
    document: QuestionSetSchema,
    page: page('QuestionSet', QuestionSetSchema, 'Question sets'),
    query: query(search('geld')),
    params: params(id({ description: existing, examples: ['geldzorgen-noord'] })),
    paramsToPut: params(id({ description: given, examples: ['voorbeeld-one-question'] })),
  },
}

export const draftComponents = [
  wireOf.taxonomy.page,
  wireOf.organization.page,
  wireOf.service.page,
  wireOf['question-set'].page,
  DraftWrittenSchema,
  DraftDeletedSchema,
]
