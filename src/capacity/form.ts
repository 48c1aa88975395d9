import type { Capacity, CapacityStatus } from '../engine/index.js'

/** In the order of the buttons. */
export const statuses: readonly CapacityStatus[] = ['open', 'limited', 'waitlist', 'full']

/** What the page sends. What is absent stays as it is; an empty day or note takes it away. */
export interface CapacityForm {
  readonly status: CapacityStatus | undefined
  readonly until: string | undefined
  readonly note: string | undefined
}

export type FormProblem =
  | { readonly field: 'until'; readonly problem: 'chooseFirst' | 'pastDay' | 'noSuchDay' }
  | { readonly field: 'note'; readonly problem: 'chooseFirst' | 'noteTooLong' | 'noteUnreadable' }

/** Characters: a note is one or two sentences on a card. */
export const LONGEST_NOTE = 300

/** Control characters, and what stands for bytes that are no text. */
const UNREADABLE = /\p{Cc}|\ufffd/u
const fields = ['status', 'until', 'note']

/** Reads the body of a form; undefined where it is not what the page sends. */
export function readForm(body: string): CapacityForm | undefined {
  const form = new URLSearchParams(body)
  const names = [...form.keys()]
  if (names.some((name) => !fields.includes(name)) || new Set(names).size < names.length) return undefined
  const given = form.get('status') ?? undefined
  const status = statuses.find((known) => known === given)
  if (given !== undefined && status === undefined) return undefined
  const note = form.get('note') ?? undefined
  return { status, until: form.get('until')?.trim(), note: note && oneLine(note) }
}

/** A text of a document has no line ends. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

export interface Deciding {
  /** As it is in force. */
  readonly present: Capacity
  /** Of the note. */
  readonly language: string
}

/** What the form asks for: a capacity, or a problem. Whether the day is still to come is looked at elsewhere. */
export function decide({ status, until, note }: CapacityForm, { present, language }: Deciding): Capacity | FormProblem {
  const { service } = present
  const wanted = status ?? present.status
  if (wanted === 'open') {
    // Who presses the button means just that; who sends the fields alone would wait for something that never comes.
    if (status === undefined && until) return { field: 'until', problem: 'chooseFirst' }
    if (status === undefined && note) return { field: 'note', problem: 'chooseFirst' }
    return { service, status: 'open' }
  }
  if (until && !/^\d{4}-\d\d-\d\d$/.test(until)) return { field: 'until', problem: 'noSuchDay' }
  const isSameNote = note === undefined || note === oneLine(present.note?.[language] ?? '')
  if (!isSameNote && [...note].length > LONGEST_NOTE) return { field: 'note', problem: 'noteTooLong' }
  if (!isSameNote && UNREADABLE.test(note)) return { field: 'note', problem: 'noteUnreadable' }
  const day = until ?? present.until
  const text = isSameNote ? present.note : note === '' ? undefined : { [language]: note }
  return { service, status: wanted, ...(day && { until: day }), ...(text && { note: text }) }
}
