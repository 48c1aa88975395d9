import type { Ask, AskedWish } from './ask.js'
import { isIn } from './bits.js'
import type { Candidates, Field, Hunt } from './candidates.js'
import { type Capacities, type Compiled, full, kindOf, organizationOf } from './compiled.js'
import type { Kind } from './documents.js'
import { isBeforeByKey } from './fair-key.js'
import {
  both,
  createServiceSets,
  isEmpty,
  listOf,
  meeting,
  type ServiceBits,
  type ServiceSets,
  without,
} from './service-bits.js'
import { earned } from './weigh.js'

interface Candidate {
  readonly service: number
  /** Beside no choices at all: it only becomes less. */
  readonly gain: number
}

/** Candidates of one tier that fail equally many demands. */
interface Stratum {
  readonly tier: number
  readonly candidates: Candidate[]
}

/**
 * Finds candidates layer by layer, from those that fail no demand down, and weighs only the layers that it needs. Where
 * most answers demand much, as those do that proofs draw, a layer has few services; where they demand little it has many,
 * and `bitmaps` is quicker.
 */
export function strata(content: Compiled): (capacities: Capacities) => Candidates {
  const sets = createServiceSets(content)
  return (capacities) => {
    const alive = sets.where((s) => content.services.active[s] === 1 && capacities[s] !== full)
    const desk = createDesk(sets.words)
    return {
      open(hunt) {
        desk.clear()
        return openField({ content, capacities, sets, alive, desk }, hunt)
      },
    }
  }
}

interface Ground {
  readonly content: Compiled
  readonly capacities: Capacities
  readonly sets: ServiceSets
  readonly alive: ServiceBits
  readonly desk: Desk
}

/** Sets to write on, the same ones for each match: to make them anew takes longer than to fill them. */
interface Desk {
  /** One with anything in it. */
  blank(): ServiceBits
  copy(bits: ServiceBits): ServiceBits
  clear(): void
}

function createDesk(words: number): Desk {
  const all: ServiceBits[] = []
  let used = 0
  const blank = (): ServiceBits => {
    const own = all[used] ?? new Int32Array(words)
    all[used] = own
    used += 1
    return own
  }
  return {
    blank,
    copy(bits) {
      const own = blank()
      own.set(bits)
      return own
    },
    clear() {
      used = 0
    },
  }
}

/** A demand that can be given up, and who meets it. */
interface Layer {
  readonly tierBit: number
  readonly meets: ServiceBits
}

/** What is asked, each thing with whom it speaks of: looked up once for a match, and not for each service. */
interface Found {
  readonly wishes: readonly { readonly wish: AskedWish; readonly has: ServiceBits; readonly fully: ServiceBits }[]
  /** Who is in doubt, by taxonomy. */
  readonly doubtful: readonly ServiceBits[]
  readonly exclusions: readonly { readonly questions: number; readonly hit: ServiceBits }[]
  /** Those that are never given up. */
  readonly hard: readonly { readonly questions: number; readonly meets: ServiceBits }[]
  readonly layers: readonly Layer[]
}

function find({ wishes, demands, exclusions, undemanded }: Ask, sets: ServiceSets, desk: Desk): Found {
  const met = demands.map((demand) => {
    return { tierBit: demand.tierBit, questions: demand.questions, meets: meeting(sets, demand, desk.blank) }
  })
  return {
    wishes: wishes.map((wish) => ({ wish, has: sets.showing(wish.has), fully: sets.showing(wish.fully) })),
    doubtful: undemanded.map(sets.showing),
    exclusions: exclusions.map(({ questions, hit }) => ({ questions, hit: sets.showing(hit) })),
    hard: met.filter(({ tierBit }) => tierBit === 0),
    layers: met.filter(({ tierBit }) => tierBit !== 0),
  }
}

const nothing: ReadonlySet<AskedWish> = new Set()

