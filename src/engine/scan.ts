import type { AskedWish } from './ask.js'
import type { Candidates, Field, Hunt } from './candidates.js'
import { type Capacities, type Compiled, full, kindOf, organizationOf } from './compiled.js'
import { isBeforeByKey } from './fair-key.js'
import { look } from './sight.js'
import { blockedBy, isInDoubt, type Weight, weigh } from './weigh.js'

interface Candidate {
  readonly service: number
  /** Beside no choices at all: its gain only becomes less. */
  readonly alone: Weight
  readonly doubt: number
}

/** Looks at every service: little code, for devices. */
export function scan(content: Compiled): (capacities: Capacities) => Candidates {
  return (capacities) => ({ open: (hunt) => openField(content, capacities, hunt) })
}

function openField(content: Compiled, capacities: Capacities, hunt: Hunt): Field {
  const { asked, without, perOrganization, keptBelow } = hunt
  const candidates = new Set<Candidate>()
  const nothing = new Set<AskedWish>()
  const out: { readonly service: number; readonly questions: number }[] = []
  for (const [service, isActive] of content.services.active.entries()) {
    if (!isActive || capacities[service] === full || without.has(service)) continue
    const shows = look(content, asked.sight, service)
    const questions = blockedBy(shows, asked)
    if (questions !== 0) out.push({ service, questions })
    else candidates.add({ service, alone: weigh(shows, asked, nothing), doubt: isInDoubt(shows, asked) })
  }
  /** Taken of each organization, by its number, for the share. */
  const counts = new Map<number, number>()
  const count = (service: number): number => counts.get(organizationOf(content, service)) ?? 0

  /** Rule 3 from doubt on: whether `a` comes before `b`, whose tier, failed demands and gain are equal. */
  const isBeforeAmongEquals = (a: Candidate, b: Candidate): boolean => {
    const order =
      a.doubt - b.doubt ||
      (capacities[a.service] ?? 0) - (capacities[b.service] ?? 0) ||
      count(a.service) - count(b.service)
    return order < 0 || (order === 0 && isBeforeByKey(content, hunt.fair, a.service, b.service))
  }

  return {
    take({ kept, covered }) {
      let best: Candidate | undefined
      let gain = 0
      for (const one of candidates) {
        const { service, alone } = one
        if (count(service) >= perOrganization) continue
        if (kept && (alone.tier >= keptBelow || !kept.has(kindOf(content, service)))) continue
        const ahead = best ? best.alone.tier - alone.tier || best.alone.failed - alone.failed : 1
        // What is behind beside no choices is behind beside these too.
        if (ahead < 0 || (ahead === 0 && alone.gain < gain)) continue
        const own = covered.size > 0 ? weigh(look(content, asked.sight, service), asked, covered).gain : alone.gain
        if (ahead === 0 && best && (own < gain || (own === gain && !isBeforeAmongEquals(one, best)))) continue
        best = one
        gain = own
      }
      if (best === undefined) return undefined
      const { service, alone } = best
      candidates.delete(best)
      counts.set(organizationOf(content, service), count(service) + 1)
      return { service, tier: alone.tier, gain }
    },
    room(wanted) {
      const room = new Map<number, number>()
      const used = new Map(counts)
      for (const { service, alone } of candidates) {
        const kind = kindOf(content, service)
        const organization = organizationOf(content, service)
        const [found, taken] = [room.get(kind) ?? 0, used.get(organization) ?? 0]
        if (alone.tier >= keptBelow || found >= (wanted.get(kind) ?? 0) || taken >= perOrganization) continue
        used.set(organization, taken + 1)
        room.set(kind, found + 1)
      }
      return room
    },
    blocked() {
      const within = out.filter(({ service }) => count(service) < perOrganization)
      const alone = new Map<number, number>()
      for (const { questions } of within) {
        const position = 31 - Math.clz32(questions)
        if (questions === 1 << position) alone.set(position, (alone.get(position) ?? 0) + 1)
      }
      return { alone, total: within.length }
    },
    startAlternatives: () => counts.clear(),
  }
}
