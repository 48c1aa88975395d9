import type { Reader, Writer } from '../storage/storage.js'
import type { ProofReport } from './report.js'

/** A report that is kept with its release. */
export interface KeptProof {
  readonly release: number
  readonly questionSet: string
  readonly digest: string
  readonly createdAt: string
  /** JSON text. */
  readonly report: string
}

export interface ProofOfRelease extends KeptProof {
  /** As the release has it; null where there is no such release. */
  readonly releaseDigest: string | null
}

/** Keeps the first report of a question set of a release; a later one changes nothing. */
export async function keepProof(
  db: Writer,
  release: number,
  { report, now }: { readonly report: ProofReport; readonly now: Date },
): Promise<void> {
  await db.run(
    'INSERT INTO proofs (release, question_set, digest, created_at, report) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (release, question_set) DO NOTHING',
    release,
    report.questionSet,
    report.digest,
    now.toISOString(),
    JSON.stringify(report),
  )
}

/** By the id of the question set. */
export async function listProofs(db: Reader, release: number): Promise<readonly Omit<KeptProof, 'report'>[]> {
  return db.all(
    'SELECT release, question_set AS "questionSet", digest, created_at AS "createdAt" FROM proofs WHERE release = $1 ORDER BY question_set',
    release,
  )
}

export async function readProof(db: Reader, release: number, questionSet: string): Promise<KeptProof | undefined> {
  return db.get(
    'SELECT release, question_set AS "questionSet", digest, created_at AS "createdAt", report FROM proofs WHERE release = $1 AND question_set = $2',
    release,
    questionSet,
  )
}

/** All of all releases, in order, one at a time. */
export function everyProof(db: Reader): AsyncIterable<ProofOfRelease> {
  return db.iterate(
    `SELECT p.release, p.question_set AS "questionSet", p.digest, p.created_at AS "createdAt", p.report, r.digest AS "releaseDigest"
     FROM proofs AS p LEFT JOIN releases AS r ON r.number = p.release ORDER BY p.release, p.question_set`,
  )
}
