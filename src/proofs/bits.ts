import type { ServiceBits } from '../engine/survey.js'

/** Sets of services as bits, 32 to a word. Loops in place of `map`, which takes some five times as long. */

export function both(a: ServiceBits, b: ServiceBits): ServiceBits {
  const bits = new Int32Array(a.length)
  for (let i = 0; i < bits.length; i += 1) bits[i] = (a[i] ?? 0) & (b[i] ?? 0)
  return bits
}

export function without(a: ServiceBits, b: ServiceBits): ServiceBits {
  const bits = new Int32Array(a.length)
  for (let i = 0; i < bits.length; i += 1) bits[i] = (a[i] ?? 0) & ~(b[i] ?? 0)
  return bits
}

export function isEmpty(bits: ServiceBits): boolean {
  for (let i = 0; i < bits.length; i += 1) if (bits[i] !== 0) return false
  return true
}

export function hasBit(bits: ServiceBits, service: number): boolean {
  return (((bits[service >>> 5] ?? 0) >>> (service & 31)) & 1) === 1
}

export function sameBits(a: ServiceBits, b: ServiceBits): boolean {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}

/** Ascending. */
export function* servicesIn(bits: ServiceBits): Iterable<number> {
  for (let i = 0; i < bits.length; i += 1) {
    for (let word = bits[i] ?? 0; word !== 0; word &= word - 1) yield (i << 5) + 31 - Math.clz32(word & -word)
  }
}

export function countIn(bits: ServiceBits): number {
  let count = 0
  for (const _ of servicesIn(bits)) count += 1
  return count
}

/** A text that no other set of as many services has. */
export function textOf(bits: ServiceBits): string {
  return Array.from(bits, (word) => (word >>> 0).toString(36)).join(' ')
}
