import t from 'tap'
import type { CapacityStatus } from '../../src/engine/index.js'
import { appendCapacities } from '../../src/releases/append-capacities.js'
import { digestLine } from '../../src/releases/digests.js'
import { documentKeys } from '../../src/releases/release-store.js'
import { verify } from '../../src/releases/verify.js'
import type { Writer } from '../../src/storage/storage.js'
import { aService } from '../helpers/builders.js'
import { aPublishingDatabase, contentAt } from './an-editor.js'

const a = aService({ id: 'a' })
const b = aService({ id: 'b' })
const cheaper = aService({ id: 'a', cost: { nl: 'Gratis' } })

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
