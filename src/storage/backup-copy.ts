import { createHash } from 'node:crypto'
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { appliedMigrations } from './migrations.js'
import { openStorageFile, type Storage } from './storage.js'
import { StorageError } from './storage-error.js'

/** What is asked of a copy beyond SQLite's own checks, such as its chain of releases; throws where it does not hold. */
export type CheckCopy<T> = (copy: Storage) => Promise<T>

/** Size and SHA-256 of a backup file, as `sha256sum` gives it. */
export interface FileFacts {
  readonly bytes: number
  readonly sha256: string
}

export interface CopyOptions {
  /** The folder of the migrations; by default the package's own. */
  readonly migrations?: string
}

/** A copy to be made. */
export interface CopyRequest extends CopyOptions {
  readonly from: string
  readonly to: string
  /** What sentences call the file. */
  readonly named: string
}

const READ_BYTES = 1024 * 1024

/**
 * Copies a backup to `to` and brings that copy up to date as a start would: after it, `to` is one file, checked and on
 * the disk. The backup itself is only read.
 *
 * @throws StorageError `no-backup`, `backup-broken`, or what a start on such a database is refused for
 */
export async function checkedCopy<T>({ from, to, named, ...rest }: CopyRequest, check: CheckCopy<T>): Promise<T> {
  requireBackup(from)
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  requireWhole(to, named)
  const copy = await openStorageFile(to, rest)
  let checked: T
  try {
    checked = await check(copy)
  } finally {
    await copy.close()
  }
  if (existsSync(`${to}-wal`)) throw new Error('the log of the checked copy was not folded into it')
  flush(to)
  return checked
}

/** A database in use is no backup: what was written last may be in its log, and a copy of the file alone loses it. */
function requireBackup(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new StorageError('no-backup', `There is no file ${file}.`)
  if (!found.isFile() || found.size === 0) {
    throw new StorageError('no-backup', `${file} is no backup: it is ${found.isFile() ? 'empty' : 'no file'}.`)
  }
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new StorageError(
      'no-backup',
      `${file} is no backup: its log, ${file}-wal, lies beside it. Make a backup of it with mokummatch backup.`,
    )
  }
}

function requireWhole(file: string, named: string): void {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const found = database.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok')
      throw new StorageError('backup-broken', `${named} is damaged: ${String(found).replace(/\s+/g, ' ')}.`)
    // SQLite reads what is cut off from the last page as zeros, which can pass for an empty end.
    const size =
      Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }))
    if (statSync(file).size !== size) {
      throw new StorageError('backup-broken', `${named} is damaged: its pages take ${size} bytes, and it has others.`)
    }
    const broken = database.pragma('foreign_key_check')
    if (Array.isArray(broken) && broken.length > 0) {
      throw new StorageError('backup-broken', `${named} is damaged: it has references that point nowhere.`)
    }
    if (appliedMigrations(database).length === 0) {
      throw new StorageError('no-backup', `${named} is a database of other software.`)
    }
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause
    throw cause.code === 'SQLITE_NOTADB'
      ? new StorageError('no-backup', `${named} is no SQLite database.`, { cause })
      : new StorageError('backup-broken', `${named} is damaged: ${cause.message}.`, { cause })
  } finally {
    database.close()
  }
}

/** Reads the whole file; never one that SQLite has open in this process, whose locks that would drop. */
export function factsOf(file: string): FileFacts {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(READ_BYTES)
  const opened = openSync(file, 'r')
  try {
    let bytes = 0
    for (let read = readSync(opened, buffer); read > 0; read = readSync(opened, buffer)) {
      hash.update(buffer.subarray(0, read))
      bytes += read
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    closeSync(opened)
  }
}

/** Has a file, or the names in a folder, written to the disk. */
export function flush(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** A sentence for what the disk or SQLite refuses, such as no room or no rights; others stay as they are. */
export function inASentence(outcome: string, error: unknown): unknown {
  const isExpected = error instanceof Database.SqliteError || (error instanceof Error && 'syscall' in error)
  if (error instanceof StorageError)
    return new StorageError(error.code, `${outcome} ${error.message}`, { cause: error })
  return isExpected ? new StorageError('copy-failed', `${outcome} ${error.message}.`, { cause: error }) : error
}
