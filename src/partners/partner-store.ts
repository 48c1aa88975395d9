import type { Reader, Writer } from '../storage/storage.js'
import type { Partner } from './partner.js'

/** A partner as it was last written. */
export interface StoredPartner {
  readonly document: Partner
  /** JSON, as it is stored. */
  readonly text: string
  /** UTC instant. */
  readonly changedAt: string
}

interface PartnerRow {
  readonly document: string
  readonly changed_at: string
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
  async list(db: Reader): Promise<StoredPartner[]> {
    const rows = await db.all<PartnerRow>('SELECT document, changed_at FROM partners ORDER BY id')
    return rows.map(storedPartner)
  }

  async read(db: Reader, id: string): Promise<StoredPartner | undefined> {
    const row = await db.get<PartnerRow>('SELECT document, changed_at FROM partners WHERE id = $1', id)
    return row && storedPartner(row)
  }

  /** Creates or replaces. The same text again changes nothing, the instant of the last change neither. */
  async put(db: Writer, partner: Partner): Promise<'created' | 'changed' | 'unchanged'> {
    const before = await this.read(db, partner.id)
    const text = JSON.stringify(partner)
    if (before?.text === text) return 'unchanged'
    await db.run(
      `INSERT INTO partners (id, changed_at, document) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, document = excluded.document`,
      partner.id,
      this.#now().toISOString(),
      text,
    )
    await this.#record?.(db, { id: partner.id, before: before?.document ?? null, after: partner })
    return before === undefined ? 'created' : 'changed'
  }

  /** Gives whether there was one. */
  async delete(db: Writer, id: string): Promise<boolean> {
    const before = await this.read(db, id)
    if (before === undefined) return false
    await db.run('DELETE FROM partners WHERE id = $1', id)
    await this.#record?.(db, { id, before: before.document, after: null })
    return true
  }

  async replaceAll(db: Writer, partners: Iterable<Partner>): Promise<void> {
    const named = new Map([...partners].map((partner) => [partner.id, partner]))
    for (const { document } of await this.list(db)) if (!named.has(document.id)) await this.delete(db, document.id)
    for (const partner of named.values()) await this.put(db, partner)
  }
}

function storedPartner({ document: text, changed_at: changedAt }: PartnerRow): StoredPartner {
  return { document: JSON.parse(text), text, changedAt }
}
