import type { Content, Effect, Option } from '../../src/engine/index.js'
import type { Random } from '../helpers/random.js'
import { approaches, channels, cities, languages, someHome, topics } from './vocabulary.js'

/** Seven questions that ask as those of the demo do, without texts. */

type QuestionSetContent = Content['questionSets'][number]

const option = (id: string, ...effects: readonly Effect[]): Option => ({ id, label: {}, effects })
const tails: readonly Option[] = [
  { ...option('dont-know'), exclusive: true },
  { ...option('rather-not-say'), exclusive: true },
]

const prefer = (taxonomy: string, term: string, points: number): Effect => ({ mode: 'prefer', taxonomy, term, points })
const require = (taxonomy: string, term: string, relax?: number): Effect => ({
  mode: 'require',
  taxonomy,
  term,
  ...(relax === undefined ? {} : { relax }),
})
const easy = (id: string, term: string, relax: number): Option =>
  option(id, require('ease', term, relax), prefer('ease', term, 4))

const easeOptions: readonly Option[] = [
  easy('no-appointment', 'walk-in', 2),
  easy('evening-weekend', 'evening-weekend', 3),
  option('own-language', prefer('ease', 'interpreter', 3)),
  easy('bring-someone', 'bring-someone', 2),
  easy('children', 'children-welcome', 3),
  easy('no-stairs', 'step-free', 8),
  easy('no-name', 'no-name', 5),
]

export const questionSet: QuestionSetContent = {
  id: 'bench',
  always: [{ mode: 'exclude', taxonomy: 'area', term: cities.at(-1)! }],
  choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
  questions: [
    {
      id: 'topics',
      kind: 'ranked',
      text: {},
      maxAnswers: 3,
      rankWeights: [4, 2, 1],
      combine: 'any',
      spread: true,
      relax: 1,
      options: [...topics.map((id) => option(id, require('topic', id), prefer('topic', id, 20))), ...tails],
    },
    {
      id: 'want',
      kind: 'single',
      text: {},
      options: [
        option('listens', prefer('approach', 'listens', 12), prefer('pace', 'no-rush', 4)),
        ...approaches.slice(1, 4).map((id) => option(id, prefer('approach', id, 12))),
        option('quick', prefer('approach', 'arranges', 10), prefer('pace', 'at-once', 6)),
        ...tails,
      ],
    },
    {
      id: 'who',
      kind: 'single',
      text: {},
      options: [
        option('job', prefer('kind', 'formal', 12)),
        option('volunteer', prefer('kind', 'informal', 12)),
        option('experience', prefer('who', 'experience-expert', 12)),
        option('any'),
        ...tails,
      ],
    },
    {
      id: 'where',
      kind: 'single',
      text: {},
      relax: 4,
      options: [
        ...channels.map((id) => option(id, require('channel', id), prefer('channel', id, 8))),
        option('elsewhere', require('place', cities[1]!), prefer('place', cities[1]!, 8)),
        option('any'),
        ...tails,
      ],
    },
    {
      id: 'area',
      kind: 'term',
      text: {},
      taxonomy: 'area',
      showIf: { question: 'where', anyOf: ['come-by', 'at-home'] },
      effects: [
        { mode: 'require', taxonomy: 'area', relax: 6 },
        { mode: 'prefer', taxonomy: 'place', points: 10 },
      ],
    },
    { id: 'ease', kind: 'multiple', text: {}, options: [...easeOptions, ...tails] },
    {
      id: 'language',
      kind: 'term',
      text: {},
      taxonomy: 'language',
      showIf: { question: 'ease', anyOf: ['own-language'] },
      effects: [
        { mode: 'require', taxonomy: 'language', relax: 7 },
        { mode: 'prefer', taxonomy: 'language', points: 10 },
      ],
    },
  ],
}

export type RandomAnswers = Readonly<Record<string, string | readonly string[]>>

/** Answers as residents might give them: about one question in seven skipped, popular options more often. */
export function someAnswers(random: Random): RandomAnswers {
  const answers: Record<string, string | string[]> = {}
  const skips = () => random.percent(15)
  if (!skips()) answers.topics = random.percent(5) ? ['dont-know'] : random.some(topics, 1 + random.below(3))
  for (const id of ['want', 'who', 'where']) {
    const question = questionSet.questions.find((one) => one.id === id)
    if (!skips() && question && 'options' in question) answers[id] = random.pick(question.options).id
  }
  if (['come-by', 'at-home'].includes(String(answers.where)) && !skips()) answers.area = someHome(random)
  const eases = random.some(easeOptions, random.below(4)).map(({ id }) => id)
  if (eases.length > 0) answers.ease = eases
  if (eases.includes('own-language') && !skips()) answers.language = random.pick(languages.slice(1))
  return answers
}
