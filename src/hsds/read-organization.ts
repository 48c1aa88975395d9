import type { Kind, Organization } from '../engine/index.js'
import { lineOf } from './clean-text.js'
import { type Fields, listOf, textOf } from './fields.js'
import type { TermFinder } from './find-terms.js'
import type { Mapping } from './mapping.js'
import type { Notes } from './notes.js'
import { kindTaxonomy } from './own-taxonomies.js'
import { addressIn, mailboxIn, phoneIn, translated } from './read-values.js'
import { OWN_ID } from './term-records.js'

export interface OrganizationReading {
  readonly id: string
  /** Pointer to the record. */
  readonly at: string
  readonly notes: Notes
  readonly isOurs: boolean
  readonly language: string
  readonly terms: TermFinder
  readonly mapping: Mapping
  /** What editors have of it. */
  readonly draft: Organization | undefined
  /** The id in the catalogue of the organization above it. */
  readonly parent: string | undefined
}

const taken: ReadonlySet<string> = new Set([
  'name',
  'description',
  'email',
  'website',
  'phones',
  'attributes',
  'parent_organization_id',
  'services',
])
const takenOfPhone: ReadonlySet<string> = new Set(['number', 'type'])
const MOST_NAME = 200

/** A record of HSDS as an organization of the catalogue. What HSDS can't say stays as the draft has it. */
export function readOrganization(record: Fields, reading: OrganizationReading): Organization {
  const { id, at, notes, language, draft } = reading
  notes.addOthers(record, at, taken)
  const name = lineOf(record, 'name', { ...reading, most: MOST_NAME }) ?? id
  const description = lineOf(record, 'description', reading) ?? name
  const kind = kindOf(record, reading)
  const backedBy = backedByOf(kind, reading)
  const email = mailboxIn(record, 'email', reading)
  const website = addressIn(record, 'website', { ...reading, known: draft?.website })
  const phone = phoneOf(record, reading)
  return {
    id,
    name,
    kind,
    description: translated(description, draft?.description, { notes, pointer: `${at}/description`, language }),
    ...(website !== undefined && { website }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(backedBy !== undefined && { backedBy }),
  }
}

function kindOf(record: Fields, { id, at, notes, terms, mapping, draft }: OrganizationReading): Kind {
  let said: Kind | undefined
  for (const { item, at: place } of listOf(record, 'attributes')) {
    if (item.label === OWN_ID) continue
    const found = terms.ofAttribute(item)
    const kind = found?.find(({ taxonomy }) => taxonomy === kindTaxonomy.id)?.term
    if (kind === 'formal' || kind === 'informal') said = kind
    else if (found === undefined || found.length > 0) notes.add(`${at}${place}`, 'no-field')
  }
  const kind = said ?? mapping.kinds.get(id) ?? mapping.kinds.get(textOf(record, 'id')?.toLowerCase() ?? '')
  if (kind !== undefined || draft !== undefined) return kind ?? draft?.kind ?? 'formal'
  if (mapping.kind === undefined) notes.add(at, 'assumed-kind')
  return mapping.kind ?? 'formal'
}

function backedByOf(kind: Kind, { id, at, notes, parent }: OrganizationReading): string | undefined {
  if (parent === undefined || (kind === 'informal' && parent !== id)) return parent
  notes.add(`${at}/parent_organization_id`, 'no-field', 'Only an informal organization has another one behind it here.')
  return undefined
}

function phoneOf(record: Fields, { at, notes }: OrganizationReading): string | undefined {
  let first: string | undefined
  for (const { item, at: place } of listOf(record, 'phones')) {
    if (first !== undefined) notes.add(`${at}${place}`, 'one-only')
    else {
      first = phoneIn(item, { notes, at: `${at}${place}` })
      notes.addOthers(item, `${at}${place}`, takenOfPhone)
    }
  }
  return first
}
