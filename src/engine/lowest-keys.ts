import { countBits } from './bits.js'
import { fold, mixFolded } from './fair-key.js'
import type { Keyed, Planes } from './planes.js'
import { none } from './planned-ask.js'
import { type Ground, resetBest } from './search.js'
import { searchPositions } from './search-positions.js'

/**
 * Among very many equals the first is of one of the organizations with the lowest keys of all. To find these once takes
 * less time than to look at all equals, choice after choice.
 */

/** About so many have one of the lowest keys: enough that a few of them are equals, where most are. */
const wanted = 64

/** The upper 16 bits of the highest of the lowest keys. */
function lowestLimit({ organizations }: Keyed): number {
  return Math.min(0xffff, Math.ceil((wanted * 2 ** 16) / organizations.length))
}

/** The positions of the organizations with the lowest keys, by which nothing is decided yet. */
function findLowest({ keyed, ofOrganizations: { starts, positions } }: Planes, fair: number): readonly number[] {
  const { organizations, folded } = keyed
  const foldedFair = fold(fair)
  const limit = lowestLimit(keyed)
  const found: number[] = []
  for (let i = 0; i < folded.length; i += 1) {
    if (mixFolded(foldedFair ^ (folded[i] ?? 0)) >>> 16 > limit) continue
    const organization = organizations[i] ?? 0
    const end = starts[organization + 1] ?? 0
    for (let place = starts[organization] ?? 0; place < end; place += 1) found.push(positions[place] ?? 0)
  }
  return found
}

/**
 * Whether it takes less time to find the lowest keys than to look at all who are likely still to come and to be equals.
 *
 * @param from blocks, up to `to`: the words listed are of these, and those before them were searched
 * @param count of the words listed
 */
export function isWorthLowest({ planes, search }: Ground, from: number, to: number, count: number): boolean {
  const worth = planes.keyed.organizations.length / keysForEqual + looksForLowest
  if (search.lowest !== undefined || 32 * count * (planes.blocks - from) < worth * (to - from)) return false
  let able = 0
  for (let i = 0; i < count; i += 1) able += countBits(search.able[i] ?? 0)
  const ofBlock = Math.min(able / (to - from), search.equals / (from + 1))
  return able + ofBlock * (planes.blocks - to) > worth
}

/** How many keys are compared in the time that it takes to look at one equal. */
const keysForEqual = 2

/** How many equals are looked at in the time that it takes to search the positions with the lowest keys. */
const looksForLowest = 4000

/** Searches the positions with the lowest keys. Where the best is one of them, from then on only a better rank is looked for. */
export function searchLowest(ground: Ground): void {
  const { planes, fair, search } = ground
  search.lowest ??= findLowest(planes, fair)
  searchPositions(ground, search.lowest)
  if (search.standing !== 0 || search.count !== 0 || search.key >>> 16 > lowestLimit(planes.keyed)) return
  resetBest(search, search.rank + 1)
  search.isSettled = true
}

/** Finds the best again that `searchLowest` saw, where nobody has a better rank. */
export function findSettled(ground: Ground): void {
  const { search } = ground
  resetBest(search, search.rank - 1)
  search.position = none
  searchPositions(ground, search.lowest ?? [])
}
