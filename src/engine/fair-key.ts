import type { Compiled } from './compiled.js'

/** The fair key (section 7): an order among equals that nobody can know beforehand, and that favours nobody. */

/** FNV-1a over an ASCII text, unsigned 32 bits. */
export function fnv(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h >>> 0
}

/** The finalizer of MurmurHash3: each bit of `h` moves about half of the bits of the outcome; unsigned 32 bits. */
export function mix(h: number): number {
  return fold(mixFolded(fold(h))) >>> 0
}

/** `mix` between its two folds: the upper 16 bits are those of the key. */
export function mixFolded(folded: number): number {
  const x = Math.imul(folded, 0x85ebca6b)
  return Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
}

/** How `mix` begins and ends: the upper 16 bits stay as they are, and the fold of `a ^ b` is that of `a` ^ that of `b`. */
export function fold(h: number): number {
  return h ^ (h >>> 16)
}

/** The half of a key that the release fixes; the other half is `fnv(seed + "|" + canonical)`. */
export function rotated(rotation: string, id: string): number {
  return mix(fnv(`${rotation}:${id}`))
}

/** Rule 3 of section 6 from the key of the organization on: whether service `s` comes before `t`. */
export function isBeforeByKey({ services, organizations }: Compiled, fair: number, s: number, t: number): boolean {
  const [o, p] = [services.organizations[s] ?? 0, services.organizations[t] ?? 0]
  const key = (half: number | undefined): number => mix(fair ^ (half ?? 0))
  const order =
    key(organizations.rotated[o]) - key(organizations.rotated[p]) ||
    o - p ||
    key(services.rotated[s]) - key(services.rotated[t]) ||
    s - t
  return order < 0
}
