import type { Capacity } from '../engine/index.js'
import type { Reader, Writer } from '../storage/storage.js'
import { type Appended, type Making, makeRelease } from './append-release.js'
import { type DigestRow, digestLine, digestOfLines, documentDigest } from './digests.js'
import type { Release } from './release.js'
import {
  addReleaseRow,
  documentKeys,
  hasReleaseDocument,
  isCapacityChange,
  newestRelease,
  releaseDocuments,
} from './release-store.js'

/** What the documents of a release add to its digest, as somebody holds it who has read them. */
export interface KnownDocuments {
  /** Absent where they were read before it was made: then its digest shows whether they are its documents. */
  readonly release?: { readonly number: number }
  /** `digestLine` of each, in the order of the digest, with `\n` between them. */
  readonly documentLines: Uint8Array
}

interface CapacityRow extends DigestRow {
  /** JSON. */
  readonly text: string
}

/**
 * Makes the next release with these capacities and the documents of the newest one, in the caller's transaction. Where
 * `known` gives those documents, none of them is read. Undefined before the first release.
 *
 * @param capacities those that are not open, by the id of their service
 */
export async function appendCapacities(
  db: Writer,
  capacities: readonly Capacity[],
  { known, ...making }: Making & { readonly known: () => readonly KnownDocuments[] },
): Promise<Appended | undefined> {
  const newest = await newestRelease(db)
  if (newest === undefined) return undefined
  const before = new Map<string, CapacityRow>()
  for await (const { id, digest, document } of releaseDocuments(db, newest.number, 'capacity')) {
    before.set(id, { type: 'capacity', id, digest, text: document })
  }
  const after: CapacityRow[] = []
  for (const capacity of capacities) {
    const row = await rowOf(db, newest.number, capacity, before.get(capacity.service))
    if (row !== undefined) after.push(row)
  }
  const here = new Set(after.map(({ id }) => id))
  const changed = after.filter(({ id, digest }) => digest !== before.get(id)?.digest)
  const gone = [...before.keys()].filter((id) => !here.has(id))
  if (changed.length === 0 && gone.length === 0) return { release: newest, isNew: false }

  const release = newest.number + 1
  for (const { type, id, digest, text } of changed)
    await addReleaseRow(db, { release, type, id, digest, document: text })
  for (const id of gone) await addReleaseRow(db, { release, type: 'capacity', id, digest: null, document: null })
  const lines = (await knownLines(db, newest, [...before.values()], known())) ?? (await readLines(db, newest))
  const digest = digestOfLines(after.map(digestLine), lines)
  return { release: await makeRelease(db, newest, { ...making, digest, rotation: newest.rotation }), isNew: true }
}

/** Undefined where the release does not hold the service. What is as it was is not hashed again: there may be many. */
async function rowOf(
  db: Reader,
  number: number,
  capacity: Capacity,
  was: CapacityRow | undefined,
): Promise<CapacityRow | undefined> {
  const text = JSON.stringify(capacity)
  if (was?.text === text) return was
  const id = capacity.service
  if (was === undefined && !(await hasReleaseDocument(db, number, 'service', id))) return undefined
  return { type: 'capacity', id, digest: documentDigest('capacity', capacity), text }
}

async function knownLines(
  db: Reader,
  newest: Release,
  capacities: readonly DigestRow[],
  known: readonly KnownDocuments[],
): Promise<Uint8Array | undefined> {
  for (const { release, documentLines } of known) {
    const isOfNewest = release
      ? await isCapacityChange(db, release.number, newest.number)
      : digestOfLines(capacities.map(digestLine), documentLines) === newest.digest
    if (isOfNewest) return documentLines
  }
  return undefined
}

async function readLines(db: Reader, { number }: Release): Promise<Uint8Array> {
  const lines: string[] = []
  for await (const row of documentKeys(db, number)) lines.push(digestLine(row))
  return Buffer.from(lines.join('\n'))
}
