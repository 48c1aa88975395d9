import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { makeBackup } from '../../src/storage/backup.js'
import { restoreBackup } from '../../src/storage/restore.js'
import { openStorage, type Reader, type Storage } from '../../src/storage/storage.js'
import { aFolder, byHand } from '../helpers/database.js'

const writer = fileURLToPath(new URL('./backup-writer.js', import.meta.url))
const add = "INSERT INTO partners (id, changed_at, document) VALUES ($1, '2026-01-01T00:00:00.000Z', $2)"
const idsIn = async (db: Reader) =>
  (await db.all<{ id: string }>('SELECT id FROM partners ORDER BY id')).map((row) => row.id)
const ids = (storage: Storage) => storage.read(idsIn)
const now = () => new Date('2026-11-22T01:02:03.004Z')

/** A database with some rows, closed, and a backup of it. */
async function aBackup(t: Test) {
  const folder = aFolder(t)
  const path = join(folder, 'data', 'mokum.db')
  const url = `file:${path}`
  const storage = await openStorage({ url })
  await storage.write(async (db) => {
    for (let i = 0; i < 300; i++) await db.run(add, `p-${String(i).padStart(3, '0')}`, `{"text":"${'x'.repeat(i)}"}`)
  })
  await storage.close()
  const file = join(folder, 'a backup #1?.sqlite')
  const backup = await makeBackup({ url, file, check: ids })
  const restore = (options: Partial<Parameters<typeof restoreBackup<string[]>>[0]> = {}) =>
    restoreBackup({ url, file, replace: false, check: ids, now, ...options })
  const loseDatabase = () => rmSync(join(folder, 'data'), { recursive: true })
  return { folder, path, url, file, backup, restore, loseDatabase }
}

