import { type NoteCode, noteCodes } from '../http/error-codes.js'
import { escapeName } from '../http/schema-errors.js'
import { type Fields, isSaid } from './fields.js'

/** What of a record was not taken over, or not as it stands. */
export interface Note {
  /** RFC 6901 pointer into the record. */
  readonly pointer: string
  readonly code: NoteCode
  readonly detail: string
}

/** The notes of one record, as they are found. */
export interface Notes {
  readonly found: readonly Note[]
  /** @param detail what the code means, where absent */
  add(pointer: string, code: NoteCode, detail?: string): void
  /** Every field that says something and is none of those that are taken. */
  addOthers(record: Fields, at: string, taken: ReadonlySet<string>): void
}

/** Fields that tell of the record itself and not of what it is about. */
const silent: ReadonlySet<string> = new Set([
  'id',
  'link_id',
  'link_type',
  'link_entity',
  'service_id',
  'location_id',
  'organization_id',
  'service_at_location_id',
  'contact_id',
  'last_modified',
  'metadata',
])

const ofPersons: ReadonlySet<string> = new Set(['contacts', 'assurer_email', 'attention'])
const ofEligibility: ReadonlySet<string> = new Set(['minimum_age', 'maximum_age'])

export function createNotes(): Notes {
  const found: Note[] = []
  const add: Notes['add'] = (pointer, code, detail = noteCodes[code].detail) => {
    found.push({ pointer, code, detail })
  }
  return {
    found,
    add,
    addOthers(record, at, taken) {
      for (const [name, value] of Object.entries(record)) {
        if (taken.has(name) || silent.has(name) || !isSaid(value)) continue
        const code = ofPersons.has(name) ? 'personal-data' : ofEligibility.has(name) ? 'eligibility' : 'no-field'
        add(`${at}/${escapeName(name)}`, code)
      }
    },
  }
}
