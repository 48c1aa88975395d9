/** Sets of numbers: *n* is in one where the bit `n & 31` of its word `n >>> 5` is set. */

/** @param begin the word in which the set begins */
export function setBit(bits: Int32Array, begin: number, n: number): void {
  const word = begin + (n >>> 5)
  bits[word] = (bits[word] ?? 0) | (1 << (n & 31))
}

export function isIn(bits: Int32Array, n: number): boolean {
  return (((bits[n >>> 5] ?? 0) >>> (n & 31)) & 1) === 1
}
