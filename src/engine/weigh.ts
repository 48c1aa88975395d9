import type { Ask, AskedExclusion, AskedWish, Demand } from './ask.js'
import type { Compiled, Index } from './compiled.js'
import type { CompiledTaxonomy } from './taxonomies.js'

/** How one service, by number, stands to terms, demands, exclusions and wishes (sections 2 and 5). */

export const hasNot = 0
export const hasWidely = 1
export const hasFully = 2

/** Whether service `s` has the term: not, only through a wider one, or fully. */
export function has({ services, terms }: Compiled, s: number, taxonomy: CompiledTaxonomy, term: number): number {
  const below = taxonomy.overlaps ? (terms.ends[term] ?? 0) : term + 1
  let found = hasNot
  for (let i = services.starts[s] ?? 0; i < (services.starts[s + 1] ?? 0); i += 1) {
    const own = services.terms[i] ?? 0
    if (own >= below) break
    if (own >= term) return hasFully
    if (term < (terms.ends[own] ?? 0)) found = hasWidely
  }
  return found
}

/** Whether service `s` carries a term from number `first` up to, not with, `end`. */
export function carries({ services }: Compiled, s: number, { first, end }: { first: number; end: number }): boolean {
  for (let i = services.starts[s] ?? 0; i < (services.starts[s + 1] ?? 0); i += 1) {
    const own = services.terms[i] ?? 0
    if (own >= end) return false
    if (own >= first) return true
  }
  return false
}

export function meets(content: Compiled, s: number, { taxonomy, terms }: Demand): boolean {
  for (const term of terms) if (has(content, s, taxonomy, term) !== hasNot) return true
  return taxonomy.restrictive && !carries(content, s, taxonomy)
}

/** Whether the service has the excluded term or one below it. */
export function isHitBy(content: Compiled, s: number, { term }: AskedExclusion): boolean {
  return carries(content, s, { first: term, end: content.terms.ends[term] ?? 0 })
}

/** One bit, 2^position, for each question that must go before the service is a candidate; 0 where it is one. */
export function blockedBy(content: Compiled, s: number, { exclusions, demands }: Ask): number {
  let questions = 0
  for (const exclusion of exclusions) if (isHitBy(content, s, exclusion)) questions |= exclusion.questions
  for (const demand of demands) {
    if (demand.bit === 0 && !meets(content, s, demand)) questions |= 1 << demand.question.position
  }
  return questions
}

/** Whether it is for some people only in a way that nobody asked about (`onlyFor` is not empty). */
export function isInDoubt(content: Compiled, s: number, { undemanded }: Ask): boolean {
  return undemanded.some((taxonomy) => carries(content, s, taxonomy))
}

/** What a wish adds to the gain: all of it, or half for a wider term, and half of that where a choice has it already. */
export function worth(content: Compiled, s: number, wish: AskedWish, covered: boolean): number {
  const degree = has(content, s, wish.taxonomy, wish.term)
  if (degree === hasNot) return 0
  const points = degree === hasWidely ? wish.points >> 1 : wish.points
  return covered && wish.question.spread ? points >> 1 : points
}

/** Whether a service has a term (section 2); not where the release has no such service, taxonomy or term. */
export function hasTerm({ content }: Index, serviceId: string, taxonomyId: string, termId: string): boolean {
  const service = content.services.numbers.get(serviceId)
  const taxonomy = content.terms.taxonomies.get(taxonomyId)
  const term = taxonomy?.numbers.get(termId)
  if (service === undefined || taxonomy === undefined || term === undefined) return false
  return has(content, service, taxonomy, term) !== hasNot
}
