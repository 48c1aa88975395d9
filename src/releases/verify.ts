import { createHash } from 'node:crypto'
import type { Reader, Storage } from '../storage/storage.js'
import { digestLine, documentDigest, type ReleaseRowType, seal } from './digests.js'
import type { Release } from './release.js'
import { type ReleaseRow, releaseByNumber, releaseChain, releaseRows } from './release-store.js'

export type FaultCode =
  /** A number of the chain has no release, or the newest is not the one that was expected. */
  | 'missing-release'
  /** Rows of a release that does not exist. */
  | 'row-without-release'
  /** The stored text does not have the stored digest. */
  | 'document-changed'
  /** The documents that a release holds do not have its digest. */
  | 'release-digest'
  /** `previous` is not the digest of the release before. */
  | 'broken-link'
  /** The release, or the seal before it, is not what was sealed. */
  | 'broken-seal'

/** Something in the history that is not as it was published, and where. */
export interface Fault {
  readonly code: FaultCode
  readonly release: number
  readonly type?: ReleaseRowType
  readonly id?: string
  readonly detail: string
}

export interface Verification {
  readonly releases: number
  readonly rows: number
  readonly faults: readonly Fault[]
}

export interface VerifyOptions {
  /** The newest release as somebody noted it elsewhere: without it, releases cut off at the end leave no trace. */
  readonly expected?: Pick<Release, 'number' | 'seal'> | undefined
  /** Called after each release. */
  readonly onProgress?: (release: number) => void
}

/** Joined to one text for the hash: many small updates are slow, and one text of all would not fit. */
const LINES_PER_UPDATE = 1_000

/** Walks the whole history in one snapshot, rows one at a time; only digests are kept in memory. */
export async function verify(storage: Storage, options: VerifyOptions = {}): Promise<Verification> {
  return storage.read((db) => verifyChain(db, options))
}

async function verifyChain(db: Reader, options: VerifyOptions): Promise<Verification> {
  const faults: Fault[] = []
  const state = new ContentDigest()
  const rows = releaseRows(db)[Symbol.asyncIterator]()
  let row = await rows.next()
  let count = 0
  let releases = 0
  let previous: Release | undefined
  /** Takes the rows up to a release; those before it belong to none. */
  const takeRows = async (upTo: number, isRelease: boolean) => {
    while (row.done !== true && row.value.release <= upTo) {
      count++
      if (!isRelease || row.value.release < upTo) faults.push(rowWithoutRelease(row.value))
      faults.push(...documentFaults(row.value))
      state.apply(row.value)
      row = await rows.next()
    }
  }
  for await (const release of releaseChain(db)) {
    releases++
    await takeRows(release.number, true)
    faults.push(...chainFaults(release, previous), ...digestFaults(release, state))
    previous = release
    options.onProgress?.(release.number)
  }
  await takeRows(Number.POSITIVE_INFINITY, false)
  if (options.expected !== undefined) faults.push(...(await headFaults(db, options.expected, previous)))
  return { releases, rows: count, faults }
}

function documentFaults(row: ReleaseRow): Fault[] {
  const { release, type, id, digest, document } = row
  if (document === null && digest === null) return []
  if (document !== null && digest === digestOfText(type, document)) return []
  return [
    { code: 'document-changed', release, type, id, detail: `The text of ${type} ${id} is not what was published.` },
  ]
}

function digestOfText(type: ReleaseRowType, text: string): string | undefined {
  try {
    return documentDigest(type, JSON.parse(text))
  } catch {
    return undefined
  }
}

function rowWithoutRelease(row: ReleaseRow): Fault {
  const { release, type, id } = row
  return { code: 'row-without-release', release, type, id, detail: `There is no release ${release} for this row.` }
}

function digestFaults(release: Release, state: ContentDigest): Fault[] {
  if (state.digest() === release.digest) return []
  const detail = `What release ${release.number} holds does not have its digest: documents were added, removed or changed.`
  return [{ code: 'release-digest', release: release.number, detail }]
}

function chainFaults(release: Release, previous: Release | undefined): Fault[] {
  const faults: Fault[] = []
  const expected = (previous?.number ?? 0) + 1
  for (let number = expected; number < release.number; number++) {
    faults.push({ code: 'missing-release', release: number, detail: `There is no release ${number}.` })
  }
  if (release.previous !== (previous?.digest ?? null)) {
    const detail = `Release ${release.number} does not name the digest of the one before it.`
    faults.push({ code: 'broken-link', release: release.number, detail })
  }
  if (release.seal !== seal({ ...release, previousSeal: previous?.seal ?? null })) {
    const detail = `Release ${release.number}, or the seal of the one before it, is not what was sealed.`
    faults.push({ code: 'broken-seal', release: release.number, detail })
  }
  return faults
}

async function headFaults(
  db: Reader,
  expected: Pick<Release, 'number' | 'seal'>,
  newest: Release | undefined,
): Promise<Fault[]> {
  const { number } = expected
  if (newest === undefined || newest.number < number) {
    return [{ code: 'missing-release', release: number, detail: `The history ends before release ${number}.` }]
  }
  const release = await releaseByNumber(db, number)
  if (release === undefined || release.seal === expected.seal) return []
  return [{ code: 'broken-seal', release: number, detail: `Release ${number} does not have the seal that was noted.` }]
}

/** The digest of what the releases so far hold. */
class ContentDigest {
  readonly #lines = new Map<string, string>()
  #digest: string | undefined

  apply(row: ReleaseRow): void {
    const key = `${row.type} ${row.id}`
    if (row.digest === null) this.#lines.delete(key)
    else this.#lines.set(key, digestLine({ type: row.type, id: row.id, digest: row.digest }))
    this.#digest = undefined
  }

  digest(): string {
    this.#digest ??= this.#hashLines()
    return this.#digest
  }

  #hashLines(): string {
    const hash = createHash('sha256')
    // Mostly in order already, which makes the sort quick.
    const lines = [...this.#lines.values()].sort()
    for (let at = 0; at < lines.length; at += LINES_PER_UPDATE) {
      if (at > 0) hash.update('\n')
      hash.update(lines.slice(at, at + LINES_PER_UPDATE).join('\n'))
    }
    return hash.digest('hex')
  }
}
