import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import type { CapacityStatus } from '../../src/engine/index.js'
import { appendCapacities } from '../../src/releases/append-capacities.js'
import { digestLine } from '../../src/releases/digests.js'
import { type PublishDeps, type PublishProblem, planPublication, publish } from '../../src/releases/publish.js'
import { documentKeys, listReleases, newestRelease, releaseByNumber } from '../../src/releases/release-store.js'
import { drawRotation } from '../../src/releases/rotation.js'
import { verify } from '../../src/releases/verify.js'
import { openStorage, type Storage, type Writer } from '../../src/storage/storage.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy } from '../helpers/builders.js'
import { aGate } from '../helpers/database.js'
import { anEditor, aPublishingDatabase, contentAt } from './an-editor.js'

const a = aService({ id: 'a' })
const b = aService({ id: 'b' })
const cheaper = aService({ id: 'a', cost: { nl: 'Gratis' } })

/** The same storage, of which single functions can be replaced. */
function aStorageBeside(storage: Storage): Storage {
  return {
    read: (work) => storage.read(work),
    write: (work) => storage.write(work),
    scratch: (work) => storage.scratch(work),
    close: () => storage.close(),
  }
}

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

t.test('A rotation is given in its form, or drawn', async (t) => {
  const { put, publish, release } = await aPublishingDatabase(t)
  await put(a)
  for (const rotation of [
    '',
    '0123456789abcde',
    '0123456789ABCDEF',
    '0123456789abcdef0',
    '0123456789abcdeg',
    '0123456789abcdef\n',
  ]) {
    t.match(await publish({ rotation }), {
      outcome: 'refused',
      problems: [{ code: 'wrong-format', pointer: '/rotation' }],
    })
  }
  t.equal((await release({ rotation: '0123456789abcdef' })).rotation, '0123456789abcdef')
  const drawn = Array.from({ length: 100 }, drawRotation)
  t.ok(drawn.every((rotation) => /^[0-9a-f]{16}$/.test(rotation)))
  t.equal(new Set(drawn).size, 100)
})

t.test('A release holds the capacities that are not open, of the services it holds', async (t) => {
  const { put, release, setCapacity, storage, publish } = await aPublishingDatabase(t)
  await put(a, b)
  await setCapacity({ service: 'a', status: 'full', until: '2026-12-01', note: { nl: 'Vol.' } })
  await setCapacity({ service: 'b', status: 'open' })
  await setCapacity({ service: 'nobody', status: 'full' })
  const first = await release()
  const full = { service: 'a', status: 'full', until: '2026-12-01', note: { nl: 'Vol.' } }
  t.strictSame(await contentAt(storage, 1), { 'capacity a': full, 'service a': a, 'service b': b })
  t.equal((await publish()).outcome, 'unchanged')

  await setCapacity({ service: 'a', status: 'open' })
  await setCapacity({ service: 'b', status: 'waitlist' })
  const second = await release()
  t.strictSame(await contentAt(storage, 2), {
    'capacity b': { service: 'b', status: 'waitlist' },
    'service a': a,
    'service b': b,
  })
  t.equal(second.rotation, first.rotation, 'only capacities changed')
  await setCapacity({ service: 'b', status: 'open' })
  await put(cheaper)
  t.not((await release()).rotation, first.rotation)
})

