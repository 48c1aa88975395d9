import { earned, isIn, type SurveyedWish } from '../engine/survey.js'
import { type Draws, drawsFrom } from './draws.js'
import { type AnswerClass, type Ground, given } from './ground.js'
import { createDrawing, smaller } from './outcome-walk.js'
import { joined, type Pattern, type StrandClass } from './patterns.js'

/** What is always found by matches that are drawn for it. */

/** What one answer changes. */
export interface Influence {
  readonly answer: number
  readonly compared: number
  readonly changed: number
  /** The smallest pattern that shows it, among those compared. */
  readonly smallest: Pattern | null
}

/** Compares patterns with an answer with the same where it is not heard: the smallest one, and so many that are drawn. */
export function influenceOf(ground: Ground, answer: number, { seed, matches }: Drawing): Influence {
  const { question, token } = ground.answers[answer] ?? { question: '', token: '' }
  const has = (each: StrandClass, strand: number): boolean => {
    const i = ground.strands[strand]?.questions.findIndex(({ id }) => id === question) ?? -1
    return i === -1 || (each.smallest.said[i]?.tokens.includes(token) ?? false)
  }
  const draws = drawsFrom(seed, 1, answer)
  const draw = createDrawing(ground, has)
  const first = joined(
    ground.strands,
    ground.strands.flatMap(({ answerClasses }, i) => answerClasses.find((each) => has(each, i))?.smallest ?? []),
  )
  let [compared, changed] = [0, 0]
  let smallest: Pattern | null = null
  const compare = (pattern: () => Pattern, answers: AnswerClass['given']): boolean => {
    const heard = ground.survey.outcome(answers)
    const unheard = ground.survey.outcome(answers, { unheard: { question, token } })
    const isSame = heard.length === unheard.length && heard.every(({ service }, i) => service === unheard[i]?.service)
    if (!isSame) smallest = smaller(smallest, pattern())
    return !isSame
  }
  compare(() => first, given(ground.questionSet, first))
  for (; compared < matches; compared += 1) {
    const drawn = draw(draws)
    if (compare(drawn.smallest, drawn.given)) changed += 1
  }
  return { answer, compared, changed, smallest }
}

export interface Drawing {
  readonly seed: number
  readonly matches: number
}

/** Whether a service is ever chosen by who fits it. */
export interface Search {
  readonly service: number
  readonly isReached: boolean
  /** The answers that it fits best, one for each question that it can. */
  readonly fitting: Pattern
}

/** Draws patterns of which a service meets all demands, with other seeds, until it is chosen. */
export function searchFor(ground: Ground, service: number, { seed, matches }: Drawing): Search {
  const fits = ({ asks }: StrandClass): boolean =>
    asks.every(
      (each) =>
        !each ||
        (each.demands.every(({ meets }) => isIn(meets, service)) &&
          !each.exclusions.some(({ hits }) => isIn(hits, service))),
    )
  const gain = ({ asks }: StrandClass): number =>
    asks.reduce(
      (sum, each) => sum + (each?.wishes ?? []).reduce((points, wish) => points + worthOf(wish, service), 0),
      0,
    )
  const fitting = joined(
    ground.strands,
    ground.strands.flatMap(({ answerClasses }) => {
      const own = answerClasses.filter(fits).map((each) => ({ each, gain: gain(each) }))
      const [first] = own
      return first ? own.reduce((best, one) => (one.gain > best.gain ? one : best), first).each.smallest : []
    }),
  )
  const draws = drawsFrom(seed, 2, service)
  const draw = createDrawing(ground, fits)
  const isChosen = (answers: AnswerClass['given'], turn: string): boolean =>
    ground.survey.outcome(answers, { seed: turn }).some((choice) => choice.service === service)
  let isReached = isChosen(given(ground.questionSet, fitting), '')
  for (let i = 0; i < matches && !isReached; i += 1) {
    const answers = i % 2 === 0 ? given(ground.questionSet, fitting) : draw(draws).given
    isReached = isChosen(answers, turnOf(draws))
  }
  return { service, isReached, fitting }
}

function worthOf(wish: SurveyedWish, service: number): number {
  return isIn(wish.has, service) ? earned(wish, !isIn(wish.widely, service), false) : 0
}

function turnOf(draws: Draws): string {
  return draws.below(2 ** 32).toString(16)
}

/** How often each organization is chosen, by its number, over patterns and seeds that are drawn. */
export function countOverSeeds(ground: Ground, draws: Draws, matches: number): Float64Array {
  const { organizations } = ground.survey.services
  const counts = new Float64Array(ground.survey.organizations.length)
  const draw = createDrawing(ground)
  for (let i = 0; i < matches; i += 1) {
    const answers = draw(draws).given
    const choices = ground.survey.outcome(answers, { seed: turnOf(draws) })
    for (const organization of new Set(choices.map(({ service }) => organizations[service] ?? 0)))
      counts[organization] = (counts[organization] ?? 0) + 1
  }
  return counts
}

/** The same patterns with some services and without. */
export interface WithAndWithout {
  readonly before: Spread
  readonly after: Spread
}

interface Spread {
  /** By number of a service. */
  readonly chosen: Float64Array
  /** Matches with fewer choices than there should be. */
  fewer: number
}

export function emptySpread({ survey }: Ground): Spread {
  return { chosen: new Float64Array(survey.services.ids.length), fewer: 0 }
}

export function addSpread(sum: Spread, { chosen, fewer }: Spread): void {
  for (const [i, value] of chosen.entries()) sum.chosen[i] = (sum.chosen[i] ?? 0) + value
  sum.fewer += fewer
}

export function matchWithout(ground: Ground, draws: Draws, { matches, full }: Removal): WithAndWithout {
  const draw = createDrawing(ground)
  const [before, after] = [emptySpread(ground), emptySpread(ground)]
  for (let i = 0; i < matches; i += 1) {
    const answers = draw(draws).given
    for (const [spread, without] of [
      [before, new Set<number>()],
      [after, full],
    ] as const) {
      const choices = ground.survey.outcome(answers, { without })
      if (choices.length < ground.survey.rules.size) spread.fewer += 1
      for (const { service } of choices) spread.chosen[service] = (spread.chosen[service] ?? 0) + 1
    }
  }
  return { before, after }
}

export interface Removal {
  readonly matches: number
  /** Numbers of services that are taken to be full. */
  readonly full: ReadonlySet<number>
}
