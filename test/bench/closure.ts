import { capacityOrder } from '../../src/engine/compiled.js'
import { rotated } from '../../src/engine/fair-key.js'
import type { BenchCatalogue } from './catalogue.js'
import { numberTerms, type Standing, type TermNumbers } from './peer.js'

/** A service with all that follows from its terms resolved beforehand. */
export interface Resolved extends Standing {
  readonly has: ReadonlySet<number>
  /** Not through a wider term alone. */
  readonly hasFully: ReadonlySet<number>
  /** What excludes it. */
  readonly isHitBy: ReadonlySet<number>
  /** Terms in a taxonomy where none means "for everyone"; nothing the bench asks is about these. */
  readonly inDoubt: boolean
}

/** Those that can be chosen at all, so not what is inactive or full. */
export function resolve({ content, capacities }: BenchCatalogue): Resolved[] {
  const numbers = numberTerms(content)
  const kindOf = new Map(content.organizations.map(({ id, kind }) => [id, kind]))
  const statusOf = new Map(capacities.map(({ service, status }) => [service, status]))
  const trees = new Map(content.taxonomies.map((taxonomy) => [taxonomy.id, treeOf(taxonomy, numbers)]))
  return content.services.flatMap(({ id, organization, status, terms }) => {
    const capacity = statusOf.get(id) ?? 'open'
    if (status === 'inactive' || capacity === 'full') return []
    const kind = kindOf.get(organization)!
    const own = numbers.get(`kind/${kind}`)!
    const has = new Set([own])
    const hasFully = new Set([own])
    const isHitBy = new Set([own])
    let inDoubt = false
    for (const [taxonomy, carried] of Object.entries(terms)) {
      const tree = trees.get(taxonomy)!
      if (tree.isRestrictive && carried.length > 0) inDoubt = true
      for (const term of carried) {
        const [wider, narrower] = [tree.above(term), tree.below(term)]
        for (const one of wider) isHitBy.add(one)
        for (const one of narrower) has.add(one)
        hasFully.add(numbers.get(`${taxonomy}/${term}`)!)
        if (!tree.overlaps) continue
        for (const one of wider) has.add(one)
        for (const one of wider) hasFully.add(one)
      }
    }
    return {
      id,
      organization,
      kind,
      capacity: capacityOrder.indexOf(capacity),
      organizationKey: rotated(content.rotation, organization),
      serviceKey: rotated(content.rotation, id),
      has,
      hasFully,
      isHitBy,
      inDoubt,
    }
  })
}

function treeOf({ id, match, untagged, terms }: BenchCatalogue['content']['taxonomies'][number], numbers: TermNumbers) {
  const parents = new Map(terms.map((term) => [term.id, term.parent]))
  const number = (term: string): number => numbers.get(`${id}/${term}`)!
  const chain = (term: string | undefined): string[] => (term === undefined ? [] : [term, ...chain(parents.get(term))])
  const below = new Map<string, number[]>()
  for (const term of terms) {
    for (const wider of chain(term.id)) below.set(wider, [...(below.get(wider) ?? []), number(term.id)])
  }
  return {
    overlaps: match === 'overlaps',
    isRestrictive: untagged === 'all',
    /** The term and all wider ones. */
    above: (term: string): number[] => chain(term).map(number),
    /** The term and all narrower ones. */
    below: (term: string): number[] => below.get(term) ?? [],
  }
}
