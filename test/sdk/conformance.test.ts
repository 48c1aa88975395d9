import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { prepareDevice } from '../../sdk/src/device.js'
import * as engine from '../../sdk/src/engine.js'
import type { CaseFile } from '../helpers/cases.js'
import { casesThatDiffer, pairsThatDiffer } from './conformance.js'
import { somePairs } from './some-pairs.js'

const folder = new URL('../../../test/cases/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): CaseFile => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

t.test('The engine of the SDK gives what every conformance case expects, with the same digests', async (t) => {
  t.same(await casesThatDiffer(engine, files), [])
  const other: typeof engine.match = (index, answers) => engine.match(index, answers, { seed: 'other' })
  t.not((await casesThatDiffer({ ...engine, match: other }, files)).length, 0, 'and another would not go unseen')
})

t.test('10,000 random matches on a device are those of the server: choices, sentences and receipt', async (t) => {
  let count = 0
  for (const pairs of somePairs(10_000)) {
    count += pairs.requests.length
    const differing = await pairsThatDiffer(prepareDevice, [pairs])
    if (differing.length > 0) t.fail(`in ${pairs.bundle.language}`, { differing })
  }
  t.equal(count, 10_000)
})