function openField({ content, capacities, sets, alive, desk }: Ground, hunt: Hunt): Field {
  const { perOrganization, keptBelow } = hunt.rules
  const { wishes, doubtful, exclusions, hard, layers } = find(hunt.asked, sets, desk)
  const within = desk.copy(alive)
  for (const s of hunt.without) within[s >>> 5] = (within[s >>> 5] ?? 0) & ~(1 << (s & 31))
  const candidates = desk.copy(within)
  for (const { hit } of exclusions) without(candidates, hit, candidates)
  for (const { meets } of hard) both(candidates, meets, candidates)
  const gainOf = (service: number, covered: ReadonlySet<AskedWish>): number => {
    let gain = 0
    for (const { wish, has, fully } of wishes) {
      if (isIn(has, service)) gain += earned(wish, isIn(fully, service), covered.has(wish))
    }
    return gain
  }
  const deeper = stratify(candidates, layers, desk)
  const opened: Stratum[] = []
  const stratum = (i: number): Stratum | undefined => {
    const known = opened[i]
    const next = known === undefined ? deeper.next() : undefined
    if (next === undefined || next.done) return known
    const { tier, services } = next.value
    const own = { tier, candidates: services.map((service) => ({ service, gain: gainOf(service, nothing) })) }
    opened[i] = own
    return own
  }
  const taken = new Set<number>()
  /** Taken of each organization, by its number, for the share. */
  const counts = new Map<number, number>()
  const count = (service: number): number => counts.get(organizationOf(content, service)) ?? 0
  const doubt = (service: number): number => (doubtful.some((bits) => isIn(bits, service)) ? 1 : 0)
  /** Rule 3 from doubt on: whether service `a` comes before `b`, whose tier, failed demands and gain are equal. */
  const isBeforeAmongEquals = (a: number, b: number): boolean => {
    const order = doubt(a) - doubt(b) || (capacities[a] ?? 0) - (capacities[b] ?? 0) || count(a) - count(b)
    return order < 0 || (order === 0 && isBeforeByKey(content, hunt.fair, a, b))
  }

  return {
    take({ kept, covered }) {
      for (let i = 0; ; i += 1) {
        const own = stratum(i)
        if (own === undefined || (kept && own.tier >= keptBelow)) return undefined
        const { tier, candidates } = own
        let best: Candidate | undefined
        let gain = 0
        for (const one of candidates) {
          const { service } = one
          if (best && one.gain < gain) continue
          if (kept && !kept.has(kindOf(content, service))) continue
          const worth = covered.size > 0 ? gainOf(service, covered) : one.gain
          if (best && worth < gain) continue
          if (count(service) >= perOrganization) continue
          if (best && worth === gain && !isBeforeAmongEquals(service, best.service)) continue
          best = one
          gain = worth
        }
        if (best === undefined) continue
        const { service } = best
        candidates.splice(candidates.indexOf(best), 1)
        taken.add(service)
        counts.set(organizationOf(content, service), count(service) + 1)
        return { service, tier, gain }
      }
    },
    room(wanted) {
      const near = desk.copy(candidates)
      for (const { tierBit, meets } of layers) if (tierBit >= keptBelow) both(near, meets, near)
      const room = new Map<Kind, number>()
      const used = new Map(counts)
      let missing = 0
      for (const kinds of wanted.values()) missing += kinds
      for (let i = 0; i < near.length && missing > 0; i += 1) {
        for (let word = near[i] ?? 0; word !== 0 && missing > 0; word &= word - 1) {
          const service = (i << 5) + 31 - Math.clz32(word & -word)
          const kind = kindOf(content, service)
          const organization = organizationOf(content, service)
          const [found, share] = [room.get(kind) ?? 0, used.get(organization) ?? 0]
          if (taken.has(service) || found >= (wanted.get(kind) ?? 0) || share >= perOrganization) continue
          used.set(organization, share + 1)
          room.set(kind, found + 1)
          missing -= 1
        }
      }
      return room
    },
    blocked() {
      const by = new Map<number, number>()
      let total = 0
      for (const service of listOf(without(within, candidates, desk.blank()))) {
        if (count(service) >= perOrganization) continue
        let blocking = 0
        for (const { questions, hit } of exclusions) if (isIn(hit, service)) blocking |= questions
        for (const { questions, meets } of hard) if (!isIn(meets, service)) blocking |= questions
        by.set(blocking, (by.get(blocking) ?? 0) + 1)
        total += 1
      }
      return { by, total }
    },
    startAlternatives: () => counts.clear(),
  }
}

/** The numbers of candidates by tier and then by how many demands they fail, ascending; none of them empty. */
function* stratify(
  candidates: ServiceBits,
  layers: readonly Layer[],
  desk: Desk,
): Generator<{ tier: number; services: number[] }> {
  const levels = levelsOf(layers, desk)
  /** What is not divided yet, the first last. */
  const left: Part[] = [{ among: candidates, but: undefined, level: 0, tier: 0, failing: [] }]
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    const { among, but, level, tier, failing } = part
    const services = but === undefined ? among : without(among, but, desk.blank())
    if (isEmpty(services)) continue
    const own = levels[level]
    if (own === undefined) {
      for (const list of byFailed(services, failing)) yield { tier, services: list }
      continue
    }
    const { tierBit, meets, several } = own
    const met = both(services, meets, desk.blank())
    left.push(
      { among: services, but: meets, level: level + 1, tier: tier | tierBit, failing: [...failing, ...several] },
      { among: met, but: undefined, level: level + 1, tier, failing },
    )
  }
}

/** Services to be divided by a level and those after it. */
interface Part {
  readonly among: ServiceBits
  /** Who of these is not in it: so it is only made where it is needed, as few are. */
  readonly but: ServiceBits | undefined
  readonly level: number
  readonly tier: number
  /** Layers of which they may fail unlike many. */
  readonly failing: readonly Layer[]
}

/** The demands that add the same to a tier. */
interface Level {
  readonly tierBit: number
  /** Who meets all of them. */
  readonly meets: ServiceBits
  /** The demands, or nothing where it is one alone: who fails the level fails just that. */
  readonly several: readonly Layer[]
}

/** The highest first. */
function levelsOf(layers: readonly Layer[], desk: Desk): Level[] {
  const tierBits = [...new Set(layers.map(({ tierBit }) => tierBit))].sort((a, b) => b - a)
  return tierBits.map((tierBit) => {
    const own = layers.filter((layer) => layer.tierBit === tierBit)
    const meets = own.map((layer) => layer.meets).reduce((all, some) => both(all, some, desk.blank()))
    return { tierBit, meets, several: own.length > 1 ? own : [] }
  })
}

/** The same by how many of these demands they fail. */
function byFailed(services: ServiceBits, layers: readonly Layer[]): number[][] {
  const lists: number[][] = []
  for (const service of listOf(services)) {
    let failed = 0
    for (const { meets } of layers) if (!isIn(meets, service)) failed += 1
    const list = lists[failed] ?? []
    list.push(service)
    lists[failed] = list
  }
  return lists.filter((list) => list !== undefined)
}
