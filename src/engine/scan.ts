import type { AskedWish } from './ask.js'
import type { Candidates, Field, Hunt } from './candidates.js'
import { type Capacities, type Compiled, full, kindOf, organizationOf } from './compiled.js'
import type { Kind } from './documents.js'
import { isBeforeByKey } from './fair-key.js'
import { look } from './sight.js'
import { blockedBy, type Weight, weigh } from './weigh.js'

/** Looks at every service: little code, for devices. */
export function scan(content: Compiled): (capacities: Capacities) => Candidates {
  return (capacities) => ({ open: (hunt) => openField(content, capacities, hunt) })
}

function openField(content: Compiled, capacities: Capacities, { asked, without, rules, fair }: Hunt): Field {
  const nothing = new Set<AskedWish>()
  /** What each is worth beside no choices at all: beside others it can only gain less. */
  const candidates = new Map<number, Weight>()
  const out = new Map<number, number>()
  for (const [service, isActive] of content.services.active.entries()) {
    if (!isActive || capacities[service] === full || without.has(service)) continue
    const shows = look(content, service)
    const questions = blockedBy(shows, asked)
    if (questions !== 0) out.set(service, questions)
    else candidates.set(service, weigh(shows, asked, nothing))
  }
  /** Taken of each organization, by its number, for the share. */
  const counts = new Map<number, number>()
  const count = (service: number): number => counts.get(organizationOf(content, service)) ?? 0

  /** Rule 3 of section 6: whether service `s`, worth `a`, comes before service `t`, worth `b`. */
  const isBefore = (s: number, a: Weight, t: number, b: Weight): boolean => {
    const order =
      a.tier - b.tier ||
      a.failed - b.failed ||
      b.gain - a.gain ||
      a.doubt - b.doubt ||
      (capacities[s] ?? 0) - (capacities[t] ?? 0) ||
      count(s) - count(t)
    return order < 0 || (order === 0 && isBeforeByKey(content, fair, s, t))
  }

  return {
    take({ kept, covered }) {
      let first = -1
      let best: Weight | undefined
      for (const [service, alone] of candidates) {
        if (count(service) >= rules.perOrganization) continue
        if (kept && (alone.tier >= rules.keptBelow || !kept.has(kindOf(content, service)))) continue
        if (best && !isBefore(service, alone, first, best)) continue
        const now = weigh(look(content, service), asked, covered)
        if (best && !isBefore(service, now, first, best)) continue
        first = service
        best = now
      }
      if (best === undefined) return undefined
      candidates.delete(first)
      counts.set(organizationOf(content, first), count(first) + 1)
      return { service: first, tier: best.tier, gain: best.gain }
    },
    room(wanted) {
      const room = new Map<Kind, number>()
      const used = new Map(counts)
      for (const [service, { tier }] of candidates) {
        const kind = kindOf(content, service)
        const organization = organizationOf(content, service)
        const [found, taken] = [room.get(kind) ?? 0, used.get(organization) ?? 0]
        if (tier >= rules.keptBelow || found >= (wanted.get(kind) ?? 0) || taken >= rules.perOrganization) continue
        used.set(organization, taken + 1)
        room.set(kind, found + 1)
      }
      return room
    },
    blocked() {
      const by = new Map<number, number>()
      let total = 0
      for (const [service, questions] of out) {
        if (count(service) >= rules.perOrganization) continue
        by.set(questions, (by.get(questions) ?? 0) + 1)
        total += 1
      }
      return { by, total }
    },
    startAlternatives: () => counts.clear(),
  }
}
