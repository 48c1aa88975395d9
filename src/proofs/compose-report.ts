import type { Comparison } from './comparison.js'
import { answerOutcomes, busiestFull, exposure, offer } from './compose-exposure.js'
import { fewer, givenUp, idle, kindFinding, uncovered, unreachable } from './compose-findings.js'
import { type Composing, exampleOf, type Proven } from './composing.js'
import { countOpen, type Ground, product } from './ground.js'
import type { ProofReport } from './report.js'
import { confidence, exactly, rounded, sampled } from './statistics.js'

/** A report before it is said of which release it is, and signed. */
export type UnsignedReport = Omit<ProofReport, 'release' | 'releaseDigest' | 'rotation' | 'digest'>

export function composeReport(ground: Ground, proven: Proven, comparison?: Comparison): UnsignedReport {
  const { survey, questionSet, strands, patterns, answerClasses } = ground
  const { isExact, outcomes, seed } = proven
  const estimator = isExact ? exactly : sampled
  const of: Composing = {
    ground,
    proven,
    basis: isExact ? 'exact' : 'sample',
    estimate: (count, all = outcomes.patterns) => estimator(count, all),
    count: ({ patterns: some, classes }) => ({
      patterns: some,
      share: rounded(some / patterns),
      demandClasses: classes,
    }),
    example: (pattern) => (pattern ? exampleOf(ground, pattern) : null),
  }
  return {
    version: 1,
    questionSet: questionSet.id,
    size: {
      choices: survey.rules.size,
      patterns,
      demandClasses: product(strands, ({ demandClasses }) => demandClasses.length),
      answerClasses,
      services: survey.services.ids.length,
      openServices: countOpen(ground),
      organizations: survey.organizations.length,
    },
    outcomes: { basis: of.basis, matches: outcomes.matches, seed, confidence, method: 'wilson' },
    findings: {
      fewer: fewer(of),
      formal: kindFinding(of, 'formal'),
      informal: kindFinding(of, 'informal'),
      givenUp: givenUp(of),
      unreachable: unreachable(of),
      uncovered: uncovered(of),
      idle: idle(of),
    },
    exposure: exposure(of),
    answers: answerOutcomes(of),
    offer: offer(of),
    busiestFull: busiestFull(of),
    ...(comparison && { comparison }),
  }
}
