import type { Capacity, CapacityStatus } from '../engine/index.js'
import type { Reader, Writer } from '../storage/storage.js'

interface CapacityRow {
  readonly service: string
  readonly status: CapacityStatus
  readonly until_date: string | null
  readonly note: string | null
}

export interface CapacityStoreOptions {
  readonly now: () => Date
  /** Writes down each change in its transaction, for the one to whom this store was given; null: nothing is said. */
  readonly record?: RecordCapacityChange
}

export type RecordCapacityChange = (
  db: Writer,
  change: { readonly service: string; readonly before: Capacity | null; readonly after: Capacity | null },
) => Promise<void>

/** The state of services, beside the documents: it takes effect with the next release. */
export class CapacityStore {
  readonly #now: () => Date
  readonly #record: RecordCapacityChange | undefined

  constructor(options: CapacityStoreOptions) {
    this.#now = options.now
    this.#record = options.record
  }

  /** Those that a release holds, as far as it holds their service; by service id. */
  async notOpen(db: Reader): Promise<Capacity[]> {
    const rows = await db.all<CapacityRow>(
      "SELECT service, status, until_date, note FROM capacities WHERE status <> 'open' ORDER BY service",
    )
    return rows.map(capacityOf)
  }

  async read(db: Reader, service: string): Promise<Capacity | undefined> {
    const row = await db.get<CapacityRow>(
      'SELECT service, status, until_date, note FROM capacities WHERE service = $1',
      service,
    )
    return row && capacityOf(row)
  }

  /** Those that are to be open again on this day (YYYY-MM-DD), or were on one before; by service id. */
  async ended(db: Reader, day: string): Promise<Capacity[]> {
    const rows = await db.all<CapacityRow>(
      `SELECT service, status, until_date, note FROM capacities
       WHERE status <> 'open' AND until_date <= $1 ORDER BY service`,
      day,
    )
    return rows.map(capacityOf)
  }

  /** Changes nothing where it is so already; nothing said means open. */
  async put(db: Writer, capacity: Capacity): Promise<void> {
    const before = await this.read(db, capacity.service)
    if (isSame(before ?? { service: capacity.service, status: 'open' }, capacity)) return
    await db.run(
      `INSERT INTO capacities (service, status, until_date, note, changed_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (service) DO UPDATE SET status = excluded.status, until_date = excluded.until_date,
         note = excluded.note, changed_at = excluded.changed_at`,
      capacity.service,
      capacity.status,
      capacity.until ?? null,
      capacity.note === undefined ? null : JSON.stringify(capacity.note),
      this.#now().toISOString(),
    )
    await this.#record?.(db, { service: capacity.service, before: before ?? null, after: capacity })
  }

  /** At most `limit` of all that were ever set, by service id, after the service `after`. */
  async page(
    db: Reader,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly Capacity[]> {
    const rows = await db.all<CapacityRow>(
      'SELECT service, status, until_date, note FROM capacities WHERE service > $1 ORDER BY service LIMIT $2',
      after,
      limit,
    )
    return rows.map(capacityOf)
  }

  /** Forgets what was said of a service, which means open. */
  async delete(db: Writer, service: string): Promise<void> {
    const before = await this.read(db, service)
    if (before === undefined) return
    await db.run('DELETE FROM capacities WHERE service = $1', service)
    await this.#record?.(db, { service, before, after: null })
  }
}

function isSame(a: Capacity, b: Capacity): boolean {
  return a.status === b.status && a.until === b.until && sortedText(a.note) === sortedText(b.note)
}

function sortedText(text: Capacity['note']): string {
  return JSON.stringify(Object.entries(text ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function capacityOf(row: CapacityRow): Capacity {
  return {
    service: row.service,
    status: row.status,
    ...(row.until_date === null ? {} : { until: row.until_date }),
    ...(row.note === null ? {} : { note: JSON.parse(row.note) }),
  }
}
