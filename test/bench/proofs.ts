import { cpus } from 'node:os'
import { compile, type QuestionSet, withCapacities } from '../../src/engine/index.js'
import { strata } from '../../src/engine/strata.js'
import { countWalks } from '../../src/proofs/demand-walk.js'
import { prepareGround } from '../../src/proofs/ground.js'
import { runTask, type Task } from '../../src/proofs/proof.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'

/**
 * `npm run bench:proofs [-- services]`: how many matches and how many walks of demands a thread does in a second. Nothing
 * here fails for being slow.
 */
const serviceCount = Number(process.argv[2] ?? 5_000)
const rounds = 5

const { content, capacities } = makeCatalogue(seeded(2), serviceCount)
const index = withCapacities(compile(content, strata), capacities)
const [questionSet] = content.questionSets
const began = performance.now()
const ground = prepareGround({ index, questionSet: questionSet as QuestionSet, taxonomies: content.taxonomies })
console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${serviceCount} services`)
console.log(
  `${ground.patterns} patterns, ${ground.answerClasses} classes of answers, ${countWalks(ground.kernels)} walks`,
)
console.log(`prepared in ${(performance.now() - began).toFixed(0)} ms`)

measure('matches', 10_000, (part) => ({ kind: 'sample', part, matches: 10_000, seed: 1 }))
const middle = Math.floor(countWalks(ground.kernels) / 2)
measure('walks of demands', 10_000, (part) => ({
  kind: 'demands',
  from: middle + part * 10_000,
  to: middle + (part + 1) * 10_000,
}))

/** The best of some rounds, after one to warm up; by the clock, and by the time that the processor gave. */
function measure(what: string, count: number, taskOf: (part: number) => Task): void {
  runTask({ ground }, taskOf(0))
  const rates = Array.from({ length: rounds }, (_, part) => {
    const before = { ms: performance.now(), cpu: process.cpuUsage() }
    runTask({ ground }, taskOf(part + 1))
    const { user, system } = process.cpuUsage(before.cpu)
    return [count / ((performance.now() - before.ms) / 1_000), count / ((user + system) / 1_000_000)] as const
  })
  const best = (i: 0 | 1): string => Math.max(...rates.map((rate) => rate[i])).toFixed(0)
  console.log(`${what} a second: ${best(0)} by the clock, ${best(1)} by the processor`)
}
