import { randomBytes, randomUUID } from 'node:crypto'
import { constants, copyFileSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hashKey, isWellFormedKey, makeKey } from './key.js'

export interface AdminKey {
  /** SHA-256 of the key. */
  readonly hash: Buffer
  /** Where the key stands, if it was not configured. */
  readonly file: string | undefined
}

/** A key is written in far less. */
const WAIT_FOR_KEY_MS = 1_000
const PAUSE_MS = 10

/**
 * The first key: the configured one, as it is; else the one in the file, made at the first start with mode 0600.
 *
 * @throws Error where the file holds something that is no key
 */
export function readAdminKey(configured: string | null, file: string): AdminKey {
  if (configured !== null) return { hash: hashKey(configured), file: undefined }
  if (!existsSync(file)) writeNewKey(file)
  return { hash: hashKey(readKey(file)), file }
}

/** Waits a little for a key that another process may be writing: its checksum tells when it is whole. */
function readKey(file: string): string {
  for (let waitedMs = 0; waitedMs <= WAIT_FOR_KEY_MS; waitedMs += PAUSE_MS) {
    if (waitedMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    const key = readFileSync(file, 'utf8').trim()
    if (isWellFormedKey(key)) return key
  }
  throw new Error(
    `${file} holds no key (mmk_… with a checksum). Put the key back, or remove the file to have a new one made.`,
  )
}

/** Another process that starts at this moment makes one too, and the first to come counts for both. */
function writeNewKey(file: string): void {
  const mine = `${file}.${randomUUID()}`
  try {
    writeFileSync(mine, `${makeKey(randomBytes)}\n`, { mode: 0o600, flag: 'wx' })
    place(mine, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Whole, or not at all; where a disk has no hard links, whole a moment later. Never over one that is there. */
function place(mine: string, file: string): void {
  try {
    linkSync(mine, file)
  } catch {
    copyFileSync(mine, file, constants.COPYFILE_EXCL)
  }
}
