import type { Ask, AskedWish, Demand } from './ask.js'
import { setBit } from './bits.js'
import type { Planes } from './planes.js'
import { setKey, type TermSet } from './sight.js'
import type { Terms } from './taxonomies.js'

/**
 * What is asked, as unions of planes: union *u* is of the planes that begin at `parts[starts[u]]` up to, not with,
 * `parts[starts[u + 1]]`. Plain lists of numbers, as they are read for every word of the planes.
 */
export interface PlannedAsk {
  readonly bits: Int32Array
  readonly parts: readonly number[]
  readonly starts: readonly number[]
  /** First those that are never given up, then the others by what they add to a tier, the highest first. */
  readonly demands: readonly Demand[]
  readonly hardCount: number
  /** The demands, in their order, and then the wishes, those of the most points first. */
  readonly tests: readonly Test[]
  /** From here on, in the order of the ask: a union of whom an exclusion hits. */
  readonly firstExclusion: number
  /** The tests of demands and of who has a wish: those that the fewest pass first. */
  readonly byRarity: readonly number[]
}

/** Who passes: who shows a union or, where there is an `unless`, who shows nothing of that. */
export interface Passing {
  readonly union: number
  /** Who carries a term of the taxonomy, where who carries none passes too; else `none`. */
  readonly unless: number
}

/** One thing that is asked. */
export interface Test extends Passing {
  /** Of a demand: what failing it adds to a tier, 0 where it is never given up. */
  readonly tierBit: number
  /** Of a wish. */
  readonly wish: AskedWish | undefined
  /** Whether it is of who has the wish fully; it comes right after that of who has it, where the two differ. */
  readonly isFully: boolean
}

export const none = -1

/** Whom any exclusion hits. */
export const hit: Passing = { union: 0, unless: none }
/** Who is in doubt. */
export const doubtful: Passing = { union: 1, unless: none }

/** A place in the planes: of 32 services, or past the words of 32 words. */
export type Place = number

export function unionAt({ bits, parts, starts }: PlannedAsk, union: number, place: Place): number {
  let i = starts[union] ?? 0
  const end = starts[union + 1] ?? 0
  let found = 0
  for (; i < end; i += 1) found |= bits[(parts[i] ?? 0) + place] ?? 0
  return found
}

/** Where the plane begins that by itself tells who passes; `none` where none does. */
export function onlyPlaneOf({ parts, starts }: PlannedAsk, { union, unless }: Passing): number {
  const start = starts[union] ?? 0
  return unless === none && starts[union + 1] === start + 1 ? (parts[start] ?? 0) : none
}

/** Which of 32 services pass. */
export function passingAt(ask: PlannedAsk, { union, unless }: Passing, word: Place): number {
  const passing = unionAt(ask, union, word)
  return unless === none ? passing : passing | ~unionAt(ask, unless, word)
}

/** Which of 32 services meet a demand. */
export function metAt(ask: PlannedAsk, demand: number, word: Place): number {
  return passingAt(ask, ask.tests[demand] as Test, word)
}

/** Room for planes of sets that few services show, made for one match and cleared when the next one opens. */
export interface Borrowing {
  /** The bits of all planes, those borrowed at the end. */
  bits: Int32Array
  /** For each borrowed plane: from and to in the rare positions, one after the other. */
  readonly ranges: (readonly number[])[]
}

export function planAsk(ask: Ask, terms: Terms, { planes, borrowing }: Ground): PlannedAsk {
  giveBack(planes, borrowing)
  const planning: Planning = { terms, planes, borrowing, known: new Map(), parts: [], starts: [0] }
  const demands = [...ask.demands].sort((a, b) => orderOf(a) - orderOf(b))
  const wishes = [...ask.wishes].sort((a, b) => b.points - a.points)
  addUnion(
    planning,
    ask.exclusions.map((exclusion) => exclusion.hit),
  )
  addDoubtful(planning, ask)
  const tests: Test[] = []
  for (const { has, any, tierBit } of demands) {
    const union = addUnion(planning, has)
    const unless = any === undefined ? none : addUnion(planning, [any])
    tests.push({ union, unless, tierBit, wish: undefined, isFully: false })
  }
  for (const wish of wishes) {
    tests.push(testOf(wish, addUnion(planning, [wish.has]), false))
    if (wish.fully !== wish.has) tests.push(testOf(wish, addUnion(planning, [wish.fully]), true))
  }
  const firstExclusion = planning.starts.length - 1
  for (const { hit } of ask.exclusions) addUnion(planning, [hit])
  const { parts, starts } = planning
  // One literal, so that the engine below finds these at the same places for every ask.
  return {
    bits: borrowing.bits,
    parts,
    starts,
    demands,
    hardCount: demands.filter(({ tierBit }) => tierBit === 0).length,
    tests,
    firstExclusion,
    byRarity: sortByRarity(planning, tests),
  }
}

