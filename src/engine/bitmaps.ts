import { countBits, setBit } from './bits.js'
import type { Blocked, Candidates, Field, Hunt, Seat, Taken } from './candidates.js'
import { compileContent, openIndex } from './compile.js'
import { type Capacities, type Compiled, full, type Index, organizationOf } from './compiled.js'
import type { Content, Kind } from './documents.js'
import { chooseStart, findFirst, findNext } from './find-first.js'
import { makePlanes, markBlocks, type Planes } from './planes.js'
import { type Borrowing, hit, metAt, passingAt, planAsk, unionAt } from './planned-ask.js'
import { anyTier, type Ground, makeSearch } from './search.js'

/** A release compiled with its planes, as data: it can go to another thread, or into a file. */
export interface CompiledPlanes {
  readonly content: Compiled
  readonly planes: Planes
}

/** @throws Error where the content breaks a reference; publishing refuses such a release. */
export function compilePlanes(content: Content): CompiledPlanes {
  const compiled = compileContent(content)
  return { content: compiled, planes: makePlanes(compiled) }
}

/** The same as `compile(content, bitmaps)` gives, from what `compilePlanes` made. */
export function openPlanes({ content, planes }: CompiledPlanes): Index {
  return openIndex(content, candidatesIn(content, planes))
}

/**
 * Finds candidates in planes of bits, 32 services at a time, and passes over where nobody can be first: for large
 * catalogues.
 */
export function bitmaps(content: Compiled): (capacities: Capacities) => Candidates {
  return candidatesIn(content, makePlanes(content))
}

function candidatesIn(content: Compiled, planes: Planes): (capacities: Capacities) => Candidates {
  const borrowing: Borrowing = { bits: planes.bits, ranges: [] }
  const search = makeSearch()
  return (capacities) => {
    const { alive, capacities: byPosition, removed } = standingOf(planes, capacities)
    return {
      open(hunt) {
        restore({ alive, removed })
        const round: Round = {
          content,
          planes,
          alive,
          capacities: byPosition,
          removed,
          ask: planAsk(hunt.asked, content.terms, { planes, borrowing }),
          fair: hunt.fair | 0,
          counts: new Map(),
          search,
          hunt,
          taken: [],
        }
        chooseStart(round)
        for (const service of hunt.without) removeService(round, service)
        return openField(round)
      },
    }
  }
}

interface Standing {
  readonly alive: Int32Array
  readonly capacities: Uint8Array
  /** The positions whose bits were taken from `alive`. */
  readonly removed: number[]
}

interface Round extends Ground, Standing {
  readonly hunt: Hunt
  readonly counts: Map<number, number>
  /** The positions of who was taken. */
  readonly taken: number[]
}

function standingOf(planes: Planes, capacities: Capacities): Standing {
  const alive = new Int32Array(planes.words + planes.blocks)
  const byPosition = Uint8Array.from(planes.services, (s) => capacities[s] ?? 0)
  for (let position = 0; position < byPosition.length; position += 1) {
    if (byPosition[position] !== full) setBit(alive, 0, position)
  }
  markBlocks(alive, 0, planes)
  return { alive, capacities: byPosition, removed: [] }
}

function openField(round: Round): Field {
  const withoutCount = round.removed.length
  return {
    take: (seat) => take(round, seat),
    room: (wanted) => new Map([...wanted].map(([kind, most]) => [kind, roomFor(round, kind, most)])),
    blocked: () => blocked(round),
    startAlternatives() {
      restore(round, withoutCount)
      for (const position of round.taken) remove(round, position)
      round.counts.clear()
      // Who is back may come before who was seen.
      round.search.nextCount = 0
    },
  }
}

function take(round: Round, { kept, covered }: Seat): Taken | undefined {
  const { planes, content, counts, hunt } = round
  const [kind, ...others] = kept ?? []
  const look = {
    kind: kind === undefined || others.length > 0 ? undefined : planes.kinds.get(kind),
    tierLimit: kept === undefined ? anyTier : hunt.rules.keptBelow,
    covered,
  }
  const found = (hunt.rules.perOrganization === 1 ? findNext(round, look) : undefined) ?? findFirst(round, look)
  if (found === undefined) return undefined
  const { position, tier, gain } = found
  const service = planes.services[position] ?? 0
  const organization = organizationOf(content, service)
  const count = (counts.get(organization) ?? 0) + 1
  round.taken.push(position)
  remove(round, position)
  if (count < hunt.rules.perOrganization) counts.set(organization, count)
  else removeOrganization(round, organization)
  return { service, tier, gain }
}

