import { isIn, numbersIn } from '../engine/survey.js'
import type {
  AnswerChange,
  ChangedExample,
  Comparison,
  Mover,
  Movers,
  OrganizationShift,
  ServiceShift,
  Shift,
} from './comparison.js'
import type { ComparisonGround, Side } from './comparison-ground.js'
import { type ComparisonTally, type Difference, outcomesOf } from './comparison-walk.js'
import { answersOf } from './composing.js'
import { questionChanges, ruleChanges } from './earlier-set.js'
import { given } from './ground.js'
import { smaller } from './outcome-walk.js'
import { joined, type Pattern } from './patterns.js'
import type { Estimate } from './report.js'
import { exactly, rounded, sampled } from './statistics.js'

const mostShifts = 10
const mostListed = 50

/** What was found in two contents, as the report has it. */
export function composeComparison(
  ground: ComparisonGround,
  { tally, isExact }: { readonly tally: ComparisonTally; readonly isExact: boolean },
): Comparison {
  const { before, after, answerClasses } = ground
  const estimate = (count: number, of = tally.patterns): Estimate => (isExact ? exactly : sampled)(count, of)
  const shown = isExact ? undefined : smallestOfFew(ground)
  const change = (difference: Difference) => {
    const { patterns, smallest } = tally[difference]
    return {
      changed: estimate(patterns),
      example: exampleOf(ground, smaller(shown?.get(difference) ?? null, smallest)),
    }
  }
  const of: Composing = { ground, tally, estimate }
  return {
    release: before.release,
    releaseDigest: before.releaseDigest,
    basis: isExact ? 'exact' : 'sample',
    answerClasses,
    matches: tally.matches,
    questionSet: { rules: ruleChanges(before, after), questions: questionChanges(before, after) },
    others: change('others'),
    order: change('order'),
    fewer: change('fewer'),
    answers: answerChanges(of),
    services: serviceShifts(of),
    organizations: organizationShifts(of),
    arrived: movers(of, { here: after, there: before, counts: tally.after.services }),
    left: movers(of, { here: before, there: after, counts: tally.before.services }),
  }
}

interface Composing {
  readonly ground: ComparisonGround
  readonly tally: ComparisonTally
  estimate(count: number, of?: number): Estimate
}

/** The smallest of the patterns with at most one tick: a sample hardly ever draws these. */
function smallestOfFew(ground: ComparisonGround): ReadonlyMap<Difference, Pattern> {
  const { strands, after } = ground
  const found = new Map<Difference, Pattern>()
  const silent = strands.flatMap(({ answerClasses }) => answerClasses[0]?.smallest ?? [])
  for (const [i, { answerClasses }] of strands.entries()) {
    for (const { smallest } of answerClasses) {
      if (smallest.said.reduce((ticks, { tokens }) => ticks + tokens.length, 0) > 1) continue
      const pattern = joined(strands, silent.with(i, smallest))
      for (const difference of outcomesOf(ground, given(after.questionSet, pattern)).differences) {
        found.set(difference, smaller(found.get(difference) ?? null, pattern) ?? pattern)
      }
    }
  }
  return found
}

function exampleOf(ground: ComparisonGround, pattern: Pattern | null): ChangedExample | null {
  if (pattern === null) return null
  const { questionSet } = ground.after
  const { before, after } = outcomesOf(ground, given(questionSet, pattern))
  return {
    answers: answersOf(questionSet, pattern),
    choices: after.map((service) => idIn(ground.after, service)),
    before: before.map((service) => idIn(ground.before, service)),
  }
}

function idIn({ survey }: Side, service: number): string {
  return survey.services.ids[service] ?? ''
}

function organizationIn({ survey }: Side, service: number): string {
  return survey.organizations[survey.services.organizations[service] ?? 0] ?? ''
}

