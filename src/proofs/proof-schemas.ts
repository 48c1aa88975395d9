import Type, { type Static, type TSchema } from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { instant, PublishProblemSchema, releaseNumber, sha256 } from '../http/shared-schemas.js'
import { id, ownerId } from '../http/value-schemas.js'
import type { ProofReport } from './report.js'

/** Proofs on the wire. `docs/proofs.md` has the formulas. */

const whole = (description: string, examples = [16_384]) =>
  Type.Integer({ description, minimum: 0, maximum: Number.MAX_SAFE_INTEGER, examples })
const part = (description: string, examples = [0.25]) => Type.Number({ description, minimum: 0, maximum: 1, examples })
const mean = (description: string) => Type.Number({ description, minimum: 0, examples: [1.5] })
const holds = (description: string) => Type.Boolean({ description, examples: [true] })
const list = <T extends TSchema>(item: T, description: string) => Type.Array(item, { description })
const orNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })

const questionId = (description: string) => id({ description, examples: ['topics', 'always'] })
const answerId = (description: string) => id({ description, examples: ['debt', 'always'] })
const taxonomyId = (description: string) => id({ description, examples: ['topic'] })
const termId = (description: string) => id({ description, examples: ['debt'] })
const service = (description = 'Id as the catalogue has it') => ownerId({ description, examples: ['buurtteam-noord'] })
const organization = ownerId({ description: 'Id of the organization that offers it', examples: ['humanitas'] })
const kind = word(['formal', 'informal'], { description: 'Kind of the organization', examples: ['informal'] })

const ExampleSchema = component(
  'ProofExample',
  closed(
    {
      answers: Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Array(Type.String())], { description: 'What is answered, by id' }),
        { description: 'Answers as a match takes them, by the id of a question', examples: [{ topics: ['debt'] }] },
      ),
      choices: list(service(), 'Who is chosen with these answers, without a seed, in the order of choosing'),
    },
    { description: 'The smallest answers that show something: fewest questions answered, then first in order' },
  ),
)
const example = (description: string) => orNull(ref(ExampleSchema), description)

const EstimateSchema = component(
  'ProofEstimate',
  closed(
    {
      count: whole('Patterns of which it is so; in a sample matches', [410]),
      of: whole('Patterns that were looked at; in a sample matches'),
      share: part('Count divided by all that were looked at, to 9 decimals; 0 where there are none'),
      low: part('Lower end of the 95 % interval (Wilson); the share itself where it is exact'),
      high: part('Upper end of the 95 % interval (Wilson); the share itself where it is exact'),
    },
    { description: 'A proportion, exact or from a sample' },
  ),
)
const estimate = (description: string) => ref(EstimateSchema, { description })

const countFields = {
  patterns: whole('How many answer patterns, exactly', [0]),
  share: part('Of all answer patterns, to 9 decimals'),
  demandClasses: whole('In how many demand classes they are, exactly', [0]),
}
const CountSchema = component('ProofCount', closed(countFields, { description: 'An exact number of patterns' }))

const FewerSchema = component(
  'ProofFewer',
  closed(
    {
      holds: holds('True where every pattern gets as many choices as there should be'),
      ...countFields,
      example: example('The smallest pattern with fewer; null where there is none'),
      none: closed(
        { ...countFields, example: example('The smallest pattern without any choice; null where there is none') },
        { description: 'Those that get no choice at all' },
      ),
      byChoices: list(
        closed(
          { choices: whole('A number of choices', [3]), patterns: whole('Patterns that get so many, exactly') },
          { description: 'How many get how much' },
        ),
        'One entry for each number of choices, from 0 up',
      ),
      blockers: list(
        closed(
          {
            question: orNull(questionId('Id of the question, or always'), 'Null for all questions together'),
            patterns: whole('Patterns that would have more to choose from without it', [0]),
          },
          { description: 'A question that leaves too little' },
        ),
        'As the blockers of matches, counted over all patterns with fewer choices',
      ),
    },
    { description: 'Whether every pattern gets as many choices as it should. All of it is exact' },
  ),
)

