/** `Date.parse` takes much more: other forms, in the order and the time zone of some place. */
const instantShape = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * Whether a text is an instant with its offset (RFC 3339), on a day that there is, after `now` and with a year of four
 * digits in UTC. A leap second is an instant in the schemas, and none to `Date`: it never is.
 */
export function isToCome(instant: string, now: Date): boolean {
  const [, day] = instantShape.exec(instant) ?? []
  if (day === undefined || !isCalendarDay(day)) return false
  const at = Date.parse(instant)
  return at > now.getTime() && at <= LAST_MS
}

/** @param day `YYYY-MM-DD` */
export function isCalendarDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}
