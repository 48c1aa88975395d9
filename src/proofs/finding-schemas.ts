import Type from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import {
  answerId,
  CountSchema,
  countFields,
  estimate,
  example,
  holds,
  kind,
  list,
  organization,
  orNull,
  questionId,
  service,
  taxonomyId,
  termId,
  whole,
} from './report-part-schemas.js'

const relax = Type.Integer({ description: 'From 1 to 9, low numbers first', minimum: 1, maximum: 9, examples: [2] })

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
      relax,
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
            relax,
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

export const FindingsSchema = component(
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

export const findingComponents: readonly Component[] = [
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
]
