import { setImmediate } from 'node:timers/promises'
import type { Capacity, Organization, Service, Taxonomy } from '../engine/index.js'
import type { TaxonomyRecord, TermRecord } from './hsds-schemas.js'
import { capacityTaxonomy, kindTaxonomy } from './own-taxonomies.js'
import { createRecords, type RecordSettings, type Records } from './records.js'
import { type TermRecords, termRecords } from './term-records.js'

/** Documents by id; each may be made anew when it is asked for. */
export interface Documents<T> {
  get(id: string): T | undefined
  values(): Iterable<T>
}

/** A release as this face reads it. */
export interface Published {
  readonly release: { readonly number: number; readonly seal: string }
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: Documents<Organization>
  readonly services: Documents<Service>
  /** Those that are not open, by service. */
  readonly capacities: ReadonlyMap<string, Capacity>
}

/** When a document, or a capacity, was last published anew, or taken away. */
export interface LastChange {
  readonly type: string
  readonly id: string
  /** UTC instant, as the release has it. */
  readonly changedAt: string
}

export interface FaceOptions extends RecordSettings {
  /** The release in force; undefined before the first. */
  readonly inForce: () => Published | undefined
  /** The last change of each document that the releases after one, up to another, changed. */
  readonly lastChanges: (range: { readonly after: number; readonly upTo: number }) => Promise<readonly LastChange[]>
}

interface Settings extends FaceOptions {
  readonly wordsOf: (service: Service) => string
}

/** A place of a service. */
export interface Link {
  readonly service: Service
  readonly at: number
}

export interface TermFilter {
  readonly taxonomy_term_id?: string
  readonly taxonomy_id?: string
}

export interface ServiceFilter extends TermFilter {
  readonly search?: string
  readonly organization_id?: string
  /** Milliseconds since 1970: changed then or later. */
  readonly modifiedAfter?: number
}

/** One release, ready to be asked by UUID. Lists are in the order of the ids in the catalogue. */
export interface Face {
  /** Hex digits that change with everything that is told. */
  readonly version: string
  readonly records: Records
  service(uuid: string): Service | undefined
  organization(uuid: string): Organization | undefined
  link(uuid: string): Link | undefined
  taxonomy(uuid: string): TaxonomyRecord | undefined
  term(uuid: string): TermRecord | undefined
  services(filter: ServiceFilter): readonly Service[]
  links(filter: ServiceFilter): readonly Link[]
  organizations(filter: TermFilter & { readonly search?: string }): readonly Organization[]
  taxonomies(filter: { readonly search?: string }): readonly TaxonomyRecord[]
  terms(filter: {
    readonly search?: string
    readonly taxonomy_id?: string
    readonly parent_id?: string
    readonly top_only: boolean
  }): readonly TermRecord[]
}

interface Prepared {
  readonly published: Published
  readonly uuids: Uuids
  readonly named: TermRecords
  /** By type and id. */
  readonly changedAt: ReadonlyMap<string, string>
  readonly face: Face
}

/** What UUIDs stand for. */
interface Uuids {
  readonly services: ReadonlyMap<string, Service>
  readonly organizations: ReadonlyMap<string, Organization>
  readonly links: ReadonlyMap<string, Link>
}

/** Documents whose UUIDs are made before others get their turn. */
const DOCUMENTS_PER_TURN = 200

/**
 * Prepares the release in force when somebody asks for it first, with what it shares with the one before.
 *
 * @returns undefined before the first release
 */
export function createFaces(options: FaceOptions): () => Promise<Face | undefined> {
  const settings = { ...options, wordsOf: createWordsOf() }
  let held: { readonly number: number; readonly prepared: Promise<Prepared> } | undefined
  return async () => {
    const published = options.inForce()
    if (published === undefined) return undefined
    if (held?.number !== published.release.number) {
      const before = held?.prepared
      const prepared = prepare(published, settings, before)
      const next = { number: published.release.number, prepared }
      prepared.catch(() => {
        if (held === next) held = undefined
      })
      held = next
    }
    return (await held.prepared).face
  }
}

async function prepare(
  published: Published,
  options: Settings,
  earlier: Promise<Prepared> | undefined,
): Promise<Prepared> {
  const before = await earlier?.catch(() => undefined)
  const { number: upTo } = published.release
  const isLater = before !== undefined && before.published.release.number < upTo
  const changes = await options.lastChanges({ after: isLater ? before.published.release.number : 0, upTo })
  const changedAt = new Map(isLater ? before.changedAt : [])
  for (const { type, id, changedAt: at } of changes) changedAt.set(`${type} ${id}`, at)
  const uuids =
    before !== undefined && hasSameDocuments(before.published, published)
      ? before.uuids
      : await uuidsOf(published, options)
  const isSameNamed = before?.published.taxonomies === published.taxonomies
  const named = isSameNamed && before ? before.named : termRecords(published.taxonomies, options)
  const content = { published, uuids, changedAt, named }
  return { ...content, face: faceOf(content, options) }
}

/** Where only capacities differ, the documents are those of the release before. */
function hasSameDocuments(before: Published, now: Published): boolean {
  return before.services === now.services && before.organizations === now.organizations
}

async function uuidsOf({ services, organizations }: Published, { uuidOf }: FaceOptions): Promise<Uuids> {
  const uuids = {
    services: new Map<string, Service>(),
    organizations: new Map<string, Organization>(),
    links: new Map<string, Link>(),
  }
  let turn = 0
  const step = async (): Promise<void> => {
    if (++turn % DOCUMENTS_PER_TURN === 0) await setImmediate()
  }
  for (const service of services.values()) {
    uuids.services.set(uuidOf('service', service.id), service)
    for (const [at, place] of (service.locations ?? []).entries())
      uuids.links.set(uuidOf('service_at_location', service.id, place.id ?? at), { service, at })
    await step()
  }
  for (const organization of organizations.values()) {
    uuids.organizations.set(uuidOf('organization', organization.id), organization)
    await step()
  }
  return uuids
}

