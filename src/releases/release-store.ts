import type { DocumentType } from '../engine/index.js'
import type { Reader, Writer } from '../storage/storage.js'
import type { DigestRow, ReleaseRowType } from './digests.js'
import type { Release } from './release.js'

/** One line of history: the document as it is from this release on; nulls where it is gone. */
export interface ReleaseRow {
  readonly release: number
  readonly type: ReleaseRowType
  readonly id: string
  readonly digest: string | null
  /** JSON text. */
  readonly document: string | null
}

export interface DocumentKey extends DigestRow {
  readonly type: DocumentType
}

export interface ReleaseDocument {
  readonly id: string
  readonly digest: string
  /** JSON text. */
  readonly document: string
}

export interface LastChange {
  readonly type: ReleaseRowType
  readonly id: string
  readonly changedAt: string
}

export interface ReleasePage {
  readonly releases: readonly Release[]
  /** What to give as `before` for the next page; null where there is none. */
  readonly next: number | null
}

const COLUMNS =
  'number, created_at AS "createdAt", created_by AS "createdBy", note, digest, rotation, previous, rules, seal'

/** The rows that make the content at release $1: of each document the newest at or before it, unless it is gone. */
const CONTENT = `FROM release_rows AS r
  WHERE r.release = (SELECT max(n.release) FROM release_rows AS n WHERE n.type = r.type AND n.id = r.id AND n.release <= $1)
    AND r.digest IS NOT NULL`

/** The release in force; undefined before the first. */
export async function newestRelease(db: Reader): Promise<Release | undefined> {
  return db.get<Release>(`SELECT ${COLUMNS} FROM releases ORDER BY number DESC LIMIT 1`)
}

export async function releaseByNumber(db: Reader, number: number): Promise<Release | undefined> {
  return db.get<Release>(`SELECT ${COLUMNS} FROM releases WHERE number = $1`, number)
}

/** At most `limit` releases, the newest first, those before the number `before`. */
export async function listReleases(
  db: Reader,
  options: { readonly before?: number | undefined; readonly limit: number },
): Promise<ReleasePage> {
  const rows = await db.all<Release>(
    `SELECT ${COLUMNS} FROM releases WHERE number < $1 ORDER BY number DESC LIMIT $2`,
    options.before ?? Number.MAX_SAFE_INTEGER,
    options.limit + 1,
  )
  const releases = rows.slice(0, options.limit)
  return { releases, next: rows.length > options.limit ? (releases.at(-1)?.number ?? null) : null }
}

/** All releases, the oldest first, one at a time. */
export function releaseChain(db: Reader): AsyncIterable<Release> {
  return db.iterate<Release>(`SELECT ${COLUMNS} FROM releases ORDER BY number`)
}

/** Type, id and digest of the documents that a release holds, in the order of its digest; one at a time. */
export function documentKeys(db: Reader, number: number): AsyncIterable<DocumentKey> {
  return db.iterate<DocumentKey>(
    `SELECT r.type, r.id, r.digest ${CONTENT} AND r.type <> 'capacity' ORDER BY r.type, r.id`,
    number,
  )
}

/** The same of the capacities, which come before all documents in the order of the digest. */
export function capacityKeys(db: Reader, number: number): AsyncIterable<DigestRow> {
  return db.iterate<DigestRow>(`SELECT r.type, r.id, r.digest ${CONTENT} AND r.type = 'capacity' ORDER BY r.id`, number)
}

/** Whether all releases together changed more documents than this. */
export async function hasMoreRows(db: Reader, count: number): Promise<boolean> {
  return (await db.get('SELECT release FROM release_rows LIMIT 1 OFFSET $1', count)) !== undefined
}

/** The documents of one type that a release holds, by id, one at a time. */
export function releaseDocuments(db: Reader, number: number, type: ReleaseRowType): AsyncIterable<ReleaseDocument> {
  return db.iterate<ReleaseDocument>(
    `SELECT r.id, r.digest, r.document ${CONTENT} AND r.type = $2 ORDER BY r.id`,
    number,
    type,
  )
}

/** One document as a release holds it. */
export async function releaseDocument(
  db: Reader,
  number: number,
  type: ReleaseRowType,
  id: string,
): Promise<ReleaseDocument | undefined> {
  return db.get<ReleaseDocument>(
    `SELECT r.id, r.digest, r.document ${CONTENT} AND r.type = $2 AND r.id = $3`,
    number,
    type,
    id,
  )
}

export async function hasReleaseDocument(
  db: Reader,
  number: number,
  type: ReleaseRowType,
  id: string,
): Promise<boolean> {
  return (await db.get(`SELECT r.id ${CONTENT} AND r.type = $2 AND r.id = $3`, number, type, id)) !== undefined
}

/** What each release changed, in the order of releases, then of digests; one row at a time. */
export function releaseRows(db: Reader): AsyncIterable<ReleaseRow> {
  return db.iterate<ReleaseRow>(
    'SELECT release, type, id, digest, document FROM release_rows ORDER BY release, type, id',
  )
}

/** Whether the releases after one, up to another, changed no document. */
export async function isCapacityChange(db: Reader, after: number, upTo: number): Promise<boolean> {
  const changed = await db.get(
    "SELECT id FROM release_rows WHERE release > $1 AND release <= $2 AND type <> 'capacity' LIMIT 1",
    after,
    upTo,
  )
  return after <= upTo && changed === undefined
}

/** What the releases after one, up to another, did to capacities, the oldest first; nulls where one is open again. */
export function capacityChanges(
  db: Reader,
  after: number,
  upTo: number,
): AsyncIterable<Pick<ReleaseRow, 'id' | 'digest' | 'document'>> {
  return db.iterate(
    `SELECT id, digest, document FROM release_rows
     WHERE release > $1 AND release <= $2 AND type = 'capacity' ORDER BY release, id`,
    after,
    upTo,
  )
}

/** When each document, or capacity, that the releases after one, up to another, changed was changed last. */
export async function lastChanges(
  db: Reader,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<readonly LastChange[]> {
  return db.all<LastChange>(
    `SELECT c.type, c.id, r.created_at AS "changedAt"
     FROM (SELECT type, id, max(release) AS release FROM release_rows
           WHERE release > $1 AND release <= $2 GROUP BY type, id) AS c
     JOIN releases AS r ON r.number = c.release`,
    after,
    upTo,
  )
}

/** The instant from which the rotation of the newest release has been in force without a break. */
export async function rotationSince(db: Reader): Promise<string | undefined> {
  const row = await db.get<{ since: string }>(
    `SELECT created_at AS "since" FROM releases
     WHERE number > (SELECT coalesce(max(number), 0) FROM releases
                     WHERE rotation <> (SELECT rotation FROM releases ORDER BY number DESC LIMIT 1))
     ORDER BY number LIMIT 1`,
  )
  return row?.since
}

/** Rows come before their release: the database takes none for a release that stands. */
export async function addReleaseRow(db: Writer, row: ReleaseRow): Promise<void> {
  await db.run(
    'INSERT INTO release_rows (release, type, id, digest, document) VALUES ($1, $2, $3, $4, $5)',
    row.release,
    row.type,
    row.id,
    row.digest,
    row.document,
  )
}

/** Closes the release: it and its rows stand from the commit on. */
export async function addRelease(db: Writer, release: Release): Promise<void> {
  await db.run(
    `INSERT INTO releases (number, created_at, created_by, note, digest, rotation, previous, rules, seal)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    release.number,
    release.createdAt,
    release.createdBy,
    release.note,
    release.digest,
    release.rotation,
    release.previous,
    release.rules,
    release.seal,
  )
}
