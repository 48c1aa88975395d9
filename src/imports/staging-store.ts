import type { Writer } from '../storage/storage.js'
import type { ImportType } from './documents.js'

/** A document that passed its own checks and waits for all others. */
export interface Staged {
  /** Goes up in the order of the body. */
  readonly seq: number
  readonly id: string
  /** From where the body counts: the index in its list, the line or the row. */
  readonly at: number
  readonly digest: string
  /** Digest of the draft of which it is an edit, null where there was none; absent where the body says all of it. */
  readonly base?: string | null
  /** JSON. */
  readonly text: string
}

interface StagedRow extends Omit<Staged, 'base'> {
  readonly is_edit: number
  readonly base: string | null
}

/** What an import holds until all of it was read: larger than memory, in a database of its own. */
export class Staging {
  readonly #db: Writer

  private constructor(db: Writer) {
    this.#db = db
  }

  /** @param db an empty database that is gone when the import ends */
  static async open(db: Writer): Promise<Staging> {
    await db.run(
      `CREATE TABLE staged (
        seq     INTEGER PRIMARY KEY,
        type    TEXT NOT NULL,
        id      TEXT NOT NULL,
        at      INTEGER NOT NULL,
        digest  TEXT NOT NULL,
        is_edit INTEGER NOT NULL,
        base    TEXT,
        text    TEXT NOT NULL,
        UNIQUE (type, id)
      ) STRICT`,
    )
    await db.run('CREATE INDEX staged_by_type ON staged (type, seq)')
    return new Staging(db)
  }

  /** Gives where the same id of this type stood before, and then adds nothing. */
  async add(type: ImportType, { id, at, digest, base, text }: Omit<Staged, 'seq'>): Promise<number | undefined> {
    const added = await this.#db.run(
      `INSERT INTO staged (type, id, at, digest, is_edit, base, text) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (type, id) DO NOTHING`,
      type,
      id,
      at,
      digest,
      base === undefined ? 0 : 1,
      base ?? null,
      text,
    )
    if (added > 0) return undefined
    const before = await this.#db.get<{ at: number }>('SELECT at FROM staged WHERE type = $1 AND id = $2', type, id)
    return before?.at
  }

  /** At most `limit` documents of one type, in the order of the body, after `after`. */
  async page(
    type: ImportType,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly Staged[]> {
    const rows = await this.#db.all<StagedRow>(
      `SELECT seq, id, at, digest, is_edit, base, text FROM staged
       WHERE type = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      type,
      after,
      limit,
    )
    return rows.map(({ is_edit: isEdit, base, ...rest }) => ({ ...rest, ...(isEdit === 1 && { base }) }))
  }

  /** Those of these ids that are in the import. */
  async named(type: ImportType, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db.all<Pick<Staged, 'id'>>(
      'SELECT id FROM staged WHERE type = $1 AND id IN (SELECT value FROM json_each($2))',
      type,
      JSON.stringify(ids),
    )
    return new Set(rows.map(({ id }) => id))
  }
}
