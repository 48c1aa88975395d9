import Type from 'typebox'
import { closed, component, ref, word } from './component-schemas.js'
import { EffectSchema, effectComponents, effects, relax } from './effect-schemas.js'
import { ConditionSchema, QuestionSchema, questionComponents } from './question-schemas.js'
import { id, languageTag, ownerId, phone, text, url } from './value-schemas.js'

/** A question set on the wire (`docs/documents.md`, Question set). */

const seats = (who: string) =>
  Type.Integer({
    description: `How many choices are kept for ${who} organizations, 0 to size`,
    examples: [1],
    minimum: 0,
    maximum: 10,
  })

export const ChoiceMinimumSchema = component(
  'ChoiceMinimum',
  closed(
    { formal: seats('formal'), informal: seats('informal') },
    { description: 'Choices kept for each kind; together at most size' },
  ),
)

export const ChoiceRulesSchema = component(
  'ChoiceRules',
  closed(
    {
      size: Type.Integer({
        description: 'How many services are chosen, 1 to 10',
        examples: [3],
        minimum: 1,
        maximum: 10,
      }),
      minimum: ref(ChoiceMinimumSchema, { description: 'Choices kept for each kind; together at most size' }),
      minimumWithin: Type.Optional(
        Type.Integer({
          description:
            'A kept choice goes only to a service that fails no demand with a relax number above this one, 0 to 9; absent: 9',
          examples: [9],
          minimum: 0,
          maximum: 9,
        }),
      ),
      perOrganization: Type.Integer({
        description: 'How many of the choices may be of one organization, 1 or more',
        examples: [1],
        minimum: 1,
        maximum: 1000,
      }),
    },
    { description: 'How many services are chosen, and of whom' },
  ),
)

export const AdviceSchema = component(
  'Advice',
  closed(
    {
      id: id({
        description: 'What a result calls the advice, unique in the set',
        examples: ['cut-off', 'keep-a-list'],
      }),
      kind: word(['notice', 'step'], {
        description: 'notice: urgent, shown first; step: one small thing to do next',
        examples: ['notice', 'step'],
      }),
      when: Type.Array(ref(ConditionSchema), {
        description: 'Given if all of these hold, at most 20; none: always given',
        examples: [[{ question: 'topics', anyOf: ['housing'] }]],
        default: [],
        maxItems: 20,
      }),
      text: text({
        description: 'The advice itself',
        examples: [{ nl: 'Raak je bijna je huis kwijt? Je kunt vandaag bellen.' }],
      }),
      phone: Type.Optional(phone({ description: 'A number to call at once' })),
      website: Type.Optional(url({ description: 'A page that says more' })),
    },
    { description: 'A notice or a next step that goes with some answers, outside the choosing' },
  ),
)

export const QuestionSetSchema = component(
  'QuestionSet',
  closed(
    {
      id: id({ description: 'What matches, bundles and partners call the set', examples: ['geldzorgen-noord'] }),
      title: text({ description: 'How the set is called', examples: [{ nl: 'Geldzorgen in Noord' }] }),
      intro: Type.Optional(
        text({
          description: 'What to say before the first question',
          examples: [{ nl: 'Zeven vragen, drie plekken. Je kunt alles overslaan.' }],
        }),
      ),
      languages: Type.Array(languageTag({ description: 'A language tag (BCP 47)' }), {
        description: 'The languages in which the set can be asked, 1 to 100',
        examples: [['nl', 'en']],
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
      }),
      defaultLanguage: languageTag({
        description: 'The language that every text of the set has; shown where another one is missing',
      }),
      questions: Type.Array(ref(QuestionSchema), {
        description:
          'The questions in the order in which they are asked, 1 to 20; whatever is answered, at most seven of them are asked',
        examples: [
          [
            {
              id: 'area',
              kind: 'term',
              text: { nl: 'Waar woon je?' },
              taxonomy: 'area',
              effects: [{ mode: 'require', taxonomy: 'area' }],
            },
          ],
        ],
        minItems: 1,
        maxItems: 20,
      }),
      always: Type.Optional(
        Type.Array(ref(EffectSchema), {
          ...effects('What is asked of every service, whatever is answered, at most 100 effects'),
          maxItems: 100,
        }),
      ),
      alwaysRelax: Type.Optional(
        relax('When demands of always may be given up, 1 to 9, low numbers first; absent: never'),
      ),
      choices: ref(ChoiceRulesSchema, { description: 'How many services are chosen, and of whom' }),
      advice: Type.Optional(
        Type.Array(ref(AdviceSchema), {
          description: 'Notices and next steps, at most 200',
          examples: [[{ id: 'keep-a-list', kind: 'step', text: { nl: 'Leg je post op één plek.' } }]],
          maxItems: 200,
        }),
      ),
      contactPoint: Type.Optional(
        ownerId({
          description: 'Id of the service to call at any step, outside the choosing',
          examples: ['neos-aanmelding'],
        }),
      ),
    },
    {
      description: 'The questions that a resident sees, what each answer asks of a service, and the rules for choosing',
    },
  ),
)

export const questionSetComponents = [
  ...effectComponents,
  ...questionComponents,
  ChoiceMinimumSchema,
  ChoiceRulesSchema,
  AdviceSchema,
  QuestionSetSchema,
]
