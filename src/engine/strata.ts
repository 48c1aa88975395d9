import type { AskedWish, Demand } from './ask.js'
import type { Candidates, Field, Hunt } from './candidates.js'
import { type Capacities, type Compiled, full, kindOf, organizationOf } from './compiled.js'
import type { Kind } from './documents.js'
import { isBeforeByKey } from './fair-key.js'
import { createServiceSets, isIn, numbersIn, type ServiceBits, type ServiceSets } from './service-bits.js'
import type { TermSet } from './sight.js'
import { blockedBy, type Weight, weigh } from './weigh.js'

interface Candidate {
  readonly service: number
  /** Beside no choices at all: its gain only becomes less. */
  readonly alone: Weight
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
  copy(bits: ServiceBits): ServiceBits
  clear(): void
}

function createDesk(words: number): Desk {
  const all: ServiceBits[] = []
  let used = 0
  return {
    copy(bits) {
      const own = all[used] ?? new Int32Array(words)
      all[used] = own
      used += 1
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

function openField({ content, capacities, sets, alive, desk }: Ground, hunt: Hunt): Field {
  const {
    asked,
    without,
    rules: { perOrganization, keptBelow },
  } = hunt
  const within = desk.copy(alive)
  for (const s of without) within[s >>> 5] = (within[s >>> 5] ?? 0) & ~(1 << (s & 31))
  const candidates = desk.copy(within)
  for (const { hit } of asked.exclusions) remove(candidates, sets.showing(hit))
  const layers: Layer[] = []
  for (const demand of asked.demands) {
    const meets = meeting(sets, demand, desk)
    if (demand.tierBit === 0) keep(candidates, meets)
    else layers.push({ tierBit: demand.tierBit, meets })
  }
  const deeper = stratify(candidates, layers, desk)
  const opened: Set<Candidate>[] = []
  const taken = new Set<number>()
  const nothing = new Set<AskedWish>()
  const known = new Map<TermSet, ServiceBits>()
  const showing = (set: TermSet): ServiceBits => {
    const found = known.get(set)
    if (found !== undefined) return found
    const shown = sets.showing(set)
    known.set(set, shown)
    return shown
  }
  const shownBy = (service: number) => (set: TermSet) => isIn(showing(set), service)
  const stratum = (i: number): Set<Candidate> | undefined => {
    const known = opened[i]
    const next = known === undefined ? deeper.next() : undefined
    if (next === undefined || next.done) return known
    const own = next.value.map((service) => ({ service, alone: weigh(shownBy(service), asked, nothing) }))
    opened[i] = new Set(own)
    return opened[i]
  }
  /** Taken of each organization, by its number, for the share. */
  const counts = new Map<number, number>()
  const count = (service: number): number => counts.get(organizationOf(content, service)) ?? 0
  /** Rule 3 from doubt on: whether `a` comes before `b`, whose tier, failed demands and gain are equal. */
  const isBeforeAmongEquals = (a: Candidate, b: Candidate): boolean => {
    const order =
      a.alone.doubt - b.alone.doubt ||
      (capacities[a.service] ?? 0) - (capacities[b.service] ?? 0) ||
      count(a.service) - count(b.service)
    return order < 0 || (order === 0 && isBeforeByKey(content, hunt.fair, a.service, b.service))
  }

  return {
    take({ kept, covered }) {
      for (let i = 0; ; i += 1) {
        const own = stratum(i)
        if (own === undefined) return undefined
        let best: Candidate | undefined
        let gain = 0
        for (const one of own) {
          const { service, alone } = one
          if (best && alone.gain < gain) continue
          if (count(service) >= perOrganization) continue
          if (kept && (alone.tier >= keptBelow || !kept.has(kindOf(content, service)))) continue
          const worth = covered.size > 0 ? weigh(shownBy(service), asked, covered).gain : alone.gain
          if (best && (worth < gain || (worth === gain && !isBeforeAmongEquals(one, best)))) continue
          best = one
          gain = worth
        }
        if (best === undefined) continue
        const { service, alone } = best
        own.delete(best)
        taken.add(service)
        counts.set(organizationOf(content, service), count(service) + 1)
        return { service, tier: alone.tier, gain }
      }
    },
    room(wanted) {
      const near = desk.copy(candidates)
      for (const { tierBit, meets } of layers) if (tierBit >= keptBelow) keep(near, meets)
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
      const out = desk.copy(within)
      remove(out, candidates)
      const own = [...numbersIn(out)].filter((service) => count(service) < perOrganization)
      const by = new Map<number, number>()
      for (const service of own) {
        const questions = blockedBy(shownBy(service), asked)
        by.set(questions, (by.get(questions) ?? 0) + 1)
      }
      return { by, total: own.length }
    },
    startAlternatives: () => counts.clear(),
  }
}

/** Who meets a demand. */
function meeting(sets: ServiceSets, { has, any }: Demand, desk: Desk): ServiceBits {
  const [first = new Int32Array(sets.words), ...others] = has.map((set) => sets.showing(set))
  if (others.length === 0 && any === undefined) return first
  const bits = desk.copy(first)
  const anyone = any && sets.showing(any)
  for (let i = 0; anyone && i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) | ~(anyone[i] ?? 0)
  for (const shown of others) {
    for (let i = 0; i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) | (shown[i] ?? 0)
  }
  return bits
}

/** The numbers of candidates by tier and then by how many demands they fail, ascending; none of them empty. */
function* stratify(candidates: ServiceBits, layers: readonly Layer[], desk: Desk): Generator<number[]> {
  const bits = [...new Set(layers.map(({ tierBit }) => tierBit))].sort((a, b) => b - a)
  const levels = bits.map((bit) => layers.filter(({ tierBit }) => tierBit === bit))
  /** What is not divided yet, the first last. */
  const left: { readonly services: ServiceBits; readonly level: number; readonly failing: readonly Layer[] }[] = []
  const push = (services: ServiceBits, level: number, failing: readonly Layer[]): void => {
    for (let i = 0; i < services.length; i += 1)
      if (services[i] !== 0) return void left.push({ services, level, failing })
  }
  push(candidates, 0, [])
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { services, level, failing } = next
    const own = levels[level]
    if (own === undefined) {
      yield* byFailed(services, failing)
      continue
    }
    const met = desk.copy(services)
    for (const { meets } of own) keep(met, meets)
    const failed = desk.copy(services)
    remove(failed, met)
    push(failed, level + 1, [...failing, ...own])
    push(met, level + 1, failing)
  }
}

/** The same by how many of these demands they fail. */
function byFailed(services: ServiceBits, layers: readonly Layer[]): number[][] {
  const lists: number[][] = []
  for (const service of numbersIn(services)) {
    const failed = layers.filter(({ meets }) => !isIn(meets, service)).length
    const list = lists[failed] ?? []
    list.push(service)
    lists[failed] = list
  }
  return lists.filter((list) => list !== undefined)
}

function keep(bits: ServiceBits, those: ServiceBits): void {
  for (let i = 0; i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) & (those[i] ?? 0)
}

function remove(bits: ServiceBits, those: ServiceBits): void {
  for (let i = 0; i < bits.length; i += 1) bits[i] = (bits[i] ?? 0) & ~(those[i] ?? 0)
}
