import { cpus } from 'node:os'
import { compile, withCapacities } from '../../src/engine/index.js'
import { seeded } from '../helpers/random.js'
import { type BenchCatalogue, makeCatalogue } from './catalogue.js'
import { choosingEngine, wholeEngine } from './engine.js'
import { measureCompile, measureMemory } from './footprint.js'
import { printHttp } from './http.js'
import { objectScan } from './object-scan.js'
import { makeQuery, type Peer, type Query } from './peer.js'
import { someAnswers } from './questions.js'
import { sqlite } from './sqlite.js'

/**
 * `npm run bench [-- services]`: the engine beside two other ways to the same choices. All results are compared first;
 * then all take turns in one run, so that what else the machine does falls on each alike. Nothing here fails for being slow.
 */
const seed = 2
const serviceCount = Number(process.argv[2] ?? 5000)
const queryCount = 500
const rounds = 5

const random = seeded(seed)
const catalogue = makeCatalogue(random, serviceCount)
const queries = Array.from({ length: queryCount }, () => makeQuery(catalogue, someAnswers(random)))

console.log(
  `Node ${process.version}, ${cpus()[0]?.model}, ${serviceCount} services, ${queryCount} answers, seed ${seed}\n`,
)
printFootprint(catalogue)
const index = withCapacities(compile(catalogue.content), catalogue.capacities)
const engine = wholeEngine(index)
const database = sqlite(catalogue)
const peers = [engine, choosingEngine(index), objectScan(catalogue), database]
compare(peers)
printPlan()
printTimes(peers)
await printHttp(
  catalogue,
  queries.map(({ answers }) => answers),
)

function printFootprint(of: BenchCatalogue): void {
  const compiling = measureCompile(of)
  const memory = measureMemory(of)
  const perService = (total: number, digits = 0): string => (total / serviceCount).toFixed(digits)
  console.log('Compiled, without texts')
  console.log(`  typed arrays          ${perService(memory.typedArrays)} bytes a service`)
  console.log(
    `  all memory, after gc  ${perService(memory.all)} bytes a service (ids, maps, question set and terms too)`,
  )
  console.log(
    `  compiling             ${perService(compiling.first, 1)} µs a service the first time, ${perService(compiling.warm, 1)} warm\n`,
  )
}

function compare(all: readonly Peer[]): void {
  for (const query of queries) {
    const expected = JSON.stringify(all[0]!.pick(query))
    for (const peer of all) {
      const found = JSON.stringify(peer.pick(query))
      if (found === expected) continue
      throw new Error(`${peer.name} differs for ${JSON.stringify(query.answers)}:\n  ${found}\n  ${expected}`)
    }
  }
  console.log(`Choices compared, ${queryCount} answers: 0 differences`)
  console.log(
    `(SQLite found all it needed among what meets every demand in ${queryCount - database.seconds} of them)\n`,
  )
}

function printTimes(all: readonly Peer[]): void {
  const times = all.map(() => queries.map((): number[] => []))
  for (let round = 0; round < rounds; round += 1) {
    for (const [q, query] of queries.entries()) {
      for (let turn = 0; turn < all.length; turn += 1) {
        const p = (turn + q + round) % all.length
        times[p]![q]!.push(timed(all[p]!, query))
      }
    }
  }
  const rows = all.map(({ name }, p) => {
    const least = times[p]!.map((runs) => Math.min(...runs))
    return { name, p50: quantile(least, 0.5), p99: quantile(least, 0.99), allP99: quantile(times[p]!.flat(), 0.99) }
  })
  const base = rows[0]!
  const line = (...cells: readonly string[]): void =>
    console.log(
      `  ${cells[0]!.padEnd(23)}${cells
        .slice(1)
        .map((cell) => cell.padStart(14))
        .join('')}`,
    )
  console.log(`Microseconds a match: least of ${rounds} runs of the same answers; in the last column all runs`)
  line('', 'p50', 'p99', '× engine p50', '× engine p99', 'p99 of all')
  for (const { name, p50, p99, allP99 } of rows) {
    line(
      name,
      p50.toFixed(0),
      p99.toFixed(0),
      (p50 / base.p50).toFixed(2),
      (p99 / base.p99).toFixed(2),
      allP99.toFixed(0),
    )
  }
  console.log(
    '  The whole match reads the answers and makes reasons, blockers and receipt; the others choose, and no more.\n',
  )
}

function timed(peer: Peer, query: Query): number {
  const start = process.hrtime.bigint()
  peer.pick(query)
  return Number(process.hrtime.bigint() - start) / 1000
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
}

function printPlan(): void {
  const busiest = queries.reduce((a, b) =>
    b.wishes.length + b.demands.length > a.wishes.length + a.demands.length ? b : a,
  )
  console.log('The two statements of SQLite for the answers that ask most, and their plans')
  console.log(`${database.plan(busiest).join('\n')}\n`)
}
