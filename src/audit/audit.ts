import type { Writer } from '../storage/storage.js'
import { addEvent, newestEvent } from './audit-store.js'
import { type Change, sealOf } from './event.js'

/** Writes a change down in its own transaction: both come to stand, or neither does. */
export type RecordChange = (db: Writer, change: Change) => Promise<void>

/** Gives for somebody, the name of a key or `command line`, what writes down their changes. */
export type Audit = (by: string) => RecordChange

export function createAudit({ now }: { readonly now: () => Date }): Audit {
  return (by) =>
    async (db, { action, type, id, before, after }) => {
      const newest = await newestEvent(db)
      const number = (newest?.number ?? 0) + 1
      const event = { number, at: now().toISOString(), by, action, type, id, before, after }
      await addEvent(db, { ...event, seal: sealOf(event, newest?.seal ?? null) })
    }
}
