/**
 * Finds organizations by the half of their fair key that the release fixes. A key comes from one half only, so who goes
 * through keys from the lowest up meets organizations in the order of their keys, and needs no look at all the others.
 */
export interface ByRotated {
  /** All halves, ascending, and whose each is; of equal ones the smaller number first. */
  readonly halves: Uint32Array
  readonly organizations: Int32Array
  /** A bit for each possible beginning of a half, in little memory: most halves are nobody's. */
  readonly filter: Int32Array
  /** How many bits of a half are no part of its beginning. */
  readonly shift: number
}

/** @param rotated by the number of the organization */
export function makeByRotated(rotated: Uint32Array): ByRotated {
  const range = 2 ** 21
  const sorted = Float64Array.from(rotated, (half, organization) => half * range + organization).sort()
  // Eight bits for each organization, so that about one in eight is taken for somebody's without being so.
  const beginBits = Math.min(32, 3 + 32 - Math.clz32(rotated.length))
  const shift = 32 - beginBits
  const filter = new Int32Array(2 ** (beginBits - 5))
  for (const half of rotated) {
    const begin = half >>> shift
    filter[begin >>> 5] = (filter[begin >>> 5] ?? 0) | (1 << (begin & 31))
  }
  return {
    halves: Uint32Array.from(sorted, (both) => Math.floor(both / range)),
    organizations: Int32Array.from(sorted, (both) => both % range),
    filter,
    shift,
  }
}

/** The first place of a half, or where it would stand; −1 where it is surely nobody's. */
export function placeOf({ halves, filter, shift }: ByRotated, half: number): number {
  const begin = half >>> shift
  if ((((filter[begin >>> 5] ?? 0) >>> (begin & 31)) & 1) === 0) return -1
  let from = 0
  let to = halves.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((halves[middle] ?? 0) < half) from = middle + 1
    else to = middle
  }
  return from
}
