import type { Candidates } from './candidates.js'
import type { CapacityStatus, Kind, Service } from './documents.js'
import type { CompiledQuestionSet } from './question-sets.js'
import type { Terms } from './taxonomies.js'

/** A release in the form that a match reads. Nothing changes it. */
export interface Index {
  readonly content: Compiled
  /** Kept beside the content, so that a changed capacity compiles nothing. */
  readonly capacities: Capacities
  readonly candidates: Candidates
  readonly candidatesBeside: (capacities: Capacities) => Candidates
}

/** A way to find candidates in a compiled release: prepares it once for all capacities. `scan` is the plain one. */
export type PrepareCandidates = (content: Compiled) => (capacities: Capacities) => Candidates

/** By service number: the place of its status in `capacityOrder`. */
export type Capacities = Uint8Array

/** The order of rule 3 of section 6; `full` is out. */
export const capacityOrder: readonly CapacityStatus[] = ['open', 'limited', 'waitlist', 'full']
export const full = 3

/** Services and organizations are numbered in the order of their ids, so a smaller number is a smaller id. */
export interface Compiled {
  readonly release: number
  readonly releaseDigest: string
  readonly rotation: string
  readonly terms: Terms
  readonly questionSets: ReadonlyMap<string, CompiledQuestionSet>
  readonly organizations: Organizations
  readonly services: Services
}

export interface Organizations {
  readonly ids: readonly string[]
  /** Number of the term of `kind`. */
  readonly kinds: Int32Array
  readonly rotated: Uint32Array
}

export interface Services {
  readonly ids: readonly string[]
  readonly organizations: Int32Array
  readonly active: Uint8Array
  /** The terms of service *s*, its kind included, ascending: `terms[starts[s]]` up to, not with, `terms[starts[s + 1]]`. */
  readonly starts: Int32Array
  readonly terms: Int32Array | Uint16Array
  readonly rotated: Uint32Array
}

/** @throws Error where it is not there: publishing refuses such a release. */
export function expected<T>(found: T | undefined, what: string, id: string): T {
  if (found === undefined) throw new Error(`There is no ${what} ${id}.`)
  return found
}

export function sortById<T extends { readonly id: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The number of a service; undefined where there is none with this id. */
export function serviceNumber({ services: { ids } }: Compiled, id: string): number | undefined {
  let from = 0
  let to = ids.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((ids[middle] ?? '') < id) from = middle + 1
    else to = middle
  }
  return ids[from] === id ? from : undefined
}

/** The number of the organization of a service. */
export function organizationOf({ services }: Compiled, service: number): number {
  return services.organizations[service] ?? 0
}

/** The kind of the organization of a service. */
export function kindOf(content: Compiled, service: number): Kind {
  return content.terms.ids[content.organizations.kinds[organizationOf(content, service)] ?? 0] as Kind
}

/** The terms that a service carries as its document has them: ids by taxonomy. Empty where there is no such service. */
export function termsOf({ content }: Pick<Index, 'content'>, id: string): Service['terms'] {
  const { starts, terms } = content.services
  const service = serviceNumber(content, id) ?? starts.length
  const carried: Record<string, string[]> = {}
  let i = starts[service] ?? 0
  const end = starts[service + 1] ?? i
  // Both in the order of the numbers of terms.
  for (const taxonomy of content.terms.taxonomies.values()) {
    const own: string[] = []
    for (; i < end && (terms[i] ?? 0) < taxonomy.to; i += 1) own.push(content.terms.ids[terms[i] ?? 0] ?? '')
    if (own.length > 0 && taxonomy.id !== 'kind') carried[taxonomy.id] = own
  }
  return carried
}
