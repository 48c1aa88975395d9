import { considerEquals } from './among-equals.js'
import type { Test } from './planned-ask.js'
import { type Ground, rankOf, resetBest } from './search.js'
import { siftBehind, siftInPlace, whoFail, whoPass } from './sift.js'

/** What all of a list come to by the tests that they were put to. */
interface Standing {
  readonly tier: number
  /** How many demands they fail. */
  readonly failed: number
  /** What they earn less than all wishes together. */
  readonly lost: number
}

export const nothingFailed: Standing = { tier: 0, failed: 0, lost: 0 }

/**
 * Divides a list of words by all that is asked, test after test, into who passes and who fails, those who pass first. Who
 * can't come up to the best until now is left behind. At the end all in a list are of one rank, and no better one is left.
 *
 * @param from where the list begins
 * @param to where it ends; all behind that may be written over
 * @param first the test to begin with
 */
export function descend(ground: Ground, from: number, to: number, first: number, standing: Standing): void {
  const { search } = ground
  const { tests } = ground.ask
  let end = to
  let own = standing
  for (let i = first; i < tests.length; i += 1) {
    const test = tests[i] as Test
    const loss = search.losses[i] ?? 0
    if (search.isPassed[i] === 1 || (test.wish !== undefined && loss === 0)) continue
    const failing = failingOf(own, test, loss)
    if (!mayFail(ground, test, failing)) {
      end = siftInPlace(ground, test, whoPass, from, end)
      if (end === from) return
      continue
    }
    const passing = siftBehind(ground, test, from, end)
    if (search.isWhole) continue
    if (passing > end) {
      descend(ground, end, passing, i + 1, own)
      if (!mayFail(ground, test, failing)) return
      end = siftInPlace(ground, test, whoFail, from, end)
    }
    own = failing
    // Who has it not has it not fully either.
    if (!test.isFully && tests[i + 1]?.isFully === true) i += 1
  }
  const rank = rankOf(own.tier, own.failed, search.total - own.lost)
  if (rank < search.rank) return
  if (rank > search.rank || search.isSettled) resetBest(search, rank)
  considerEquals(ground, from, end)
}

function failingOf({ tier, failed, lost }: Standing, { wish, tierBit }: Test, loss: number): Standing {
  return wish === undefined ? { tier: tier | tierBit, failed: failed + 1, lost } : { tier, failed, lost: lost + loss }
}

/** Whether who fails a test, and stands so by that, can still come up to the best until now. */
function mayFail({ search }: Ground, { wish, tierBit }: Test, { tier, failed, lost }: Standing): boolean {
  if (wish === undefined && (tierBit === 0 || tier >= search.tierLimit)) return false
  return rankOf(tier, failed, search.total - lost) >= search.rank
}
