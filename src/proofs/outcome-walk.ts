import { isIn, type Survey } from '../engine/survey.js'
import type { Draws } from './draws.js'
import { type AnswerClass, type AnswerSpace, answerClassOf, type Ground } from './ground.js'
import { comparePatterns, type Pattern, type StrandClass } from './patterns.js'

/** What depends on wishes: who is chosen, for classes of answers one by one, or for patterns that are drawn. */
export interface OutcomeTally {
  /** Patterns; in a sample matches. */
  patterns: number
  matches: number
  readonly byService: Float64Array
  readonly byOrganization: Float64Array
  readonly byKind: { formal: number; informal: number }
  /** No choice of the kind, where the resident's own word is not against it. */
  readonly lacking: { readonly formal: Shown; readonly informal: Shown }
  /** With fewer choices than there should be. */
  fewer: number
  /** By place of a wish. */
  readonly wished: Float64Array
  readonly covered: Float64Array
  readonly uncovered: (Pattern | null)[]
  /** Of patterns with each answer, by its place; then of those that ask nothing by each question. */
  readonly answers: AnswerSums
  /** By row and column of the grid. */
  readonly cells: { readonly patterns: Float64Array; readonly meeting: Float64Array }
}

/** Patterns that show something, and the smallest of them. */
export interface Shown {
  patterns: number
  smallest: Pattern | null
}

interface AnswerSums {
  readonly patterns: Float64Array
  readonly choices: Float64Array
  readonly formal: Float64Array
  readonly meeting: Float64Array
}

export function emptyOutcomeTally({ survey, wishes, answers, questionSet, grid }: Ground): OutcomeTally {
  const count = answers.length + questionSet.questions.length
  const cells = grid ? grid.rows.answers.length * grid.columns.answers.length : 0
  return {
    patterns: 0,
    matches: 0,
    byService: new Float64Array(survey.services.ids.length),
    byOrganization: new Float64Array(survey.organizations.length),
    byKind: { formal: 0, informal: 0 },
    lacking: { formal: { patterns: 0, smallest: null }, informal: { patterns: 0, smallest: null } },
    fewer: 0,
    wished: new Float64Array(wishes.length),
    covered: new Float64Array(wishes.length),
    uncovered: wishes.map(() => null),
    answers: {
      patterns: new Float64Array(count),
      choices: new Float64Array(count),
      formal: new Float64Array(count),
      meeting: new Float64Array(count),
    },
    cells: { patterns: new Float64Array(cells), meeting: new Float64Array(cells) },
  }
}

export function addOutcomeTally(sum: OutcomeTally, more: OutcomeTally): void {
  sum.patterns += more.patterns
  sum.matches += more.matches
  sum.fewer += more.fewer
  for (const kind of ['formal', 'informal'] as const) {
    sum.byKind[kind] += more.byKind[kind]
    sum.lacking[kind].patterns += more.lacking[kind].patterns
    sum.lacking[kind].smallest = smaller(sum.lacking[kind].smallest, more.lacking[kind].smallest)
  }
  for (const list of ['byService', 'byOrganization', 'wished', 'covered'] as const) addAll(sum[list], more[list])
  for (const [i, pattern] of more.uncovered.entries()) sum.uncovered[i] = smaller(sum.uncovered[i] ?? null, pattern)
  for (const list of ['patterns', 'choices', 'formal', 'meeting'] as const)
    addAll(sum.answers[list], more.answers[list])
  for (const list of ['patterns', 'meeting'] as const) addAll(sum.cells[list], more.cells[list])
}

export function addAll(sum: Float64Array, more: Float64Array): void {
  for (const [i, value] of more.entries()) sum[i] = (sum[i] ?? 0) + value
}

export function smaller(a: Pattern | null, b: Pattern | null): Pattern | null {
  if (a === null || b === null) return a ?? b
  return comparePatterns(b, a) < 0 ? b : a
}

/** All classes of answers with the numbers from `from` up to, not with, `to`; the last strand turns fastest. */
export function walkOutcomes(ground: Ground, from: number, to: number): OutcomeTally {
  const tally = emptyOutcomeTally(ground)
  for (const answers of answerClasses(ground, from, to)) countOutcome(ground, tally, answers, answers.patterns)
  return tally
}

export function* answerClasses(space: AnswerSpace, from: number, to: number): Iterable<AnswerClass> {
  for (let number = from; number < to; number += 1) {
    let rest = number
    const classes: StrandClass[] = []
    for (const { answerClasses } of space.strands.toReversed()) {
      const one = answerClasses[rest % answerClasses.length]
      rest = Math.floor(rest / answerClasses.length)
      if (one) classes.unshift(one)
    }
    yield answerClassOf(space, classes)
  }
}

