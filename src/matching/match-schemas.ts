import Type, { type Static } from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import type { Plain } from '../http/document-types.js'
import { releaseNumber, releaseOr, SentenceSchema, sha256 } from '../http/shared-schemas.js'
import { id, languageTag, ownerId, patterns } from '../http/value-schemas.js'
import {
  AdviceCardSchema,
  CapacityCardSchema,
  cardComponents,
  OrganizationCardSchema,
  ServiceCardSchema,
} from './card-schemas.js'

/** A match on the wire, with the names and shapes of the matching model, section 8. */

const questionId = (description: string) => id({ description, examples: ['topics', 'area'] })
const taxonomyId = (description: string) => id({ description, examples: ['topic'] })
const termId = (description: string) => id({ description, examples: ['debt'] })
const serviceId = (description: string) => ownerId({ description, examples: ['leefkringhuis-letters'] })
const points = Type.Integer({
  description: 'Points of the effect times the weight of the rank, 1 to 10,000; before any halving',
  minimum: 1,
  maximum: 10_000,
  examples: [18],
})

export const MatchRequestSchema = component(
  'MatchRequest',
  closed(
    {
      questionSet: id({ description: 'Id of a published question set', examples: ['geldzorgen-noord'] }),
      answers: Type.Record(Type.String(), Type.Unknown(), {
        description:
          'Answers by question id: an option id (single), a list of option ids (multiple; ranked: the most important first), a term id or code (term). Leave a question out, or send null or [], to skip it',
        examples: [{ topics: ['debt', 'letters'], style: 'listen' }],
      }),
      seed: Type.Optional(
        Type.String({
          description:
            '0 to 64 printable ASCII characters: another seed puts equal organizations in another order. Leave it out unless a counter gives the same answers to many people',
          maxLength: 64,
          pattern: patterns.seed.pattern,
          examples: ['counter-3'],
        }),
      ),
      without: Type.Optional(
        Type.Array(serviceId('Id of a service'), {
          description: 'Services that may not be chosen, such as those already seen; at most 200',
          maxItems: 200,
          examples: [[]],
        }),
      ),
      alternatives: Type.Optional(
        Type.Integer({
          description: 'How many more to give after the choices, 0 to 20; absent: 0',
          minimum: 0,
          maximum: 20,
          examples: [2],
        }),
      ),
      explain: Type.Optional(
        Type.Array(serviceId('Id of a service'), {
          description: 'Services of which the result says why they were or were not chosen; at most 20',
          maxItems: 20,
          examples: [[]],
        }),
      ),
      release: Type.Optional(
        releaseOr<'draft'>(patterns.draft, {
          description:
            'Number of an older release to match on, from 1, or draft: the drafts as they would be published, with a key of an editor or publisher; absent: the release in force',
          examples: [1, 'draft'],
        }),
      ),
      language: Type.Optional(
        languageTag({
          description:
            'Language of the texts (BCP 47); absent: the default of the question set. What is not translated comes in that default, and says so in its lang',
        }),
      ),
    },
    { description: 'Answers, and what else to give. None of it is stored or logged' },
  ),
)

const WishSchema = component(
  'Wish',
  closed(
    {
      question: questionId('Id of the question, or always'),
      answer: id({ description: 'Id of the option or term that was answered, or always', examples: ['listen'] }),
      taxonomy: taxonomyId('Id of the taxonomy of the wished term'),
      term: termId('Id of the wished term'),
      points,
    },
    { description: 'Something that the answers ask for, if possible' },
  ),
)

const MetWishSchema = component(
  'MetWish',
  closed(
    {
      ...WishSchema.properties,
      wide: Type.Boolean({
        description: 'True where the place has it only through a wider term: it then counts for half',
        examples: [false],
      }),
    },
    { description: 'A wish that the place meets' },
  ),
)

const MissedDemandSchema = component(
  'MissedDemand',
  closed(
    {
      question: questionId('Id of the question, or always'),
      answers: Type.Array(id({ description: 'Id of an option or term that was answered', examples: ['no-stairs'] }), {
        description: 'The answers that make the demand',
      }),
      taxonomy: taxonomyId('Id of the taxonomy of the demanded terms'),
      terms: Type.Array(termId('Id of a demanded term'), { description: 'The place meets none of these' }),
    },
    { description: 'Something that the answers demand and that the place does not meet' },
  ),
)

const OnlyForSchema = component(
  'OnlyFor',
  closed(
    {
      taxonomy: taxonomyId('Id of the taxonomy that restricts for whom the place is'),
      terms: Type.Array(termId('Id of a term'), { description: 'The place is for these only' }),
    },
    { description: 'For whom the place is, where nobody asked' },
  ),
)

const tier = Type.Integer({
  description: 'Which demands had to be given up, as bits: 2^(relax − 1) each; 0: none. Lower comes first',
  minimum: 0,
  maximum: 511,
  examples: [0],
})
const gain = Type.Integer({
  description: 'Points of the wishes that it met when it was chosen; no score of a person',
  minimum: 0,
  examples: [24],
})
const met = Type.Array(ref(MetWishSchema), { description: 'The wishes that the place meets, in order' })
const missed = Type.Array(ref(MissedDemandSchema), {
  description: 'The demands that the place does not meet, in order',
})