function removeOrganization(round: Round, organization: number): void {
  const { starts, positions } = round.planes.ofOrganizations
  const end = starts[organization + 1] ?? 0
  for (let i = starts[organization] ?? 0; i < end; i += 1) remove(round, positions[i] ?? 0)
  round.counts.delete(organization)
}

/** @param most what is enough */
function roomFor(round: Round, kind: Kind, most: number): number {
  const { planes, content, counts, alive, ask, hunt } = round
  const plane = planes.kinds.get(kind)
  if (plane === undefined) return 0
  const used = new Map<number, number>()
  let found = 0
  for (let word = 0; word < planes.words && found < most; word += 1) {
    let services = (alive[word] ?? 0) & (ask.bits[plane + word] ?? 0)
    if (services === 0) continue
    services &= ~passingAt(ask, hit, word)
    for (const [demand, { tierBit }] of ask.demands.entries()) {
      if (tierBit === 0 || tierBit >= hunt.rules.keptBelow) services &= metAt(ask, demand, word)
    }
    for (; services !== 0 && found < most; services &= services - 1) {
      const position = (word << 5) + 31 - Math.clz32(services & -services)
      const organization = organizationOf(content, planes.services[position] ?? 0)
      const count = used.get(organization) ?? counts.get(organization) ?? 0
      if (count >= hunt.rules.perOrganization) continue
      used.set(organization, count + 1)
      found += 1
    }
  }
  return found
}

function blocked({ planes, alive, ask, hunt }: Round): Blocked {
  const by = new Map<number, number>()
  let total = 0
  const barriers = [
    ...ask.demands.slice(0, ask.hardCount).map(({ questions }, demand) => ({
      questions,
      at: (word: number): number => ~metAt(ask, demand, word),
    })),
    ...hunt.asked.exclusions.map(({ questions }, i) => ({
      questions,
      at: (word: number): number => unionAt(ask, ask.firstExclusion + i, word),
    })),
  ]
  const positions = Array.from({ length: 31 }, (_, i) => i).filter((position) =>
    barriers.some(({ questions }) => (questions >>> position) & 1),
  )
  for (let word = 0; word < planes.words; word += 1) {
    const services = alive[word] ?? 0
    if (services === 0) continue
    let once = 0
    let more = 0
    const out = positions.map((position) => {
      let kept = 0
      for (const { questions, at } of barriers) if ((questions >>> position) & 1) kept |= at(word)
      kept &= services
      more |= once & kept
      once |= kept
      return kept
    })
    total += countBits(once)
    for (const [i, kept] of out.entries()) {
      const only = countBits(kept & ~more)
      const question = 1 << (positions[i] ?? 0)
      if (only > 0) by.set(question, (by.get(question) ?? 0) + only)
    }
  }
  return { by, total }
}

function removeService(round: Round, service: number): void {
  const { content, planes } = round
  const { starts, positions } = planes.ofOrganizations
  const organization = organizationOf(content, service)
  let from = starts[organization] ?? 0
  let to = starts[organization + 1] ?? 0
  while (from < to) {
    const middle = (from + to) >>> 1
    const position = positions[middle] ?? 0
    const other = planes.services[position] ?? 0
    if (other === service) {
      remove(round, position)
      return
    }
    if (other < service) from = middle + 1
    else to = middle
  }
}

function remove({ alive, removed }: Standing, position: number): void {
  const bit = 1 << (position & 31)
  const word = alive[position >>> 5] ?? 0
  if ((word & bit) === 0) return
  alive[position >>> 5] = word & ~bit
  removed.push(position)
}

/** Gives back the bits of all but the first `kept` positions that were removed. */
function restore({ alive, removed }: Pick<Standing, 'alive' | 'removed'>, kept = 0): void {
  for (let i = kept; i < removed.length; i += 1) setBit(alive, 0, removed[i] ?? 0)
  removed.length = kept
}
