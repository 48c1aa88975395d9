import type { Kind } from '../engine/index.js'
import type { Comparison } from './comparison.js'

/** What a proof says of a question set on a catalogue (`docs/proofs.md` has the formulas and how to read it). */
export interface ProofReport {
  /** Of this shape; a member that is added leaves it as it is. */
  readonly version: 1
  readonly questionSet: string
  /** Number of the release; null for the drafts. */
  readonly release: number | null
  /** Digest of the content and the capacities that were proven, the drafts as the release that they would be. */
  readonly releaseDigest: string
  readonly rotation: string
  readonly size: ProofSize
  readonly outcomes: OutcomeBasis
  readonly findings: Findings
  readonly exposure: Exposure
  readonly answers: readonly AnswerOutcome[]
  /** Null where the questions have no two taxonomies to lay against each other. */
  readonly offer: Offer | null
  readonly busiestFull: BusiestFull
  /** Only where it was asked for. */
  readonly comparison?: Comparison
  /** SHA-256 of the canonical form (RFC 8785) of all the rest: the same content gives the same. */
  readonly digest: string
}

/** What there is to walk. Counts are exact. */
export interface ProofSize {
  /** How many of the choices a pattern should get. */
  readonly choices: number
  readonly patterns: number
  readonly demandClasses: number
  readonly answerClasses: number
  /** All services, and those that are active and have room. */
  readonly services: number
  readonly openServices: number
  readonly organizations: number
}

/** How what depends on wishes was found. */
export interface OutcomeBasis {
  /** `exact`: all classes of answers were matched; `sample`: patterns drawn at random. */
  readonly basis: Basis
  readonly matches: number
  /** Of the sample; it also draws for what is always sampled. */
  readonly seed: number
  /** Of every interval: Wilson's, for each proportion by itself. */
  readonly confidence: number
  readonly method: 'wilson'
}

export type Basis = 'exact' | 'sample'

/** How many patterns: of all, whatever the wishes. */
export interface Count {
  readonly patterns: number
  /** Of all patterns, 0 to 1, rounded to 9 decimals. */
  readonly share: number
  readonly demandClasses: number
}

/** A proportion; where it is exact, `low` and `high` are the share itself. */
export interface Estimate {
  /** Of `of` patterns; in a sample of so many matches. */
  readonly count: number
  readonly of: number
  readonly share: number
  readonly low: number
  readonly high: number
}

/** Answers as a match takes them, the smallest that show something, with what is chosen in this release without a seed. */
export interface ProofExample {
  readonly answers: Readonly<Record<string, string | readonly string[]>>
  readonly choices: readonly string[]
}

/** What is proven or refuted. `holds` is what an editor would like to see. */
export interface Findings {
  readonly fewer: FewerFinding
  readonly formal: KindFinding
  readonly informal: KindFinding
  readonly givenUp: GivenUpFinding
  readonly unreachable: UnreachableFinding
  readonly uncovered: UncoveredFinding
  readonly idle: IdleFinding
}

/** No pattern gets fewer choices than it should. */
export interface FewerFinding extends Count {
  readonly holds: boolean
  readonly example: ProofExample | null
  /** Those that get none at all. */
  readonly none: Count & { readonly example: ProofExample | null }
  /** For each number of choices how many patterns get so many. */
  readonly byChoices: readonly { readonly choices: number; readonly patterns: number }[]
  /** Questions without whose demands and exclusions there would be more; null for all of them together. */
  readonly blockers: readonly { readonly question: string | null; readonly patterns: number }[]
}

/**
 * Every pattern gets a choice of this kind, but where the resident's own word is against it. The counts are of those that
 * get none whatever the wishes.
 */
export interface KindFinding extends Count {
  readonly kind: Kind
  readonly holds: boolean
  readonly example: ProofExample | null
  /** Patterns that get none since an answer excludes the kind or demands the other: no fault. */
  readonly byOwnWord: Count
  /** Patterns that get none, also where only wishes decide it, but for the resident's own word. */
  readonly lacking: Estimate
  readonly lackingExample: ProofExample | null
}

/** No demand had to be given up. */
export interface GivenUpFinding extends Count {
  readonly holds: boolean
  readonly example: ProofExample | null
  /** By relax number: patterns in which a choice fails a demand with it. */
  readonly byRelax: readonly { readonly relax: number; readonly patterns: number }[]
  /** Most patterns first, then in order; at most 200, of `demandCount`. */
  readonly demands: readonly GivenUpDemand[]
  readonly demandCount: number
}

/** A demand that had to be given up. */
export interface GivenUpDemand {
  readonly question: string
  readonly taxonomy: string
  /** Any of these would do. */
  readonly terms: readonly string[]
  readonly relax: number
  /** Patterns that make it. */
  readonly made: number
  /** Patterns in which some choice fails it, whatever the wishes. */
  readonly must: number
  /** Patterns in which a choice fails it for some wishes and turns; the rest of them meet it. */
  readonly may: number
  readonly example: ProofExample | null
}

export type UnreachableReason = 'inactive' | 'full' | 'excluded-always' | 'demanded-always' | 'demands' | 'never-first'

/** Every service can be chosen. */
export interface UnreachableFinding {
  readonly holds: boolean
  /** How many are never chosen, but for those that editors and helpers keep out: inactive, full, or out by `always`. */
  readonly count: number
  /** Services that were not seen, and that nobody looked for since there are more than 2,000 such. */
  readonly unsought: number
  /** In the order of their ids. */
  readonly services: readonly UnreachableService[]
}

