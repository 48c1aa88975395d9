import { randomBytes } from 'node:crypto'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { hashKey, makeKey } from './key.js'
import {
  addKey,
  addSecret,
  endSecrets,
  type Key,
  listKeys,
  listSecrets,
  readKey,
  type Secret,
  setLastUsed,
  setRevoked,
  setRotated,
  takenOf,
} from './key-store.js'
import { expiryProblems, type KeyProblem, type KeyRequest, overlapProblems, readNewKey } from './new-key.js'

/** A key with its secret, which nobody can be shown again. */
export interface KeyMade {
  readonly key: Key
  readonly secret: string
}

export type KeyRefusal =
  | { readonly refused: 'invalid'; readonly problems: readonly KeyProblem[] }
  /** Another key has this id or name. */
  | { readonly refused: 'taken'; readonly what: 'id' | 'name' }
  | { readonly refused: 'unknown' }
  /** It was revoked, or has expired. */
  | { readonly refused: 'ended' }

/** Who changes a key, and what else is written in the same transaction; a throw of that undoes it. */
export interface KeyChange {
  readonly by: string
  readonly alongside?: (db: Writer, key: Key) => Promise<void>
}

/** Tells of a change of a key in its transaction; null where there is no key before. */
export type RecordKeyChange = (
  db: Writer,
  change: {
    readonly by: string
    readonly action: 'create' | 'rotate' | 'revoke'
    readonly before: Key | null
    readonly after: Key
  },
) => Promise<void>

export interface KeysOptions {
  readonly storage: Storage
  readonly now: () => Date
  readonly record: RecordKeyChange
}

/** The keys of one database, for the API and for the command line. */
export interface Keys {
  list(): Promise<Key[]>
  read(id: string): Promise<Key | undefined>
  /** What opens a key that is not revoked; it may have expired. */
  secrets(): Promise<Secret[]>
  create(request: KeyRequest, change: KeyChange): Promise<KeyMade | KeyRefusal>
  /** Gives a new secret; those before stay valid for the overlap. */
  rotate(id: string, rotation: Rotation, change: KeyChange): Promise<KeyMade | KeyRefusal>
  /** Gives the key, also where it was revoked before. */
  revoke(id: string, change: { readonly by: string }): Promise<{ readonly key: Key } | KeyRefusal>
  /** `day`: a date. */
  used(id: string, day: string): Promise<void>
}

export interface Rotation {
  /** 24 where absent. */
  readonly overlapHours?: number | undefined
  /** UTC instant; the key expires as before where absent. */
  readonly expiresAt?: string | undefined
}

const HOUR_MS = 3_600_000
/** A working day and a night. */
const OVERLAP_HOURS = 24

export function createKeys({ storage, now, record }: KeysOptions): Keys {
  async function giveSecret(db: Writer, id: string): Promise<string> {
    const secret = makeKey(randomBytes)
    await addSecret(db, id, hashKey(secret).toString('hex'))
    return secret
  }

  return {
    list: () => storage.read(listKeys),
    read: (id) => storage.read((db) => readKey(db, id)),
    secrets: () => storage.read(listSecrets),
    used: (id, day) => storage.write((db) => setLastUsed(db, id, day)),
    create: (request, { by, alongside }) =>
      storage.write(async (db) => {
        const at = now()
        const asked = readNewKey(request, at)
        if ('problems' in asked) return { refused: 'invalid', problems: asked.problems }
        const what = await takenOf(db, asked)
        if (what !== undefined) return { refused: 'taken', what }
        const never = { rotatedAt: null, revokedAt: null, lastUsedOn: null }
        const key: Key = { ...asked, createdAt: at.toISOString(), ...never }
        await addKey(db, key)
        const secret = await giveSecret(db, key.id)
        await record(db, { by, action: 'create', before: null, after: key })
        await alongside?.(db, key)
        return { key, secret }
      }),
    rotate: (id, { overlapHours = OVERLAP_HOURS, expiresAt }, { by, alongside }) =>
      storage.write(async (db) => {
        const at = now()
        const before = await usableKey(db, id, at)
        if ('refused' in before) return before
        const problems = [...overlapProblems(overlapHours), ...expiryProblems(expiresAt, at)]
        if (problems.length > 0) return { refused: 'invalid', problems }
        const overlapEnd = new Date(at.getTime() + overlapHours * HOUR_MS).toISOString()
        const expires = expiresAt === undefined ? before.expiresAt : new Date(expiresAt).toISOString()
        const key: Key = { ...before, rotatedAt: at.toISOString(), expiresAt: expires }
        await endSecrets(db, id, { at: overlapEnd, now: at.toISOString() })
        await setRotated(db, key)
        const secret = await giveSecret(db, id)
        await record(db, { by, action: 'rotate', before, after: key })
        await alongside?.(db, key)
        return { key, secret }
      }),
    revoke: (id, { by }) =>
      storage.write(async (db) => {
        const before = await readKey(db, id)
        if (before === undefined) return { refused: 'unknown' }
        if (before.revokedAt !== null) return { key: before }
        const key: Key = { ...before, revokedAt: now().toISOString() }
        await setRevoked(db, key)
        await record(db, { by, action: 'revoke', before, after: key })
        return { key }
      }),
  }
}

async function usableKey(db: Reader, id: string, at: Date): Promise<Key | KeyRefusal> {
  const key = await readKey(db, id)
  if (key === undefined) return { refused: 'unknown' }
  return key.revokedAt !== null || key.expiresAt <= at.toISOString() ? { refused: 'ended' } : key
}
