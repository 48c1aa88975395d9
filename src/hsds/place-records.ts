import type { Location } from '../engine/index.js'
import type { FullLocationRecord, LocationRecord, PlaceRecord } from './hsds-schemas.js'
import { known, textIn } from './known.js'
import type { RecordSettings } from './records.js'
import type { Attributes } from './term-records.js'

/** The places of services as records: each service has its own, also where two have the same address. */
export interface PlaceRecords {
  link(
    service: string,
    place: Location,
    at: number,
  ): Omit<PlaceRecord, 'location'> & { readonly location: LocationRecord }
  fullLink(service: string, place: Location, at: number): PlaceRecord
}

export function createPlaceRecords(settings: RecordSettings, attributes: Attributes): PlaceRecords {
  const { uuidOf, language } = settings
  const idsOf = (service: string, place: Location, at: number) => ({
    id: uuidOf('service_at_location', service, place.id ?? at),
    service_id: uuidOf('service', service),
    location_id: uuidOf('location', service, place.id ?? at),
  })
  return {
    link(service, place, at) {
      const ids = idsOf(service, place, at)
      return { ...ids, location: flatLocation(ids.location_id, place) }
    },
    fullLink(service, place, at) {
      const ids = idsOf(service, place, at)
      const key = place.id ?? at
      const access = place.accessibility && textIn(place.accessibility, language)
      const location: FullLocationRecord = known({
        ...flatLocation(ids.location_id, place),
        addresses: addressesOf(uuidOf('address', service, key), place, settings),
        accessibility: access ? [{ id: uuidOf('accessibility', service, key), description: access }] : [],
        attributes: place.id === undefined ? [] : attributes.ownId('location', `${service}/${key}`, place.id),
      })
      return { ...ids, location }
    },
  }
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
