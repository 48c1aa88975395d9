import type { Ask, AskedWish } from './ask.js'
import type { Kind } from './documents.js'
import type { CompiledQuestionSet } from './question-sets.js'

/**
 * Where the judge takes services from. `scan` looks at every service, `bitmaps` at as few as it can; both give the same
 * for the same.
 */
export interface Candidates {
  /** Opens a match. What it returns holds until the next call. */
  open(hunt: Hunt): Field
}

/** What is asked, and what else decides who comes first. */
export interface Hunt {
  readonly asked: Ask
  /** `fnv(seed + "|" + canonical)`, the half of the fair key that the resident's answers fix. */
  readonly fair: number
  readonly rules: Pick<CompiledQuestionSet, 'perOrganization' | 'keptBelow'>
  /** Numbers of services that may not be chosen. */
  readonly without: ReadonlySet<number>
}

/** The candidates of one match (section 5), of which one after the other is taken. */
export interface Field {
  /** Takes the first by rules 1 and 3 of section 6, or nothing where none may be chosen. */
  take(seat: Seat): Taken | undefined
  /**
   * For each wanted kind as many as wanted or, where the candidates with a tier below
   * `keptBelow` and within the shares are fewer, as many as these.
   */
  room(wanted: ReadonlyMap<Kind, number>): Map<Kind, number>
  /** The services that are out, within the shares, and would be candidates without some questions. */
  blocked(): Blocked
  /** From here on the shares count alternatives only. */
  startAlternatives(): void
}

export interface Seat {
  /** The kinds to which it is kept; undefined where it is free. */
  readonly kept: ReadonlySet<Kind> | undefined
  /** Wishes of spread questions that a choice has already. */
  readonly covered: ReadonlySet<AskedWish>
}

/** A service as it was when it was taken. */
export interface Taken {
  readonly service: number
  readonly tier: number
  readonly gain: number
}

export interface Blocked {
  /** How many are kept out by just these questions, one bit, 2^position, for each; of several together it may say nothing. */
  readonly by: ReadonlyMap<number, number>
  /** How many any questions keep out. */
  readonly total: number
}
