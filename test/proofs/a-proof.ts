import { compile, type QuestionSet, withCapacities } from '../../src/engine/index.js'
import { strata } from '../../src/engine/strata.js'
import type { UnsignedReport } from '../../src/proofs/compose-report.js'
import { prepareGround } from '../../src/proofs/ground.js'
import { type ProofOptions, proofOf, runTask } from '../../src/proofs/proof.js'
import type { Release } from '../helpers/naive.js'

/** A proof of a release as tests have it, in this thread. */
export function proveHere(
  release: Release,
  questionSetId: string,
  options: Partial<ProofOptions> = {},
): UnsignedReport {
  const index = withCapacities(compile(release, strata), release.capacities)
  const questionSet = release.questionSets.find(({ id }) => id === questionSetId) as QuestionSet
  const ground = prepareGround({ index, questionSet, taxonomies: release.taxonomies })
  const stages = proofOf(ground, { seed: 1, matches: 1_000, ...options })
  for (let step = stages.next(); ; step = stages.next()) {
    if (step.done) return step.value
    for (const task of step.value.tasks) step.value.add(runTask(ground, task))
  }
}
