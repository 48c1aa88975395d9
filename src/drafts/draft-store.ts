import type { Catalogue, DocumentOf, DocumentType } from '../engine/index.js'
import type { Reader, Writer } from '../storage/storage.js'

/** A document as editors last wrote it. */
export interface Draft<T extends DocumentType = DocumentType> {
  readonly type: T
  readonly id: string
  /** SHA-256 of the canonical form: two drafts that differ only in the order of a set have the same. */
  readonly digest: string
  /** UTC instant. */
  readonly changedAt: string
  /** JSON, as it is stored. */
  readonly text: string
  readonly document: DocumentOf[T]
}

export interface DraftPage<T extends DocumentType> {
  readonly drafts: readonly Draft<T>[]
  /** What to give as `after` for the next page; null where there is none. */
  readonly next: string | null
}

export interface DraftKey {
  readonly type: DocumentType
  readonly id: string
  readonly digest: string
}

export interface DraftStoreOptions {
  /** SHA-256 of the canonical form of a document. */
  readonly digest: (type: DocumentType, document: object) => string
  readonly now: () => Date
  /** Writes down each change in its transaction, for the one to whom this store was given. */
  readonly record?: RecordDraftChanges
}

/** A change of one draft: digests of canonical forms, null where there is no draft. */
export interface DraftChange {
  readonly action: 'create' | 'replace' | 'delete'
  readonly type: DocumentType
  readonly id: string
  readonly before: string | null
  readonly after: string | null
}

export type RecordDraftChanges = (db: Writer, ...changes: readonly DraftChange[]) => Promise<void>

/** A document that is ready to be put, by whoever has its digest already. */
export interface WrittenDraft {
  readonly id: string
  readonly digest: string
  /** JSON. */
  readonly text: string
}

interface DraftRow {
  readonly id: string
  readonly digest: string
  readonly changed_at: string
  readonly document: string
}

/** The drafts of all four types. Every change bumps the revision. What is put must have passed its checks. */
export class DraftStore {
  readonly #digest: DraftStoreOptions['digest']
  readonly #now: () => Date
  readonly #record: RecordDraftChanges | undefined

  constructor(options: DraftStoreOptions) {
    this.#digest = options.digest
    this.#now = options.now
    this.#record = options.record
  }

  /** Goes up with every change of a draft. */
  async revision(db: Reader): Promise<number> {
    const row = await db.get<{ revision: number }>('SELECT revision FROM draft_revision WHERE only_row = 1')
    if (row === undefined) throw new Error('The drafts have no revision: the table draft_revision is empty.')
    return row.revision
  }

  /** Drafts of one type by id: at most `limit` of those that pass, after the id `after`. */
  async list<T extends DocumentType>(
    db: Reader,
    type: T,
    options: {
      readonly after?: string | undefined
      readonly limit: number
      readonly isListed?: (document: DocumentOf[T]) => boolean
    },
  ): Promise<DraftPage<T>> {
    const drafts: Draft<T>[] = []
    for await (const draft of this.documents(db, type, { after: options.after })) {
      if (options.isListed?.(draft.document) === false) continue
      if (drafts.length === options.limit) return { drafts, next: drafts.at(-1)?.id ?? null }
      drafts.push(draft)
    }
    return { drafts, next: null }
  }

  async read<T extends DocumentType>(db: Reader, type: T, id: string): Promise<Draft<T> | undefined> {
    const row = await db.get<DraftRow>(
      'SELECT id, digest, changed_at, document FROM drafts WHERE type = $1 AND id = $2',
      type,
      id,
    )
    return row && draftOf(type, row)
  }

  /** Drafts of one type by id, one at a time: those after the id `after` whose text has `mentioning` in it. */
  async *documents<T extends DocumentType>(
    db: Reader,
    type: T,
    { after = '', mentioning = '' }: { readonly after?: string | undefined; readonly mentioning?: string } = {},
  ): AsyncGenerator<Draft<T>, void, undefined> {
    const rows = db.iterate<DraftRow>(
      'SELECT id, digest, changed_at, document FROM drafts WHERE type = $1 AND id > $2 ORDER BY id',
      type,
      after,
    )
    // Looked for here and not by the database, which would keep everybody waiting until it finds one.
    for await (const row of rows) if (row.document.includes(mentioning)) yield draftOf(type, row)
  }

  /** Type, id and digest of every draft, by type and id. */
  keys(db: Reader): AsyncIterable<DraftKey> {
    return db.iterate<DraftKey>('SELECT type, id, digest FROM drafts ORDER BY type, id')
  }

  async count(db: Reader): Promise<number> {
    const row = await db.get<{ count: number }>('SELECT count(*) AS count FROM drafts')
    return row?.count ?? 0
  }

  /** Every draft as it is stored, by type and id, one at a time; the text may be anything. */
  stored(db: Reader): AsyncIterable<DraftKey & { readonly text: string }> {
    return db.iterate('SELECT type, id, digest, document AS text FROM drafts ORDER BY type, id')
  }

