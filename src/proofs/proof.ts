import { isIn, numbersIn } from '../engine/survey.js'
import type { Comparison } from './comparison.js'
import type { ComparisonGround } from './comparison-ground.js'
import {
  addComparisonTally,
  type ComparisonTally,
  emptyComparisonTally,
  sampleComparison,
  walkComparison,
} from './comparison-walk.js'
import { composeComparison } from './compose-comparison.js'
import { composeReport, type UnsignedReport } from './compose-report.js'
import { addDemandTally, countWalks, type DemandTally, emptyDemandTally, walkDemands } from './demand-walk.js'
import { drawsFrom } from './draws.js'
import { equalOrganizations } from './equals.js'
import type { Ground } from './ground.js'
import {
  addSpread,
  countOverSeeds,
  emptySpread,
  type Influence,
  influenceOf,
  matchWithout,
  type Search,
  searchFor,
  type WithAndWithout,
} from './more-matches.js'
import { addOutcomeTally, emptyOutcomeTally, type OutcomeTally, sampleOutcomes, walkOutcomes } from './outcome-walk.js'
import { mostDemandWalks, TooLarge } from './too-large.js'

/**
 * A proof as stages of tasks. How it is cut does not depend on who does the tasks, and what they give is added up in whole
 * numbers, so any number of threads comes to the same report.
 */
export interface Stage {
  readonly name: StageName
  readonly tasks: readonly Task[]
  /** Adds what a task gave; the order does not matter. */
  add(result: TaskResult): void
}

export const stageNames = ['demands', 'outcomes', 'influence', 'search', 'equals', 'busiest', 'comparison'] as const
export type StageName = (typeof stageNames)[number]

export type Task =
  | { readonly kind: 'demands' | 'outcomes' | 'comparison'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'sample' | 'equals' | 'compared-sample'
      readonly part: number
      readonly matches: number
      readonly seed: number
    }
  | { readonly kind: 'influence'; readonly answers: readonly number[]; readonly matches: number; readonly seed: number }
  | { readonly kind: 'search'; readonly services: readonly number[]; readonly matches: number; readonly seed: number }
  | {
      readonly kind: 'busiest'
      readonly part: number
      readonly matches: number
      readonly seed: number
      readonly full: readonly number[]
    }

export type TaskResult =
  | { readonly kind: 'demands'; readonly tally: DemandTally }
  | { readonly kind: 'outcomes'; readonly tally: OutcomeTally }
  | { readonly kind: 'influence'; readonly influences: readonly Influence[] }
  | { readonly kind: 'search'; readonly searches: readonly Search[] }
  | { readonly kind: 'equals'; readonly counts: Float64Array }
  | { readonly kind: 'busiest'; readonly spread: WithAndWithout }
  | { readonly kind: 'comparison'; readonly tally: ComparisonTally }

export interface ProofOptions {
  readonly seed: number
  /** Matches of a sample. */
  readonly matches: number
  /** The most classes of answers that are matched one by one. */
  readonly exactUpTo?: number
}

export const defaultMatches = 200_000
export const defaultSeed = 1
const exactUpTo = 10_000_000

/** Sizes of tasks: some tenths of a second each, so that progress is seen and a cancel is quick. */
const walksPerTask = 10_000
const matchesPerTask = 4_000
/** A pattern matched in both contents. */
const pairsPerTask = 2_000
const answersPerTask = 8
const servicesPerTask = 16
/** For each answer; fewer where there are very many answers. */
const influenceMatches = 300
const influenceMatchesInAll = 120_000
const searchMatches = 200
/** Of those that are never seen. */
const mostSearches = 2_000
const mostEqualsMatches = 100_000
const mostBusiestMatches = 50_000
const busiestCount = 5

/** What all threads of a proof have. */
export interface Grounds {
  readonly ground: Ground
  /** Where a comparison was asked for. */
  readonly comparison?: ComparisonGround | undefined
}

/**
 * The stages of a proof, one after another: all tasks of one are added before the next is asked for.
 *
 * @returns the report, without its digest
 * @throws TooLarge
 */
