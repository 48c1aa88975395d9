import type { AskedWish, Demand } from './ask.js'
import type { Taken } from './candidates.js'
import { type Case, type Chosen, lookAt } from './choose.js'
import { capacityOrder, full, serviceNumber } from './compiled.js'
import type { Choice, Explanation, MetWish, MissedDemand, OnlyFor, Wish } from './result.js'
import type { Shows } from './sight.js'
import { meets, weigh } from './weigh.js'

/** Says in ids why a service was chosen, or was not (section 8). */

export function describe(of: Case, { service, tier, gain }: Taken): Choice {
  const shows = lookAt(of, service)
  return {
    service: of.index.content.services.ids[service] ?? '',
    tier,
    gain,
    capacity: capacityOrder[of.index.capacities[service] ?? 0] ?? 'open',
    met: met(of, shows),
    missed: missed(of, shows),
    onlyFor: onlyFor(of, service, shows),
  }
}

/** The first outcome that holds of a service that somebody asks about. */
export function explain(of: Case, id: string, chosen: Chosen): Explanation {
  const { content, capacities } = of.index
  const service = serviceNumber(content, id)
  if (service === undefined) return { service: id, outcome: 'unknown' }
  if (content.services.active[service] !== 1) return { service: id, outcome: 'inactive' }
  if (capacities[service] === full) return { service: id, outcome: 'full' }
  if (of.without.has(service)) return { service: id, outcome: 'without' }
  const shows = lookAt(of, service)
  const hits = of.asked.exclusions.filter(({ hit }) => shows(hit))
  if (hits.length > 0) {
    const exclusions = hits.map(({ taxonomy, term }) => ({ taxonomy: taxonomy.id, term: termId(of, term) }))
    return { service: id, outcome: 'excluded', exclusions }
  }
  const hard = missed(of, shows, (demand) => demand.tierBit === 0)
  if (hard.length > 0) return { service: id, outcome: 'demand', missed: hard }
  if (chosen.choices.some((choice) => choice.service === service)) return { service: id, outcome: 'chosen' }
  const { tier, gain } = weigh(shows, of.asked, chosen.covered)
  return { service: id, outcome: 'candidate', tier, gain, met: met(of, shows), missed: missed(of, shows) }
}

export function nameWish(of: Case, { question, answer, taxonomy, term, points }: AskedWish): Wish {
  return { question: question.id, answer, taxonomy: taxonomy.id, term: termId(of, term), points }
}

function met(of: Case, shows: Shows): MetWish[] {
  const wishes: MetWish[] = []
  for (const wish of of.asked.wishes) {
    if (!shows(wish.has)) continue
    // Spelled out: spreading an object takes several times as long, and every match does this some twenty times.
    const { question, answer, taxonomy, term, points } = nameWish(of, wish)
    wishes.push({ question, answer, taxonomy, term, points, wide: !shows(wish.fully) })
  }
  return wishes
}

function missed(of: Case, shows: Shows, which: (demand: Demand) => boolean = () => true): MissedDemand[] {
  return of.asked.demands
    .filter((demand) => which(demand) && !meets(shows, demand))
    .map(({ question, answers, taxonomy, terms }) => ({
      question: question.id,
      answers: [...answers],
      taxonomy: taxonomy.id,
      terms: terms.map((term) => termId(of, term)),
    }))
}

function onlyFor(of: Case, service: number, shows: Shows): OnlyFor[] {
  const doubts = of.asked.undemanded.filter(({ any }) => shows(any))
  if (doubts.length === 0) return []
  const { starts, terms } = of.index.content.services
  const own = Array.from(terms.subarray(starts[service], starts[service + 1]))
  return doubts.map(({ taxonomy: { id, first, end } }) => ({
    taxonomy: id,
    terms: own
      .filter((term) => first <= term && term < end)
      .map((term) => termId(of, term))
      .sort(),
  }))
}

function termId({ index }: Case, term: number): string {
  return index.content.terms.ids[term] ?? ''
}
