import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { migrate, openStorage } from '../../src/storage/storage.js'
import { aFolder } from '../helpers/database.js'

const run = promisify(execFile)
const now = () => new Date('2026-11-21T12:00:00Z')

function setUp(t: Test, files: Readonly<Record<string, string>>) {
  const folder = aFolder(t)
  const migrations = join(folder, 'migrations')
  mkdirSync(migrations)
  const write = (name: string, sql: string) => writeFileSync(join(migrations, name), sql)
  for (const [name, sql] of Object.entries(files)) write(name, sql)
  const path = join(folder, 'mokum.db')
  const options = { url: `file:${path}`, migrations, now }
  const rows = (sql: string) => {
    const database = new Database(path)
    try {
      return database.prepare(sql).all()
    } finally {
      database.close()
    }
  }
  return { path, options, write, rows, remove: (name: string) => rmSync(join(migrations, name)) }
}

const first = { '0001-a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;' }
const two = { ...first, '0002-b.sql': "CREATE TABLE b (id TEXT) STRICT; INSERT INTO b (id) VALUES ('x;y');" }

t.test('The package finds its own migrations', async (t) => {
  const folder = aFolder(t)
  const migrated = await migrate({ url: `file:${join(folder, 'mokum.db')}` })
  t.equal(migrated.applied[0], '0001-documents-and-releases.sql')
  t.equal(migrated.total, migrated.applied.length)
  t.same(await migrate({ url: `file:${join(folder, 'mokum.db')}` }), { applied: [], total: migrated.total })
})

t.test('New files are applied once, in order, and noted with their checksum', async (t) => {
  const { options, rows, write } = setUp(t, first)
  t.same(await migrate(options), { applied: ['0001-a.sql'], total: 1 })
  write('0002-b.sql', two['0002-b.sql'])
  write('notes.txt', 'other files do not matter')
  t.same(await migrate(options), { applied: ['0002-b.sql'], total: 2 })
  t.same(await migrate(options), { applied: [], total: 2 })
  t.same(rows('SELECT id FROM b'), [{ id: 'x;y' }])
  t.match(rows('SELECT number, name, sha256, applied_at FROM migrations ORDER BY number'), [
    { number: 1, name: '0001-a.sql', sha256: /^[0-9a-f]{64}$/, applied_at: '2026-11-21T12:00:00.000Z' },
    { number: 2, name: '0002-b.sql', sha256: /^[0-9a-f]{64}$/, applied_at: '2026-11-21T12:00:00.000Z' },
  ])
})

t.test('Line ends of another system are no change', async (t) => {
  const { options, write } = setUp(t, { '0001-a.sql': 'CREATE TABLE a (\n  id TEXT\n) STRICT;\n' })
  await migrate(options)
  write('0001-a.sql', 'CREATE TABLE a (\r\n  id TEXT\r\n) STRICT;\r\n')
  t.same((await migrate(options)).applied, [])
})

t.test('A start stops with a sentence when the files are not those that were applied', async (t) => {
  const { options, remove, write } = setUp(t, two)
  await migrate(options)

  write('0001-a.sql', `${first['0001-a.sql']} -- a better comment`)
  await t.rejects(openStorage(options), {
    code: 'migration-changed',
    message: /0001-a\.sql was changed after it was applied/,
  })
  write('0001-a.sql', first['0001-a.sql'])

  remove('0002-b.sql')
  await t.rejects(openStorage(options), { code: 'database-newer', message: /0002-b\.sql.*made by a newer one/ })
  write('0002-b.sql', two['0002-b.sql'])

  remove('0001-a.sql')
  await t.rejects(openStorage(options), { code: 'migration-missing' })
  write('0001-other.sql', first['0001-a.sql'])
  await t.rejects(openStorage(options), { code: 'migration-missing', message: /0001-a\.sql was applied/ })
  remove('0001-other.sql')
  remove('0002-b.sql')
  await t.rejects(openStorage(options), { code: 'migration-missing' }, 'an empty folder')
  await t.rejects(openStorage({ ...options, migrations: '/nowhere' }), { code: 'migrations-unreadable' })
})

t.test('A gap or a name of another form is refused', async (t) => {
  for (const name of ['0003-c.sql', '2-c.sql', '0002_c.sql', '0002-C.sql']) {
    const { options } = setUp(t, { ...first, [name]: 'SELECT 1;' })
    await t.rejects(migrate(options), { code: 'migration-missing', message: /has to be named 000[12]-…\.sql/ }, name)
  }
})

t.test('A file that fails leaves nothing of itself, and what came before stays', async (t) => {
  const { options, rows, write } = setUp(t, {
    ...first,
    '0002-b.sql': 'CREATE TABLE b (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);',
  })
  await t.rejects(migrate(options), { code: 'migration-failed', message: /0002-b\.sql failed: no such table: nowhere/ })
  t.same(rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"), [
    { name: 'a' },
    { name: 'migrations' },
  ])
  write('0002-b.sql', two['0002-b.sql'])
  t.same((await migrate(options)).applied, ['0002-b.sql'])
})

t.test('A table can be rebuilt while others point to it, but no reference may be left broken', async (t) => {
  const pointed = {
    '0001-a.sql':
      'CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE b (a INTEGER REFERENCES a (id)) STRICT; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
  }
  const rebuild =
    'CREATE TABLE n (id INTEGER PRIMARY KEY) STRICT; INSERT INTO n SELECT id FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a;'
  const good = setUp(t, { ...pointed, '0002-b.sql': rebuild })
  t.equal((await migrate(good.options)).applied.length, 2)
  const bad = setUp(t, { ...pointed, '0002-b.sql': `${rebuild} DELETE FROM a;` })
  await t.rejects(migrate(bad.options), { code: 'migration-failed', message: /references that point nowhere/ })
  const ending = setUp(t, { ...first, '0002-b.sql': 'COMMIT;' })
  await t.rejects(migrate(ending.options), { code: 'migration-failed', message: /ends the transaction/ })
})

t.test('Processes that start at once apply each file once', async (t) => {
  const { options, rows } = setUp(t, two)
  const storage = new URL('../../src/storage/storage.js', import.meta.url).href
  const script = `const { migrate } = await import(${JSON.stringify(storage)})
    console.log(JSON.stringify((await migrate(${JSON.stringify({ url: options.url, migrations: options.migrations })})).applied))`
  const starts = Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', script]))
  const applied = (await Promise.all(starts)).flatMap(({ stdout }) => JSON.parse(stdout))
  t.same(applied.sort(), ['0001-a.sql', '0002-b.sql'])
  t.same(rows('SELECT id FROM b'), [{ id: 'x;y' }])
})
