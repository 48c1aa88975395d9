import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { match, readAnswers } from '../../src/engine/index.js'
import { type Case, type World, worlds } from '../helpers/arbitraries.js'
import { diceOf, tape } from '../helpers/dice.js'
import { candidates, compileRelease, engineMatch } from '../helpers/engine-result.js'
import { type Fault, faults, type NaiveResult, naiveMatch, type Release } from '../helpers/naive.js'
import { jcs } from '../helpers/naive-key.js'
import { reorderAnswers, reorderOptions, reorderRelease } from '../helpers/reorder.js'

/**
 * The engine against its naive twin, and section 10 of the matching model. Each run draws other numbers; the seed is
 * printed, and `FC_SEED=… FC_RUNS=…` draws the same again.
 */

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.FC_RUNS ?? 20_000)
console.error(`properties: FC_SEED=${seed} FC_RUNS=${runs}`)

/** A counterexample that is still shrinking after this long is small enough. */
const limits = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true }

type Result = Exclude<NaiveResult, { problems: unknown }>
const isResult = (result: NaiveResult): result is Result => !('problems' in result)

function expectSame(one: unknown, other: unknown, about: unknown): void {
  if (isDeepStrictEqual(one, other)) return
  throw new Error(`${JSON.stringify(one)}\n  is not\n${JSON.stringify(other)}\n  for ${JSON.stringify(about)}`)
}

function expectTrue(condition: boolean, about: unknown): void {
  if (!condition) throw new Error(`does not hold for ${JSON.stringify(about)}`)
}

/** Every case of a world with the engine's result. */
const resultsOf = ({ release, cases }: World, prepare = candidates.scan): { each: Case; result: NaiveResult }[] => {
  const index = compileRelease(release, prepare)
  return cases.map((each) => ({ each, result: engineMatch(index, each.questionSet, each.answers, each.options) }))
}

const naiveResult = (release: Release, { questionSet, answers, options }: Case, fault?: Fault): NaiveResult =>
  naiveMatch(release, questionSet, answers, options, fault)

/** A part of the runs: a world has ten cases on average. */
const check = (property: fc.IRawProperty<unknown>, share = 0.15): void =>
  fc.assert(property as fc.IProperty<unknown>, { seed, numRuns: Math.ceil((runs / 10) * share), ...limits })

t.test('the engine, by every way to candidates, and the naive implementation give the same', async (t) => {
  let pairs = 0
  const property = fc.property(worlds(), (world) => {
    const naive = world.cases.map((each) => naiveResult(world.release, each))
    for (const prepare of Object.values(candidates))
      for (const [place, { each, result }] of resultsOf(world, prepare).entries())
        expectSame(result, naive[place], each)
    pairs += world.cases.length
  })
  for (let batch = 0; pairs < runs; batch += 1) fc.assert(property, { seed: seed + batch, numRuns: 100, ...limits })
  t.ok(pairs >= runs, `${pairs} pairs from seed ${seed}`)
})

t.test('a broken rule is noticed', async (t) => {
  for (const fault of faults) {
    const property = fc.property(worlds(), (world) =>
      resultsOf(world).every(({ each, result }) => isDeepStrictEqual(result, naiveResult(world.release, each, fault))),
    )
    const { failed, numRuns } = fc.check(property, { seed, numRuns: Math.ceil(runs / 10), endOnFailure: true })
    t.ok(failed, `${fault} (release ${numRuns})`)
  }
})

t.test('the order of lists changes nothing', async (t) => {
  const property = fc.property(worlds(), fc.noBias(tape(400)), (world, order) => {
    const dice = diceOf(order)
    const index = compileRelease(reorderRelease(dice, world.release))
    for (const { each, result } of resultsOf(world)) {
      const other = isResult(result) ? reorderAnswers(dice, each, world.release) : reorderOptions(dice, each)
      expectSame(engineMatch(index, other.questionSet, other.answers, other.options), result, { each, other })
    }
  })
  check(property)
  t.pass('taxonomies, terms, codes, organizations, services, capacities, sets, conditions, answers, without')
})

