import type { Capacity, OpeningHours, Organization, Service, Taxonomy } from '../engine/index.js'
import { mailboxOf, uriOf } from './addresses.js'
import type {
  AttributeRecord,
  FullLinkRecord,
  FullOrganizationRecord,
  FullServiceRecord,
  LanguageRecord,
  LinkRecord,
  MinimalServiceRecord,
  OrganizationRecord,
  PhoneRecord,
  ScheduleRecord,
  ServiceAreaRecord,
  ServiceRecord,
  TermRecord,
} from './hsds-schemas.js'
import type { UuidOf } from './ids.js'
import { known, textIn } from './known.js'
import { AREA, capacityTaxonomy, kindTaxonomy, LANGUAGE } from './own-taxonomies.js'
import { createPlaceRecords } from './place-records.js'
import { createAttributes, type TermRecords, termRecords } from './term-records.js'

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
export interface Records extends TermRecords {
  service(service: Service): ServiceRecord
  fullService(service: Service): FullServiceRecord
  minimalService(service: Service): MinimalServiceRecord
  organization(organization: Organization): OrganizationRecord
  fullOrganization(organization: Organization): FullOrganizationRecord
  /** @param at index of the place in the service */
  link(service: Service, at: number): LinkRecord | undefined
  fullLink(service: Service, at: number): FullLinkRecord | undefined
}

export const WHATSAPP = 'WhatsApp'
export const APPOINTMENT = 'appointment'

/** @param named the terms of the taxonomies, where they were made before */
export function createRecords(
  sources: RecordSources,
  settings: RecordSettings,
  named: TermRecords = termRecords(sources.taxonomies, settings),
): Records {
  const { uuidOf, language } = settings
  const { taxonomies, terms } = named
  const attributes = createAttributes(terms, uuidOf)
  const places = createPlaceRecords(settings, attributes)

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
      attributes: [
        ...attributes.term('organization', id, `${kindTaxonomy.id}/${kind}`),
        ...attributes.ownId('organization', id, id),
      ],
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
      ...attributes.ownId('service', id, id),
      ...(kind === undefined ? [] : attributes.term('service', id, `${kindTaxonomy.id}/${kind}`)),
      ...attributes.term('service', id, `${capacityTaxonomy.id}/${status}`, until),
      ...carried(document).flatMap((key) => attributes.term('service', id, key)),
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
      service_at_locations: locations.map((place, at) => places.fullLink(id, place, at)),
      languages: named(LANGUAGE).map((term) => languageOf(uuidOf('language', id, term.code), term)),
      cost_options: cost === undefined ? [free] : [],
      attributes: attributesOf(document),
    })
  }

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
      return place && { ...places.link(document.id, place, at), service: service(document) }
    },
    fullLink(document, at) {
      const place = document.locations?.[at]
      return place && { ...places.fullLink(document.id, place, at), service: fullService(document) }
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
