import type { Survey, Tokens } from '../engine/survey.js'
import type { ComparisonGround } from './comparison-ground.js'
import type { Draws } from './draws.js'
import type { AnswerClass } from './ground.js'
import { add, addAll, answerClasses, createDrawing, type Shown, smaller } from './outcome-walk.js'
import type { Pattern } from './patterns.js'

/** How choices differ between two contents, for classes of answers one by one, or for patterns that are drawn. */
export interface ComparisonTally {
  /** Patterns; in a sample matches. */
  patterns: number
  matches: number
  /** Patterns that get other services; the same in another order; fewer. */
  readonly others: Shown
  readonly order: Shown
  readonly fewer: Shown
  readonly before: Chosen
  readonly after: Chosen
  /** Of patterns with each answer, by its place; then of those that ask nothing by each question. */
  readonly answers: { readonly patterns: Float64Array; readonly others: Float64Array }
}

/** How often each is chosen, by its number in its own content. */
interface Chosen {
  readonly services: Float64Array
  readonly organizations: Float64Array
}

export const differences = ['others', 'order', 'fewer'] as const
export type Difference = (typeof differences)[number]

export function emptyComparisonTally({ before, after, answers }: ComparisonGround): ComparisonTally {
  const count = answers.length + after.questionSet.questions.length
  const none = (): Shown => ({ patterns: 0, smallest: null })
  return {
    patterns: 0,
    matches: 0,
    others: none(),
    order: none(),
    fewer: none(),
    before: nobody(before.survey),
    after: nobody(after.survey),
    answers: { patterns: new Float64Array(count), others: new Float64Array(count) },
  }
}

function nobody({ services, organizations }: Survey): Chosen {
  return { services: new Float64Array(services.ids.length), organizations: new Float64Array(organizations.length) }
}

export function addComparisonTally(sum: ComparisonTally, more: ComparisonTally): void {
  sum.patterns += more.patterns
  sum.matches += more.matches
  for (const difference of differences) {
    sum[difference].patterns += more[difference].patterns
    sum[difference].smallest = smaller(sum[difference].smallest, more[difference].smallest)
  }
  for (const side of ['before', 'after'] as const) {
    addAll(sum[side].services, more[side].services)
    addAll(sum[side].organizations, more[side].organizations)
  }
  addAll(sum.answers.patterns, more.answers.patterns)
  addAll(sum.answers.others, more.answers.others)
}

/** All classes with the numbers from `from` up to, not with, `to`. */
export function walkComparison(ground: ComparisonGround, from: number, to: number): ComparisonTally {
  const tally = emptyComparisonTally(ground)
  for (const answers of answerClasses(ground, from, to)) compareOne(ground, tally, answers, answers.patterns)
  return tally
}

/** So many patterns, each as likely as any other. */
export function sampleComparison(ground: ComparisonGround, draws: Draws, matches: number): ComparisonTally {
  const tally = emptyComparisonTally(ground)
  const draw = createDrawing(ground)
  for (let i = 0; i < matches; i += 1) compareOne(ground, tally, draw(draws), 1)
  return tally
}

/** Services by number, each in its own content. */
export interface Outcomes {
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly differences: readonly Difference[]
}

/** Who is chosen before and after for these answers, and how that differs. */
export function outcomesOf(
  { before, after, hearing, serviceAfter }: ComparisonGround,
  given: readonly Tokens[],
): Outcomes {
  const was = before.survey.outcome(hearing.answers(given)).map(({ service }) => service)
  const is = after.survey.outcome(given).map(({ service }) => service)
  const known = was.map((service) => serviceAfter[service] ?? -1)
  const isSame = known.length === is.length && known.every((service) => is.includes(service))
  const differs: Record<Difference, boolean> = {
    others: !isSame,
    order: isSame && known.some((service, i) => service !== is[i]),
    fewer: is.length < was.length,
  }
  return { before: was, after: is, differences: differences.filter((difference) => differs[difference]) }
}

function compareOne(ground: ComparisonGround, tally: ComparisonTally, answers: AnswerClass, weight: number): void {
  const { before, after, differences } = outcomesOf(ground, answers.given)
  tally.patterns += weight
  tally.matches += 1
  countChosen(ground.before.survey, tally.before, before, weight)
  countChosen(ground.after.survey, tally.after, after, weight)
  for (const difference of differences) {
    const shown = tally[difference]
    shown.patterns += weight
    shown.smallest = orSmaller(shown.smallest, answers)
  }
  const isOther = differences.includes('others')
  for (const { said } of answers.parts) {
    for (const place of said) {
      add(tally.answers.patterns, place, weight)
      if (isOther) add(tally.answers.others, place, weight)
    }
  }
}

function orSmaller(known: Pattern | null, answers: AnswerClass): Pattern | null {
  return known !== null && known.answered < answers.answered ? known : smaller(known, answers.smallest())
}

function countChosen({ services }: Survey, chosen: Chosen, list: readonly number[], weight: number): void {
  for (const [i, service] of list.entries()) {
    const organization = services.organizations[service] ?? 0
    const isFirst = list.findIndex((other) => services.organizations[other] === organization) === i
    add(chosen.services, service, weight)
    if (isFirst) add(chosen.organizations, organization, weight)
  }
}
