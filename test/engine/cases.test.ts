import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import {
  compile,
  type Explanation,
  match,
  type PrepareCandidates,
  type ProblemCode,
  readAnswers,
  withCapacities,
} from '../../src/engine/index.js'
import { asExpected, type CaseFile, type Input, inputOf, isMembers, list, type Members } from '../helpers/cases.js'
import { diceOf } from '../helpers/dice.js'
import { candidates, resultOf } from '../helpers/engine-result.js'
import { naiveMatch } from '../helpers/naive.js'
import { reorderRelease } from '../helpers/reorder.js'

/** Runs `test/cases/*.json`; the form of the files is in the README beside them. */

const folder = new URL('../../../test/cases/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name): CaseFile => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

/** Every rule that has a case, in the order of the matching model. */
const rules = [
  ...['2.has', '2.widely', '2.meets', '2.hit'],
  ...['3.skip', '3.tokens', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6', '3.unknown-question'],
  ...['4.prefer', '4.require', '4.exclude', '4.relax', '4.always'],
  ...['5.out', '5.tier', '5.onlyFor'],
  ...['6.minimum', '6.1', '6.2', '6.3.tier', '6.3.failed', '6.3.gain', '6.3.doubt', '6.3.capacity'],
  ...['6.3.organization-count', '6.3.organization-key', '6.3.organization-id', '6.3.service-key', '6.3.service-id'],
  ...['6.gain', '6.gain.wide', '6.gain.spread', '6.shortfall', '6.alternatives', '6.blockers'],
  ...['7.seed', '7.rotation', '7.canonical'],
  ...['8.members', '8.choice', '8.met', '8.onlyFor', '8.uncovered', '8.advice', '8.explain.order'],
  ...['8.explain.unknown', '8.explain.inactive', '8.explain.full', '8.explain.without', '8.explain.excluded'],
  ...['8.explain.demand', '8.explain.chosen', '8.explain.candidate', '9'],
]

const codes: Readonly<Record<ProblemCode, true>> = {
  'not-asked': true,
  'wrong-type': true,
  'too-many-answers': true,
  'unknown-option': true,
  'unknown-term': true,
  'repeated-option': true,
  'exclusive-option': true,
  'unknown-question': true,
}

/** The members of an explanation by its outcome. */
const explanationMembers: Readonly<Record<Explanation['outcome'], readonly string[]>> = {
  unknown: ['service', 'outcome'],
  inactive: ['service', 'outcome'],
  full: ['service', 'outcome'],
  without: ['service', 'outcome'],
  excluded: ['service', 'outcome', 'exclusions'],
  demand: ['service', 'outcome', 'missed'],
  chosen: ['service', 'outcome'],
  candidate: ['service', 'outcome', 'tier', 'gain', 'met', 'missed'],
}

const members = (value: unknown): string[] => (isMembers(value) ? Object.keys(value).sort() : [])
function engineReading({ release, questionSet, answers, options }: Input, from: PrepareCandidates): Members {
  const { capacities, ...content } = release
  const index = withCapacities(compile(content, from), capacities)
  const read = readAnswers(index, questionSet, answers)
  if ('problems' in read) return { ...read }
  const found = match(index, read, options)
  return { ...resultOf(found), receiptForm: found.receiptForm }
}

const reversing = { ...diceOf([]), shuffle: <Item>(items: readonly Item[]): Item[] => [...items].reverse() }
const reversed = (input: Input): Input => ({ ...input, release: reorderRelease(reversing, input.release) })

/** Section 8: a result has exactly its members, whatever there is to say. */
function checkMembers(t: Test, reading: Members): void {
  if ('problems' in reading) {
    t.strictSame(members(reading), ['problems'])
    for (const problem of list(reading.problems)) {
      t.strictSame(members(problem), ['code', 'pointer'])
    }
    return
  }
  const lists = ['advice', 'alternatives', 'blockers', 'choices', 'explanations', 'uncovered']
  t.strictSame(members(reading), [...lists, 'receipt', 'receiptForm', 'shortfall'].sort())
  for (const choice of [...list(reading.choices), ...list(reading.alternatives)])
    t.strictSame(members(choice), ['capacity', 'gain', 'met', 'missed', 'onlyFor', 'service', 'tier'])
  for (const explanation of list(reading.explanations) as readonly Explanation[])
    t.strictSame(members(explanation), [...explanationMembers[explanation.outcome]].sort())
  const receipt = ['alternatives', 'digest', 'engine', 'questionSet', 'release', 'releaseDigest', 'seed', 'without']
  t.strictSame(members(reading.receipt), receipt)
}

for (const file of files) {
  t.test(file.about, async (t) => {
    for (const one of file.cases) {
      t.test(one.name, async (t) => {
        const input = inputOf(file, one)
        for (const [name, from] of Object.entries(candidates)) {
          const reading = engineReading(input, from)
          t.strictSame(asExpected(reading, one.expected), one.expected, `the engine, by ${name}`)
          t.strictSame(engineReading(reversed(input), from), reading, `and turned round, by ${name}`)
          checkMembers(t, reading)
        }
        // The naive implementation gives the digest of the form, not the form.
        const { receiptForm: _, ...expected } = one.expected
        const { release, questionSet, answers, options } = input
        const naive = { ...naiveMatch(release, questionSet, answers, options) }
        t.strictSame(asExpected(naive, expected), expected, 'the naive implementation')
      })
    }
  })
}

t.test('every rule has a case, and every case a sentence of its own', async (t) => {
  const cases = files.flatMap((file) => file.cases)
  const named = new Set(cases.flatMap(({ rule }) => rule))
  t.strictSame([...named].sort(), [...rules].sort())
  t.equal(new Set(cases.map(({ name }) => name)).size, cases.length)
})

t.test('every problem and every outcome of an explanation occurs in a case', async (t) => {
  const expectations = files.flatMap((file) => file.cases.map(({ expected }) => expected))
  const found = (member: string, name: string) =>
    new Set(expectations.flatMap((expected) => list(expected[member]).map((one) => isMembers(one) && one[name])))
  t.strictSame([...found('problems', 'code')].sort(), Object.keys(codes).sort())
  t.strictSame([...found('explanations', 'outcome')].sort(), Object.keys(explanationMembers).sort())
})
