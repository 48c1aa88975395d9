import type { Reader, Storage } from '../storage/storage.js'
import { eventByNumber, eventChain } from './audit-store.js'
import { type AuditEvent, sealOf } from './event.js'

/** Something in the chain that is not as it was written, and where. */
export interface AuditFault {
  /** `missing-event`: a number without an event; `broken-seal`: the event, or the seal before it, is not what was sealed. */
  readonly code: 'missing-event' | 'broken-seal'
  readonly event: number
  readonly detail: string
}

export interface AuditVerification {
  readonly events: number
  readonly newest: Pick<AuditEvent, 'number' | 'seal'> | undefined
  readonly faults: readonly AuditFault[]
}

export interface VerifyAuditOptions {
  /** The newest event as somebody noted it elsewhere: without it, events cut off at the end leave no trace. */
  readonly expected?: Pick<AuditEvent, 'number' | 'seal'> | undefined
}

/** Walks the whole chain in one snapshot, one event at a time. */
export async function verifyAudit(storage: Storage, options: VerifyAuditOptions = {}): Promise<AuditVerification> {
  return storage.read(async (db) => {
    const faults: AuditFault[] = []
    let events = 0
    let newest: AuditEvent | undefined
    for await (const event of eventChain(db)) {
      faults.push(...faultsOf(event, newest))
      newest = event
      events++
    }
    if (options.expected !== undefined) faults.push(...(await headFaults(db, options.expected)))
    return { events, newest: newest && { number: newest.number, seal: newest.seal }, faults }
  })
}

function faultsOf(event: AuditEvent, previous: AuditEvent | undefined): AuditFault[] {
  const faults: AuditFault[] = []
  const expected = (previous?.number ?? 0) + 1
  if (event.number > expected) {
    const last = event.number - 1
    const which = last === expected ? `event ${expected}` : `events ${expected} to ${last}`
    faults.push({ code: 'missing-event', event: expected, detail: `There is no audit ${which}.` })
  }
  if (event.seal !== sealOf(event, previous?.seal ?? null)) {
    const detail = `Audit event ${event.number}, or the seal of the one before it, is not what was sealed.`
    faults.push({ code: 'broken-seal', event: event.number, detail })
  }
  return faults
}

async function headFaults(db: Reader, { number, seal }: Pick<AuditEvent, 'number' | 'seal'>): Promise<AuditFault[]> {
  const event = await eventByNumber(db, number)
  if (event === undefined)
    return [{ code: 'missing-event', event: number, detail: `There is no audit event ${number}.` }]
  if (event.seal === seal) return []
  return [
    { code: 'broken-seal', event: number, detail: `Audit event ${number} does not have the seal that was noted.` },
  ]
}
