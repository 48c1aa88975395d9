import t from 'tap'
import { readDemo } from '../../src/demo/demo.js'
import type { Option, QuestionSet, Taxonomy } from '../../src/engine/index.js'
import { allRules } from '../../src/words/all-rules.js'
import type { Sentence } from '../../src/words/index.js'
import { describeRules, type Rules } from '../../src/words/rules.js'
import { aQuestionSet } from '../helpers/builders.js'
import { sources } from './catalogue.js'

const demo = readDemo().catalogue as unknown as { questionSets: QuestionSet[]; taxonomies: Taxonomy[] }

const rulesOf = (given: Partial<QuestionSet>, language = 'nl'): Rules =>
  describeRules(
    {
      questionSet: aQuestionSet({ languages: ['nl'], questions: [], ...given }),
      taxonomies: sources.taxonomies,
      tables: allRules,
      defaultLanguage: 'nl',
    },
    language,
  )
const textsOf = (sentences: readonly Sentence[]) => sentences.map(({ text }) => text)
const option = (id: string, effects: Option['effects']): Option => ({ id, label: { nl: id }, effects })

/** What the rules say of one question, and of each of its options. */
function saidOf(question: object, language?: string) {
  const [said] = rulesOf({ questions: [{ id: 'q', text: { nl: 'Wat?' }, ...question }] as never }, language).questions
  return {
    rules: textsOf(said?.rules ?? []),
    options: Object.fromEntries((said?.options ?? []).map(({ option, rules }) => [option, textsOf(rules)])),
  }
}

t.test('What holds for everybody is said first: skipping, how many, of which kind, and who goes first', async (t) => {
  const choices = { size: 3, minimum: { formal: 2, informal: 0 }, perOrganization: 1 }
  const always = [{ mode: 'exclude', taxonomy: 'help', term: 'evening' }] as const
  t.same(textsOf(rulesOf({ choices, always }).general), [
    'Je mag elke vraag overslaan. Wat je overslaat, telt niet mee.',
    'Je krijgt geen plekken met: In de avond.',
    'Je krijgt hoogstens zoveel plekken: 3.',
    'Als het kan, zit hierbij: 2 × iemand die dit als werk doet.',
    'Hoogstens zoveel plekken zijn van dezelfde organisatie: 1.',
    'Een plek die vol is of gestopt, krijg je niet.',
    'Een plek krijgt punten voor wat je wilt. Meer punten gaan voor.',
    'Een plek die breder helpt dan wat je kiest, krijgt daarvoor de helft van de punten.',
    'Zijn plekken gelijk? Een plek voor iedereen gaat voor. Daarna een plek met meer ruimte. Daarna beslist een loting met gelijke kansen.',
    'Geen organisatie kan betalen om eerder te komen.',
  ])
  t.notMatch(
    textsOf(rulesOf({ choices: { ...choices, minimum: { formal: 0, informal: 0 } } }).general).join(' '),
    'Als het kan',
  )
})

t.test(
  'Each answer says what it asks: wishes with their points, demands, what goes first, and what is left out',
  async (t) => {
    const prefer = (term: string, points: number) => ({ mode: 'prefer', taxonomy: 'help', term, points }) as const
    const require = (taxonomy: string, term: string, relax?: number) =>
      ({ mode: 'require', taxonomy, term, ...(relax && { relax }) }) as const
    const { options } = saidOf({
      kind: 'single',
      options: [
        option('wish', [prefer('listening', 12), prefer('together', 12), prefer('evening', 4)]),
        option('demand', [require('help', 'evening'), require('help', 'digid')]),
        option('for-some', [require('audience', 'young')]),
        option('first', [require('help', 'evening', 2)]),
        option('for-some-first', [require('audience', 'young', 5)]),
        option('out', [{ mode: 'exclude', taxonomy: 'kind', term: 'informal' }]),
        option('nothing', []),
      ],
    })
    t.same(options, {
      wish: ['Een plek krijgt 12 punten voor: Luisteren en Samen doen.', 'Een plek krijgt 4 punten voor: In de avond.'],
      demand: ['Je krijgt alleen plekken met: In de avond of DigiD.'],
      'for-some': ['Je krijgt alleen plekken voor iedereen, of voor: jongeren.'],
      first: [
        'Deze plekken gaan voor: In de avond. Andere plekken komen daarna.',
        'Kan niet alles? Dan is dit zo belangrijk (1 is het minst): 1.',
      ],
      'for-some-first': [
        'Plekken voor iedereen gaan voor, en ook plekken voor: jongeren. Andere plekken komen daarna.',
        'Kan niet alles? Dan is dit zo belangrijk (1 is het minst): 2.',
      ],
      out: ['Je krijgt geen plekken met: een vrijwilliger of iemand uit de buurt.'],
      nothing: ['Dit antwoord verandert niets.'],
    })
  },
)

