import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import type { UnsignedReport } from '../../src/proofs/compose-report.js'
import { worlds } from '../helpers/arbitraries.js'
import type { Release } from '../helpers/naive.js'
import { keyOfDemand, type NaivePattern, naivePatterns, smallestOf } from '../helpers/naive-proof.js'
import { proveHere } from './a-proof.js'

/** Proofs against every pattern written out. Each run draws other releases; `FC_SEED=… FC_RUNS=…` draws the same again. */

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.FC_RUNS ?? 40)
console.error(`proofs: FC_SEED=${seed} FC_RUNS=${runs}`)

const mostPatterns = 200
const kinds = ['formal', 'informal'] as const

type Which = (pattern: NaivePattern) => boolean

/** What is written out, counted. */
function counted(patterns: readonly NaivePattern[], which: Which) {
  const some = patterns.filter(which)
  return {
    patterns: some.length,
    demandClasses: new Set(some.map(({ demandClass }) => demandClass)).size,
    example: smallestOf(some)?.answers ?? null,
  }
}

/** The same of a finding. */
function told(finding: {
  readonly patterns: number
  readonly demandClasses: number
  readonly example: { readonly answers: object } | null
}) {
  const { patterns, demandClasses, example } = finding
  return { patterns, demandClasses, example: example?.answers ?? null }
}

function compare(what: string, one: unknown, other: unknown): void {
  if (isDeepStrictEqual(one, other)) return
  throw new Error(`${what}: the proof says\n${inspect(one)}\nand written out it is\n${inspect(other)}`)
}

function compareDemands(report: UnsignedReport, patterns: readonly NaivePattern[], release: Release): void {
  const { findings, size } = report
  const kindOf = (service: string): string => {
    const { organization } = release.services.find(({ id }) => id === service)!
    return release.organizations.find(({ id }) => id === organization)!.kind
  }
  const isFewer: Which = ({ result }) => result.choices.length < size.choices
  compare('fewer', told(findings.fewer), counted(patterns, isFewer))
  compare(
    'none',
    told(findings.fewer.none),
    counted(patterns, ({ result }) => result.choices.length === 0),
  )
  compare(
    'by choices',
    findings.fewer.byChoices.map(({ patterns }) => patterns),
    Array.from(
      { length: size.choices + 1 },
      (_, n) => patterns.filter(({ result }) => result.choices.length === n).length,
    ),
  )
  const blocked = new Map<string | null, number>()
  for (const { result } of patterns)
    for (const { question } of result.blockers) blocked.set(question, (blocked.get(question) ?? 0) + 1)
  compare('blockers', new Map(findings.fewer.blockers.map((one) => [one.question, one.patterns])), blocked)
  for (const kind of kinds) {
    const lacks: Which = ({ outcomes }) =>
      outcomes.every((outcome) => !outcome.some(({ service }) => kindOf(service) === kind))
    compare(
      kind,
      told(findings[kind]),
      counted(patterns, (one) => lacks(one) && !one.ownWord[kind]),
    )
    const { example: _, ...own } = counted(patterns, (one) => lacks(one) && one.ownWord[kind])
    const { share: __, ...byOwnWord } = findings[kind].byOwnWord
    compare(`${kind}, own word`, byOwnWord, own)
  }
  const failsAny: Which = ({ result }) => result.choices.some(({ tier }) => tier > 0)
  compare('given up', told(findings.givenUp), counted(patterns, failsAny))
  const byRelax = Array.from({ length: 9 }, (_, i) => ({
    relax: i + 1,
    patterns: patterns.filter(({ result }) => result.choices.some(({ tier }) => (tier >> i) & 1)).length,
  }))
  compare(
    'by relax',
    findings.givenUp.byRelax,
    byRelax.filter(({ patterns }) => patterns > 0),
  )
  compareGivenUp(report, patterns)
  const possible = new Set(patterns.flatMap(({ outcomes }) => outcomes.flat().map(({ service }) => service)))
  const impossible = findings.unreachable.services
    .filter(({ proof }) => proof === 'demands')
    .map(({ service }) => service)
  compare(
    'never by demands',
    impossible,
    release.services
      .map(({ id }) => id)
      .filter((id) => !possible.has(id))
      .sort(),
  )
}

