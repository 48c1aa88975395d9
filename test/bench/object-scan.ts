import type { BenchCatalogue } from './catalogue.js'
import { type Resolved, resolve } from './closure.js'
import { type Candidate, type Choice, choose, nameChoices, type Peer, type Query } from './peer.js'

interface Weighed extends Candidate {
  readonly service: Resolved
}

/**
 * The plain way, done well: an object for each service, with Sets in which all that follows from its terms stands
 * already; one pass that weighs, one pass for each choice, nothing sorted.
 */
export function objectScan(catalogue: BenchCatalogue): Peer {
  const services = resolve(catalogue)
  return { name: 'object scan', pick: (query) => nameChoices(chooseAmong(services, query)) }
}

/** Weighs these services one by one, and chooses. */
export function chooseAmong(services: Iterable<Resolved>, query: Query): Choice[] {
  const candidates: Weighed[] = []
  for (const service of services) {
    const candidate = weigh(service, query)
    if (candidate !== undefined) candidates.push(candidate)
  }
  const spreadWishes = query.wishes.slice(0, query.spreadCount)
  return choose(
    {
      isSorted: false,
      at: (place) => candidates[place],
      spread: ({ service }) => spreadWishes.map(({ term, points }) => earn(service, term, points)),
    },
    query.fair,
  )
}

function weigh(service: Resolved, { wishes, demands, exclusions }: Query): Weighed | undefined {
  for (const term of exclusions) if (service.isHitBy.has(term)) return undefined
  let tier = 0
  let failed = 0
  for (const { terms, bit } of demands) {
    if (terms.some((term) => service.has.has(term))) continue
    tier |= bit
    failed += 1
  }
  let gain = 0
  for (const { term, points } of wishes) gain += earn(service, term, points)
  return { service, tier, failed, gain, inDoubt: service.inDoubt }
}

function earn(service: Resolved, term: number, points: number): number {
  return service.hasFully.has(term) ? points : service.has.has(term) ? points >> 1 : 0
}
