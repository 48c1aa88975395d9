import t, { type Test } from 'tap'
import { DraftStore } from '../../src/drafts/draft-store.js'
import { documentDigest } from '../../src/releases/digests.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy } from '../helpers/builders.js'
import { aDatabase } from '../helpers/database.js'

async function setUp(t: Test) {
  const clock = { now: new Date('2026-11-21T12:00:00.000Z') }
  const now = () => clock.now
  const { storage } = await aDatabase(t)
  return {
    storage,
    clock,
    drafts: new DraftStore({ digest: documentDigest, now }),
  }
}

t.test('A draft is put, read, replaced and deleted, and each change bumps the revision', async (t) => {
  const { storage, clock, drafts } = await setUp(t)
  const first = aService({ id: 'a', cost: { nl: 'Gratis' } })
  const second = aService({ id: 'a' })
  const digest = documentDigest('service', first)

  await storage.write(async (db) => {
    t.equal(await drafts.revision(db), 0)
    t.equal(await drafts.put(db, 'service', first), 'created')
    t.equal(await drafts.revision(db), 1)
    const text = JSON.stringify(first)
    const stored = { type: 'service', id: 'a', digest, changedAt: '2026-11-21T12:00:00.000Z', text, document: first }
    t.strictSame(await drafts.read(db, 'service', 'a'), stored)

    clock.now = new Date('2026-11-22T12:00:00.000Z')
    t.equal(await drafts.put(db, 'service', first), 'unchanged')
    t.equal(await drafts.revision(db), 1)
    t.strictSame(await drafts.read(db, 'service', 'a'), stored, 'the same again is no change')

    t.equal(await drafts.put(db, 'service', second), 'changed')
    t.equal(await drafts.revision(db), 2)
    t.match(await drafts.read(db, 'service', 'a'), { changedAt: '2026-11-22T12:00:00.000Z', document: second })

    t.equal(await drafts.read(db, 'organization', 'a'), undefined, 'ids are of one type')
    t.equal(await drafts.delete(db, 'organization', 'a'), false)
    t.equal(await drafts.revision(db), 2)
    t.equal(await drafts.delete(db, 'service', 'a'), true)
    t.equal(await drafts.revision(db), 3)
    t.equal(await drafts.read(db, 'service', 'a'), undefined)
  })
})

t.test('A document in another order is stored as written, with the digest it had', async (t) => {
  const { storage, drafts } = await setUp(t)
  const written = aService({ id: 'a', terms: { topic: ['b', 'a'] }, locations: [] })
  const reordered = aService({ id: 'a', terms: { topic: ['a', 'b'] } })
  const { before, read } = await storage.write(async (db) => {
    await drafts.put(db, 'service', written)
    const before = await drafts.read(db, 'service', 'a')
    t.equal(await drafts.put(db, 'service', reordered), 'changed')
    return { before, read: await drafts.read(db, 'service', 'a') }
  })
  t.equal(read?.digest, before?.digest)
  t.strictSame(read?.document, reordered)
})

t.test('Drafts of one type are listed by id, page by page', async (t) => {
  const { storage, drafts } = await setUp(t)
  const ids = ['b', 'a-b', 'a', '10', '9', 'z']
  await storage.write(async (db) => {
    for (const id of ids) await drafts.put(db, 'organization', anOrganization({ id }))
    await drafts.put(db, 'service', aService({ id: 'other' }))
  })
  const pages = await storage.read(async (db) => {
    const found: string[][] = []
    let after: string | null | undefined
    while (after !== null) {
      const page = await drafts.list(db, 'organization', { after, limit: 2 })
      found.push(page.drafts.map(({ id }) => id))
      after = page.next
    }
    return found
  })
  t.same(pages, [
    ['10', '9'],
    ['a', 'a-b'],
    ['b', 'z'],
  ])
  t.same(await storage.read((db) => drafts.list(db, 'taxonomy', { limit: 5 })), { drafts: [], next: null })
})

t.test('All drafts are read at one revision, also while one is being changed', async (t) => {
  const { storage, drafts } = await setUp(t)
  const catalogue = {
    taxonomies: [aTaxonomy({ id: 'area' }), aTaxonomy({ id: 'topic' })],
    organizations: [anOrganization({ id: 'o' })],
    services: [aService({ id: 'a' }), aService({ id: 'b' })],
    questionSets: [aQuestionSet({ id: 'q' })],
  }
  await storage.write(async (db) => {
    for (const one of catalogue.services.toReversed()) await drafts.put(db, 'service', one)
    for (const one of catalogue.taxonomies) await drafts.put(db, 'taxonomy', one)
    for (const one of catalogue.organizations) await drafts.put(db, 'organization', one)
    for (const one of catalogue.questionSets) await drafts.put(db, 'question-set', one)
  })
  const { all, keys } = await storage.read(async (db) => {
    await storage.write((other) => drafts.delete(other, 'service', 'a'))
    const keys: string[] = []
    for await (const { type, id } of drafts.keys(db)) keys.push(`${type} ${id}`)
    return { all: await drafts.readAll(db), keys }
  })
  t.strictSame(all, { revision: 6, catalogue })
  t.same(keys, ['organization o', 'question-set q', 'service a', 'service b', 'taxonomy area', 'taxonomy topic'])
  t.equal(await storage.read((db) => drafts.revision(db)), 7)
})

t.test('The database refuses what no store would write', async (t) => {
  const { storage } = await setUp(t)
  const refuses = (sql: string, message: RegExp) =>
    t.rejects(
      storage.write((db) => db.run(sql)),
      { message },
      sql,
    )
  await refuses("INSERT INTO drafts VALUES ('partner', 'a', 'd', 'c', '{}')", /CHECK/)
  await refuses("INSERT INTO drafts VALUES ('service', 'a', 'short', 'c', '{}')", /CHECK/)
  await refuses('INSERT INTO draft_revision VALUES (2, 0)', /CHECK/)
  await refuses("INSERT INTO capacities VALUES ('a', 'closed', NULL, NULL, 'c')", /CHECK/)
  await refuses("INSERT INTO capacities VALUES ('a', 'full', 'tomorrow', NULL, 'c')", /CHECK/)
  await refuses("UPDATE draft_revision SET revision = 'many'", /cannot store TEXT/)
})
