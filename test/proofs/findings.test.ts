import t from 'tap'
import type { Option, QuestionSet, Service } from '../../src/engine/index.js'
import {
  anOption,
  anOrganization,
  aQuestion,
  aQuestionSet,
  aRankedQuestion,
  aService,
  aTaxonomy,
  aTerm,
  aTermQuestion,
} from '../helpers/builders.js'
import type { Release } from '../helpers/naive.js'
import { proveHere } from './a-proof.js'

const topics = ['debt', 'letters', 'work']

/** Six places of organizations of their own, formal and informal in turn, each for debt and letters. */
function aRelease(given: { readonly set: QuestionSet; readonly services?: readonly Service[] }): Release {
  const places = Array.from({ length: 6 }, (_, i) => `p${i}`)
  const services =
    given.services ?? places.map((id) => aService({ id, organization: id, terms: { topic: ['debt', 'letters'] } }))
  return {
    release: 1,
    releaseDigest: '0'.repeat(64),
    rotation: '0123456789abcdef',
    taxonomies: [aTaxonomy({ terms: topics.map((id) => aTerm({ id })) })],
    organizations: services.map(({ organization: id }, i) =>
      anOrganization({ id, kind: i % 2 === 0 ? 'formal' : 'informal' }),
    ),
    services,
    questionSets: [given.set],
    capacities: [],
  }
}

const wishing = (id: string, term = id): Option =>
  anOption({ id, effects: [{ mode: 'prefer', taxonomy: 'topic', term, points: 10 }] })
const demanding = (id: string, relax?: number): Option =>
  anOption({ id, effects: [{ mode: 'require', taxonomy: 'topic', term: id, ...(relax !== undefined && { relax }) }] })
const nothing = anOption({ id: 'dont-know', effects: [] })

/** Chosen often enough that nobody who may be chosen is missed. */
const options = { matches: 2_000 }

t.test('A proof is green where nothing is wrong', async (t) => {
  const some = ['debt', 'letters'].map((term, i) =>
    aService({ id: `q${i}`, organization: `q${i}`, terms: { topic: [term] } }),
  )
  const others = Array.from({ length: 6 }, (_, i) =>
    aService({ id: `p${i}`, organization: `p${i}`, terms: { topic: [i < 3 ? 'debt' : 'letters'] } }),
  )
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt'), wishing('letters'), nothing] })] })
  const { findings } = proveHere(aRelease({ set, services: [...others, ...some] }), 'geld', options)
  for (const [name, { holds }] of Object.entries(findings)) t.ok(holds, name)
  t.same(
    findings.idle.options.map(({ answer, influence }) => [answer, influence]),
    [
      ['debt', 'some'],
      ['letters', 'some'],
      ['dont-know', 'none'],
    ],
  )
})

t.test('A demand that nobody meets is named: as what leaves nothing, and as what blocks', async (t) => {
  const set = aQuestionSet({
    questions: [
      aQuestion({ id: 'first', options: [wishing('debt')] }),
      aQuestion({ id: 'second', options: [demanding('work')] }),
    ],
  })
  const { findings } = proveHere(aRelease({ set }), 'geld', options)
  t.match(findings.fewer, { holds: false, patterns: 2, demandClasses: 1 })
  t.same(findings.fewer.none.example, { answers: { second: 'work' }, choices: [] })
  t.same(findings.fewer.blockers, [{ question: 'second', patterns: 2 }])
  t.match(findings.formal, { holds: false, patterns: 2, byOwnWord: { patterns: 0 } })
})

t.test(
  'A demand that had to be given up is named with its number, in how many patterns, and the smallest of them',
  async (t) => {
    const set = aQuestionSet({
      questions: [aQuestion({ id: 'topics', options: [demanding('debt', 1), demanding('work', 2)] })],
    })
    const { findings } = proveHere(aRelease({ set }), 'geld', options)
    t.match(findings.givenUp, { holds: false, patterns: 1, byRelax: [{ relax: 2, patterns: 1 }], demandCount: 1 })
    t.match(findings.givenUp.demands, [
      {
        question: 'topics',
        taxonomy: 'topic',
        terms: ['work'],
        relax: 2,
        made: 1,
        must: 1,
        may: 1,
        example: { answers: { topics: 'work' } },
      },
    ])
  },
)

t.test('A service that can never be chosen is named with the reason', async (t) => {
  const services = [
    ...Array.from({ length: 6 }, (_, i) =>
      aService({ id: `p${i}`, organization: `p${i}`, terms: { topic: ['debt', 'letters'] } }),
    ),
    aService({ id: 'excluded', organization: 'excluded', terms: { topic: ['debt', 'work'] } }),
    aService({ id: 'gone', organization: 'gone', status: 'inactive' }),
    aService({ id: 'outdone', organization: 'outdone', terms: { topic: ['letters'] } }),
    aService({ id: 'without-room', organization: 'without-room', terms: { topic: ['debt', 'letters'] } }),
  ]
  const always = [
    { mode: 'exclude', taxonomy: 'topic', term: 'work' },
    { mode: 'require', taxonomy: 'topic', term: 'debt', relax: 3 },
  ] as const
  const set = aQuestionSet({ always, questions: [aQuestion({ options: [wishing('letters')] })] })
  const release = { ...aRelease({ set, services }), capacities: [{ service: 'without-room', status: 'full' as const }] }
  const { findings } = proveHere(release, 'geld', options)
  t.same(
    findings.unreachable.services.map(({ service, reason, proof }) => [service, reason, proof]),
    [
      ['excluded', 'excluded-always', 'demands'],
      ['gone', 'inactive', 'demands'],
      ['outdone', 'demands', 'demands'],
      ['without-room', 'full', 'demands'],
    ],
  )
  t.match(findings.unreachable, { holds: false, count: 1 })
  t.same(findings.unreachable.services[0]?.asked, [{ taxonomy: 'topic', terms: ['work'] }])
})

