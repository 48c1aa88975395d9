import type { Kind } from '../engine/index.js'
import type { Basis, Estimate, ProofExample } from './report.js'

/**
 * What residents get from one content and would get from another: all ways to answer the question set after, each also put
 * to the set before as far as its questions exist there. Equals take turns by the same rotation in both.
 */
export interface Comparison {
  /** Number of the release before. */
  readonly release: number
  readonly releaseDigest: string
  /** `exact`: all patterns; `sample`: so many that were drawn. */
  readonly basis: Basis
  /** Patterns that ask the same in both are one class. */
  readonly answerClasses: number
  /** How many patterns, or classes of them, were matched in both. */
  readonly matches: number
  readonly questionSet: QuestionSetChanges
  /** Patterns that get other services than before, in whatever order. */
  readonly others: Change
  /** Patterns that get the same services, in another order. */
  readonly order: Change
  /** Patterns that get fewer choices than before. */
  readonly fewer: Change
  /** For whom: patterns with each answer that get other services; the most affected first. */
  readonly answers: readonly AnswerChange[]
  /** The ten that change most, each way. */
  readonly services: readonly ServiceShift[]
  readonly organizations: readonly OrganizationShift[]
  /** Services that may be chosen after and not before, and the other way round. */
  readonly arrived: Movers
  readonly left: Movers
}

/** How many patterns change. */
export interface Change {
  readonly changed: Estimate
  /** The smallest that shows it: all of them were looked at, or those with at most one tick and those that were drawn. */
  readonly example: ChangedExample | null
}

export interface ChangedExample extends ProofExample {
  readonly before: readonly string[]
}

/** What of the question set differs in what a match reads; texts do not count. */
export interface QuestionSetChanges {
  readonly rules: readonly SetRule[]
  readonly questions: readonly QuestionChange[]
}

/** What is always asked; how many choices of which kind; the order of the questions. */
export type SetRule = 'always' | 'choices' | 'order'

export interface QuestionChange {
  readonly question: string
  /** `replaced`: asked in another way, such as a list in place of one answer; before it counts as not answered. */
  readonly change: 'new' | 'gone' | 'changed' | 'replaced'
  /** Options or terms of a question that is changed; `changed`: it asks something else. */
  readonly answers: readonly { readonly answer: string; readonly change: 'new' | 'gone' | 'changed' }[]
}

export interface AnswerChange {
  readonly question: string
  /** Id of an option or a term; null where the question is skipped, or nothing is asked by what is answered. */
  readonly answer: string | null
  readonly others: Estimate
}

export interface Shift {
  readonly before: Estimate
  readonly after: Estimate
  /** Of the shares, after less before. */
  readonly difference: number
}

export interface ServiceShift extends Shift {
  readonly service: string
  readonly organization: string
  readonly kind: Kind
}

export interface OrganizationShift extends Shift {
  readonly organization: string
  readonly kind: Kind
}

export interface Movers {
  readonly count: number
  /** The most chosen first, then by id; at most fifty. */
  readonly services: readonly Mover[]
}

/** A service that may be chosen in one of the two contents only. */
export interface Mover {
  readonly service: string
  readonly organization: string
  /** Why it may not be chosen in the other one; `left-out`: by what is always asked. */
  readonly reason: 'absent' | 'inactive' | 'full' | 'left-out'
  /** In the one where it may be chosen. */
  readonly chosen: Estimate
}
