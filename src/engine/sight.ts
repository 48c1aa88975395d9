import type { Compiled } from './compiled.js'
import type { CompiledTaxonomy, Terms } from './taxonomies.js'

/**
 * How services are looked at (section 2). Everything that is asked is a set of terms: a service shows it when it carries
 * one of them. Each set is a bit, so that one pass over the terms of a service tells all that it shows.
 */
export interface Sight {
  /** 32-bit words that the bits of one service take. */
  readonly width: number
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
    return { width: (this.#sets.length >>> 5) + 1, sets: this.#sets, terms: this.#terms }
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

/** All that one service shows. */
export type Shown = Int32Array

/** Looks at service `s`, by number. */
export function look(content: Compiled, sight: Sight, s: number): Shown {
  const shown = new Int32Array(sight.width)
  for (let bit = 0; bit < sight.sets.length; bit += 1) {
    if (showsSet(content, sight, s, bit)) shown[bit >>> 5] = (shown[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
  return shown
}

/** Whether service `s` shows one set: for who asks about one. */
export function showsSet({ services }: Compiled, { sets, terms: { ends } }: Sight, s: number, bit: Bit): boolean {
  const set = sets[bit]
  const end = services.starts[s + 1] ?? 0
  for (let i = services.starts[s] ?? 0; set !== undefined && i < end; i += 1) {
    const term = services.terms[i] ?? 0
    if (term >= set.to) return false
    if (term >= set.from || (set.above && (ends[term] ?? 0) > set.from)) return true
  }
  return false
}

/** By term number, `width` words: the bits of the sets that the term is in. For who looks at many services. */
export interface Masks {
  readonly width: number
  readonly words: Int32Array
}

export function masksOf({ width, sets, terms }: Sight): Masks {
  const words = new Int32Array(terms.ids.length * width)
  for (const [bit, set] of sets.entries()) {
    for (const term of termsOf(set, terms)) {
      const word = term * width + (bit >>> 5)
      words[word] = (words[word] ?? 0) | (1 << (bit & 31))
    }
  }
  return { width, words }
}

export function* termsOf({ from, to, above }: TermSet, { parents }: Terms): Iterable<number> {
  for (let term = from; term < to; term += 1) yield term
  if (!above) return
  for (let term = parents[from] ?? -1; term !== -1; term = parents[term] ?? -1) yield term
}

/** The same as `look` gives, written into `shown`, which is `width` long. */
export function lookThrough({ services }: Compiled, { width, words }: Masks, s: number, shown: Shown): Shown {
  const start = services.starts[s] ?? 0
  const end = services.starts[s + 1] ?? 0
  for (let word = 0; word < width; word += 1) {
    let bits = 0
    for (let i = start; i < end; i += 1) bits |= words[(services.terms[i] ?? 0) * width + word] ?? 0
    shown[word] = bits
  }
  return shown
}

export function shows(shown: Shown, bit: Bit): boolean {
  return (((shown[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
}
