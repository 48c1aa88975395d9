import { readdirSync, readFileSync } from 'node:fs'
import type { Index, MatchOptions } from '../../src/engine/index.js'
import { engineMatch } from './engine-result.js'
import type { Release } from './naive-terms.js'

/**
 * Matches that were made once, and the digests of their receipts, one a line. A receipt must replay for ever, so lines
 * are only ever added (`add-golden.ts`), and the releases beside them never change.
 */
export interface GoldenMatch {
  /** Name of a file in `releases`, without `.json`. */
  readonly release: string
  readonly questionSet: string
  readonly answers: Readonly<Record<string, unknown>>
  readonly options: MatchOptions
}

export interface GoldenLine extends GoldenMatch {
  readonly digest: string
}

const folder = new URL('../../../test/golden/', import.meta.url)
export const digestsFile = new URL('digests.ndjson', folder)
export const releaseFile = (name: string): URL => new URL(`releases/${name}.json`, folder)

export function goldenReleases(): string[] {
  return readdirSync(new URL('releases/', folder)).map((file) => file.replace('.json', ''))
}

export function readRelease(name: string): Release {
  return JSON.parse(readFileSync(releaseFile(name), 'utf8'))
}

/** @throws Error where the answers have problems: these have no receipt. */
export function digestOf(index: Index, { questionSet, answers, options }: GoldenMatch): string {
  const result = engineMatch(index, questionSet, answers, options)
  if ('problems' in result) throw new Error(`These answers have problems: ${JSON.stringify(answers)}`)
  return result.receipt.digest
}
