import { setTimeout } from 'node:timers/promises'
import { ApiError } from '../http/problems.js'
import type { Storage, Writer } from '../storage/storage.js'
import { addReply, findReply, type KeptReply, type KeyedCall, removeExpired } from './idempotency-store.js'

export interface ReplyToKeep {
  /** Of a success. */
  readonly status: number
  readonly location?: string | undefined
  /** Without any secret of the reply itself. */
  readonly body: object
}

export interface OnceOptions {
  readonly storage: Storage
  readonly now: () => Date
  /** How long a call waits for the first one with its key; 30 s by default. */
  readonly waitMs?: number
  /** Larger bodies of replies are not kept; 1 MiB by default. */
  readonly mostBytes?: number
}

export interface Once {
  /**
   * Runs the first call with a key; gives the reply of that one to every other.
   *
   * @throws ApiError `idempotency-conflict`, `-pending` or `-done`, and whatever the first call threw
   */
  run<T>(call: KeyedCall, work: () => Promise<T>): Promise<{ readonly made: T } | { readonly kept: KeptReply }>
  /**
   * Keeps the reply of a call in the transaction of what it changed: both come to stand, or neither does.
   *
   * @throws where another process was first, which undoes the transaction
   */
  keep(call: KeyedCall, db: Writer, reply: ReplyToKeep): Promise<void>
}

/** `POST`s may be repeated for this long. */
const KEPT_MS = 24 * 60 * 60 * 1_000
/** Less than the minute after which proxies usually give up a call: a 409 says more than their 504. */
const WAIT_MS = 30_000
/** Of the replies here, the report of an import is the longest; it names some 20,000 ids at most. */
const MOST_BYTES = 1_048_576

/** Another process kept a reply for this key while this one was at work. */
export class AlreadyKept extends Error {}

export function createOnce({ storage, now, waitMs = WAIT_MS, mostBytes = MOST_BYTES }: OnceOptions): Once {
  const running = new Map<string, { readonly request: string; readonly ended: Promise<unknown> }>()
  const expiry = (at: Date): string => new Date(at.getTime() - KEPT_MS).toISOString()

  async function find(call: KeyedCall): Promise<{ readonly kept: KeptReply } | undefined> {
    const kept = await storage.read((db) => findReply(db, call, expiry(now())))
    if (kept === undefined) return undefined
    if (kept.request !== call.request) throw new ApiError('idempotency-conflict')
    if (kept.body === null) throw new ApiError('idempotency-done')
    return { kept }
  }

  async function runFirst<T>(call: KeyedCall, work: () => Promise<T>) {
    try {
      return (await find(call)) ?? { made: await work() }
    } catch (error) {
      const other = error instanceof AlreadyKept ? await find(call) : undefined
      if (other === undefined) throw error
      return other
    } finally {
      running.delete(call.id)
    }
  }

  const once: Once = {
    async run(call, work) {
      const first = running.get(call.id)
      if (first === undefined) {
        const ended = runFirst(call, work)
        running.set(call.id, { request: call.request, ended })
        return ended
      }
      if (first.request !== call.request) throw new ApiError('idempotency-conflict')
      await inTime(first.ended, waitMs)
      // The first may have had no reply to keep, such as that of a dry run: then this one runs too.
      return (await find(call)) ?? once.run(call, work)
    },
    async keep(call, db, { status, location = null, body }) {
      const text = JSON.stringify(body)
      const kept = Buffer.byteLength(text) > mostBytes ? null : text
      const at = now()
      const after = expiry(at)
      await removeExpired(db, after)
      const reply = { request: call.request, status, location, body: kept }
      if (!(await addReply(db, call, reply, { at: at.toISOString(), after }))) throw new AlreadyKept()
    },
  }
  return once
}

async function inTime(ended: Promise<unknown>, waitMs: number): Promise<void> {
  const stop = new AbortController()
  const tooLate = setTimeout(waitMs, undefined, { signal: stop.signal }).then(() => {
    throw new ApiError('idempotency-pending')
  })
  try {
    await Promise.race([ended, tooLate])
  } finally {
    stop.abort()
  }
}
