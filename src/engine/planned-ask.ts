import type { Ask, AskedWish, Demand } from './ask.js'
import { type Planes, setBit } from './planes.js'
import { type Bit, setKey } from './sight.js'

/**
 * What is asked, as unions of planes: union *u* is of the planes that begin at `parts[starts[u]]` up to, not with,
 * `parts[starts[u + 1]]`. Plain lists of numbers, as they are read for every word of the planes.
 */
export interface PlannedAsk {
  readonly bits: Int32Array
  readonly parts: readonly number[]
  readonly starts: readonly number[]
  /** From `firstDemand` on, a union of who shows one of its terms: first the demands that are never given up. */
  readonly demands: readonly Demand[]
  /** By demand: 1 where who carries no term of the taxonomy meets it. */
  readonly isForUntagged: readonly number[]
  readonly hardCount: number
  /** The others by what they add to a tier, the highest first. */
  readonly groups: readonly Group[]
  /** From here on, by demand: a union of who carries a term of the taxonomy, where who carries none meets it. */
  readonly firstUnless: number
  /** Those of the most points first. From here on, a union of who has them. */
  readonly wishes: readonly AskedWish[]
  readonly firstHas: number
  /** From here on, by wish: a union of who has it fully. */
  readonly firstFully: number
  /** By wish: 1 where who has it has it fully. */
  readonly isPlain: readonly number[]
  /** From here on, in the order of the ask: a union of whom an exclusion hits. */
  readonly firstExclusion: number
  /** Places of demands and, after the last of these, of wishes: those that the fewest show first. */
  readonly byRarity: readonly number[]
}

/** Demands that share a `relax` number, by place. */
export interface Group {
  readonly tierBit: number
  readonly start: number
  readonly end: number
}

/** The union of whom any exclusion hits. */
export const hit = 0
/** The union of who is in doubt. */
export const doubtful = 1
export const firstDemand = 2

/** A place in the planes: of 32 services, or past the words of 32 words. */
export type Place = number

export function unionAt({ bits, parts, starts }: PlannedAsk, union: number, place: Place): number {
  let i = starts[union] ?? 0
  const end = starts[union + 1] ?? 0
  let found = 0
  for (; i < end; i += 1) found |= bits[(parts[i] ?? 0) + place] ?? 0
  return found
}

/** Which of 32 services meet a demand. */
export function metAt(ask: PlannedAsk, demand: number, word: Place): number {
  const met = unionAt(ask, firstDemand + demand, word)
  return ask.isForUntagged[demand] === 1 ? met | ~unionAt(ask, ask.firstUnless + demand, word) : met
}

/** In which of 32 words somebody may meet a demand. */
export function maybeMetAt(ask: PlannedAsk, demand: number, place: Place): number {
  return ask.isForUntagged[demand] === 1 ? -1 : unionAt(ask, firstDemand + demand, place)
}

/** Room for planes of sets that few services show, made for one match and cleared when the next one opens. */
export interface Borrowing {
  /** The bits of all planes, those borrowed at the end. */
  bits: Int32Array
  /** For each borrowed plane: from and to in the rare positions, one after the other. */
  readonly ranges: (readonly number[])[]
}

export function planAsk(ask: Ask, planes: Planes, borrowing: Borrowing): PlannedAsk {
  giveBack(planes, borrowing)
  const planning: Planning = { ask, planes, borrowing, known: [], parts: [], starts: [0] }
  const demands = [...ask.demands].sort((a, b) => orderOf(a) - orderOf(b))
  const wishes = [...ask.wishes].sort((a, b) => b.points - a.points)
  for (const exclusion of ask.exclusions) addPlanes(planning, exclusion.hit)
  endUnion(planning)
  for (const { any } of ask.undemanded) addPlanes(planning, any)
  endUnion(planning)
  for (const { has } of demands) {
    for (const bit of has) addPlanes(planning, bit)
    endUnion(planning)
  }
  for (const { any } of demands) {
    if (any !== undefined) addPlanes(planning, any)
    endUnion(planning)
  }
  for (const { has } of wishes) {
    addPlanes(planning, has)
    endUnion(planning)
  }
  for (const { fully } of wishes) {
    addPlanes(planning, fully)
    endUnion(planning)
  }
  for (const exclusion of ask.exclusions) {
    addPlanes(planning, exclusion.hit)
    endUnion(planning)
  }
  const { parts, starts } = planning
  const firstUnless = firstDemand + demands.length
  const firstHas = firstUnless + demands.length
  const firstFully = firstHas + wishes.length
  const firstExclusion = firstFully + wishes.length
  const { hardCount, groups } = groupDemands(demands)
  // One literal, so that the engine below finds these at the same places for every ask.
  return {
    bits: borrowing.bits,
    parts,
    starts,
    demands,
    isForUntagged: demands.map(({ any }) => (any === undefined ? 0 : 1)),
    hardCount,
    groups,
    firstUnless,
    wishes,
    firstHas,
    firstFully,
    isPlain: wishes.map(({ has, fully }) => (has === fully ? 1 : 0)),
    firstExclusion,
    byRarity: sortByRarity(planning, demands.length, wishes.length),
  }
}

