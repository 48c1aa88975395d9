import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import { openStorage, type Reader, type Writer } from '../../src/storage/storage.js'
import { aDatabase, aFolder, aGate, byHand } from '../helpers/database.js'

const names = async (db: Reader) =>
  (await db.all<{ id: string }>('SELECT id FROM partners ORDER BY id')).map((row) => row.id)
const add = "INSERT INTO partners (id, changed_at, document) VALUES ($1, '2026-01-01T00:00:00.000Z', '{}')"

t.test('The database is a file that is made with its folder', async (t) => {
  const folder = aFolder(t)
  const path = join(folder, 'new', 'deeper', 'mokum.db')
  const storage = await openStorage({ url: `file:${path}` })
  await storage.close()
  t.ok(existsSync(path))
  t.notOk(existsSync(`${path}-wal`), 'closing folds the log into the file')

  const again = await openStorage({ url: `file://${path}` })
  t.same(await again.read(names), [])
  await again.close()
})

t.test('What is no file of SQLite is refused with a sentence', async (t) => {
  const folder = aFolder(t)
  const refused = (url: string) => openStorage({ url })
  await t.rejects(refused('postgres://localhost/mokum'), {
    name: 'StorageError',
    code: 'unsupported-url',
    message: /PostgreSQL comes in a later version/,
  })
  await t.rejects(refused('postgresql://localhost/mokum'), { code: 'unsupported-url', message: /later version/ })
  for (const url of [
    'mokum.db',
    'file:',
    'file::memory:',
    `file:${folder}/`,
    'file:a.db?mode=ro',
    'file:///a.db?mode=ro',
    'file://elsewhere.example/a.db',
  ]) {
    await t.rejects(refused(url), { name: 'StorageError', code: 'unsupported-url' }, url)
  }
  await t.rejects(refused(`file:${folder}`), { code: 'cannot-open', message: /cannot be opened/ })
  for (const special of ['/proc/none/a.db', '/proc/none', '/dev/null', '/dev/zero'])
    await t.rejects(refused(`file:${special}`), { code: 'cannot-open', message: /cannot be opened/ }, special)
  byHand(join(folder, 'rollback.db'), 'CREATE TABLE a (b)')
  await (await openStorage({ url: `file:${join(folder, 'rollback.db')}` })).close()
})

