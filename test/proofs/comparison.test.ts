import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  type Answers,
  compile,
  type Index,
  match,
  type Option,
  type Question,
  readAnswers,
  withCapacities,
} from '../../src/engine/index.js'
import type { Comparison, Shift } from '../../src/proofs/comparison.js'
import type { Estimate } from '../../src/proofs/report.js'
import { worlds } from '../helpers/arbitraries.js'
import {
  aMultipleQuestion,
  anOption,
  anOrganization,
  aQuestion,
  aQuestionSet,
  aRankedQuestion,
  aService,
  aTaxonomy,
  aTerm,
} from '../helpers/builders.js'
import { diceOf, tape } from '../helpers/dice.js'
import { earlierRelease } from '../helpers/earlier-release.js'
import type { Release } from '../helpers/naive.js'
import { type NaiveAnswers, naiveAnswers, smallestOf } from '../helpers/naive-proof.js'
import type { QuestionSet } from '../helpers/naive-terms.js'
import { compareHere } from './a-proof.js'

/**
 * Comparisons against every pattern written out and matched in both releases. Each run draws other releases; `FC_SEED=…
 * FC_RUNS=…` draws the same again.
 */

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.FC_RUNS ?? 120)
console.error(`comparisons: FC_SEED=${seed} FC_RUNS=${runs}`)

const mostPatterns = 300

/** Compiled, with the rotation of the release after. */
const indexOf = (release: Release, { rotation }: Release): Index =>
  withCapacities(compile({ ...release, rotation }), release.capacities)

/** What of these answers the set can be told: what it has no question or option for goes, and then what the engine refuses. */
function heardBy(index: Index, was: QuestionSet, is: QuestionSet, answers: NaiveAnswers['answers']): Answers {
  const heard: Record<string, unknown> = {}
  for (const question of was.questions) {
    const now = is.questions.find(({ id }) => id === question.id)
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
    if (now === undefined || answer === undefined || now.kind !== question.kind) continue
    if (question.kind === 'term') {
      if (now.kind === 'term' && now.taxonomy === question.taxonomy) heard[question.id] = answer
      continue
    }
    const ids = question.options.map(({ id }) => id)
    const tokens = [answer].flat().filter((token) => ids.includes(token))
    if (question.kind === 'multiple') tokens.sort((a, b) => ids.indexOf(a) - ids.indexOf(b))
    heard[question.id] = question.kind === 'single' ? tokens[0] : tokens
  }
  for (;;) {
    const read = readAnswers(index, was.id, heard)
    if (!('problems' in read)) return read
    const [problem] = read.problems
    const id = problem?.pointer.split('/')[1] ?? ''
    const question = was.questions.find((one) => one.id === id)
    const tokens = Object.hasOwn(heard, id) ? [heard[id]].flat() : []
    const isAlone = (token: unknown): boolean =>
      question?.kind !== 'term' && question?.options.some((one) => one.id === token && one.exclusive === true) === true
    // One that excludes others can only be told alone, so it goes before the list is cut.
    if (tokens.length > 1 && tokens.some(isAlone)) {
      const others = tokens.filter((token) => !isAlone(token))
      heard[id] = others.length > 0 ? others : tokens.slice(0, 1)
    } else if (problem?.code === 'too-many-answers') heard[id] = tokens.slice(0, -1)
    else if (problem?.code === 'not-asked' || problem?.code === 'unknown-term') delete heard[id]
    else throw new Error(`${problem?.code} is not expected at ${problem?.pointer}`)
  }
}

interface Pair extends NaiveAnswers {
  readonly was: readonly string[]
  readonly is: readonly string[]
  /** Answers that ask something in one of the two, as `question token`. */
  readonly asking: readonly string[]
}

