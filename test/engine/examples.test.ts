import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { Case } from '../helpers/arbitraries.js'
import { candidates, compileRelease, engineMatch } from '../helpers/engine-result.js'
import { type NaiveResult, naiveMatch, type Release } from '../helpers/naive.js'

interface Example {
  readonly release: Release
  readonly cases: readonly (Case & { readonly expected: NaiveResult })[]
}

const folder = new URL('../../../test/cases/examples/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

t.equal(names.length, 20, 'there are twenty examples')

for (const name of names) {
  const { release, cases }: Example = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

  t.test(`the engine gives the results of ${name}`, async (t) => {
    for (const [way, prepare] of Object.entries(candidates)) {
      const index = compileRelease(release, prepare)
      for (const [place, { questionSet, answers, options, expected }] of cases.entries())
        t.strictSame(engineMatch(index, questionSet, answers, options), expected, `case ${place}, by ${way}`)
    }
  })

  t.test(`the naive implementation gives the results of ${name}`, async (t) => {
    for (const [place, { questionSet, answers, options, expected }] of cases.entries())
      t.strictSame(naiveMatch(release, questionSet, answers, options), expected, `case ${place}`)
  })
}
