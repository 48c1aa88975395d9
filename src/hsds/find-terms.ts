import type { Taxonomy } from '../engine/index.js'
import { type Fields, isFields, textOf } from './fields.js'
import type { UuidOf } from './ids.js'
import type { Mapping } from './mapping.js'
import { AREA, builtInTaxonomies, LANGUAGE } from './own-taxonomies.js'

export interface FoundTerm {
  readonly taxonomy: string
  readonly term: string
}

/** The terms that stand for what a record names; undefined where nobody knows any. */
export interface TermFinder {
  ofAttribute(attribute: Fields): readonly FoundTerm[] | undefined
  ofLanguage(language: Fields): readonly FoundTerm[] | undefined
  ofArea(area: Fields): readonly FoundTerm[] | undefined
  /** What to write in the mapping file for an attribute, a language or an area. */
  nameOfAttribute(attribute: Fields): string
  nameOfLanguage(language: Fields): string
  nameOfArea(area: Fields): string
}

export interface TermFinderOptions {
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly mapping: Mapping
  readonly uuidOf: UuidOf
}

/** Finds terms by their UUIDs, as this software makes them, and else in the mapping file. */
export function createTermFinder({ taxonomies, mapping, uuidOf }: TermFinderOptions): TermFinder {
  const byUuid = new Map<string, FoundTerm>()
  const known = new Set<string>()
  const learn = (taxonomy: string, term: string): void => {
    byUuid.set(uuidOf('taxonomy_term', taxonomy, term), { taxonomy, term })
    known.add(`${taxonomy}:${term}`)
  }
  for (const { id, terms } of builtInTaxonomies) for (const term of Object.keys(terms)) learn(id, term)
  for (const { id, terms } of taxonomies.values()) for (const term of terms) learn(id, term.id)

  const find = (names: readonly (string | undefined)[]): readonly FoundTerm[] | undefined => {
    for (const name of names) {
      if (name === undefined) continue
      const own = byUuid.get(name.toLowerCase())
      if (own !== undefined) return [own]
      const mapped = mapping.terms.get(name)
      if (mapped?.every((term) => known.has(term))) return mapped.map(parted)
    }
    return undefined
  }
  return {
    ofAttribute: (attribute) => find(namesOfAttribute(attribute)),
    ofLanguage(language) {
      const code = textOf(language, 'code')?.toLowerCase()
      if (code !== undefined && known.has(`${LANGUAGE}:${code}`)) return [{ taxonomy: LANGUAGE, term: code }]
      return find(namesOfLanguage(language))
    },
    ofArea(area) {
      const uri = textOf(area, 'uri')
      return find([uri?.slice(uri.lastIndexOf('/') + 1), uri, ...namesOfArea(area)])
    },
    nameOfAttribute: (attribute) => namesOfAttribute(attribute).findLast((name) => name !== undefined) ?? '',
    nameOfLanguage: (language) => namesOfLanguage(language)[0] ?? '',
    nameOfArea: (area) => namesOfArea(area)[0] ?? textOf(area, 'uri') ?? '',
  }
}

function parted(name: string): FoundTerm {
  const [taxonomy = '', term = ''] = name.split(':')
  return { taxonomy, term }
}

function namesOfAttribute(attribute: Fields): (string | undefined)[] {
  const term = isFields(attribute.taxonomy_term) ? attribute.taxonomy_term : {}
  const detail = isFields(term.taxonomy_detail) ? term.taxonomy_detail : {}
  const taxonomy = textOf(detail, 'name') ?? textOf(term, 'taxonomy')
  const within = (name: string | undefined) => (taxonomy && name ? `${taxonomy}:${name}` : undefined)
  const names = [textOf(term, 'name'), textOf(term, 'code')]
  return [textOf(attribute, 'taxonomy_term_id'), textOf(term, 'id'), textOf(term, 'term_uri'), ...names.map(within)]
}

function namesOfLanguage(language: Fields): string[] {
  return [textOf(language, 'code')?.toLowerCase(), textOf(language, 'name')].flatMap((name) =>
    name === undefined ? [] : [`${LANGUAGE}:${name}`],
  )
}

function namesOfArea(area: Fields): string[] {
  const name = textOf(area, 'name')
  return name === undefined ? [] : [`${AREA}:${name}`]
}
