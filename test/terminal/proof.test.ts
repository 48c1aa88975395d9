import t from 'tap'
import { describeProof } from '../../src/terminal/proof.js'
import { aComparison, aReportWithFaults, aShare } from '../helpers/a-report.js'

const linesOf = (given: Parameters<typeof aComparison>[0]): string[] => {
  const lines = describeProof(
    { ...aReportWithFaults, comparison: aComparison(given) },
    { rules: [], breaches: [] },
  ).split('\n')
  return lines.slice(lines.findIndex((line) => line.startsWith('Compared')))
}

t.test('A comparison is a few lines: how many, for whom, who is chosen more, who comes and goes', (t) => {
  const questionSet = {
    rules: ['always'] as const,
    questions: [{ question: 'place', change: 'gone' as const, answers: [] }],
  }
  t.same(linesOf({ questionSet }).slice(0, 8), [
    'Compared with release 3, with the same turns; all patterns were matched in both.',
    '  the question set differs: always, place gone',
    '  other services: 2 (50.0 %), such as {"pace":"now"}',
    '  the same in another order: 0 (0.0 %)',
    '  fewer choices: 1 (25.0 %)',
    '  most for: pace now 50.0 %',
    '  exposure: tea 50.0 % → 0.0 %',
    '  may no longer be chosen: 1 (tea)',
  ])
  t.end()
})

t.test('A sample says how many were drawn, and how sure it is', (t) => {
  const others = { changed: { ...aShare(2), low: 0.15, high: 0.85 }, example: null }
  const [first, second] = linesOf({ basis: 'sample', matches: 200_000, others })
  t.equal(first, 'Compared with release 3, with the same turns; 200,000 patterns were drawn.')
  t.equal(second, '  other services: 50.0 % (15.0 % to 85.0 %)')
  t.end()
})
