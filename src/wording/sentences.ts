/** A sentence, or a fragment such as a label. */
export interface Sentence {
  readonly text: string
  /** As they stand in it, without the marks around them; at least one. */
  readonly words: readonly string[]
  /** Whether it ends as a sentence does. Labels and names mostly do not. */
  readonly isWhole: boolean
}

const ENDS = new Set(['.', '!', '?', '…', '؟', '۔', '。', '！', '？'])
const CLOSING = new Set(['"', "'", '”', '’', '»', ')', ']', '\u2069', '\u202c', '\u200f', '\u200e'])

/** Dutch and English abbreviations after which a sentence goes on. Those of single letters (`o.a.`) need not be here. */
const ABBREVIATIONS = new Set(
  `aant. afd. bijv. bv. ca. cf. dhr. dr. drs. evt. excl. fam. incl. ing. ir. jl. jr. max. mevr. min. mr. mrs. ms. mw.
  nl. nr. nrs. pag. prof. resp. sr. st. tel. v.chr. vgl. vnl. vs. zgn. jan. feb. febr. mrt. apr. aug. sep. sept. okt. nov.
  dec.`.split(/\s+/),
)

/** Abbreviations that often are the last word: a sentence ends there where the next word has a capital. */
const ENDING_ABBREVIATIONS = new Set('enz. etc. e.d. i.d. e.v. e.a. p.m. a.m. p.w. p.p. b.v. n.v.'.split(' '))

/**
 * Takes a text apart into its sentences, in time in proportion to its length. A sentence ends at `.`, `!`, `?` or `…`
 * after a word, or at the end of a line; not after an abbreviation or the number of an item (`1.`), nor inside a time, a
 * number or a web address (`9.30`, `1.000`, `example.org`). It knows words by the white space between them: of a
 * language without any, each sentence is one word.
 */
export function sentencesOf(text: string): Sentence[] {
  return text.split(/[\n\r\u2028\u2029]+/).flatMap(sentencesOfLine)
}

function sentencesOfLine(line: string): Sentence[] {
  const pieces = line.split(/\s+/).filter((piece) => piece !== '')
  const sentences: Sentence[] = []
  let start = 0
  const finish = (end: number, isWhole: boolean): void => {
    const own = pieces.slice(start, end)
    const words = own.map(bare).filter((word) => word !== '')
    if (words.length > 0) sentences.push({ text: own.join(' '), words, isWhole })
    start = end
  }
  for (const [index, piece] of pieces.entries()) {
    if (endsSentence(piece, { isFirst: index === start, next: pieces[index + 1] })) finish(index + 1, true)
  }
  finish(pieces.length, false)
  return sentences
}

function endsSentence(
  piece: string,
  { isFirst, next }: { readonly isFirst: boolean; readonly next: string | undefined },
): boolean {
  let end = piece.length
  while (end > 0 && CLOSING.has(piece.charAt(end - 1))) end--
  const last = piece.charAt(end - 1)
  if (!ENDS.has(last)) return false
  if (next === undefined) return true
  if (last === '…' || (last === '.' && piece.charAt(end - 2) === '.')) return startsAnew(next)
  if (last !== '.') return true
  const word = withoutOpening(piece.slice(0, end)).toLowerCase()
  if (ENDING_ABBREVIATIONS.has(word)) return startsAnew(next)
  if (isFirst && /^\d{1,3}\.$/.test(word)) return false
  return !ABBREVIATIONS.has(word) && !isInitials(word)
}

/** Whether a word looks like the first of a sentence: with a capital, or in a script that has none. */
function startsAnew(word: string): boolean {
  const first = /[\p{L}\p{N}]/u.exec(word)?.[0] ?? ''
  return first !== '' && first === first.toUpperCase()
}

/** `o.a.`, `m.b.t.`, `J.`, `t.z.t.`: single letters, each with a full stop. */
function isInitials(word: string): boolean {
  const letters = word.split('.')
  return letters.pop() === '' && letters.every((letter) => /^\p{L}$/u.test(letter))
}

/** A piece without the marks before and after it; empty where it has neither a letter nor a digit. */
export function bare(piece: string): string {
  // Most have none; those are not taken apart.
  if (beginsWord(piece.charAt(0)) && endsWord(piece.charAt(piece.length - 1))) return piece
  const characters = [...piece]
  let from = 0
  let to = characters.length
  while (from < to && !beginsWord(characters[from])) from++
  while (to > from && !endsWord(characters[to - 1])) to--
  return characters.slice(from, to).join('')
}

function beginsWord(character = ''): boolean {
  return /[\p{L}\p{N}]/u.test(character)
}

/** Accents may stand after their letter. */
function endsWord(character = ''): boolean {
  return /[\p{L}\p{M}\p{N}]/u.test(character)
}

function withoutOpening(piece: string): string {
  let from = 0
  while (from < piece.length && /["'“‘«„([\u2066-\u2068]/.test(piece.charAt(from))) from++
  return piece.slice(from)
}
