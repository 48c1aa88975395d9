import { isIn, setBit } from './bits.js'

/**
 * Finds organizations by the half of their fair key that the release fixes. A key comes from one half only, so who goes
 * through keys from the lowest up meets organizations in the order of their keys, and needs no look at all the others.
 */
export interface ByRotated {
  /** All halves, ascending, and whose each is; of equal ones the smaller number first. */
  readonly halves: Uint32Array
  readonly organizations: Int32Array
  /** By the beginning of a half: where those stand that have it, up to the next. About one for each organization. */
  readonly starts: Int32Array
  /** How many bits of a half are no part of that beginning. */
  readonly startShift: number
  /** Two bits for each half, in little memory: most halves are nobody's, and mostly this tells so. */
  readonly filter: Int32Array
  /** How many bits of a half are no part of the place of either: its upper bits are one, its lower bits the other. */
  readonly filterShift: number
}

/**
 * @param rotated by the number of the organization
 * @param among the numbers of those that are to be found
 */
export function makeByRotated(rotated: Uint32Array, among: Int32Array): ByRotated {
  const range = 2 ** 21
  const sorted = Float64Array.from(among, (organization) => (rotated[organization] ?? 0) * range + organization).sort()
  const halves = Uint32Array.from(sorted, (both) => Math.floor(both / range))
  const bits = 32 - Math.clz32(among.length)
  const startShift = 32 - bits
  const starts = new Int32Array(2 ** bits + 1)
  // Eight places for each organization, so that about one half in twenty is taken for somebody's without being so.
  const filterShift = Math.max(0, startShift - 3)
  const filter = new Int32Array(2 ** (32 - filterShift - 5))
  for (const half of halves) {
    const next = (half >>> startShift) + 1
    starts[next] = (starts[next] ?? 0) + 1
    setBit(filter, 0, half >>> filterShift)
    setBit(filter, 0, (half << filterShift) >>> filterShift)
  }
  for (let i = 1; i < starts.length; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  return {
    halves,
    organizations: Int32Array.from(sorted, (both) => both % range),
    starts,
    startShift,
    filter,
    filterShift,
  }
}

/** Whether a half may be somebody's. */
export function mayHave({ filter, filterShift }: ByRotated, half: number): boolean {
  return isIn(filter, half >>> filterShift) && isIn(filter, (half << filterShift) >>> filterShift)
}

/** The numbers of the organizations that have a half, the smaller ones first. */
export function organizationsWith({ halves, organizations, starts, startShift }: ByRotated, half: number): number[] {
  const begin = half >>> startShift
  const found: number[] = []
  for (let i = starts[begin] ?? 0; i < (starts[begin + 1] ?? 0); i += 1) {
    if (halves[i] === half) found.push(organizations[i] ?? 0)
  }
  return found
}