const KindSchema = component(
  'ProofKind',
  closed(
    {
      kind,
      holds: holds('True where every pattern has one, but for the resident’s own word'),
      ...countFields,
      example: example('The smallest pattern without one, whatever the wishes; null where there is none'),
      byOwnWord: ref(CountSchema, {
        description: 'Patterns without one since an answer excludes the kind or demands the other: no fault',
      }),
      lacking: estimate('Patterns without one, also where only wishes decide it, but for the resident’s own word'),
      lackingExample: example('The smallest of these among those that were matched; null where there is none'),
    },
    {
      description:
        'Whether every pattern gets a choice of a kind. The counts are exact: without one whatever the wishes',
    },
  ),
)

const GivenUpDemandSchema = component(
  'ProofGivenUpDemand',
  closed(
    {
      question: questionId('Id of the question that demands it, or always'),
      taxonomy: taxonomyId('What kind of term is asked for'),
      terms: list(termId('Id of a term'), 'Any of these would do'),
      relax: Type.Integer({ description: 'From 1 to 9, low numbers first', minimum: 1, maximum: 9, examples: [2] }),
      made: whole('Patterns that ask for it'),
      must: whole('Patterns in which some choice lacks it whatever the wishes', [12]),
      may: whole('Patterns in which a choice lacks it for some wishes and turns, those above included', [20]),
      example: example('The smallest pattern in which a choice may lack it'),
    },
    { description: 'A demand that had to be given up' },
  ),
)

const GivenUpSchema = component(
  'ProofGivenUp',
  closed(
    {
      holds: holds('True where no choice of any pattern fails a demand'),
      ...countFields,
      example: example('The smallest pattern in which a choice fails a demand; null where there is none'),
      byRelax: list(
        closed(
          {
            relax: Type.Integer({
              description: 'From 1 to 9, low numbers first',
              minimum: 1,
              maximum: 9,
              examples: [1],
            }),
            patterns: whole('Patterns in which a choice fails a demand with this number'),
          },
          { description: 'How often demands of one number are given up' },
        ),
        'In order; numbers that are never given up are not there',
      ),
      demands: list(ref(GivenUpDemandSchema), 'Those that are given up most first; at most 200'),
      demandCount: whole('How many there are in all, also beyond 200', [14]),
    },
    { description: 'Which demands had to be given up, and how often. All of it is exact' },
  ),
)

const basis = (description: string) => word(['exact', 'sample'], { description, examples: ['exact'] })

const UnreachableServiceSchema = component(
  'ProofUnreachableService',
  closed(
    {
      service: service(),
      organization,
      reason: word(['inactive', 'full', 'excluded-always', 'demanded-always', 'demands', 'never-first'], {
        description:
          'inactive, full: as editors and helpers say; excluded-always, demanded-always: out by what the question set always asks; demands: others always fail fewer demands; never-first: others always come before',
        examples: ['never-first'],
      }),
      proof: word(['demands', 'exact', 'sample'], {
        description:
          'demands: for no wishes, seed or turn; exact: in no match of all; sample: in none that was drawn, nor in 200 that were made to suit it',
        examples: ['exact'],
      }),
      asked: list(
        closed(
          {
            taxonomy: taxonomyId('What kind of term is asked for'),
            terms: list(termId('Id of a term'), 'What is excluded, or what any of would do'),
          },
          { description: 'An exclusion or demand that keeps it out' },
        ),
        'What the question set always asks that keeps it out; empty for other reasons',
      ),
      example: example('The answers that it fits best, and who is chosen then; null where it is inactive or full'),
    },
    { description: 'A service that is never chosen, and why' },
  ),
)

