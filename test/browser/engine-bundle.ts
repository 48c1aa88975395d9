import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import type { CaseFile } from '../helpers/cases.js'
import { somePairs } from '../sdk/some-pairs.js'

/** Names of cases, and matches, that came out otherwise. */
export interface Compared {
  readonly cases: readonly string[]
  readonly pairs: readonly string[]
}

/** A script that gives a page `compare`: which cases and matches, given as JSON, come out otherwise there. */
export async function comparingScript(): Promise<string> {
  const contents = `
    import * as engine from './dist/sdk/src/engine.js'
    import { prepareDevice } from './dist/sdk/src/device.js'
    import { casesThatDiffer, pairsThatDiffer } from './dist/test/sdk/conformance.js'
    globalThis.compare = async (json) => {
      const { files, pairs } = JSON.parse(json)
      return { cases: await casesThatDiffer(engine, files), pairs: await pairsThatDiffer(prepareDevice, pairs) }
    }`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** Every conformance case, and some random matches with what the server says, as JSON. */
export function comparedData(): string {
  const folder = new URL('../../../test/cases/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const files = names.map((name): CaseFile => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  return JSON.stringify({ files, pairs: [...somePairs(200)] })
}
