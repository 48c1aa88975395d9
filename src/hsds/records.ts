import type { Capacity, Location, OpeningHours, Organization, Service, Taxonomy, Term, Text } from '../engine/index.js'
import { mailboxOf, uriOf } from './addresses.js'
import type {
  AttributeRecord,
  FullLinkRecord,
  FullLocationRecord,
  FullOrganizationRecord,
  FullServiceRecord,
  LanguageRecord,
  LinkRecord,
  LocationRecord,
  MinimalServiceRecord,
  OrganizationRecord,
  PhoneRecord,
  PlaceRecord,
  ScheduleRecord,
  ServiceAreaRecord,
  ServiceRecord,
  TaxonomyRecord,
  TermRecord,
} from './hsds-schemas.js'
import { givenUuid, type Table, type UuidOf } from './ids.js'
import { AREA, builtInLanguage, builtInTaxonomies, capacityTaxonomy, kindTaxonomy, LANGUAGE } from './own-taxonomies.js'

export interface RecordSettings {
  /** Where the outside world finds the service, without a slash at the end. */
  readonly publicUrl: string
  /** In which records are written: HSDS has one language. */
  readonly language: string
  /** Two letters of ISO 3166, for addresses. */
  readonly country: string
  readonly uuidOf: UuidOf
}

/** What records are made of, beside the document itself. */
export interface RecordSources {
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: { get(id: string): Organization | undefined }
  /** Those that are not open, by service. */
  readonly capacities: ReadonlyMap<string, Capacity>
  /** UTC instant; absent where it is not known. */
  readonly lastModified?: (service: Service) => string | undefined
}

/** Documents of the catalogue as records of HSDS 3.1 (`docs/hsds.md`). */
export interface Records {
  service(service: Service): ServiceRecord
  fullService(service: Service): FullServiceRecord
  minimalService(service: Service): MinimalServiceRecord
  organization(organization: Organization): OrganizationRecord
  fullOrganization(organization: Organization): FullOrganizationRecord
  /** @param at index of the place in the service */
  link(service: Service, at: number): LinkRecord | undefined
  fullLink(service: Service, at: number): FullLinkRecord | undefined
  /** Those that are built in first. */
  readonly taxonomies: readonly TaxonomyRecord[]
  /** By `taxonomy/term`. */
  readonly terms: ReadonlyMap<string, TermRecord>
}

/** Label of the attribute that says what a record is called in the catalogue. */
export const OWN_ID = 'mokummatch:id'
export const WHATSAPP = 'WhatsApp'
export const APPOINTMENT = 'appointment'

