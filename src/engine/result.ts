import type { CapacityStatus, Kind } from './documents.js'

/** The shapes of section 8 of the matching model. Ids stand for what they name; texts are the words' room. */

export type ProblemCode =
  | 'not-asked'
  | 'wrong-type'
  | 'too-many-answers'
  | 'unknown-option'
  | 'unknown-term'
  | 'repeated-option'
  | 'exclusive-option'
  | 'unknown-question'

export interface Problem {
  readonly code: ProblemCode
  /** RFC 6901 pointer into the answers, such as `/topics/2`. */
  readonly pointer: string
}

export interface Problems {
  readonly problems: readonly Problem[]
}

/** A wish as the resident voiced it. */
export interface Wish {
  readonly question: string
  readonly answer: string
  readonly taxonomy: string
  readonly term: string
  /** Points × weight, before any halving. */
  readonly points: number
}

/** `wide`: the service has the term only through a wider one. */
export interface MetWish extends Wish {
  readonly wide: boolean
}

export interface MissedDemand {
  readonly question: string
  readonly answers: readonly string[]
  readonly taxonomy: string
  readonly terms: readonly string[]
}

/** Terms that restrict for whom a service is. */
export interface OnlyFor {
  readonly taxonomy: string
  readonly terms: readonly string[]
}

export interface Exclusion {
  readonly taxonomy: string
  readonly term: string
}

export interface Choice {
  /** Service id. */
  readonly service: string
  readonly tier: number
  readonly gain: number
  readonly capacity: CapacityStatus
  readonly met: readonly MetWish[]
  readonly missed: readonly MissedDemand[]
  readonly onlyFor: readonly OnlyFor[]
}

export interface Blocker {
  /** A question id, `always`, or null where no single question is enough. */
  readonly question: string | null
  /** How many services would be candidates without it. */
  readonly services: number
}

export type Explanation =
  | { readonly service: string; readonly outcome: 'unknown' | 'inactive' | 'full' | 'without' | 'chosen' }
  | { readonly service: string; readonly outcome: 'excluded'; readonly exclusions: readonly Exclusion[] }
  | { readonly service: string; readonly outcome: 'demand'; readonly missed: readonly MissedDemand[] }
  | {
      readonly service: string
      readonly outcome: 'candidate'
      readonly tier: number
      readonly gain: number
      readonly met: readonly MetWish[]
      readonly missed: readonly MissedDemand[]
    }

export interface Receipt {
  readonly engine: 1
  readonly release: number
  readonly releaseDigest: string
  readonly questionSet: string
  readonly seed: string
  readonly without: readonly string[]
  readonly alternatives: number
  /** Lower-case hex SHA-256 of the receipt form. */
  readonly digest: string
}

export interface MatchResult {
  readonly choices: readonly Choice[]
  readonly alternatives: readonly Choice[]
  readonly shortfall: { readonly [K in Kind]?: number }
  readonly uncovered: readonly Wish[]
  readonly blockers: readonly Blocker[]
  /** Ids of advice, notices first. */
  readonly advice: readonly string[]
  readonly explanations: readonly Explanation[]
  readonly receipt: Receipt
}

/** What the engine gives: all of a result but the digest, and the text (RFC 8785) whose SHA-256 it is. */
export interface Match extends Omit<MatchResult, 'receipt'> {
  readonly receipt: Omit<Receipt, 'digest'>
  readonly receiptForm: string
}

export interface MatchOptions {
  /** 0 to 64 characters U+0020 to U+007E. */
  readonly seed?: string
  /** Ids of services that may not be chosen. */
  readonly without?: readonly string[]
  /** 0 to 20. */
  readonly alternatives?: number
  /** At most 20 ids of services. */
  readonly explain?: readonly string[]
}
