import { none, onlyPlaneOf, type Passing, type PlannedAsk, passingAt } from './planned-ask.js'
import type { Search } from './search.js'

/**
 * Lists of words, and who in each of them is left, sifted by one thing that is asked: one plane after the other over all
 * words of a list, which takes far less time than one word after the other.
 */

/** Which of them are wanted, as a mask: who passes, or who fails. */
export const whoPass = 0
export const whoFail = -1

export interface Sifting {
  readonly ask: PlannedAsk
  readonly search: Search
}

/**
 * Drops those of a list who are not wanted, and the words in which nobody is left.
 *
 * @param to where the list ends that begins at `from`
 * @returns where it ends now
 */
export function siftInPlace(sifting: Sifting, sieve: Passing, wanted: number, from: number, to: number): number {
  return sift(sifting, sieve, wanted, from, to, from)
}

/**
 * Writes who passes behind the list.
 *
 * @returns where that ends; `search.isWhole` says whether it is the whole list
 */
export function siftBehind(sifting: Sifting, sieve: Passing, from: number, to: number): number {
  makeRoom(sifting.search, to + to - from)
  return sift(sifting, sieve, whoPass, from, to, to)
}

function sift(
  { ask, search }: Sifting,
  sieve: Passing,
  wanted: number,
  from: number,
  to: number,
  place: number,
): number {
  const plane = onlyPlaneOf(ask, sieve)
  if (plane === none) look(ask, search, sieve, from, to)
  const { bits } = ask
  const { at, able, shown } = search
  let end = place
  let dropped = 0
  for (let i = from; i < to; i += 1) {
    const word = at[i] ?? 0
    const own = able[i] ?? 0
    const left = own & ((plane === none ? (shown[i - from] ?? 0) : (bits[plane + word] ?? 0)) ^ wanted)
    dropped |= own ^ left
    at[end] = word
    able[end] = left
    // Without a branch, which no processor could foretell.
    end += (left | -left) >>> 31
  }
  search.isWhole = dropped === 0
  return end
}

/** Notes who in each word of a list passes: ahead of the sieve, whose loop is so the same for one plane and for many. */
function look(ask: PlannedAsk, { at, shown }: Search, sieve: Passing, from: number, to: number): void {
  for (let i = from; i < to; i += 1) shown[i - from] = passingAt(ask, sieve, at[i] ?? 0)
}

function makeRoom(search: Search, words: number): void {
  if (words <= search.at.length) return
  search.at = longer(search.at, words)
  search.able = longer(search.able, words)
}

function longer(list: Int32Array, words: number): Int32Array {
  const more = new Int32Array(2 * words)
  more.set(list)
  return more
}
