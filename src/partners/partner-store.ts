import type { Reader, Writer } from '../storage/storage.js'
import type { Partner } from './partner.js'

interface PartnerRow {
  readonly document: string
}

export interface PartnerStoreOptions {
  readonly now: () => Date
  /** Writes down each change in its transaction, for the one to whom this store was given; null: there is none. */
  readonly record?: RecordPartnerChange
}

export type RecordPartnerChange = (
  db: Writer,
  change: { readonly id: string; readonly before: Partner | null; readonly after: Partner | null },
) => Promise<void>

/** The partner sites. They are few, so they are listed whole. */
export class PartnerStore {
  readonly #now: () => Date
  readonly #record: RecordPartnerChange | undefined

  constructor(options: PartnerStoreOptions) {
    this.#now = options.now
    this.#record = options.record
  }

  /** All partners, by id. */
  async list(db: Reader): Promise<Partner[]> {
    const rows = await db.all<PartnerRow>('SELECT document FROM partners ORDER BY id')
    return rows.map(partnerOf)
  }

  async read(db: Reader, id: string): Promise<Partner | undefined> {
    const row = await db.get<PartnerRow>('SELECT document FROM partners WHERE id = $1', id)
    return row && partnerOf(row)
  }

  /** Creates or replaces; gives whether it was new. */
  async put(db: Writer, partner: Partner): Promise<boolean> {
    const before = await this.read(db, partner.id)
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(partner)) return false
    await db.run(
      `INSERT INTO partners (id, changed_at, document) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, document = excluded.document`,
      partner.id,
      this.#now().toISOString(),
      JSON.stringify(partner),
    )
    await this.#record?.(db, { id: partner.id, before: before ?? null, after: partner })
    return before === undefined
  }

  /** Gives whether there was one. */
  async delete(db: Writer, id: string): Promise<boolean> {
    const before = await this.read(db, id)
    if (before === undefined) return false
    await db.run('DELETE FROM partners WHERE id = $1', id)
    await this.#record?.(db, { id, before, after: null })
    return true
  }

  async replaceAll(db: Writer, partners: Iterable<Partner>): Promise<void> {
    const named = new Map([...partners].map((partner) => [partner.id, partner]))
    for (const { id } of await this.list(db)) if (!named.has(id)) await this.delete(db, id)
    for (const partner of named.values()) await this.put(db, partner)
  }
}

function partnerOf(row: PartnerRow): Partner {
  return JSON.parse(row.document)
}