/** Every pattern, and who is chosen before and after; undefined where there are too many, or the set is not in both. */
function pairsOf(before: Release, after: Release, id: string): Pair[] | undefined {
  const was = before.questionSets.find((set) => set.id === id)
  const is = after.questionSets.find((set) => set.id === id)
  const all = is && naiveAnswers(after, is, mostPatterns)
  if (was === undefined || is === undefined || all === undefined) return undefined
  const [then, now] = [indexOf(before, after), indexOf(after, after)]
  const chosen = (index: Index, answers: Answers): string[] =>
    match(index, answers).choices.map(({ service }) => service)
  const isAsking = (question: string, token: string): boolean => {
    const own = is.questions.find((one) => one.id === question)
    const earlier = was.questions.find((one) => one.id === question && one.kind === own?.kind)
    return asks(now, own, token) || asks(then, earlier, token)
  }
  return all.map((one) => {
    const read = readAnswers(now, id, one.answers)
    if ('problems' in read) throw new Error('These answers were taken to be right.')
    const said = Object.entries(one.answers).flatMap(([question, tokens]) =>
      [tokens].flat().map((token) => [question, token] as const),
    )
    return {
      ...one,
      was: chosen(then, heardBy(then, was, is, one.answers)),
      is: chosen(now, read),
      asking: said.filter((each) => isAsking(...each)).map((each) => each.join(' ')),
    }
  })
}

function asks({ content }: Index, question: Question | undefined, token: string): boolean {
  if (question?.kind !== 'term')
    return question?.options.some((one) => one.id === token && one.effects.length > 0) ?? false
  return question.effects.length > 0 && content.terms.taxonomies.get(question.taxonomy)?.numbers.has(token) === true
}

function compare(what: string, told: unknown, written: unknown): void {
  if (isDeepStrictEqual(told, written)) return
  throw new Error(`${what}: the comparison says\n${inspect(told)}\nand written out it is\n${inspect(written)}`)
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one))

function compareAll(comparison: Comparison, pairs: readonly Pair[], before: Release, after: Release): void {
  const isOther = ({ was, is }: Pair): boolean => !isSameSet(was, is)
  const differs: Record<'others' | 'order' | 'fewer', (pair: Pair) => boolean> = {
    others: isOther,
    order: (pair) => !isOther(pair) && pair.was.join() !== pair.is.join(),
    fewer: ({ was, is }) => is.length < was.length,
  }
  for (const [name, which] of Object.entries(differs) as [keyof typeof differs, (pair: Pair) => boolean][]) {
    const { changed, example } = comparison[name]
    const shown = smallestOf(pairs.filter(which))
    compare(name, [changed.count, changed.of], [pairs.filter(which).length, pairs.length])
    compare(
      `example of ${name}`,
      example,
      shown ? { answers: shown.answers, choices: shown.is, before: shown.was } : null,
    )
  }
  const { questions } = after.questionSets[0]!
  const rows = [...new Set(pairs.flatMap(({ asking }) => asking)), ...questions.map(({ id }) => `${id} null`)]
  const written = rows.flatMap((row) => {
    const [question, answer] = row.split(' ')
    const own = pairs.filter(({ asking }) =>
      answer === 'null' ? !asking.some((one) => one.startsWith(`${question} `)) : asking.includes(row),
    )
    return own.length === 0 ? [] : [[row, [own.filter(isOther).length, own.length]] as const]
  })
  const told = comparison.answers.map(
    (row) => [`${row.question} ${row.answer}`, [row.others.count, row.others.of]] as const,
  )
  compare('by answer', new Map(told), new Map(written))
  const shares = comparison.answers.map(({ others }) => others.share)
  compare(
    'the most affected first',
    shares,
    shares.toSorted((a, b) => b - a),
  )

  const counted = (ids: readonly string[], idOf: (release: Release, service: string) => string) =>
    ids
      .map((id) => ({
        id,
        before: pairs.filter(({ was }) => was.some((one) => idOf(before, one) === id)).length,
        after: pairs.filter(({ is }) => is.some((one) => idOf(after, one) === id)).length,
      }))
      .filter((one) => one.before !== one.after)
      .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.id < b.id ? -1 : 1))
      .slice(0, 10)
  const counts = ({ before, after }: Shift) => ({ before: before.count, after: after.count })
  const idsOf = (of: 'services' | 'organizations') => [...new Set([...before[of], ...after[of]].map(({ id }) => id))]
  compare(
    'shifts of services',
    comparison.services.map((row) => ({ id: row.service, ...counts(row) })),
    counted(idsOf('services'), (_, id) => id),
  )
  compare(
    'shifts of organizations',
    comparison.organizations.map((row) => ({ id: row.organization, ...counts(row) })),
    counted(idsOf('organizations'), (release, id) => release.services.find((one) => one.id === id)!.organization),
  )
  for (const [movers, here, there] of [
    [comparison.arrived, after, before],
    [comparison.left, before, after],
  ] as const) {
    compare(
      'who comes or goes',
      new Set(movers.services.map(({ service, reason }) => `${service} ${reason}`)),
      moved(here, there),
    )
    compare('how many', movers.count, movers.services.length)
  }
}