/** A service that is never chosen, and why. */
export interface UnreachableService {
  readonly service: string
  readonly organization: string
  readonly reason: UnreachableReason
  /** `demands`: for no answers, seed or turn; else for none of the matches that were made. */
  readonly proof: 'demands' | Basis
  /** The taxonomy and terms of what `always` excludes or demands. */
  readonly asked: readonly { readonly taxonomy: string; readonly terms: readonly string[] }[]
  /** Somebody who could expect it, and gets others: the answers that this service fits best, one for each question. */
  readonly example: ProofExample | null
}

/** Every wish is covered by a choice, for some who have it. */
export interface UncoveredFinding {
  readonly holds: boolean
  /** How many wishes are never covered. */
  readonly count: number
  /** Every wish, those that are covered least first. */
  readonly wishes: readonly WishOutcome[]
}

export interface WishOutcome {
  readonly question: string
  readonly answer: string
  readonly taxonomy: string
  readonly term: string
  /** How many services that are active and have room have it. */
  readonly services: number
  /** Patterns with this wish in which a choice has it. */
  readonly covered: Estimate
  /** `demands`: nobody who has it can be chosen; else seen in the matches that were made; null where it is covered. */
  readonly never: 'demands' | Basis | null
  /** The smallest with the wish and without a choice for it, among those that were matched. */
  readonly example: ProofExample | null
}

/** Every option that asks something changes the choices of somebody. */
export interface IdleFinding {
  readonly holds: boolean
  /** How many options ask something and change nothing. */
  readonly count: number
  /** Every option and term that can be answered, in order. */
  readonly options: readonly OptionInfluence[]
}

export interface OptionInfluence {
  readonly question: string
  readonly answer: string
  /**
   * `none`: it asks nothing, by intention, as "I don't know" does; `idle`: it asks, and no two candidates differ in it;
   * `unseen`: it changed nothing in the matches that were compared; `some`: it changes choices.
   */
  readonly influence: 'none' | 'idle' | 'unseen' | 'some'
  /** Patterns with it that get other choices than if it were not heard, always by a sample. */
  readonly changed: Estimate
  readonly example: ProofExample | null
}

/** Who is chosen how often. */
export interface Exposure {
  /** Most first, then in the order of ids. */
  readonly services: readonly ServiceExposure[]
  readonly organizations: readonly OrganizationExposure[]
  /** Gini coefficients, 0 (all alike) to 1 (one has all), of those that are active and have room, not excluded by `always`. */
  readonly gini: { readonly services: number; readonly organizations: number }
  /** Choices, and how many of a kind. */
  readonly choices: number
  readonly formal: number
  readonly informal: number
  readonly equals: Equals
}

export interface ServiceExposure {
  readonly service: string
  readonly organization: string
  readonly kind: Kind
  readonly chosen: Estimate
}

export interface OrganizationExposure {
  readonly organization: string
  readonly kind: Kind
  /** How many of its services are active and have room. */
  readonly services: number
  /** Patterns with a choice of it. */
  readonly chosen: Estimate
}

/** Whether organizations that differ in nothing that is asked are chosen equally often, over patterns and seeds. */
export interface Equals {
  readonly holds: boolean
  /** Matches with a random pattern and a random seed. */
  readonly matches: number
  readonly groups: readonly EqualGroup[]
}

export interface EqualGroup {
  readonly organizations: readonly { readonly organization: string; readonly chosen: Estimate }[]
  /** What each would have if all had the same. */
  readonly mean: number
  /** Whether the mean is in the 99.99 % interval of each. */
  readonly holds: boolean
}

/** What those get who give an answer, or none. */
export interface AnswerOutcome {
  readonly question: string
  /** Id of an option or a term; null where the question is skipped. */
  readonly answer: string | null
  /** Patterns with it; in a sample the matches. */
  readonly count: number
  /** The means of a pattern: choices, how many are formal and informal, and how many meet every demand. */
  readonly choices: number
  readonly formal: number
  readonly informal: number
  readonly meeting: number
}

/** Two taxonomies that are asked about, laid against each other: where the offer is thin. */
export interface Offer {
  readonly rows: { readonly question: string; readonly taxonomy: string }
  readonly columns: { readonly question: string; readonly taxonomy: string }
  readonly cells: readonly OfferCell[]
}

export interface OfferCell {
  readonly row: string
  readonly column: string
  /** Services that are active, have room and have both terms. */
  readonly formal: number
  readonly informal: number
  /** Patterns with both answers; in a sample the matches. */
  readonly count: number
  /** Mean number of choices that meet every demand; null where no such pattern was matched. */
  readonly meeting: number | null
}

/** What happens to the others when those that are chosen most are full. */
export interface BusiestFull {
  readonly services: readonly string[]
  /** Drawn at random, and matched twice: with them, and without. */
  readonly matches: number
  /** Choices per match with fewer than there should be, before and after. */
  readonly fewer: { readonly before: Estimate; readonly after: Estimate }
  /** Gini coefficient of the services that remain. */
  readonly gini: { readonly before: number; readonly after: number }
  /** The twenty that gain most. */
  readonly shifts: readonly { readonly service: string; readonly before: Estimate; readonly after: Estimate }[]
}
