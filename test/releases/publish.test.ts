import Database from 'better-sqlite3'
import t from 'tap'
import { type PublishProblem, planPublication } from '../../src/releases/publish.js'
import { listReleases, newestRelease, releaseByNumber } from '../../src/releases/release-store.js'
import { verify } from '../../src/releases/verify.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy } from '../helpers/builders.js'
import { aPublishingDatabase, contentAt } from './an-editor.js'

const a = aService({ id: 'a' })
const b = aService({ id: 'b' })
const cheaper = aService({ id: 'a', cost: { nl: 'Gratis' } })

t.test('Publishing makes a release of all drafts', async (t) => {
  const { put, publish, storage } = await aPublishingDatabase(t)
  t.equal(await storage.read(newestRelease), undefined)
  const documents = [a, anOrganization({ id: 'o' }), aTaxonomy({ id: 't' }), aQuestionSet({ id: 'q' })]
  await put(...documents)
  const result = await publish({ note: 'The beginning' })
  t.match(result, {
    outcome: 'published',
    warnings: [],
    release: {
      number: 1,
      createdAt: '2026-11-21T12:00:00.000Z',
      createdBy: 'editor',
      note: 'The beginning',
      digest: /^[0-9a-f]{64}$/,
      rotation: '0000000000000001',
      previous: null,
      seal: /^[0-9a-f]{64}$/,
    },
  })
  t.strictSame(await contentAt(storage, 1), {
    'organization o': documents[1],
    'question-set q': documents[3],
    'service a': a,
    'taxonomy t': documents[2],
  })
  t.strictSame(await storage.read(newestRelease), result.outcome === 'published' && result.release)
})

t.test('Only what changed is added, and each release can be read as it was', async (t) => {
  const { put, remove, release, path, storage } = await aPublishingDatabase(t)
  await put(a, b)
  const first = await release()
  await put(cheaper)
  await remove('service', 'b')
  const second = await release()
  await put(b)
  const third = await release()

  t.strictSame(await contentAt(storage, 1), { 'service a': a, 'service b': b })
  t.strictSame(await contentAt(storage, 2), { 'service a': cheaper })
  t.strictSame(await contentAt(storage, 3), { 'service a': cheaper, 'service b': b })
  t.same([second.previous, third.previous], [first.digest, second.digest])
  t.equal(new Set([first, second, third].map(({ rotation }) => rotation)).size, 3)

  const raw = new Database(path, { readonly: true })
  const rows = raw.prepare('SELECT release, id, document IS NULL AS gone FROM release_rows ORDER BY release, id').all()
  raw.close()
  t.same(rows, [
    { release: 1, id: 'a', gone: 0 },
    { release: 1, id: 'b', gone: 0 },
    { release: 2, id: 'a', gone: 0 },
    { release: 2, id: 'b', gone: 1 },
    { release: 3, id: 'b', gone: 0 },
  ])
})

t.test('With nothing to publish the release in force stays', async (t) => {
  const { put, publish, release, storage } = await aPublishingDatabase(t)
  await put(aService({ id: 'a', terms: { topic: ['x', 'y'] } }))
  const first = await release()
  t.strictSame(await publish({ note: 'Again' }), { outcome: 'unchanged', release: first, warnings: [] })
  await put(aService({ id: 'a', terms: { topic: ['y', 'x'] }, locations: [] }))
  t.equal((await publish()).outcome, 'unchanged', 'a set in another order is no change')
  t.strictSame(await publish({ rotation: first.rotation }), { outcome: 'unchanged', release: first, warnings: [] })
  const turned = await release({ rotation: 'ffffffffffffffff' })
  t.match(turned, { number: 2, digest: first.digest, rotation: 'ffffffffffffffff' }, 'another rotation is a change')
  t.equal((await storage.read((db) => listReleases(db, { limit: 9 }))).releases.length, 2)
})

t.test('The first release may be empty', async (t) => {
  const { publish, storage } = await aPublishingDatabase(t)
  t.equal((await publish()).outcome, 'published')
  t.equal((await publish()).outcome, 'unchanged')
  t.same(await contentAt(storage, 1), {})
})

t.test('With any error nothing is published and all errors are told, with the warnings', async (t) => {
  const problem = (code: string): PublishProblem => ({
    code,
    type: 'service',
    id: 'a',
    pointer: '/terms',
    detail: code,
  })
  const errors = [problem('one'), problem('two')]
  const warnings = [problem('hint')]
  let isRight = false
  const { put, publish, storage } = await aPublishingDatabase(t, {
    checkCatalogue: async (catalogue, db) => {
      t.strictSame(catalogue.services, [a])
      t.equal(await newestRelease(db), undefined)
      return { errors: isRight ? [] : errors, warnings }
    },
  })
  await put(a)
  t.strictSame(await publish(), { outcome: 'refused', problems: errors, warnings })
  t.equal(await storage.read(newestRelease), undefined)
  isRight = true
  t.match(await publish(), { outcome: 'published', warnings })
})

