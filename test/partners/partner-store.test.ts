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
    t.equal(await partners.put(db, neos), 'created')
    t.equal(await partners.put(db, { id: 'buurtteams', name: 'Buurtteams', languages: ['nl', 'tr'] }), 'created')
    t.equal(await partners.put(db, { ...neos, name: 'Neos' }), 'changed')
    t.equal(await partners.put(db, { ...neos, name: 'Neos' }), 'unchanged')
    const documents = async () => (await partners.list(db)).map(({ document }) => document)
    t.strictSame(await documents(), [
      { id: 'buurtteams', name: 'Buurtteams', languages: ['nl', 'tr'] },
      { ...neos, name: 'Neos' },
    ])
    t.strictSame(await partners.read(db, 'neos'), {
      document: { ...neos, name: 'Neos' },
      text: JSON.stringify({ ...neos, name: 'Neos' }),
      changedAt: '2026-11-21T12:00:00.000Z',
    })
    t.equal(await partners.read(db, 'nobody'), undefined)
    t.equal(await partners.delete(db, 'nobody'), false)
    t.equal(await partners.delete(db, 'buurtteams'), true)
    await partners.replaceAll(db, [{ id: 'maak020', name: 'Ma.ak020', languages: ['nl'] }])
    t.strictSame(await documents(), [{ id: 'maak020', name: 'Ma.ak020', languages: ['nl'] }])
  })
})