t.test(
  'A question says what several answers do together, when it is asked, and that a term is what is chosen',
  async (t) => {
    const demand = option('a', [{ mode: 'require', taxonomy: 'help', term: 'evening', relax: 1 }])
    const ranked = { kind: 'ranked', options: [demand], rankWeights: [9, 5, 3], combine: 'any', spread: true }
    t.same(saidOf(ranked).rules, [
      'Wat je bovenaan zet, telt het zwaarst. Zoveel keer tellen de punten: 9, 5 en 3.',
      'Past een plek bij een van je antwoorden? Dan is dat genoeg.',
      'Wat een eerdere plek al heeft, telt bij de volgende plek voor de helft. Zo vullen plekken elkaar aan.',
    ])
    t.same(saidOf({ kind: 'multiple', options: [demand] }).rules, [
      'Een plek die bij al je antwoorden past, gaat voor.',
    ])
    t.same(saidOf({ kind: 'multiple', options: [demand], maxAnswers: 1 }).rules, [], 'one answer has nothing beside it')

    const questions = [
      { id: 'where', kind: 'single', text: { nl: 'Waar?' }, options: [option('near', []), option('home', [])] },
      {
        id: 'topic',
        kind: 'term',
        taxonomy: 'topic',
        text: { nl: 'Wat?' },
        showIf: { question: 'where', anyOf: ['home', 'near'] },
        relax: 3,
        effects: [
          { mode: 'require', taxonomy: 'topic' },
          { mode: 'prefer', taxonomy: 'topic', points: 10 },
        ],
      },
    ]
    const [, term] = rulesOf({ questions: questions as never }).questions
    t.same(textsOf(term?.rules ?? []), [
      'Deze vraag krijg je alleen bij dit antwoord: near of home.',
      'Deze plekken gaan voor: wat je kiest. Andere plekken komen daarna.',
      'Een plek krijgt 10 punten voor: wat je kiest.',
    ])
    t.same(term?.options, [])
  },
)

t.test('Advice says when somebody gets it', async (t) => {
  const questions = [{ id: 'q', kind: 'single', text: { nl: 'Wat?' }, options: [option('a', []), option('b', [])] }]
  const advice = [
    { id: 'all', kind: 'notice', when: [], text: { nl: 'Bel.' } },
    { id: 'some', kind: 'step', when: [{ question: 'q', anyOf: ['b'] }], text: { nl: 'Schrijf.' } },
  ]
  const rules = rulesOf({ questions, advice } as never)
  t.same(
    rules.advice.map(({ advice, when }) => [advice, textsOf(when)]),
    [
      ['all', ['Dit lees je altijd.']],
      ['some', ['Dit lees je bij dit antwoord: b.']],
    ],
  )
})

t.test(
  'A sentence is wholly in one language: the one that was asked where all names have it, else the next',
  async (t) => {
    const effects = (...terms: string[]) =>
      terms.map((term) => ({ mode: 'prefer', taxonomy: 'help', term, points: 5 }) as const)
    const [said] = rulesOf(
      {
        questions: [
          {
            id: 'q',
            kind: 'single',
            text: { nl: 'Wat?' },
            options: [option('both', effects('evening')), option('one', effects('evening', 'together'))],
          },
        ] as never,
      },
      'en-GB',
    ).questions
    t.same(
      said?.options.map(({ rules }) => rules),
      [
        [{ text: 'A place gets 5 points for: In the evening.', lang: 'en' }],
        [{ text: 'Een plek krijgt 5 punten voor: In de avond en Samen doen.', lang: 'nl' }],
      ],
    )
  },
)

t.test('Of the demo every effect is said in all six languages, with nothing left to fill in', async (t) => {
  for (const questionSet of demo.questionSets) {
    for (const language of ['nl', 'en', 'tr', 'ar', 'pl', 'es']) {
      const rules = describeRules(
        { questionSet, taxonomies: demo.taxonomies, tables: allRules, defaultLanguage: 'nl' },
        language,
      )
      const all = JSON.stringify(rules)
      t.notMatch(all, /\{\}|\{points\}|undefined/, `${questionSet.id} in ${language}`)
      const isWhole = questionSet.languages.includes(language)
      if (isWhole) t.notMatch(all, new RegExp(`"lang":"(?!${language})`), `${questionSet.id} is all in ${language}`)
      for (const question of questionSet.questions) {
        if (question.kind === 'term') continue
        const said = rules.questions.find(({ question: id }) => id === question.id)?.options ?? []
        for (const { id, effects } of question.options) {
          const sentences = textsOf(said.find((each) => each.option === id)?.rules ?? []).join(' ')
          for (const effect of effects) {
            if (effect.taxonomy === 'kind') continue
            const terms = demo.taxonomies.find((taxonomy) => taxonomy.id === effect.taxonomy)?.terms ?? []
            const name = terms.find((term) => term.id === effect.term)?.name ?? {}
            const isSaid = Object.values(name).some((text) => sentences.includes(text))
            if (!isSaid) t.fail(`${questionSet.id}: ${id} says nothing of ${effect.term}`)
          }
        }
      }
    }
  }
})