t.test('a service that is out changes no choice when it comes or goes', async (t) => {
  const isOut = ['inactive', 'full', 'without', 'excluded', 'demand']
  const property = fc.property(worlds({ mayBeWrong: false }), fc.noBias(tape(40)), ({ release, cases }, tape) => {
    const dice = diceOf(tape)
    const index = compileRelease(release)
    const ids = release.services.map((service) => service.id)
    for (const { questionSet, answers, options } of cases) {
      const all = engineMatch(index, questionSet, answers, { ...options, explain: ids }) as Result
      const out = all.explanations.flatMap((one) => (isOut.includes(one.outcome) ? one.service : []))
      const gone = dice.chance(50) ? out : dice.some(out, out.length)
      const fewer = { ...release, services: release.services.filter(({ id }) => !gone.includes(id)) }
      const rivals = release.services.filter(({ id }) => all.choices.some((choice) => choice.service === id))
      const idle = rivals.map((service) => ({ ...service, id: `${service.id}-idle`, status: 'inactive' as const }))
      const busy = rivals.map((service) => ({ ...service, id: `${service.id}-busy` }))
      const full = busy.map(({ id }) => ({ service: id, status: 'full' as const }))
      const more = {
        ...release,
        services: [...idle, ...release.services, ...busy],
        capacities: [...release.capacities, ...full],
      }
      for (const other of [fewer, more]) {
        const without = engineMatch(compileRelease(other), questionSet, answers, { ...options, explain: [] }) as Result
        const { blockers: _, explanations: __, ...same } = all
        const { blockers: ___, explanations: ____, ...rest } = without
        expectSame(rest, same, { questionSet, answers, options, gone })
      }
    }
  })
  check(property)
  t.pass('choices, alternatives, shortfall, uncovered, advice and receipt stay')
})

t.test('a receipt and the answers give the same match again', async (t) => {
  const property = fc.property(worlds({ mayBeWrong: false }), (world) => {
    const index = compileRelease(world.release)
    const fresh = compileRelease(JSON.parse(JSON.stringify(world.release)))
    for (const { questionSet, answers, options } of world.cases) {
      const read = readAnswers(index, questionSet, answers)
      if ('problems' in read) throw new Error(JSON.stringify(read))
      const first = match(index, read, options)
      const { answers: canonical } = JSON.parse(first.receiptForm)
      const { seed, without, alternatives } = first.receipt
      const again = readAnswers(fresh, first.receipt.questionSet, canonical)
      if ('problems' in again) throw new Error(JSON.stringify(again))
      expectSame(match(fresh, again, { ...options, seed, without, alternatives }), first, { answers, options })
      expectSame(first.receiptForm, jcs(JSON.parse(first.receiptForm)), { answers, options })
    }
  })
  check(property)
  t.pass('from the canonical answers, in a plain canonical form')
})

t.test('absent, null and an empty list are the same skip', async (t) => {
  const property = fc.property(worlds({ mayBeWrong: false }), fc.noBias(tape(40)), (world, tape) => {
    const dice = diceOf(tape)
    const index = compileRelease(world.release)
    for (const { each, result } of resultsOf(world)) {
      const set = world.release.questionSets.find(({ id }) => id === each.questionSet)!
      const isSkip = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)
      const given = Object.fromEntries(Object.entries(each.answers).filter(([, value]) => !isSkip(value)))
      const skips = set.questions.filter(({ id }) => !Object.hasOwn(given, id) && dice.chance(70))
      const answers = { ...Object.fromEntries(skips.map(({ id }) => [id, dice.chance(50) ? [] : null])), ...given }
      expectSame(engineMatch(index, each.questionSet, answers, each.options), result, { each, answers })
    }
  })
  check(property)
  t.pass('also of a question that is not asked')
})

