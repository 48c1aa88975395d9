import type { Location } from '../engine/index.js'
import { fitted, lineOf, MOST_TEXT, type TextReading } from './clean-text.js'
import { type Fields, isFields, listOf, numberOf, textOf } from './fields.js'
import { isUuid, placeIdOf, type UuidOf } from './ids.js'
import { translated } from './read-values.js'
import { OWN_ID } from './term-records.js'

export interface LocationReading extends TextReading {
  /** Pointer to the service. */
  readonly at: string
  readonly serviceId: string
  readonly language: string
  readonly country: string
  readonly uuidOf: UuidOf
  /** What editors have of them. */
  readonly before: readonly Location[]
}

const takenOfLink: ReadonlySet<string> = new Set(['location', 'schedules'])
const taken: ReadonlySet<string> = new Set([
  'location_type',
  'name',
  'latitude',
  'longitude',
  'addresses',
  'accessibility',
  'attributes',
  'schedules',
])
const takenOfAddress: ReadonlySet<string> = new Set(['address_1', 'city', 'postal_code', 'country', 'address_type'])
const takenOfAccess: ReadonlySet<string> = new Set(['description', 'details'])
const MOST_LINE = 200
const MOST_POSTAL_CODE = 20

/** The places of a service, each once, and where in the record each stands. */
export function readLocations(
  record: Fields,
  reading: LocationReading,
): readonly { readonly place: Location; readonly at: string; readonly location: Fields; readonly link: Fields }[] {
  const seen = new Set<string>()
  return listOf(record, 'service_at_locations').flatMap(({ item: link, at: linkAt }, index) => {
    const { location } = link
    const at = `${reading.at}${linkAt}/location`
    reading.notes.addOthers(link, `${reading.at}${linkAt}`, takenOfLink)
    if (!isFields(location)) return []
    if (location.location_type === 'virtual' || location.location_type === 'postal') {
      reading.notes.add(at, 'no-field', 'The catalogue has places to go to only.')
      return []
    }
    const uuid = textOf(location, 'id')?.toLowerCase() ?? ''
    if (seen.has(uuid)) return []
    if (uuid !== '') seen.add(uuid)
    return [{ place: readLocation(location, index, { ...reading, at }), at, location, link }]
  })
}

function readLocation(record: Fields, index: number, reading: LocationReading): Location {
  const { at, notes, before, language } = reading
  notes.addOthers(record, at, taken)
  const id = idOf(record, index, reading)
  const draft = id === undefined ? before[index] : before.find((place) => place.id === id)
  const name = lineOf(record, 'name', { ...reading, most: MOST_LINE })
  const accessibility = accessibilityOf(record, reading)
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...addressOf(record, reading),
    ...pointOf(record, reading),
    ...(accessibility !== undefined && {
      accessibility: translated(accessibility, draft?.accessibility, {
        notes,
        pointer: `${at}/accessibility`,
        language,
      }),
    }),
  }
}

/** Its id in the catalogue; undefined where it had none there, or has none at all. */
function idOf(record: Fields, index: number, { serviceId, uuidOf }: LocationReading): string | undefined {
  const uuid = textOf(record, 'id')?.toLowerCase()
  if (uuid === undefined || !isUuid(uuid) || uuid === uuidOf('location', serviceId, index)) return undefined
  const own = listOf(record, 'attributes').find(({ item }) => item.label === OWN_ID)?.item
  const given = own && textOf(own, 'value')
  return given !== undefined && uuidOf('location', serviceId, given) === uuid ? given : placeIdOf(uuid)
}

function addressOf(record: Fields, { at, notes, country, isOurs }: LocationReading): Location {
  const addresses = listOf(record, 'addresses')
  const chosen = addresses.find(({ item }) => item.address_type === 'physical') ?? addresses[0]
  for (const { at: place } of addresses) if (place !== chosen?.at) notes.add(`${at}${place}`, 'one-only')
  if (chosen === undefined) return {}
  const { item } = chosen
  const reading = { notes, isOurs, at: `${at}${chosen.at}` }
  notes.addOthers(item, reading.at, takenOfAddress)
  if (textOf(item, 'country') !== undefined && item.country !== country) notes.add(`${reading.at}/country`, 'no-field')
  const street = lineOf(item, 'address_1', { ...reading, most: MOST_LINE })
  const postalCode = lineOf(item, 'postal_code', { ...reading, most: MOST_POSTAL_CODE })
  const city = lineOf(item, 'city', { ...reading, most: MOST_LINE })
  return {
    ...(street !== undefined && { street }),
    ...(postalCode !== undefined && { postalCode }),
    ...(city !== undefined && { city }),
  }
}

function pointOf(record: Fields, { at, notes }: LocationReading): Location {
  const [latitude, longitude] = [numberOf(record, 'latitude'), numberOf(record, 'longitude')]
  if (latitude !== undefined && Math.abs(latitude) > 90) {
    notes.add(`${at}/latitude`, 'wrong-value', 'Expected degrees north from -90 to 90.')
    return {}
  }
  if (longitude !== undefined && Math.abs(longitude) > 180) {
    notes.add(`${at}/longitude`, 'wrong-value', 'Expected degrees east from -180 to 180.')
    return {}
  }
  return { ...(latitude !== undefined && { latitude }), ...(longitude !== undefined && { longitude }) }
}

function accessibilityOf(record: Fields, reading: LocationReading): string | undefined {
  const parts = listOf(record, 'accessibility').flatMap(({ item, at: place }) => {
    const at = `${reading.at}${place}`
    reading.notes.addOthers(item, at, takenOfAccess)
    return ['description', 'details'].flatMap((name) => lineOf(item, name, { ...reading, at }) ?? [])
  })
  const at = `${reading.at}/accessibility`
  return parts.length === 0 ? undefined : fitted(parts.join(' '), MOST_TEXT, { notes: reading.notes, at })
}
