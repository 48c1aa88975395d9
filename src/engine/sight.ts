import type { Compiled } from './compiled.js'
import type { CompiledTaxonomy, Terms } from './taxonomies.js'

/**
 * How services are looked at (section 2). Everything that is asked is a set of terms: a service shows it when it carries
 * one of them. Each set is a bit, so that one pass over the terms of a service tells all that it shows.
 */
export interface Sight {
  /** 32-bit words that the bits of one service take. */
  readonly width: number
  /** By term number, `width` words: the bits of the sets that the term is in. */
  readonly masks: Int32Array
}

/** The place of a set among the bits. */
export type Bit = number

/** Terms with consecutive numbers and, with `above`, the ancestors of the first. */
interface TermSet {
  readonly from: number
  readonly to: number
  readonly above: boolean
}

/** Gives each set of terms that somebody asks about a bit. */
export class SightMaker {
  readonly #terms: Terms
  readonly #sets: TermSet[] = []
  readonly #known = new Map<string, Bit>()

  constructor(terms: Terms) {
    this.#terms = terms
  }

  /** Shown by who *has* the term. */
  has({ overlaps }: CompiledTaxonomy, term: number): Bit {
    return this.#bit(`has ${term}`, { from: term, to: overlaps ? this.#end(term) : term + 1, above: true })
  }

  /** Shown by who has the term, and not only *widely*. */
  fully({ overlaps }: CompiledTaxonomy, term: number): Bit {
    return this.#bit(`fully ${term}`, { from: term, to: overlaps ? this.#end(term) : term + 1, above: false })
  }

  /** Shown by who *is hit by* an exclusion of the term. */
  hit(term: number): Bit {
    return this.#bit(`hit ${term}`, { from: term, to: this.#end(term), above: false })
  }

  /** Shown by who carries any term of the taxonomy. */
  any({ id, first, end }: CompiledTaxonomy): Bit {
    return this.#bit(`any ${id}`, { from: first, to: end, above: false })
  }

  make(): Sight {
    const width = (this.#sets.length >>> 5) + 1
    const masks = new Int32Array(this.#terms.ids.length * width)
    for (const [bit, { from, to, above }] of this.#sets.entries()) {
      const mark = (term: number): void => {
        masks[term * width + (bit >>> 5)] = (masks[term * width + (bit >>> 5)] ?? 0) | (1 << (bit & 31))
      }
      for (let term = from; term < to; term += 1) mark(term)
      if (!above) continue
      for (let term = this.#parent(from); term !== -1; term = this.#parent(term)) mark(term)
    }
    return { width, masks }
  }

  #bit(key: string, set: TermSet): Bit {
    const bit = this.#known.get(key) ?? this.#sets.push(set) - 1
    this.#known.set(key, bit)
    return bit
  }

  #end(term: number): number {
    return this.#terms.ends[term] ?? 0
  }

  #parent(term: number): number {
    return this.#terms.parents[term] ?? -1
  }
}

/** All that one service shows; `look` writes it. */
export type Shown = Int32Array

/** Looks at service `s`, by number: writes its bits into `shown`, which is `width` long. */
export function look({ services }: Compiled, { width, masks }: Sight, s: number, shown: Shown): Shown {
  const start = services.starts[s] ?? 0
  const end = services.starts[s + 1] ?? 0
  for (let word = 0; word < width; word += 1) {
    let bits = 0
    for (let i = start; i < end; i += 1) bits |= masks[(services.terms[i] ?? 0) * width + word] ?? 0
    shown[word] = bits
  }
  return shown
}

export function shows(shown: Shown, bit: Bit): boolean {
  return (((shown[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
}
