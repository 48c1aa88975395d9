import { setImmediate } from 'node:timers/promises'
import type { Capacity, Organization, Service, Taxonomy } from '../engine/index.js'
import { type Fields, isFields, listOf, textOf } from './fields.js'
import { createTermFinder } from './find-terms.js'
import { isUuid, type UuidOf } from './ids.js'
import type { Mapping } from './mapping.js'
import { createNotes, type Note } from './notes.js'
import { capacityTaxonomy, kindTaxonomy } from './own-taxonomies.js'
import { readOrganization } from './read-organization.js'
import { type BrokenPlace, type Place, type RecordKind, recordsOf } from './read-records.js'
import { readService } from './read-service.js'
import { addressIn, mailboxIn, phoneIn } from './read-values.js'
import { OWN_ID } from './term-records.js'

/** A draft, of which a record is an edit: what HSDS can't say stays. */
export interface Before<T> {
  readonly document: T
  readonly digest: string
}

/** What an import of HSDS needs of the drafts. */
export interface HsdsDrafts {
  taxonomies(): Promise<readonly Taxonomy[]>
  organization(id: string): Promise<Before<Organization> | undefined>
  service(id: string): Promise<Before<Service> | undefined>
  capacity(service: string): Promise<Capacity | undefined>
  ids(type: 'organization' | 'service'): Promise<readonly string[]>
}

export interface HsdsImportOptions {
  readonly drafts: HsdsDrafts
  readonly mapping: Mapping
  /** Of the deployment. */
  readonly language: string
  readonly country: string
  readonly uuidOf: UuidOf
  /** Longest JSON value, in bytes. */
  readonly limitBytes: number
}

type OwnerList = 'organizations' | 'services'
type List = OwnerList | 'capacities'

export type HsdsEntry =
  | {
      readonly list: List
      readonly at: number
      readonly value: object
      readonly place: (pointer: string) => Place
      readonly base?: string | null
    }
  | { readonly list: List }
  | {
      readonly note: Place & {
        readonly list?: OwnerList
        readonly id?: string
        readonly code: string
        readonly detail: string
      }
    }
  | { readonly problem: BrokenPlace }

export interface HsdsReader {
  readonly entries: AsyncIterable<HsdsEntry>
  placeOf(list: string, at: number): (pointer: string) => Place
  say(at: number): string
}

/** A body of HSDS as documents of the catalogue, with a note for each field that is not taken over. */
export function readHsds(chunks: AsyncIterable<Buffer>, options: HsdsImportOptions): HsdsReader {
  /** Of each document, by when it came. */
  const places: Place[] = []
  return {
    entries: entriesOf(chunks, places, options),
    placeOf: (_list, at) => () => places[at] ?? { pointer: '' },
    say(at) {
      const { line, pointer } = places[at] ?? { pointer: '' }
      return [line === undefined ? '' : `in line ${line}`, pointer === '' ? '' : `at ${pointer}`]
        .filter(Boolean)
        .join(' ')
    },
  }
}

/** An organization that came, by itself or in a service. */
interface Held {
  readonly record: Fields
  readonly place: Place
}

