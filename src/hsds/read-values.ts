import type { Text } from '../engine/index.js'
import { isCalendarDay } from '../http/instants.js'
import { parseWebAddress } from '../http/web-address.js'
import { uriOf } from './addresses.js'
import { type Fields, textOf } from './fields.js'
import type { Notes } from './notes.js'

/** Values of records that have one form in the catalogue: what has another one is left out, and noted. */

const mailbox = /^[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/
const phone = /^\+?[0-9(][0-9 ()./-]*$/
const webAddress = /^https?:\/\/[^\s\p{Cc}]+$/u

export interface ValueReading {
  readonly notes: Notes
  /** Pointer to the record. */
  readonly at: string
}

export function mailboxIn(record: Fields, name: string, { notes, at }: ValueReading): string | undefined {
  const given = textOf(record, name)?.trim()
  if (given === undefined || (mailbox.test(given) && given.length <= 254)) return given
  notes.add(`${at}/${name}`, 'wrong-value', 'Expected a mail address.')
  return undefined
}

/** @param known how the draft spells it, which stays where it is the same address */
export function addressIn(
  record: Fields,
  name: string,
  { notes, at, known }: ValueReading & { readonly known: string | undefined },
): string | undefined {
  const given = textOf(record, name)?.trim()
  if (given === undefined) return undefined
  if (known !== undefined && uriOf(known) === given) return known
  const parsed = webAddress.test(given) && given.length <= MOST_ADDRESS ? parseWebAddress(given) : undefined
  if (parsed !== undefined && parsed.hostname !== '' && parsed.username === '' && parsed.password === '') return given
  notes.add(`${at}/${name}`, 'wrong-value', 'Expected a web address that starts with https:// or http://.')
  return undefined
}

const MOST_ADDRESS = 2_000

/** Digits and what stands between them; quotes and words around them are left out. */
export function phoneIn(record: Fields, { notes, at }: ValueReading): string | undefined {
  const given = textOf(record, 'number')
  if (given === undefined) return undefined
  const number = given.replaceAll(/^[\s"']+|[\s"']+$/g, '').replaceAll(/\s+/g, ' ')
  if (phone.test(number) && number.length >= 2 && number.length <= 40) return number
  notes.add(`${at}/number`, 'wrong-value', 'Expected a phone number: digits, spaces, brackets and hyphens.')
  return undefined
}

/** The day of a date or an instant. */
export function dayIn(record: Fields, name: string, { notes, at }: ValueReading): string | undefined {
  const given = textOf(record, name)?.trim()
  if (given === undefined) return undefined
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(given)?.[0]
  if (day !== undefined && isCalendarDay(day)) return day
  notes.add(`${at}/${name}`, 'wrong-value', 'Expected a day that exists, as YYYY-MM-DD.')
  return undefined
}

/**
 * A text in the default language, with the translations of the draft as long as that says the same.
 *
 * @param pointer to the field that it comes from
 */
export function translated(
  words: string,
  before: Text | undefined,
  { notes, pointer, language }: { readonly notes: Notes; readonly pointer: string; readonly language: string },
): Text {
  if (before?.[language] === words) return before
  if (before !== undefined && Object.keys(before).length > 1) notes.add(pointer, 'changed-text')
  return { [language]: words }
}
