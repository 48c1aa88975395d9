import type { Ask, AskedWish, Demand } from './ask.js'
import { type Index, kindOf, organizationOf } from './compiled.js'
import type { Kind } from './documents.js'
import { look, type Shows, setsFor } from './sight.js'

/** How one service, by what it shows, stands to demands, exclusions and wishes (sections 2 and 5). */

export function meets(shows: Shows, { has, any }: Demand): boolean {
  for (const set of has) if (shows(set)) return true
  return any !== undefined && !shows(any)
}

/** One bit, 2^position, for each question that must go before the service is a candidate; 0 where it is one. */
export function blockedBy(shows: Shows, { exclusions, demands }: Ask): number {
  let questions = 0
  for (const exclusion of exclusions) if (shows(exclusion.hit)) questions |= exclusion.questions
  for (const demand of demands) {
    if (demand.tierBit === 0 && !meets(shows, demand)) questions |= demand.questions
  }
  return questions
}

export interface Weight {
  readonly tier: number
  /** How many demands it does not meet. */
  readonly failed: number
  readonly gain: number
  /** 1 where it is for some people only in a way that nobody asked about (`onlyFor` is not empty), else 0. */
  readonly doubt: number
}

/**
 * What a candidate is worth (section 5).
 *
 * @param covered wishes of spread questions that a choice has already: they count for half
 */
export function weigh(shows: Shows, { demands, wishes, undemanded }: Ask, covered: ReadonlySet<AskedWish>): Weight {
  let [tier, failed, gain] = [0, 0, 0]
  for (const demand of demands) {
    if (meets(shows, demand)) continue
    tier |= demand.tierBit
    failed += 1
  }
  for (const wish of wishes) {
    if (shows(wish.has)) gain += earned(wish, shows(wish.fully), covered.has(wish))
  }
  return { tier, failed, gain, doubt: undemanded.some(shows) ? 1 : 0 }
}

/** What a wish gives a service that has it: half where only widely, and half of that beside a choice that has it too. */
export function earned({ points }: Pick<AskedWish, 'points'>, isFully: boolean, isCovered: boolean): number {
  return (points >> (isFully ? 0 : 1)) >> (isCovered ? 1 : 0)
}

/** What can be asked of services beside any match. */
export interface ServiceFilter {
  /** Id. */
  readonly organization: string | undefined
  readonly kind: Kind | undefined
  /** All of these, as [taxonomy id, term id]; a term counts as in a match (section 2). Nobody has an unknown one. */
  readonly terms: readonly (readonly [string, string])[]
}

/** Tells of services, by their place in the order of ids, whether they are active and as is asked. */
export function passing(
  { content }: Index,
  { organization, kind, terms }: ServiceFilter,
): (service: number) => boolean {
  const sets = terms.map(([taxonomyId, termId]) => {
    const taxonomy = content.terms.taxonomies.get(taxonomyId)
    const term = taxonomy?.numbers.get(termId)
    return taxonomy === undefined || term === undefined ? undefined : setsFor(content.terms, taxonomy, term).has
  })
  return (service) => {
    if (content.services.active[service] !== 1) return false
    if (organization !== undefined && content.organizations.ids[organizationOf(content, service)] !== organization) {
      return false
    }
    if (kind !== undefined && kindOf(content, service) !== kind) return false
    const shows = look(content, service)
    return sets.every((set) => set !== undefined && shows(set))
  }
}
