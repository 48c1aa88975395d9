import type { Ask, AskedWish, Demand } from './ask.js'
import type { Plane, Planes } from './planes.js'
import { type Bit, setKey, type TermSet } from './sight.js'

/** What is asked, as planes: a service shows a set when one of its planes has a bit at its position. */
export interface PlannedAsk {
  /** Demands that are never given up. */
  readonly hard: readonly PlannedDemand[]
  /** Those that may be, by what they add to a tier; the highest first. */
  readonly soft: readonly Group[]
  readonly exclusions: readonly PlannedExclusion[]
  readonly wishes: readonly PlannedWish[]
  /** A bit in one of them puts a service in doubt. */
  readonly doubts: readonly Plane[]
}

/** Met with a bit in any of these, or without one in any of those. */
export interface Condition {
  readonly any: readonly Plane[]
  readonly unless: readonly Plane[] | undefined
}

export interface PlannedDemand extends Condition {
  /** One bit, 2^position, for its question. */
  readonly questions: number
}

export interface PlannedExclusion {
  readonly hit: readonly Plane[]
  readonly questions: number
}

/** Demands that share a `relax` number. */
export interface Group {
  readonly tierBit: number
  readonly demands: readonly Condition[]
}

export interface PlannedWish {
  readonly wish: AskedWish
  readonly has: readonly Plane[]
  readonly fully: readonly Plane[]
}

/** The bits of 32 services, or of 32 words, at a place in the planes. */
export function anyAt(planes: readonly Plane[], place: number): number {
  let bits = 0
  for (let i = 0; i < planes.length; i += 1) bits |= planes[i]?.[place] ?? 0
  return bits
}

/** Which of 32 services meet it. */
export function metAt({ any, unless }: Condition, word: number): number {
  return unless === undefined ? anyAt(any, word) : anyAt(any, word) | ~anyAt(unless, word)
}

/** In which of 32 words a service may meet it; `place` is past the words. */
export function maybeMetAt({ any, unless }: Condition, place: number): number {
  return unless === undefined ? anyAt(any, place) : -1
}

/** Planes made for one match, of sets that few services show; given back when the next match opens. */
export interface Borrowed {
  readonly planes: Plane[]
  /** Where in the rare positions stands what the planes hold: from and to, one after the other, for each plane. */
  readonly ranges: number[][]
}

export function planAsk(ask: Ask, planes: Planes, borrowed: Borrowed): PlannedAsk {
  giveBack(planes, borrowed)
  const known = ask.sight.sets.map((set) => planesOf(set, { ask, planes, borrowed }))
  const of = (bit: Bit): readonly Plane[] => known[bit] ?? []
  const condition = ({ has, any, question }: Demand): PlannedDemand => ({
    any: has.length === 1 ? of(has[0] ?? 0) : [...new Set(has.flatMap(of))],
    unless: any === undefined ? undefined : of(any),
    questions: 1 << question.position,
  })
  const bits = [...new Set(ask.demands.map(({ tierBit }) => tierBit))].sort((a, b) => b - a)
  const sharing = (bit: number): PlannedDemand[] => ask.demands.filter(({ tierBit }) => tierBit === bit).map(condition)
  return {
    hard: sharing(0),
    soft: bits.filter((bit) => bit > 0).map((tierBit) => ({ tierBit, demands: sharing(tierBit) })),
    exclusions: ask.exclusions.map(({ hit, questions }) => ({ hit: of(hit), questions })),
    wishes: ask.wishes.map((wish) => ({ wish, has: of(wish.has), fully: of(wish.fully) })),
    doubts: ask.undemanded.flatMap(({ any }) => of(any)),
  }
}

interface Planning {
  readonly ask: Ask
  readonly planes: Planes
  readonly borrowed: Borrowed
}

/** The planes that together show a set. */
function planesOf(set: TermSet, { ask, planes, borrowed }: Planning): readonly Plane[] {
  const { terms } = ask.sight
  const whole = planes.common.get(setKey(set, terms.ids.length))
  if (whole !== undefined) return [whole]
  const found: Plane[] = []
  const ranges: number[] = []
  const add = (from: number, to: number): void => {
    const plane = planes.common.get(setKey({ from, to, above: false }, terms.ids.length))
    if (plane !== undefined) found.push(plane)
    else ranges.push(planes.rare.starts[from] ?? 0, planes.rare.starts[to] ?? 0)
  }
  add(set.from, set.to)
  if (set.above) {
    for (let term = terms.parents[set.from] ?? -1; term !== -1; term = terms.parents[term] ?? -1) add(term, term + 1)
  }
  if (ranges.some((start, i) => i % 2 === 0 && start < (ranges[i + 1] ?? 0)))
    found.push(borrow(planes, borrowed, ranges))
  return found
}

/** A plane of the rare positions in these ranges. */
function borrow({ words, blocks, rare }: Planes, borrowed: Borrowed, ranges: number[]): Plane {
  const place = borrowed.ranges.length
  const plane = borrowed.planes[place] ?? new Int32Array(words + blocks)
  borrowed.planes[place] = plane
  borrowed.ranges.push(ranges)
  eachIn(rare.positions, ranges, (position) => {
    const word = position >>> 5
    plane[word] = (plane[word] ?? 0) | (1 << (position & 31))
    plane[words + (word >>> 5)] = (plane[words + (word >>> 5)] ?? 0) | (1 << (word & 31))
  })
  return plane
}

function giveBack({ words, rare }: Planes, { planes, ranges }: Borrowed): void {
  for (const [place, range] of ranges.entries()) {
    const plane = planes[place]
    if (plane === undefined) continue
    eachIn(rare.positions, range, (position) => {
      plane[position >>> 5] = 0
      plane[words + (position >>> 10)] = 0
    })
  }
  ranges.length = 0
}

function eachIn(positions: Int32Array, ranges: readonly number[], visit: (position: number) => void): void {
  for (let i = 0; i < ranges.length; i += 2) {
    const end = ranges[i + 1] ?? 0
    for (let j = ranges[i] ?? 0; j < end; j += 1) visit(positions[j] ?? 0)
  }
}
