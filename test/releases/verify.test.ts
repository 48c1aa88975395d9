import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { seal } from '../../src/releases/digests.js'
import { verify } from '../../src/releases/verify.js'
import { openStorage } from '../../src/storage/storage.js'
import { aService } from '../helpers/builders.js'
import { byHand } from '../helpers/database.js'
import { releaseDigest } from '../helpers/release-digest.js'
import { aPublishingDatabase } from './an-editor.js'

/** The triggers, and the foreign key: what somebody with the file in hand would put aside first. */
const unlocked = [
  'PRAGMA foreign_keys = OFF',
  ...[
    'releases_are_not_changed',
    'releases_are_not_deleted',
    'releases_follow_each_other',
    'release_rows_are_not_changed',
    'release_rows_are_not_deleted',
    'release_rows_come_before_their_release',
  ].map((trigger) => `DROP TRIGGER ${trigger}`),
]

/** Four releases: a and b; a changed; c in, b out; a capacity. */
async function aHistory(t: Test) {
  const editor = await aPublishingDatabase(t)
  await editor.put(aService({ id: 'a' }), aService({ id: 'b' }))
  await editor.release()
  await editor.put(aService({ id: 'a', cost: { nl: 'Gratis' } }))
  await editor.release()
  await editor.put(aService({ id: 'c' }))
  await editor.remove('service', 'b')
  await editor.release({ note: 'Three' })
  await editor.setCapacity({ service: 'c', status: 'full' })
  const last = await editor.release()
  const tamper = (...sql: string[]) => byHand(editor.path, ...unlocked, ...sql)
  /** `code release type id`, short. */
  const faults = async () =>
    (await verify(editor.storage)).faults.map((fault) =>
      [fault.code, fault.release, fault.type, fault.id].filter((part) => part !== undefined).join(' '),
    )
  return { ...editor, last, tamper, faults }
}

t.test('A history that nobody touched has no fault', async (t) => {
  const { storage, last } = await aHistory(t)
  const progress: number[] = []
  const verification = await verify(storage, { expected: last, onProgress: (release) => progress.push(release) })
  t.same(verification, { releases: 4, rows: 6, faults: [] })
  t.same(progress, [1, 2, 3, 4])
  const empty = await aPublishingDatabase(t)
  t.same(await verify(empty.storage), { releases: 0, rows: 0, faults: [] })
})

t.test('Releases of a database from before there were rules keep their seals', async (t) => {
  const { storage, path, last } = await aHistory(t)
  await storage.close()
  byHand(path, 'ALTER TABLE releases DROP COLUMN rules', 'DELETE FROM migrations WHERE number >= 8')
  const migrated = await openStorage({ url: `file:${path}` })
  t.teardown(() => migrated.close())
  t.same(await verify(migrated, { expected: last }), { releases: 4, rows: 6, faults: [] })
})