t.test('An older release is published again with the capacities of now; the drafts stay', async (t) => {
  const { put, publish, release, remove, setCapacity, drafts, storage } = await aPublishingDatabase(t)
  await put(a, b)
  await setCapacity({ service: 'b', status: 'full' })
  await release()
  await put(cheaper)
  await remove('service', 'b')
  await release()
  await setCapacity({ service: 'b', status: 'limited' })
  await setCapacity({ service: 'a', status: 'full' })

  const again = await release({ from: 1, note: 'Back' })
  t.match(again, { number: 3, note: 'Back' })
  t.strictSame(await contentAt(storage, 3), {
    'capacity a': { service: 'a', status: 'full' },
    'capacity b': { service: 'b', status: 'limited' },
    'service a': a,
    'service b': b,
  })
  const { catalogue } = await storage.read((db) => drafts.readAll(db))
  t.strictSame(catalogue.services, [cheaper])
  t.strictSame(await publish({ from: 1 }), { outcome: 'unchanged', release: again, warnings: [] })
  for (const from of [0, 4, -1, 1.5, Number.NaN]) {
    t.match(await publish({ from }), { outcome: 'refused', problems: [{ code: 'unknown-release', pointer: '/from' }] })
  }
  t.same((await verify(storage)).faults, [])
})

t.test('A release repeated elsewhere has the same digest and rotation', async (t) => {
  const here = await aPublishingDatabase(t)
  await here.put(a, b)
  await here.release()
  await here.put(aService({ id: 'c', terms: { topic: ['x', 'y'] }, seeks: [] }))
  await here.setCapacity({ service: 'c', status: 'full' })
  const original = await here.release()

  const there = await aPublishingDatabase(t)
  await there.put(aService({ id: 'c', terms: { topic: ['y', 'x'] } }), b, a)
  await there.setCapacity({ service: 'c', status: 'full' })
  const repeated = await there.release({ rotation: original.rotation })
  t.same([repeated.digest, repeated.rotation], [original.digest, original.rotation])
  t.not(repeated.seal, original.seal, 'but a history of its own')
})

t.test('A draft whose text no longer has its digest is not published', async (t) => {
  const { put, publish, storage } = await aPublishingDatabase(t)
  await put(a)
  await storage.write((db) => db.run("UPDATE drafts SET document = replace(document, 'gesprek', 'gespeer')"))
  await t.rejects(publish(), { message: /The service a is not what was stored/ })
  t.equal(await storage.read(newestRelease), undefined)
})

t.test('Releases are read by number and listed, the newest first', async (t) => {
  const { put, release, storage } = await aPublishingDatabase(t)
  for (let i = 1; i <= 5; i++) {
    await put(aService({ id: `s-${i}` }))
    await release()
  }
  await storage.read(async (db) => {
    const page = async (before?: number) => {
      const { releases, next } = await listReleases(db, { before, limit: 2 })
      return { numbers: releases.map(({ number }) => number), next }
    }
    t.same(await page(), { numbers: [5, 4], next: 4 })
    t.same(await page(4), { numbers: [3, 2], next: 2 })
    t.same(await page(2), { numbers: [1], next: null })
    t.equal((await releaseByNumber(db, 3))?.number, 3)
    t.equal(await releaseByNumber(db, 6), undefined)
  })
})

t.test('What was proven is published with its rules; anything else is refused, and nothing is written', async (t) => {
  const { put, publish, deps, storage, setCapacity } = await aPublishingDatabase(t)
  const plan = async (request = {}) => {
    const planned = await planPublication(deps, request)
    if (planned.outcome === 'refused') throw new Error(planned.problems[0]?.detail)
    return planned
  }
  await put(a)
  const first = { ...(await plan()), rules: 'choice,reachable' }
  t.match(first, { isNew: true, questionSets: [], capacities: [] })
  t.match(await publish({ proven: first }), {
    outcome: 'published',
    release: { number: 1, digest: first.digest, rotation: first.rotation, rules: 'choice,reachable' },
  })
  t.match(await publish({ proven: first }), { outcome: 'unchanged', release: { number: 1 } })

  const nothing = { ...(await plan()), rules: 'choice' }
  t.equal(nothing.isNew, false)
  await put(cheaper)
  const changed = { outcome: 'refused', because: 'drafts-changed', problems: [] }
  t.match(await publish({ proven: nothing }), changed, 'nothing was to be proven, and now there is something new')
  t.match(await publish({ proven: first }), changed, 'other documents')
  const second = { ...(await plan()), rules: 'choice' }
  t.match(await publish({ proven: second, rotation: 'ffffffffffffffff' }), changed, 'another rotation')
  t.equal((await storage.read(newestRelease))?.number, 1)

  await setCapacity({ service: 'a', status: 'full' })
  t.match(await publish({ proven: second }), { outcome: 'published', release: { number: 2, digest: second.digest } })
  t.match(await storage.read(newestRelease), { number: 3, createdBy: 'capacity', rules: null, previous: second.digest })
  t.match(await contentAt(storage, 2), { 'capacity a': undefined })
  t.match(await contentAt(storage, 3), { 'capacity a': { status: 'full' } })
  t.same((await verify(storage)).faults, [])
  t.match(await planPublication(deps, { rotation: 'XYZ' }), {
    outcome: 'refused',
    problems: [{ pointer: '/rotation' }],
  })
})
