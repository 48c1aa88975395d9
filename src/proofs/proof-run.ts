import type { Capacity } from '../engine/index.js'
import { defaultMatches, defaultSeed } from './proof.js'
import type { ProofReport } from './report.js'
import type { Progress } from './run-proof.js'

/** What to prove. */
export interface ProofRequest {
  readonly questionSet: string
  /** Number of a release, or the drafts; the release in force where absent. */
  readonly release?: number | 'draft'
  /** What residents get now: number of a release, or the one in force. Nothing is compared where absent. */
  readonly compareWith?: number | 'in-force'
  /** Of all that is drawn. */
  readonly seed: number
  /** Of a sample, where there are too many classes of answers to match each. */
  readonly matches: number
  /** Of the drafts: as a release is planned to have them. Drafts that have another digest are refused. */
  readonly planned?: {
    readonly digest: string
    readonly rotation: string
    readonly capacities: readonly Capacity[]
  }
}

/** What was asked for, whole: without a release, what is compared with another one is the drafts. */
export function asProofRequest(asked: Omit<ProofRequest, 'seed' | 'matches'> & Partial<ProofRequest>): ProofRequest {
  const release = asked.release ?? (asked.compareWith === undefined ? undefined : 'draft')
  return { seed: defaultSeed, matches: defaultMatches, ...asked, ...(release !== undefined && { release }) }
}

/** What does not exist of what was asked for. */
export type MissingOfProof = 'any-release' | 'release' | 'question-set' | 'compared-release' | 'compared-question-set'

export type ProofResult =
  | { readonly report: ProofReport }
  | {
      readonly refused:
        | 'no-release'
        | 'unknown-release'
        | 'unknown-question-set'
        | 'unknown-compared-release'
        | 'unknown-compared-question-set'
    }
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
