import type { Compiled } from './compiled.js'
import type { CompiledTaxonomy, Terms } from './taxonomies.js'

/**
 * How services are looked at (section 2). Everything that is asked is a set of terms: a service shows it when it carries
 * one of them. Each set is a bit of what a service shows.
 */
export interface Sight {
  /** By bit. */
  readonly sets: readonly TermSet[]
  readonly terms: Terms
}

/** The place of a set among the bits. */
export type Bit = number

/** Terms with consecutive numbers and, with `above`, the ancestors of the first. */
export interface TermSet {
  readonly from: number
  readonly to: number
  readonly above: boolean
}

/** Gives each set of terms that somebody asks about a bit. */
export class SightMaker {
  readonly #terms: Terms
  readonly #sets: TermSet[] = []
  readonly #known = new Map<number, Bit>()

  constructor(terms: Terms) {
    this.#terms = terms
  }

  /** Shown by who *has* the term. */
  has({ overlaps }: CompiledTaxonomy, term: number): Bit {
    return this.#bit(term, overlaps ? this.#end(term) : term + 1, true)
  }

  /** Shown by who has the term, and not only *widely*. */
  fully({ overlaps }: CompiledTaxonomy, term: number): Bit {
    return this.#bit(term, overlaps ? this.#end(term) : term + 1, false)
  }

  /** Shown by who *is hit by* an exclusion of the term. */
  hit(term: number): Bit {
    return this.#bit(term, this.#end(term), false)
  }

  /** Shown by who carries the term itself. */
  carried(term: number): Bit {
    return this.#bit(term, term + 1, false)
  }

  /** Shown by who carries any term of the taxonomy. */
  any({ first, end }: CompiledTaxonomy): Bit {
    return this.#bit(first, end, false)
  }

  make(): Sight {
    return { sets: this.#sets, terms: this.#terms }
  }

  #bit(from: number, to: number, above: boolean): Bit {
    const set = { from, to, above: above && this.#terms.parents[from] !== -1 }
    const key = setKey(set, this.#terms.ids.length)
    const bit = this.#known.get(key) ?? this.#sets.push(set) - 1
    this.#known.set(key, bit)
    return bit
  }

  #end(term: number): number {
    return this.#terms.ends[term] ?? 0
  }
}

/** A number that no other set has, of terms of which there are `total`. */
export function setKey({ from, to, above }: TermSet, total: number): number {
  return (from * (total + 1) + to) * 2 + (above ? 1 : 0)
}

/** Whether one service shows a set. */
export type Shows = (bit: Bit) => boolean

/** Looks at service `s`, by number. */
export function look(content: Compiled, { sets, terms }: Sight, s: number): Shows {
  return (bit) => {
    const set = sets[bit]
    return set !== undefined && showsSet(content, terms, s, set)
  }
}

function showsSet({ services }: Compiled, { ends }: Terms, s: number, { from, to, above }: TermSet): boolean {
  const end = services.starts[s + 1] ?? 0
  for (let i = services.starts[s] ?? 0; i < end; i += 1) {
    const term = services.terms[i] ?? 0
    if (term >= to) return false
    if (term >= from || (above && (ends[term] ?? 0) > from)) return true
  }
  return false
}

export function* termsOf({ from, to, above }: TermSet, { parents }: Terms): Iterable<number> {
  for (let term = from; term < to; term += 1) yield term
  if (!above) return
  for (let term = parents[from] ?? -1; term !== -1; term = parents[term] ?? -1) yield term
}
