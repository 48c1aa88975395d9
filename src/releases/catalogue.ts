import {
  type Capacity,
  type Kind,
  type Organization,
  passing,
  type QuestionSet,
  type Service,
  type ServiceFilter,
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
    services(filter, { after, limit }) {
      const page = pageOf(services.after(after, passing(published.index, filter)), limit)
      return { ...page, items: page.items.map((service) => withCapacity(published, service)) }
    },
    service(id) {
      const service = services.get(id)
      return service && withCapacity(published, service)
    },
    organizations(kind, { after, limit }) {
      return pageOf(organizations.after(after), limit, (of) => kind === undefined || of.kind === kind)
    },
    organization: (id) => organizations.get(id),
    taxonomies(query) {
      const page = pageOfMap(taxonomies, query)
      return { ...page, items: page.items.map(({ terms: _, ...taxonomy }) => taxonomy) }
    },
    taxonomy: (id) => taxonomies.get(id),
    questionSets: (query) => pageOfMap(questionSets, query),
    questionSet: (id) => questionSets.get(id),
  }
}

function withCapacity({ capacities }: Published, service: Service): PublishedService {
  const { service: _, ...capacity } = capacities.get(service.id) ?? { service: service.id, status: 'open' as const }
  return { ...service, capacity }
}

interface WithId {
  readonly id: string
}

function pageOf<T extends WithId>(documents: Iterable<T>, limit: number, has = (_: T): boolean => true): Page<T> {
  const items: T[] = []
  for (const document of documents) {
    if (!has(document)) continue
    if (items.length === limit) return { items, next: items.at(-1)?.id }
    items.push(document)
  }
  return { items, next: undefined }
}

function pageOfMap<T extends WithId>(documents: ReadonlyMap<string, T>, { after, limit }: PageQuery): Page<T> {
  return pageOf(documents.values(), limit, ({ id }) => after === undefined || id > after)
}
