import { linesOf } from '../http/lines.js'
import { ApiError } from '../http/problems.js'
import { escapeName } from '../http/schema-errors.js'
import { parseStrictJson } from '../http/strict-json.js'
import { type Fields, isFields } from './fields.js'

/** Where something stands in the body of an import. */
export interface Place {
  /** From 1; absent where the body is one value on many lines. */
  readonly line?: number
  /** RFC 6901 pointer into the body, or into the value of the line. */
  readonly pointer: string
}

export interface BrokenPlace extends Place {
  readonly code: string
  readonly detail: string
}

/** Records that an import takes; all else of HSDS is a part of these, or belongs to a dataset as a whole. */
export type RecordKind = 'service' | 'service-at-location' | 'organization'

export type Found =
  | { readonly kind: RecordKind; readonly record: Fields; readonly place: Place }
  /** What is no service and no organization. */
  | { readonly other: Place }
  | { readonly problem: BrokenPlace }

/** JSON takes no other white space between values. */
const blank = /^[ \t\r]*$/
const lists = ['contents', 'services', 'organizations', 'service_at_locations']
const shapes =
  'Expected services or organizations of HSDS: one of them, a list, a page of an API, or one of these in each line.'

/**
 * The records of a body: a JSON value in each line, or one JSON value on many lines. A value is a record, a list of them,
 * a page of an API, or an object with lists of them.
 *
 * @param limit longest value, in bytes
 */
export async function* recordsOf(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Found> {
  let number = 0
  let whole: Buffer[] | undefined
  let size = 0
  let isEmpty = true
  for await (const line of linesOf(chunks, limit)) {
    number += 1
    if (line === undefined) {
      yield tooLong({ line: number, pointer: '' }, limit)
      if (whole !== undefined) return
      continue
    }
    if (whole === undefined && blank.test(line.toString('latin1'))) continue
    const value = whole === undefined ? parsed(line, { line: number, pointer: '' }) : undefined
    // What does not end in its first line goes on in the next ones.
    if (isEmpty && value !== undefined && 'problem' in value) whole = []
    isEmpty = false
    if (whole === undefined) {
      if (value !== undefined) yield* 'problem' in value ? [value] : found(value.value, { line: number, pointer: '' })
      continue
    }
    size += line.length + 1
    if (size > limit) {
      yield tooLong({ pointer: '' }, limit)
      return
    }
    whole.push(line)
  }
  if (isEmpty) yield broken({ pointer: '' }, 'empty-body', shapes)
  if (whole === undefined) return
  const value = parsed(Buffer.concat(whole.flatMap((line) => [line, Buffer.from('\n')])), { pointer: '' })
  yield* 'problem' in value ? [value] : found(value.value, { pointer: '' })
}

function parsed(
  bytes: Buffer,
  { line = 1, pointer }: Place,
): { readonly value: unknown } | { readonly problem: BrokenPlace } {
  try {
    return { value: parseStrictJson(bytes, { line, column: 0, pointer }) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const [first] = error.errors
    return {
      problem: {
        line,
        pointer: first?.pointer ?? '',
        code: first?.code ?? error.code,
        detail: first?.detail ?? error.detail,
      },
    }
  }
}

function broken(place: Place, code: string, detail: string): Found {
  return { problem: { ...place, code, detail } }
}

function tooLong(place: Place, limit: number): Found {
  return broken(
    place,
    'too-long',
    `Expected a JSON value of at most ${limit} bytes: send more of them in lines of JSON.`,
  )
}

function* found(value: unknown, place: Place): Generator<Found> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* found(item, inside(place, index))
    return
  }
  if (!isFields(value)) {
    yield broken(place, 'no-shape', shapes)
    return
  }
  const named = lists.filter((name) => Array.isArray(value[name]))
  if (typeof value.id !== 'string' && named.length > 0) {
    for (const name of named) yield* found(value[name], inside(place, name))
  } else if (Object.keys(value).some((name) => name.endsWith('.csv'))) {
    yield broken(place, 'no-shape', `${shapes} This is the tabular form, in which they are not nested.`)
  } else if (isFields(value.service)) yield ofLink(value, value.service, place)
  else if (typeof value.status === 'string') yield { kind: 'service', record: value, place }
  else if (isOrganization(value)) {
    yield { kind: 'organization', record: value, place }
    if (Array.isArray(value.services)) yield* ofOrganization(value, value.services, inside(place, 'services'))
  } else if (typeof value.id === 'string') yield { other: place }
  else yield broken(place, 'no-shape', shapes)
}

/** A service at a place is the service with that place. */
function ofLink({ service: _, ...link }: Fields, service: Fields, place: Place): Found {
  const hasPlaces = Array.isArray(service.service_at_locations)
  const record = hasPlaces ? service : { ...service, service_at_locations: [link] }
  return { kind: 'service-at-location', record, place: inside(place, 'service') }
}

function* ofOrganization(organization: Fields, services: readonly unknown[], place: Place): Generator<Found> {
  for (const [index, service] of services.entries()) {
    if (!isFields(service)) continue
    const { services: _, ...offering } = organization
    yield { kind: 'service', record: { organization: offering, ...service }, place: inside(place, index) }
  }
}

/** A taxonomy and a term have a name and a description too. */
function isOrganization(value: Fields): boolean {
  const ofTaxonomies = [
    'taxonomy',
    'taxonomy_detail',
    'taxonomy_id',
    'code',
    'term_uri',
    'parent_id',
    'version',
    'language',
  ]
  return (
    typeof value.name === 'string' && value.location_type === undefined && !ofTaxonomies.some((name) => name in value)
  )
}

function inside(place: Place, name: string | number): Place {
  return { ...place, pointer: `${place.pointer}/${escapeName(String(name))}` }
}
