import type { Test } from 'tap'
import type { Capacity, Organization, Service, Taxonomy } from '../../src/engine/index.js'
import type { ImportResult } from '../../src/imports/apply-import.js'
import type { ImportNote } from '../../src/imports/documents.js'
import { aTaxonomy, aTerm } from '../helpers/builders.js'
import { anImporter, type ImporterSettings } from '../imports/an-importer.js'

export const hsds = { format: 'hsds' } as const
export const uuid = '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'
export const other = '1b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'

/** Records as somebody else would write them. */
export const anHsdsOrganization = (given: object = {}) => ({
  id: other,
  name: 'Buurthuis',
  description: 'Een plek in de buurt.',
  website: 'https://example.org',
  ...given,
})

export const anHsdsService = (given: object = {}) => ({
  id: uuid,
  name: 'Koffie',
  description: 'Een kop koffie.',
  status: 'active',
  url: 'https://example.org/koffie',
  fees_description: 'Gratis',
  organization: anHsdsOrganization(),
  ...given,
})

export const notesOf = (result: ImportResult): readonly ImportNote[] =>
  'report' in result ? (result.report.notTakenOver?.notes ?? []) : []

/** Place and code of each note, such as `/email wrong-value`. */
export const told = (result: ImportResult): string[] =>
  notesOf(result).map(({ line, pointer, code }) => [line, pointer, code].filter((part) => part !== undefined).join(' '))

export interface Imported {
  readonly organizations: Organization[]
  readonly services: Service[]
  readonly capacities: Capacity[]
}

/** What becomes of a body in an empty catalogue with the taxonomies of the builders, and what is told of it. */
export async function imported(t: Test, body: unknown, settings: ImporterSettings = {}) {
  const importer = await anImporter(t, settings)
  await importer.put({ taxonomies })
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const result = await importer.send(hsds, text)
  return { ...importer, result, notes: told(result), drafts: JSON.parse(await importer.exported()) as Imported }
}

export const taxonomies: readonly Taxonomy[] = [
  aTaxonomy({ terms: [aTerm(), aTerm({ id: 'rent' })] }),
  aTaxonomy({ id: 'language', terms: [aTerm({ id: 'ur' })] }),
  aTaxonomy({ id: 'area', terms: [aTerm({ id: 'noord' })] }),
]
