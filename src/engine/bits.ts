/** Sets of numbers: *n* is in one where the bit `n & 31` of its word `n >>> 5` is set. */

/** @param begin the word in which the set begins */
export function setBit(bits: Int32Array, begin: number, n: number): void {
  const word = begin + (n >>> 5)
  bits[word] = (bits[word] ?? 0) | (1 << (n & 31))
}

export function isIn(bits: Int32Array, n: number): boolean {
  return (((bits[n >>> 5] ?? 0) >>> (n & 31)) & 1) === 1
}

/** How many of 32 are set. */
export function countBits(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
