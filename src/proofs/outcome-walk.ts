import { hasBit } from './bits.js'
import type { Draws } from './draws.js'
import { type AnswerClass, answerClassOf, type Ground } from './ground.js'
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

interface Shown {
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

function addAll(sum: Float64Array, more: Float64Array): void {
  for (const [i, value] of more.entries()) sum[i] = (sum[i] ?? 0) + value
}

export function smaller(a: Pattern | null, b: Pattern | null): Pattern | null {
  if (a === null || b === null) return a ?? b
  return comparePatterns(b, a) < 0 ? b : a
}

/** All classes of answers with the numbers from `from` up to, not with, `to`; the last strand turns fastest. */
export function walkOutcomes(ground: Ground, from: number, to: number): OutcomeTally {
  const tally = emptyOutcomeTally(ground)
  for (let number = from; number < to; number += 1) {
    let rest = number
    const classes: StrandClass[] = []
    for (const { answerClasses } of ground.strands.toReversed()) {
      const one = answerClasses[rest % answerClasses.length]
      rest = Math.floor(rest / answerClasses.length)
      if (one) classes.unshift(one)
    }
    const answers = answerClassOf(ground, classes)
    countOutcome(ground, tally, answers, answers.patterns)
  }
  return tally
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
  ground: Ground,
  among: (classes: StrandClass, strand: number) => boolean = () => true,
): (draws: Draws) => AnswerClass {
  const strands = ground.strands.map(({ answerClasses }, strand) => {
    const classes = answerClasses.filter((each) => among(each, strand))
    const ends: number[] = []
    for (const { patterns } of classes) ends.push((ends.at(-1) ?? 0) + patterns)
    return { classes, ends }
  })
  return (draws) =>
    answerClassOf(
      ground,
      strands.flatMap(({ classes, ends }) => {
        const drawn = draws.below(ends.at(-1) ?? 1)
        return classes[firstAbove(ends, drawn)] ?? []
      }),
    )
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

function countOutcome(
  ground: Ground,
  tally: OutcomeTally,
  { pattern, given, unwanted }: AnswerClass,
  weight: number,
): void {
  const { survey, questionSet, answers, grid } = ground
  const { organizations, formal } = survey.services
  const choices = survey.outcome(given)
  const isFormal = choices.map(({ service }) => hasBit(formal, service))
  const formalCount = isFormal.filter(Boolean).length
  const meeting = choices.filter(({ tier }) => tier === 0).length

  tally.patterns += weight
  tally.matches += 1
  tally.byKind.formal += weight * formalCount
  tally.byKind.informal += weight * (choices.length - formalCount)
  if (choices.length < survey.rules.size) tally.fewer += weight
  if (formalCount === 0 && !unwanted.formal) lack(tally.lacking.formal)
  if (formalCount === choices.length && !unwanted.informal) lack(tally.lacking.informal)
  const seen = new Set<number>()
  for (const { service } of choices) {
    const organization = organizations[service] ?? 0
    tally.byService[service] = (tally.byService[service] ?? 0) + weight
    if (!seen.has(organization)) tally.byOrganization[organization] = (tally.byOrganization[organization] ?? 0) + weight
    seen.add(organization)
  }

  const heard = new Map(given.map(({ question, tokens }) => [question, tokens]))
  for (const place of ground.wishesAt('always', 'always')) cover(place)
  const said: number[] = []
  for (const [i, { id }] of questionSet.questions.entries()) {
    const tokens = heard.get(id) ?? []
    const places = tokens.flatMap((token) => ground.answerAt(id, token) ?? [])
    for (const place of places.length > 0 ? places : [answers.length + i]) {
      const { answers: sums } = tally
      add(sums.patterns, place, weight)
      add(sums.choices, place, weight * choices.length)
      add(sums.formal, place, weight * formalCount)
      add(sums.meeting, place, weight * meeting)
    }
    for (const token of tokens) for (const place of ground.wishesAt(id, token)) cover(place)
    said.push(...places)
  }
  if (grid) {
    for (const [i, row] of grid.rows.answers.entries()) {
      if (!said.includes(row)) continue
      for (const [j, column] of grid.columns.answers.entries()) {
        if (!said.includes(column)) continue
        add(tally.cells.patterns, i * grid.columns.answers.length + j, weight)
        add(tally.cells.meeting, i * grid.columns.answers.length + j, weight * meeting)
      }
    }
  }

  function lack(shown: Shown): void {
    shown.patterns += weight
    shown.smallest = smaller(shown.smallest, pattern)
  }
  function cover(place: number): void {
    const has = ground.wishes[place]?.has
    add(tally.wished, place, weight)
    if (has && choices.some(({ service }) => hasBit(has, service))) add(tally.covered, place, weight)
    else tally.uncovered[place] = smaller(tally.uncovered[place] ?? null, pattern)
  }
}

function add(list: Float64Array, place: number, value: number): void {
  list[place] = (list[place] ?? 0) + value
}
