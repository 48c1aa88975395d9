import { compareRows, type DigestRow, digestLine, digestOfLines } from '../../src/releases/digests.js'

/** The digest of a release that holds these documents, given in any order. */
export function releaseDigest(rows: Iterable<DigestRow>): string {
  const lines = [...rows].sort(compareRows).map(digestLine)
  return digestOfLines([], Buffer.from(lines.join('\n')))
}
