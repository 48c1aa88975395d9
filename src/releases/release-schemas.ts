import Type, { type TProperties, type TSchema } from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import {
  CapacitySchema,
  OrganizationSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySummarySchema,
} from '../http/document-schemas.js'
import {
  instant,
  nextCursor,
  PublishProblemSchema,
  pagingQuery,
  releaseNumber,
  sha256,
  termsQuery,
} from '../http/shared-schemas.js'
import { id, line, ownerId, patterns } from '../http/value-schemas.js'

/** The published catalogue and its releases on the wire, as everybody may read them. */

const rotation = (description: string) =>
  Type.String({ description, pattern: patterns.rotation.pattern, examples: ['6d6f6b756d313032'] })

/** A release as anybody may see it: not by whom, nor the note. */
const publicRelease = {
  number: releaseNumber('Number of the release, from 1 without gaps'),
  createdAt: instant('When it was published, UTC'),
  digest: sha256(
    'SHA-256 of all documents and of the capacities that are not open; the same content has the same digest',
  ),
  rotation: rotation('16 hex digits that decide in which order equal organizations take turns'),
  previous: Type.Union([sha256('Digest of the release before'), Type.Null()], {
    description: 'Digest of the release before; null for the first',
  }),
  rules: Type.Array(
    Type.String({ description: 'As `PUBLISH_RULES` names it (docs/proofs.md)', examples: ['formal-and-informal'] }),
    {
      description:
        'Rules of the deployment that it was proven to hold before it was published; none for an older release published again, for one that only changes capacities or the rotation, and where none were demanded',
      examples: [['formal-and-informal', 'reachable', 'choice', 'gini<0.6']],
    },
  ),
  seal: sha256('SHA-256 of all of this, of the author and note, and of the seal before: the releases are a chain'),
}

export const ReleaseSchema = component(
  'Release',
  closed(publicRelease, {
    description: 'An immutable snapshot of the catalogue, the question sets and the capacities',
  }),
)

export const PublishedServiceSchema = component(
  'PublishedService',
  closed(
    {
      ...ServiceSchema.properties,
      capacity: closed(
        {
          status: CapacitySchema.properties.status,
          until: CapacitySchema.properties.until,
          note: CapacitySchema.properties.note,
        },
        { description: 'How much room there is now' },
      ),
    },
    { description: 'A service of a release, with texts in all its languages' },
  ),
)

export const PublicationSchema = component(
  'Publication',
  closed(
    {
      outcome: word(['published', 'unchanged'], {
        description: 'published: a new release is in force; unchanged: there was nothing to publish',
        examples: ['published'],
      }),
      release: ref(ReleaseSchema, { description: 'The release that is in force now' }),
      warnings: Type.Array(ref(PublishProblemSchema), {
        description: 'What did not keep the drafts from being published',
      }),
    },
    { description: 'What publishing did' },
  ),
)

export const PublishRequestSchema = component(
  'PublishRequest',
  closed(
    {
      note: Type.Optional(
        line(2000, { description: 'Why, for colleagues: 1 to 2,000 characters', examples: ['Nieuwe openingstijden'] }),
      ),
      rotation: Type.Optional(
        rotation('16 lower-case hex digits, to repeat a release elsewhere; absent: drawn at random'),
      ),
      from: Type.Optional(releaseNumber('Number of an older release to publish again; absent: the drafts')),
    },
    { description: 'How to publish' },
  ),
)

const page = (name: string, item: Component<TSchema>, what: string, order = 'in the order of their ids') =>
  component(
    name,
    closed(
      {
        items: Type.Array(ref(item), { description: `${what}, ${order}; at most limit of them` }),
        next: nextCursor,
      },
      { description: `A page of ${what.toLowerCase()}` },
    ),
  )

export const ServicePageSchema = page('ServicePage', PublishedServiceSchema, 'Services')
export const OrganizationPageSchema = page('OrganizationPage', OrganizationSchema, 'Organizations')
export const TaxonomyPageSchema = page('TaxonomyPage', TaxonomySummarySchema, 'Taxonomies')
export const QuestionSetPageSchema = page('QuestionSetPage', QuestionSetSchema, 'Question sets')
export const ReleasePageSchema = page('ReleasePage', ReleaseSchema, 'Releases', 'the newest first')

const older = {
  release: Type.Optional(
    releaseNumber('Number of an older release, from 1; absent: the release in force', { examples: [1] }),
  ),
}

const kind = Type.Optional(
  word(['formal', 'informal'], { description: 'Only those of organizations of this kind', examples: ['informal'] }),
)

const query = <P extends TProperties>(properties: P) => closed(properties, {})

export const PageQuery = query({ ...pagingQuery, ...older })
export const ReleasesQuery = query(pagingQuery)
export const OneQuery = query(older)
export const OrganizationsQuery = query({ kind, ...pagingQuery, ...older })
export const ServicesQuery = query({
  kind,
  organization: Type.Optional(
    ownerId({ description: 'Only those of this organization', examples: ['buurtteam-amsterdam'] }),
  ),
  term: termsQuery(
    'Only those that have this term, as taxonomy:term, counted as in a match; repeat it for more: all must hold',
  ),
  language: Type.Optional(
    id({ description: 'Only those where this language is spoken: short for term=language:…', examples: ['tr'] }),
  ),
  ...pagingQuery,
  ...older,
})

export const ServiceParams = closed({
  id: ownerId({ description: 'Id of a service, as the list of services has it', examples: ['buurtteam-noord'] }),
})
export const OrganizationParams = closed({
  id: ownerId({ description: 'Id of an organization, as the list of organizations has it', examples: ['humanitas'] }),
})
export const TaxonomyParams = closed({
  id: id({ description: 'Id of a taxonomy, as the list of taxonomies has it', examples: ['topic'] }),
})
export const QuestionSetParams = closed({
  id: id({ description: 'Id of a question set, as the list has it', examples: ['geldzorgen-noord'] }),
})
export const ReleaseParams = closed({
  number: releaseNumber('Number of the release, from 1 without gaps', { examples: [1] }),
})

export const releaseComponents = [
  ReleaseSchema,
  PublishedServiceSchema,
  PublicationSchema,
  PublishRequestSchema,
  ServicePageSchema,
  OrganizationPageSchema,
  TaxonomyPageSchema,
  QuestionSetPageSchema,
  ReleasePageSchema,
]