export function* proofOf(
  { ground, comparison }: Grounds,
  options: ProofOptions,
): Generator<Stage, UnsignedReport, void> {
  const { seed, matches } = options
  const walks = countWalks(ground.kernels)
  if (walks > mostDemandWalks) {
    throw new TooLarge(
      `The answers make ${walks} different demands on this catalogue, of at most ${mostDemandWalks} that are walked: ask fewer questions, or let fewer answers demand.`,
    )
  }
  const demands = emptyDemandTally(ground.survey, ground.kernels, ground.questionSet.questions.length)
  yield stage(
    'demands',
    runs(walks, walksPerTask).map((run) => ({ kind: 'demands', ...run })),
    'demands',
    ({ tally }) => addDemandTally(demands, tally),
  )

  const isExact = ground.answerClasses <= (options.exactUpTo ?? exactUpTo)
  const outcomes = emptyOutcomeTally(ground)
  const outcomeTasks = isExact
    ? runs(ground.answerClasses, matchesPerTask).map((run) => ({ kind: 'outcomes', ...run }) as const)
    : parts(matches, matchesPerTask).map((part) => ({ kind: 'sample', seed, ...part }) as const)
  yield stage('outcomes', outcomeTasks, 'outcomes', ({ tally }) => addOutcomeTally(outcomes, tally))

  const influences: Influence[] = []
  const perAnswer = Math.max(20, Math.min(influenceMatches, Math.floor(influenceMatchesInAll / ground.answers.length)))
  yield stage(
    'influence',
    cut([...ground.answers.keys()], answersPerTask).map((answers) => ({
      kind: 'influence',
      answers,
      matches: perAnswer,
      seed,
    })),
    'influence',
    (result) => influences.push(...result.influences),
  )

  const searches: Search[] = []
  const unseen = [...numbersIn(ground.kernels.base)].filter((s) => outcomes.byService[s] === 0)
  const sought = unseen.filter((s) => isIn(demands.possible, s)).slice(0, mostSearches)
  yield stage(
    'search',
    cut(sought, servicesPerTask).map((services) => ({ kind: 'search', services, matches: searchMatches, seed })),
    'search',
    (result) => searches.push(...result.searches),
  )

  const equals = {
    groups: equalOrganizations(ground),
    counts: new Float64Array(ground.survey.organizations.length),
    matches: 0,
  }
  if (equals.groups.length > 0) equals.matches = Math.min(matches, mostEqualsMatches)
  yield stage(
    'equals',
    parts(equals.matches, matchesPerTask).map((part) => ({ kind: 'equals', seed, ...part })),
    'equals',
    ({ counts }) => {
      for (const [i, count] of counts.entries()) equals.counts[i] = (equals.counts[i] ?? 0) + count
    },
  )

  const full = busiest(outcomes.byService)
  const busiestMatches = Math.min(matches, mostBusiestMatches)
  const spread = { before: emptySpread(ground), after: emptySpread(ground) }
  yield stage(
    'busiest',
    parts(busiestMatches, matchesPerTask).map((part) => ({ kind: 'busiest', seed, full, ...part })),
    'busiest',
    (result) => {
      addSpread(spread.before, result.spread.before)
      addSpread(spread.after, result.spread.after)
    },
  )

  const sum = { demands, outcomes, influences, searches, equals, busiest: { full, matches: busiestMatches, ...spread } }
  return composeReport(ground, { seed, isExact, ...sum }, comparison && (yield* comparisonOf(comparison, options)))
}

/** The stage of a comparison, and what it found. */
export function* comparisonOf(ground: ComparisonGround, options: ProofOptions): Generator<Stage, Comparison, void> {
  const { seed, matches } = options
  const isExact = ground.answerClasses <= (options.exactUpTo ?? exactUpTo)
  const tally = emptyComparisonTally(ground)
  const tasks = isExact
    ? runs(ground.answerClasses, pairsPerTask).map((run) => ({ kind: 'comparison', ...run }) as const)
    : parts(matches, pairsPerTask).map((part) => ({ kind: 'compared-sample', seed, ...part }) as const)
  yield stage('comparison', tasks, 'comparison', (result) => addComparisonTally(tally, result.tally))
  return composeComparison(ground, { tally, isExact })
}

/** Does one task. */
export function runTask({ ground, comparison }: Grounds, task: Task): TaskResult {
  const compared = (): ComparisonGround => {
    if (comparison === undefined) throw new Error('There is nothing to compare with.')
    return comparison
  }
  switch (task.kind) {
    case 'comparison':
      return { kind: 'comparison', tally: walkComparison(compared(), task.from, task.to) }
    case 'compared-sample': {
      const draws = drawsFrom(task.seed, 5, task.part)
      return { kind: 'comparison', tally: sampleComparison(compared(), draws, task.matches) }
    }
    case 'demands':
      return { kind: 'demands', tally: walkDemands(ground, task.from, task.to) }
    case 'outcomes':
      return { kind: 'outcomes', tally: walkOutcomes(ground, task.from, task.to) }
    case 'sample':
      return { kind: 'outcomes', tally: sampleOutcomes(ground, drawsFrom(task.seed, 0, task.part), task.matches) }
    case 'influence':
      return { kind: 'influence', influences: task.answers.map((answer) => influenceOf(ground, answer, task)) }
    case 'search':
      return { kind: 'search', searches: task.services.map((service) => searchFor(ground, service, task)) }
    case 'equals':
      return { kind: 'equals', counts: countOverSeeds(ground, drawsFrom(task.seed, 3, task.part), task.matches) }
    case 'busiest': {
      const removal = { matches: task.matches, full: new Set(task.full) }
      return { kind: 'busiest', spread: matchWithout(ground, drawsFrom(task.seed, 4, task.part), removal) }
    }
  }
}

function stage<K extends TaskResult['kind']>(
  name: StageName,
  tasks: readonly Task[],
  kind: K,
  add: (result: Extract<TaskResult, { kind: K }>) => void,
): Stage {
  const isOwn = (result: TaskResult): result is Extract<TaskResult, { kind: K }> => result.kind === kind
  return {
    name,
    tasks,
    add(result) {
      if (!isOwn(result)) throw new Error(`A ${result.kind} is no result of the stage ${name}.`)
      add(result)
    },
  }
}

function runs(total: number, size: number): { readonly from: number; readonly to: number }[] {
  const count = Math.ceil(total / size)
  return Array.from({ length: count }, (_, i) => ({ from: i * size, to: Math.min(total, (i + 1) * size) }))
}

function parts(total: number, size: number): { readonly part: number; readonly matches: number }[] {
  return runs(total, size).map(({ from, to }, part) => ({ part, matches: to - from }))
}

function cut<T>(list: readonly T[], size: number): T[][] {
  return runs(list.length, size).map(({ from, to }) => list.slice(from, to))
}

/** The numbers of those that are chosen most, the most first. */
function busiest(counts: Float64Array): number[] {
  return [...counts.keys()]
    .filter((s) => (counts[s] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, busiestCount)
}
