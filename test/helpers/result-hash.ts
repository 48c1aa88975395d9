import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { match, readAnswers } from '../../src/engine/index.js'
import { worlds } from './arbitraries.js'
import { compileRelease, resultOf } from './engine-result.js'

/**
 * Prints one hash over the whole results of many random matches, and in which surroundings it was made, as JSON. The
 * same numbers are drawn each time: only the surroundings can make a difference.
 */

const wanted = Number(process.argv[2] ?? 2000)
const hash = createHash('sha256')
let results = 0
for (let seed = 1; results < wanted; seed += 1)
  for (const { release, cases } of fc.sample(worlds({ services: 10 }), { seed, numRuns: 20 })) {
    const index = compileRelease(release)
    for (const { questionSet, answers, options } of cases) {
      if (results === wanted) break
      const read = readAnswers(index, questionSet, answers)
      if (!('problems' in read)) results += 1
      hash.update(JSON.stringify('problems' in read ? read : resultOf(match(index, read, options))))
    }
  }

const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions()
console.log(JSON.stringify({ hash: hash.digest('hex'), results, locale, timeZone, flags: process.execArgv }))
