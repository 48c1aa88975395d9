import type { Reader, Writer } from '../storage/storage.js'
import type { Partner } from './partner.js'

interface PartnerRow {
  readonly document: string
}

/** The partner sites. They are few, so they are listed whole. */
export class PartnerStore {
  readonly #now: () => Date

  constructor(options: { readonly now: () => Date }) {
    this.#now = options.now
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
    const isNew = (await db.get('SELECT id FROM partners WHERE id = $1', partner.id)) === undefined
    await db.run(
      `INSERT INTO partners (id, changed_at, document) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, document = excluded.document`,
      partner.id,
      this.#now().toISOString(),
      JSON.stringify(partner),
    )
    return isNew
  }

  /** Gives whether there was one. */
  async delete(db: Writer, id: string): Promise<boolean> {
    return (await db.run('DELETE FROM partners WHERE id = $1', id)) > 0
  }

  async replaceAll(db: Writer, partners: Iterable<Partner>): Promise<void> {
    await db.run('DELETE FROM partners')
    for (const partner of partners) await this.put(db, partner)
  }
}

function partnerOf(row: PartnerRow): Partner {
  return JSON.parse(row.document)
}