export function createRecords(sources: RecordSources, settings: RecordSettings): Records {
  const { uuidOf, language } = settings
  const { taxonomies, terms } = taxonomyRecords(sources.taxonomies, settings)

  const attribute = (table: Table, owner: string, key: string, value?: string): AttributeRecord[] => {
    const term = terms.get(key)
    if (term === undefined) return []
    const { id: termId, taxonomy: label } = term
    const id = uuidOf('attribute', table, owner, key)
    return [known({ id, link_entity: table, label, value, taxonomy_term_id: termId, taxonomy_term: term })]
  }
  const ownId = (table: Table, owner: string, value: string): AttributeRecord[] => {
    if (givenUuid(table, value) !== undefined) return []
    return [{ id: uuidOf('attribute', table, owner, OWN_ID), link_entity: table, label: OWN_ID, value }]
  }

  const organization = ({ id, name, description, email, website, backedBy }: Organization): OrganizationRecord =>
    known({
      id: uuidOf('organization', id),
      name,
      description: textIn(description, language),
      email: mailboxOf(email),
      website: uriOf(website),
      parent_organization_id: backedBy && uuidOf('organization', backedBy),
    })
  const fullOrganization = (document: Organization): FullOrganizationRecord => {
    const { id, kind, phone } = document
    return known({
      ...organization(document),
      phones: phone === undefined ? [] : [voice(uuidOf('phone', 'organization', id), phone)],
      attributes: [...attribute('organization', id, `${kindTaxonomy.id}/${kind}`), ...ownId('organization', id, id)],
    })
  }

  const flatService = (service: Service): ServiceRecord => {
    const { id, contact, cost, verifiedOn } = service
    return known({
      id: uuidOf('service', id),
      organization_id: uuidOf('organization', service.organization),
      name: textIn(service.name, language),
      description: descriptionOf(service, language),
      url: uriOf(contact.website),
      email: mailboxOf(contact.email),
      status: service.status,
      application_process: contact.walkIn && textIn(contact.walkIn, language),
      fees_description: cost && textIn(cost, language),
      eligibility_description: eligibilityOf(service, sources.taxonomies, language),
      assured_date: verifiedOn,
      alert: alertOf(sources.capacities.get(id), language),
      last_modified: sources.lastModified?.(service),
    })
  }
  const offeredBy = (service: Service) => sources.organizations.get(service.organization)
  const service = (document: Service): ServiceRecord => {
    const offering = offeredBy(document)
    return known({ ...flatService(document), organization: offering && organization(offering) })
  }
  const attributesOf = (document: Service): AttributeRecord[] => {
    const { id } = document
    const kind = offeredBy(document)?.kind
    const { status = 'open', until } = sources.capacities.get(id) ?? {}
    return [
      ...ownId('service', id, id),
      ...(kind === undefined ? [] : attribute('service', id, `${kindTaxonomy.id}/${kind}`)),
      ...attribute('service', id, `${capacityTaxonomy.id}/${status}`, until),
      ...carried(document).flatMap((key) => attribute('service', id, key)),
    ]
  }
  const fullService = (document: Service): FullServiceRecord => {
    const { id, contact, schedule = [], locations = [], cost } = document
    const offering = offeredBy(document)
    const named = (taxonomy: string): TermRecord[] =>
      termsOf(document, taxonomy).flatMap((term) => terms.get(`${taxonomy}/${term}`) ?? [])
    const appointment = uriOf(contact.appointment)
    const free = { id: uuidOf('cost_option', id), option: 'everybody', amount: 0, currency: 'EUR' }
    return known({
      ...flatService(document),
      organization: offering && fullOrganization(offering),
      additional_urls: appointment ? [{ id: uuidOf('url', id), label: APPOINTMENT, url: appointment }] : [],
      phones: phonesOf(id, contact, uuidOf),
      schedules: schedule.map((hours, at) => scheduleOf(uuidOf('schedule', id, at), hours, language)),
      service_areas: named(AREA).map((term) => areaOf(uuidOf('service_area', id, term.code), term, settings)),
      service_at_locations: locations.map((place, at) => placeOf(id, place, at)),
      languages: named(LANGUAGE).map((term) => languageOf(uuidOf('language', id, term.code), term)),
      cost_options: cost === undefined ? [free] : [],
      attributes: attributesOf(document),
    })
  }

  const fullLocation = (serviceId: string, place: Location, at: number): FullLocationRecord => {
    const key = place.id ?? at
    const owner = `${serviceId}/${key}`
    const details = place.accessibility && textIn(place.accessibility, language)
    return known({
      ...flatLocation(uuidOf('location', serviceId, key), place),
      addresses: addressesOf(uuidOf('address', serviceId, key), place, settings),
      accessibility: details ? [{ id: uuidOf('accessibility', serviceId, key), description: details }] : [],
      attributes: place.id === undefined ? [] : ownId('location', owner, place.id),
    })
  }
  const linkIds = (serviceId: string, place: Location, at: number) => ({
    id: uuidOf('service_at_location', serviceId, place.id ?? at),
    service_id: uuidOf('service', serviceId),
    location_id: uuidOf('location', serviceId, place.id ?? at),
  })
  const placeOf = (serviceId: string, place: Location, at: number): PlaceRecord => ({
    ...linkIds(serviceId, place, at),
    location: fullLocation(serviceId, place, at),
  })

  return {
    service,
    fullService,
    minimalService(document) {
      const { id, name, status, last_modified } = flatService(document)
      return known({ id, name, status, last_modified })
    },
    organization,
    fullOrganization,
    link(document, at) {
      const place = document.locations?.[at]
      if (place === undefined) return undefined
      const ids = linkIds(document.id, place, at)
      return { ...ids, location: flatLocation(ids.location_id, place), service: service(document) }
    },
    fullLink(document, at) {
      const place = document.locations?.[at]
      return place && { ...placeOf(document.id, place, at), service: fullService(document) }
    },
    taxonomies,
    terms,
  }
}

/** `taxonomy/term` of each term that a service carries, by taxonomy. */
function carried({ terms }: Service): string[] {
  return Object.keys(terms)
    .sort()
    .flatMap((taxonomy) => (terms[taxonomy] ?? []).map((term) => `${taxonomy}/${term}`))
}

function termsOf({ terms }: Service, taxonomy: string): readonly string[] {
  return (Object.hasOwn(terms, taxonomy) && terms[taxonomy]) || []
}

/** In the language, or what there is. */
export function textIn(text: Text, language: string): string {
  return text[language] ?? Object.values(text)[0] ?? ''
}

