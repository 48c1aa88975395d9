import { compile, type Index, type PrepareCandidates, withCapacities } from '../../src/engine/index.js'
import type { BenchCatalogue } from './catalogue.js'

export interface Footprint {
  /** Bytes of all memory; what it shares with the documents, such as the texts of ids, doesn't count. */
  readonly all: number
  readonly typedArrays: number
  /** Microseconds of CPU time, all threads together, so that what else the machine does counts little. */
  readonly compiling: number
}

/** @throws Error where there is no `--expose-gc`, as npm run bench has */
export function measureFootprint(
  { content, capacities }: BenchCatalogue,
  prepare: PrepareCandidates,
): Footprint & { readonly index: Index } {
  const before = inUse()
  const start = process.cpuUsage()
  const index = withCapacities(compile(content, prepare), capacities)
  const { user, system } = process.cpuUsage(start)
  const after = inUse()
  return {
    index,
    all: after.all - before.all,
    typedArrays: after.typedArrays - before.typedArrays,
    compiling: user + system,
  }
}

function inUse(): { readonly all: number; readonly typedArrays: number } {
  if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc, as npm run bench does.')
  for (let i = 0; i < 3; i += 1) globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { all: heapUsed + arrayBuffers, typedArrays: arrayBuffers }
}

export function printFootprint(catalogue: BenchCatalogue, ways: Readonly<Record<string, PrepareCandidates>>): void {
  const services = catalogue.content.services.length
  const perService = (total: number, digits = 0): string => (total / services).toFixed(digits)
  console.log('Compiled, a service, without texts: the first time in this process also compiles code\n')
  console.log(
    '| | typed arrays, bytes | all memory, bytes | compiling, CPU µs: first | least of three more |\n|---|--:|--:|--:|--:|',
  )
  for (const [name, prepare] of Object.entries(ways)) {
    const first = measureFootprint(catalogue, prepare)
    const more = [1, 2, 3].map(() => measureFootprint(catalogue, prepare))
    const { typedArrays, all } = more[0]!
    const least = Math.min(...more.map(({ compiling }) => compiling))
    const costs = [first.compiling, least].map((micros) => perService(micros, 1))
    console.log(`| ${name} | ${[perService(typedArrays), perService(all), ...costs].join(' | ')} |`)
  }
  console.log()
}
