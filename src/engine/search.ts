import type { AskedWish } from './ask.js'
import type { Compiled } from './compiled.js'
import type { Planes } from './planes.js'
import { none, type PlannedAsk } from './planned-ask.js'

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
  /** A block; `none` where there are so few that it makes no difference. */
  start: number
  kind: number
  tierLimit: number
  /** By the place of a test of a wish: what who fails it earns less than who passes. */
  readonly losses: number[]
  /** Of the tests those that who may be the best can't fail. */
  readonly required: number[]
  /** By test: 1 where all in the list pass it. */
  readonly isPassed: number[]
  /** What all wishes earn together. */
  total: number
  /** Lists of words, and who in each of them may still be the best: first a whole one, then what is divided off it. */
  at: Int32Array
  able: Int32Array
  /** Who in each word of a list passes what it is sifted by. */
  readonly shown: Int32Array
  /** Whether nobody was dropped. */
  isWhole: boolean
  /** The best until now. */
  rank: number
  position: number
  /** Doubt before capacity. */
  standing: number
  /** Taken of its organization. */
  count: number
  key: number
  /**
   * The positions of those who come after it among its equals, open and not in doubt, each of another organization: the
   * first of them first. They hold for other looks of the same kind while nothing more is covered, or while they
   * have all that is wished for.
   */
  readonly next: Int32Array
  readonly nextKeys: Uint32Array
  nextCount: number
  /** The key of the last of these, where there is no room for more; else the highest. */
  lastKey: number
  nextKind: number
  nextCovered: number
  /** How many of its rank were looked at. */
  equals: number
  /** Whether only who has a better rank is looked for: the first of its rank is found by its key. */
  isSettled: boolean
  /** The positions of the organizations with the lowest keys, once they were needed. */
  lowest: readonly number[] | undefined
}

export const highestKey = 2 ** 32 - 1

export function makeSearch(): Search {
  return {
    start: none,
    kind: none,
    tierLimit: 0,
    losses: [],
    required: [],
    isPassed: [],
    total: 0,
    at: new Int32Array(roomAtFirst),
    able: new Int32Array(roomAtFirst),
    shown: new Int32Array(mostWords),
    isWhole: false,
    rank: worst,
    position: none,
    standing: worstStanding,
    count: 0,
    key: 0,
    next: new Int32Array(maximumNext),
    nextKeys: new Uint32Array(maximumNext),
    nextCount: 0,
    lastKey: highestKey,
    nextKind: none,
    nextCovered: 0,
    equals: 0,
    isSettled: false,
    lowest: undefined,
  }
}

/** As many as are usually wanted at once: to keep more in order costs more than to search again where they are. */
export const maximumNext = 3

/** How many blocks are searched at a time, at most: each time costs something, and lists of more words leave the caches. */
export const mostBlocks = 256
/** Lists are of as many words at first. */
export const mostWords = 32 * mostBlocks

/** In words; more is made where it is needed. */
const roomAtFirst = 2 * mostWords

/** Sets the rank to reach. */
export function resetBest(search: Search, rank: number): void {
  search.rank = rank
  search.standing = worstStanding
  search.equals = 0
  search.nextCount = 0
  search.lastKey = highestKey
  search.isSettled = false
}

/** Doubt goes before capacity. */
export const inDoubt = 4
const worstStanding = 8

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