function faceOf({ published, uuids, changedAt, named }: Omit<Prepared, 'face'>, settings: Settings): Face {
  const { wordsOf } = settings
  const { release, taxonomies, organizations, capacities } = published
  const lastModified = (service: Service): string | undefined => {
    const keys = [
      `service ${service.id}`,
      `organization ${service.organization}`,
      `capacity ${service.id}`,
      ...Object.keys(service.terms).map((id) => `taxonomy ${id}`),
    ]
    return keys.map((key) => changedAt.get(key)).reduce((last, at) => ((at ?? '') > (last ?? '') ? at : last))
  }
  const records = createRecords({ taxonomies, organizations, capacities, lastModified }, settings, named)
  const taxonomyIds = new Map(
    [capacityTaxonomy.id, kindTaxonomy.id, ...taxonomies.keys()].map((id) => [settings.uuidOf('taxonomy', id), id]),
  )
  const taxonomyRecords = new Map(records.taxonomies.map((record) => [record.id, record]))
  const termRecords = new Map([...records.terms.values()].map((record) => [record.id, record]))
  const termKeys = new Map([...records.terms].map(([key, { id }]) => [id, key]))

  /** Whether a record carries what is asked for, itself; `taxonomy/term` of what it carries. */
  const carrying = ({ taxonomy_term_id: term, taxonomy_id: taxonomy }: TermFilter) => {
    const key = term === undefined ? undefined : (byUuid(termKeys, term) ?? '')
    const prefix = taxonomy === undefined ? undefined : `${byUuid(taxonomyIds, taxonomy) ?? ''}/`
    return (keys: () => readonly string[]): boolean => {
      if (key === undefined && prefix === undefined) return true
      const carried = keys()
      return (
        (key === undefined || carried.includes(key)) &&
        (prefix === undefined || carried.some((one) => one.startsWith(prefix)))
      )
    }
  }
  const keysOfOrganization = ({ kind }: Organization): string[] => [`${kindTaxonomy.id}/${kind}`]
  const keysOfService = (service: Service): string[] => {
    const offering = organizations.get(service.organization)
    const status = capacities.get(service.id)?.status ?? 'open'
    const own = Object.entries(service.terms).flatMap(([taxonomy, terms]) => terms.map((term) => `${taxonomy}/${term}`))
    return [...own, ...(offering ? keysOfOrganization(offering) : []), `${capacityTaxonomy.id}/${status}`]
  }
  const servicesOf = ({ search, organization_id: offeredBy, modifiedAfter, ...filter }: ServiceFilter): Service[] => {
    const carries = carrying(filter)
    const isFound = finding(search)
    const organization = offeredBy === undefined ? undefined : (byUuid(uuids.organizations, offeredBy)?.id ?? '')
    return [...uuids.services.values()].filter(
      (service) =>
        (organization === undefined || service.organization === organization) &&
        carries(() => keysOfService(service)) &&
        (modifiedAfter === undefined || Date.parse(lastModified(service) ?? '') >= modifiedAfter) &&
        isFound(() => [wordsOf(service)]),
    )
  }
  return {
    version: release.seal,
    records,
    service: (uuid) => byUuid(uuids.services, uuid),
    organization: (uuid) => byUuid(uuids.organizations, uuid),
    link: (uuid) => byUuid(uuids.links, uuid),
    taxonomy: (uuid) => byUuid(taxonomyRecords, uuid),
    term: (uuid) => byUuid(termRecords, uuid),
    services: servicesOf,
    links: (filter) =>
      servicesOf(filter).flatMap((service) => (service.locations ?? []).map((_, at) => ({ service, at }))),
    organizations({ search, ...filter }) {
      const carries = carrying(filter)
      const isFound = finding(search)
      return [...uuids.organizations.values()].filter(
        (organization) =>
          carries(() => keysOfOrganization(organization)) &&
          isFound(() => [organization.name, ...Object.values(organization.description)]),
      )
    },
    taxonomies({ search }) {
      const isFound = finding(search)
      return records.taxonomies.filter(({ name }) => isFound(() => [name]))
    },
    terms({ search, taxonomy_id: taxonomy, parent_id: parent, top_only: isTop }) {
      const isFound = finding(search)
      const [inTaxonomy, below] = [taxonomy?.toLowerCase(), parent?.toLowerCase()]
      return [...records.terms.values()].filter(
        (term) =>
          (inTaxonomy === undefined || term.taxonomy_id === inTaxonomy) &&
          (below === undefined || term.parent_id === below) &&
          (!isTop || term.parent_id === undefined) &&
          isFound(() => [term.name, term.description]),
      )
    },
  }
}

/** UUIDs are written in lower case, and read in either (RFC 9562, section 4). */
function byUuid<T>(records: ReadonlyMap<string, T>, uuid: string): T | undefined {
  return records.get(uuid.toLowerCase())
}

/** What to search in; kept as long as the service is, since folding all of a large catalogue takes half a second. */
function createWordsOf(): (service: Service) => string {
  const known = new WeakMap<Service, string>()
  return (service) => {
    const { name, summary, description = {} } = service
    const words = known.get(service) ?? folded([name, summary, description].flatMap(Object.values<string>).join('\n'))
    known.set(service, words)
    return words
  }
}

/** Whether any of these texts has what is searched for in it, whatever the case. */
function finding(search: string | undefined): (texts: () => readonly string[]) => boolean {
  if (search === undefined) return () => true
  const sought = folded(search)
  return (texts) => texts().some((text) => folded(text).includes(sought))
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
