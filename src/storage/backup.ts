import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import {
  type CheckCopy,
  type CopyOptions,
  checkedCopy,
  type FileFacts,
  factsOf,
  flush,
  inASentence,
} from './backup-copy.js'
import { databasePath } from './gate.js'
import { StorageError } from './storage-error.js'

export interface BackupRequest<T> extends CopyOptions {
  /** The database, as `DATABASE_URL` names it. */
  readonly url: string
  /** Where the backup goes; nothing may be there. */
  readonly file: string
  readonly check: CheckCopy<T>
}

export interface Backup<T> extends FileFacts {
  readonly checked: T
}

const OPENING_TIMEOUT_MS = 10_000

/**
 * Writes one file with all that was committed when it began, while others go on writing, and tries on a copy of it
 * whether it can be restored. The file appears under its name when it is whole, readable for this user alone.
 *
 * @throws StorageError with a sentence; no file was made then
 */
export async function makeBackup<T>({ url, file, check, ...options }: BackupRequest<T>): Promise<Backup<T>> {
  const source = databasePath(url)
  const target = resolve(file)
  let folder: string | undefined
  try {
    requireAbsent(target)
    if (!existsSync(source)) throw new StorageError('no-database', `There is no database ${source}.`)
    // Beside the target, so that it can take its name in one step; nobody else may look into it.
    folder = mkdtempSync(join(dirname(target), '.mokummatch-backup-'))
    const written = join(folder, 'backup')
    vacuumInto(source, written)
    chmodSync(written, 0o600)
    flush(written)
    const checked = await checkedCopy({ ...options, from: written, to: join(folder, 'copy'), named: source }, check)
    const facts = factsOf(written)
    reserve(target)
    renameSync(written, target)
    flush(dirname(target))
    return { ...facts, checked }
  } catch (error) {
    throw inASentence('No backup was made.', error)
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** One transaction that reads: writers are not held up, and what they commit meanwhile is not in it. */
function vacuumInto(source: string, target: string): void {
  const database = new Database(source, { fileMustExist: true, timeout: OPENING_TIMEOUT_MS })
  try {
    database.prepare('VACUUM INTO ?').run(target)
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause
    throw new StorageError('copy-failed', `SQLite does not copy ${source}: ${cause.message}.`, { cause })
  } finally {
    database.close()
  }
}

function requireAbsent(file: string): void {
  if (existsSync(file)) throw new StorageError('file-exists', `There is a file ${file} already, which stays as it is.`)
}

/** A rename would take the place of a file that somebody put there meanwhile. */
function reserve(file: string): void {
  requireAbsent(file)
  closeSync(openSync(file, 'wx', 0o600))
}
