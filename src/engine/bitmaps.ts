import type { Blocked, Candidates, Field, Hunt, Seat, Taken } from './candidates.js'
import { type Capacities, type Compiled, full, organizationOf } from './compiled.js'
import { findFirst, type Ground, setBounds } from './find-first.js'
import { makePlanes, markBlocks, type Plane, type Planes, setBit } from './planes.js'
import { anyAt, type Borrowed, type Condition, metAt, planAsk } from './planned-ask.js'

/**
 * Finds candidates in planes of bits, 32 services at a time, and passes over where nobody can be first: for large
 * catalogues.
 */
export function bitmaps(content: Compiled): (capacities: Capacities) => Candidates {
  const planes = makePlanes(content)
  const borrowed: Borrowed = { planes: [], ranges: [] }
  const bounds = new Float64Array(planes.blocks)
  return (capacities) => {
    const standing = standingOf(planes, capacities)
    return {
      open(hunt) {
        restore(standing)
        const ask = planAsk(hunt.asked, planes, borrowed)
        const counts = new Map<number, number>()
        const round: Round = { content, planes, ...standing, ask, fair: hunt.fair, counts, bounds, hunt, taken: [] }
        setBounds(round)
        for (const service of hunt.without) removeService(round, service)
        return openField(round)
      },
    }
  }
}

interface Standing {
  readonly alive: Plane
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

function standingOf({ services, words, blocks }: Planes, capacities: Capacities): Standing {
  const alive = new Int32Array(words + blocks)
  const byPosition = Uint8Array.from(services, (s) => capacities[s] ?? 0)
  for (let position = 0; position < byPosition.length; position += 1) {
    if (byPosition[position] !== full) setBit(alive, position)
  }
  markBlocks(alive, words)
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
    },
  }
}

function take(round: Round, { kept, covered }: Seat): Taken | undefined {
  const { planes, content, counts, hunt } = round
  const found = findFirst(round, { kept: kept === undefined ? [] : keptTo(round, kept), covered })
  if (found === undefined) return undefined
  const { position, tier, gain } = found
  const service = planes.services[position] ?? 0
  const organization = organizationOf(content, service)
  const count = (counts.get(organization) ?? 0) + 1
  counts.set(organization, count)
  round.taken.push(position)
  remove(round, position)
  if (count >= hunt.perOrganization) {
    counts.delete(organization)
    const { starts, positions } = planes.ofOrganizations
    const end = starts[organization + 1] ?? 0
    for (let i = starts[organization] ?? 0; i < end; i += 1) remove(round, positions[i] ?? 0)
  }
  return { service, tier, gain }
}

/** Of these kinds, with a tier below what seats are kept for. */
function keptTo({ planes, hunt, ask }: Round, kinds: Iterable<number>): Condition[] {
  const within = ask.soft.filter(({ tierBit }) => tierBit >= hunt.keptBelow).flatMap(({ demands }) => demands)
  return [...within, { any: [...kinds].flatMap((kind) => planes.kinds.get(kind) ?? []), unless: undefined }]
}

/** @param most what is enough */
function roomFor(round: Round, kind: number, most: number): number {
  const { planes, content, counts, alive, ask, hunt } = round
  const needed = [...ask.hard, ...keptTo(round, [kind])]
  const excluded = ask.exclusions.flatMap(({ hit }) => hit)
  const seen = new Map<number, number>()
  let found = 0
  for (let word = 0; word < planes.words && found < most; word += 1) {
    let services = (alive[word] ?? 0) & ~anyAt(excluded, word)
    for (const condition of needed) services &= metAt(condition, word)
    for (; services !== 0 && found < most; services &= services - 1) {
      const position = (word << 5) + 31 - Math.clz32(services & -services)
      const organization = organizationOf(content, planes.services[position] ?? 0)
      const used = seen.get(organization) ?? counts.get(organization) ?? 0
      if (used >= hunt.perOrganization) continue
      seen.set(organization, used + 1)
      found += 1
    }
  }
  return found
}

function blocked({ planes, alive, ask }: Round): Blocked {
  const alone = new Map<number, number>()
  const positions = Array.from({ length: 32 }, (_, i) => i).filter((position) =>
    [...ask.hard, ...ask.exclusions].some(({ questions }) => (questions >>> position) & 1),
  )
  let total = 0
  for (let word = 0; word < planes.words; word += 1) {
    const services = alive[word] ?? 0
    if (services === 0) continue
    let once = 0
    let more = 0
    const by = positions.map((position) => {
      let out = 0
      for (const exclusion of ask.exclusions)
        if ((exclusion.questions >>> position) & 1) out |= anyAt(exclusion.hit, word)
      for (const demand of ask.hard) if ((demand.questions >>> position) & 1) out |= ~metAt(demand, word)
      out &= services
      more |= once & out
      once |= out
      return out
    })
    total += countBits(once)
    for (const [i, out] of by.entries()) {
      const only = countBits(out & ~more)
      const position = positions[i] ?? 0
      if (only > 0) alone.set(position, (alone.get(position) ?? 0) + only)
    }
  }
  return { alone, total }
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
function restore({ alive, removed }: Standing, kept = 0): void {
  for (let i = kept; i < removed.length; i += 1) setBit(alive, removed[i] ?? 0)
  removed.length = kept
}

function countBits(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
