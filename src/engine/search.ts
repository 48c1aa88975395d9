import type { AskedWish } from './ask.js'
import type { Compiled } from './compiled.js'
import type { Planes } from './planes.js'
import type { PlannedAsk } from './planned-ask.js'

/** What is searched, for one match. */
export interface Ground {
  readonly content: Compiled
  readonly planes: Planes
  /** A plane of who may be chosen now. Its words for blocks say who might be at all. */
  readonly alive: Int32Array
  /** By position: the place of its status in `capacityOrder`. */
  readonly capacities: Uint8Array
  readonly ask: PlannedAsk
  /** The half of the fair key that the resident's answers fix. */
  readonly fair: number
  /** Taken of each organization that may give more, by its number. */
  readonly counts: ReadonlyMap<number, number>
  readonly search: Search
}

/** What else holds for one choice. */
export interface Look {
  /** Where the plane of the kind begins that it is kept to; undefined where any will do. */
  readonly kind: number | undefined
  /** A tier must be below this. */
  readonly tierLimit: number
  readonly covered: ReadonlySet<AskedWish>
}

export interface Found {
  readonly position: number
  readonly tier: number
  readonly gain: number
}

/** What a search has seen until now. Of it only where to start, and who comes next, is for later searches of the match. */
export interface Search {
  start: number
  kind: number
  tierLimit: number
  /** What each wish earns, and half of it, in the order of the planned ask. */
  readonly full: number[]
  readonly half: number[]
  /** What all wishes earn together. */
  total: number
  /** The best until now. */
  rank: number
  /** How often that was raised. */
  raised: number
  /** What nobody of its rank can do without, as places of demands and, after these, of wishes. */
  readonly required: number[]
  requiredCount: number
  /** Whether all demands are. */
  isAllDemanded: boolean
  /** By wish: 1 where it is. */
  readonly isRequired: number[]
  /** Words to look at, and who in them may still be the best. */
  readonly at: Int32Array
  readonly able: Int32Array
  position: number
  /** Doubt before capacity. */
  standing: number
  /** Taken of its organization. */
  count: number
  key: number
  /**
   * The positions of those who come after it among its equals, open and not in doubt, each of another organization: the
   * first of them first. They hold for other looks of the same kind while nothing more is covered.
   */
  readonly next: number[]
  /** The key of the last of these, where there is no room for more. */
  lastKey: number
  nextKind: number
  nextCovered: number
  /** How many of its rank were looked at. */
  equals: number
  /** Whether only who has a better rank is looked for: the first of its rank is found by its key. */
  isSettled: boolean
  /** Of what was narrowed last: the lowest tier, and the groups that fail for it. */
  tier: number
  failed: number
  isUneven: boolean
  /** And the wishes that somebody has: who has them, who fully, and what that earns. */
  seen: number
  readonly has: number[]
  readonly fully: number[]
  readonly earned: number[]
  readonly halved: number[]
  /** How much less than all wishes together they earn at least. */
  lost: number
}

export function makeSearch(): Search {
  return {
    start: 0,
    kind: none,
    tierLimit: 0,
    full: [],
    half: [],
    total: 0,
    rank: worst,
    raised: 0,
    required: [],
    requiredCount: 0,
    isAllDemanded: false,
    isRequired: [],
    at: new Int32Array(32),
    able: new Int32Array(32),
    position: none,
    standing: 0,
    count: 0,
    key: 0,
    next: [],
    lastKey: Number.POSITIVE_INFINITY,
    nextKind: none,
    nextCovered: 0,
    equals: 0,
    isSettled: false,
    tier: 0,
    failed: 0,
    isUneven: false,
    seen: 0,
    has: [],
    fully: [],
    earned: [],
    halved: [],
    lost: 0,
  }
}

/** No position, no kind. */
export const none = -1

/** No tier reaches it: 2^9 is one more than all `relax` numbers together. */
export const anyTier = 512

/**
 * Exact, as a double holds 53 bits: 9 for the tier, 13 for up to 8,191 demands, 31 for the gain of 200,000 wishes of the
 * most points.
 */
export function rankOf(tier: number, failed: number, gain: number): number {
  return gain - (tier * failedRange + failed) * gainRange
}

export function ofRank(rank: number): { readonly tier: number; readonly gain: number } {
  const behind = 0 - Math.floor(rank / gainRange)
  return { tier: Math.floor(behind / failedRange), gain: rank + behind * gainRange }
}

const gainRange = 2 ** 31
const failedRange = 2 ** 13
/** Below the rank of anybody. */
export const worst = -Number.MAX_VALUE
