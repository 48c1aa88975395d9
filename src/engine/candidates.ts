import type { Ask } from './ask.js'
import { type Capacities, type Compiled, full } from './compiled.js'
import { look } from './sight.js'
import { blockedBy, isInDoubt, meets, worth } from './weigh.js'

/**
 * Where the judge takes services from. `scan` looks at all; a quicker one for large catalogues may leave out of
 * `list` what cannot be chosen, as long as the judge chooses the same.
 */
export interface Candidates {
  /** The candidates of section 5. What it returns holds until the next call. */
  list(ask: Ask, without: ReadonlySet<number>): CandidateList
  /**
   * The services that are out, would be candidates without some questions, and pass `may`: how many for each set of
   * questions that must go, a set being one bit, 2^position, for each.
   */
  blocked(ask: Ask, without: ReadonlySet<number>, may: (service: number) => boolean): ReadonlyMap<number, number>
}

/** Columns, `count` long. */
export interface CandidateList {
  readonly count: number
  readonly services: Int32Array
  readonly tiers: Uint16Array
  readonly failed: Uint16Array
  /** The gain beside no choices at all: it only becomes less. */
  readonly gains: Int32Array
  readonly doubts: Uint8Array
}

/** Looks at every service. */
export function scan(content: Compiled, capacities: Capacities): Candidates {
  const total = content.services.ids.length
  const columns = {
    services: new Int32Array(total),
    tiers: new Uint16Array(total),
    failed: new Uint16Array(total),
    gains: new Int32Array(total),
    doubts: new Uint8Array(total),
  }
  const stands = (s: number, without: ReadonlySet<number>): boolean =>
    content.services.active[s] === 1 && capacities[s] !== full && !without.has(s)

  return {
    list(ask, without) {
      const shown = new Int32Array(ask.sight.width)
      let count = 0
      for (let s = 0; s < total; s += 1) {
        if (!stands(s, without)) continue
        look(content, ask.sight, s, shown)
        if (blockedBy(shown, ask) !== 0) continue
        let tier = 0
        let failed = 0
        for (const demand of ask.demands) {
          if (demand.tierBit === 0 || meets(shown, demand)) continue
          tier |= demand.tierBit
          failed += 1
        }
        let gain = 0
        for (const wish of ask.wishes) gain += worth(shown, wish, false)
        columns.services[count] = s
        columns.tiers[count] = tier
        columns.failed[count] = failed
        columns.gains[count] = gain
        columns.doubts[count] = isInDoubt(shown, ask) ? 1 : 0
        count += 1
      }
      return { count, ...columns }
    },
    blocked(ask, without, may) {
      const shown = new Int32Array(ask.sight.width)
      const sets = new Map<number, number>()
      for (let s = 0; s < total; s += 1) {
        if (!stands(s, without) || !may(s)) continue
        const questions = blockedBy(look(content, ask.sight, s, shown), ask)
        if (questions !== 0) sets.set(questions, (sets.get(questions) ?? 0) + 1)
      }
      return sets
    },
  }
}
