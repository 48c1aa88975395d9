import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
  if (!existsSync(file)) writeFileSync(file, `${makeKey(randomBytes)}\n`, { mode: 0o600, flag: 'wx' })
  const key = readFileSync(file, 'utf8').trim()
  if (!isWellFormedKey(key)) {
    throw new Error(
      `${file} holds no key (mmk_… with a checksum). Put the key back, or remove the file to have a new one made.`,
    )
  }
  return { hash: hashKey(key), file }
}
