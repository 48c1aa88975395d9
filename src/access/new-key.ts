import { type Scope, scopes } from '../http/caller.js'
import { isToCome } from '../http/instants.js'

/** What somebody asks for who wants a key. */
export interface KeyRequest {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  /** UTC instant; a year from now where absent. */
  readonly expiresAt?: string | undefined
}

export interface NewKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: string
}

export interface KeyProblem {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** Who did what goes by name, and these are somebody else. */
const reservedNames: readonly string[] = ['admin', 'capacity', 'command line', 'demo', 'rotation', 'unknown']

const YEAR_MS = 365 * 86_400_000
/** A week: a secret that has to stay longer was not changed. */
const MOST_OVERLAP_HOURS = 168

/** A request for a key as a key, or every problem of it. */
export function readNewKey(
  { id, name, scopes: asked, expiresAt }: KeyRequest,
  now: Date,
): NewKey | { readonly problems: readonly KeyProblem[] } {
  const known = asked.filter((scope): scope is Scope => scopes.some((one) => one === scope))
  const problems: KeyProblem[] = []
  const refuse = (pointer: string, code: string, detail: string) => problems.push({ pointer, code, detail })
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 64)
    refuse('/id', 'wrong-format', 'Expected an id: lower-case letters, digits and single hyphens between them.')
  if (reservedNames.includes(id))
    refuse('/id', 'not-allowed', 'This id is taken by the service itself: choose another.')
  if (name.trim() !== name || name === '' || name.length > 80 || /\p{Cc}/u.test(name))
    refuse('/name', 'wrong-format', 'Expected 1 to 80 characters, without spaces at the ends or line breaks.')
  if (reservedNames.includes(name.toLowerCase()) || /^link:/i.test(name))
    refuse('/name', 'not-allowed', 'This name is taken by the service itself: choose another.')
  if (known.length !== asked.length || known.length === 0)
    refuse('/scopes', 'not-allowed', `Expected one or more of ${scopes.join(', ')}.`)
  problems.push(...expiryProblems(expiresAt, now))
  if (problems.length > 0) return { problems }
  const expires = expiresAt === undefined ? now.getTime() + YEAR_MS : Date.parse(expiresAt)
  return { id, name, scopes: [...new Set(known)], expiresAt: new Date(expires).toISOString() }
}

export function overlapProblems(hours: number): KeyProblem[] {
  if (Number.isInteger(hours) && hours >= 0 && hours <= MOST_OVERLAP_HOURS) return []
  const detail = `Expected a whole number of hours from 0 to ${MOST_OVERLAP_HOURS}.`
  return [{ pointer: '/overlapHours', code: 'out-of-range', detail }]
}

export function expiryProblems(expiresAt: string | undefined, now: Date): KeyProblem[] {
  if (expiresAt === undefined || isToCome(expiresAt, now)) return []
  const detail = 'Expected an instant that is still to come, with its offset, such as 2027-09-01T07:30:00Z.'
  return [{ pointer: '/expiresAt', code: 'out-of-range', detail }]
}