/** Services that may be chosen here and not there, with why not. */
function moved(here: Release, there: Release): Set<string> {
  const fate = (release: Release, id: string): string => {
    const index = indexOf(release, release)
    const read = readAnswers(index, release.questionSets[0]!.id, {})
    if ('problems' in read) throw new Error('Nothing is answered.')
    const { outcome } = match(index, read, { explain: [id] }).explanations[0]!
    if (outcome === 'unknown') return 'absent'
    if (outcome === 'inactive' || outcome === 'full') return outcome
    return outcome === 'excluded' || outcome === 'demand' ? 'left-out' : 'in'
  }
  const rows = here.services.map(({ id }) => [id, fate(here, id), fate(there, id)])
  return new Set(rows.filter(([, now, then]) => now === 'in' && then !== 'in').map(([id, , then]) => `${id} ${then}`))
}

t.test('A comparison counts what there is when every pattern is matched in both', async (t) => {
  let [compared, walked, changed] = [0, 0, 0]
  const drawn = fc.tuple(worlds({ services: 9, cases: 1 }), tape(40))
  const property = fc.property(drawn, ([{ release }, edits]) => {
    const [set] = release.questionSets
    if (set === undefined) return
    const after = { ...release, questionSets: [{ ...set, questions: set.questions.slice(0, 4) }] }
    const before = earlierRelease(diceOf(edits), after)
    const pairs = pairsOf(before, after, set.id)
    if (pairs === undefined) return
    const comparison = compareHere({ before, after }, set.id)
    compareAll(comparison, pairs, before, after)
    compared += 1
    walked += pairs.length
    if (comparison.others.changed.count > 0) changed += 1
  })
  fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 30_000 })
  t.comment(`${compared} question sets with ${walked} patterns; ${changed} with others chosen`)
  t.ok(compared > 0 && changed > 0)
})

const topics = ['debt', 'letters', 'work']
const wishing = (id: string): Option =>
  anOption({ id, effects: [{ mode: 'prefer', taxonomy: 'topic', term: id, points: 10 }] })
const demanding = (id: string): Option =>
  anOption({ id, effects: [{ mode: 'require', taxonomy: 'topic', term: id, relax: 1 }] })

/** Nine places of organizations of their own, formal and informal in turn, each with one topic. */
function aRelease(given: Partial<Release> = {}): Release {
  const places = Array.from({ length: 9 }, (_, i) => `p${i}`)
  const questions = [
    aQuestion({ id: 'first', options: topics.map(wishing) }),
    aRankedQuestion({ id: 'second', options: topics.map(wishing), maxAnswers: 3 }),
    aQuestion({ id: 'third', options: topics.map(demanding) }),
  ]
  return {
    release: 3,
    releaseDigest: '3'.repeat(64),
    rotation: '0123456789abcdef',
    taxonomies: [aTaxonomy({ terms: topics.map((id) => aTerm({ id })) })],
    organizations: places.map((id, i) => anOrganization({ id, kind: i % 2 === 0 ? 'formal' : 'informal' })),
    services: places.map((id, i) => aService({ id, organization: id, terms: { topic: [topics[i % 3]!] } })),
    questionSets: [aQuestionSet({ questions })],
    capacities: [],
    ...given,
  }
}

t.test('Where nothing changed nobody gets others, also when the rotation is another one', (t) => {
  const after = aRelease()
  const { others, order, fewer, services, organizations, arrived, left, questionSet, answers } = compareHere(
    { before: { ...after, rotation: 'fedcba9876543210' }, after },
    'geld',
  )
  t.same(questionSet, { rules: [], questions: [] })
  for (const { changed, example } of [others, order, fewer]) t.match([changed, example], [{ count: 0, of: 256 }, null])
  t.same([services, organizations], [[], []])
  t.same(
    [arrived, left],
    [
      { count: 0, services: [] },
      { count: 0, services: [] },
    ],
  )
  t.ok(answers.every(({ others }) => others.share === 0))
  t.end()
})