/** Who meets a demand by carrying no term of its taxonomy isn't counted: it only makes the order less good. */
function sortByRarity({ planes, borrowing, parts, starts }: Planning, demands: number, wishes: number): number[] {
  const { sizes, words, blocks } = planes
  const sizeOf = (union: number): number => {
    let size = 0
    for (let i = starts[union] ?? 0; i < (starts[union + 1] ?? 0); i += 1) {
      const plane = (parts[i] ?? 0) / (words + blocks)
      size += plane < sizes.length ? (sizes[plane] ?? 0) : countIn(borrowing.ranges[plane - sizes.length] ?? [])
    }
    return size
  }
  const order: { readonly place: number; readonly size: number }[] = []
  for (let place = 0; place < demands + wishes; place += 1) {
    // The unions of wishes stand after two for each demand.
    order.push({ place, size: sizeOf(firstDemand + place + (place < demands ? 0 : demands)) })
  }
  return order.sort((a, b) => a.size - b.size).map(({ place }) => place)
}

function countIn(ranges: readonly number[]): number {
  let count = 0
  for (let i = 0; i < ranges.length; i += 2) count += (ranges[i + 1] ?? 0) - (ranges[i] ?? 0)
  return count
}

interface Planning {
  readonly ask: Ask
  readonly planes: Planes
  readonly borrowing: Borrowing
  /** By bit. */
  readonly known: (readonly number[])[]
  readonly parts: number[]
  readonly starts: number[]
}

function addPlanes(planning: Planning, bit: Bit): void {
  const { known, parts } = planning
  const found = known[bit] ?? planesOf(bit, planning)
  known[bit] = found
  for (const plane of found) parts.push(plane)
}

function endUnion({ parts, starts }: Planning): void {
  starts.push(parts.length)
}

/** Those that are never given up first, then those that are given up last. */
function orderOf({ tierBit }: Demand): number {
  return tierBit === 0 ? Number.NEGATIVE_INFINITY : -tierBit
}

function groupDemands(demands: readonly Demand[]): { readonly hardCount: number; readonly groups: readonly Group[] } {
  const groups: { tierBit: number; start: number; end: number }[] = []
  let hardCount = 0
  for (const [place, { tierBit }] of demands.entries()) {
    const last = groups.at(-1)
    if (tierBit === 0) hardCount += 1
    else if (last?.tierBit === tierBit) last.end = place + 1
    else groups.push({ tierBit, start: place, end: place + 1 })
  }
  return { hardCount, groups }
}

/** The planes that together show a set. */
function planesOf(bit: Bit, { ask, planes, borrowing }: Planning): readonly number[] {
  const { terms, sets } = ask.sight
  const set = sets[bit] ?? { from: 0, to: 0, above: false }
  const whole = planes.common.get(setKey(set, terms.ids.length))
  if (whole !== undefined) return [whole]
  const found: number[] = []
  const ranges: number[] = []
  const add = (from: number, to: number): void => {
    const plane = planes.common.get(setKey({ from, to, above: false }, terms.ids.length))
    if (plane !== undefined) found.push(plane)
    else if (planes.rare.starts[from] !== planes.rare.starts[to]) {
      ranges.push(planes.rare.starts[from] ?? 0, planes.rare.starts[to] ?? 0)
    }
  }
  add(set.from, set.to)
  if (set.above) {
    for (let term = terms.parents[set.from] ?? -1; term !== -1; term = terms.parents[term] ?? -1) add(term, term + 1)
  }
  if (ranges.length > 0) found.push(borrow(planes, borrowing, ranges))
  return found
}

/** Makes a plane of the rare positions in these ranges, and says where it begins. */
function borrow({ bits, words, blocks, rare }: Planes, borrowing: Borrowing, ranges: readonly number[]): number {
  const begin = bits.length + borrowing.ranges.length * (words + blocks)
  borrowing.ranges.push(ranges)
  if (begin + words + blocks > borrowing.bits.length) {
    const more = new Int32Array(begin + 4 * (words + blocks))
    more.set(borrowing.bits)
    borrowing.bits = more
  }
  eachIn(rare.positions, ranges, (position) => {
    setBit(borrowing.bits, begin, position)
    setBit(borrowing.bits, begin + words, position >>> 5)
  })
  return begin
}

function giveBack({ bits, words, blocks, rare }: Planes, borrowing: Borrowing): void {
  for (const [place, ranges] of borrowing.ranges.entries()) {
    const begin = bits.length + place * (words + blocks)
    eachIn(rare.positions, ranges, (position) => {
      borrowing.bits[begin + (position >>> 5)] = 0
      borrowing.bits[begin + words + (position >>> 10)] = 0
    })
  }
  borrowing.ranges.length = 0
}

function eachIn(positions: Int32Array, ranges: readonly number[], visit: (position: number) => void): void {
  for (let i = 0; i < ranges.length; i += 2) {
    const end = ranges[i + 1] ?? 0
    for (let j = ranges[i] ?? 0; j < end; j += 1) visit(positions[j] ?? 0)
  }
}
