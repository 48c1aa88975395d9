import fc from 'fast-check'
import t from 'tap'
import { dayAfter, dayIn, languageName, longDay } from '../../src/capacity/calendar.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Since 1996 summer time in Amsterdam begins and ends on the last Sundays of March and October, at 01:00 UTC. */
function hoursAhead(instant: Date): number {
  const change = (month: number): number => {
    const last = new Date(Date.UTC(instant.getUTCFullYear(), month + 1, 0, 1))
    return last.getTime() - last.getUTCDay() * DAY_MS
  }
  return instant.getTime() >= change(2) && instant.getTime() < change(9) ? 2 : 1
}

function naiveDay(instant: Date): string {
  return new Date(instant.getTime() + hoursAhead(instant) * HOUR_MS).toISOString().slice(0, 10)
}

const min = new Date('1997-01-01T00:00:00Z')
const max = new Date('2100-01-01T00:00:00Z')
const midnights = fc
  .tuple(fc.date({ min, max, noInvalidDate: true }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -1, max: 1 }))
  .map(([date, hours, ms]) => new Date(Math.floor(date.getTime() / DAY_MS) * DAY_MS + hours * HOUR_MS + ms))

t.test('The day in Amsterdam is that of a naive clock, in summer, in winter and around midnight', async (t) => {
  const instants = fc.oneof(fc.date({ min, max, noInvalidDate: true }), midnights)
  fc.assert(
    fc.property(instants, (instant) => dayIn('Europe/Amsterdam', instant) === naiveDay(instant)),
    { numRuns: 2_000 },
  )
  t.equal(dayIn('Europe/Amsterdam', new Date('2026-03-28T22:59:59.999Z')), '2026-03-28')
  t.equal(
    dayIn('Europe/Amsterdam', new Date('2026-03-28T23:00:00Z')),
    '2026-03-29',
    'the clock goes forward that night',
  )
  t.equal(dayIn('Europe/Amsterdam', new Date('2026-03-29T22:00:00Z')), '2026-03-30')
  t.equal(dayIn('Europe/Amsterdam', new Date('2026-10-24T22:00:00Z')), '2026-10-25', 'the clock goes back that night')
  t.equal(dayIn('Europe/Amsterdam', new Date('2026-10-25T22:59:59.999Z')), '2026-10-25')
})

t.test('A zone without a midnight, or without a day, still comes to each later day', async (t) => {
  t.equal(dayIn('Africa/Cairo', new Date('2024-04-25T21:59:59.999Z')), '2024-04-25')
  t.equal(dayIn('Africa/Cairo', new Date('2024-04-25T22:00:00Z')), '2024-04-26', 'which began at one')
  t.equal(dayIn('Pacific/Apia', new Date('2011-12-30T09:59:59.999Z')), '2011-12-29')
  t.equal(dayIn('Pacific/Apia', new Date('2011-12-30T10:00:00Z')), '2011-12-31', 'there was no 30th')
})

t.test('The day after is the next one of the calendar', async (t) => {
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10)
      const next = dayAfter(day)
      return next > day && Date.parse(next) - Date.parse(day) === DAY_MS
    }),
  )
  t.equal(dayAfter('2028-02-28'), '2028-02-29')
  t.equal(dayAfter('2026-12-31'), '2027-01-01')
})

t.test('Days and languages are named in the language of the page', async (t) => {
  t.equal(longDay('2026-12-01', 'nl-NL'), 'dinsdag 1 december 2026')
  t.match(longDay('2026-12-01', 'en-GB'), /^Tuesday,? 1 December 2026$/)
  t.equal(languageName('nl', 'en'), 'Dutch')
  t.equal(languageName('nl', 'nl'), 'Nederlands')
})
