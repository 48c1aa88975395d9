import {
  type Capacity,
  havingTerms,
  type Kind,
  type Organization,
  type QuestionSet,
  type Service,
  type Taxonomy,
} from '../engine/index.js'
import type { Published } from './published.js'

export interface Page<T> {
  readonly items: readonly T[]
  /** The id after which the next page begins; undefined where this is the last. */
  readonly next: string | undefined
}

export interface PageQuery {
  /** The last id of the page before. */
  readonly after: string | undefined
  readonly limit: number
}

export interface ServiceFilter {
  readonly organization: string | undefined
  readonly kind: Kind | undefined
  /** All of these, as [taxonomy id, term id]; a term counts as in a match (section 2 of the matching model). */
  readonly terms: readonly (readonly [string, string])[]
}

export type PublishedService = Service & { readonly capacity: Omit<Capacity, 'service'> }

/** What can be read of a release; documents in the order of their ids. */
export interface Catalogue {
  services(filter: ServiceFilter, query: PageQuery): Page<PublishedService>
  service(id: string): PublishedService | undefined
  organizations(kind: Kind | undefined, query: PageQuery): Page<Organization>
  organization(id: string): Organization | undefined
  /** Without their terms, which can be many. */
  taxonomies(query: PageQuery): Page<Omit<Taxonomy, 'terms'>>
  taxonomy(id: string): Taxonomy | undefined
  questionSets(query: PageQuery): Page<QuestionSet>
  questionSet(id: string): QuestionSet | undefined
}

export function catalogueOf(published: Published): Catalogue {
  const { services, organizations, taxonomies, questionSets } = published
  return {
    services(filter, query) {
      const page = pageOf(services, query, passing(published, filter))
      return { ...page, items: page.items.map((service) => withCapacity(published, service)) }
    },
    service(id) {
      const service = services.get(id)
      return service && withCapacity(published, service)
    },
    organizations: (kind, query) => pageOf(organizations, query, (of) => kind === undefined || of.kind === kind),
    organization: (id) => organizations.get(id),
    taxonomies(query) {
      const page = pageOf(taxonomies, query, () => true)
      return { ...page, items: page.items.map(({ terms: _, ...taxonomy }) => taxonomy) }
    },
    taxonomy: (id) => taxonomies.get(id),
    questionSets: (query) => pageOf(questionSets, query, () => true),
    questionSet: (id) => questionSets.get(id),
  }
}

function passing(published: Published, { organization, kind, terms }: ServiceFilter): (service: Service) => boolean {
  const hasTerms = havingTerms(published.index, terms)
  return (service) =>
    service.status === 'active' &&
    (organization === undefined || service.organization === organization) &&
    (kind === undefined || published.organizations.get(service.organization)?.kind === kind) &&
    hasTerms(service.id)
}

function withCapacity({ capacities }: Published, service: Service): PublishedService {
  const { service: _, ...capacity } = capacities.get(service.id) ?? { service: service.id, status: 'open' as const }
  return { ...service, capacity }
}

function pageOf<T extends { readonly id: string }>(
  documents: ReadonlyMap<string, T>,
  { after, limit }: PageQuery,
  has: (document: T) => boolean,
): Page<T> {
  const items: T[] = []
  for (const document of documents.values()) {
    if ((after !== undefined && document.id <= after) || !has(document)) continue
    if (items.length === limit) return { items, next: items.at(-1)?.id }
    items.push(document)
  }
  return { items, next: undefined }
}
