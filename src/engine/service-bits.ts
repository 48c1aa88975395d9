import type { Demand } from './ask.js'
import { setBit } from './bits.js'
import type { Compiled } from './compiled.js'
import { setKey, type TermSet, termsOf } from './sight.js'

/** A set of services: the bit `s & 31` of word `s >>> 5` for the service with number *s*. */
export type ServiceBits = Int32Array

/** Sets of the services of a release. */
export interface ServiceSets {
  where(holds: (service: number) => boolean): ServiceBits
  /** Who shows a set of terms; found once for each set, and not to be written to. */
  showing(set: TermSet): ServiceBits
  /** 32-bit words of a set. */
  readonly words: number
}

export function createServiceSets({ services: { starts, terms, ids }, terms: tree }: Compiled): ServiceSets {
  const words = (ids.length + 31) >>> 5
  const known = new Map<number, ServiceBits>()
  const carriers = new Map<number, number[]>()
  for (let s = 0; s < ids.length; s += 1) {
    for (let i = starts[s] ?? 0; i < (starts[s + 1] ?? 0); i += 1) {
      const term = terms[i] ?? 0
      const list = carriers.get(term)
      if (list) list.push(s)
      else carriers.set(term, [s])
    }
  }
  return {
    words,
    where(holds) {
      const bits = new Int32Array(words)
      for (let s = 0; s < ids.length; s += 1) if (holds(s)) setBit(bits, 0, s)
      return bits
    },
    showing(set) {
      const key = setKey(set, tree)
      const found = known.get(key)
      if (found) return found
      const bits = new Int32Array(words)
      for (const term of termsOf(set, tree)) for (const s of carriers.get(term) ?? []) setBit(bits, 0, s)
      known.set(key, bits)
      return bits
    },
  }
}

/**
 * Who meets a demand; not to be written to.
 *
 * @param blank a set with anything in it, written to where none that is known will do
 */
export function meeting(
  sets: ServiceSets,
  { has, any }: Demand,
  blank = (): ServiceBits => new Int32Array(sets.words),
): ServiceBits {
  const [first = new Int32Array(sets.words), ...others] = has.map(sets.showing)
  if (others.length === 0 && any === undefined) return first
  const bits = blank()
  bits.set(first)
  const anyone = any && sets.showing(any)
  for (let i = 0; anyone && i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) | ~(anyone[i] ?? 0)
  for (const shown of others) for (let i = 0; i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) | (shown[i] ?? 0)
  return bits
}

/**
 * Loops in place of `map`, which takes some five times as long.
 *
 * @param bits what it is written to, which may be one of the two
 */
export function both(a: ServiceBits, b: ServiceBits, bits: ServiceBits = new Int32Array(a.length)): ServiceBits {
  for (let i = 0; i < bits.length; i += 1) bits[i] = (a[i] ?? 0) & (b[i] ?? 0)
  return bits
}

/** @param bits as for `both` */
export function without(a: ServiceBits, b: ServiceBits, bits: ServiceBits = new Int32Array(a.length)): ServiceBits {
  for (let i = 0; i < bits.length; i += 1) bits[i] = (a[i] ?? 0) & ~(b[i] ?? 0)
  return bits
}

export function isEmpty(bits: ServiceBits): boolean {
  for (let i = 0; i < bits.length; i += 1) if (bits[i] !== 0) return false
  return true
}

export function isSame(a: ServiceBits, b: ServiceBits): boolean {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}

/** Their numbers, ascending, one at a time: who looks for one that will do need not see all. */
export function* numbersIn(bits: ServiceBits): Iterable<number> {
  for (let i = 0; i < bits.length; i += 1) {
    for (let word = bits[i] ?? 0; word !== 0; word &= word - 1) yield (i << 5) + 31 - Math.clz32(word & -word)
  }
}

/** All of these numbers at once, which takes a fraction of the time. */
export function listOf(bits: ServiceBits): number[] {
  const list: number[] = []
  for (let i = 0; i < bits.length; i += 1) {
    for (let word = bits[i] ?? 0; word !== 0; word &= word - 1) list.push((i << 5) + 31 - Math.clz32(word & -word))
  }
  return list
}

export function countIn(bits: ServiceBits): number {
  let count = 0
  for (const _ of numbersIn(bits)) count += 1
  return count
}