const UnreachableSchema = component(
  'ProofUnreachable',
  closed(
    {
      holds: holds('True where every service can be chosen that editors and helpers do not keep out'),
      count: whole('Services that are never chosen, without those that editors and helpers keep out', [0]),
      unsought: whole('Services that no match of the sample had and that were too many to look for each', [0]),
      services: list(ref(UnreachableServiceSchema), 'All that are never chosen, in the order of their ids'),
    },
    { description: 'Services that can never be chosen' },
  ),
)

const WishSchema = component(
  'ProofWish',
  closed(
    {
      question: questionId('Id of the question, or always'),
      answer: answerId('Id of the option or term, or always'),
      taxonomy: taxonomyId('What kind of term is asked for'),
      term: termId('Id of the term that is wished'),
      services: whole('Services that are active, have room and have it', [11]),
      covered: estimate('Patterns with this wish in which a choice has it'),
      never: orNull(
        word(['demands', 'exact', 'sample'], { description: 'How it is known', examples: ['demands'] }),
        'How it is known that it is never covered; null: it is covered. demands: nobody who has it can be chosen',
      ),
      example: example('The smallest pattern with the wish and without a choice for it, among those that were matched'),
    },
    { description: 'A wish, and how often it is covered' },
  ),
)

const UncoveredSchema = component(
  'ProofUncovered',
  closed(
    {
      holds: holds('True where each wish is covered for somebody'),
      count: whole('Wishes that are never covered', [0]),
      wishes: list(ref(WishSchema), 'Every wish, those that are covered least first'),
    },
    { description: 'Wishes that are never covered' },
  ),
)

const InfluenceSchema = component(
  'ProofInfluence',
  closed(
    {
      question: questionId('Id as the question set has it'),
      answer: answerId('Id of the option or term'),
      influence: word(['none', 'idle', 'unseen', 'some'], {
        description:
          'none: it asks nothing, as “I don’t know”; idle: nobody differs in what it asks; unseen: it changed nothing in the matches compared; some: it changes choices',
        examples: ['some'],
      }),
      changed: estimate('Patterns with it that get other choices than if it were not heard: always from a sample'),
      example: example('The smallest pattern that shows it, among those compared; null where nothing changed'),
    },
    { description: 'What one answer changes' },
  ),
)

const IdleSchema = component(
  'ProofIdle',
  closed(
    {
      holds: holds('True where each answer that asks something changes the choices of somebody'),
      count: whole('Answers that ask something and change nothing', [0]),
      options: list(ref(InfluenceSchema), 'Every option and term that can be answered, in order'),
    },
    { description: 'Answers that change nothing' },
  ),
)

const FindingsSchema = component(
  'ProofFindings',
  closed(
    {
      fewer: ref(FewerSchema, { description: 'Patterns with fewer choices than there should be' }),
      formal: ref(KindSchema, { description: 'Patterns without a formal choice' }),
      informal: ref(KindSchema, { description: 'Patterns without an informal choice' }),
      givenUp: ref(GivenUpSchema, { description: 'Demands that had to be given up' }),
      unreachable: ref(UnreachableSchema, { description: 'Services that can never be chosen' }),
      uncovered: ref(UncoveredSchema, { description: 'Wishes that are never covered' }),
      idle: ref(IdleSchema, { description: 'Options that change nothing' }),
    },
    { description: 'What is proven or refuted' },
  ),
)

const ServiceExposureSchema = component(
  'ProofServiceExposure',
  closed(
    { service: service(), organization, kind, chosen: estimate('Patterns in which it is a choice') },
    { description: 'How often a service is chosen' },
  ),
)

const OrganizationExposureSchema = component(
  'ProofOrganizationExposure',
  closed(
    {
      organization,
      kind,
      services: whole('Its services that are active and have room', [2]),
      chosen: estimate('Patterns in which a service of it is a choice'),
    },
    { description: 'How often an organization is chosen' },
  ),
)

