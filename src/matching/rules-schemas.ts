import Type, { type Static } from 'typebox'
import { closed, component, ref } from '../http/component-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { releaseNumber, SentenceSchema } from '../http/shared-schemas.js'
import { id, languageTag } from '../http/value-schemas.js'
import type { Rules } from '../words/rules.js'

const sentence = (description: string, text: string) =>
  ref(SentenceSchema, { description, examples: [{ text, lang: 'nl' }] })
const sentences = (description: string) => Type.Array(ref(SentenceSchema), { description })
const optionId = id({ description: 'Which one it is, by its id in the question', examples: ['debt'] })

export const QuestionSetRulesSchema = component(
  'QuestionSetRules',
  closed(
    {
      questionSet: id({ description: 'The one whose rules these are', examples: ['geldzorgen-noord'] }),
      title: sentence('What the set is called', 'Geldzorgen in Amsterdam Noord'),
      general: sentences('What holds whatever is answered'),
      questions: Type.Array(
        closed({
          question: id({ description: 'Which one it is, by its id in the set', examples: ['topics'] }),
          text: sentence('What is asked', 'Waar wil je over praten?'),
          rules: sentences('What holds for each answer to it'),
          options: Type.Array(
            closed({
              option: optionId,
              label: sentence('What the option says', 'Schulden'),
              rules: sentences('What this answer does'),
            }),
            { description: 'In the order in which they are shown; empty where the answer is a term' },
          ),
        }),
        { description: 'In the order in which they are asked' },
      ),
      advice: Type.Array(
        closed({
          advice: id({ description: 'Which one it is, by its id in the set', examples: ['crisis'] }),
          text: sentence('What it says', 'Bel gratis en anoniem.'),
          when: sentences('When somebody gets it: all of these have to hold'),
        }),
        { description: 'What can be shown beside the places' },
      ),
    },
    { description: 'How a question set chooses, in sentences that a resident can read, made from the set itself' },
  ),
)

export type _Rules = Expect<Equal<Static<typeof QuestionSetRulesSchema>, Rules>>

export const RulesParams = closed({
  id: id({ description: 'Id of a question set, as the list has it', examples: ['geldzorgen-noord'] }),
})

export const RulesQuery = closed({
  language: Type.Optional(
    languageTag({ description: 'Language of the sentences (BCP 47); absent: the default of the question set' }),
  ),
  release: Type.Optional(
    releaseNumber('Number of an older release, from 1; absent: the release in force', { examples: [1] }),
  ),
})

export const rulesComponents = [QuestionSetRulesSchema]