/** Sorted by the low end of the interval, so that a few that were drawn by chance do not come first. */
function answerChanges({ ground, tally, estimate }: Composing): AnswerChange[] {
  const { patterns, others } = tally.answers
  const names = [
    ...ground.answers.map(({ question, token }) => ({ question, answer: token })),
    ...ground.after.questionSet.questions.map(({ id }) => ({ question: id, answer: null })),
  ]
  return names
    .map((name, i) => ({ ...name, others: estimate(others[i] ?? 0, patterns[i] ?? 0) }))
    .filter(({ others }) => others.of > 0)
    .sort((a, b) => b.others.low - a.others.low || b.others.share - a.others.share)
}

type Counts = ReadonlyMap<string, number>

/** Those whose counts differ most, in the order of their ids where as much. */
function shifts<T>(
  { tally, estimate }: Composing,
  before: Counts,
  after: Counts,
  name: (id: string) => T,
): (T & Shift)[] {
  const gain = (id: string): number => (after.get(id) ?? 0) - (before.get(id) ?? 0)
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => gain(id) !== 0)
    .sort((a, b) => Math.abs(gain(b)) - Math.abs(gain(a)) || (a < b ? -1 : 1))
    .slice(0, mostShifts)
    .map((id) => ({
      ...name(id),
      before: estimate(before.get(id) ?? 0),
      after: estimate(after.get(id) ?? 0),
      difference: rounded(gain(id) / tally.patterns),
    }))
}

function countsOf(ids: readonly string[], counts: Float64Array): Counts {
  return new Map(ids.map((id, number) => [id, counts[number] ?? 0]))
}

function serviceShifts(of: Composing): ServiceShift[] {
  const { ground, tally } = of
  const { before, after } = ground
  const placed = (side: Side) =>
    new Map(
      side.survey.services.ids.map((service, s) => {
        const kind = isIn(side.survey.services.formal, s) ? 'formal' : 'informal'
        return [service, { service, organization: organizationIn(side, s), kind } as const]
      }),
    )
  const places = new Map([...placed(before), ...placed(after)])
  return shifts(
    of,
    countsOf(before.survey.services.ids, tally.before.services),
    countsOf(after.survey.services.ids, tally.after.services),
    (service) => places.get(service) ?? { service, organization: '', kind: 'informal' },
  )
}

function organizationShifts(of: Composing): OrganizationShift[] {
  const { ground, tally } = of
  const { before, after } = ground
  const kinds = new Map([...kindsOf(before), ...kindsOf(after)])
  return shifts(
    of,
    countsOf(before.survey.organizations, tally.before.organizations),
    countsOf(after.survey.organizations, tally.after.organizations),
    (organization) => ({ organization, kind: kinds.get(organization) ?? 'informal' }),
  )
}

/** Of those with a service. */
function kindsOf({ survey }: Side): Map<string, 'formal' | 'informal'> {
  const { organizations, formal } = survey.services
  const kinds = new Map<string, 'formal' | 'informal'>()
  for (const [s, o] of organizations.entries()) {
    kinds.set(survey.organizations[o] ?? '', isIn(formal, s) ? 'formal' : 'informal')
  }
  return kinds
}

/** Services that may be chosen here and not there, and why not there. */
function movers(
  { estimate }: Composing,
  { here, there, counts }: { readonly here: Side; readonly there: Side; readonly counts: Float64Array },
): Movers {
  const numbers = new Map(there.survey.services.ids.map((id, number) => [id, number]))
  const rows = [...numbersIn(here.base)].flatMap((s): Mover[] => {
    const reason = whyOut(there, numbers.get(idIn(here, s)))
    const chosen = estimate(counts[s] ?? 0)
    return reason ? [{ service: idIn(here, s), organization: organizationIn(here, s), reason, chosen }] : []
  })
  return {
    count: rows.length,
    services: rows.sort((a, b) => b.chosen.count - a.chosen.count).slice(0, mostListed),
  }
}

/** Why a service may not be chosen; undefined where it may. */
function whyOut({ survey, base }: Side, service: number | undefined): Mover['reason'] | undefined {
  if (service === undefined) return 'absent'
  if (isIn(base, service)) return undefined
  if (!isIn(survey.services.active, service)) return 'inactive'
  return isIn(survey.services.full, service) ? 'full' : 'left-out'
}