const EqualGroupSchema = component(
  'ProofEqualGroup',
  closed(
    {
      organizations: list(
        closed(
          { organization, chosen: estimate('Matches in which a service of it is a choice') },
          { description: 'One of the equals' },
        ),
        'In the order of their ids',
      ),
      mean: part('Share that each would have if all had the same'),
      holds: holds('True where that is in the 99.99 % interval of each'),
    },
    { description: 'Organizations that differ in nothing that is asked' },
  ),
)

const gini = (description: string) => part(description, [0.36])

const ExposureSchema = component(
  'ProofExposure',
  closed(
    {
      services: list(ref(ServiceExposureSchema), 'Those that may be chosen, the most chosen first'),
      organizations: list(ref(OrganizationExposureSchema), 'Those with such a service, the most chosen first'),
      gini: closed(
        {
          services: gini('Among these services: 0 all alike, 1 one has all'),
          organizations: gini('Among these organizations: 0 all alike, 1 one has all'),
        },
        { description: 'How unlike they are chosen, as Gini coefficients' },
      ),
      choices: whole('Places in all patterns together; in a sample in all matches', [49_152]),
      formal: whole('How many of these are of a formal organization', [26_085]),
      informal: whole('How many of these are of an informal organization', [23_067]),
      equals: closed(
        {
          holds: holds('True where it holds for each group'),
          matches: whole('Matches with a drawn pattern and a drawn seed; 0 where there are no equals', [100_000]),
          groups: list(ref(EqualGroupSchema), 'Groups of two or more'),
        },
        { description: 'Whether equals are chosen equally often over patterns and seeds' },
      ),
    },
    { description: 'Who is chosen how often' },
  ),
)

const AnswerOutcomeSchema = component(
  'ProofAnswerOutcome',
  closed(
    {
      question: questionId('Id as the question set has it'),
      answer: orNull(
        answerId('Id of the option or term'),
        'Null where the question is not asked, or nothing is asked by what is answered',
      ),
      count: whole('Patterns with it; in a sample matches'),
      choices: mean('How many places such a pattern gets, on average'),
      formal: mean('How many of these are formal, on average'),
      informal: mean('How many of these are informal, on average'),
      meeting: mean('How many of these meet every demand, on average'),
    },
    { description: 'What those get who give an answer' },
  ),
)

const side = (description: string) =>
  closed(
    {
      question: questionId('Id as the question set has it'),
      taxonomy: taxonomyId('Id of the taxonomy that it asks about'),
    },
    { description },
  )

const OfferSchema = component(
  'ProofOffer',
  closed(
    {
      rows: side('The first question that is answered with a term, such as an area'),
      columns: side('The first ranked question, or else the first with several answers, such as topics'),
      cells: list(
        closed(
          {
            row: termId('Answer of the row'),
            column: answerId('Answer of the column'),
            formal: whole('Formal services that may be chosen and have both', [2]),
            informal: whole('Informal services that may be chosen and have both', [1]),
            count: whole('Patterns with both answers; in a sample matches', [427]),
            meeting: orNull(
              mean('How many choices of such a pattern meet every demand, on average'),
              'How many choices of such a pattern meet every demand, on average; null where none was matched',
            ),
          },
          { description: 'What there is for two answers together' },
        ),
        'Row by row, in order',
      ),
    },
    { description: 'Two questions laid against each other: where the offer is thin' },
  ),
)

const BusiestFullSchema = component(
  'ProofBusiestFull',
  closed(
    {
      services: list(service(), 'Those that are chosen most, the most first; at most five'),
      matches: whole('Patterns that were drawn and matched twice, with them and without', [50_000]),
      fewer: closed(
        {
          before: estimate('Matches with fewer choices than there should be'),
          after: estimate('The same without them'),
        },
        { description: 'Whether there is enough without them' },
      ),
      gini: closed(
        { before: gini('Among the other services, with them'), after: gini('Among the other services, without them') },
        { description: 'How unlike the others are chosen' },
      ),
      shifts: list(
        closed(
          { service: service(), before: estimate('Matches that choose it'), after: estimate('The same without them') },
          { description: 'A service that is chosen more' },
        ),
        'The twenty that gain most',
      ),
    },
    { description: 'What happens to the others when the busiest are full' },
  ),
)

