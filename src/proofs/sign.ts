import { createHash } from 'node:crypto'
import imported from 'canonicalize'
import type { UnsignedReport } from './compose-report.js'
import type { ProofReport } from './report.js'

// The package exports the function itself, while its types speak of a default export.
const canonicalize = imported as typeof imported & typeof imported.default

/** Says of which release a report is, and signs it with the SHA-256 of its canonical form (RFC 8785). */
export function signReport(
  { version, questionSet, ...found }: UnsignedReport,
  release: Pick<ProofReport, 'release' | 'releaseDigest' | 'rotation'>,
): ProofReport {
  const whole = { version, questionSet, ...release, ...found }
  const digest = createHash('sha256')
    .update(canonicalize(whole) ?? '')
    .digest('hex')
  return { ...whole, digest }
}
