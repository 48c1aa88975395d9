import { descend, nothingFailed } from './descend.js'
import { isWorthLowest, searchLowest } from './lowest-keys.js'
import { hit, none, onlyPlaneOf, type Test } from './planned-ask.js'
import { type Ground, mostWords, rankOf } from './search.js'
import { siftInPlace, whoFail, whoPass } from './sift.js'

/** Searches blocks of 1,024 services: first who in them may be the best, and then, divided by all that is asked, who is. */

/** Searches the words of these blocks in which somebody may come up to the best rank until now. */
export function searchBlocks(ground: Ground, from: number, to: number): void {
  const { ask, search } = ground
  const { required, isPassed } = search
  required.length = 0
  for (const test of ask.byRarity) if (isRequired(ground, test)) required.push(test)
  isPassed.fill(0)
  const sieves = {
    first: passWhileListed(ground, required[0]),
    second: passWhileListed(ground, required[1]),
    hit: onlyPlaneOf(ask, hit),
  }
  let count = listWords(ground, listBlocks(ground, from, to), sieves)
  for (const test of required) {
    if (isPassed[test] === 1) continue
    count = siftInPlace(ground, ask.tests[test] as Test, whoPass, 0, count)
    isPassed[test] = 1
  }
  if (sieves.hit === none) count = siftInPlace(ground, hit, whoFail, 0, count)
  if (isWorthLowest(ground, from, to, count)) {
    searchLowest(ground)
    searchBlocks(ground, from, to)
  } else if (count > 0) descend(ground, 0, count, 0, nothingFailed)
}

/** Planes by which words are sifted while they are listed; `none` where there is nothing to sift by. */
interface Sieves {
  /** Who shows them stays. */
  readonly first: number
  readonly second: number
  /** Who shows it goes. */
  readonly hit: number
}

/** Notes that all in the list pass a test, where one plane says who does: it is that of the list's sieves. */
function passWhileListed({ ask, search }: Ground, test: number | undefined): number {
  if (test === undefined) return none
  const plane = onlyPlaneOf(ask, ask.tests[test] as Test)
  if (plane !== none) search.isPassed[test] = 1
  return plane
}

/**
 * Lists the blocks in which somebody may pass what is required, and in which of their words: behind where the list of
 * words will be.
 *
 * @returns where the list ends that begins at `blocksBegin`
 */
function listBlocks(ground: Ground, from: number, to: number): number {
  const { planes, alive, ask, search } = ground
  const { at, able, kind } = search
  let end = blocksBegin
  for (let block = from; block < to; block += 1) {
    const place = planes.words + block
    at[end] = place
    able[end] = kind === none ? (alive[place] ?? 0) : (alive[place] ?? 0) & (ask.bits[kind + place] ?? 0)
    end += 1
  }
  for (const required of search.required) {
    const test = ask.tests[required] as Test
    // Of a block only what somebody in it shows is known, not what somebody doesn't.
    if (test.unless === none) end = siftInPlace(ground, test, whoPass, blocksBegin, end)
  }
  return end
}

const blocksBegin = mostWords

/**
 * Lists the words of the blocks listed, from 0 on, and who in each of them may be chosen and passes the sieves.
 *
 * @param blocksEnd where the list of blocks ends
 */
function listWords({ planes, alive, ask, search }: Ground, blocksEnd: number, { first, second, hit }: Sieves): number {
  const { bits } = ask
  const { at, able, kind } = search
  let count = 0
  for (let i = blocksBegin; i < blocksEnd; i += 1) {
    const begin = ((at[i] ?? 0) - planes.words) << 5
    for (let words = able[i] ?? 0; words !== 0; words &= words - 1) {
      const word = begin + 31 - Math.clz32(words & -words)
      let left = alive[word] ?? 0
      if (kind !== none) left &= bits[kind + word] ?? 0
      if (first !== none) left &= bits[first + word] ?? 0
      if (second !== none) left &= bits[second + word] ?? 0
      if (hit !== none) left &= ~(bits[hit + word] ?? 0)
      at[count] = word
      able[count] = left
      count += (left | -left) >>> 31
    }
  }
  return count
}

/** Whether who does not show it can come up to the best rank until now. */
function isRequired({ ask, search }: Ground, test: number): boolean {
  const { tierBit, wish } = ask.tests[test] as Test
  if (wish !== undefined) return search.total - (search.losses[test] ?? 0) < search.rank
  return tierBit === 0 || tierBit >= search.tierLimit || rankOf(tierBit, 1, search.total) < search.rank
}
