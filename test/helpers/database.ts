import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Test } from 'tap'
import { openStorage, type Storage, type StorageOptions } from '../../src/storage/storage.js'

/** A folder that is removed when the test ends. */
export function aFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'mokummatch-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An open database in a folder of its own; closed and removed when the test ends. */
export async function aDatabase(
  t: Test,
  options: Partial<StorageOptions> = {},
): Promise<{ readonly storage: Storage; readonly path: string; readonly url: string }> {
  const path = join(aFolder(t), 'mokum.db')
  const url = `file:${path}`
  const storage = await openStorage({ url, ...options })
  t.teardown(() => storage.close())
  return { storage, path, url }
}

/** Runs SQL beside the software, as somebody would who opens the file by hand. */
export function byHand(path: string, ...sql: readonly string[]): void {
  const database = new Database(path)
  for (const statement of sql) database.exec(statement)
  database.close()
}

/** A promise, and what settles it. */
export function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
