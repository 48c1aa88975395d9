import { createHash } from 'node:crypto'

/** Names of tables of HSDS, as far as their records have ids of their own. */
export type Table =
  | 'accessibility'
  | 'address'
  | 'attribute'
  | 'cost_option'
  | 'language'
  | 'location'
  | 'organization'
  | 'phone'
  | 'schedule'
  | 'service'
  | 'service_area'
  | 'service_at_location'
  | 'taxonomy'
  | 'taxonomy_term'
  | 'url'

/**
 * The UUID of a record: always the same for the same names. What has a UUID for its id keeps it.
 *
 * @param names the id in the catalogue; of what belongs to something else that one's id first
 */
export type UuidOf = (table: Table, ...names: readonly (string | number)[]) => string

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** What comes in with UUIDs that the catalogue keeps. */
const comingIn: ReadonlySet<Table> = new Set(['service', 'organization', 'location'])
/** Ids of places start with a letter, so a UUID that came in has a word before it. */
const placePrefix = 'location-'

/** Whether it is a UUID of any version in lower case. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text)
}

/** The UUID with which a record came in that has this id in the catalogue; undefined for an id of the catalogue's own. */
export function givenUuid(table: Table, id: string): string | undefined {
  const uuid = table === 'location' && id.startsWith(placePrefix) ? id.slice(placePrefix.length) : id
  return isUuid(uuid) ? uuid : undefined
}

/** The id in the catalogue of a place that came in with this UUID. */
export function placeIdOf(uuid: string): string {
  return placePrefix + uuid
}

/** @param namespace a UUID in lower case */
export function createUuids(namespace: string): UuidOf {
  const prefix = Buffer.from(namespace.replaceAll('-', ''), 'hex')
  return (table, ...names) => {
    const given = comingIn.has(table) ? givenUuid(table, String(names.at(-1))) : undefined
    return given ?? version5(prefix, [table, ...names].join('/'))
  }
}

/** RFC 9562, section 5.5. */
function version5(namespace: Buffer, name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