export const ChoiceSchema = component(
  'Choice',
  closed(
    {
      service: ref(ServiceCardSchema, { description: 'The place itself' }),
      organization: ref(OrganizationCardSchema, { description: 'Who helps there' }),
      capacity: ref(CapacityCardSchema, { description: 'How much room there is now' }),
      tier,
      gain,
      met,
      missed,
      onlyFor: Type.Array(ref(OnlyForSchema), { description: 'For whom only, where nobody asked; sorted by taxonomy' }),
      reasons: Type.Array(ref(SentenceSchema), { description: 'Why this place, as sentences' }),
      doesNotFit: Type.Array(ref(SentenceSchema), {
        description: 'What about it does not fit, as sentences. Never empty together with reasons',
      }),
    },
    { description: 'One of the places to choose from. They have no rank' },
  ),
)

const BlockerSchema = component(
  'Blocker',
  closed(
    {
      question: Type.Union([questionId('Id of the question, or always'), Type.Null()], {
        description: 'The question, always, or null where no single question is enough',
        examples: ['language'],
      }),
      services: Type.Integer({
        description: 'How many more places there would be without it',
        minimum: 1,
        examples: [4],
      }),
    },
    { description: 'A question that leaves too little to choose from' },
  ),
)

const ExplanationSchema = component(
  'Explanation',
  closed(
    {
      service: serviceId('Id of the service as it was sent'),
      outcome: word(['unknown', 'inactive', 'full', 'without', 'excluded', 'demand', 'chosen', 'candidate'], {
        description:
          'The first that holds: unknown, inactive, full, named in without, hit by an exclusion, fails a demand that is never given up, chosen, or a candidate that was not chosen',
        examples: ['candidate'],
      }),
      exclusions: Type.Optional(
        Type.Array(
          closed(
            {
              taxonomy: taxonomyId('Id of the taxonomy of the excluded term'),
              term: termId('Id of the excluded term'),
            },
            { description: 'A term that the answers exclude' },
          ),
          { description: 'Those that hit it; with excluded only' },
        ),
      ),
      tier: Type.Optional(tier),
      gain: Type.Optional(gain),
      met: Type.Optional(met),
      missed: Type.Optional(missed),
    },
    { description: 'Why a service was or was not chosen' },
  ),
)

export const ReceiptSchema = component(
  'Receipt',
  closed(
    {
      engine: Type.Literal(1, { description: 'Version of the matching model' }),
      release: releaseNumber('Number of the release that was matched on'),
      releaseDigest: sha256('SHA-256 of the content of the release'),
      questionSet: id({ description: 'Id of the question set that was answered', examples: ['geldzorgen-noord'] }),
      seed: Type.String({ description: 'The seed as it was sent, or empty', examples: [''] }),
      without: Type.Array(serviceId('Id of a service'), {
        description: 'The services left out, sorted, without repeats',
      }),
      alternatives: Type.Integer({
        description: 'How many alternatives were asked for',
        minimum: 0,
        maximum: 20,
        examples: [0],
      }),
      digest: sha256('SHA-256 over the release, the question set, the answers, the options and the outcome'),
    },
    {
      description:
        'With this and the answers anybody can make the match again and get the same digest. Answers are few enough to guess, so keep it as private as they are',
    },
  ),
)

const owed = (kind: string) =>
  Type.Optional(Type.Integer({ description: `How many ${kind} choices there are too few`, minimum: 1, examples: [1] }))

export const MatchResultSchema = component(
  'MatchResult',
  closed(
    {
      choices: Type.Array(ref(ChoiceSchema), { description: 'The places, usually three; fewer where too little fits' }),
      alternatives: Type.Array(ref(ChoiceSchema), { description: 'More places, as many as were asked for and fit' }),
      shortfall: closed(
        { formal: owed('formal'), informal: owed('informal') },
        { description: 'Where the kept choices of a kind could not all be made; empty where they could' },
      ),
      uncovered: Type.Array(ref(WishSchema), {
        description: 'Wishes to spread over the choices that none of them meets',
      }),
      blockers: Type.Array(ref(BlockerSchema), {
        description: 'Where there are too few choices: which questions leave so few',
      }),
      advice: Type.Array(ref(AdviceCardSchema), { description: 'Notices first, then small next steps' }),
      explanations: Type.Array(ref(ExplanationSchema), { description: 'One for each service named in explain' }),
      receipt: Type.Union([ref(ReceiptSchema), Type.Null()], {
        description: 'To make the same match again; null for one on the drafts, which may be others tomorrow',
      }),
    },
    { description: 'Places to choose from, with reasons' },
  ),
)

/** Of a release: it always has its receipt. */
export type MatchResultBody = Omit<Plain<Static<typeof MatchResultSchema>>, 'receipt'> & {
  readonly receipt: Plain<Static<typeof ReceiptSchema>>
}

export const matchComponents = [
  ...cardComponents,
  MatchRequestSchema,
  WishSchema,
  MetWishSchema,
  MissedDemandSchema,
  OnlyForSchema,
  ChoiceSchema,
  BlockerSchema,
  ExplanationSchema,
  ReceiptSchema,
  MatchResultSchema,
]
