import { expected } from './compiled.js'
import type { Content } from './documents.js'

/**
 * The terms of all taxonomies, numbered so that a term's descendants are the numbers that follow it: *d* is below *t*,
 * or *t* itself, exactly when `t <= d < ends[t]`. Ancestry is two comparisons, in trees of any depth.
 */
export interface Terms {
  readonly taxonomies: ReadonlyMap<string, CompiledTaxonomy>
  /** By taxonomy number: those where no term means "for everyone" (`untagged: all`), sorted by id. */
  readonly restrictive: readonly CompiledTaxonomy[]
  readonly ids: readonly string[]
  readonly ends: Int32Array
  /** The number of the next wider term; −1 for a widest one. */
  readonly parents: Int32Array
}

export interface CompiledTaxonomy {
  readonly id: string
  /** `match: overlaps` */
  readonly overlaps: boolean
  /** `untagged: all` */
  readonly restrictive: boolean
  /** Its terms are the numbers from `first` up to, not with, `end`. */
  readonly first: number
  readonly end: number
  readonly numbers: ReadonlyMap<string, number>
  /** Other notation → term id. */
  readonly codes: ReadonlyMap<string, string>
}

type TaxonomyContent = Content['taxonomies'][number]

const kind: TaxonomyContent = {
  id: 'kind',
  match: 'covers',
  untagged: 'none',
  terms: [
    { id: 'formal', name: {} },
    { id: 'informal', name: {} },
  ],
}

export function compileTerms(taxonomies: Content['taxonomies']): Terms {
  const sorted = [...taxonomies, kind].sort((a, b) => (a.id < b.id ? -1 : 1))
  const total = sorted.reduce((sum, taxonomy) => sum + taxonomy.terms.length, 0)
  const tree: Tree = { ids: [], ends: new Int32Array(total), parents: new Int32Array(total) }
  const compiled = sorted.map((taxonomy) => compileTaxonomy(taxonomy, tree))
  return {
    taxonomies: new Map(compiled.map((taxonomy) => [taxonomy.id, taxonomy])),
    restrictive: compiled.filter((taxonomy) => taxonomy.restrictive),
    ...tree,
  }
}

interface Tree {
  readonly ids: string[]
  readonly ends: Int32Array
  readonly parents: Int32Array
}

/** Adds the terms of one taxonomy to the tree, each before its children. */
function compileTaxonomy(taxonomy: TaxonomyContent, { ids, ends, parents }: Tree): CompiledTaxonomy {
  const children = new Map<string | undefined, TaxonomyContent['terms'][number][]>()
  for (const term of taxonomy.terms) {
    const siblings = children.get(term.parent)
    if (siblings) siblings.push(term)
    else children.set(term.parent, [term])
  }
  const first = ids.length
  const numbers = new Map<string, number>()
  const codes = new Map<string, string>()
  const add = (parent: string | undefined, parentNumber: number): void => {
    for (const term of children.get(parent) ?? []) {
      const number = ids.push(term.id) - 1
      numbers.set(term.id, number)
      for (const code of term.codes ?? []) codes.set(code, term.id)
      parents[number] = parentNumber
      add(term.id, number)
      ends[number] = ids.length
    }
  }
  add(undefined, -1)
  if (numbers.size < taxonomy.terms.length) {
    throw new Error(
      `The terms of taxonomy ${taxonomy.id} are no forest: a parent is missing, in a circle, or an id stands twice.`,
    )
  }
  return {
    id: taxonomy.id,
    overlaps: taxonomy.match === 'overlaps',
    restrictive: taxonomy.untagged === 'all',
    first,
    end: ids.length,
    numbers,
    codes,
  }
}

/** @throws Error where the release has no such taxonomy or term: publishing refuses such a release. */
export function termNumber(terms: Terms, taxonomyId: string, termId: string): number {
  return numberIn(taxonomyById(terms, taxonomyId), termId)
}

/** @throws Error where the taxonomy has no such term. */
export function numberIn({ id, numbers }: CompiledTaxonomy, termId: string): number {
  return expected(numbers.get(termId), `term in ${id} called`, termId)
}

/** @throws Error where the release has no such taxonomy. */
export function taxonomyById(terms: Terms, id: string): CompiledTaxonomy {
  return expected(terms.taxonomies.get(id), 'taxonomy', id)
}
