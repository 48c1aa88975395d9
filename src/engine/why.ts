import type { Demand } from './ask.js'
import type { Taken } from './candidates.js'
import type { Case, Chosen } from './choose.js'
import { capacityOrder, full, serviceNumber } from './compiled.js'
import type { Choice, Explanation, MetWish, OnlyFor } from './result.js'
import { look, type Shows } from './sight.js'
import { meets, weigh } from './weigh.js'

/** Says in ids why a service was chosen, or was not (section 8). */

export function describe(of: Case, { service, tier, gain }: Taken): Choice {
  const { content, capacities } = of.index
  const shows = look(content, service)
  return {
    service: content.services.ids[service] ?? '',
    tier,
    gain,
    capacity: capacityOrder[capacities[service] ?? 0] ?? 'open',
    met: met(of, shows),
    missed: failed(of, shows).map(({ named }) => named),
    onlyFor: onlyFor(of, shows),
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
  const shows = look(content, service)
  const exclusions = of.asked.exclusions.filter(({ hit }) => shows(hit)).map(({ named }) => named)
  if (exclusions.length > 0) return { service: id, outcome: 'excluded', exclusions }
  const hard = failed(of, shows).filter(({ tierBit }) => tierBit === 0)
  if (hard.length > 0) return { service: id, outcome: 'demand', missed: hard.map(({ named }) => named) }
  if (chosen.choices.some((choice) => choice.service === service)) return { service: id, outcome: 'chosen' }
  const { tier, gain, met, missed } = describe(of, { service, ...weigh(shows, of.asked, chosen.covered) })
  return { service: id, outcome: 'candidate', tier, gain, met, missed }
}

function met({ asked }: Case, shows: Shows): MetWish[] {
  const wishes: MetWish[] = []
  for (const { named, has, fully } of asked.wishes) {
    if (!shows(has)) continue
    // Spelled out: spreading an object takes several times as long, and every match does this some twenty times.
    const { question, answer, taxonomy, term, points } = named
    wishes.push({ question, answer, taxonomy, term, points, wide: !shows(fully) })
  }
  return wishes
}

function failed({ asked }: Case, shows: Shows): Demand[] {
  return asked.demands.filter((demand) => !meets(shows, demand))
}

function onlyFor({ index, asked }: Case, shows: Shows): OnlyFor[] {
  const { ids } = index.content.terms
  return asked.undemanded.filter(shows).map(({ id, from, to }) => ({
    taxonomy: id,
    terms: ids
      .slice(from, to)
      .filter((_, i) => shows({ from: from + i, to: from + i + 1, above: false }))
      .sort(),
  }))
}
