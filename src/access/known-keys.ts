import { timingSafeEqual } from 'node:crypto'
import type { Caller } from '../http/caller.js'
import { recently } from '../http/recent.js'
import { hashKey } from './key.js'
import type { Secret } from './key-store.js'

export interface KnownKeysOptions {
  /** SHA-256 of the admin key. */
  readonly adminHash: Buffer
  /** Every secret of a key that is not revoked. */
  readonly secrets: () => Promise<readonly Secret[]>
  /** Keeps on which day a key was used. */
  readonly used: (id: string, day: string) => Promise<void>
  readonly now: () => Date
  /** A clock that never goes back. */
  readonly monotonicMs: () => number
  readonly onError: (error: unknown) => void
}

export interface KnownKeys {
  /** Who has this key; undefined where nobody has it, it is revoked or has expired. */
  callerOf(key: string): Promise<Caller | undefined>
  /** Reads the keys again at the next call: this process changed one. */
  forget(): void
  /** Resolves when all that is to be written is. */
  settled(): Promise<void>
}

const admin: Caller = { name: 'admin', scopes: ['admin'] }

/** The keys in memory, for some moments: calls with a key, right or wrong, read the database at most twice a second. */
export function createKnownKeys(options: KnownKeysOptions): KnownKeys {
  const { adminHash, now, monotonicMs } = options
  const noted = new Map<string, string>()
  const writing = new Set<Promise<void>>()
  const { read, forget } = recently(
    async () => new Map((await options.secrets()).map((secret) => [secret.hash, secret])),
    monotonicMs,
  )

  function note({ id, lastUsedOn }: Secret['key'], day: string): void {
    if (lastUsedOn === day || noted.get(id) === day) return
    noted.set(id, day)
    const written: Promise<void> = options
      .used(id, day)
      .catch(options.onError)
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  return {
    async callerOf(key) {
      const hash = hashKey(key)
      if (timingSafeEqual(hash, adminHash)) return admin
      // What is looked up is a hash: how long that takes says nothing about a key that is right.
      const found = (await read()).get(hash.toString('hex'))
      if (found === undefined || !timingSafeEqual(hash, Buffer.from(found.hash, 'hex'))) return undefined
      const at = now().toISOString()
      if (found.key.expiresAt <= at || (found.validUntil !== null && found.validUntil <= at)) return undefined
      note(found.key, at.slice(0, 10))
      return { name: found.key.name, scopes: found.key.scopes }
    },
    forget,
    async settled() {
      await Promise.all(writing)
    },
  }
}