t.test('the minima hold whenever candidates allow it, and no organization has more than its share', async (t) => {
  let tight = 0
  const property = fc.property(worlds({ mayBeWrong: false }), ({ release, cases }) => {
    const index = compileRelease(release)
    const organizationOf = (id: string) => release.services.find((service) => service.id === id)!.organization
    for (const { questionSet, answers, options } of cases) {
      const set = release.questionSets.find(({ id }) => id === questionSet)!
      const { minimum, minimumWithin = 9, perOrganization } = set.choices
      const explain = release.services.map(({ id }) => id)
      const result = engineMatch(index, questionSet, answers, { ...options, explain }) as Result
      const candidates = result.explanations.flatMap((one) => (one.outcome === 'candidate' ? [one] : []))
      const within = [...result.choices, ...candidates].filter(({ tier }) => tier < 2 ** minimumWithin)
      const countIn = (list: readonly { service: string }[], organization: string) =>
        list.filter(({ service }) => organizationOf(service) === organization).length
      for (const { id } of release.organizations) {
        expectTrue(countIn(result.choices, id) <= perOrganization, { questionSet, answers, options, id })
        expectTrue(countIn(result.alternatives, id) <= perOrganization, { questionSet, answers, options, id })
      }
      // Where an effect names `kind`, the resident's own word may come before the minima.
      if (JSON.stringify(set).includes('"taxonomy":"kind"')) continue
      for (const kind of ['formal', 'informal'] as const) {
        const ofKind = release.organizations.filter((organization) => organization.kind === kind)
        const possible = ofKind.map(({ id }) => Math.min(perOrganization, countIn(within, id)))
        const owed = Math.min(
          minimum[kind],
          possible.reduce((sum, count) => sum + count, 0),
        )
        const got = ofKind.reduce((sum, { id }) => sum + countIn(result.choices, id), 0)
        expectTrue(got >= owed, { questionSet, answers, options, kind, owed, got })
        expectTrue((result.shortfall[kind] ?? 0) === Math.max(0, minimum[kind] - got), { answers, options, kind })
        if (owed > 0 && owed === got) tight += 1
      }
    }
  })
  check(property)
  t.ok(tight > 0, `${tight} times with just the minimum`)
})

t.test('only a wider term earns at most half of a wish', async (t) => {
  let wide = 0
  const property = fc.property(worlds({ mayBeWrong: false }), ({ release, cases }) => {
    const index = compileRelease(release)
    const explain = release.services.map(({ id }) => id)
    for (const { questionSet, answers, options } of cases) {
      const result = engineMatch(index, questionSet, answers, { ...options, explain }) as Result
      const candidates = result.explanations.flatMap((one) => (one.outcome === 'candidate' ? [one] : []))
      for (const { gain, met, service } of [...result.choices, ...result.alternatives, ...candidates]) {
        const most = met.reduce((sum, wish) => sum + (wish.wide ? Math.floor(wish.points / 2) : wish.points), 0)
        expectTrue(gain <= most, { questionSet, answers, options, service })
        if (met.some((wish) => wish.wide)) wide += 1
      }
      const terms = (id: string) => release.services.find((service) => service.id === id)!.terms
      for (const { service, met } of result.choices)
        for (const { taxonomy, term, wide } of met)
          if (wide) expectTrue(!terms(service)[taxonomy]!.includes(term), { service, taxonomy, term })
    }
  })
  check(property)
  t.ok(wide > 0, `${wide} services`)
})

t.test('nothing that a resident can send makes it throw', async () => {
  const codes = 'not-asked wrong-type too-many-answers unknown-option unknown-term repeated-option exclusive-option'
  const known = [...codes.split(' '), 'unknown-question']
  const hostile = ['constructor', '__proto__', 'toString', '\ud800', '', '~0/~1', 'hunter2-secret', 'o0', 't1', '1021']
  const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }))
  const deep = fc.nat(3000).map((depth) => JSON.parse('['.repeat(1 + depth) + ']'.repeat(1 + depth)))
  const options = fc.array(fc.constantFrom('o0', 'o1', 'constructor', 'o-2'), { maxLength: 3 })
  const value = fc.oneof(options, text, fc.jsonValue(), fc.array(fc.oneof(text, fc.jsonValue())), fc.array(text), deep)
  const entries = fc.array(fc.tuple(fc.oneof(fc.nat(9), text), value), { maxLength: 8 })
  const property = fc.property(worlds({ cases: 1 }), fc.array(entries, { maxLength: 20 }), ({ release }, sent) => {
    const index = compileRelease(release)
    for (const set of release.questionSets)
      for (const each of sent) {
        const named = each.map(([key, value]) => [typeof key === 'number' ? set.questions[key]?.id : key, value])
        const answers = Object.fromEntries(named.filter(([key]) => key !== undefined))
        expectSame(engineMatch(index, set.id, answers), naiveMatch(release, set.id, answers), answers)
        const read = readAnswers(index, set.id, answers)
        for (const { code, pointer } of 'problems' in read ? read.problems : []) {
          expectTrue(known.includes(code) && resolves(answers, pointer), { code, pointer, answers })
        }
      }
  })
  check(property)
})

/** Whether an RFC 6901 pointer leads to a value. */
function resolves(document: unknown, pointer: string): boolean {
  const steps = pointer.split('/').slice(1)
  const step = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined
  return steps.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).reduce(step, document) !== undefined
}
