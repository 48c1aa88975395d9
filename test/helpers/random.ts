/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** An integer from 0 to count − 1. */
  below(count: number): number
  /** The same, low numbers more often: half of them are in the first quarter. */
  skewed(count: number): number
  percent(chance: number): boolean
  pick<T>(list: readonly T[]): T
  /** At most `count` different items, those in front more often. */
  some<T>(list: readonly T[], count: number): T[]
}

/** Mulberry32: 32 bits of state, enough to lay out a catalogue. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
  const skewed = (count: number): number => Math.floor(next() ** 2 * count)
  return {
    below: (count) => Math.floor(next() * count),
    skewed,
    percent: (chance) => next() * 100 < chance,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    some: (list, count) => [...new Set(Array.from({ length: count }, () => list[skewed(list.length)]!))],
  }
}
