import Type from 'typebox'
import { closed, component, oneOf, ref, word } from './component-schemas.js'
import { EffectSchema, effects, mode, relax, TermEffectSchema } from './effect-schemas.js'
import { id, text } from './value-schemas.js'

/** One question on the wire, with its options (`docs/documents.md`, Question and Option). */

export const OptionSchema = component(
  'Option',
  closed(
    {
      id: id({ description: 'What an answer sends, unique in its question', examples: ['listen', 'dont-know'] }),
      label: text({ description: 'What the resident reads and chooses', examples: [{ nl: 'Iemand die luistert' }] }),
      because: Type.Optional(
        text({
          description: 'How the answer is repeated in a reason',
          examples: [{ nl: 'Je wilt iemand die luistert.' }],
        }),
      ),
      effects: Type.Array(ref(EffectSchema), {
        ...effects('What the answer asks of a service, at most 20 effects; none for answers such as "I don\'t know"'),
        default: [],
        maxItems: 20,
      }),
      exclusive: Type.Optional(
        Type.Boolean({
          description: 'true: it can only be chosen alone, where several may be chosen',
          examples: [true],
        }),
      ),
    },
    { description: 'One answer that may be chosen' },
  ),
)

const anyOf = () =>
  Type.Array(id({ description: 'Id of an option of that question', examples: ['near-home'] }), {
    description: 'Ids of options: one of them must be chosen',
    examples: [['near-home', 'at-home']],
    default: [],
    maxItems: 20,
    uniqueItems: true,
  })

export const ShowIfSchema = component(
  'ShowIf',
  closed(
    {
      question: id({ description: 'Id of an earlier question, not of kind term', examples: ['where'] }),
      anyOf: anyOf(),
    },
    {
      description: 'When the question is asked: only if that question is asked and answered with one of these options',
    },
  ),
)

export const ConditionSchema = component(
  'Condition',
  closed(
    {
      question: id({ description: 'Id of a question of the set, not of kind term', examples: ['topics'] }),
      anyOf: anyOf(),
    },
    { description: 'Holds if the question is answered with one of these options' },
  ),
)

const question = {
  id: id({
    description: 'What answers call the question, unique in the set; never always',
    examples: ['topics', 'where'],
  }),
  text: text({ description: 'The question as it is asked', examples: [{ nl: 'Waar wil je over praten?' }] }),
  help: Type.Optional(
    text({
      description: 'A word of explanation under the question',
      examples: [{ nl: 'Kies wat nu het meest telt.' }],
    }),
  ),
  spread: Type.Optional(
    Type.Boolean({
      description:
        'true: a wish that an earlier choice already has counts for half, so that the choices together cover more',
      examples: [true],
    }),
  ),
  relax: Type.Optional(
    relax(
      'When demands of this question may be given up, 1 to 9, low numbers first; absent: never. An effect with its own number goes before',
    ),
  ),
  showIf: Type.Optional(ref(ShowIfSchema, { description: 'When the question is asked; absent: always' })),
}

const options = () =>
  Type.Array(ref(OptionSchema), {
    description: 'The answers in the order in which they are shown, 2 to 20',
    examples: [
      [
        { id: 'debt', label: { nl: 'Schulden' }, effects: [] },
        { id: 'dont-know', label: { nl: 'Weet ik niet' }, effects: [] },
      ],
    ],
    minItems: 2,
    maxItems: 20,
  })

const severalAnswers = {
  options: options(),
  maxAnswers: Type.Optional(
    Type.Integer({
      description: 'How many options may be chosen, 1 to the number of options; absent: all of them',
      examples: [3],
      minimum: 1,
      maximum: 20,
    }),
  ),
  combine: Type.Optional(
    word(['all', 'any'], {
      description:
        'Whether a service meets the demands of all chosen options (the default) or of any of them (languages that I speak)',
      examples: ['any', 'all'],
    }),
  ),
}

export const SingleQuestionSchema = component(
  'SingleQuestion',
  closed(
    { ...question, kind: mode('single', 'single: one option may be chosen'), options: options() },
    { description: 'A question with one answer' },
  ),
)

export const MultipleQuestionSchema = component(
  'MultipleQuestion',
  closed(
    { ...question, kind: mode('multiple', 'multiple: several options may be chosen, in no order'), ...severalAnswers },
    { description: 'A question with several answers' },
  ),
)

export const RankedQuestionSchema = component(
  'RankedQuestion',
  closed(
    {
      ...question,
      kind: mode('ranked', 'ranked: several options may be chosen, the most important first'),
      ...severalAnswers,
      rankWeights: Type.Optional(
        Type.Array(
          Type.Integer({
            description: 'Factor for the points of the answer in this place, 1 to 100',
            examples: [3],
            minimum: 1,
            maximum: 100,
          }),
          {
            description:
              'Factors for the points of the first, second … answer, 1 to 10 of them; the last one holds for all after it. Absent: 1',
            examples: [[3, 2, 1]],
            minItems: 1,
            maxItems: 10,
          },
        ),
      ),
    },
    { description: 'A question with several answers in order of importance' },
  ),
)

export const TermQuestionSchema = component(
  'TermQuestion',
  closed(
    {
      ...question,
      kind: mode('term', 'term: the answer is a term of a taxonomy or one of its codes'),
      taxonomy: id({ description: 'Id of the taxonomy of which a term is the answer', examples: ['area', 'language'] }),
      effects: Type.Array(ref(TermEffectSchema), {
        description:
          'What the answer asks of a service, 1 to 20 effects; they may name another taxonomy if that one has all terms of this one',
        examples: [[{ mode: 'require', taxonomy: 'area', relax: 5 }]],
        minItems: 1,
        maxItems: 20,
      }),
    },
    { description: 'A question with a term, such as a neighbourhood or a postcode, as its answer' },
  ),
)

export const QuestionSchema = component(
  'Question',
  oneOf('kind', [SingleQuestionSchema, MultipleQuestionSchema, RankedQuestionSchema, TermQuestionSchema], {
    description:
      'One question; its kind is single, multiple, ranked or term. It may always be skipped, and a skip has no influence',
  }),
)

export const questionComponents = [
  OptionSchema,
  ShowIfSchema,
  ConditionSchema,
  SingleQuestionSchema,
  MultipleQuestionSchema,
  RankedQuestionSchema,
  TermQuestionSchema,
  QuestionSchema,
]
