import type { AskedWish } from './ask.js'
import { type Compiled, organizationOf } from './compiled.js'
import { isBeforeByKey, mix } from './fair-key.js'
import type { Plane, Planes } from './planes.js'
import { anyAt, type Condition, maybeMetAt, metAt, type PlannedAsk } from './planned-ask.js'

/** Finds the first by rule 3 of section 6, in planes of bits. */

export interface Ground {
  readonly content: Compiled
  readonly planes: Planes
  /** Who may be chosen now. Its words for blocks say who might be at all. */
  readonly alive: Plane
  /** By position: the place of its status in `capacityOrder`. */
  readonly capacities: Uint8Array
  readonly ask: PlannedAsk
  /** The half of the fair key that the resident's answers fix. */
  readonly fair: number
  /** Taken of each organization, by its number. */
  readonly counts: ReadonlyMap<number, number>
  /** By block: no candidate in it has a higher rank, whatever the look. */
  readonly bounds: Float64Array
}

/** What else holds for one choice. */
export interface Look {
  /** What the seat is kept to, beside the demands that are never given up. */
  readonly kept: readonly Condition[]
  readonly covered: ReadonlySet<AskedWish>
}

export interface Found {
  readonly position: number
  readonly tier: number
  readonly gain: number
}

/** Bounds that hold for every look. */
export function setBounds(ground: Ground): void {
  const search = startSearch(ground, { kept: [], covered: new Set() })
  for (let block = 0; block < ground.planes.blocks; block += 1) ground.bounds[block] = boundOf(search, block)
}

export function findFirst(ground: Ground, look: Look): Found | undefined {
  const { bounds, planes } = ground
  const search = startSearch(ground, look)
  let start = 0
  for (let block = 1; block < planes.blocks; block += 1) {
    if ((bounds[block] ?? 0) > (bounds[start] ?? 0)) start = block
  }
  // The most promising first: then most others can be passed over.
  searchBlock(search, start)
  for (let block = 0; block < planes.blocks; block += 1) {
    if (block !== start && (bounds[block] ?? 0) >= search.best.rank) searchBlock(search, block)
  }
  const { position, tier, gain } = search.best
  return position === -1 ? undefined : { position, tier, gain }
}

/**
 * Tier, failed demands and gain as one number, more being better. Exact, as a double holds 53 bits: 9 for the tier, 13
 * for up to 8,191 demands, 31 for the gain of 200,000 wishes of the most points.
 */
function rankOf(tier: number, failed: number, gain: number): number {
  return gain - (tier * 8192 + failed) * 2 ** 31
}

interface Search extends Ground {
  readonly look: Look
  readonly needed: readonly Condition[]
  readonly excluded: readonly Plane[]
  readonly wishes: readonly Worth[]
  readonly best: Best
  readonly block: Block
  readonly word: Word
}

interface Worth {
  readonly has: readonly Plane[]
  readonly fully: readonly Plane[]
  /** What it earns. */
  readonly full: number
  readonly half: number
}

/** The first until now. */
interface Best {
  rank: number
  tier: number
  gain: number
  position: number
  /** Doubt before capacity. */
  standing: number
  /** Taken of its organization. */
  count: number
  key: number
}

/** What `boundOf` saw of a block, as bits of its words. */
interface Block {
  /** Where somebody may be a candidate. */
  open: number
  /** Where somebody may have the lowest tier. */
  lowest: number
  tier: number
}

/** The wishes that somebody in a word has: who has them, who fully, and what that earns. */
interface Word {
  count: number
  readonly has: Int32Array
  readonly fully: Int32Array
  readonly full: Int32Array
  readonly half: Int32Array
}

function startSearch(ground: Ground, look: Look): Search {
  const { ask } = ground
  const wishes = ask.wishes.map(({ wish, has, fully }): Worth => {
    const shift = look.covered.has(wish) ? 1 : 0
    return { has, fully, full: wish.points >> shift, half: (wish.points >> 1) >> shift }
  })
  const column = (): Int32Array => new Int32Array(wishes.length)
  return {
    ...ground,
    look,
    needed: [...ask.hard, ...look.kept],
    excluded: ask.exclusions.flatMap(({ hit }) => hit),
    wishes,
    best: { rank: Number.NEGATIVE_INFINITY, tier: 0, gain: 0, position: -1, standing: 0, count: 0, key: 0 },
    block: { open: 0, lowest: 0, tier: 0 },
    word: { count: 0, has: column(), fully: column(), full: column(), half: column() },
  }
}

/** The rank that nobody in a block exceeds. */
function boundOf({ planes, alive, needed, ask, wishes, block: seen }: Search, block: number): number {
  const place = planes.words + block
  let open = alive[place] ?? 0
  for (let i = 0; i < needed.length && open !== 0; i += 1) open &= maybeMetAt(needed[i] as Condition, place)
  seen.open = open
  if (open === 0) return Number.NEGATIVE_INFINITY
  let lowest = open
  let tier = 0
  let failed = 0
  for (const { tierBit, demands } of ask.soft) {
    let met = lowest
    for (const demand of demands) met &= maybeMetAt(demand, place)
    if (met !== 0) lowest = met
    else {
      tier |= tierBit
      failed += 1
    }
  }
  seen.lowest = lowest
  seen.tier = tier
  let gain = 0
  for (const { has, fully, full, half } of wishes) {
    if ((anyAt(has, place) & lowest) !== 0) gain += (anyAt(fully, place) & lowest) !== 0 ? full : half
  }
  return rankOf(tier, failed, gain)
}

