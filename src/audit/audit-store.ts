import type { Reader, Writer } from '../storage/storage.js'
import type { AuditEvent } from './event.js'

export interface AuditPage {
  readonly events: readonly AuditEvent[]
  /** What to give as `before` for the next page; null where there is none. */
  readonly next: number | null
}

const COLUMNS = 'number, at, by, action, type, id, before, after, seal'

export async function newestEvent(db: Reader): Promise<Pick<AuditEvent, 'number' | 'seal'> | undefined> {
  return db.get('SELECT number, seal FROM audit_events ORDER BY number DESC LIMIT 1')
}

export async function eventByNumber(db: Reader, number: number): Promise<AuditEvent | undefined> {
  return db.get<AuditEvent>(`SELECT ${COLUMNS} FROM audit_events WHERE number = $1`, number)
}

/** At most `limit` events, the newest first, those before the number `before`. */
export async function listEvents(
  db: Reader,
  options: { readonly before?: number | undefined; readonly limit: number },
): Promise<AuditPage> {
  const rows = await db.all<AuditEvent>(
    `SELECT ${COLUMNS} FROM audit_events WHERE number < $1 ORDER BY number DESC LIMIT $2`,
    options.before ?? Number.MAX_SAFE_INTEGER,
    options.limit + 1,
  )
  const events = rows.slice(0, options.limit)
  return { events, next: rows.length > options.limit ? (events.at(-1)?.number ?? null) : null }
}

/** All events, the oldest first, one at a time. */
export function eventChain(db: Reader): AsyncIterable<AuditEvent> {
  return db.iterate<AuditEvent>(`SELECT ${COLUMNS} FROM audit_events ORDER BY number`)
}

export async function addEvent(db: Writer, event: AuditEvent): Promise<void> {
  await db.run(
    `INSERT INTO audit_events (number, at, by, action, type, id, before, after, seal)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    event.number,
    event.at,
    event.by,
    event.action,
    event.type,
    event.id,
    event.before,
    event.after,
    event.seal,
  )
}