t.test('A service before which others always come is named, with the answers that it fits best', async (t) => {
  const services = [
    ...Array.from({ length: 6 }, (_, i) =>
      aService({ id: `p${i}`, organization: `p${i}`, terms: { topic: ['debt', 'letters'] } }),
    ),
    aService({ id: 'waiting', organization: 'waiting', terms: { topic: ['letters'] } }),
  ]
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt'), wishing('letters')] })] })
  const release = { ...aRelease({ set, services }), capacities: [{ service: 'waiting', status: 'waitlist' as const }] }
  for (const [exactUpTo, proof] of [
    [10, 'exact'],
    [0, 'sample'],
  ] as const) {
    const { findings } = proveHere(release, 'geld', { ...options, exactUpTo })
    t.match(findings.unreachable, { holds: false, count: 1, unsought: 0 })
    t.match(findings.unreachable.services, [
      { service: 'waiting', reason: 'never-first', proof, example: { answers: { debts: 'letters' } } },
    ])
  }
})

t.test('A wish that nobody has is never covered, and one that nobody with it is chosen for either', async (t) => {
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt'), wishing('work')] })] })
  const { findings } = proveHere(aRelease({ set }), 'geld', options)
  t.match(findings.uncovered, { holds: false, count: 1 })
  t.match(findings.uncovered.wishes[0], {
    answer: 'work',
    services: 0,
    never: 'demands',
    covered: { count: 0, of: 1 },
    example: { answers: { debts: 'work' } },
  })
  t.match(findings.uncovered.wishes[1], { answer: 'debt', never: null, covered: { share: 1 } })
})

t.test('An option that asks what all have changes nothing, and is named', async (t) => {
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt'), nothing] })] })
  const { findings } = proveHere(aRelease({ set }), 'geld', options)
  t.match(findings.idle, { holds: false, count: 1 })
  t.match(findings.idle.options, [
    { answer: 'debt', influence: 'idle', changed: { count: 0 } },
    { answer: 'dont-know', influence: 'none' },
  ])
})

t.test('Equals are chosen equally often over seeds, and who has one thing more is no equal', async (t) => {
  const services = Array.from({ length: 12 }, (_, i) =>
    aService({ id: `s${i}`, organization: `o${i}`, terms: { topic: i < 10 ? ['debt'] : ['debt', 'letters'] } }),
  )
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt'), wishing('letters')] })] })
  const { exposure } = proveHere(aRelease({ set, services }), 'geld', { matches: 20_000 })
  t.match(exposure.equals, { holds: true, matches: 20_000 })
  t.same(
    exposure.equals.groups.map(({ organizations }) => organizations.length),
    [5, 5],
  )
})

t.test('The resident’s own word is told apart from what is lacking', async (t) => {
  const informal = anOption({ id: 'informal', effects: [{ mode: 'require', taxonomy: 'kind', term: 'informal' }] })
  const set = aQuestionSet({ questions: [aQuestion({ options: [informal] })] })
  const { findings } = proveHere(aRelease({ set }), 'geld', options)
  t.match(findings.formal, { holds: true, patterns: 0, byOwnWord: { patterns: 1 }, lacking: { count: 0 } })
})

t.test('Where only wishes decide about a kind, that is counted apart', async (t) => {
  const set = aQuestionSet({
    choices: { size: 3, minimum: { formal: 0, informal: 0 }, perOrganization: 1 },
    questions: [
      aQuestion({
        options: [
          anOption({ id: 'formal', effects: [{ mode: 'prefer', taxonomy: 'kind', term: 'formal', points: 9 }] }),
        ],
      }),
    ],
  })
  const { findings } = proveHere(aRelease({ set }), 'geld', options)
  t.match(findings.informal, { holds: false, patterns: 0, lackingExample: { answers: { debts: 'formal' } } })
})

t.test('Areas and topics are laid against each other', async (t) => {
  const set = aQuestionSet({
    questions: [
      aRankedQuestion({ id: 'topics', options: [wishing('debt'), wishing('letters')] }),
      aTermQuestion({ id: 'where', taxonomy: 'topic', effects: [{ mode: 'require', taxonomy: 'topic', relax: 1 }] }),
    ],
  })
  const { offer } = proveHere(aRelease({ set }), 'geld', options)
  t.match(offer, { rows: { question: 'where' }, columns: { question: 'topics' } })
  t.match(offer?.cells[0], { row: 'debt', column: 'debt', formal: 3, informal: 3, meeting: 3 })
  t.match(offer?.cells.at(-1), { row: 'work', column: 'letters', formal: 0, informal: 0, meeting: 0 })
})

t.test('When the busiest are full the others are chosen in their place', async (t) => {
  const set = aQuestionSet({ questions: [aQuestion({ options: [wishing('debt')] })] })
  const { busiestFull } = proveHere(aRelease({ set }), 'geld', options)
  t.equal(busiestFull.services.length, 5)
  t.match(busiestFull.fewer, { before: { count: 0 }, after: { count: 2_000 } })
})

t.test('A set with more answers than can be walked is refused with what to do', async (t) => {
  const many = Array.from({ length: 30 }, (_, i) => anOption({ id: `o${i}`, effects: [] }))
  const set = aQuestionSet({ questions: [aRankedQuestion({ options: many })] })
  t.throws(() => proveHere(aRelease({ set }), 'geld'), { message: /too many ways to answer topics: .*maxAnswers/ })
})