const cases: { readonly name: string; readonly sql: string[]; readonly faults: string[] }[] = [
  {
    name: 'a changed document',
    sql: ["UPDATE release_rows SET document = replace(document, 'gesprek', 'gespeer') WHERE release = 1 AND id = 'b'"],
    faults: ['document-changed 1 service b'],
  },
  {
    name: 'rules that it was never proven to hold',
    sql: ["UPDATE releases SET rules = 'choice' WHERE number = 2"],
    faults: ['broken-seal 2'],
  },
  {
    name: 'a document that is no JSON any more',
    sql: ["UPDATE release_rows SET document = substr(document, 2) WHERE release = 3 AND id = 'c'"],
    faults: ['document-changed 3 service c'],
  },
  {
    name: 'a changed capacity',
    sql: ["UPDATE release_rows SET document = replace(document, 'full', 'limited') WHERE type = 'capacity'"],
    faults: ['document-changed 4 capacity c'],
  },
  {
    name: 'a document and its digest',
    sql: [`UPDATE release_rows SET digest = '${'0'.repeat(64)}' WHERE release = 2`],
    faults: ['document-changed 2 service a', 'release-digest 2', 'release-digest 3', 'release-digest 4'],
  },
  {
    name: 'a document under another name',
    sql: ["UPDATE release_rows SET id = 'd' WHERE release = 3 AND id = 'c'"],
    faults: ['release-digest 3', 'release-digest 4'],
  },
  {
    name: 'a removed row',
    sql: ["DELETE FROM release_rows WHERE release = 1 AND id = 'b'"],
    faults: ['release-digest 1', 'release-digest 2'],
  },
  {
    name: 'a row that says it is gone, removed',
    sql: ["DELETE FROM release_rows WHERE release = 3 AND id = 'b'"],
    faults: ['release-digest 3', 'release-digest 4'],
  },
  {
    name: 'an added row',
    sql: [
      "INSERT INTO release_rows SELECT 2, type, 'd', digest, document FROM release_rows WHERE release = 1 AND id = 'b'",
    ],
    faults: ['release-digest 2', 'release-digest 3', 'release-digest 4'],
  },
  {
    name: 'rows without a release',
    sql: [
      "INSERT INTO release_rows SELECT 0, type, id, digest, document FROM release_rows WHERE release = 1 AND id = 'b'",
      "INSERT INTO release_rows SELECT 9, type, id, digest, document FROM release_rows WHERE release = 1 AND id = 'b'",
    ],
    faults: ['row-without-release 0 service b', 'row-without-release 9 service b'],
  },
  {
    name: 'another editor',
    sql: ["UPDATE releases SET created_by = 'nobody' WHERE number = 2"],
    faults: ['broken-seal 2'],
  },
  {
    name: 'another instant',
    sql: ["UPDATE releases SET created_at = '2020-01-01T00:00:00.000Z' WHERE number = 4"],
    faults: ['broken-seal 4'],
  },
  { name: 'a note that is gone', sql: ['UPDATE releases SET note = NULL WHERE number = 3'], faults: ['broken-seal 3'] },
  {
    name: 'another rotation',
    sql: [`UPDATE releases SET rotation = '${'f'.repeat(16)}' WHERE number = 1`],
    faults: ['broken-seal 1'],
  },
  {
    name: 'another digest',
    sql: [`UPDATE releases SET digest = '${'f'.repeat(64)}' WHERE number = 3`],
    faults: ['broken-seal 3', 'release-digest 3', 'broken-link 4'],
  },
  {
    name: 'another seal',
    sql: [`UPDATE releases SET seal = '${'f'.repeat(64)}' WHERE number = 3`],
    faults: ['broken-seal 3', 'broken-seal 4'],
  },
  {
    name: 'two releases in the other order',
    sql: [
      'UPDATE releases SET number = -number WHERE number IN (2, 3)'.replace('-number', '5000 - number'),
      'UPDATE releases SET number = number - 4995 WHERE number > 4000',
    ],
    faults: [
      'broken-link 2',
      'broken-seal 2',
      'release-digest 2',
      'broken-link 3',
      'broken-seal 3',
      'release-digest 3',
      'broken-link 4',
      'broken-seal 4',
    ],
  },
  {
    name: 'a release cut out',
    sql: ['DELETE FROM releases WHERE number = 2', 'DELETE FROM release_rows WHERE release = 2'],
    faults: ['missing-release 2', 'broken-link 3', 'broken-seal 3', 'release-digest 3', 'release-digest 4'],
  },
  {
    name: 'a release cut out, its rows left',
    sql: ['DELETE FROM releases WHERE number = 2'],
    faults: ['row-without-release 2 service a', 'missing-release 2', 'broken-link 3', 'broken-seal 3'],
  },
]

for (const { name, sql, faults } of cases) {
  t.test(`Found, with its place: ${name}`, async (t) => {
    const history = await aHistory(t)
    history.tamper(...sql)
    t.same(await history.faults(), faults)
  })
}

t.test('A history cut off or made anew is found by who noted its newest seal', async (t) => {
  const { storage, last, tamper, path } = await aHistory(t)
  tamper('DELETE FROM releases WHERE number = 4', 'DELETE FROM release_rows WHERE release = 4')
  t.same((await verify(storage)).faults, [], 'a shorter history is whole in itself')
  t.match((await verify(storage, { expected: last })).faults, [{ code: 'missing-release', release: 4 }])

  const raw = new Database(path)
  const before = raw.prepare('SELECT digest, seal FROM releases WHERE number = 3').get() as {
    digest: string
    seal: string
  }
  const forged = {
    number: 4,
    createdAt: last.createdAt,
    createdBy: 'somebody',
    note: null,
    digest: releaseDigest(
      raw
        .prepare('SELECT type, id, digest FROM release_rows WHERE (release = 2 OR release = 3) AND digest IS NOT NULL')
        .all() as never,
    ),
    rotation: last.rotation,
    previous: before.digest,
  }
  raw
    .prepare(
      'INSERT INTO releases VALUES (4, @createdAt, @createdBy, @note, @digest, @rotation, @previous, @seal, NULL)',
    )
    .run({ ...forged, seal: seal({ ...forged, previousSeal: before.seal }) })
  raw.close()
  t.same((await verify(storage)).faults, [])
  t.match((await verify(storage, { expected: last })).faults, [{ code: 'broken-seal', release: 4, detail: /noted/ }])
})

t.test('Every changed bit of a document is found', async (t) => {
  const { tamper, faults, path } = await aHistory(t)
  tamper()
  const raw = new Database(path)
  t.teardown(() => raw.close())
  const text = raw.prepare("SELECT document FROM release_rows WHERE release = 2 AND id = 'a'").pluck().get() as string
  const set = raw.prepare("UPDATE release_rows SET document = ? WHERE release = 2 AND id = 'a'")
  let missed = 0
  for (let at = 0; at < text.length; at++) {
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7)))
    set.run(text.slice(0, at) + flipped + text.slice(at + 1))
    if ((await faults())[0] !== 'document-changed 2 service a') missed++
  }
  t.equal(missed, 0)
})
