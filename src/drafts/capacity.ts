import type { Capacity } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { checkDefaultLanguage } from './texts.js'
import { checkDate } from './values.js'

/** What must hold for the state of a service beyond its schema. */
export function checkCapacity({ note, until }: Capacity, defaultLanguage: string): Finding[] {
  return [
    ...checkDefaultLanguage(note === undefined ? [] : [{ pointer: '/note', text: note }], defaultLanguage),
    ...checkDate(until, '/until'),
  ]
}
