import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StorageError } from './storage-error.js'

/** The first SQLite without the WAL-reset bug. */
const OLDEST_SQLITE = '3.51.3'

/**
 * The absolute path of the database file that a `DATABASE_URL` names.
 *
 * @throws StorageError `unsupported-url` when it is not `file:…`
 */
export function databasePath(url: string): string {
  if (/^postgres(ql)?:/i.test(url)) {
    throw new StorageError(
      'unsupported-url',
      'PostgreSQL comes in a later version: for now DATABASE_URL has to be file:…, a SQLite database.',
    )
  }
  if (!url.startsWith('file:')) {
    throw new StorageError('unsupported-url', 'DATABASE_URL has to be file:… with a path, such as file:data/mokum.db.')
  }
  const path = url.startsWith('file://') ? pathOfFileUrl(url) : url.slice('file:'.length)
  // The reading connections would each see a database of their own in memory.
  if (path === '' || path.endsWith('/') || path === ':memory:' || /[?#\0]/.test(path)) {
    throw new StorageError(
      'unsupported-url',
      'DATABASE_URL has to name a file, such as file:data/mokum.db, without options behind it; a database in memory is not possible.',
    )
  }
  return resolve(path)
}

function pathOfFileUrl(url: string): string {
  try {
    const parsed = new URL(url)
    return parsed.search === '' && parsed.hash === '' ? fileURLToPath(parsed) : ''
  } catch (cause) {
    throw new StorageError('unsupported-url', 'DATABASE_URL is not a file URL of this machine.', { cause })
  }
}

/**
 * Refuses a SQLite that can lose committed writes. Some older lines were mended too (3.44.6, 3.50.7), but one bound is
 * easier to trust and to check than three.
 *
 * @throws StorageError `sqlite-too-old`
 */
export function requireSafeSqlite(version: string): void {
  if (compareVersions(version, OLDEST_SQLITE) >= 0) return
  throw new StorageError(
    'sqlite-too-old',
    `This is SQLite ${version}. SQLite before ${OLDEST_SQLITE} has the WAL-reset bug, which can silently lose ` +
      'committed writes, so the service does not start on it. Install the version of better-sqlite3 that package.json names.',
  )
}

function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    // A version that is not made of numbers is not one that is known to be safe.
    if (Number.isNaN(difference)) return -1
    if (difference !== 0) return difference
  }
  return 0
}
