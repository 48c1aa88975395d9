import { parseWebAddress } from '../http/web-address.js'
import { type Finding, pointerTo } from './document-problem.js'

/** What holds for values anywhere in a document: well-formed strings, balanced marks, lists without repeats. */
export function checkValues(document: object): Finding[] {
  const findings: Finding[] = []
  visit(document, '', findings)
  return findings
}

function visit(value: unknown, pointer: string, findings: Finding[]): void {
  if (typeof value === 'string') {
    findings.push(...checkString(value, pointer))
  } else if (Array.isArray(value)) {
    findings.push(...checkRepeats(value, pointer))
    for (const [index, item] of value.entries()) visit(item, `${pointer}/${index}`, findings)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) visit(member, pointer + pointerTo(name), findings)
  }
}

const UNUSUAL = /[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u

function checkString(value: string, pointer: string): Finding[] {
  if (!UNUSUAL.test(value)) return []
  const findings: Finding[] = []
  if (/\p{Surrogate}/u.test(value)) {
    const detail = 'Expected well-formed Unicode, but there is half a surrogate pair in it. Type the character again.'
    findings.push({ code: 'malformed-string', pointer, detail })
  }
  if (!hasBalancedMarks(value)) {
    const detail =
      'Expected each bidirectional mark (U+202A to U+202E, U+2066 to U+2069) to be closed in the same text, innermost first. Close or remove the mark.'
    findings.push({ code: 'unbalanced-marks', pointer, detail })
  }
  return findings
}

const POP_EMBEDDING = '\u202c'
const POP_ISOLATE = '\u2069'
const EMBEDDINGS = /[\u202a\u202b\u202d\u202e]/
const ISOLATES = /[\u2066-\u2068]/

/** Whether embeddings, overrides and isolates are all closed, each by its own mark, properly nested. */
function hasBalancedMarks(value: string): boolean {
  const open: string[] = []
  for (const character of value) {
    if (EMBEDDINGS.test(character)) open.push(POP_EMBEDDING)
    else if (ISOLATES.test(character)) open.push(POP_ISOLATE)
    else if ((character === POP_EMBEDDING || character === POP_ISOLATE) && open.pop() !== character) return false
  }
  return open.length === 0
}

function checkRepeats(list: readonly unknown[], pointer: string): Finding[] {
  if (list.length < 2) return []
  const seen = new Map<string, number>()
  const findings: Finding[] = []
  list.forEach((item, index) => {
    // Things with ids are compared by their ids, where those have to be unique.
    if (isObject(item) && 'id' in item) return
    const form = orderedForm(item)
    const earlier = seen.get(form)
    if (earlier === undefined) {
      seen.set(form, index)
    } else {
      const detail = `Expected a list without repeats, but this is the same as item ${earlier} (counted from 0). Remove one of them.`
      findings.push({ code: 'repeated-item', pointer: `${pointer}/${index}`, detail })
    }
  })
  return findings
}

function orderedForm(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value)
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(byName)) : member,
  )
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Ids that stand twice; `pointers` in the order of the ids. */
export function checkUniqueIds(things: readonly { readonly id?: string }[], pointer: string, where: string): Finding[] {
  const seen = new Map<string, number>()
  const findings: Finding[] = []
  things.forEach(({ id }, index) => {
    if (id === undefined) return
    const earlier = seen.get(id)
    if (earlier === undefined) {
      seen.set(id, index)
    } else {
      const detail = `Expected an id that is unique ${where}, but ${id} is also the id of item ${earlier} (counted from 0). Rename or remove one of them.`
      findings.push({ code: 'repeated-id', pointer: `${pointer}/${index}/id`, detail })
    }
  })
  return findings
}

/** A web address that browsers open: `https:` or `http:`, a host, and no user name that could pass for one. */
export function checkUrl(url: string | undefined, pointer: string): Finding[] {
  if (url === undefined) return []
  const parsed = parseWebAddress(url)
  const isGood =
    parsed !== undefined &&
    (parsed.protocol === 'https:' || parsed.protocol === 'http:') &&
    parsed.hostname !== '' &&
    parsed.username === '' &&
    parsed.password === ''
  if (isGood) return []
  const detail =
    'Expected a well-formed web address that starts with https:// or http:// and has no user name or password in it, such as https://example.org/page.'
  return [{ code: 'wrong-url', pointer, detail }]
}

export function checkDate(date: string | undefined, pointer: string): Finding[] {
  if (date === undefined || isCalendarDate(date)) return []
  const detail = `Expected a date that exists, as YYYY-MM-DD, but the calendar has no ${date}.`
  return [{ code: 'no-such-date', pointer, detail }]
}

function isCalendarDate(date: string): boolean {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = date.split('-').map(Number)
  const parsed = new Date(0)
  parsed.setUTCFullYear(year, month - 1, day)
  return parsed.getUTCFullYear() === year && parsed.getUTCMonth() === month - 1 && parsed.getUTCDate() === day
}