t.test('A change of capacity is a release of its own, without the drafts', async (t) => {
  const { put, release, publishCapacities, setCapacity, remove, storage } = await aPublishingDatabase(t)
  t.equal(await publishCapacities({ service: 'a', status: 'full' }), undefined, 'not before the first release')
  await put(a, b)
  const first = await release()
  t.strictSame(await contentAt(storage, 1), {
    'capacity a': { service: 'a', status: 'full' },
    'service a': a,
    'service b': b,
  })
  await put(cheaper)
  await remove('service', 'b')
  const second = await publishCapacities({ service: 'a', status: 'open' }, { service: 'b', status: 'limited' })
  t.match(second, {
    isNew: true,
    release: { number: 2, createdBy: 'helper', rotation: first.rotation, previous: first.digest },
  })
  const content = { 'capacity b': { service: 'b', status: 'limited' }, 'service a': a, 'service b': b }
  t.strictSame(await contentAt(storage, 2), content)

  t.strictSame(await publishCapacities({ service: 'b', status: 'limited' }), { isNew: false, release: second?.release })
  await setCapacity({ service: 'nobody', status: 'full' })
  t.equal((await publishCapacities())?.isNew, false, 'of a service that is not published')
  t.strictSame(await contentAt(storage, 2), content)
  t.same((await verify(storage)).faults, [])
})

