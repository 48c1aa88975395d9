/** The fair key (section 7): an order among equals that nobody can know beforehand, and that favours nobody. */

/** FNV-1a over an ASCII text, unsigned 32 bits. */
export function fnv(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h >>> 0
}

/** The finalizer of MurmurHash3: each bit of `h` moves about half of the bits of the outcome; unsigned 32 bits. */
export function mix(h: number): number {
  let x = h ^ (h >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** The half of a key that the release fixes; the other half is `fnv(seed + "|" + canonical)`. */
export function rotated(rotation: string, id: string): number {
  return mix(fnv(`${rotation}:${id}`))
}
