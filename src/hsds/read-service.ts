import type { Capacity, Contact, OpeningHours, Organization, Service, Taxonomy, Text } from '../engine/index.js'
import { fitted, lineOf, MOST_TEXT, paragraphsOf } from './clean-text.js'
import { type Fields, isSaid, listOf, numberOf, textOf } from './fields.js'
import type { FoundTerm, TermFinder } from './find-terms.js'
import { weeklyHoursOf } from './hours.js'
import type { UuidOf } from './ids.js'
import type { Notes } from './notes.js'
import { AREA, capacityTaxonomy, kindTaxonomy, LANGUAGE } from './own-taxonomies.js'
import { readLocations } from './read-locations.js'
import { addressIn, dayIn, mailboxIn, phoneIn, translated } from './read-values.js'
import { APPOINTMENT, eligibilityOf, WHATSAPP } from './records.js'
import { OWN_ID } from './term-records.js'

export interface ServiceReading {
  readonly id: string
  readonly organization: string
  /** Pointer to the record. */
  readonly at: string
  readonly notes: Notes
  readonly isOurs: boolean
  readonly language: string
  readonly country: string
  readonly uuidOf: UuidOf
  readonly terms: TermFinder
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  /** Whether a name that nothing stands for was not met before. */
  readonly isNewName: (name: string) => boolean
  /** What editors have of it. */
  readonly draft: Service | undefined
  readonly capacity: Capacity | undefined
  /** Who offers it, for a service without a way to reach it. */
  readonly offeredBy: Pick<Organization, 'website' | 'email' | 'phone'> | undefined
}

const taken: ReadonlySet<string> = new Set([
  'organization',
  'name',
  'description',
  'status',
  'url',
  'email',
  'phones',
  'additional_urls',
  'application_process',
  'fees_description',
  'fees',
  'cost_options',
  'eligibility_description',
  'assured_date',
  'alert',
  'schedules',
  'service_areas',
  'service_at_locations',
  'languages',
  'attributes',
])
/** Lists that a whole record may have: one without any says nothing of them. */
const lists = [
  'attributes',
  'phones',
  'schedules',
  'service_at_locations',
  'languages',
  'service_areas',
  'cost_options',
]
const MOST_SUMMARY = 240
const MOST_QUOTED = 300

/** A record of HSDS as a service of the catalogue. What HSDS can't say stays as the draft has it. */
export function readService(
  record: Fields,
  reading: ServiceReading,
): { readonly service: Service; readonly capacity?: Capacity } | undefined {
  const { id, organization, at, notes, language, draft } = reading
  notes.addOthers(record, at, taken)
  const isFlat = !lists.some((name) => Array.isArray(record[name]))
  const contact = contactOf(record, isFlat, reading)
  if (contact === undefined) {
    notes.add(at, 'no-contact')
    return undefined
  }
  const name = lineOf(record, 'name', reading) ?? id
  const { terms, status } = termsOf(record, reading)
  const places = readLocations(record, { ...reading, serviceId: id, before: draft?.locations ?? [] })
  const locations = isFlat ? draft?.locations : places.map(({ place }) => place)
  const schedule = isFlat ? draft?.schedule : scheduleOf(record, places, reading)
  const cost = costOf(record, reading)
  const verifiedOn = dayIn(record, 'assured_date', reading)
  const service: Service = {
    id,
    organization,
    name: translated(name, draft?.name, { notes, pointer: `${at}/name`, language }),
    ...descriptionOf(record, name, reading),
    status: statusOf(record, reading),
    terms: isFlat ? (draft?.terms ?? {}) : terms,
    contact,
    ...(locations !== undefined && locations.length > 0 && { locations }),
    ...(schedule !== undefined && schedule.length > 0 && { schedule }),
    ...(draft?.firstTalk && { firstTalk: draft.firstTalk }),
    ...(cost !== undefined && { cost }),
    ...(draft?.seeks && { seeks: draft.seeks }),
    ...(verifiedOn !== undefined && { verifiedOn }),
  }
  noteEligibility(record, service, reading)
  const capacity = status && capacityOf(record, status, reading)
  if (capacity === undefined && isSaid(record.alert)) notes.add(`${at}/alert`, 'no-field')
  return { service, ...(capacity && { capacity }) }
}

