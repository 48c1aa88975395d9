import type { Reader, Writer } from '../storage/storage.js'

/** A call as its key knows it. */
export interface KeyedCall {
  /** SHA-256 of the caller, the operation and the key. */
  readonly id: string
  /** SHA-256 of what is asked: the address, the query and the body. */
  readonly request: string
}

/** A reply that stands beside what its call changed. */
export interface KeptReply {
  /** SHA-256 of what was asked. */
  readonly request: string
  readonly status: number
  readonly location: string | null
  /** JSON text; null where it was too large to keep. */
  readonly body: string | null
}

/** Most rows that a call removes in passing: more than it adds, so that they never pile up, and few enough to be quick. */
const MOST_REMOVED = 100

/** `after`: an instant; what was kept then or before has expired. */
export function findReply(db: Reader, { id }: KeyedCall, after: string): Promise<KeptReply | undefined> {
  return db.get<KeptReply>(
    'SELECT request, status, location, body FROM idempotent_replies WHERE id = $1 AND kept_at > $2',
    id,
    after,
  )
}

/** Gives whether it was added: it is not where another reply of the same key stands that has not expired. */
export async function addReply(
  db: Writer,
  { id }: KeyedCall,
  reply: KeptReply,
  { at, after }: { readonly at: string; readonly after: string },
): Promise<boolean> {
  const added = await db.run(
    `INSERT INTO idempotent_replies (id, request, kept_at, status, location, body) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET request = excluded.request, kept_at = excluded.kept_at, status = excluded.status,
       location = excluded.location, body = excluded.body
     WHERE idempotent_replies.kept_at <= $7`,
    id,
    reply.request,
    at,
    reply.status,
    reply.location,
    reply.body,
    after,
  )
  return added > 0
}

export async function removeExpired(db: Writer, after: string): Promise<void> {
  await db.run(
    `DELETE FROM idempotent_replies
     WHERE id IN (SELECT id FROM idempotent_replies WHERE kept_at <= $1 ORDER BY kept_at LIMIT $2)`,
    after,
    MOST_REMOVED,
  )
}