export const ProofReportSchema = component(
  'ProofReport',
  closed(
    {
      version: Type.Literal(1, { description: 'Of this shape; members may be added to it', examples: [1] }),
      questionSet: id({ description: 'Which one, by its id', examples: ['geldzorgen-noord'] }),
      release: orNull(releaseNumber('Number of the release'), 'Number of the release; null for the drafts'),
      releaseDigest: sha256('Digest of the content that was proven; of drafts as the release that they would be'),
      rotation: Type.String({
        description: '16 hex digits that decide in which order equal organizations take turns',
        pattern: '^[0-9a-f]{16}$',
        examples: ['6d6f6b756d313032'],
      }),
      size: closed(
        {
          choices: whole('How many places a pattern should get', [3]),
          patterns: whole('Ways to answer, each question answered or skipped, exactly'),
          demandClasses: whole('Classes of patterns that make the same demands and exclusions, exactly', [2_187]),
          answerClasses: whole('Classes of patterns that ask the same in all, exactly', [2_187]),
          services: whole('Services of the content', [49]),
          openServices: whole('Services that are active and have room', [49]),
          organizations: whole('Organizations of the content', [40]),
        },
        { description: 'What there was to walk' },
      ),
      outcomes: closed(
        {
          basis: basis('exact: all classes of answers were matched; sample: patterns were drawn'),
          matches: whole('How many matches were made for it', [2_187]),
          seed: whole('Seed of all that is drawn', [1]),
          confidence: part('Level of the intervals, each by itself', [0.95]),
          method: word(['wilson'], { description: 'How intervals are made: Wilson’s score interval' }),
        },
        { description: 'How what depends on wishes was found. What depends on demands alone is always exact' },
      ),
      findings: ref(FindingsSchema, { description: 'Each with its counts and the smallest example' }),
      exposure: ref(ExposureSchema, { description: 'Who is chosen how often' }),
      answers: list(
        ref(AnswerOutcomeSchema),
        'What those get who give each answer, in order; then those who give none',
      ),
      offer: orNull(ref(OfferSchema), 'Where the offer is thin; null where there are no two such questions'),
      busiestFull: ref(BusiestFullSchema, { description: 'What happens when the busiest are full' }),
      digest: sha256('SHA-256 of the canonical form (RFC 8785) of all the rest; the same content gives the same'),
    },
    { description: 'What residents get from a question set, proven over all answers' },
  ),
)

/** Fails to compile when the report and its schema drift apart. */
export type SchemaHoldsTheReport = Expect<Equal<Static<typeof ProofReportSchema>, ProofReport>>

const provenSet = id({ description: 'Which one, by its id', examples: ['mokummatch-2022'] })

export const ProofRequestSchema = component(
  'ProofRequest',
  closed(
    {
      questionSet: provenSet,
      seed: Type.Optional(
        Type.Integer({
          description: 'Seed of all that is drawn; another one draws other patterns; 1 where absent',
          minimum: 0,
          maximum: 4_294_967_295,
          examples: [1],
        }),
      ),
      matches: Type.Optional(
        Type.Integer({
          description:
            'How many patterns to draw where there are more than ten million classes of answers; 200,000 where absent',
          minimum: 1_000,
          maximum: 10_000_000,
          examples: [200_000],
        }),
      ),
      release: Type.Optional(
        Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Literal('draft')], {
          description:
            'Number of a release, or draft: the drafts as they would be published; absent: the release in force',
          examples: ['draft'],
        }),
      ),
    },
    { description: 'What to prove' },
  ),
)

