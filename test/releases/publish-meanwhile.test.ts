import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { type PublishDeps, publish } from '../../src/releases/publish.js'
import { newestRelease } from '../../src/releases/release-store.js'
import { verify } from '../../src/releases/verify.js'
import { openStorage, type Storage } from '../../src/storage/storage.js'
import { aService } from '../helpers/builders.js'
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
