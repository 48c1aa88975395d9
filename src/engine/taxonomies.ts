import { expected, sortById } from './compiled.js'
import type { Taxonomy, Term } from './documents.js'
import type { TermSet } from './sight.js'

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

/** All terms of a taxonomy are a set too. */
export interface CompiledTaxonomy extends TermSet {
  readonly id: string
  /** `match: overlaps` */
  readonly overlaps: boolean
  /** `untagged: all` */
  readonly restrictive: boolean
  readonly numbers: ReadonlyMap<string, number>
  /** Other notation → term id. */
  readonly codes: ReadonlyMap<string, string>
}

type TermContent = Pick<Term, 'id' | 'parent' | 'codes'>
type TaxonomyContent = Pick<Taxonomy, 'id' | 'match' | 'untagged'> & { readonly terms: readonly TermContent[] }

const kind: TaxonomyContent = {
  id: 'kind',
  match: 'covers',
  untagged: 'none',
  terms: [{ id: 'formal' }, { id: 'informal' }],
}

export function compileTerms(taxonomies: readonly TaxonomyContent[]): Terms {
  const tree: Tree = { ids: [], ends: [], parents: [] }
  const compiled = sortById([...taxonomies, kind]).map((taxonomy) => compileTaxonomy(taxonomy, tree))
  return {
    taxonomies: new Map(compiled.map((taxonomy) => [taxonomy.id, taxonomy])),
    restrictive: compiled.filter(({ restrictive }) => restrictive),
    ids: tree.ids,
    ends: Int32Array.from(tree.ends),
    parents: Int32Array.from(tree.parents),
  }
}

/** By number. */
interface Tree {
  readonly ids: string[]
  readonly ends: number[]
  readonly parents: number[]
}

/** Adds the terms of one taxonomy to the tree, each before its children. */
function compileTaxonomy(
  { id, match, untagged, terms }: TaxonomyContent,
  { ids, ends, parents }: Tree,
): CompiledTaxonomy {
  const children = new Map<string | undefined, TermContent[]>()
  for (const term of terms) {
    const siblings = children.get(term.parent)
    if (siblings) siblings.push(term)
    else children.set(term.parent, [term])
  }
  const from = ids.length
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
  // A parent is missing or goes in a circle, or an id stands twice.
  if (numbers.size < terms.length) {
    throw new Error(`The terms of taxonomy ${id} are no forest.`)
  }
  return {
    id,
    overlaps: match === 'overlaps',
    restrictive: untagged === 'all',
    from,
    to: ids.length,
    above: false,
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
