import type { Ask, AskedExclusion, AskedWish, Demand } from './ask.js'
import { type Compiled, type Index, kindOf, organizationOf } from './compiled.js'
import type { Kind } from './documents.js'
import { look, type Shown, SightMaker, shows } from './sight.js'
import { termNumber } from './taxonomies.js'

/** How one service, by what it shows, stands to demands, exclusions and wishes (sections 2 and 5). */

export function meets(shown: Shown, { has, any }: Demand): boolean {
  for (const bit of has) if (shows(shown, bit)) return true
  return any !== undefined && !shows(shown, any)
}

export function isHitBy(shown: Shown, { hit }: AskedExclusion): boolean {
  return shows(shown, hit)
}

/** One bit, 2^position, for each question that must go before the service is a candidate; 0 where it is one. */
export function blockedBy(shown: Shown, { exclusions, demands }: Ask): number {
  let questions = 0
  for (const exclusion of exclusions) if (isHitBy(shown, exclusion)) questions |= exclusion.questions
  for (const demand of demands) {
    if (demand.tierBit === 0 && !meets(shown, demand)) questions |= 1 << demand.question.position
  }
  return questions
}

/** Whether it is for some people only in a way that nobody asked about (`onlyFor` is not empty). */
export function isInDoubt(shown: Shown, { undemanded }: Ask): boolean {
  for (const { any } of undemanded) if (shows(shown, any)) return true
  return false
}

export function hasWish(shown: Shown, { has }: AskedWish): boolean {
  return shows(shown, has)
}

/** Whether it has what is wished only through a wider term. */
export function hasWidely(shown: Shown, { has, fully }: AskedWish): boolean {
  return shows(shown, has) && !shows(shown, fully)
}

/** What a wish adds to the gain: all of it, or half for a wider term, and half of that where a choice has it already. */
export function worth(shown: Shown, wish: AskedWish, covered: boolean): number {
  if (!hasWish(shown, wish)) return 0
  const points = shows(shown, wish.fully) ? wish.points : wish.points >> 1
  return covered && wish.question.spread ? points >> 1 : points
}

/** The gain of a service beside choices that cover some wishes, from its gain beside none. */
export function gainBeside(
  content: Compiled,
  { sight }: Ask,
  service: number,
  { alone, covered }: { readonly alone: number; readonly covered: ReadonlySet<AskedWish> },
): number {
  if (covered.size === 0) return alone
  const shown = look(content, sight, service)
  let gain = alone
  for (const wish of covered) gain += worth(shown, wish, true) - worth(shown, wish, false)
  return gain
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
  const maker = new SightMaker(content.terms)
  const bits = terms.map(([taxonomyId, termId]) => {
    const taxonomy = content.terms.taxonomies.get(taxonomyId)
    const term = taxonomy?.numbers.get(termId)
    return taxonomy === undefined || term === undefined ? undefined : maker.has(taxonomy, term)
  })
  const sight = maker.make()
  const ofKind = kind && termNumber(content.terms, 'kind', kind)
  return (service) => {
    if (content.services.active[service] !== 1) return false
    if (organization !== undefined && content.organizations.ids[organizationOf(content, service)] !== organization) {
      return false
    }
    if (ofKind !== undefined && kindOf(content, service) !== ofKind) return false
    const shown = look(content, sight, service)
    return bits.every((bit) => bit !== undefined && shows(shown, bit))
  }
}
