import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
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
import { makeFolder } from './make-folder.js'
import { StorageError } from './storage-error.js'

export interface RestoreRequest<T> extends CopyOptions {
  /** The database, as `DATABASE_URL` names it. */
  readonly url: string
  readonly file: string
  /** Whether a database that stands there is moved aside; else it is a reason to refuse. */
  readonly replace: boolean
  /** What the backup had when it was made, in hexadecimal: finds every change, also in texts that SQLite can't check. */
  readonly sha256?: string | undefined
  readonly check: CheckCopy<T>
  readonly now: () => Date
}

export interface Restored<T> extends FileFacts {
  /** The path of the database. */
  readonly path: string
  /** Where the files are that stood in its place. */
  readonly movedAside: readonly string[]
  readonly checked: T
}

/** A database and what SQLite keeps beside it: a log of one database must never meet another. */
const PARTS = ['', '-wal', '-shm', '-journal'] as const

/** How every SQLite database begins. */
const MAGIC = Buffer.from('SQLite format 3\0')

/**
 * Puts a backup in the place of the database, brought up to date and checked before anything else is touched.
 *
 * @throws StorageError with a sentence; what stood there stands there still
 */
export async function restoreBackup<T>(request: RestoreRequest<T>): Promise<Restored<T>> {
  const { url, replace, sha256, check, now, ...options } = request
  const path = databasePath(url)
  const file = resolve(request.file)
  let folder: string | undefined
  try {
    requirePlace(path, replace)
    makeFolder(dirname(path))
    folder = mkdtempSync(join(dirname(path), '.mokummatch-restore-'))
    const copy = join(folder, 'copy')
    const checked = await checkedCopy({ ...options, from: file, to: copy, named: file }, check)
    const facts = factsOf(file)
    if (sha256 !== undefined && sha256 !== facts.sha256) {
      throw new StorageError('backup-broken', `${file} has the SHA-256 ${facts.sha256}, not the one that was given.`)
    }
    chmodSync(copy, (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o777)
    requirePlace(path, replace)
    const aside = `${path}.before-${now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '')}`
    return { ...facts, path, checked, movedAside: takePlace(copy, path, aside) }
  } catch (error) {
    throw inASentence('Nothing was restored.', error)
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function requirePlace(path: string, replace: boolean): void {
  if (replace || !existsSync(path)) return
  throw new StorageError(
    'file-exists',
    `There is a database ${path}. With --replace it is moved aside, under a name of its own; nothing of it is deleted.`,
  )
}

/** Gives the names under which the old files stand now. */
function takePlace(copy: string, path: string, aside: string): string[] {
  if (PARTS.some((part) => existsSync(aside + part))) throw new StorageError('file-exists', `There is a ${aside}.`)
  const old = existsSync(path) ? lockAlone(path) : undefined
  try {
    if (old === undefined) requireUnlocked(path)
    // A log that SQLite could fold into the old database is gone by now; another one goes with its database.
    const beside = PARTS.slice(1).filter((part) => existsSync(path + part) && !(old && part === '-journal'))
    const moved = [...(existsSync(path) ? [''] : []), ...beside]
    for (const part of beside) renameSync(path + part, aside + part)
    if (existsSync(path)) keepAs(aside, path)
    renameSync(copy, path)
    flush(dirname(path))
    return moved.map((part) => aside + part)
  } finally {
    old?.close()
  }
}

/** A second name for the old file: the first then goes to the new one in a single step. Not every disk has such names. */
function keepAs(aside: string, path: string): void {
  try {
    linkSync(path, aside)
  } catch {
    renameSync(path, aside)
  }
}

/**
 * Takes the database for itself, with its log folded in: SQLite gives that only where no other process has it open, also
 * one that does nothing at the moment. Undefined where the file is too damaged for SQLite to open it.
 */
function lockAlone(path: string): Database.Database | undefined {
  // Closing it, SQLite would fold its log into whatever the file is.
  if (!isDatabase(path)) return undefined
  const database = new Database(path, { fileMustExist: true, timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    const mode = database.pragma('journal_mode = DELETE', { simple: true })
    if (mode !== 'delete') throw new Error(`The journal mode of ${path} stayed ${String(mode)}.`)
    return database
  } catch (error) {
    database.close()
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_BUSY')) throw inUse(path)
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return undefined
    throw error
  }
}

function isDatabase(path: string): boolean {
  const beginning = Buffer.alloc(MAGIC.length)
  const opened = openSync(path, 'r')
  try {
    readSync(opened, beginning)
  } finally {
    closeSync(opened)
  }
  return beginning.equals(MAGIC)
}

/** For a database that SQLite can't open any more: asks the system, where it tells, whether a process has locks on it. */
function requireUnlocked(path: string): void {
  if (!existsSync('/proc/locks')) return
  const inodes = PARTS.flatMap((part) => statSync(path + part, { throwIfNoEntry: false })?.ino ?? [])
  const locks = readFileSync('/proc/locks', 'utf8')
  if (inodes.some((inode) => locks.includes(`:${inode} `))) throw inUse(path)
}

function inUse(path: string): StorageError {
  return new StorageError('database-in-use', `The service, or another command, has ${path} open: stop it first.`)
}
