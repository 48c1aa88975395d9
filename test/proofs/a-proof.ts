import { compile, type QuestionSet, withCapacities } from '../../src/engine/index.js'
import { strata } from '../../src/engine/strata.js'
import type { Comparison } from '../../src/proofs/comparison.js'
import { prepareComparison } from '../../src/proofs/comparison-ground.js'
import type { UnsignedReport } from '../../src/proofs/compose-report.js'
import { type GroundOf, prepareGround } from '../../src/proofs/ground.js'
import {
  comparisonOf,
  type Grounds,
  type ProofOptions,
  proofOf,
  runTask,
  type Stage,
  type Task,
} from '../../src/proofs/proof.js'
import type { Release } from '../helpers/naive.js'

const few = { seed: 1, matches: 1_000 }

/** A proof of a release as tests have it, in this thread. */
export function proveHere(
  release: Release,
  questionSetId: string,
  options: Partial<ProofOptions> = {},
): UnsignedReport {
  const grounds = { ground: prepareGround(compiled(release, questionSetId)) }
  return runHere(proofOf(grounds, { ...few, ...options }), grounds)
}

/** A comparison of two releases as tests have them, in this thread. */
export function compareHere(
  { before, after }: { readonly before: Release; readonly after: Release },
  questionSetId: string,
  { order, ...options }: Partial<ProofOptions> & { readonly order?: (tasks: readonly Task[]) => readonly Task[] } = {},
): Comparison {
  const now = compiled(after, questionSetId)
  const comparison = prepareComparison(compiled({ ...before, rotation: after.rotation }, questionSetId), now)
  return runHere(comparisonOf(comparison, { ...few, ...options }), { ground: prepareGround(now), comparison }, order)
}

function compiled(release: Release, id: string): GroundOf {
  const index = withCapacities(compile(release, strata), release.capacities)
  return {
    index,
    questionSet: release.questionSets.find((set) => set.id === id) as QuestionSet,
    taxonomies: release.taxonomies,
  }
}

function runHere<Found>(
  stages: Generator<Stage, Found, void>,
  grounds: Grounds,
  order: (tasks: readonly Task[]) => readonly Task[] = (tasks) => tasks,
): Found {
  for (let step = stages.next(); ; step = stages.next()) {
    if (step.done) return step.value
    for (const task of order(step.value.tasks)) step.value.add(runTask(grounds, task))
  }
}