function descriptionOf(
  record: Fields,
  name: string,
  reading: ServiceReading,
): Pick<Service, 'summary' | 'description'> {
  const { at, notes, language, draft } = reading
  const pointer = `${at}/description`
  const paragraphs = paragraphsOf(record, 'description', reading)
  const { first, rest } = paragraphs ?? { first: name, rest: '' }
  const isShort = [...first].length <= MOST_SUMMARY
  const summary = isShort ? first : fitted(first, MOST_SUMMARY, { notes, at: pointer })
  const more = isShort ? rest : [first, rest].filter(Boolean).join(' ')
  const put = (words: string, before: Text | undefined): Text => translated(words, before, { notes, pointer, language })
  return {
    summary: put(summary, draft?.summary),
    ...(more !== '' && { description: put(fitted(more, MOST_TEXT, { notes, at: pointer }), draft?.description) }),
  }
}

function statusOf({ status }: Fields, { at, notes }: ServiceReading): Service['status'] {
  if (status !== 'active' && status !== 'inactive') notes.add(`${at}/status`, 'assumed-inactive')
  return status === 'active' ? 'active' : 'inactive'
}

function contactOf(record: Fields, isFlat: boolean, reading: ServiceReading): Contact | undefined {
  const { at, notes, language, draft, offeredBy, isOurs } = reading
  const before = draft?.contact
  const website = addressIn(record, 'url', { ...reading, known: before?.website })
  const email = mailboxIn(record, 'email', reading)
  const walkIn = lineOf(record, 'application_process', reading)
  const { phone, whatsapp, appointment } = before ?? {}
  const contact: Contact = {
    ...(isFlat && phone !== undefined && { phone }),
    ...(isFlat && whatsapp !== undefined && { whatsapp }),
    ...(isFlat && appointment !== undefined && { appointment }),
    ...phonesOf(record, reading),
    ...(email !== undefined && { email }),
    ...(website !== undefined && { website }),
    ...appointmentOf(record, reading),
    ...(walkIn !== undefined && {
      walkIn: translated(walkIn, before?.walkIn, { notes, pointer: `${at}/application_process`, language }),
    }),
  }
  if (Object.keys(contact).length > 0) return contact
  const ways = Object.entries({ ...offeredBy }).filter(([, value]) => value !== undefined)
  if (ways.length === 0 || isOurs) return before
  notes.add(at, 'contact-of-organization')
  return Object.fromEntries(ways)
}

const takenOfPhone: ReadonlySet<string> = new Set(['number', 'type'])

function phonesOf(record: Fields, { at, notes }: ServiceReading): Pick<Contact, 'phone' | 'whatsapp'> {
  const found: { phone?: string; whatsapp?: string } = {}
  for (const { item, at: place } of listOf(record, 'phones')) {
    const pointer = `${at}${place}`
    const isWhatsApp = item.type === 'text' && item.description === WHATSAPP
    const isVoice = item.type === 'voice' || item.type === 'cell' || !isSaid(item.type)
    const way = isWhatsApp ? 'whatsapp' : 'phone'
    if (!isVoice && !isWhatsApp) notes.add(pointer, 'no-field')
    else if (found[way] !== undefined) notes.add(pointer, 'one-only')
    else {
      const number = phoneIn(item, { notes, at: pointer })
      if (number !== undefined) found[way] = number
      if (!isWhatsApp) notes.addOthers(item, pointer, takenOfPhone)
    }
  }
  return found
}