function searchBlock(search: Search, block: number): void {
  const { best, look, bounds } = search
  const bound = boundOf(search, block)
  if (look.kept.length === 0) bounds[block] = bound
  if (bound < best.rank) return
  const { open, lowest, tier } = search.block
  if (open === 0) return
  searchWords(search, block, lowest)
  // Where nobody had that tier after all, others may come first.
  if (best.tier > tier || best.position === -1) searchWords(search, block, open & ~lowest)
}

function searchWords(search: Search, block: number, words: number): void {
  for (let left = words; left !== 0; left &= left - 1) searchWord(search, (block << 5) + 31 - Math.clz32(left & -left))
}

function searchWord(search: Search, word: number): void {
  const { alive, needed, excluded, ask, best } = search
  let services = (alive[word] ?? 0) & ~anyAt(excluded, word)
  for (let i = 0; i < needed.length && services !== 0; i += 1) services &= metAt(needed[i] as Condition, word)
  if (services === 0) return
  let tier = 0
  let failed = 0
  let isUneven = false
  for (const { tierBit, demands } of ask.soft) {
    let met = services
    for (const demand of demands) met &= metAt(demand, word)
    if (met !== 0) services = met
    else {
      tier |= tierBit
      if (best.position !== -1 && tier > best.tier) return
      failed += 1
      if (demands.length > 1) isUneven = true
    }
  }
  const bound = rankOf(tier, failed, mostGain(search, word, services))
  if (bound < best.rank) return
  if (bound === best.rank && !isUneven) services = earnMost(search.word, services)
  for (; services !== 0; services &= services - 1) {
    const bit = services & -services
    const uneven = isUneven ? failedOf(search, word, bit) : failed
    consider(search, { word, bit, tier, failed: uneven, gain: gainOf(search.word, bit) })
  }
}

/** Fills `search.word`; what a service would earn that had all that any of these services has. */
function mostGain({ wishes, word: seen }: Search, word: number, services: number): number {
  let gain = 0
  let count = 0
  for (let i = 0; i < wishes.length; i += 1) {
    const wish = wishes[i] as Worth
    const has = anyAt(wish.has, word) & services
    if (has === 0 || wish.full === 0) continue
    const fully = wish.fully === wish.has ? has : anyAt(wish.fully, word) & services
    seen.has[count] = has
    seen.fully[count] = fully
    seen.full[count] = wish.full
    seen.half[count] = wish.half
    gain += fully !== 0 ? wish.full : wish.half
    count += 1
  }
  seen.count = count
  return gain
}

/** Those of the services who earn all that any of them does. */
function earnMost({ count, has, fully, half }: Word, services: number): number {
  let most = services
  for (let i = 0; i < count; i += 1) {
    if (fully[i] !== 0) most &= fully[i] ?? 0
    else if (half[i] !== 0) most &= has[i] ?? 0
  }
  return most
}

function gainOf({ count, has, fully, full, half }: Word, bit: number): number {
  let gain = 0
  for (let i = 0; i < count; i += 1) {
    if (((has[i] ?? 0) & bit) !== 0) gain += ((fully[i] ?? 0) & bit) !== 0 ? (full[i] ?? 0) : (half[i] ?? 0)
  }
  return gain
}

function failedOf({ ask }: Search, word: number, bit: number): number {
  let failed = 0
  for (const { demands } of ask.soft) {
    for (const demand of demands) if ((metAt(demand, word) & bit) === 0) failed += 1
  }
  return failed
}

interface Candidate {
  readonly word: number
  readonly bit: number
  readonly tier: number
  readonly failed: number
  readonly gain: number
}

/** Makes a candidate the best where it comes before the best until now. */
function consider(search: Search, { word, bit, tier, failed, gain }: Candidate): void {
  const { content, planes, ask, capacities, counts, fair, best } = search
  const rank = rankOf(tier, failed, gain)
  if (rank < best.rank) return
  const position = (word << 5) + 31 - Math.clz32(bit)
  const doubt = (anyAt(ask.doubts, word) & bit) === 0 ? 0 : 4
  const standing = doubt + (capacities[position] ?? 0)
  const key = mix(fair ^ (planes.rotated[position] ?? 0))
  const service = planes.services[position] ?? 0
  const count = counts.size === 0 ? 0 : (counts.get(organizationOf(content, service)) ?? 0)
  if (rank === best.rank) {
    const order = standing - best.standing || count - best.count || key - best.key
    if (order > 0) return
    if (order === 0 && !isBeforeByKey(content, fair, service, planes.services[best.position] ?? 0)) return
  }
  best.rank = rank
  best.tier = tier
  best.gain = gain
  best.position = position
  best.standing = standing
  best.count = count
  best.key = key
}
