import type { Writer } from '../storage/storage.js'
import { addEvent, newestEvent } from './audit-store.js'
import { type Change, sealOf } from './event.js'

/** Writes changes down in their own transaction, in this order: all come to stand, or none does. */
export type RecordChanges = (db: Writer, ...changes: readonly Change[]) => Promise<void>

/** Gives for somebody, the name of a key or `command line`, what writes down their changes. */
export type Audit = (by: string) => RecordChanges

export function createAudit({ now }: { readonly now: () => Date }): Audit {
  return (by) =>
    async (db, ...changes) => {
      let last = (await newestEvent(db)) ?? { number: 0, seal: null }
      for (const { action, type, id, before, after } of changes) {
        const event = { number: last.number + 1, at: now().toISOString(), by, action, type, id, before, after }
        last = { number: event.number, seal: sealOf(event, last.seal) }
        await addEvent(db, { ...event, seal: last.seal })
      }
    }
}
