import { createHash } from 'node:crypto'
import imported from 'canonicalize'
import type { UnsignedReport } from './compose-report.js'
import type { ProofReport } from './report.js'

// The package exports the function itself, while its types speak of a default export.
const canonicalize = imported as typeof imported & typeof imported.default

/** Says of which release a report is, and signs it. */
export function signReport(
  { version, questionSet, ...found }: UnsignedReport,
  release: Pick<ProofReport, 'release' | 'releaseDigest' | 'rotation'>,
): ProofReport {
  const whole = { version, questionSet, ...release, ...found }
  return { ...whole, digest: digestOf(whole) }
}

/** The report of drafts, as that of the release that was made of them: the same that a proof of the release gives. */
export function reportOfRelease(report: ProofReport, release: number): ProofReport {
  const whole = { ...report, release }
  return { ...whole, digest: digestOf(whole) }
}

/** The SHA-256 of the canonical form (RFC 8785) of a report without its digest. */
export function digestOf(report: Omit<ProofReport, 'digest'>): string {
  const whole = Object.fromEntries(Object.entries(report).filter(([name]) => name !== 'digest'))
  return createHash('sha256')
    .update(canonicalize(whole) ?? '')
    .digest('hex')
}

/** The report of the same proof without its comparison. */
export function withoutComparison({ comparison, ...report }: ProofReport): ProofReport {
  return comparison === undefined ? report : { ...report, digest: digestOf(report) }
}
