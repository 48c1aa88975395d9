import type { Comparison } from '../../src/proofs/comparison.js'
import type { ProofReport } from '../../src/proofs/report.js'

const nothing = { count: 0, of: 4, share: 0, low: 0, high: 0 }
const none = { patterns: 0, share: 0, demandClasses: 0 }
const one = { patterns: 1, share: 0.25, demandClasses: 1 }
const example = { answers: { pace: 'now' }, choices: [] }
const finding = { holds: true, ...none, example: null, byOwnWord: none, lacking: nothing, lackingExample: null }

/** A report, small and with a fault of each kind; nobody signed it. */
export const aReportWithFaults: ProofReport = {
  version: 1,
  questionSet: 'money',
  release: null,
  releaseDigest: '0'.repeat(64),
  rotation: '0'.repeat(16),
  size: {
    choices: 3,
    patterns: 4,
    demandClasses: 4,
    answerClasses: 4,
    services: 2,
    openServices: 2,
    organizations: 1,
  },
  outcomes: { basis: 'exact', matches: 4, seed: 1, confidence: 0.95, method: 'wilson' },
  findings: {
    fewer: {
      holds: false,
      patterns: 2,
      share: 0.5,
      demandClasses: 2,
      example,
      none: { ...one, example },
      byChoices: [],
      blockers: [],
    },
    formal: { ...finding, kind: 'formal', holds: false, ...one, example },
    informal: { ...finding, kind: 'informal', byOwnWord: one },
    givenUp: { holds: false, ...one, example, byRelax: [], demands: [], demandCount: 0 },
    unreachable: {
      holds: false,
      count: 1,
      unsought: 0,
      services: [
        { service: 'soup', organization: 'church', reason: 'demands', proof: 'demands', asked: [], example: null },
      ],
    },
    uncovered: {
      holds: false,
      count: 1,
      wishes: [
        {
          question: 'pace',
          answer: 'now',
          taxonomy: 'pace',
          term: 'at-once',
          services: 0,
          covered: nothing,
          never: 'exact',
          example,
        },
      ],
    },
    idle: {
      holds: false,
      count: 1,
      options: [{ question: 'pace', answer: 'now', influence: 'idle', changed: nothing, example: null }],
    },
  },
  exposure: {
    services: [{ service: 'soup', organization: 'church', kind: 'informal', chosen: nothing }],
    organizations: [{ organization: 'church', kind: 'informal', services: 1, chosen: nothing }],
    gini: { services: 0, organizations: 0 },
    choices: 0,
    formal: 0,
    informal: 0,
    equals: { holds: true, matches: 0, groups: [] },
  },
  answers: [],
  offer: {
    rows: { question: 'pace', taxonomy: 'pace' },
    columns: { question: 'pace', taxonomy: 'pace' },
    cells: [{ row: 'now', column: 'now', formal: 0, informal: 2, count: 1, meeting: 2 }],
  },
  busiestFull: {
    services: [],
    matches: 0,
    fewer: { before: nothing, after: nothing },
    gini: { before: 0, after: 0 },
    shifts: [],
  },
  digest: '0'.repeat(64),
}

/** What could be said of it beside release 3; by default half of the four patterns get others. */
export const aComparison = (given: Partial<Comparison> = {}): Comparison => ({
  release: 3,
  releaseDigest: '3'.repeat(64),
  basis: 'exact',
  answerClasses: 4,
  matches: 4,
  questionSet: { rules: [], questions: [] },
  others: { changed: aShare(2), example: { ...example, before: ['soup', 'tea'] } },
  order: { changed: nothing, example: null },
  fewer: { changed: aShare(1), example: { ...example, before: ['soup', 'tea'] } },
  answers: [
    { question: 'pace', answer: 'now', others: aShare(2) },
    { question: 'pace', answer: null, others: nothing },
  ],
  services: [
    { service: 'tea', organization: 'house', kind: 'informal', before: aShare(2), after: nothing, difference: -0.5 },
  ],
  organizations: [{ organization: 'house', kind: 'informal', before: aShare(2), after: nothing, difference: -0.5 }],
  arrived: { count: 0, services: [] },
  left: { count: 1, services: [{ service: 'tea', organization: 'house', reason: 'absent', chosen: aShare(2) }] },
  ...given,
})

/** So many of four, exactly. */
export function aShare(count: number): Comparison['others']['changed'] {
  const share = count / 4
  return { count, of: 4, share, low: share, high: share }
}
