import type { Capacity } from '../engine/index.js'
import type { ProofReport } from './report.js'
import type { Progress } from './run-proof.js'

/** What to prove. */
export interface ProofRequest {
  readonly questionSet: string
  /** Number of a release, or the drafts; the release in force where absent. */
  readonly release?: number | 'draft'
  /** Of all that is drawn. */
  readonly seed: number
  /** Of a sample, where there are too many classes of answers to match each. */
  readonly matches: number
  /** Of the drafts: these in place of those of the moment, as a release is planned to have them. */
  readonly planned?: { readonly rotation: string; readonly capacities: readonly Capacity[] }
}

export type ProofResult =
  | { readonly report: ProofReport }
  | { readonly refused: 'no-release' | 'unknown-release' | 'unknown-question-set' }
  | { readonly refused: 'too-large'; readonly detail: string }
  | { readonly refused: 'not-publishable'; readonly problems: readonly CatalogueProblem[] }

export interface CatalogueProblem {
  readonly type: string
  readonly id: string
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** A proof that is under way. */
export interface ProofRun {
  /** Rejects where it was cancelled, or broke. */
  readonly result: Promise<ProofResult>
  /** Null before the first stage. */
  progress(): Promise<Progress | null>
  cancel(): Promise<void>
}
