const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * Whether an instant of a request is after `now` and has a year of four digits in UTC. A leap second is an instant in the
 * schemas, and none to `Date`: it never is.
 */
export function isToCome(instant: string, now: Date): boolean {
  const at = Date.parse(instant)
  return at > now.getTime() && at <= LAST_MS
}
