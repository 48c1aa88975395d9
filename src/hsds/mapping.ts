import type { Kind } from '../engine/index.js'
import { isFields } from './fields.js'

/** What editors say of the terms and organizations of others (`docs/hsds.md`, The mapping file). */
export interface Mapping {
  /** What names a term, a language or an area → terms of the catalogue as `taxonomy:term`; none leaves it out on purpose. */
  readonly terms: ReadonlyMap<string, readonly string[]>
  /** By UUID of the organization. */
  readonly kinds: ReadonlyMap<string, Kind>
  /** Of organizations of which nothing is said. */
  readonly kind?: Kind
}

export const emptyMapping: Mapping = { terms: new Map(), kinds: new Map() }

const names = ['terms', 'kinds', 'kind']
const termPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*:[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** Reads a mapping file: the mapping, or every problem as a sentence. */
export function readMapping(value: unknown): { readonly mapping: Mapping } | { readonly problems: readonly string[] } {
  if (!isFields(value)) return { problems: [`Expected an object with any of ${names.join(', ')}.`] }
  const problems: string[] = []
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) problems.push(`Expected no field ${name}: the fields are ${names.join(', ')}.`)
  }
  const { terms = {}, kinds = {}, kind } = value
  if (kind !== undefined && !isKind(kind)) problems.push('Expected formal or informal at /kind.')
  const mapping: Mapping = {
    terms: new Map(entriesOf(terms, '/terms', problems).flatMap(([name, given]) => termsOf(name, given, problems))),
    kinds: new Map(entriesOf(kinds, '/kinds', problems).flatMap(([id, given]) => kindsOf(id, given, problems))),
    ...(isKind(kind) && { kind }),
  }
  return problems.length > 0 ? { problems } : { mapping }
}

function entriesOf(value: unknown, pointer: string, problems: string[]): [string, unknown][] {
  if (isFields(value)) return Object.entries(value)
  problems.push(`Expected an object at ${pointer}.`)
  return []
}

function termsOf(name: string, given: unknown, problems: string[]): [string, string[]][] {
  const isGood = Array.isArray(given) && given.every((term) => typeof term === 'string' && termPattern.test(term))
  if (isGood) return [[name, given]]
  problems.push(`Expected a list of terms such as topic:debt at /terms, for ${JSON.stringify(name)}.`)
  return []
}

function kindsOf(id: string, given: unknown, problems: string[]): [string, Kind][] {
  if (isKind(given)) return [[id.toLowerCase(), given]]
  problems.push(`Expected formal or informal at /kinds, for ${JSON.stringify(id)}.`)
  return []
}

function isKind(value: unknown): value is Kind {
  return value === 'formal' || value === 'informal'
}
