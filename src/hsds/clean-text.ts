import { compile } from 'html-to-text'
import { type Fields, textOf } from './fields.js'
import type { Notes } from './notes.js'

export interface TextReading {
  readonly notes: Notes
  /** Written by this software: taken letter by letter. */
  readonly isOurs: boolean
}

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const toText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})
const markup = /<[a-z!/][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);/i
/** Line ends aside, which separate paragraphs. */
const controls = /(?!\n)\p{Cc}/gu

/** Longest text of a document, in characters. */
export const MOST_TEXT = 2_000

/** A field as paragraphs of plain text, the first apart; undefined where it says nothing. */
export function paragraphsOf(
  record: Fields,
  name: string,
  { notes, isOurs, at }: TextReading & { readonly at: string },
): { readonly first: string; readonly rest: string } | undefined {
  const given = textOf(record, name)
  if (given === undefined) return undefined
  const isHtml = !isOurs && markup.test(given)
  if (isHtml) notes.add(`${at}/${name}`, 'html-cleaned')
  const plain = isHtml ? toText(given) : given
  const [first = '', ...rest] = isOurs
    ? plain.split('\n\n')
    : plain
        .split(/\n\s*\n/)
        .map(oneLine)
        .filter(Boolean)
  return first === '' ? undefined : { first, rest: rest.join(' ') }
}

/** A field as one line of plain text, no longer than this; undefined where it says nothing. */
export function lineOf(
  record: Fields,
  name: string,
  { most = MOST_TEXT, ...reading }: TextReading & { readonly at: string; readonly most?: number },
): string | undefined {
  const paragraphs = paragraphsOf(record, name, reading)
  if (paragraphs === undefined) return undefined
  const whole = [paragraphs.first, paragraphs.rest].filter(Boolean).join(' ')
  return fitted(whole, most, { ...reading, at: `${reading.at}/${name}` })
}

/** The text, or as much of it as may be there, to the end of a word. */
export function fitted(
  text: string,
  most: number,
  { notes, at }: { readonly notes: Notes; readonly at: string },
): string {
  const characters = [...text]
  if (characters.length <= most) return text
  notes.add(at, 'shortened', `Only the first ${most} characters were taken over.`)
  const words = characters
    .slice(0, most)
    .join('')
    .replace(/\s+\S*$/, '')
  return `${[...words].slice(0, most - 1).join('')}…`
}

function oneLine(text: string): string {
  return text.replaceAll(controls, ' ').replaceAll(/\s+/g, ' ').trim()
}