function testOf(wish: AskedWish, union: number, isFully: boolean): Test {
  return { union, unless: none, tierBit: 0, wish, isFully }
}

/** Who passes by carrying no term of a taxonomy isn't counted: it only makes the order less good. */
function sortByRarity({ planes, borrowing, parts, starts }: Planning, tests: readonly Test[]): number[] {
  const { sizes, words, blocks } = planes
  const sizeOf = (union: number): number => {
    let size = 0
    for (let i = starts[union] ?? 0; i < (starts[union + 1] ?? 0); i += 1) {
      const plane = (parts[i] ?? 0) / (words + blocks)
      size += plane < sizes.length ? (sizes[plane] ?? 0) : countIn(borrowing.ranges[plane - sizes.length] ?? [])
    }
    return size
  }
  const testSizes = tests.map(({ union }) => sizeOf(union))
  const sizeOfTest = (test: number): number => testSizes[test] ?? 0
  const order: number[] = []
  for (let test = 0; test < tests.length; test += 1) if (tests[test]?.isFully === false) order.push(test)
  return order.sort((a, b) => sizeOfTest(a) - sizeOfTest(b))
}

function countIn(ranges: readonly number[]): number {
  let count = 0
  for (let i = 0; i < ranges.length; i += 2) count += (ranges[i + 1] ?? 0) - (ranges[i] ?? 0)
  return count
}

interface Ground {
  readonly planes: Planes
  readonly borrowing: Borrowing
}

interface Planning extends Ground {
  readonly terms: Terms
  /** By `setKey`: those of a set that has no plane of its own. */
  readonly known: Map<number, readonly number[]>
  readonly parts: number[]
  readonly starts: number[]
}

function addPlanes(planning: Planning, set: TermSet): void {
  const { terms, planes, known, parts } = planning
  const key = setKey(set, terms)
  const whole = planes.common.get(key)
  if (whole !== undefined) {
    parts.push(whole)
    return
  }
  const found = known.get(key) ?? planesOf(set, planning)
  known.set(key, found)
  for (const plane of found) parts.push(plane)
}

/** @returns its number */
function addUnion(planning: Planning, sets: readonly TermSet[]): number {
  for (const set of sets) addPlanes(planning, set)
  return planning.starts.push(planning.parts.length) - 2
}

/** Mostly nothing is demanded of any restrictive taxonomy, and all of them together have a plane. */
function addDoubtful(planning: Planning, { undemanded }: Ask): void {
  const isAll = undemanded.length === planning.terms.restrictive.length
  if (isAll) planning.parts.push(planning.planes.restricted)
  addUnion(planning, isAll ? [] : undemanded)
}

/** Those that are never given up first, then those that are given up last. */
function orderOf({ tierBit }: Demand): number {
  return tierBit === 0 ? Number.NEGATIVE_INFINITY : -tierBit
}

/** The planes that together show a set that has none of its own. */
function planesOf(set: TermSet, { terms, planes, borrowing }: Planning): readonly number[] {
  const found: number[] = []
  const ranges: number[] = []
  const add = (from: number, to: number): void => {
    const plane = planes.common.get(setKey({ from, to, above: false }, terms))
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

/** How many words are cleared in the time that it takes to clear one position. */
const clearedAtOnce = 16

function giveBack({ bits, words, blocks, rare }: Planes, borrowing: Borrowing): void {
  for (const [place, ranges] of borrowing.ranges.entries()) {
    const begin = bits.length + place * (words + blocks)
    if (countIn(ranges) * clearedAtOnce > words) {
      borrowing.bits.fill(0, begin, begin + words + blocks)
      continue
    }
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
