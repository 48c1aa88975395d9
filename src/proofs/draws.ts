/** Random numbers that are the same for the same seeds, on every machine. */
export interface Draws {
  /** An integer from 0 to `count` − 1, each as likely; `count` is at most 2^53 − 1. */
  below(count: number): number
}

/** sfc32 (Chris Doty-Humphrey's small fast counter), 128 bits of state. Each list of seeds has numbers of its own. */
export function drawsFrom(...seeds: readonly number[]): Draws {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (const seed of seeds) {
    a ^= seed
    b ^= Math.floor(seed / 2 ** 32)
    for (let i = 0; i < 16; i += 1) next()
  }
  return {
    below(count) {
      // Numbers at the end that would make some likelier than others are drawn again.
      const most = 2 ** 53 - (2 ** 53 % count)
      for (;;) {
        const drawn = (next() >>> 5) * 2 ** 26 + (next() >>> 6)
        if (drawn < most) return drawn % count
      }
    },
  }
}
