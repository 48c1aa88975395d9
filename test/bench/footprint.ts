import { compile, type Index, withCapacities } from '../../src/engine/index.js'
import type { BenchCatalogue } from './catalogue.js'

/** Bytes of a compiled release; what it shares with the documents, such as the texts of ids, doesn't count. */
export function measureMemory({ content, capacities }: BenchCatalogue) {
  if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc, as npm run bench does.')
  const makeIndex = (): Index => withCapacities(compile(content), capacities)
  // The first time also compiles code, which is no part of a release.
  makeIndex()
  const before = inUse()
  const index = makeIndex()
  return { all: inUse() - before, typedArrays: sumTypedArrays(index) }
}

function inUse(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function sumTypedArrays(value: unknown, seen: Set<unknown> = new Set()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0
  seen.add(value)
  if (ArrayBuffer.isView(value)) return value.byteLength
  const parts = value instanceof Map ? value.values() : Object.values(value)
  return [...parts].reduce((sum: number, part) => sum + sumTypedArrays(part, seen), 0)
}

/** Microseconds to compile it all: the first time in this process, and the median of ten more. */
export function measureCompile({ content }: BenchCatalogue) {
  const time = (): number => {
    const start = process.hrtime.bigint()
    compile(content)
    return Number(process.hrtime.bigint() - start) / 1000
  }
  const first = time()
  const more = Array.from({ length: 10 }, time).sort((a, b) => a - b)
  return { first, warm: more[5]! }
}
