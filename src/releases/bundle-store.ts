import type { Reader, Writer } from '../storage/storage.js'

/** The body of a bundle, compressed. */
export interface BundleBody {
  readonly gzip: Uint8Array
  /** Null where it is hardly smaller. */
  readonly brotli: Uint8Array | null
}

export interface BundleKey {
  readonly questionSet: string
  /** SHA-256 of the uncompressed body. */
  readonly digest: string
}

/** Most bundles that a new one removes in passing: more than it adds, so that they never pile up. */
const MOST_REMOVED = 20

export function findBundle(db: Reader, { questionSet, digest }: BundleKey): Promise<BundleBody | undefined> {
  return db.get<BundleBody>(
    'SELECT gzip, brotli FROM bundles WHERE digest = $1 AND question_set = $2',
    digest,
    questionSet,
  )
}

/** @param day `YYYY-MM-DD` */
export async function addBundle(db: Writer, key: BundleKey, body: BundleBody, day: string): Promise<void> {
  await db.run(
    `INSERT INTO bundles (digest, question_set, pointed_on, gzip, brotli) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (digest) DO UPDATE SET pointed_on = excluded.pointed_on`,
    key.digest,
    key.questionSet,
    day,
    body.gzip,
    body.brotli,
  )
}

/** Notes that somebody is sent to it; gives whether it still stands. */
export async function keepBundle(db: Writer, { digest }: BundleKey, day: string): Promise<boolean> {
  return (await db.run('UPDATE bundles SET pointed_on = $1 WHERE digest = $2', day, digest)) > 0
}

/** Removes some of those to which nobody was sent on this day or later. */
export async function removeOldBundles(db: Writer, day: string): Promise<void> {
  await db.run(
    'DELETE FROM bundles WHERE digest IN (SELECT digest FROM bundles WHERE pointed_on < $1 ORDER BY pointed_on LIMIT $2)',
    day,
    MOST_REMOVED,
  )
}
