import t from 'tap'
import { PartnerStore } from '../../src/partners/partner-store.js'
import { aDatabase } from '../helpers/database.js'

t.test('Partners are put, listed by id, replaced and deleted', async (t) => {
  const { storage } = await aDatabase(t)
  const partners = new PartnerStore({ now: () => new Date('2026-11-21T12:00:00Z') })
  const neos = {
    id: 'neos',
    name: 'NEOS',
    languages: ['nl'],
    questionSets: ['geldzorgen'],
    origins: ['https://neos.example.org'],
  }
  await storage.write(async (db) => {
    t.equal(await partners.put(db, neos), true)
    t.equal(await partners.put(db, { id: 'buurtteams', name: 'Buurtteams', languages: ['nl', 'tr'] }), true)
    t.equal(await partners.put(db, { ...neos, name: 'Neos' }), false)
    t.strictSame(await partners.list(db), [
      { id: 'buurtteams', name: 'Buurtteams', languages: ['nl', 'tr'] },
      { ...neos, name: 'Neos' },
    ])
    t.strictSame(await partners.read(db, 'neos'), { ...neos, name: 'Neos' })
    t.equal(await partners.read(db, 'nobody'), undefined)
    t.equal(await partners.delete(db, 'nobody'), false)
    t.equal(await partners.delete(db, 'buurtteams'), true)
    await partners.replaceAll(db, [{ id: 'maak020', name: 'Ma.ak020', languages: ['nl'] }])
    t.strictSame(await partners.list(db), [{ id: 'maak020', name: 'Ma.ak020', languages: ['nl'] }])
  })
})
