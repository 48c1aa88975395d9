import { type AvoidedWord, defaultAvoidedWords, type FindAvoided, prepareAvoided } from './avoided-words.js'
import { readingEaseOf, sumOf, syllablesOf, type Tally } from './reading-ease.js'
import { sentencesOf } from './sentences.js'

/** A text that residents read. */
export interface ReadText {
  /** BCP 47 tag. */
  readonly language: string
  readonly words: string
  /** Whether it asks one of the questions, or is the name of something. */
  readonly role: 'question' | 'name' | undefined
}

/** What an editor should look at again. */
export interface Remark {
  readonly code: 'long-sentence' | 'long-word' | 'avoided-word' | 'long-question' | 'hard-text'
  /** Position of the text; undefined where it is about all of them together. */
  readonly text: number | undefined
  /** The piece of the text; empty where it is about all of them together. */
  readonly excerpt: string
  /** What was expected, what stands there, and how to mend it. */
  readonly detail: string
}

/** Says of the texts of one document what is hard to read or does not belong there. Never throws. */
export type JudgeTexts = (texts: readonly ReadText[]) => Remark[]

/**
 * The most words in a sentence, by language; `docs/writing.md` has the sources. Languages that are not here have none: an
 * ending in Turkish, Arabic or Polish says what is a word of its own in Dutch.
 */
const MOST_WORDS: Readonly<Record<string, number>> = { nl: 15, en: 25 }
/** Of Dutch words, between hyphens. */
const MOST_LETTERS = 15
const MOST_WORDS_IN_QUESTION = 12
/** Of Dutch: where Douma's *normal* begins. */
const LEAST_READING_EASE = 60
/** With as many words, one syllable more or less moves the reading ease by 1.5; with fewer it says little. */
const FEWEST_WORDS_MEASURED = 50
const LONGEST_EXCERPT = 80

/** @param avoidedWords those of the deployment; the default list where absent */
export function createJudge(avoidedWords: readonly AvoidedWord[] = defaultAvoidedWords): JudgeTexts {
  const languages = new Set(avoidedWords.map(({ language }) => language))
  const finders = new Map([...languages].map((language) => [language, prepareAvoided(avoidedWords, language)]))
  return (texts) => {
    const tallies: Tally[] = []
    const remarks = texts.flatMap(({ language, words, role }, text): Remark[] => {
      const primary = language.split('-', 1)[0] ?? ''
      const rules = { language: primary, findAvoided: finders.get(primary), isName: role === 'name' }
      const found = [...(role === 'question' ? tooLongAQuestion(words) : []), ...judge(words, rules, tallies)]
      return found.map((piece) => ({ ...piece, text }))
    })
    return [...remarks, ...tooHard(sumOf(tallies))]
  }
}

type Piece = Omit<Remark, 'text'>

interface Rules {
  /** Primary tag. */
  readonly language: string
  readonly findAvoided: FindAvoided | undefined
  readonly isName: boolean
}

/** Adds what the reading ease counts to `tallies`. */
function judge(text: string, { language, findAvoided, isName }: Rules, tallies: Tally[]): Piece[] {
  const mostWords = Object.hasOwn(MOST_WORDS, language) ? MOST_WORDS[language] : undefined
  if (mostWords === undefined && findAvoided === undefined) return []
  return sentencesOf(text).flatMap(({ text: sentence, words, isWhole }) => {
    if (language === 'nl' && isWhole) tallies.push(tallyOf(words))
    return [
      ...(mostWords === undefined ? [] : tooLongASentence(sentence, words.length, mostWords)),
      ...(language === 'nl' ? words.flatMap((word, index) => tooLongAWord(word, index === 0 && !isName)) : []),
      ...(findAvoided?.(words) ?? []).map(avoided),
    ]
  })
}

function tooLongASentence(sentence: string, count: number, most: number): Piece[] {
  if (count <= most) return []
  const detail = `Expected at most ${most} words in a sentence, but this one has ${count}. Make two of it.`
  return [{ code: 'long-sentence', excerpt: shortened(sentence), detail }]
}

function tooLongAWord(word: string, mayHaveCapital: boolean): Piece[] {
  if (word.length <= MOST_LETTERS || isNameOrAddress(mayHaveCapital ? word.slice(1) : word)) return []
  const longest = word
    .normalize('NFC')
    .split(/[^\p{L}\p{M}]+/u)
    .reduce((most, part) => Math.max(most, part.length), 0)
  if (longest <= MOST_LETTERS) return []
  const detail = `Expected at most ${MOST_LETTERS} letters in a word, but this one has ${longest}. Say it with shorter words.`
  return [{ code: 'long-word', excerpt: shortened(word), detail }]
}

/** A name has a capital that does not begin the sentence, such as the second one of `SchuldHulpMaatje`. */
function isNameOrAddress(word: string): boolean {
  return /[\p{Lu}@/:]|\.\p{L}/u.test(word)
}

function avoided({ found, avoided: { reason, instead } }: ReturnType<FindAvoided>[number]): Piece {
  const detail = `Expected other words than “${shortened(found)}”: it ${reason}. Write instead: ${instead}.`
  return { code: 'avoided-word', excerpt: shortened(found), detail }
}

function tooLongAQuestion(text: string): Piece[] {
  const count = sentencesOf(text).reduce((sum, { words }) => sum + words.length, 0)
  if (count <= MOST_WORDS_IN_QUESTION) return []
  const detail = `Expected at most ${MOST_WORDS_IN_QUESTION} words in a question, but there are ${count}. Ask less at once, or move a part to the help.`
  return [{ code: 'long-question', excerpt: shortened(text), detail }]
}

function tallyOf(words: readonly string[]): Tally {
  const spoken = words.filter((word) => /\p{L}/u.test(word))
  return {
    sentences: 1,
    words: spoken.length,
    syllables: spoken.reduce((sum, word) => sum + syllablesOf(word), 0),
  }
}

function tooHard(tally: Tally): Remark[] {
  const { sentences, words, syllables } = tally
  const ease = readingEaseOf(tally)
  if (words < FEWEST_WORDS_MEASURED || ease >= LEAST_READING_EASE) return []
  const counted = `${(words / sentences).toFixed(1)} words in a sentence, ${((100 * syllables) / words).toFixed(0)} syllables in a hundred words`
  const detail = `Expected Dutch texts that together score at least ${LEAST_READING_EASE} by Flesch-Douma, but they score ${ease.toFixed(1)} (${counted}). Use shorter sentences and shorter words.`
  return [{ code: 'hard-text', text: undefined, excerpt: '', detail }]
}

/** The beginning of a text, cut between characters. */
function shortened(text: string): string {
  if (text.length <= LONGEST_EXCERPT) return text
  return `${[...text.slice(0, LONGEST_EXCERPT)].slice(0, -1).join('')}…`
}
