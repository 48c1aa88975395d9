import { create, insertMultiple, search } from '@orama/orama'
import { Engine, type RuleProperties } from 'json-rules-engine'
import MiniSearch from 'minisearch'
import type { BenchCatalogue } from './catalogue.js'
import { type Resolved, resolve } from './closure.js'
import { chooseAmong } from './object-scan.js'
import { isComplete, nameChoices, type Peer, type Query } from './peer.js'

/**
 * Libraries that people reach for, as a user would write it with them. None knows of tiers, halves, shares or seats, so
 * each finds who meets every demand, JavaScript weighs these and chooses, and where that is too little it weighs all: the
 * same two steps as with SQLite.
 */

type FindMeeting = (query: Query) => Iterable<Resolved> | Promise<Iterable<Resolved>>

function filterPeer(name: string, queryLimit: number, all: readonly Resolved[], find: FindMeeting): Peer {
  return {
    name,
    queryLimit,
    async pick(query) {
      const chosen = chooseAmong(query.demands.length === 0 ? all : await find(query), query)
      return nameChoices(isComplete(chosen) ? chosen : chooseAmong(all, query))
    },
  }
}

const word = (term: number): string => `t${term}`
const wordsOf = ({ has }: Resolved): string[] => [...has].map(word)

/** Terms as words of a text, looked up whole. */
export function miniSearch(catalogue: BenchCatalogue): Peer {
  const services = resolve(catalogue)
  const index = new MiniSearch<{ id: number; terms: string }>({
    fields: ['terms'],
    tokenize: (text) => text.split(' '),
  })
  index.addAll(services.map((service, id) => ({ id, terms: wordsOf(service).join(' ') })))
  return filterPeer('MiniSearch 7.2', 100, services, ({ demands }) => {
    const queries = demands.map(({ terms }) => ({ combineWith: 'OR' as const, queries: terms.map(word) }))
    return index.search({ combineWith: 'AND', queries }).map(({ id }) => services[id]!)
  })
}

/** Terms as an enum, filtered by `where`. */
export async function orama(catalogue: BenchCatalogue): Promise<Peer> {
  const services = resolve(catalogue)
  const database = create({ schema: { place: 'number', terms: 'enum[]' } as const })
  await insertMultiple(
    database,
    services.map((service, place) => ({ place, terms: wordsOf(service) })),
    services.length,
  )
  return filterPeer('Orama 3.1', 100, services, async ({ demands }) => {
    const where = { and: demands.map(({ terms }) => ({ terms: { containsAny: terms.map(word) } })) }
    const { hits } = await search(database, { term: '', where, limit: services.length })
    return hits.map(({ document }) => services[document.place]!)
  })
}

/** A rule for each service: it fires where the service has one term at least of each demand. */
export function jsonRulesEngine(catalogue: BenchCatalogue): Peer {
  const services = resolve(catalogue)
  const rules = services.map(
    ({ has }, place): RuleProperties => ({
      conditions: { all: [{ fact: 'demands', operator: 'areAllMetBy', value: [...has] }] },
      event: { type: 'meets', params: { place } },
    }),
  )
  const engine = new Engine(rules)
  engine.addOperator<number[][], number[]>('areAllMetBy', (demands, terms) =>
    demands.every((demand) => demand.some((term) => terms.includes(term))),
  )
  return filterPeer('json-rules-engine 7.3', 8, services, async ({ demands }) => {
    const { events } = await engine.run({ demands: demands.map(({ terms }) => terms) })
    return events.map(({ params }) => services[params?.place]!)
  })
}
