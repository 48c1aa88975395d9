import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hashKey, isWellFormedKey, makeKey } from './key.js'

export interface AdminKey {
  /** SHA-256 of the key. */
  readonly hash: Buffer
  /** Where the key stands, if it was not configured. */
  readonly file: string | undefined
}

/**
 * The first key: the configured one, as it is; else the one in the file, made at the first start with mode 0600.
 *
 * @throws Error where the file holds something that is no key
 */
export function readAdminKey(configured: string | null, file: string): AdminKey {
  if (configured !== null) return { hash: hashKey(configured), file: undefined }
  if (!existsSync(file)) writeNewKey(file)
  const key = readFileSync(file, 'utf8').trim()
  if (!isWellFormedKey(key)) {
    throw new Error(
      `${file} holds no key (mmk_… with a checksum). Put the key back, or remove the file to have a new one made.`,
    )
  }
  return { hash: hashKey(key), file }
}

/** Whole, or not at all: another process that starts at this moment makes one too, and the first to come counts for both. */
function writeNewKey(file: string): void {
  const mine = `${file}.${randomUUID()}`
  try {
    writeFileSync(mine, `${makeKey(randomBytes)}\n`, { mode: 0o600, flag: 'wx' })
    linkSync(mine, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(mine, { force: true })
  }
}