/** Every file of a folder with its bytes' digest. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}

t.test('A backup made while another process writes has all that was acknowledged before it began', async (t) => {
  const folder = aFolder(t)
  const url = `file:${join(folder, 'mokum.db')}`
  const child = spawn(process.execPath, [writer, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let newest = -1
  let partial = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (partial + text).split('\n')
    partial = lines.pop() ?? ''
    newest = Number(lines.at(-1) ?? newest)
  })
  while (newest < 100) await setTimeout(20)

  const seen: number[] = []
  for (let round = 0; round < 5; round++) {
    const acknowledged = newest
    const file = join(folder, `backup-${round}.sqlite`)
    const { checked } = await makeBackup({ url, file, check: ids })
    const database = new Database(file, { readonly: true })
    t.equal(database.pragma('integrity_check', { simple: true }), 'ok')
    database.close()
    const found = new Set(checked)
    const lost = Array.from({ length: acknowledged + 1 }, (_, i) => `p-${i}`).filter((id) => !found.has(id))
    t.same(lost, [], `${acknowledged} were acknowledged`)
    t.equal(checked.length, Math.max(...checked.map((id) => Number(id.slice(2)))) + 1, 'and it is one moment')
    seen.push(acknowledged)
    await setTimeout(400)
  }
  t.ok(
    seen.every((count, i) => i === 0 || count > (seen[i - 1] ?? count)),
    `writing went on: ${seen.join(', ')}`,
  )
  t.equal(child.exitCode, null)
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
    'nothing else is left',
  )
})

t.test(
  'A backup is one file for its owner alone, with its size and SHA-256, and never takes the place of another',
  async (t) => {
    const { folder, url, file, backup } = await aBackup(t)
    const bytes = readFileSync(file)
    t.same(
      { bytes: backup.bytes, sha256: backup.sha256 },
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    )
    t.equal(backup.checked.length, 300)
    t.equal(statSync(file).mode & 0o777, 0o600)
    const before = contents(folder)
    const refused = (options: object, problem: object) =>
      t.rejects(makeBackup({ url, file, check: ids, ...options }), { name: 'StorageError', ...problem })
    await refused({}, { code: 'file-exists', message: /^No backup was made\. There is a file .* already/ })
    await refused({ file: join(folder, 'none', 'b') }, { code: 'copy-failed', message: /^No backup was made\. ENOENT/ })
    await refused(
      { file: join(folder, 'b'), url: `file:${folder}/none.db` },
      { code: 'no-database', message: /There is no database/ },
    )
    const failure = new Error('not whole')
    const check = () => Promise.reject(failure)
    await t.rejects(makeBackup({ url, file: join(folder, 'b'), check }), failure, 'what its check refuses is no backup')
    byHand(join(folder, 'other.db'), 'CREATE TABLE a (b)')
    await refused({ file: join(folder, 'b'), url: `file:${folder}/other.db` }, { message: /of other software/ })
    rmSync(join(folder, 'other.db'))
    const text = join(folder, 'text.db')
    writeFileSync(text, 'No database. '.repeat(1_000))
    const message = `No backup was made. SQLite does not copy ${text}: file is not a database.`
    await refused({ file: join(folder, 'b'), url: `file:${text}` }, { code: 'copy-failed', message })
    rmSync(text)
    t.same(contents(folder), before, 'nothing was made or changed')
  },
)

t.test('A lost database comes back with what the backup has, and is written to as before', async (t) => {
  const { folder, path, url, file, backup, restore, loseDatabase } = await aBackup(t)
  loseDatabase()
  const restored = await restore({ sha256: backup.sha256 })
  t.match(restored, { path, movedAside: [], sha256: backup.sha256, checked: { length: 300 } })
  t.same(readdirSync(join(folder, 'data')), ['mokum.db'])
  t.equal(statSync(path).mode & 0o777, 0o600)
  const storage = await openStorage({ url })
  t.equal(await storage.write((db) => db.run(add, 'new', '{}')), 1)
  t.equal((await ids(storage)).length, 301)
  await storage.close()
  t.equal(createHash('sha256').update(readFileSync(file)).digest('hex'), backup.sha256, 'the backup is as it was')
})

t.test(
  'A database that stands there is kept, and with replace moved aside with all that was written to it',
  async (t) => {
    const { folder, path, url, restore } = await aBackup(t)
    const storage = await openStorage({ url })
    await storage.write((db) => db.run(add, 'later', '{}'))
    await storage.close()
    const before = contents(folder)
    await t.rejects(restore(), { code: 'file-exists', message: /^Nothing was restored\. .*--replace/ })
    t.same(contents(folder), before)

    const aside = `${path}.before-20261122T010203Z`
    t.same((await restore({ replace: true })).movedAside, [aside])
    t.same(readdirSync(join(folder, 'data')), ['mokum.db', 'mokum.db.before-20261122T010203Z'])
    for (const [at, count] of [
      [path, 300],
      [aside, 301],
    ] as const) {
      const opened = await openStorage({ url: `file:${at}` })
      t.equal((await ids(opened)).length, count)
      await opened.close()
    }
    await t.rejects(restore({ replace: true }), { code: 'file-exists', message: /before-/ }, 'never over an older one')
  },
)

t.test('A log that a killed process left goes into the old database, and never meets the restored one', async (t) => {
  const { path, url, folder, restore } = await aBackup(t)
  const killed = async () => {
    const code = `const { openStorage } = await import(${JSON.stringify(new URL('../../src/storage/storage.js', import.meta.url).href)})
      const storage = await openStorage({ url: ${JSON.stringify(url)} })
      await storage.write((db) => db.run(${JSON.stringify(add)}, 'in-the-log', '{}'))
      process.kill(process.pid, 'SIGKILL')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' })
    await once(child, 'close')
    t.ok(statSync(`${path}-wal`).size > 0)
  }
  const count = async (at: string) => {
    const opened = await openStorage({ url: `file:${at}` })
    const found = await ids(opened)
    await opened.close()
    return found.length
  }
  await killed()
  const aside = `${path}.before-20261122T010203Z`
  const folded = await restore({ replace: true })
  t.notOk(existsSync(`${path}-wal`))
  t.equal(await count(aside), 301)
  t.ok(folded.movedAside.includes(aside))
  for (const name of folded.movedAside) rmSync(name, { force: true })

  await killed()
  rmSync(path)
  const { movedAside } = await restore()
  t.same(movedAside.toSorted(), [`${aside}-shm`, `${aside}-wal`], 'also where the database itself is gone')
  for (const name of movedAside) rmSync(name)

  await killed()
  writeFileSync(path, 'a disk that failed'.padEnd(statSync(path).size, '.'))
  t.same((await restore({ replace: true })).movedAside.toSorted(), [aside, `${aside}-shm`, `${aside}-wal`])
  t.match(readFileSync(aside, 'utf8'), /^a disk that failed/, 'also where it is damaged')
  t.equal(await count(path), 300)
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  )
})

t.test('A database that somebody has open is not replaced, also where nothing is done with it', async (t) => {
  const { folder, path, url, restore } = await aBackup(t)
  const child = spawn(process.execPath, [writer, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  const inUse = { code: 'database-in-use', message: /^Nothing was restored\. .*stop it first/ }
  await t.rejects(restore({ replace: true }), inUse)
  if (existsSync('/proc/locks')) {
    copyFileSync(path, join(folder, 'kept'))
    rmSync(path)
    await t.rejects(restore({ replace: true }), inUse, 'also where the file was removed under it')
  }
  child.kill('SIGKILL')
  await ended
  t.equal((await restore({ replace: true })).checked.length, 300)
})

t.test('What is no whole backup is refused with a sentence, and nothing changes', async (t) => {
  const { folder, file, restore, loseDatabase } = await aBackup(t)
  const bad = join(folder, 'bad')
  mkdirSync(bad)
  const bytes = readFileSync(file)
  const make = (name: string, change: (path: string) => void): string => {
    copyFileSync(file, join(bad, name))
    change(join(bad, name))
    return join(bad, name)
  }
  const flipped = (at: number, length: number) => (path: string) =>
    writeFileSync(path, Buffer.from(bytes.map((byte, i) => (i >= at && i < at + length ? byte ^ 0xff : byte))))
  const overwritten = (text: string) => (path: string) => writeFileSync(path, text)
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [make('header', flipped(0, 16)), 'no-backup', /is no SQLite database/],
    [make('pages', flipped(4096, 512)), 'backup-broken', /is damaged/],
    [make('half', (path) => truncateSync(path, 4096 * 5)), 'backup-broken', /is damaged/],
    [make('last', (path) => truncateSync(path, bytes.length - 1)), 'backup-broken', /is damaged/],
    [make('empty', overwritten('')), 'no-backup', /it is empty/],
    [make('text', overwritten('{"services":[]}')), 'no-backup', /is no SQLite database/],
    [bad, 'no-backup', /it is no file/],
    [join(bad, 'none'), 'no-backup', /There is no file/],
    [
      make('other', (path) => {
        rmSync(path)
        byHand(path, 'CREATE TABLE bookmarks (id TEXT)')
      }),
      'no-backup',
      /a database of other software/,
    ],
    [
      make('alike', (path) => {
        rmSync(path)
        byHand(path, 'CREATE TABLE migrations (version INTEGER)')
      }),
      'backup-broken',
      /no such column/,
    ],
    [
      make('newer', (path) =>
        byHand(path, "INSERT INTO migrations SELECT max(number) + 1, '9999-later.sql', '0', '' FROM migrations"),
      ),
      'database-newer',
      /9999-later\.sql.*made by a newer one/,
    ],
    [
      make('changed', (path) => byHand(path, "UPDATE migrations SET sha256 = '0' WHERE number = 1")),
      'migration-changed',
      /0001-/,
    ],
    [make('hot', (path) => appendFileSync(`${path}-wal`, 'frames')), 'no-backup', /its log, .*lies beside it/],
  ]
  const unchanged = async () => {
    const before = contents(folder)
    for (const [from, code, message] of cases) {
      const problem = await restore({ file: from, replace: true }).catch((error: unknown) => error)
      t.match(problem, { name: 'StorageError', code, message }, from)
      t.match(problem, { message: /^Nothing was restored\. / })
    }
    t.same(contents(folder), before, 'nothing changed')
  }
  await unchanged()
  loseDatabase()
  await unchanged()
})

t.test('One flipped byte anywhere is found with the SHA-256, also in a text', async (t) => {
  const { file, folder, backup, restore, loseDatabase } = await aBackup(t)
  loseDatabase()
  const bytes = readFileSync(file)
  const other = join(folder, 'flipped')
  for (let i = 0; i < 20; i++) {
    const copy = Buffer.from(bytes)
    const at = Math.floor((i * bytes.length) / 20) + i * 7
    copy[at] = (copy[at] ?? 0) ^ 1
    writeFileSync(other, copy)
    await t.rejects(restore({ file: other, sha256: backup.sha256 }), { name: 'StorageError' }, `at ${at}`)
  }
  t.notOk(existsSync(join(folder, 'data', 'mokum.db')))
  t.equal((await restore({ sha256: backup.sha256 })).checked.length, 300)
})

t.test('A backup of an older version comes back up to date, and is itself not changed', async (t) => {
  const folder = aFolder(t)
  const migrations = join(folder, 'migrations')
  mkdirSync(migrations)
  writeFileSync(join(migrations, '0001-a.sql'), 'CREATE TABLE a (id TEXT) STRICT; INSERT INTO a VALUES (1);')
  const url = `file:${join(folder, 'mokum.db')}`
  await (await openStorage({ url, migrations })).close()
  writeFileSync(join(migrations, '0002-b.sql'), 'ALTER TABLE a ADD COLUMN b TEXT;')
  const file = join(folder, 'backup')
  const check = (storage: Storage) => storage.read((db) => db.get<object>('SELECT * FROM a'))
  const { checked } = await makeBackup({ url, file, migrations, check })
  t.same(checked, { id: '1', b: null }, 'a newer version tries it as it would restore it')
  for (const at of [join(folder, 'mokum.db'), file]) {
    const database = new Database(at, { readonly: true })
    t.equal(database.prepare('SELECT count(*) FROM migrations').pluck().get(), 1, 'a backup migrates nothing')
    database.close()
  }
  rmSync(join(folder, 'mokum.db'))
  t.same((await restoreBackup({ url, file, migrations, check, replace: false, now })).checked, { id: '1', b: null })
})