t.test('A click reads no document where somebody holds those of the release, which its digest shows', async (t) => {
  const { put, release, setCapacity, storage, clock } = await aPublishingDatabase(t)
  await put(a, b)
  await setCapacity({ service: 'a', status: 'full' })
  const { number } = await release()
  const lines: string[] = []
  await storage.read(async (db) => {
    for await (const row of documentKeys(db, number)) lines.push(digestLine(row))
  })
  const documentLines = Buffer.from(lines.join('\n'))
  const others = Buffer.from(lines.slice(1).join('\n'))

  /** Whether it reads documents. */
  const click = (status: CapacityStatus, ...known: readonly Uint8Array[]) =>
    storage.write(async (db) => {
      let isReading = false
      const noting: Writer = {
        all: (sql, ...values) => db.all(sql, ...values),
        get: (sql, ...values) => db.get(sql, ...values),
        run: (sql, ...values) => db.run(sql, ...values),
        iterate(sql, ...values) {
          if (sql.includes("type <> 'capacity'")) isReading = true
          return db.iterate(sql, ...values)
        },
      }
      await appendCapacities(noting, [{ service: 'b', status }], {
        by: 'helper',
        note: null,
        createdAt: clock.now,
        known: () => known.map((documentLines) => ({ documentLines })),
      })
      return isReading
    })
  t.equal(await click('full', others, documentLines), false)
  t.equal(await click('limited', others), true, 'those of another release are not taken')
  t.same((await verify(storage)).faults, [])
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

t.test('A draft that changes during the checks is checked before it is published', async (t) => {
  let checks = 0
  const changed = aGate()
  const editor = await aPublishingDatabase(t, {
    checkCatalogue: async (catalogue) => {
      if (++checks === 1) {
        await editor.put(b)
        changed.open()
      }
      return {
        errors: [],
        warnings: catalogue.services.map(({ id }) => ({ code: 'seen', type: 'service', id, pointer: '', detail: '' })),
      }
    },
  })
  await editor.put(a)
  const result = await editor.publish()
  await changed.opened
  t.equal(checks, 2)
  t.match(result, { outcome: 'published', release: { number: 1 }, warnings: [{ id: 'a' }, { id: 'b' }] })
  t.strictSame(await contentAt(editor.storage, 1), { 'service a': a, 'service b': b })
})

t.test('What is told before a release is written are the documents that were checked', async (t) => {
  const editor = await aPublishingDatabase(t)
  await editor.put(a)
  const checked: number[] = []
  const told: string[][] = []
  let reads = 0
  const read: typeof editor.storage.read = async (work) => {
    // Right after the first check, before the drafts are compared with what is in force.
    reads += 1
    if (reads === 2) await editor.put(b)
    return editor.storage.read(work)
  }
  const deps: PublishDeps = {
    ...editor.deps,
    storage: { ...aStorageBeside(editor.storage), read },
    checkCatalogue({ services }) {
      checked.push(services.length)
      return { errors: [], warnings: [] }
    },
    beforeWriting: async ({ changes }) => void told.push(changes.map(({ id }) => id)),
  }
  t.match(await publish(deps, { by: 'editor' }), { outcome: 'published', release: { number: 1 } })
  t.same({ checked, told }, { checked: [1, 2], told: [['a', 'b']] })
})

t.test('While the release is written no document is read that was planned before', async (t) => {
  const { put, setCapacity, storage, deps } = await aPublishingDatabase(t)
  await put(a, b)
  await setCapacity({ service: 'a', status: 'full' })
  let isWriting = false
  const asked = { before: 0, writing: 0 }
  const write: typeof storage.write = async (work) => {
    isWriting = true
    return storage.write(work)
  }
  const drafts: PublishDeps['drafts'] = {
    keys: (db) => deps.drafts.keys(db),
    revision: (db) => deps.drafts.revision(db),
    readAll: (db) => deps.drafts.readAll(db),
    text(...of) {
      asked[isWriting ? 'writing' : 'before'] += 1
      return deps.drafts.text(...of)
    },
  }
  const beside = { ...deps, drafts, storage: { ...aStorageBeside(storage), write } }
  t.match(await publish(beside, { by: 'editor' }), { outcome: 'published' })
  t.same(asked, { before: 3, writing: 0 }, 'both services, and that of the capacity')
  t.match(await contentAt(storage, 1), { 'capacity a': { status: 'full' }, 'service a': a, 'service b': b })
})

t.test('What others release just before a release counts in it', async (t) => {
  const editor = await aPublishingDatabase(t)
  const { put, release, setCapacity, publishCapacities, storage, deps } = editor
  await put(a, b)
  await release()
  await put(cheaper)
  await release()

  /** Publishes the drafts while somebody does something right before the release is written. */
  const publishAfter = (meanwhile: () => Promise<unknown>) => {
    const isFirst = { write: true }
    const write: typeof storage.write = async (work) => {
      if (isFirst.write) await meanwhile()
      isFirst.write = false
      return storage.write(work)
    }
    return publish({ ...deps, storage: { ...aStorageBeside(storage), write } }, { by: 'editor' })
  }
  const again = await publishAfter(() => release({ from: 1 }))
  t.match(again, { outcome: 'published', release: { number: 4 } })
  t.strictSame(await contentAt(storage, 4), { 'service a': cheaper, 'service b': b })

  await put(aService({ id: 'b', cost: { nl: '2 euro' } }))
  const clicked = await publishAfter(async () => {
    await setCapacity({ service: 'a', status: 'full' })
    await publishCapacities()
  })
  t.match(clicked, { outcome: 'published', release: { number: 6 } })
  t.match(await contentAt(storage, 6), {
    'capacity a': { status: 'full' },
    'service a': cheaper,
    'service b': { cost: { nl: '2 euro' } },
  })
  await put(a)
  t.match(await publishAfter(() => release()), { outcome: 'unchanged', release: { number: 7 } })
  t.same((await verify(storage)).faults, [])
})

t.test('Drafts that never stop changing are published all the same, with the editors waiting', async (t) => {
  let checks = 0
  const edits: Promise<void>[] = []
  const editor = await aPublishingDatabase(t, {
    checkCatalogue: async () => {
      edits.push(editor.put(aService({ id: 'a', cost: { nl: `${++checks} euro` } })))
      await setTimeout(5)
      return { errors: [], warnings: [] }
    },
  })
  await editor.put(a)
  t.equal((await editor.publish()).outcome, 'published')
  t.equal(checks, 5)
  t.match(await contentAt(editor.storage, 1), { 'service a': { cost: { nl: '4 euro' } } })
  await Promise.all(edits)
})

t.test('During an open publish others read the release in force', async (t) => {
  const { put, release, storage } = await aPublishingDatabase(t)
  await put(...Array.from({ length: 600 }, (_, i) => aService({ id: `s-${i}` })))
  await release()
  await put(...Array.from({ length: 600 }, (_, i) => aService({ id: `s-${i}`, cost: { nl: 'Gratis' } })))
  let isDone = false
  const publishing = release().finally(() => {
    isDone = true
  })
  const seen = new Set<string>()
  while (!isDone) {
    seen.add(
      await storage.read(async (db) => {
        const newest = await newestRelease(db)
        const rows = await db.all<{ n: number }>(
          'SELECT release AS n FROM release_rows GROUP BY release ORDER BY release',
        )
        return `${newest?.number} with rows of ${rows.map(({ n }) => n).join(' and ')}`
      }),
    )
    await setTimeout(0)
  }
  await publishing
  t.ok(seen.has('1 with rows of 1'))
  seen.delete('1 with rows of 1')
  seen.delete('2 with rows of 1 and 2')
  t.same([...seen], [], 'never something between')
})

t.test('Publishers at the same time get one order, and nothing is lost', async (t) => {
  const { url, storage } = await aPublishingDatabase(t)
  const other = await openStorage({ url })
  t.teardown(() => other.close())
  const editors = [anEditor(storage), anEditor(other)] as const
  await editors[0].put(a)
  const both = await Promise.all(editors.map((editor) => editor.publish()))
  t.same(both.map(({ outcome }) => outcome).sort(), ['published', 'unchanged'])
  t.same(
    both.map((result) => 'release' in result && result.release.number),
    [1, 1],
  )

  const work = editors.map(async (editor, e) => {
    for (let i = 0; i < 8; i++) {
      const id = `e${e}-${i}`
      await editor.put(aService({ id }))
      const result = await editor.publish()
      if (result.outcome === 'refused') throw new Error('It was refused.')
      t.ok(`service ${id}` in (await contentAt(storage, result.release.number)), 'what I put is in what I published')
    }
  })
  await Promise.all(work)
  const { releases, faults } = await verify(storage)
  t.same(faults, [])
  const last = await contentAt(storage, releases)
  t.equal(Object.keys(last).length, 17)
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

t.test('A rotation that is due is drawn as a release of its own', async (t) => {
  const { put, release, clock, rotateIfDue, publishCapacities, storage } = await aPublishingDatabase(t)
  const at = (instant: string) => {
    clock.now = new Date(instant)
  }
  t.equal(await rotateIfDue(7), undefined, 'not before the first release')
  await put(a)
  const first = await release()
  at('2026-11-25T12:00:00.000Z')
  await publishCapacities({ service: 'a', status: 'full' })
  at('2026-11-28T11:59:59.999Z')
  t.equal(await rotateIfDue(7), undefined)
  at('2026-11-28T12:00:00.000Z')
  t.equal(await rotateIfDue(0), undefined, '0: never')
  const rotated = await rotateIfDue(7)
  t.match(rotated, { number: 3, createdBy: 'rotation', note: null, createdAt: '2026-11-28T12:00:00.000Z' })
  t.not(rotated?.rotation, first.rotation)
  t.equal(rotated?.digest, (await storage.read((db) => releaseByNumber(db, 2)))?.digest)
  t.strictSame(await contentAt(storage, 3), await contentAt(storage, 2))
  t.equal(await rotateIfDue(7), undefined)
  at('2027-11-28T12:00:00.000Z')
  t.equal((await rotateIfDue(7))?.number, 4)
  at('2026-11-28T12:00:00.000Z')
  t.equal((await rotateIfDue(7))?.number, 5, 'a clock that ran ahead does not stop the turns')
  t.same((await verify(storage)).faults, [])
})

t.test('Of two processes that find a rotation due, one draws it', async (t) => {
  const { url, storage, put, release, clock } = await aPublishingDatabase(t)
  await put(a)
  await release()
  const other = await openStorage({ url })
  t.teardown(() => other.close())
  const editors = [storage, other, storage].map((one) => anEditor(one, { drawRotation }))
  for (const editor of editors) editor.clock.now = new Date(clock.now.getTime() + 8 * 86_400_000)
  const rotated = await Promise.all(editors.map((editor) => editor.rotateIfDue(7)))
  t.equal(rotated.filter((made) => made !== undefined).length, 1)
  t.equal((await storage.read(newestRelease))?.number, 2)
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
