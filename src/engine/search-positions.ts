import { descend, nothingFailed } from './descend.js'
import { hit, none, passingAt } from './planned-ask.js'
import { type Ground, mostWords } from './search.js'

/** Searches just these positions, whatever is required of who may be the best. */
export function searchPositions(ground: Ground, positions: readonly number[]): void {
  const { search } = ground
  search.isPassed.fill(0)
  for (let from = 0; from < positions.length; from += mostWords) {
    const count = listPositions(ground, positions, from, Math.min(positions.length, from + mostWords))
    if (count > 0) descend(ground, 0, count, 0, nothingFailed)
  }
}

/**
 * Lists those who may be chosen, each with a word of its own.
 *
 * @returns how many there are
 */
function listPositions(ground: Ground, positions: readonly number[], from: number, to: number): number {
  const { at, able } = ground.search
  let count = 0
  for (let i = from; i < to; i += 1) {
    const position = positions[i] ?? 0
    const word = position >>> 5
    const open = openAt(ground, word) & (1 << (position & 31))
    at[count] = word
    able[count] = open
    if (open !== 0) count += 1
  }
  return count
}

/** Which of 32 services may be chosen. */
function openAt({ alive, ask, search }: Ground, word: number): number {
  const open = (alive[word] ?? 0) & ~passingAt(ask, hit, word)
  return search.kind === none ? open : open & (ask.bits[search.kind + word] ?? 0)
}
