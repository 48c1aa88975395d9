import type { DocumentType } from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import { compareRows, type DigestRow, type ReleaseRowType } from './digests.js'
import { type DocumentSource, documentsOfRelease } from './document-source.js'
import { type FieldChange, fieldChanges } from './field-changes.js'
import { capacityKeys, newestRelease, releaseDocument } from './release-store.js'
import { sideBySide } from './side-by-side.js'

/** What differs of one document between two contents. */
export interface DocumentChange {
  readonly type: ReleaseRowType
  readonly id: string
  readonly change: 'created' | 'changed' | 'removed'
  /** Of what was created or removed the whole document, under the pointer `''`. */
  readonly fields: readonly FieldChange[]
}

export interface ChangePage {
  readonly changes: readonly DocumentChange[]
  /** What to give as `after` for the next page; null where there is none. */
  readonly next: Pick<DigestRow, 'type' | 'id'> | null
}

export interface ChangeQuery {
  readonly after: Pick<DigestRow, 'type' | 'id'> | undefined
  readonly limit: number
}

/** One of the two that are compared: what a release holds, or the drafts. */
export interface ChangeSource {
  /** By type, then id, in code units. */
  keys(db: Reader): AsyncIterable<DigestRow>
  /** JSON text. */
  text(db: Reader, type: ReleaseRowType, id: string): Promise<string | undefined>
}

/** A release with its capacities that are not open; 0 stands for what was before the first. */
export function contentOfRelease(number: number): ChangeSource {
  return {
    async *keys(db) {
      yield* capacityKeys(db, number)
      yield* documentsOfRelease(number).keys(db)
    },
    text: async (db, type, id) => (await releaseDocument(db, number, type, id))?.document,
  }
}

/** What differs between the drafts and the release in force. Capacities are no drafts. */
export async function listDraftChanges(db: Reader, drafts: DocumentSource, query: ChangeQuery): Promise<ChangePage> {
  const inForce = documentsOfRelease((await newestRelease(db))?.number ?? 0)
  return listChanges(db, { before: withoutCapacities(inForce), after: withoutCapacities(drafts) }, query)
}

function withoutCapacities(source: DocumentSource): ChangeSource {
  return {
    keys: (db) => source.keys(db),
    text: async (db, type, id) => (type === 'capacity' ? undefined : source.text(db, type, id)),
  }
}

/** What differs between two contents, by type and id. */
export async function listChanges(
  db: Reader,
  { before, after }: { readonly before: ChangeSource; readonly after: ChangeSource },
  query: ChangeQuery,
): Promise<ChangePage> {
  const changes: DocumentChange[] = []
  for await (const { type, id, ...digests } of sideBySide(before.keys(db), after.keys(db))) {
    if (digests.before === digests.after) continue
    if (query.after !== undefined && compareRows({ type, id }, query.after) <= 0) continue
    const last = changes.at(-1)
    if (last !== undefined && changes.length === query.limit) return { changes, next: { type: last.type, id: last.id } }
    const from = digests.before === null ? undefined : parsed(await before.text(db, type, id))
    const to = digests.after === null ? undefined : parsed(await after.text(db, type, id))
    const change = digests.before === null ? 'created' : digests.after === null ? 'removed' : 'changed'
    changes.push({ type, id, change, fields: fieldChanges(type, from, to) })
  }
  return { changes, next: null }
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

/** The text of a document in the release in force. */
export async function textInForce(db: Reader, type: DocumentType, id: string): Promise<string | undefined> {
  const newest = await newestRelease(db)
  return newest && documentsOfRelease(newest.number).text(db, type, id)
}
