import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder } from './make-folder.js'
import { StorageError } from './storage-error.js'

/**
 * How long a connection waits for a lock inside SQLite, which stops the whole process meanwhile. Readers only ever wait
 * for the moment in which another process recovers or closes the file. The writer hardly waits: `storage.ts` asks again
 * later instead, so that matches go on.
 */
const BUSY_TIMEOUT_MS = { read: 1_000, write: 10 } as const
/** While opening, another process may be migrating. */
const OPENING_TIMEOUT_MS = 10_000
/** 64 MiB: what the write-ahead log may keep on disk after it was folded into the database. */
const JOURNAL_SIZE_LIMIT = 64 * 1024 * 1024
/** Stores have a fixed set of statements; the bound is there for one that would spell values into its SQL. */
const MAX_STATEMENTS = 500

/** `FULL`: a commit is on the disk before it is acknowledged, which `NORMAL`, the default with WAL, does not do. */
const SYNCHRONOUS_FULL = 2

/** One SQLite connection with the settings that everything relies on, and its prepared statements. */
export class Connection {
  readonly database: Database.Database
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()

  constructor(database: Database.Database) {
    this.database = database
  }

  prepare(sql: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(sql)
    if (known === undefined) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear()
      const statement = this.database.prepare<unknown[]>(sql)
      this.#statements.set(sql, statement)
      return statement
    }
    // A statement that still gives rows cannot be run again: the same SQL inside a loop over itself needs another.
    return known.busy ? this.database.prepare<unknown[]>(sql) : known
  }
}

/** Opens the file for writing, makes it and its folder where they are absent. To be closed by the caller. */
export function openFile(path: string): Database.Database {
  let database: Database.Database | undefined
  try {
    makeFolder(dirname(path))
    const there = statSync(path, { throwIfNoEntry: false })
    if (there?.isFile() === false) throw new Error('it is a folder, a device or a pipe')
    // SQLite would open it all the same, and refuse the first write.
    if (there) accessSync(path, constants.R_OK | constants.W_OK)
    const before = there?.ino
    // For its owner alone, as a backup is: names of colleagues and hashes of keys are in it. What SQLite puts beside it
    // gets the same mode.
    if (before === undefined) closeSync(openSync(path, 'a', 0o600))
    database = new Database(path, { timeout: OPENING_TIMEOUT_MS })
    const mode = database.pragma('journal_mode = WAL', { simple: true })
    if (mode !== 'wal') throw new Error(`the journal mode stayed ${String(mode)}`)
    if (before === undefined || before === inodeOf(path)) return database
    // While it waited for the lock, a restore put another file in this place: what is open here was moved aside.
    throw new Error('another file was put in its place just now; start again')
  } catch (cause) {
    database?.close()
    throw new StorageError(
      'cannot-open',
      `The database ${path} cannot be opened with a write-ahead log: ${messageOf(cause)}. ` +
        'It has to be a SQLite database in a folder of a local disk that this user may write to.',
      { cause },
    )
  }
}

export function openWriter(database: Database.Database): Connection {
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS.write}`)
  return secured(database)
}

export function openReader(path: string): Connection {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS.read })
  try {
    return secured(database)
  } catch (error) {
    database.close()
    throw error
  }
}

function secured(database: Database.Database): Connection {
  database.pragma(`synchronous = ${SYNCHRONOUS_FULL}`)
  database.pragma('foreign_keys = ON')
  database.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT}`)
  // SQLite sets `synchronous` by itself on the first access of a WAL database: only what it says after that counts.
  database.prepare('SELECT count(*) FROM sqlite_schema').get()
  requirePragma(database, 'synchronous', SYNCHRONOUS_FULL)
  requirePragma(database, 'foreign_keys', 1)
  requirePragma(database, 'journal_mode', 'wal')
  return new Connection(database)
}

function requirePragma(database: Database.Database, name: string, expected: string | number): void {
  const actual = database.pragma(name, { simple: true })
  if (actual === expected) return
  throw new StorageError(
    'unsafe-settings',
    `SQLite has ${name} = ${String(actual)} where ${expected} was set: without it writes could be lost.`,
  )
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