function compareGivenUp({ findings }: UnsignedReport, patterns: readonly NaivePattern[]): void {
  const rows = new Map<string, { made: number; must: number; may: number; shown: NaivePattern[] }>()
  for (const pattern of patterns) {
    for (const key of pattern.relaxed) {
      const row = rows.get(key) ?? { made: 0, must: 0, may: 0, shown: [] }
      const fails = pattern.outcomes.map((outcome) => outcome.some(({ missed }) => missed.includes(key)))
      row.made += 1
      if (fails.every(Boolean)) row.must += 1
      if (fails.some(Boolean)) {
        row.may += 1
        row.shown.push(pattern)
      }
      rows.set(key, row)
    }
  }
  const told = findings.givenUp.demands.map(({ made, must, may, example, ...demand }) => [
    keyOfDemand(demand),
    { made, must, may, example: example?.answers },
  ])
  const written = [...rows]
    .filter(([, { may }]) => may > 0)
    .map(([key, { shown, ...row }]) => [key, { ...row, example: smallestOf(shown)?.answers }] as const)
  compare('given-up demands', new Map(told as [string, object][]), new Map(written))
}

function compareOutcomes(report: UnsignedReport, patterns: readonly NaivePattern[], release: Release): void {
  const { exposure, findings, answers } = report
  const chosenIn = (id: string) =>
    patterns.filter(({ result }) => result.choices.some(({ service }) => service === id)).length
  for (const { service, chosen } of exposure.services)
    compare(`exposure of ${service}`, chosen.count, chosenIn(service))
  const total = patterns.reduce((sum, { result }) => sum + result.choices.length, 0)
  compare('choices', exposure.choices, total)
  compare('formal and informal', exposure.formal + exposure.informal, total)
  const known = exposure.services.map(({ chosen }) => chosen.count).reduce((sum, count) => sum + count, 0)
  compare('no choice is lost', known, total)
  const organizationOf = new Map(release.services.map(({ id, organization }) => [id, organization]))
  for (const { organization, chosen } of exposure.organizations) {
    const isOf = ({ service }: { service: string }) => organizationOf.get(service) === organization
    compare(
      `exposure of ${organization}`,
      chosen.count,
      patterns.filter(({ result }) => result.choices.some(isOf)).length,
    )
  }
  for (const { question, answer, taxonomy, term, covered, example } of findings.uncovered.wishes) {
    const key = `${question} ${answer} ${taxonomy} ${term}`
    const wished = patterns.filter(({ wishes }) => wishes.has(key))
    compare(
      `wish ${key}`,
      [covered.of, covered.count],
      [wished.length, wished.filter((one) => one.covered.has(key)).length],
    )
    compare(`wish ${key}`, example?.answers, smallestOf(wished.filter((one) => !one.covered.has(key)))?.answers)
  }
  for (const { question, answer, count, choices } of answers) {
    const isOf: Which = ({ asking }) =>
      answer === null ? !asking.some((one) => one.startsWith(`${question} `)) : asking.includes(`${question} ${answer}`)
    const own = patterns.filter(isOf)
    const sum = own.reduce((all, { result }) => all + result.choices.length, 0)
    compare(`answer ${question} ${answer}`, [count, Math.round(choices * count)], [own.length, sum])
  }
}

t.test('A proof counts what there is when every pattern is written out', async (t) => {
  let [compared, walked] = [0, 0]
  const property = fc.property(worlds({ services: 7, cases: 1 }), ({ release }) => {
    // Trying each way to choose takes long where very many are equal.
    if (release.services.length > 8) return
    for (const set of release.questionSets) {
      const small = { ...set, questions: set.questions.slice(0, 3) }
      const patterns = naivePatterns(release, small, mostPatterns)
      if (patterns === undefined) continue
      const proven = { ...release, questionSets: [small] }
      const report = proveHere(proven, set.id)
      compare('patterns', report.size.patterns, patterns.length)
      compare('demand classes', report.size.demandClasses, new Set(patterns.map((one) => one.demandClass)).size)
      compare('answer classes', report.size.answerClasses, new Set(patterns.map((one) => one.answerClass)).size)
      compareDemands(report, patterns, release)
      compareOutcomes(report, patterns, release)
      compared += 1
      walked += patterns.length
    }
  })
  fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 30_000 })
  t.comment(`${compared} question sets with ${walked} patterns`)
  t.ok(compared > 0 && walked > compared * 5)
})
