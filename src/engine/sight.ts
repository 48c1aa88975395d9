import type { Compiled } from './compiled.js'
import type { CompiledTaxonomy, Terms } from './taxonomies.js'

/**
 * How services are looked at (section 2). Everything that is asked is a set of terms, and a service shows it when it carries
 * one of them: terms with consecutive numbers, from `from` up to, not with, `to`; with `above` also the ancestors of the first.
 */
export interface TermSet {
  readonly from: number
  readonly to: number
  readonly above: boolean
}

/** What can be asked about a term. */
export interface TermSets {
  /** Shown by who *has* the term. */
  readonly has: TermSet
  /** Shown by who has the term, and not only *widely*. */
  readonly fully: TermSet
  /** Shown by who *is hit by* an exclusion of the term. */
  readonly hit: TermSet
  /** Only in a restrictive taxonomy: shown by who carries any of its terms. */
  readonly any: TermSet | undefined
}

export function setsFor({ ends, parents }: Terms, taxonomy: CompiledTaxonomy, term: number): TermSets {
  const setUpTo = (to: number, above: boolean): TermSet => ({ from: term, to, above })
  const hit = setUpTo(ends[term] ?? 0, false)
  const fully = taxonomy.overlaps ? hit : setUpTo(term + 1, false)
  return {
    has: parents[term] === -1 ? fully : setUpTo(fully.to, true),
    fully,
    hit,
    any: taxonomy.restrictive ? taxonomy : undefined,
  }
}

/** Whether one service shows a set. */
export type Shows = (set: TermSet) => boolean

/** Looks at service `s`, by number. */
export function look({ services: { starts, terms }, terms: { ends } }: Compiled, s: number): Shows {
  const start = starts[s] ?? 0
  const end = starts[s + 1] ?? 0
  return ({ from, to, above }) => {
    for (let i = start; i < end; i += 1) {
      const term = terms[i] ?? 0
      if (term >= to) return false
      if (term >= from || (above && (ends[term] ?? 0) > from)) return true
    }
    return false
  }
}

/** A number that no other set has. */
export function setKey({ from, to, above }: TermSet, { ids }: Terms): number {
  return (from * (ids.length + 1) + to) * 2 + (above ? 1 : 0)
}

export function* termsOf({ from, to, above }: TermSet, { parents }: Terms): Iterable<number> {
  for (let term = from; term < to; term += 1) yield term
  if (!above) return
  for (let term = parents[from] ?? -1; term !== -1; term = parents[term] ?? -1) yield term
}
