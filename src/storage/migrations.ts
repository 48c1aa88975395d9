import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Database from 'better-sqlite3'
import { StorageError } from './storage-error.js'

export interface Migrated {
  /** Names of the migrations that were applied now, in order. */
  readonly applied: readonly string[]
  /** How many the database has after that. */
  readonly total: number
}

interface Migration {
  readonly number: number
  /** File name, such as `0001-documents-and-releases.sql`. */
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

/**
 * Applies what is new, forward only, each file in a transaction of its own together with its row in `migrations`.
 *
 * @throws StorageError when an applied file is missing or changed, the database is newer than the code, or one fails
 */
export function applyMigrations(
  database: Database.Database,
  options: { readonly folder?: string | undefined; readonly now: () => Date },
): Migrated {
  const migrations = readMigrations(options.folder ?? packageMigrations())
  const applied: string[] = []
  if (pending(database, migrations) !== undefined) {
    // A later migration may have to rebuild a table that others point to: the references are checked before its commit.
    database.pragma('foreign_keys = OFF')
    for (;;) {
      const name = applyNext(database, migrations, options.now)
      if (name === undefined) break
      applied.push(name)
    }
  }
  return { applied, total: migrations.length }
}

/** Under the write lock, since another process may be migrating the same database. */
function applyNext(database: Database.Database, migrations: readonly Migration[], now: () => Date): string | undefined {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
    )
    const next = pending(database, migrations)
    if (next !== undefined) apply(database, next, now)
    database.exec('COMMIT')
    return next?.name
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK')
  }
}

function apply(database: Database.Database, migration: Migration, now: () => Date): void {
  try {
    database.exec(migration.sql)
    if (!database.inTransaction) throw new Error('it ends the transaction it is run in')
    const broken = database.pragma('foreign_key_check')
    if (Array.isArray(broken) && broken.length > 0) throw new Error('it leaves references that point nowhere')
    database
      .prepare('INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)')
      .run(migration.number, migration.name, migration.sha256, now().toISOString())
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StorageError('migration-failed', `The migration ${migration.name} failed: ${reason}.`, { cause })
  }
}

/** The first migration that the database does not have; what it has must be the files' own beginning. */
function pending(database: Database.Database, migrations: readonly Migration[]): Migration | undefined {
  const applied = appliedMigrations(database)
  for (const [index, row] of applied.entries()) {
    const file = migrations[index]
    if (file === undefined) {
      throw index === migrations.length && migrations.length > 0 && row.number > migrations.length
        ? new StorageError(
            'database-newer',
            `The database has the migration ${row.name}, which this version of the software does not know: ` +
              'it was made by a newer one. Start that version, or restore a backup from before it.',
          )
        : new StorageError('migration-missing', `The migration ${row.name} was applied, but its file is missing.`)
    }
    if (file.number !== row.number || file.name !== row.name) {
      throw new StorageError(
        'migration-missing',
        `The migration ${row.name} was applied, but in its place stands the file ${file.name}.`,
      )
    }
    if (file.sha256 !== row.sha256) {
      throw new StorageError(
        'migration-changed',
        `The file ${row.name} was changed after it was applied to this database. Put the file back as it was; ` +
          'a change belongs in a new migration.',
      )
    }
  }
  return migrations[applied.length]
}

/** What was applied to a database, in order; empty where it is none of this software, or a new one. */
export function appliedMigrations(database: Database.Database): Applied[] {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get()
  if (table === undefined) return []
  return database.prepare<[], Applied>('SELECT number, name, sha256 FROM migrations ORDER BY number').all()
}

function readMigrations(folder: string): Migration[] {
  const names = sqlFiles(folder)
  return names.map((name, index) => {
    const number = index + 1
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || Number(name.slice(0, 4)) !== number) {
      throw new StorageError(
        'migration-missing',
        `In ${folder} the file number ${number} has to be named ${String(number).padStart(4, '0')}-….sql, not ${name}.`,
      )
    }
    // A checkout on another system may have other line ends; that is no change.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

function sqlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()
  } catch (cause) {
    throw new StorageError('migrations-unreadable', `The folder of the migrations, ${folder}, cannot be read.`, {
      cause,
    })
  }
}

/** The package's root is where its `package.json` is, above the sources and above the compiled files alike. */
function packageMigrations(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return join(folder, 'migrations', 'sqlite')
}
