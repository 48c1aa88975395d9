import { createHash } from 'node:crypto'
import imported from 'canonicalize'
import type { DocumentType } from '../engine/index.js'

/** Digests and seals (`docs/documents.md`, Release). All are SHA-256 in 64 lower-case hex digits. */

// The package exports the function itself, while its types speak of a default export.
const canonicalize = imported as typeof imported & typeof imported.default

/** What a release holds: the documents of editors, and the capacities that are not open, by the id of their service. */
export type ReleaseRowType = DocumentType | 'capacity'

export interface DigestRow {
  readonly type: ReleaseRowType
  readonly id: string
  /** Of the document's canonical form. */
  readonly digest: string
}

/** What a seal covers; `null` stands for what is absent. */
export interface Sealed {
  readonly number: number
  readonly createdAt: string
  readonly createdBy: string
  readonly note: string | null
  readonly digest: string
  readonly rotation: string
  /** Digest of the release before. */
  readonly previous: string | null
  readonly previousSeal: string | null
  /** Left out where there are none, so that the seals of releases without rules are what they were. */
  readonly rules?: string | null
}

/**
 * The canonical form of a document: JCS (RFC 8785), empty lists left out, the term lists of a service, `codes` and the
 * `terms` of a taxonomy (by id) sorted by code unit, every other list as written.
 *
 * @throws TypeError when it is no JSON
 */
export function canonicalForm(type: ReleaseRowType, document: object): string {
  return jcs(withSortedTerms(type, withoutEmptyLists(document)))
}

export function documentDigest(type: ReleaseRowType, document: object): string {
  return sha256(canonicalForm(type, document))
}

/**
 * The digest of a release, from its lines in the order of `compareRows`: those of the capacities, which come first, and
 * those of the documents, joined by line ends.
 */
export function digestOfLines(capacities: readonly string[], documents: Uint8Array): string {
  const hash = createHash('sha256').update(capacities.join('\n'))
  if (capacities.length > 0 && documents.length > 0) hash.update('\n')
  return hash.update(documents).digest('hex')
}

export function digestLine(row: DigestRow): string {
  return `${row.type} ${row.id} ${row.digest}`
}

/**
 * By type, then by id, in code units. That is the order of the lines too: a space comes before all that an id or a type
 * may hold.
 */
export function compareRows(a: Pick<DigestRow, 'type' | 'id'>, b: Pick<DigestRow, 'type' | 'id'>): number {
  return compareText(a.type, b.type) || compareText(a.id, b.id)
}

/** The link of the chain: it covers everything that is said of a release, and the seal before. */
export function seal(sealed: Sealed): string {
  const { number, createdAt, createdBy, note, digest, rotation, previous, previousSeal, rules } = sealed
  const always = { number, createdAt, createdBy, note, digest, rotation, previous, previousSeal }
  return sha256(jcs(rules === undefined || rules === null ? always : { ...always, rules }))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function jcs(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('Only JSON has a canonical form.')
  return text
}

function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists)
  if (!isObject(value)) return value
  return mapped(value, (member) =>
    Array.isArray(member) && member.length === 0 ? undefined : withoutEmptyLists(member),
  )
}

function withSortedTerms(type: ReleaseRowType, document: unknown): unknown {
  if (!isObject(document)) return document
  if (type === 'service' && isObject(document.terms)) return { ...document, terms: mapped(document.terms, sortedTexts) }
  if (type === 'taxonomy' && Array.isArray(document.terms)) return { ...document, terms: sortedTerms(document.terms) }
  return document
}

function sortedTerms(terms: readonly unknown[]): unknown[] {
  const sorted = terms.map((term) =>
    isObject(term) && 'codes' in term ? { ...term, codes: sortedTexts(term.codes) } : term,
  )
  return sorted.sort((a, b) => compareText(idOf(a), idOf(b)))
}

function sortedTexts(list: unknown): unknown {
  return Array.isArray(list) ? [...list].sort(compareText) : list
}

function idOf(term: unknown): unknown {
  return isObject(term) ? term.id : undefined
}

function compareText(a: unknown, b: unknown): number {
  if (typeof a !== 'string' || typeof b !== 'string' || a === b) return 0
  return a < b ? -1 : 1
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy with other members; those that become `undefined` go. Not by assignment, so that `__proto__` is a name like others. */
function mapped(object: Record<string, unknown>, change: (member: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object)
      .map(([name, member]) => [name, change(member)] as const)
      .filter(([, member]) => member !== undefined),
  )
}
