import { escapeName } from '../http/schema-errors.js'
import type { ReleaseRowType } from './digests.js'

/** One field that differs; a side that is absent lacks it. */
export interface FieldChange {
  /** RFC 6901 pointer into the newer document, or into the older one where only that has the field. */
  readonly pointer: string
  readonly from?: unknown
  readonly to?: unknown
}

/** Where a value stands: in each document, and without its positions (`/terms/*` and so on). */
interface Place {
  readonly from: string
  readonly to: string
  readonly kind: string
}

interface Comparing {
  readonly type: ReleaseRowType
  readonly changes: FieldChange[]
}

/**
 * What differs between two versions of a document, field by field, in the sense of the canonical form: an empty list is
 * as good as none, and the order of a set says nothing. Things with ids are compared by their ids, so one that is put
 * in between others is one change; where such a list has another order, or a list without ids another length, the whole
 * list is the field.
 */
export function fieldChanges(type: ReleaseRowType, from: unknown, to: unknown): FieldChange[] {
  const comparing: Comparing = { type, changes: [] }
  compare(from, to, { from: '', to: '', kind: '' }, comparing)
  return comparing.changes
}

function compare(from: unknown, to: unknown, place: Place, comparing: Comparing): void {
  const [was, is] = [present(from), present(to)]
  if (Array.isArray(was) && Array.isArray(is)) compareLists(was, is, place, comparing)
  else if (isObject(was) && isObject(is)) compareObjects(was, is, place, comparing)
  else if (was !== is) tell(was, is, place, comparing)
}

function present(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? undefined : value
}

function tell(from: unknown, to: unknown, place: Place, { changes }: Comparing): void {
  changes.push({
    pointer: to === undefined ? place.from : place.to,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  })
}

type Json = Readonly<Record<string, unknown>>

function compareObjects(from: Json, to: Json, place: Place, comparing: Comparing): void {
  for (const name of new Set([...Object.keys(to), ...Object.keys(from)])) {
    compare(member(from, name), member(to, name), memberOf(place, name), comparing)
  }
}

function compareLists(from: readonly unknown[], to: readonly unknown[], place: Place, comparing: Comparing): void {
  const keys = keysOf(from, to, isSet(place, comparing))
  if (keys !== undefined) compareByKey({ list: from, keys: keys.from }, { list: to, keys: keys.to }, place, comparing)
  else if (from.length !== to.length || hasIds(to)) tell(from, to, place, comparing)
  else for (const [index, item] of to.entries()) compare(from[index], item, itemOf(place, index, index), comparing)
}

/** The three lists whose order says nothing (`docs/documents.md`, Canonical form). */
function isSet({ kind }: Place, { type }: Comparing): boolean {
  if (type === 'service') return /^\/terms\/[^/]+$/.test(kind)
  return type === 'taxonomy' && (kind === '/terms' || kind === '/terms/*/codes')
}

interface Keyed {
  readonly list: readonly unknown[]
  readonly keys: readonly string[]
}

/** By what to tell items apart: their ids, or in a set themselves; undefined where neither can say what became of which. */
function keysOf(from: readonly unknown[], to: readonly unknown[], isSet: boolean) {
  if (isSet && [...from, ...to].every((item) => typeof item === 'string')) {
    return { from: from.map(String), to: to.map(String) }
  }
  if (!hasIds(from) || !hasIds(to)) return undefined
  const keys = { from: from.map(idOf), to: to.map(idOf) }
  return isSet || haveSameOrder(keys.from, keys.to) ? keys : undefined
}

/** Whether what both have comes in one order. */
function haveSameOrder(from: readonly string[], to: readonly string[]): boolean {
  const [before, after] = [new Set(from), new Set(to)]
  const kept = from.filter((id) => after.has(id))
  return to.filter((id) => before.has(id)).every((id, index) => id === kept[index])
}

function compareByKey(from: Keyed, to: Keyed, place: Place, comparing: Comparing): void {
  const before = new Map(from.keys.map((key, index) => [key, index]))
  const after = new Set(to.keys)
  for (const [index, key] of to.keys.entries()) {
    const was = before.get(key)
    const item = itemOf(place, was ?? index, index)
    compare(was === undefined ? undefined : from.list[was], to.list[index], item, comparing)
  }
  for (const [index, key] of from.keys.entries()) {
    if (!after.has(key)) tell(from.list[index], undefined, itemOf(place, index, index), comparing)
  }
}

function hasIds(list: readonly unknown[]): boolean {
  const ids = list.map(idOf)
  return !ids.includes('') && new Set(ids).size === ids.length
}

function idOf(item: unknown): string {
  return isObject(item) && typeof item.id === 'string' ? item.id : ''
}

function memberOf({ from, to, kind }: Place, name: string): Place {
  const segment = `/${escapeName(name)}`
  return { from: from + segment, to: to + segment, kind: kind + segment }
}

function itemOf({ from, to, kind }: Place, was: number, is: number): Place {
  return { from: `${from}/${was}`, to: `${to}/${is}`, kind: `${kind}/*` }
}

function member(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