function appointmentOf(record: Fields, { at, notes, draft }: ServiceReading): Pick<Contact, 'appointment'> {
  let appointment: string | undefined
  for (const { item, at: place } of listOf(record, 'additional_urls')) {
    const isAppointment = textOf(item, 'label')?.toLowerCase() === APPOINTMENT && appointment === undefined
    if (!isAppointment) notes.add(`${at}${place}`, 'no-field')
    else appointment = addressIn(item, 'url', { notes, at: `${at}${place}`, known: draft?.contact.appointment })
  }
  return { ...(appointment !== undefined && { appointment }) }
}

/** The terms that a record carries, and what it says of the room that there is. */
function termsOf(record: Fields, reading: ServiceReading) {
  const { at, notes, terms, isOurs, draft, isNewName } = reading
  const found: FoundTerm[] = []
  let status: { readonly term: string; readonly until: string | undefined } | undefined
  const take = (item: Fields, place: string, named: readonly FoundTerm[] | undefined, name: string): void => {
    for (const term of named ?? []) {
      if (term.taxonomy === capacityTaxonomy.id) status = { term: term.term, until: textOf(item, 'value') }
      else if (term.taxonomy !== kindTaxonomy.id) found.push(term)
    }
    if (named !== undefined || !isNewName(name)) return
    const detail = `Nothing stands for ${JSON.stringify(name)}: name its terms in the mapping file, or none to leave it out. Other places of it are not named.`
    notes.add(`${at}${place}`, 'unmapped-term', detail)
  }
  for (const { item, at: place } of listOf(record, 'attributes')) {
    if (item.label !== OWN_ID) take(item, place, terms.ofAttribute(item), terms.nameOfAttribute(item))
  }
  if (!isOurs) {
    for (const { item, at: place } of listOf(record, LANGUAGES)) {
      take(item, place, terms.ofLanguage(item), terms.nameOfLanguage(item))
    }
    for (const { item, at: place } of listOf(record, AREAS)) {
      take(item, place, terms.ofArea(item), terms.nameOfArea(item))
    }
  }
  const byTaxonomy: Record<string, string[]> = {}
  for (const { taxonomy, term } of found) {
    const list = byTaxonomy[taxonomy] ?? []
    if (!list.includes(term)) byTaxonomy[taxonomy] = [...list, term]
  }
  // Others name no terms of taxonomies that they do not know: those that editors added stay.
  return { terms: isOurs ? byTaxonomy : { ...draft?.terms, ...byTaxonomy }, status }
}

/** Lists of HSDS for terms of these taxonomies. */
const LANGUAGES = `${LANGUAGE}s`
const AREAS = `service_${AREA}s`

function capacityOf(
  record: Fields,
  { term, until }: { readonly term: string; readonly until: string | undefined },
  reading: ServiceReading,
): Capacity {
  const { id, at, notes, language, capacity } = reading
  const note = lineOf(record, 'alert', reading)
  return {
    service: id,
    status: term as Capacity['status'],
    ...(until !== undefined && { until }),
    ...(note !== undefined && {
      note: translated(note, capacity?.note, { notes, pointer: `${at}/alert`, language }),
    }),
  }
}

const takenOfHours: ReadonlySet<string> = new Set([
  'freq',
  'interval',
  'byday',
  'wkst',
  'dtstart',
  'timezone',
  'opens_at',
  'closes_at',
  'notes',
  'description',
])

