import type { Capacity, Content, Kind } from '../../src/engine/index.js'

/** Section 2 of the matching model for the naive implementation, and what all of its parts share. */

export type Release = Content & { readonly capacities: readonly Pick<Capacity, 'service' | 'status'>[] }

/** Rules that can be broken on purpose, to show that a comparison would notice (the section in front). */
export const faults = [
  '2: a wider term does not count',
  '2: a narrower term does not count where they overlap',
  '3: a skip is taken for the first option',
  '4: combine any and all are swapped',
  '5: a relax number counts once for each demand',
  '5: nothing is in doubt',
  '6: no seats are kept',
  '6: spread halves upwards',
  '6: a waitlist comes before limited room',
  '7: the rotation is not mixed',
] as const
export type Fault = (typeof faults)[number]

export type Service = Content['services'][number]
export type QuestionSet = Content['questionSets'][number]
export type Tokens = ReadonlyMap<string, readonly string[]>

export interface World {
  readonly release: Release
  readonly set: QuestionSet
  readonly fault: Fault | undefined
}

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
export const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byCodeUnit)
export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
export const half = (number: number): number => Math.floor(number / 2)

// ---- 2. When a service has a term

export const kinds = ['formal', 'informal'] as const
const kindTaxonomy: Content['taxonomies'][number] = {
  id: 'kind',
  match: 'covers',
  untagged: 'none',
  terms: kinds.map((id) => ({ id, name: {} })),
}

export const taxonomyOf = (world: World, id: string) =>
  id === 'kind' ? kindTaxonomy : world.release.taxonomies.find((taxonomy) => taxonomy.id === id)!

export const kindOf = (world: World, service: Service): Kind =>
  world.release.organizations.find((organization) => organization.id === service.organization)!.kind

export function termsOf(world: World, service: Service, taxonomy: string): readonly string[] {
  if (taxonomy === 'kind') return [kindOf(world, service)]
  return Object.hasOwn(service.terms, taxonomy) ? service.terms[taxonomy]! : []
}

function ancestorsOf(world: World, taxonomy: string, term: string): string[] {
  const { parent } = taxonomyOf(world, taxonomy).terms.find((one) => one.id === term)!
  return parent === undefined ? [] : [parent, ...ancestorsOf(world, taxonomy, parent)]
}

const isBelow = (world: World, taxonomy: string, term: string, wider: string): boolean =>
  ancestorsOf(world, taxonomy, term).includes(wider)

export function hasNarrowly(world: World, service: Service, taxonomy: string, wanted: string): boolean {
  const overlaps =
    taxonomyOf(world, taxonomy).match === 'overlaps' &&
    world.fault !== '2: a narrower term does not count where they overlap'
  return termsOf(world, service, taxonomy).some(
    (term) => term === wanted || (overlaps && isBelow(world, taxonomy, term, wanted)),
  )
}

export function has(world: World, service: Service, taxonomy: string, wanted: string): boolean {
  if (hasNarrowly(world, service, taxonomy, wanted)) return true
  if (world.fault === '2: a wider term does not count') return false
  return termsOf(world, service, taxonomy).some((term) => isBelow(world, taxonomy, wanted, term))
}

export const meets = (world: World, service: Service, taxonomy: string, wanted: string): boolean =>
  has(world, service, taxonomy, wanted) ||
  (termsOf(world, service, taxonomy).length === 0 && taxonomyOf(world, taxonomy).untagged === 'all')

export const isHitBy = (world: World, service: Service, taxonomy: string, unwanted: string): boolean =>
  termsOf(world, service, taxonomy).some((term) => term === unwanted || isBelow(world, taxonomy, term, unwanted))