t.test('A database that this user may not write to is refused when it is opened', async (t) => {
  const folder = aFolder(t)
  const path = join(folder, 'mokum.db')
  await (await openStorage({ url: `file:${path}` })).close()
  chmodSync(path, 0o444)
  const nobody = 65_534
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(folder, nobody, nobody)
  // In a process of its own: root may write to everything, and who stops being root stays so.
  const open = `const { openStorage } = await import('${new URL('../../src/storage/storage.js', import.meta.url)}')
    ${isRoot ? `process.setuid(${nobody})` : ''}
    await openStorage({ url: 'file:${path}' }).catch(({ code, message }) => console.log(code, message))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', open], { encoding: 'utf8' })
  t.match(stdout, /^cannot-open .* this user may write to\.$/m)
})

t.test('A database is made for its owner alone, and one that is there keeps its mode', async (t) => {
  const path = join(aFolder(t), 'mokum.db')
  const modeOf = (name: string) => statSync(name).mode & 0o777
  const storage = await openStorage({ url: `file:${path}` })
  t.same([path, `${path}-wal`, `${path}-shm`].map(modeOf), [0o600, 0o600, 0o600])
  await storage.close()
  chmodSync(path, 0o640)
  await (await openStorage({ url: `file:${path}` })).close()
  t.equal(modeOf(path), 0o640)
})

t.test('A SQLite that can lose committed writes is refused before the file is touched', async (t) => {
  const folder = aFolder(t)
  const url = `file:${join(folder, 'mokum.db')}`
  for (const sqliteVersion of ['3.7.0', '3.49.2', '3.50.7', '3.51.2', '2.99.99', '3.51', 'unknown']) {
    await t.rejects(
      openStorage({ url, sqliteVersion }),
      { code: 'sqlite-too-old', message: /WAL-reset bug/ },
      sqliteVersion,
    )
  }
  t.notOk(existsSync(join(folder, 'mokum.db')))
  for (const sqliteVersion of ['3.51.3', '3.52.0', '3.100.0', '4.0.0']) {
    await (await openStorage({ url, sqliteVersion })).close()
  }
})

t.test('Every connection has the settings that keep writes', async (t) => {
  const { storage } = await aDatabase(t)
  const settings = async (db: Reader) => ({
    ...(await db.get<object>('PRAGMA synchronous')),
    ...(await db.get<object>('PRAGMA foreign_keys')),
    ...(await db.get<object>('PRAGMA journal_mode')),
    ...(await db.get<object>('PRAGMA journal_size_limit')),
  })
  const safe = { synchronous: 2, foreign_keys: 1, journal_mode: 'wal', journal_size_limit: 67_108_864 }
  const busy = async (db: Reader) => (await db.get<{ timeout: number }>('PRAGMA busy_timeout'))?.timeout

  t.same(await storage.write(settings), safe)
  t.equal(await storage.write(busy), 10)
  await storage.write((db) => db.run(add, 'a'))
  t.same(await storage.write(settings), safe, 'also after a commit')

  const all = aGate()
  let reading = 0
  const readers = Array.from({ length: 4 }, () =>
    storage.read(async (db) => {
      if (++reading === 4) all.open()
      await all.opened
      await names(db)
      return { ...(await settings(db)), busy: await busy(db) }
    }),
  )
  t.same(
    await Promise.all(readers),
    Array.from({ length: 4 }, () => ({ ...safe, busy: 1_000 })),
  )
})

t.test('A read sees the state of the moment it began', async (t) => {
  const { storage } = await aDatabase(t)
  await storage.write((db) => db.run(add, 'old'))
  const written = aGate()
  const looked = aGate()
  const write = storage.write(async (db) => {
    await db.run(add, 'new')
    written.open()
    await looked.opened
    return names(db)
  })
  await written.opened
  t.same(await storage.read(names), ['old'], 'not what an open write did')
  const begun = aGate()
  const read = storage.read(async (db) => {
    begun.open()
    await write
    return names(db)
  })
  await begun.opened
  looked.open()
  t.same(await write, ['new', 'old'])
  t.same(await read, ['old'], 'nor what was committed after it began')
  t.same(await storage.read(names), ['new', 'old'])
})

t.test('Writes go one after the other, in the order of the calls', async (t) => {
  const { storage } = await aDatabase(t)
  const events: string[] = []
  const write = (name: string, ms: number) =>
    storage.write(async (db) => {
      events.push(`${name} begins`)
      await setTimeout(ms)
      await db.run(add, name)
      events.push(`${name} ends`)
    })
  await Promise.all([write('a', 20), write('b', 10), write('c', 0)])
  t.same(events, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

t.test('A throw undoes the whole write, and the next one goes on', async (t) => {
  const { storage } = await aDatabase(t)
  const failure = new Error('no')
  const failed = storage.write(async (db) => {
    await db.run(add, 'a')
    throw failure
  })
  const next = storage.write((db) => db.run(add, 'b'))
  await t.rejects(failed, failure)
  t.equal(await next, 1)
  t.same(await storage.read(names), ['b'])

  await storage.write(async (db) => {
    await t.rejects(db.run(add, 'b'), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    await db.run(add, 'c')
  })
  t.same(await storage.read(names), ['b', 'c'], 'a statement that failed and was caught takes only itself back')
})

t.test('What the database refuses at the commit is undone', async (t) => {
  const { storage } = await aDatabase(t)
  const orphan = storage.write((db) =>
    db.run("INSERT INTO release_rows (release, type, id) VALUES (1, 'service', 'a')"),
  )
  await t.rejects(orphan, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.same(await storage.read((db) => db.all('SELECT id FROM release_rows')), [])
  t.equal(await storage.write((db) => db.run(add, 'a')), 1)
})

t.test('Only the function holds the handle, and only while it runs', async (t) => {
  const { storage } = await aDatabase(t)
  const ended = { message: 'This handle belongs to a transaction that has ended.' }
  const held = await storage.write(async (db) => {
    await db.run(add, 'a')
    await db.run(add, 'b')
    const rows = db.iterate('SELECT id FROM partners')[Symbol.asyncIterator]()
    await rows.next()
    return { db, rows }
  })
  await t.rejects(held.db.run(add, 'c'), ended)
  await t.rejects(held.db.all('SELECT 1'), ended)
  await t.rejects(held.db.get('SELECT 1'), ended)
  await t.rejects(held.rows.next(), ended)
  await t.rejects(held.db.iterate('SELECT 1')[Symbol.asyncIterator]().next(), ended)
  const reader = await storage.read(async (db) => ({ db }))
  await t.rejects(reader.db.all('SELECT 1'), ended)
  t.same(await storage.read(names), ['a', 'b'])
})

t.test('A write inside a write is refused in the end, and what waits behind it goes on', async (t) => {
  const { storage } = await aDatabase(t, { waitMs: 300 })
  const refused = { name: 'StorageError', code: 'database-in-use' }
  let behind: Promise<unknown> | undefined
  await storage.write(async (db) => {
    await t.rejects(storage.write(names), refused)
    behind = storage.write((next) => next.run(add, 'b'))
    await setTimeout(20)
    await db.run(add, 'a')
  })
  t.equal(await behind, 1)
  t.same(await storage.read(names), ['a', 'b'])
})

t.test('Rows can be iterated in any number, and nothing is written meanwhile', async (t) => {
  const { storage } = await aDatabase(t)
  const numbers = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n'
  const sum = await storage.read(async (db) => {
    let total = 0
    for await (const { i } of db.iterate<{ i: number }>(numbers, 20_000)) total += i
    return total
  })
  t.equal(sum, 200_010_000)

  const pairs = await storage.read(async (db) => {
    const found: string[] = []
    for await (const a of db.iterate<{ i: number }>(numbers, 3)) {
      for await (const b of db.iterate<{ i: number }>(numbers, 2)) found.push(`${a.i}${b.i}`)
    }
    return found
  })
  t.same(pairs, ['11', '12', '21', '22', '31', '32'], 'the same statement inside itself')

  await storage.write(async (db) => {
    for await (const _ of db.iterate(numbers, 3)) {
      await t.rejects(db.run(add, 'a'), { message: /while rows of this transaction are still being iterated/ })
      break
    }
    t.equal(await db.run(add, 'a'), 1, 'after the loop was left')
  })
})

t.test('A long transaction makes way for others', async (t) => {
  const { storage } = await aDatabase(t)
  const turnsDuring = async (work: (db: Writer) => Promise<unknown>) => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    await storage.write(async (db) => {
      const until = performance.now() + 100
      while (performance.now() < until) await work(db)
    })
    clearInterval(ticking)
    return turns
  }
  const rows = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n'
  t.ok((await turnsDuring((db) => db.get('SELECT 1'))) > 1)
  t.ok((await turnsDuring((db) => db.all('SELECT 1'))) > 1)
  t.ok((await turnsDuring((db) => db.run('UPDATE draft_revision SET revision = 1'))) > 1)
  const walk = async (db: Reader) => {
    for await (const _ of db.iterate(rows));
  }
  t.ok((await turnsDuring(walk)) > 1)
})

t.test('Many reads at once share a bounded number of connections', async (t) => {
  const { storage, url } = await aDatabase(t)
  let most = 0
  let now = 0
  const reads = Array.from({ length: 100 }, (_, i) =>
    storage.read(async (db) => {
      most = Math.max(most, ++now)
      await setTimeout(2)
      now--
      if (i === 5) throw new Error('no')
      return names(db)
    }),
  )
  const outcomes = await Promise.allSettled(reads)
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 99)
  t.equal(most, 32)

  const impatient = await openStorage({ url, waitMs: 50 })
  const end = aGate()
  const slow = Array.from({ length: 32 }, () => impatient.read(() => end.opened))
  await t.rejects(impatient.read(names), { name: 'StorageError', code: 'database-in-use' })
  end.open()
  await Promise.all(slow)
  t.same(await impatient.read(names), [])
  await impatient.close()
})

t.test('A read cannot write', async (t) => {
  const { storage } = await aDatabase(t)
  const sneaky = storage.read((db) => db.all('DELETE FROM draft_revision RETURNING revision'))
  await t.rejects(sneaky, { code: 'SQLITE_READONLY' })
})

t.test('A write waits for another process without keeping matches from going on', async (t) => {
  const { storage, path, url } = await aDatabase(t)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  const write = storage.write((db) => db.run(add, 'a'))
  await setTimeout(60)
  t.same(await storage.read(names), [])
  other.exec('COMMIT')
  t.equal(await write, 1)

  other.exec('BEGIN IMMEDIATE')
  const impatient = await openStorage({ url, waitMs: 30 })
  await t.rejects(impatient.write(names), { name: 'StorageError', code: 'database-in-use' })
  other.exec('COMMIT')
  other.close()
  t.same(await impatient.write(names), ['a'])
  await impatient.close()
})

t.test('After the database gave up a transaction nothing more is done in it', async (t) => {
  const { storage } = await aDatabase(t)
  const write = storage.write(async (db) => {
    await db.run(add, 'a')
    // What SQLite does by itself on a full disk.
    await db.run('ROLLBACK')
    await t.rejects(db.run(add, 'b'), { message: /gave up this transaction/ })
  })
  await t.rejects(write, { message: /gave up the transaction/ })
  t.same(await storage.read(names), [])
})

t.test('Closing lets what is under way end and refuses what comes after', async (t) => {
  const { storage } = await aDatabase(t)
  const slow = storage.write(async (db) => {
    await setTimeout(20)
    return db.run(add, 'a')
  })
  const queued = storage.write((db) => db.run(add, 'b'))
  const reading = storage.read(async (db) => {
    await setTimeout(20)
    return names(db)
  })
  const closing = storage.close()
  await t.rejects(storage.write(names), { message: 'The storage is closed.' })
  await t.rejects(storage.read(names), { message: 'The storage is closed.' })
  await Promise.all([closing, storage.close()])
  t.same(await Promise.all([slow, queued, reading]), [1, 1, []])
})

t.test('A scratch database waits for no writer, keeps none waiting, and is gone when it ends', async (t) => {
  const { storage, path } = await aDatabase(t)
  const [writing, held] = [aGate(), aGate()]
  const write = storage.write(async () => {
    writing.open()
    await held.opened
  })
  await writing.opened
  const beside = () => readdirSync(dirname(path)).filter((name) => !name.startsWith('mokum.db'))
  const count = await storage.scratch(async (db) => {
    t.same(beside(), [], 'it has no name in the folder')
    await db.run('CREATE TABLE staged (id INTEGER PRIMARY KEY, text TEXT) STRICT')
    for (let id = 0; id < 3_000; id++)
      await db.run('INSERT INTO staged (id, text) VALUES ($1, $2)', id, 'x'.repeat(9_000))
    return db.get('SELECT count(*) AS count FROM staged')
  })
  t.same(count, { count: 3_000 }, 'more than it keeps in memory')
  held.open()
  await write
  let left: Reader | undefined
  await t.rejects(
    storage.scratch(async (db) => {
      left = db
      throw new Error('half-way')
    }),
    /half-way/,
  )
  await t.rejects(left?.get('SELECT 1') ?? Promise.resolve(), /has ended/)
  await storage.scratch(async (db) => t.same(await db.all('SELECT name FROM sqlite_schema'), [], 'each is empty'))
  t.same(beside(), [])
})
