import type { Scope } from '../http/caller.js'
import type { Reader, Writer } from '../storage/storage.js'

/** A key as its owners see it: all but the secret. */
export interface Key {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** UTC instants. */
  readonly createdAt: string
  readonly expiresAt: string
  /** When it last got a new secret; null: never. */
  readonly rotatedAt: string | null
  readonly revokedAt: string | null
  /** A date, UTC; null: never. */
  readonly lastUsedOn: string | null
}

/** A secret that opens a key. */
export interface Secret {
  /** SHA-256 in hex. */
  readonly hash: string
  readonly key: Key
  /** UTC instant; null: as long as the key. */
  readonly validUntil: string | null
}

type KeyRow = Omit<Key, 'scopes'> & { readonly scopes: string }

const COLUMNS = `keys.id, keys.name, keys.scopes, keys.created_at AS "createdAt", keys.expires_at AS "expiresAt",
  keys.rotated_at AS "rotatedAt", keys.revoked_at AS "revokedAt", keys.last_used_on AS "lastUsedOn"`

/** All keys by id, those that are revoked too. */
export async function listKeys(db: Reader): Promise<Key[]> {
  const rows = await db.all<KeyRow>(`SELECT ${COLUMNS} FROM keys ORDER BY id`)
  return rows.map(keyOf)
}

export async function readKey(db: Reader, id: string): Promise<Key | undefined> {
  const row = await db.get<KeyRow>(`SELECT ${COLUMNS} FROM keys WHERE id = $1`, id)
  return row && keyOf(row)
}

/** Which of the two another key has already; undefined where neither. */
export async function takenOf(db: Reader, { id, name }: Pick<Key, 'id' | 'name'>): Promise<'id' | 'name' | undefined> {
  if ((await readKey(db, id)) !== undefined) return 'id'
  return (await db.get('SELECT id FROM keys WHERE name = $1', name)) === undefined ? undefined : 'name'
}

export async function listSecrets(db: Reader): Promise<Secret[]> {
  const rows = await db.all<KeyRow & { readonly hash: string; readonly validUntil: string | null }>(
    `SELECT key_secrets.hash, key_secrets.valid_until AS "validUntil", ${COLUMNS}
     FROM key_secrets JOIN keys ON keys.id = key_secrets.key WHERE keys.revoked_at IS NULL`,
  )
  return rows.map(({ hash, validUntil, ...row }) => ({ hash, validUntil, key: keyOf(row) }))
}

export async function addKey(db: Writer, key: Key): Promise<void> {
  await db.run(
    'INSERT INTO keys (id, name, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
    key.id,
    key.name,
    JSON.stringify(key.scopes),
    key.createdAt,
    key.expiresAt,
  )
}

export async function addSecret(db: Writer, id: string, hash: string): Promise<void> {
  await db.run('INSERT INTO key_secrets (hash, key, valid_until) VALUES ($1, $2, NULL)', hash, id)
}

/** Lets the secrets of a key end at an instant, or earlier where they would; those that have ended go. */
export async function endSecrets(
  db: Writer,
  id: string,
  { at, now }: { readonly at: string; readonly now: string },
): Promise<void> {
  await db.run(
    'UPDATE key_secrets SET valid_until = $2 WHERE key = $1 AND (valid_until IS NULL OR valid_until > $2)',
    id,
    at,
  )
  await db.run('DELETE FROM key_secrets WHERE key = $1 AND valid_until <= $2', id, now)
}

export async function setRotated(db: Writer, { id, rotatedAt, expiresAt }: Key): Promise<void> {
  await db.run('UPDATE keys SET rotated_at = $2, expires_at = $3 WHERE id = $1', id, rotatedAt, expiresAt)
}

export async function setRevoked(db: Writer, { id, revokedAt }: Key): Promise<void> {
  await db.run('UPDATE keys SET revoked_at = $2 WHERE id = $1', id, revokedAt)
  await db.run('DELETE FROM key_secrets WHERE key = $1', id)
}

export async function setLastUsed(db: Writer, id: string, day: string): Promise<void> {
  await db.run(
    'UPDATE keys SET last_used_on = $2 WHERE id = $1 AND (last_used_on IS NULL OR last_used_on < $2)',
    id,
    day,
  )
}

function keyOf(row: KeyRow): Key {
  return { ...row, scopes: JSON.parse(row.scopes) }
}
