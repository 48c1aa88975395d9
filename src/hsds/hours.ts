import type { Day, OpeningHours } from '../engine/index.js'
import { type Fields, isSaid, textOf } from './fields.js'

const days: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] satisfies readonly Day[]
/** What makes a schedule less than every week, or for a time only. */
const narrowing = ['until', 'count', 'valid_from', 'valid_to', 'byweekno', 'bymonthday', 'byyearday', 'schedule_link']
const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** Hours that the catalogue can say: the same on each of these days of every week. */
export interface WeeklyHours {
  readonly hours: Omit<OpeningHours, 'note'>
  /** Whether the times named an offset, which is left out: opening hours are those of the place. */
  readonly hasOffset: boolean
}

/** What a schedule of HSDS says, where the catalogue can say just that; undefined otherwise. */
export function weeklyHoursOf(schedule: Fields): WeeklyHours | undefined {
  const { freq, interval, byday } = schedule
  const isWeekly = (freq === 'WEEKLY' || !isSaid(freq)) && (!isSaid(interval) || interval === 1)
  if (!isWeekly || typeof byday !== 'string' || narrowing.some((name) => isSaid(schedule[name]))) return undefined
  const named = byday === '' ? [] : byday.split(',').map((day) => day.trim().toUpperCase())
  const opens = timeOfDay.exec(textOf(schedule, 'opens_at')?.trim() ?? '')
  const closes = timeOfDay.exec(textOf(schedule, 'closes_at')?.trim() ?? '')
  if (opens === null || closes === null || !named.every(isDay)) return undefined
  const [opensAt, closesAt] = [`${opens[1]}:${opens[2]}`, `${closes[1]}:${closes[2]}`]
  if (closesAt <= opensAt) return undefined
  const hasOffset = opens[3] !== undefined || closes[3] !== undefined
  return { hours: { days: [...new Set(named)], opensAt, closesAt }, hasOffset }
}

function isDay(text: string): text is Day {
  return days.includes(text)
}
