import t from 'tap'
import { isToCome } from '../../src/http/instants.js'

t.test('an instant to come has its offset, a day of the calendar and a year of four digits, in one form', async (t) => {
  const now = new Date('2026-11-22T12:00:00Z')
  for (const instant of ['2026-11-22T12:00:00.001Z', '2026-11-22T13:30:00+01:00', '9999-12-31T23:59:59.999Z'])
    t.ok(isToCome(instant, now), instant)
  const past = ['2026-11-22T12:00:00Z', '2026-11-22T12:30:00+01:00']
  const noDay = ['2035-02-30T00:00:00Z', '2035-13-01T00:00:00Z', '2035-01-01T25:00:00Z', '2035-06-30T23:59:60Z']
  // `Date.parse` takes all of these.
  const otherForms = [
    '2035',
    '2035-01-01',
    '1/2/2035',
    '2035-01-01T00:00:00',
    '2035-01-01T00:00Z',
    '1 Jan 2035 12:00 GMT',
  ]
  for (const instant of [...past, ...noDay, ...otherForms, '+275760-09-13T00:00:00Z', '9999-12-31T23:59:59-01:00', ''])
    t.notOk(isToCome(instant, now), instant)
})
