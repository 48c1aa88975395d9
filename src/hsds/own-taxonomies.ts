import type { CapacityStatus, Kind } from '../engine/index.js'

/** What the catalogue knows as fields, and HSDS only as terms. Their names are English, as the words of HSDS are. */

interface BuiltIn<Id extends string> {
  readonly id: string
  readonly name: string
  readonly terms: Readonly<Record<Id, string>>
}

export const kindTaxonomy: BuiltIn<Kind> = {
  id: 'kind',
  name: 'Formal or informal',
  terms: {
    formal: 'Formal: helping is its office or its profession',
    informal: 'Informal: volunteers, neighbours, people who went through it',
  },
}

/** No taxonomy of editors has such an id, since theirs start with a letter. */
export const capacityTaxonomy: BuiltIn<CapacityStatus> = {
  id: '-capacity',
  name: 'How much room it has',
  terms: {
    open: 'Open: there is room',
    limited: 'Limited: there is little room',
    waitlist: 'Waiting list',
    full: 'Full: nobody can be added',
  },
}

export const builtInTaxonomies: readonly BuiltIn<string>[] = [capacityTaxonomy, kindTaxonomy]
export const builtInLanguage = 'en'

/** The taxonomies that have a table of their own in HSDS, beside being terms. */
export const LANGUAGE = 'language'
export const AREA = 'area'
