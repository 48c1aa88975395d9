import { cpus } from 'node:os'
import { bitmaps } from '../../src/engine/bitmaps.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { choosingEngine } from './engine.js'
import { measureFootprint } from './footprint.js'
import { makeQuery } from './peer.js'
import { type RandomAnswers, someAnswers } from './questions.js'
import { compare, type Timed, time } from './timing.js'

/**
 * `npm run bench:large [-- services …]`: the engine alone in catalogues from a city to a continent, with the answers that
 * give it most to do. It takes some minutes and 8 GB of memory.
 */
const seed = 2
const rounds = 5
const queryCount = 200
const none: RandomAnswers = {}

/** As little or as much as can be asked: where most are equal, and where nobody has it all. */
const extremes: readonly RandomAnswers[] = [
  none,
  { topics: ['dont-know'] },
  { topics: ['debt'] },
  { want: 'listens' },
  { who: 'job' },
  { who: 'volunteer' },
  { where: 'phone' },
  { where: 'elsewhere' },
  { where: 'come-by', area: 'city-0-d0-n0' },
  { ease: ['no-stairs'] },
  {
    topics: ['family', 'wellbeing', 'work'],
    want: 'quick',
    who: 'experience',
    where: 'at-home',
    area: 'city-0-d7-n11',
    ease: ['no-appointment', 'evening-weekend', 'own-language', 'bring-someone', 'children', 'no-stairs', 'no-name'],
    language: 'hi',
  },
]

interface Size {
  readonly services: number
  readonly usual: Timed
  readonly extreme: Timed
  readonly skipped: Timed
}

console.log(`Node ${process.version}, ${cpus()[0]?.model}, seed ${seed}\n`)
console.log(
  '| services | p50, µs | p99 | worst answers | all skipped | compile, CPU µs a service | typed arrays, bytes | all memory |',
)
console.log('|--:|--:|--:|--:|--:|--:|--:|--:|')
const sizes = process.argv.slice(2).map(Number)
const found: Size[] = []
for (const services of sizes.length > 0 ? sizes : [20_000, 100_000, 400_000, 1_500_000]) {
  found.push(await benchSize(services))
}
printGrowth(found)

async function benchSize(services: number): Promise<Size> {
  const random = seeded(seed)
  const catalogue = makeCatalogue(random, services)
  const { index, typedArrays, all, compiling } = measureFootprint(catalogue, bitmaps)
  const peer = choosingEngine(index, 'engine, bitmaps')
  const measure = async (answers: readonly RandomAnswers[]): Promise<Timed> => {
    const queries = answers.map((each) => makeQuery(catalogue, each))
    await compare([peer], queries)
    return (await time([peer], queries, rounds))[0]!
  }
  const usual = await measure(Array.from({ length: queryCount }, () => someAnswers(random)))
  const [extreme, skipped] = [await measure(extremes), await measure([none])]
  const times = [usual.p50, usual.p99, extreme.worst, skipped.worst].map((micros) => micros.toFixed(0))
  const costs = [(compiling / services).toFixed(1), ...[typedArrays, all].map((bytes) => (bytes / services).toFixed(0))]
  console.log(`| ${[services, ...times, ...costs].join(' | ')} |`)
  return { services, usual, extreme, skipped }
}

/** How time grows with services: an exponent of 1 is twice the time for twice as many. */
function printGrowth(series: readonly Size[]): void {
  const [least, most] = [series[0]!, series.at(-1)!]
  const exponent = (of: (size: Size) => number): string =>
    (Math.log(of(most) / of(least)) / Math.log(most.services / least.services)).toFixed(2)
  console.log(
    `\nExponent from ${least.services} to ${most.services}: p50 ${exponent(({ usual }) => usual.p50)}, p99 ${exponent(({ usual }) => usual.p99)}`,
  )
}
