import Database from 'better-sqlite3'
import type { BenchCatalogue } from './catalogue.js'
import { type Resolved, resolve } from './closure.js'
import { type Candidate, choose, isComplete, nameChoices, numberTerms, type Peer, type Query } from './peer.js'

/**
 * SQLite as somebody who knows it would use it: in memory, terms of small taxonomies as bits of two integers with
 * ancestors resolved, area and place as indexed pairs, prepared statements kept by the shape of the query. SQL weighs and
 * orders by tier, failed demands and gain: first only what meets every demand, and where that is too little all the rest.
 * It can't say that a wish counts for less once a choice has it, nor hash, so JavaScript makes the last choosing, and
 * reads no more rows than that takes.
 */
export interface SqlitePeer extends Peer {
  /** The plan of the two statements for a query. */
  plan(query: Query): string[]
  /** How many queries needed the second statement. */
  readonly seconds: number
}

/** Trees too large for bits. */
const paired = ['area', 'place']
const bitsInColumn = 60

interface Row extends Candidate {
  readonly spread: readonly number[]
}

export function sqlite(catalogue: BenchCatalogue): SqlitePeer {
  const services = resolve(catalogue)
  const places = placeTerms(catalogue)
  const database = fill(services, places)
  const statements = new Map<string, Database.Statement<unknown[], unknown>>()
  let seconds = 0

  const start = (query: Query, isFirst: boolean): IterableIterator<unknown> => {
    const { sql, values } = statementOf(query, places, isFirst)
    const statement = statements.get(sql) ?? database.prepare(sql).raw()
    statements.set(sql, statement)
    return statement.iterate(values)
  }
  const readRow = (row: unknown): Row => {
    const [number, tier, failed, gain, ...spread] = row as [number, number, number, number, ...number[]]
    const service = services[number]!
    return { service, tier, failed, gain, inDoubt: service.inDoubt, spread }
  }
  return {
    name: 'SQLite, tuned',
    get seconds() {
      return seconds
    },
    plan(query) {
      return [true, false].flatMap((isFirst) => {
        const { sql, values } = statementOf(query, places, isFirst)
        const rows = database.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(values)
        return [sql, ...rows.map(({ detail }) => `    ${detail}`)]
      })
    },
    pick(query) {
      let rows = start(query, true)
      const read: Row[] = []
      const at = (place: number): Row | undefined => {
        while (read.length <= place) {
          const next = rows.next()
          if (next.done) return undefined
          read.push(readRow(next.value))
        }
        return read[place]
      }
      const candidates = { isSorted: true, at, spread: ({ spread }: Row) => spread }
      let chosen = choose(candidates, query.fair)
      if (!isComplete(chosen)) {
        // It looked past the last of the first rows, so these are all read.
        seconds += 1
        rows = start(query, false)
        chosen = choose(candidates, query.fair)
      }
      rows.return?.()
      return nameChoices(chosen)
    },
  }
}

/** Where a term of a small taxonomy stands: its bit in a column. */
type Places = ReadonlyMap<number, { readonly column: number; readonly bit: bigint }>

function placeTerms({ content }: BenchCatalogue): Places {
  const isSmall = (term: string): boolean => !paired.some((taxonomy) => term.startsWith(`${taxonomy}/`))
  const small = [...numberTerms(content)].filter(([term]) => isSmall(term)).map(([, number]) => number)
  return new Map(
    small.map((term, i) => [term, { column: Math.floor(i / bitsInColumn), bit: 1n << BigInt(i % bitsInColumn) }]),
  )
}

