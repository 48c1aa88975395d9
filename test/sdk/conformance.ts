import type { Bundle, BundlePointer } from '../../sdk/src/client.js'
import type { prepareDevice } from '../../sdk/src/device.js'
import type * as engine from '../../sdk/src/engine.js'
import type { MatchOptions } from '../../src/engine/index.js'
import { asExpected, type CaseFile, inputOf, type Members } from '../helpers/cases.js'

/**
 * Whether an engine does what every other one does. Needs nothing of Node: a browser runs the same, on what it was given.
 */

type Engine = Pick<typeof engine, 'compile' | 'withCapacities' | 'readAnswers' | 'match'>

/** A bundle with some answers, and what the server says to them, as JSON text. */
export interface Pairs {
  readonly bundle: Bundle
  readonly pointer: BundlePointer
  readonly requests: readonly {
    readonly answers: Members
    readonly options: Omit<MatchOptions, 'explain'>
    readonly expected: string
  }[]
}

/** The names of the cases of `test/cases` in which this engine gives something else. */
export async function casesThatDiffer(given: Engine, files: readonly CaseFile[]): Promise<string[]> {
  const differing: string[] = []
  for (const file of files) {
    for (const one of file.cases) {
      const { release, questionSet, answers, options } = inputOf(file, one)
      const { capacities, ...content } = release
      const index = given.withCapacities(given.compile(content), capacities)
      const read = given.readAnswers(index, questionSet, answers)
      const reading = 'problems' in read ? { ...read } : await signed(given.match(index, read, options))
      const [found, expected] = [asExpected(reading, one.expected), one.expected]
      if (sorted(found) !== sorted(expected)) differing.push(one.name)
    }
  }
  return differing
}

/** What the device says where the server says something else. */
export async function pairsThatDiffer(prepare: typeof prepareDevice, all: readonly Pairs[]): Promise<string[]> {
  const differing: string[] = []
  for (const { bundle, pointer, requests } of all) {
    const match = prepare(pointer, bundle)
    for (const { answers, options, expected } of requests) {
      const found = sorted(await match(answers, options))
      if (found !== sorted(JSON.parse(expected))) differing.push(`${found}\nand not\n${expected}`)
    }
  }
  return differing
}

async function signed({ receipt, ...found }: engine.Match): Promise<Members> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(found.receiptForm))
  const digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { ...found, receipt: { ...receipt, digest } }
}

/** JSON in which the order of members does not matter. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
