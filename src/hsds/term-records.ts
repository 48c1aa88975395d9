import type { Taxonomy, Term } from '../engine/index.js'
import type { AttributeRecord, TaxonomyRecord, TermRecord } from './hsds-schemas.js'
import { givenUuid, type Table, type UuidOf } from './ids.js'
import { known, textIn } from './known.js'
import { builtInLanguage, builtInTaxonomies } from './own-taxonomies.js'
import type { RecordSettings } from './records.js'

/** The taxonomies of a catalogue and their terms, and those that are built in. */
export interface TermRecords {
  /** Those that are built in first. */
  readonly taxonomies: readonly TaxonomyRecord[]
  /** By `taxonomy/term`. */
  readonly terms: ReadonlyMap<string, TermRecord>
}

/** Label of the attribute that says what a record is called in the catalogue. */
export const OWN_ID = 'mokummatch:id'

/** Attributes of the record of a table that belongs to an owner, such as `koffie`, or `koffie/hal` of its place. */
export interface Attributes {
  /** @param key `taxonomy/term`; one that there is not gives none */
  term(table: Table, owner: string, key: string, value?: string): AttributeRecord[]
  /** The id in the catalogue, where the record's UUID was made from it. */
  ownId(table: Table, owner: string, id: string): AttributeRecord[]
}

export function createAttributes(terms: TermRecords['terms'], uuidOf: UuidOf): Attributes {
  return {
    term(table, owner, key, value) {
      const term = terms.get(key)
      if (term === undefined) return []
      const { id: termId, taxonomy: label } = term
      const id = uuidOf('attribute', table, owner, key)
      return [known({ id, link_entity: table, label, value, taxonomy_term_id: termId, taxonomy_term: term })]
    },
    ownId(table, owner, value) {
      if (givenUuid(table, value) !== undefined) return []
      return [{ id: uuidOf('attribute', table, owner, OWN_ID), link_entity: table, label: OWN_ID, value }]
    },
  }
}

export function termRecords(
  documents: ReadonlyMap<string, Taxonomy>,
  { uuidOf, publicUrl, language }: RecordSettings,
): TermRecords {
  const taxonomies: TaxonomyRecord[] = []
  const terms = new Map<string, TermRecord>()
  const taxonomyRecord = (id: string, name: string, uri?: string): TaxonomyRecord =>
    known({ id: uuidOf('taxonomy', id), name, description: name, uri })
  const termRecord = (taxonomy: string, detail: TaxonomyRecord, term: Term, spoken: string): TermRecord => {
    const name = textIn(term.name, spoken)
    return known({
      id: uuidOf('taxonomy_term', taxonomy, term.id),
      code: term.id,
      name,
      description: term.says === undefined ? name : textIn(term.says, spoken),
      parent_id: term.parent && uuidOf('taxonomy_term', taxonomy, term.parent),
      taxonomy: detail.name,
      taxonomy_id: detail.id,
      taxonomy_detail: detail,
      language: spoken,
    })
  }
  for (const { id, name, terms: own } of builtInTaxonomies) {
    const detail = taxonomyRecord(id, name)
    taxonomies.push(detail)
    for (const [term, words] of Object.entries(own)) {
      const document = { id: term, name: { [builtInLanguage]: words } }
      terms.set(`${id}/${term}`, termRecord(id, detail, document, builtInLanguage))
    }
  }
  for (const { id, name, terms: own } of documents.values()) {
    const detail = taxonomyRecord(id, textIn(name, language), `${publicUrl}/v1/taxonomies/${id}`)
    taxonomies.push(detail)
    for (const term of own) terms.set(`${id}/${term.id}`, termRecord(id, detail, term, language))
  }
  return { taxonomies, terms }
}