function fill(services: readonly Resolved[], places: Places): Database.Database {
  const database = new Database(':memory:')
  const columns = [...new Set([...places.values()].map(({ column }) => column))]
  const masks = columns.map((i) => `has${i} integer not null, fully${i} integer not null`)
  database.exec(`
    create table service (id integer primary key, ${masks.join(', ')}) strict;
    create table has (term integer, service integer, fully integer, primary key (term, service)) strict, without rowid;
    create table hit (term integer, service integer, primary key (term, service)) strict, without rowid;
  `)
  const maskOf = (terms: ReadonlySet<number>, column: number): bigint => {
    const all = [...terms].map((term) => places.get(term))
    return all.reduce((mask, place) => (place?.column === column ? mask | place.bit : mask), 0n)
  }
  const addService = database.prepare(`insert into service values (?${', ?, ?'.repeat(columns.length)})`)
  const addHas = database.prepare('insert into has values (?, ?, ?)')
  const addHit = database.prepare('insert into hit values (?, ?)')
  database.transaction(() => {
    for (const [id, { has, hasFully, isHitBy }] of services.entries()) {
      addService.run(id, ...columns.flatMap((i) => [maskOf(has, i), maskOf(hasFully, i)]))
      for (const term of has) if (!places.has(term)) addHas.run(term, id, hasFully.has(term) ? 1 : 0)
      for (const term of isHitBy) if (!places.has(term)) addHit.run(term, id)
    }
  })()
  database.exec('analyze')
  return database
}

/** The statement, whose text depends only on the shape of what is asked, and its values. */
function statementOf({ wishes, spreadCount, demands, exclusions }: Query, places: Places, isFirst: boolean) {
  const values: Record<number, unknown> = {}
  let count = 0
  const value = (one: unknown): string => {
    count += 1
    values[count] = one
    return `$${count}`
  }
  const joins: string[] = []
  /** A join gives null where the service has the term not. */
  const joined = (term: number, isNeeded: boolean): string => {
    const alias = `j${joins.length}`
    joins.push(
      `${isNeeded ? 'join' : 'left join'} has ${alias} on ${alias}.term = ${value(term)} and ${alias}.service = s.id`,
    )
    return alias
  }
  const where: string[] = exclusions.map(
    (term) => `not exists (select 1 from hit where term = ${value(term)} and service = s.id)`,
  )
  const fails = demands.map(({ terms, bit }) => {
    const of = terms.map((term) => places.get(term))
    const column = of[0]?.column
    if (column === undefined) return { bit, test: `${joined(terms[0]!, isFirst)}.service is null`, isJoined: true }
    const mask = of.reduce((all, place) => all | place!.bit, 0n)
    return { bit, test: `s.has${column} & ${value(mask)} = 0`, isJoined: false }
  })
  if (isFirst) where.push(...fails.filter(({ isJoined }) => !isJoined).map(({ test }) => `not (${test})`))
  const tests = [...new Set(fails.map(({ bit }) => bit))].map((bit) => {
    const same = fails.filter((fail) => fail.bit === bit).map(({ test }) => `(${test})`)
    return `(${same.join(' or ')}) * ${bit}`
  })
  const tier = isFirst || tests.length === 0 ? '0' : tests.join(' + ')
  const failed = isFirst || fails.length === 0 ? '0' : fails.map(({ test }) => `(${test})`).join(' + ')
  if (!isFirst) where.push(fails.length === 0 ? '0' : `(${fails.map(({ test }) => test).join(' or ')})`)
  const earned = wishes.map(({ term, points }) => {
    const place = places.get(term)
    const [full, half] = [value(points), value(points >> 1)]
    if (place === undefined)
      return `case ${joined(term, false)}.fully when 1 then ${full} when 0 then ${half} else 0 end`
    const bit = value(place.bit)
    const fully = `s.fully${place.column} & ${bit}`
    return `iif(${fully}, ${full}, iif(s.has${place.column} & ${bit}, ${half}, 0))`
  })
  const columns = [tier, failed, earned.length === 0 ? '0' : earned.join(' + '), ...earned.slice(0, spreadCount)]
  const sql = [
    `select s.id, ${columns.join(', ')}`,
    `from service s ${joins.join(' ')}`,
    where.length === 0 ? '' : `where ${where.join(' and ')}`,
    'order by 2, 3, 4 desc',
  ].join('\n')
  return { sql, values }
}
