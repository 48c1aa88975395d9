import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Index } from '../../src/engine/index.js'
import { candidates, compileRelease } from '../helpers/engine-result.js'
import { digestOf, digestsFile, type GoldenLine, goldenReleases, readRelease } from '../helpers/golden.js'

/** The SHA-256 of so many first lines. Who adds lines adds a seal; no seal is ever changed. */
const seals: readonly { readonly lines: number; readonly sha256: string }[] = [
  { lines: 1000, sha256: '210c8a957f6cd858dfba089351010ba70fe7fd5cefcea40b6f7b5ebfcd8e4a9c' },
]

const lines = readFileSync(digestsFile, 'utf8').split('\n').slice(0, -1)
const matches: readonly GoldenLine[] = lines.map((line) => JSON.parse(line))

t.test('no golden line was changed, moved or taken out, and all are sealed', async (t) => {
  for (const seal of seals) {
    const first = lines.slice(0, seal.lines).map((line) => `${line}\n`)
    t.equal(createHash('sha256').update(first.join('')).digest('hex'), seal.sha256, `the first ${seal.lines} lines`)
  }
  t.equal(lines.length, seals.at(-1)?.lines)
})

t.test('every release has matches', async (t) => {
  t.same([...new Set(matches.map(({ release }) => release))].sort(), goldenReleases().sort())
})

t.test('every match ever made gives the digest that its receipt has', async (t) => {
  for (const [way, prepare] of Object.entries(candidates)) {
    const indexes = new Map<string, Index>(
      goldenReleases().map((name) => [name, compileRelease(readRelease(name), prepare)]),
    )
    const others = matches.filter((golden) => digestOf(indexes.get(golden.release)!, golden) !== golden.digest)
    t.same(others, [], `those that now give another digest, by ${way}`)
  }
})
