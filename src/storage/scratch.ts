import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Connection } from './connection.js'
import { Handle, type Writer } from './handle.js'

/**
 * Runs `fn` on a database of its own: for work in progress that is larger than memory. It has no name in the folder, so
 * it is gone when `fn` ends, also when the process is killed; and it takes no turn of any writer.
 *
 * @param folder where its bytes are meanwhile
 */
export async function withScratch<T>(folder: string, fn: (db: Writer) => Promise<T>): Promise<T> {
  const path = join(folder, `mokummatch-scratch-${randomUUID()}`)
  const database = new Database(path)
  try {
    // Where an open file cannot lose its name (Windows), it does so when it is closed.
    removeName(path)
    // One transaction that never ends, and of which nothing has to outlive a crash.
    for (const setting of ['journal_mode = MEMORY', 'synchronous = OFF', 'locking_mode = EXCLUSIVE']) {
      database.pragma(setting)
    }
    const connection = new Connection(database)
    connection.prepare('BEGIN').run()
    const handle = new Handle(connection)
    try {
      return await fn(handle)
    } finally {
      handle.end()
    }
  } finally {
    database.close()
    removeName(path)
  }
}

function removeName(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It is still open.
  }
}