async function* entriesOf(
  chunks: AsyncIterable<Buffer>,
  places: Place[],
  options: HsdsImportOptions,
): AsyncGenerator<HsdsEntry> {
  const { drafts, mapping, uuidOf, language, country } = options
  const taxonomies = new Map((await drafts.taxonomies()).map((taxonomy) => [taxonomy.id, taxonomy]))
  const terms = createTermFinder({ taxonomies, mapping, uuidOf })
  const ids = createIds(options)
  const isNewName = createFirst()
  const hasOurCapacity = createIsOurs(capacityTaxonomy, uuidOf)
  const hasOurKind = createIsOurs(kindTaxonomy, uuidOf)
  const organizations = new Map<string, Held>()
  const byThemselves = new Set<string>()
  const atPlaces = new Map<string, Held>()
  const entry = (list: List, value: object, place: Place, base?: string | null): HsdsEntry => {
    const at = places.push(place) - 1
    return { list, at, value, place: () => place, ...(base !== undefined && { base }) }
  }

  async function* takeService(id: string, { record, place }: Held): AsyncGenerator<HsdsEntry> {
    const offering = isFields(record.organization) ? record.organization : undefined
    const organization = offering
      ? await ids.of('organization', offering)
      : await ids.organizationOf(record.organization_id)
    if (organization === undefined) {
      yield noteOf(noOrganization, place, { list: 'services', id })
      return
    }
    if (offering && !organizations.has(organization))
      organizations.set(organization, { record: offering, place: within(place, '/organization') })
    const known = organizations.get(organization)?.record
    const before = await drafts.service(id)
    const notes = createNotes()
    const read = readService(record, {
      id,
      organization,
      at: '',
      notes,
      isOurs: hasOurCapacity(record),
      language,
      country,
      uuidOf,
      terms,
      taxonomies,
      isNewName,
      draft: before?.document,
      capacity: await drafts.capacity(id),
      offeredBy: known ? waysIn(known) : waysOf((await drafts.organization(organization))?.document),
    })
    for (const note of notes.found) yield noteOf(note, place, { list: 'services', id })
    if (read === undefined) return
    yield entry('services', read.service, place, before?.digest ?? null)
    if (read.capacity) yield entry('capacities', read.capacity, place)
  }

  async function* takeOrganization(id: string, { record, place }: Held): AsyncGenerator<HsdsEntry> {
    const before = await drafts.organization(id)
    const notes = createNotes()
    const organization = readOrganization(record, {
      id,
      at: '',
      notes,
      isOurs: hasOurKind(record),
      language,
      terms,
      mapping,
      draft: before?.document,
      parent: await ids.organizationOf(record.parent_organization_id),
    })
    for (const note of notes.found) yield noteOf(note, place, { list: 'organizations', id })
    yield entry('organizations', organization, place, before?.digest ?? null)
  }

  for await (const found of recordsOf(chunks, options.limitBytes)) {
    if ('problem' in found) {
      yield found
      continue
    }
    if ('other' in found) {
      yield noteOf(noRecord, found.other, {})
      continue
    }
    const { kind, record, place } = found
    const missing = ['id', 'name'].filter((name) => textOf(record, name) === undefined)
    const id = missing.length > 0 ? undefined : await ids.of(kind, record)
    for (const name of missing) yield missingField(place, name)
    if (id === undefined) {
      if (missing.length === 0) yield wrongId(place)
    } else if (kind === 'service') yield* takeService(id, { record, place })
    else if (kind === 'service-at-location') atPlaces.set(id, joined(atPlaces.get(id), { record, place }))
    else if (byThemselves.has(id)) yield repeated(id, place)
    else {
      byThemselves.add(id)
      organizations.set(id, { record, place })
    }
  }
  // At the end, since another place of a service may follow, and an organization that stands in a service may come whole.
  for (const [id, held] of atPlaces) yield* takeService(id, held)
  for (const [id, held] of organizations) yield* takeOrganization(id, held)
}

/** A service at one more place. */
function joined(before: Held | undefined, { record, place }: Held): Held {
  if (before === undefined) return { record, place }
  const places = [before.record, record].flatMap((one) => listOf(one, 'service_at_locations').map(({ item }) => item))
  return { record: { ...before.record, service_at_locations: places }, place: before.place }
}

const noRecord: Note = {
  pointer: '',
  code: 'no-field',
  detail: 'Only services and organizations are taken over, with what is nested in them.',
}
const noOrganization: Note = {
  pointer: '',
  code: 'no-organization',
  detail: 'The service is left out: it names no organization.',
}

function noteOf(note: Note, place: Place, owner: { readonly list?: OwnerList; readonly id?: string }): HsdsEntry {
  const { pointer, code, detail } = note
  return { note: { ...owner, ...within(place, pointer), code, detail } }
}

function within(place: Place, pointer: string): Place {
  return { ...place, pointer: place.pointer + pointer }
}