  /** Ids of one type, in order: at most `limit` of those after the id `after`. */
  async ids(
    db: Reader,
    type: DocumentType,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<string[]> {
    const rows = await db.all<Pick<DraftRow, 'id'>>(
      'SELECT id FROM drafts WHERE type = $1 AND id > $2 ORDER BY id LIMIT $3',
      type,
      after,
      limit,
    )
    return rows.map(({ id }) => id)
  }

  /** The digests of those of these drafts that there are. */
  async digests(db: Reader, type: DocumentType, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db.all<Pick<DraftRow, 'id' | 'digest'>>(
      'SELECT id, digest FROM drafts WHERE type = $1 AND id IN (SELECT value FROM json_each($2))',
      type,
      JSON.stringify(ids),
    )
    return new Map(rows.map(({ id, digest }) => [id, digest]))
  }

  /** The JSON texts of one type, by id, one at a time. */
  async *texts(db: Reader, type: DocumentType): AsyncGenerator<string, void, undefined> {
    const rows = db.iterate<Pick<DraftRow, 'document'>>('SELECT document FROM drafts WHERE type = $1 ORDER BY id', type)
    for await (const { document } of rows) yield document
  }

  /** The JSON text of one draft. */
  async text(db: Reader, type: DocumentType, id: string): Promise<string | undefined> {
    const row = await db.get<{ document: string }>('SELECT document FROM drafts WHERE type = $1 AND id = $2', type, id)
    return row?.document
  }

  /** Everything, and the revision it has. */
  async readAll(db: Reader): Promise<{ readonly revision: number; readonly catalogue: Catalogue }> {
    const revision = await this.revision(db)
    const catalogue = {
      taxonomies: await collected(this.documents(db, 'taxonomy')),
      organizations: await collected(this.documents(db, 'organization')),
      services: await collected(this.documents(db, 'service')),
      questionSets: await collected(this.documents(db, 'question-set')),
    }
    return { revision, catalogue }
  }

  /** Creates or replaces a draft. The same text again changes nothing, the instant of the last change neither. */
  async put<T extends DocumentType>(
    db: Writer,
    type: T,
    document: DocumentOf[T],
  ): Promise<'created' | 'changed' | 'unchanged'> {
    const text = JSON.stringify(document)
    const digest = this.#digest(type, document)
    const before = await db.get<Pick<DraftRow, 'digest' | 'document'>>(
      'SELECT digest, document FROM drafts WHERE type = $1 AND id = $2',
      type,
      document.id,
    )
    if (before?.document === text) return 'unchanged'
    await this.#write(db, type, { id: document.id, digest, text })
    await bumpRevision(db)
    await this.#record?.(db, changeOf(type, document.id, { before: before?.digest, after: digest }))
    return before === undefined ? 'created' : 'changed'
  }

  /** Creates or replaces many drafts of one type, in two statements for each. */
  async putAll(db: Writer, type: DocumentType, drafts: readonly WrittenDraft[]): Promise<void> {
    if (drafts.length === 0) return
    const ids = drafts.map(({ id }) => id)
    const before = await this.digests(db, type, ids)
    for (const draft of drafts) await this.#write(db, type, draft)
    await bumpRevision(db)
    const changes = drafts.map(({ id, digest }) => changeOf(type, id, { before: before.get(id), after: digest }))
    await this.#record?.(db, ...changes)
  }

  /** Gives whether there was one. */
  async delete(db: Writer, type: DocumentType, id: string): Promise<boolean> {
    const before = await db.get<Pick<DraftRow, 'digest'>>(
      'SELECT digest FROM drafts WHERE type = $1 AND id = $2',
      type,
      id,
    )
    if (before === undefined) return false
    await db.run('DELETE FROM drafts WHERE type = $1 AND id = $2', type, id)
    await bumpRevision(db)
    await this.#record?.(db, changeOf(type, id, { before: before.digest }))
    return true
  }

  async #write(db: Writer, type: DocumentType, { id, digest, text }: WrittenDraft): Promise<void> {
    await db.run(
      `INSERT INTO drafts (type, id, digest, changed_at, document) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (type, id) DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at, document = excluded.document`,
      type,
      id,
      digest,
      this.#now().toISOString(),
      text,
    )
  }
}

function changeOf(
  type: DocumentType,
  id: string,
  { before = null, after = null }: { readonly before?: string | null | undefined; readonly after?: string | null },
): DraftChange {
  const action = before === null ? 'create' : after === null ? 'delete' : 'replace'
  return { action, type, id, before, after }
}

async function bumpRevision(db: Writer): Promise<void> {
  await db.run('UPDATE draft_revision SET revision = revision + 1 WHERE only_row = 1')
}

function draftOf<T extends DocumentType>(type: T, row: DraftRow): Draft<T> {
  const { id, digest, changed_at: changedAt, document: text } = row
  return { type, id, digest, changedAt, text, document: JSON.parse(text) }
}

/** The document in the text of a draft; undefined without one, and where it is no JSON object any more. */
export function documentIn<T extends DocumentType>(text: string | undefined): DocumentOf[T] | undefined {
  try {
    const value = JSON.parse(text ?? 'null')
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

async function collected<T extends DocumentType>(drafts: AsyncIterable<Draft<T>>): Promise<DocumentOf[T][]> {
  const documents: DocumentOf[T][] = []
  for await (const draft of drafts) documents.push(draft.document)
  return documents
}
