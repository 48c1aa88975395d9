import Database from 'better-sqlite3'
import fc from 'fast-check'
import t from 'tap'
import { createAudit } from '../../src/audit/audit.js'
import { verifyAudit } from '../../src/audit/verify-audit.js'
import { jsonBody } from '../../src/imports/formats.js'
import { anApp } from '../helpers/an-app.js'
import { aDatabase, byHand } from '../helpers/database.js'

const digest = (digit: string): string => digit.repeat(64)

t.test('Each change is written down: who, when, what, with digests before and after', async (t) => {
  const at = '2026-11-22T12:00:00.000Z'
  const app = await anApp(t, { now: () => new Date(at) })
  const { edit, rooms, path } = app
  const listed = async (query = '') => (await edit('GET', `/v1/audit-events${query}`)).json()
  t.match((await listed('?limit=1')).items, [{ by: 'demo', action: 'publish', type: 'release', id: '1', before: null }])
  const { number: before } = (await listed('?limit=1')).items[0]
  await edit('POST', '/v1/keys', { id: 'noord', name: 'Redactie Noord', scopes: ['catalogue:write'] })
  const capacities = [{ service: 'warme-buren-energy-visit', status: 'full' }]
  await rooms.imports.importDocuments(jsonBody({ capacities }), { mode: 'merge', dryRun: false })
  await edit('POST', '/v1/releases', {})
  const { items, next } = await listed('?limit=3')
  t.match(items, [
    { number: before + 3, at, by: 'admin', action: 'publish', type: 'release', id: '2', before: String, after: String },
    { number: before + 2, by: 'command line', type: 'capacity', id: 'warme-buren-energy-visit', after: String },
    { number: before + 1, by: 'admin', action: 'create', type: 'key', id: 'noord', before: null, after: String },
  ])
  t.match((await listed(`?limit=1&cursor=${next}`)).items, [{ number: before }])
  t.match(await rooms.verifyAudit({}), { events: before + 3, faults: [], newest: { number: before + 3 } })
  t.throws(() => byHand(path, "UPDATE audit_events SET by = 'nobody'"), /cannot be changed/)
  t.throws(() => byHand(path, 'DELETE FROM audit_events'), /cannot be deleted/)
  t.throws(() => byHand(path, 'INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events'), /the next one/)
})

t.test('Any event that is changed, removed or put elsewhere is found; a cut at the end by who noted it', async (t) => {
  const { storage, path } = await aDatabase(t)
  const record = createAudit({ now: () => new Date('2026-11-22T12:00:00Z') })('somebody')
  const size = 8
  for (let id = 1; id <= size; id++) {
    const change = {
      action: 'replace',
      type: 'service',
      id: `s-${id}`,
      before: digest('0'),
      after: digest('1'),
    } as const
    await storage.write((db) => record(db, change))
  }
  const { newest } = await verifyAudit(storage)
  const raw = new Database(path)
  t.teardown(() => raw.close())
  for (const trigger of ['changed', 'deleted']) raw.exec(`DROP TRIGGER audit_events_are_not_${trigger}`)
  const texts = ['at', 'by', 'action', 'type', 'id', 'before', 'after', 'seal']
  const anEvent = fc.integer({ min: 1, max: size })
  const tampering = fc.oneof(
    fc.record({ number: anEvent, column: fc.constantFrom(...texts), digit: fc.constantFrom('2', 'f') }),
    fc.record({ removed: anEvent }),
    fc.uniqueArray(anEvent, { minLength: 2, maxLength: 2 }).map((swapped) => ({ swapped })),
  )
  await fc.assert(
    fc.asyncProperty(tampering, async (how) => {
      raw.exec('BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM audit_events')
      if ('column' in how) {
        raw.prepare(`UPDATE audit_events SET ${how.column} = ? WHERE number = ?`).run(digest(how.digit), how.number)
      } else if ('removed' in how) {
        raw.prepare('DELETE FROM audit_events WHERE number = ?').run(how.removed)
      } else {
        const [one, other] = how.swapped
        const move = raw.prepare('UPDATE audit_events SET number = ? WHERE number = ?')
        for (const [to, from] of [
          [1000, one],
          [one, other],
          [other, 1000],
        ])
          move.run(to, from)
      }
      raw.exec('COMMIT')
      const { faults } = await verifyAudit(storage, { expected: newest })
      raw.exec('DROP TRIGGER IF EXISTS audit_events_follow_each_other; DELETE FROM audit_events')
      raw.exec('INSERT INTO audit_events SELECT * FROM kept; DROP TABLE kept')
      return faults.length > 0
    }),
    { numRuns: 300 },
  )
  t.same((await verifyAudit(storage, { expected: newest })).faults, [])
})