/** Without what is not known: HSDS has no null, and no empty list says more than none. */
function known<T extends object>(record: { readonly [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(record).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(entries) as T
}

/** A summary has no line breaks, so an empty line ends it. */
export function descriptionOf({ summary, description }: Service, language: string): string {
  const first = textIn(summary, language)
  return description === undefined ? first : `${first}\n\n${textIn(description, language)}`
}

function alertOf(capacity: Capacity | undefined, language: string): string | undefined {
  return capacity?.note && textIn(capacity.note, language)
}

/** For whom alone a service is: its terms of taxonomies in which no terms means for everybody. */
export function eligibilityOf(
  service: Pick<Service, 'terms'>,
  taxonomies: ReadonlyMap<string, Taxonomy>,
  language: string,
): string | undefined {
  const parts = Object.keys(service.terms)
    .sort()
    .flatMap((id) => {
      const taxonomy = taxonomies.get(id)
      if (taxonomy?.untagged !== 'all') return []
      const names = taxonomy.terms
        .filter((term) => service.terms[id]?.includes(term.id))
        .map(({ name }) => textIn(name, language))
      return names.length === 0 ? [] : [`${textIn(taxonomy.name, language)}: ${names.join(', ')}`]
    })
  return parts.length === 0 ? undefined : parts.join('; ')
}

function voice(id: string, number: string): PhoneRecord {
  return { id, number, type: 'voice' }
}

function phonesOf(service: string, { phone, whatsapp }: Service['contact'], uuidOf: UuidOf): PhoneRecord[] {
  return [
    ...(phone === undefined ? [] : [voice(uuidOf('phone', 'service', service), phone)]),
    ...(whatsapp === undefined
      ? []
      : [{ id: uuidOf('phone', 'whatsapp', service), number: whatsapp, type: 'text', description: WHATSAPP } as const]),
  ]
}

/** Times are local: one offset would be wrong for half of the year. */
function scheduleOf(id: string, { days, opensAt, closesAt, note }: OpeningHours, language: string): ScheduleRecord {
  return known({
    id,
    freq: 'WEEKLY',
    byday: days.join(','),
    opens_at: opensAt,
    closes_at: closesAt,
    notes: note && textIn(note, language),
  })
}

function areaOf(id: string, term: TermRecord, { publicUrl }: RecordSettings): ServiceAreaRecord {
  return { id, name: term.name, uri: `${publicUrl}/hsds/v3/taxonomy_terms/${term.id}` }
}

function languageOf(id: string, { name, code }: TermRecord): LanguageRecord {
  return known({ id, name, code: /^[a-z]{2,3}$/.test(code) ? code : undefined })
}

function flatLocation(id: string, { name, latitude, longitude }: Location): LocationRecord {
  return known({ id, location_type: 'physical', name, latitude, longitude })
}

/** HSDS requires more of an address than the catalogue knows: what is not known is empty. */
function addressesOf(
  id: string,
  { street, postalCode, city }: Location,
  { country }: RecordSettings,
): NonNullable<FullLocationRecord['addresses']> {
  if (street === undefined && postalCode === undefined && city === undefined) return []
  const parts = { address_1: street ?? '', city: city ?? '', state_province: '', postal_code: postalCode ?? '' }
  return [{ id, ...parts, country, address_type: 'physical' }]
}

function taxonomyRecords(
  documents: ReadonlyMap<string, Taxonomy>,
  { uuidOf, publicUrl, language }: RecordSettings,
): Pick<Records, 'taxonomies' | 'terms'> {
  const taxonomies: TaxonomyRecord[] = []
  const terms = new Map<string, TermRecord>()
  const taxonomyRecord = (id: string, name: string, uri?: string): TaxonomyRecord =>
    known({ id: uuidOf('taxonomy', id), name, description: name, uri })
  const termRecord = (taxonomy: string, detail: TaxonomyRecord, term: Term, spoken: string): TermRecord => {
    const name = textIn(term.name, spoken)
    return known({
      id: uuidOf('taxonomy_term', taxonomy, term.id),
      code: term.id,
      name,
      description: term.says === undefined ? name : textIn(term.says, spoken),
      parent_id: term.parent && uuidOf('taxonomy_term', taxonomy, term.parent),
      taxonomy: detail.name,
      taxonomy_id: detail.id,
      taxonomy_detail: detail,
      language: spoken,
    })
  }
  for (const { id, name, terms: own } of builtInTaxonomies) {
    const detail = taxonomyRecord(id, name)
    taxonomies.push(detail)
    for (const [term, words] of Object.entries(own)) {
      const document = { id: term, name: { [builtInLanguage]: words } }
      terms.set(`${id}/${term}`, termRecord(id, detail, document, builtInLanguage))
    }
  }
  for (const { id, name, terms: own } of documents.values()) {
    const detail = taxonomyRecord(id, textIn(name, language), `${publicUrl}/v1/taxonomies/${id}`)
    taxonomies.push(detail)
    for (const term of own) terms.set(`${id}/${term.id}`, termRecord(id, detail, term, language))
  }
  return { taxonomies, terms }
}
