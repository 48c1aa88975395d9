import { cpus } from 'node:os'
import { bitmaps } from '../../src/engine/bitmaps.js'
import { compile, scan, withCapacities } from '../../src/engine/index.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { choosingEngine, wholeEngine } from './engine.js'
import { printFootprint } from './footprint.js'
import { jsonRulesEngine, miniSearch, orama } from './libraries.js'
import { objectScan } from './object-scan.js'
import { makeQuery, type Query } from './peer.js'
import { someAnswers } from './questions.js'
import { type SqlitePeer, sqlite } from './sqlite.js'
import { compare, type Timed, time } from './timing.js'

/**
 * `npm run bench [-- services …]`: the engine beside other ways to the same choices, at 5,000 and 100,000 services if
 * nothing is said. What it means stands in docs/performance.md. Nothing here fails for being slow.
 */
const seed = 2
/** Libraries that take seconds for a match are left out of larger catalogues. */
const librariesUpTo = 5000

const sizes = process.argv.slice(2).map(Number)
console.log(`Node ${process.version}, ${cpus()[0]?.model}, seed ${seed}`)
for (const size of sizes.length > 0 ? sizes : [5000, 100_000]) await benchSize(size)

async function benchSize(serviceCount: number): Promise<void> {
  const random = seeded(seed)
  const catalogue = makeCatalogue(random, serviceCount)
  const queryCount = serviceCount <= librariesUpTo ? 300 : 60
  const rounds = serviceCount <= librariesUpTo ? 5 : 3
  const queries = Array.from({ length: queryCount }, () => makeQuery(catalogue, someAnswers(random)))
  console.log(`\n## ${serviceCount} services, ${queryCount} answers\n`)
  printFootprint(catalogue, { scan, bitmaps })
  const quick = withCapacities(compile(catalogue.content, bitmaps), catalogue.capacities)
  const plain = withCapacities(compile(catalogue.content, scan), catalogue.capacities)
  const database = sqlite(catalogue)
  const peers = [
    choosingEngine(quick, 'engine, bitmaps'),
    wholeEngine(quick, 'engine, bitmaps, whole match'),
    choosingEngine(plain, 'engine, scan'),
    { ...objectScan(catalogue), queryLimit: serviceCount <= librariesUpTo ? queryCount : 12 },
    database,
  ]
  const libraries =
    serviceCount <= librariesUpTo ? [miniSearch(catalogue), await orama(catalogue), jsonRulesEngine(catalogue)] : []
  await compare([...peers, ...libraries], queries)
  console.log(`Choices compared, ${queryCount} answers: 0 differences`)
  console.log(
    `(SQLite found all it needed among what meets every demand in ${queryCount - database.seconds} of them)\n`,
  )
  if (serviceCount <= librariesUpTo) printPlan(database, queries)
  // Libraries that make millions of objects a match take turns among themselves.
  printTimes([...(await time(peers, queries, rounds)), ...(await time(libraries, queries, 2))], rounds)
}

function printTimes(rows: readonly Timed[], rounds: number): void {
  const base = rows[0]!
  console.log(`Microseconds a match: least of ${rounds} runs of the same answers; in the last column all runs\n`)
  console.log('| | answers | p50 | p99 | worst | × p50 | × p99 | p99 of all |')
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|')
  for (const { name, queries, p50, p99, worst, allP99 } of rows) {
    const ratios = [p50 / base.p50, p99 / base.p99].map((ratio) => ratio.toFixed(ratio < 10 ? 1 : 0))
    const cells = [queries, ...[p50, p99, worst].map((micros) => micros.toFixed(0)), ...ratios, allP99.toFixed(0)]
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
  console.log(
    '\nThe whole match reads the answers and makes reasons, blockers and receipt; the others choose, no more.',
  )
}

function printPlan(database: SqlitePeer, queries: readonly Query[]): void {
  const busiest = queries.reduce((a, b) =>
    b.wishes.length + b.demands.length > a.wishes.length + a.demands.length ? b : a,
  )
  console.log('The two statements of SQLite for the answers that ask most, and their plans')
  console.log(`${database.plan(busiest).join('\n')}\n`)
}