/** So many patterns, each as likely as any other. */
export function sampleOutcomes(ground: Ground, draws: Draws, matches: number): OutcomeTally {
  const tally = emptyOutcomeTally(ground)
  const draw = createDrawing(ground)
  for (let i = 0; i < matches; i += 1) countOutcome(ground, tally, draw(draws), 1)
  return tally
}

/** Draws a pattern, each as likely as any other, by the class that it is in. */
export function createDrawing(
  space: AnswerSpace,
  among: (classes: StrandClass, strand: number) => boolean = () => true,
): (draws: Draws) => AnswerClass {
  const strands = space.strands.map(({ answerClasses }, strand) => {
    const classes = answerClasses.filter((each) => among(each, strand))
    const ends: number[] = []
    for (const { patterns } of classes) ends.push((ends.at(-1) ?? 0) + patterns)
    return { classes, ends }
  })
  return (draws) => {
    const drawn: StrandClass[] = []
    for (const { classes, ends } of strands) {
      const one = classes[firstAbove(ends, draws.below(ends[ends.length - 1] ?? 1))]
      if (one) drawn.push(one)
    }
    return answerClassOf(space, drawn)
  }
}

/** The place of the first number above this one in an ascending list. */
function firstAbove(ends: readonly number[], number: number): number {
  let [from, to] = [0, ends.length - 1]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((ends[middle] ?? 0) > number) to = middle
    else from = middle + 1
  }
  return from
}

function countOutcome(ground: Ground, tally: OutcomeTally, answers: AnswerClass, weight: number): void {
  const { survey, grid } = ground
  const choices = survey.outcome(answers.given)
  const counts = countChoices(ground, tally, choices, weight)
  const orSmaller = (known: Pattern | null): Pattern | null =>
    known !== null && known.answered < answers.answered ? known : smaller(known, answers.smallest())
  const lack = (shown: Shown): void => {
    shown.patterns += weight
    shown.smallest = orSmaller(shown.smallest)
  }
  const cover = (place: number): void => {
    const has = ground.wishes[place]?.has
    add(tally.wished, place, weight)
    if (has && choices.some(({ service }) => isIn(has, service))) add(tally.covered, place, weight)
    else tally.uncovered[place] = orSmaller(tally.uncovered[place] ?? null)
  }
  if (counts.formal === 0 && !answers.unwanted.formal) lack(tally.lacking.formal)
  if (counts.formal === counts.choices && !answers.unwanted.informal) lack(tally.lacking.informal)
  for (const place of ground.wishesAt('always', 'always')) cover(place)
  for (const { said, wishes, rows } of answers.parts) {
    for (const place of said) {
      add(tally.answers.patterns, place, weight)
      add(tally.answers.choices, place, weight * counts.choices)
      add(tally.answers.formal, place, weight * counts.formal)
      add(tally.answers.meeting, place, weight * counts.meeting)
    }
    for (const place of wishes) cover(place)
    for (const row of rows) {
      for (const { columns } of answers.parts) {
        for (const column of columns) {
          const cell = row * (grid?.columns.answers.length ?? 0) + column
          add(tally.cells.patterns, cell, weight)
          add(tally.cells.meeting, cell, weight * counts.meeting)
        }
      }
    }
  }
}

/** Counts who is chosen. */
function countChoices({ survey }: Ground, tally: OutcomeTally, choices: ReturnType<Survey['outcome']>, weight: number) {
  const { organizations, formal } = survey.services
  let [formalCount, meeting] = [0, 0]
  for (const [i, { service, tier }] of choices.entries()) {
    const organization = organizations[service] ?? 0
    const isFirst = choices.findIndex((other) => organizations[other.service] === organization) === i
    add(tally.byService, service, weight)
    if (isFirst) add(tally.byOrganization, organization, weight)
    if (isIn(formal, service)) formalCount += 1
    if (tier === 0) meeting += 1
  }
  tally.patterns += weight
  tally.matches += 1
  tally.byKind.formal += weight * formalCount
  tally.byKind.informal += weight * (choices.length - formalCount)
  if (choices.length < survey.rules.size) tally.fewer += weight
  return { choices: choices.length, formal: formalCount, meeting }
}

export function add(list: Float64Array, place: number, value: number): void {
  list[place] = (list[place] ?? 0) + value
}
