import type { Blocked, Candidates, Field, Hunt, Seat, Taken } from './candidates.js'
import { type Capacities, type Compiled, full, kindOf, organizationOf } from './compiled.js'
import { isBeforeByKey } from './fair-key.js'
import { lookThrough, masksOf, type Shown } from './sight.js'
import { blockedBy, gainBeside, isInDoubt, meets, worth } from './weigh.js'

/** All candidates, as columns that are `count` long. */
interface CandidateList {
  readonly count: number
  readonly services: Int32Array
  readonly tiers: Uint16Array
  readonly failed: Uint16Array
  /** The gain beside no choices at all: it only becomes less. */
  readonly gains: Int32Array
  readonly doubts: Uint8Array
}

interface Round {
  readonly content: Compiled
  readonly capacities: Capacities
  readonly hunt: Hunt
  readonly list: CandidateList
  /** By place in the list: 1 where it is taken. */
  readonly taken: Uint8Array
  /** Taken of each organization, by its number, for the share. */
  readonly counts: Map<number, number>
}

/** Looks at every service: little code and little memory, for devices and small catalogues. */
export function scan(content: Compiled): (capacities: Capacities) => Candidates {
  return (capacities) => {
    const columns = makeColumns(content.services.ids.length)
    return {
      open(hunt) {
        const list = weighAll({ content, capacities, hunt }, columns)
        return openField({ content, capacities, hunt, list, taken: new Uint8Array(list.count), counts: new Map() })
      },
    }
  }
}

function openField(round: Round): Field {
  return {
    take: (seat) => {
      const place = first(round, seat)
      return place === none ? undefined : take(round, place, seat)
    },
    room: (wanted) => roomFor(round, wanted),
    blocked: () => blocked(round),
    startAlternatives: () => round.counts.clear(),
  }
}

type Columns = Omit<CandidateList, 'count'>

function makeColumns(total: number): Columns {
  return {
    services: new Int32Array(total),
    tiers: new Uint16Array(total),
    failed: new Uint16Array(total),
    gains: new Int32Array(total),
    doubts: new Uint8Array(total),
  }
}

function weighAll(of: Pick<Round, 'content' | 'capacities' | 'hunt'>, columns: Columns): CandidateList {
  const { asked } = of.hunt
  let count = 0
  lookAtEach(of, (s, shown) => {
    if (blockedBy(shown, asked) !== 0) return
    let tier = 0
    let failed = 0
    for (const demand of asked.demands) {
      if (demand.tierBit === 0 || meets(shown, demand)) continue
      tier |= demand.tierBit
      failed += 1
    }
    let gain = 0
    for (const wish of asked.wishes) gain += worth(shown, wish, false)
    columns.services[count] = s
    columns.tiers[count] = tier
    columns.failed[count] = failed
    columns.gains[count] = gain
    columns.doubts[count] = isInDoubt(shown, asked) ? 1 : 0
    count += 1
  })
  return { count, ...columns }
}

/** Visits each service that is active, has room and may be chosen, with what it shows. */
function lookAtEach(
  { content, capacities, hunt }: Pick<Round, 'content' | 'capacities' | 'hunt'>,
  visit: (service: number, shown: Shown) => void,
): void {
  const { sight } = hunt.asked
  const masks = masksOf(sight)
  const shown = new Int32Array(sight.width)
  const { active } = content.services
  for (let s = 0; s < active.length; s += 1) {
    if (active[s] !== 1 || capacities[s] === full || hunt.without.has(s)) continue
    visit(s, lookThrough(content, masks, s, shown))
  }
}

const none = -1

/** The place of the first candidate by rule 3 among those that may be taken, or `none`. */
function first({ content, capacities, hunt, list, taken, counts }: Round, { kept, covered }: Seat): number {
  const { organizations } = content.services
  let best = none
  let bestGain = 0
  for (let place = 0; place < list.count; place += 1) {
    if (taken[place] === 1) continue
    const ahead = best === none ? 1 : aheadByDemands(list, place, best)
    // A gain only becomes less beside choices, so what is behind now stays behind.
    if (ahead < 0 || (ahead === 0 && (list.gains[place] ?? 0) < bestGain)) continue
    const service = list.services[place] ?? 0
    if ((counts.get(organizations[service] ?? 0) ?? 0) >= hunt.perOrganization) continue
    if (kept && ((list.tiers[place] ?? 0) >= hunt.keptBelow || !kept.has(kindOf(content, service)))) continue
    const gain = gainBeside(content, hunt.asked, service, { alone: list.gains[place] ?? 0, covered })
    if (ahead > 0 || gain > bestGain || (gain === bestGain && isBeforeAmongEquals(place, best))) {
      best = place
      bestGain = gain
    }
  }
  return best

  /** Rule 3 from doubt on: whether `a` comes before `b`, whose tier, failed demands and gain are equal. */
  function isBeforeAmongEquals(a: number, b: number): boolean {
    const [s, t] = [list.services[a] ?? 0, list.services[b] ?? 0]
    const taken = (service: number): number => counts.get(organizationOf(content, service)) ?? 0
    const order =
      (list.doubts[a] ?? 0) - (list.doubts[b] ?? 0) ||
      (capacities[s] ?? 0) - (capacities[t] ?? 0) ||
      taken(s) - taken(t)
    return order < 0 || (order === 0 && isBeforeByKey(content, hunt.fair, s, t))
  }
}

/** Above 0 where `a` comes before `b` by tier, then by the number of failed demands; 0 where they are equal. */
function aheadByDemands({ tiers, failed }: CandidateList, a: number, b: number): number {
  return (tiers[b] ?? 0) - (tiers[a] ?? 0) || (failed[b] ?? 0) - (failed[a] ?? 0)
}

function take({ content, hunt, list, taken, counts }: Round, place: number, { covered }: Seat): Taken {
  const service = list.services[place] ?? 0
  const organization = organizationOf(content, service)
  taken[place] = 1
  counts.set(organization, (counts.get(organization) ?? 0) + 1)
  const gain = gainBeside(content, hunt.asked, service, { alone: list.gains[place] ?? 0, covered })
  return { service, tier: list.tiers[place] ?? 0, gain }
}

function roomFor({ content, hunt, list, taken, counts }: Round, wanted: ReadonlyMap<number, number>) {
  const room = new Map<number, number>()
  const seen = new Map(counts)
  for (let place = 0; place < list.count; place += 1) {
    if (taken[place] === 1 || (list.tiers[place] ?? 0) >= hunt.keptBelow) continue
    const service = list.services[place] ?? 0
    const kind = kindOf(content, service)
    const found = room.get(kind) ?? 0
    const organization = organizationOf(content, service)
    const used = seen.get(organization) ?? 0
    if (found >= (wanted.get(kind) ?? 0) || used >= hunt.perOrganization) continue
    seen.set(organization, used + 1)
    room.set(kind, found + 1)
  }
  return room
}

function blocked(round: Round): Blocked {
  const { content, hunt, counts } = round
  const alone = new Map<number, number>()
  let total = 0
  lookAtEach(round, (service, shown) => {
    const questions = blockedBy(shown, hunt.asked)
    if (questions === 0 || (counts.get(organizationOf(content, service)) ?? 0) >= hunt.perOrganization) return
    total += 1
    const position = 31 - Math.clz32(questions)
    if (questions === 1 << position) alone.set(position, (alone.get(position) ?? 0) + 1)
  })
  return { alone, total }
}