export const ProofJobSchema = component(
  'ProofJob',
  closed(
    {
      id: Type.String({ description: 'Names the job on this replica', format: 'uuid' }),
      state: word(['waiting', 'running', 'done', 'failed', 'cancelled'], {
        description: 'waiting: others come first; done: the report is there; failed: the failure says why',
        examples: ['done'],
      }),
      questionSet: provenSet,
      release: Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Literal('draft'), Type.Null()], {
        description: 'What was asked for: a number, draft, or null for the release in force',
        examples: ['draft'],
      }),
      createdAt: instant('When it was asked for, UTC'),
      endedAt: orNull(instant('When it was done, failed or cancelled, UTC'), 'When it ended; null: it has not'),
      progress: orNull(
        closed(
          {
            stage: word(['demands', 'outcomes', 'influence', 'search', 'equals', 'busiest'], {
              description: 'What is under way, of six stages in this order',
              examples: ['outcomes'],
            }),
            done: whole('Tasks of the stage that are behind', [12]),
            total: whole('All tasks of the stage', [50]),
          },
          { description: 'How far it is' },
        ),
        'How far it is; null before and after',
      ),
      failure: orNull(
        closed(
          {
            code: word(['too-large', 'not-publishable', 'unknown-release', 'unknown-question-set', 'internal-error'], {
              description: 'Why it failed; stable',
              examples: ['too-large'],
            }),
            detail: Type.String({ description: 'What was expected and how to mend it, as a sentence' }),
            problems: list(ref(PublishProblemSchema), 'What keeps the drafts from being published'),
          },
          { description: 'Why there is no report' },
        ),
        'Why there is no report; null unless it failed',
      ),
      report: orNull(ref(ProofReportSchema), 'The report; null until it is done'),
    },
    { description: 'A proof that was asked for' },
  ),
)

export const ProofParams = closed({
  proof: Type.String({
    description: 'Id of the job, as the reply to its request has it',
    format: 'uuid',
    examples: ['0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'],
  }),
})

export const PageQuery = closed({
  language: Type.Optional(
    Type.Union([Type.Literal('nl'), Type.Literal('en')], {
      description: 'Language of the page; where absent, as `Accept-Language` asks for, or else Dutch',
      examples: ['nl'],
    }),
  ),
})

export const PageSchema = Type.String({
  description: 'One HTML page, whole by itself: no script, and no request to anybody',
  examples: ['<!doctype html>…'],
})

export const KeptProofsSchema = component(
  'KeptProofs',
  closed(
    {
      items: list(
        closed(
          {
            questionSet: id({ description: 'Which one was proven, by its id', examples: ['mokummatch-2022'] }),
            digest: sha256('Digest of the report'),
            createdAt: instant('When it was proven, UTC'),
          },
          { description: 'A proof of this release' },
        ),
        'The first proof of each question set, by the id of the question set; those that nobody asked for are not there',
      ),
    },
    { description: 'What was proven of a release' },
  ),
)

export const KeptProofsParams = closed({
  number: releaseNumber('Number of the release, from 1 without gaps', { examples: [1] }),
})

export const KeptProofParams = closed({
  number: releaseNumber('Number of the release, from 1 without gaps', { examples: [1] }),
  questionSet: id({ description: 'Which one was proven, by its id', examples: ['mokummatch-2022'] }),
})

export const proofComponents: readonly Component[] = [
  KeptProofsSchema,
  ExampleSchema,
  EstimateSchema,
  CountSchema,
  FewerSchema,
  KindSchema,
  GivenUpDemandSchema,
  GivenUpSchema,
  UnreachableServiceSchema,
  UnreachableSchema,
  WishSchema,
  UncoveredSchema,
  InfluenceSchema,
  IdleSchema,
  FindingsSchema,
  ServiceExposureSchema,
  OrganizationExposureSchema,
  EqualGroupSchema,
  ExposureSchema,
  AnswerOutcomeSchema,
  OfferSchema,
  BusiestFullSchema,
  ProofReportSchema,
  ProofRequestSchema,
  ProofJobSchema,
]