function missingField(place: Place, name: string): HsdsEntry {
  const detail = 'Expected this field, with a text: HSDS requires it.'
  return { problem: { ...within(place, `/${name}`), code: 'required', detail } }
}

function wrongId(place: Place): HsdsEntry {
  const detail =
    'Expected a UUID, as HSDS does, or an id of lower-case letters, digits and single hyphens between them.'
  return { problem: { ...within(place, '/id'), code: 'wrong-format', detail } }
}

function repeated(id: string, place: Place): HsdsEntry {
  const detail = `Expected each of the organizations once, but ${id} stands there before. Remove one of them.`
  return { problem: { ...within(place, '/id'), code: 'repeated-id', detail } }
}

/** How an organization is reached, for a service that does not say it of itself. */
function waysIn(record: Fields): Pick<Organization, 'website' | 'email' | 'phone'> {
  // What is wrong with them is noted with the organization.
  const reading = { notes: createNotes(), at: '' }
  const website = addressIn(record, 'website', { ...reading, known: undefined })
  const email = mailboxIn(record, 'email', reading)
  const phone = listOf(record, 'phones').flatMap(({ item }) => phoneIn(item, reading) ?? [])[0]
  return {
    ...(website !== undefined && { website }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
  }
}

function waysOf(organization: Organization | undefined): Pick<Organization, 'website' | 'email' | 'phone'> {
  const { website, email, phone } = organization ?? {}
  return { ...(website && { website }), ...(email && { email }), ...(phone && { phone }) }
}

/** Whether this software wrote a record: it then has a term of this taxonomy, which is built in. */
function createIsOurs({ id, terms }: typeof kindTaxonomy | typeof capacityTaxonomy, uuidOf: UuidOf) {
  const own = new Set(Object.keys(terms).map((term) => uuidOf('taxonomy_term', id, term)))
  return (record: Fields): boolean =>
    listOf(record, 'attributes').some(({ item }) => own.has(textOf(item, 'taxonomy_term_id') ?? ''))
}

function createFirst(): (name: string) => boolean {
  const seen = new Set<string>()
  return (name) => {
    const isNew = !seen.has(name)
    seen.add(name)
    return isNew
  }
}

const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const MOST_ID = 64
const IDS_PER_TURN = 500

/** Ids in the catalogue: that which a record names, that of a draft with the same UUID, or the UUID itself. */
function createIds({ drafts, uuidOf }: HsdsImportOptions) {
  type Owner = 'organization' | 'service'
  /** Of records that name it, by type and UUID. */
  const named = new Map<string, string>()
  const known: { -readonly [K in Owner]?: ReadonlyMap<string, string> } = {}
  const ofDrafts = async (type: Owner): Promise<ReadonlyMap<string, string>> => {
    const before = known[type]
    if (before !== undefined) return before
    const found = new Map<string, string>()
    for (const id of await drafts.ids(type)) {
      found.set(uuidOf(type, id), id)
      if (found.size % IDS_PER_TURN === 0) await setImmediate()
    }
    known[type] = found
    return found
  }
  const ofUuid = async (type: Owner, given: unknown): Promise<string | undefined> => {
    const uuid = typeof given === 'string' ? given.trim().toLowerCase() : ''
    if (isUuid(uuid)) return named.get(`${type} ${uuid}`) ?? (await ofDrafts(type)).get(uuid) ?? uuid
    return idPattern.test(uuid) && uuid.length <= MOST_ID ? uuid : undefined
  }
  return {
    async of(kind: RecordKind, record: Fields): Promise<string | undefined> {
      const type = kind === 'organization' ? kind : 'service'
      const own = listOf(record, 'attributes').find(({ item }) => item.label === OWN_ID)?.item
      const given = own && textOf(own, 'value')
      if (given === undefined || !idPattern.test(given) || uuidOf(type, given) !== record.id)
        return ofUuid(type, record.id)
      named.set(`${type} ${record.id}`, given)
      return given
    },
    organizationOf: (uuid: unknown): Promise<string | undefined> => ofUuid('organization', uuid),
  }
}
