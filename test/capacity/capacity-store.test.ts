import t, { type Test } from 'tap'
import { CapacityStore, type RecordCapacityChange } from '../../src/capacity/capacity-store.js'
import { aDatabase } from '../helpers/database.js'

const full = { service: 'b', status: 'full', until: '2026-12-01', note: { nl: 'Vol.', en: 'Full.' } } as const
const limited = { service: 'a', status: 'limited' } as const

async function setUp(t: Test) {
  const { storage } = await aDatabase(t)
  const told: Parameters<RecordCapacityChange>[1][] = []
  const capacities = new CapacityStore({
    now: () => new Date('2026-11-22T12:00:00Z'),
    record: async (_, change) => void told.push(change),
  })
  await storage.write(async (db) => {
    await capacities.put(db, full)
    await capacities.put(db, limited)
    await capacities.put(db, { service: 'c', status: 'open', note: { nl: 'Bel eerst.' } })
  })
  return { storage, capacities, told }
}

t.test('How much room there is, is kept for each service, and a put replaces all of it', async (t) => {
  const { storage, capacities } = await setUp(t)
  await storage.read(async (db) => {
    t.strictSame(await capacities.page(db, { after: '', limit: 9 }), [
      limited,
      full,
      { service: 'c', status: 'open', note: { nl: 'Bel eerst.' } },
    ])
    t.strictSame(await capacities.notOpen(db), [limited, full])
    t.strictSame(await capacities.read(db, 'b'), full)
    t.equal(await capacities.read(db, 'd'), undefined)
  })
  await storage.write(async (db) => {
    await capacities.put(db, { service: 'b', status: 'waitlist' })
    t.strictSame(await capacities.read(db, 'b'), { service: 'b', status: 'waitlist' })
    t.strictSame(await capacities.page(db, { after: 'a', limit: 1 }), [{ service: 'b', status: 'waitlist' }])
    await capacities.delete(db, 'a')
    await capacities.delete(db, 'nobody')
    t.equal(await capacities.read(db, 'a'), undefined)
  })
})

t.test('What is so already is no change, and nobody is told of it', async (t) => {
  const { storage, capacities, told } = await setUp(t)
  told.length = 0
  await storage.write(async (db) => {
    await capacities.put(db, { ...full, note: { en: 'Full.', nl: 'Vol.' } })
    await capacities.put(db, { service: 'new', status: 'open' })
    t.same(told, [])
    await capacities.put(db, { ...full, until: '2026-12-02' })
    t.same(told, [{ service: 'b', before: full, after: { ...full, until: '2026-12-02' } }])
  })
})

t.test('A capacity has ended from its day on, unless it is open anyway', async (t) => {
  const { storage, capacities } = await setUp(t)
  await storage.write((db) => capacities.put(db, { service: 'c', status: 'open', until: '2026-11-01' }))
  const endedOn = (day: string) => storage.read((db) => capacities.ended(db, day))
  t.same(await endedOn('2026-11-30'), [])
  t.same(await endedOn('2026-12-01'), [full])
  t.same(await endedOn('2027-01-01'), [full])
})
