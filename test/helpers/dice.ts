import fc from 'fast-check'

/**
 * Random choices read from a tape of numbers. fast-check draws and shrinks the tape; what is built from it stays
 * plain code. A zero, also past the end of the tape, is always the simplest choice.
 */
export interface Dice {
  /** An integer from 0 to count - 1. */
  below(count: number): number
  /** True in so many of a hundred throws. */
  chance(percent: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** At most `count` different items, at least one where there is one, in any order. */
  some<Item>(items: readonly Item[], count: number): Item[]
  shuffle<Item>(items: readonly Item[]): Item[]
}

export function diceOf(tape: readonly number[]): Dice {
  let at = 0
  const below = (count: number): number => (tape[at++] ?? 0) % count
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
  const shuffle = <Item>(items: readonly Item[]): Item[] => {
    const left = [...items]
    return items.map(() => left.splice(below(left.length), 1)[0]!)
  }
  return {
    below,
    pick,
    shuffle,
    chance: (percent) => below(100) >= 100 - percent,
    some: (items, count) => (items.length === 0 ? [] : shuffle(items).slice(0, 1 + below(count))),
  }
}

/** A tape of fixed length; 27,720 is divisible by every small count, so that no choice is favoured. */
export const tape = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(27_719), { minLength: length, maxLength: length })
