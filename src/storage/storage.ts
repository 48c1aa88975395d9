import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type Connection, openFile, openWriter } from './connection.js'
import { databasePath, requireSafeSqlite } from './gate.js'
import { Handle, type Reader, type Writer } from './handle.js'
import { applyMigrations, type Migrated } from './migrations.js'
import { ReaderPool } from './reader-pool.js'
import { withScratch } from './scratch.js'
import { StorageError } from './storage-error.js'

export type { Reader, Value, Writer } from './handle.js'
export type { Migrated } from './migrations.js'
export { StorageError, type StorageErrorCode } from './storage-error.js'

/**
 * Transactions on one database. Only `fn` holds the handle, and only while it runs. Inside `fn` everything goes through
 * its handle: a write inside a write would wait for itself, until it is refused.
 */
export interface Storage {
  /** Runs `fn` on a snapshot of the moment it began: writes that commit meanwhile are not seen. */
  read<T>(fn: (db: Reader) => Promise<T>): Promise<T>
  /** Runs `fn` alone, in the order of the calls; what it wrote is on the disk when the promise resolves. A throw undoes all. */
  write<T>(fn: (db: Writer) => Promise<T>): Promise<T>
  /**
   * Runs `fn` on an empty database of its own, which is gone afterwards: for work in progress that is larger than memory.
   * Its bytes are beside the database. It waits for no writer and keeps none waiting.
   */
  scratch<T>(fn: (db: Writer) => Promise<T>): Promise<T>
  /** Lets what is under way end, refuses what comes after. */
  close(): Promise<void>
}

export interface StorageOptions {
  /** `file:` and a path; the file and its folder are made when absent. */
  readonly url: string
  /** The version that SQLite tells of itself; to test the gate. */
  readonly sqliteVersion?: string
  /** The folder of the migrations; by default the package's own. */
  readonly migrations?: string
  /** The clock for the instant at which a migration was applied. */
  readonly now?: () => Date
  /** How long to wait for the writes of others, here or in another process, before one is refused; 30 s by default. */
  readonly waitMs?: number
}

const WAIT_MS = 30_000
const LOCK_RETRY_MS = 15

/**
 * Opens the database, with its migrations applied.
 *
 * @throws StorageError with a sentence: another database than SQLite, a SQLite that loses writes, a file that cannot be
 *   opened, migrations that differ from those applied
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  return openStorageFile(databasePath(options.url), options)
}

/** The same for the path of a file, which may have any name. */
export async function openStorageFile(path: string, options: Omit<StorageOptions, 'url'> = {}): Promise<Storage> {
  const { database } = openMigrated(path, options)
  try {
    return new SqliteStorage(path, openWriter(database), options.waitMs ?? WAIT_MS)
  } catch (error) {
    database.close()
    throw error
  }
}

/** Brings the database up to date without using it. Gives the names of the migrations that were applied now. */
export async function migrate(options: StorageOptions): Promise<Migrated> {
  const { database, migrated } = openMigrated(databasePath(options.url), options)
  database.close()
  return migrated
}

function openMigrated(path: string, options: Omit<StorageOptions, 'url'>) {
  requireSafeSqlite(options.sqliteVersion ?? sqliteVersion())
  const database = openFile(path)
  try {
    const now = options.now ?? (() => new Date())
    return { database, migrated: applyMigrations(database, { folder: options.migrations, now }) }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Asked of a database in memory: the file is not touched before the gate. */
function sqliteVersion(): string {
  const memory = new Database(':memory:')
  try {
    return String(memory.prepare<[], string>('SELECT sqlite_version()').pluck().get())
  } finally {
    memory.close()
  }
}

class SqliteStorage implements Storage {
  readonly #writer: Connection
  readonly #readers: ReaderPool
  readonly #folder: string
  readonly #waitMs: number
  readonly #underWay = new Set<Promise<unknown>>()
  #lastWrite: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(path: string, writer: Connection, waitMs: number) {
    this.#writer = writer
    this.#readers = new ReaderPool(path, waitMs)
    this.#folder = dirname(path)
    this.#waitMs = waitMs
  }

  async read<T>(fn: (db: Reader) => Promise<T>): Promise<T> {
    this.#requireOpen()
    return this.#track(this.#readOnce(fn))
  }

  async write<T>(fn: (db: Writer) => Promise<T>): Promise<T> {
    this.#requireOpen()
    const before = this.#lastWrite
    const turn = inTime(before, this.#waitMs).then(() => this.#writeOnce(fn))
    // One that was refused leaves its place, and those behind it still wait for the one before it.
    this.#lastWrite = Promise.allSettled([before, turn]).then(() => undefined)
    return this.#track(turn)
  }

  async scratch<T>(fn: (db: Writer) => Promise<T>): Promise<T> {
    this.#requireOpen()
    return this.#track(withScratch(this.#folder, fn))
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeOnce()
    return this.#closed
  }

  async #closeOnce(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    this.#readers.close()
    this.#writer.database.close()
  }

  async #readOnce<T>(fn: (db: Reader) => Promise<T>): Promise<T> {
    const connection = await this.#readers.acquire()
    try {
      connection.prepare('BEGIN').run()
      // SQLite takes its snapshot at the first look, not at BEGIN.
      connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
      return await withHandle(connection, fn)
    } finally {
      if (connection.database.inTransaction) connection.prepare('ROLLBACK').run()
      this.#readers.release(connection)
    }
  }

  async #writeOnce<T>(fn: (db: Writer) => Promise<T>): Promise<T> {
    const connection = this.#writer
    await beginImmediate(connection, this.#waitMs)
    try {
      const result = await withHandle(connection, fn)
      if (!connection.database.inTransaction) throw new Error('The database gave up the transaction after an error.')
      connection.prepare('COMMIT').run()
      return result
    } finally {
      if (connection.database.inTransaction) connection.prepare('ROLLBACK').run()
    }
  }

  #requireOpen(): void {
    if (this.#closed !== undefined) throw new Error('The storage is closed.')
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }
}

async function withHandle<T>(connection: Connection, fn: (db: Writer) => Promise<T>): Promise<T> {
  const handle = new Handle(connection)
  try {
    return await fn(handle)
  } finally {
    handle.end()
  }
}

/** Waits for the write before; too long a wait is refused, also that of a write inside a write for itself. */
async function inTime(before: Promise<unknown>, waitMs: number): Promise<void> {
  const stop = new AbortController()
  const tooLate = setTimeout(waitMs, undefined, { signal: stop.signal }).then(() => {
    throw new StorageError('database-in-use', 'Another write has been under way for too long: try again later.')
  })
  try {
    await Promise.race([before, tooLate])
  } finally {
    stop.abort()
  }
}

/** Takes the write lock; while another process holds it, this one goes on with other things and asks again. */
async function beginImmediate(connection: Connection, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      connection.prepare('BEGIN IMMEDIATE').run()
      return
    } catch (cause) {
      if (!(cause instanceof Database.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) throw cause
      if (performance.now() >= deadline) {
        throw new StorageError('database-in-use', 'Another process has been writing to the database for too long.', {
          cause,
        })
      }
    }
    await setTimeout(LOCK_RETRY_MS)
  }
}