/** Hours of the service, and of its place where it has just one. */
function scheduleOf(
  record: Fields,
  places: ReturnType<typeof readLocations>,
  reading: ServiceReading,
): readonly OpeningHours[] {
  const { at, notes, language, draft } = reading
  const [only, ...others] = places
  const ofPlaces = places.flatMap(({ link, location, at: place }) => [
    ...listOf(link, 'schedules').map(({ item, at }) => ({ item, at: `${place.replace(/\/location$/, '')}${at}` })),
    ...listOf(location, 'schedules').map(({ item, at }) => ({ item, at: `${place}${at}` })),
  ])
  if (only !== undefined && others.length > 0) {
    for (const { at: place } of ofPlaces)
      notes.add(place, 'inexact-hours', 'The catalogue has hours of a service, not of each of its places.')
  }
  const own = listOf(record, 'schedules').map(({ item, at: place }) => ({ item, at: `${at}${place}` }))
  const seen = new Set<string>()
  return [...own, ...(others.length > 0 ? [] : ofPlaces)].flatMap(({ item, at: place }) => {
    const weekly = weeklyHoursOf(item)
    if (weekly === undefined) {
      notes.add(place, 'inexact-hours')
      return []
    }
    notes.addOthers(item, place, takenOfHours)
    if (weekly.hasOffset) notes.add(place, 'offset-left-out')
    const words = ['description', 'notes'].flatMap((name) => lineOf(item, name, { ...reading, at: place }) ?? [])
    const note = words.length === 0 ? undefined : fitted(words.join(' '), MOST_TEXT, { notes, at: place })
    const key = JSON.stringify([weekly.hours, note])
    if (seen.has(key)) return []
    seen.add(key)
    const before = draft?.schedule?.find((hours) => isSameHours(hours, weekly.hours))
    return [
      {
        ...weekly.hours,
        ...(note !== undefined && { note: translated(note, before?.note, { notes, pointer: place, language }) }),
      },
    ]
  })
}

function isSameHours(a: OpeningHours, b: Omit<OpeningHours, 'note'>): boolean {
  return a.opensAt === b.opensAt && a.closesAt === b.closesAt && a.days.join() === b.days.join()
}

/** What it costs. Without a cost a service is shown as free, so that is taken from those who say it. */
function costOf(record: Fields, reading: ServiceReading): Text | undefined {
  const { at, notes, language, draft } = reading
  const field = textOf(record, 'fees_description') !== undefined ? 'fees_description' : 'fees'
  const words = lineOf(record, field, reading)
  if (field === 'fees_description' && isSaid(record.fees)) notes.add(`${at}/fees`, 'no-field')
  const options = listOf(record, 'cost_options')
  const put = (text: string, pointer: string): Text => translated(text, draft?.cost, { notes, pointer, language })
  if (words !== undefined) {
    if (options.length > 0) notes.add(`${at}/cost_options`, 'no-field')
    return put(words, `${at}/${field}`)
  }
  if (options.length === 0) notes.add(at, 'assumed-free')
  const priced = options.filter(({ item }) => item.amount !== 0 || isSaid(item.amount_description))
  if (priced.length === 0) return undefined
  const prices = options.map(({ item, at: place }) => priceOf(item, { ...reading, at: `${at}${place}` }))
  return put(fitted(prices.join('; '), MOST_TEXT, { notes, at: `${at}/cost_options` }), `${at}/cost_options`)
}

const takenOfPrice: ReadonlySet<string> = new Set(['option', 'amount', 'currency', 'amount_description'])

function priceOf(item: Fields, reading: ServiceReading): string {
  reading.notes.addOthers(item, reading.at, takenOfPrice)
  const amount = numberOf(item, 'amount')
  const price = [amount, textOf(item, 'currency')?.toUpperCase(), lineOf(item, 'amount_description', reading)]
  const words = price.filter((part) => part !== undefined).join(' ')
  const option = lineOf(item, 'option', reading)
  return option === undefined ? words : `${option}: ${words}`
}

/** For whom a service is decides a person: free text never becomes a term. */
function noteEligibility(
  record: Fields,
  service: Service,
  { at, notes, taxonomies, language, isOurs }: ServiceReading,
): void {
  const given = textOf(record, 'eligibility_description')
  if (given === undefined || (isOurs && given === eligibilityOf(service, taxonomies, language))) return
  const quoted = JSON.stringify(fittedQuote(given))
  notes.add(
    `${at}/eligibility_description`,
    'eligibility',
    `Whom it is for stands in words: ${quoted}. Choose terms for it.`,
  )
}

function fittedQuote(text: string): string {
  const characters = [...text]
  return characters.length <= MOST_QUOTED ? text : `${characters.slice(0, MOST_QUOTED - 1).join('')}…`
}