t.test('A service that closes is gone, its reason is told, and who asks for what it has gets others first', (t) => {
  const before = aRelease()
  const { others, services, left, arrived, answers } = compareHere(
    { before, after: aRelease({ capacities: [{ service: 'p1', status: 'full' }], release: 4 }) },
    'geld',
  )
  t.match(left, { count: 1, services: [{ service: 'p1', organization: 'p1', reason: 'full' }] })
  t.equal(arrived.count, 0)
  t.match(services[0], { service: 'p1', after: { count: 0 } })
  t.ok((services[0]?.difference ?? 0) < 0)
  t.match(answers[0], { answer: 'letters' }, 'what p1 is for')
  t.ok(others.example?.before.includes('p1'))
  t.notOk(others.example?.choices.includes('p1'))
  t.end()
})

t.test('What differs in the question set is named', (t) => {
  const [first, second, third] = aRelease().questionSets[0]!.questions
  const set = aQuestionSet({
    questions: [
      aQuestion({ id: 'fourth', options: topics.map(wishing) }),
      { ...second!, kind: 'multiple' } as Question,
      { ...first!, text: { nl: 'In andere woorden?' } } as Question,
      aQuestion({ id: 'third', options: [wishing('debt'), demanding('letters'), wishing('garden')] }),
    ],
  })
  const terms = [...topics, 'garden'].map((id) => aTerm({ id }))
  const after = aRelease({
    taxonomies: [aTaxonomy({ terms })],
    questionSets: [{ ...set, always: [{ mode: 'exclude', taxonomy: 'topic', term: 'garden' }] }],
  })
  const before = aRelease({
    questionSets: [aQuestionSet({ questions: [first!, second!, third!, aQuestion({ id: 'fifth' })] })],
  })
  t.same(compareHere({ before, after }, 'geld').questionSet, {
    rules: ['always', 'order'],
    questions: [
      { question: 'fourth', change: 'new', answers: [] },
      { question: 'second', change: 'replaced', answers: [] },
      {
        question: 'third',
        change: 'changed',
        answers: [
          { answer: 'debt', change: 'changed' },
          { answer: 'garden', change: 'new' },
          { answer: 'work', change: 'gone' },
        ],
      },
      { question: 'fifth', change: 'gone', answers: [] },
    ],
  })
  t.end()
})

t.test('A sample says how sure it is, and the truth lies there', (t) => {
  const [before, after] = [aRelease(), aRelease({ services: aRelease().services.slice(1) })]
  const truth = compareHere({ before, after }, 'geld')
  // One of many seeds; of each interval by itself some five in a hundred miss.
  const drawing = { seed: 11, matches: 5_000, exactUpTo: 0 }
  const told = compareHere({ before, after }, 'geld', drawing)
  const backwards = compareHere({ before, after }, 'geld', { ...drawing, order: (tasks) => tasks.toReversed() })
  t.same(backwards, told, 'in whatever order its parts are done')
  t.match([truth.basis, told.basis], ['exact', 'sample'])
  t.equal(told.matches, 5_000)
  const holds = (told: Estimate, truth: Estimate): boolean => told.low <= truth.share && truth.share <= told.high
  t.ok(holds(told.others.changed, truth.others.changed))
  t.ok(holds(told.order.changed, truth.order.changed))
  t.ok(told.others.changed.high - told.others.changed.low < 0.04)
  for (const { service, before, after } of told.services.slice(0, 3)) {
    const shift = truth.services.find((one) => one.service === service)
    t.ok(shift && holds(before, shift.before) && holds(after, shift.after), service)
  }
  const worst = told.answers[0]!
  const same = truth.answers.find(({ question, answer }) => question === worst.question && answer === worst.answer)
  t.ok(same && holds(worst.others, same.others))
  t.same(
    told.others.example,
    truth.others.example,
    'the smallest example has at most one tick here, and these are all looked at',
  )
  t.end()
})

t.test('Questions that hung together before are taken together, and refused where that is too much', (t) => {
  const ids = Array.from({ length: 10 }, (_, i) => `o${i}`)
  const ticks = (id: string) =>
    aMultipleQuestion({
      id,
      options: ids.map((id) =>
        anOption({ id, effects: [{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 1 }] }),
      ),
    })
  const after = aRelease({ questionSets: [aQuestionSet({ questions: [ticks('first'), ticks('second')] })] })
  const showIf = { question: 'first', anyOf: ['o0'] }
  const questions = [ticks('first'), { ...ticks('second'), showIf }]
  const before = aRelease({ questionSets: [aQuestionSet({ questions })] })
  t.throws(
    () => compareHere({ before, after }, 'geld'),
    /^Together with the set that it is compared with: There are too/,
  )
  t.end()
})
