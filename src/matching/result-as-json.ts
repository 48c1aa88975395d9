import {
  type Choice,
  type Explanation,
  type Index,
  type MetWish,
  type MissedDemand,
  type OnlyFor,
  type QuestionSet,
  type Receipt,
  termsOf,
  type Wish,
} from '../engine/index.js'
import {
  adviceCard,
  type CapacityCard,
  type CardSources,
  type ChoiceReasons,
  createReasons,
  type Present,
  placeCard,
  type Sentence,
  type Words,
} from '../words/index.js'
import { keepRecent } from './recent.js'

/** Of places in a language; with two kilobytes each they take some 10 MB. */
const MOST_PLACES = 4_096
/** Question sets in a language. */
const MOST_VOICES = 64

/**
 * JSON in UTF-8, as a string in which each character is one byte: what is put together of prepared parts is then
 * encoded already. `Buffer.from(bytes, 'latin1')` sends it.
 */
export type JsonBytes = string

/** Says a result in one language, as JSON. */
export type WriteResult = (...said: Parameters<Present>) => JsonBytes

/** A question set in one language, with what is written the same for everybody. */
interface Voice {
  readonly words: Words
  /** What the texts of places depend on. */
  readonly spoken: string
  readonly sentences: ReadonlyMap<Sentence, JsonBytes>
  /** By id. */
  readonly advice: ReadonlyMap<string, JsonBytes>
}

/**
 * Writes results as JSON: byte for byte what `JSON.stringify` gives of what `createPresenter` makes. Most of a card is the
 * same for everybody: that is written once for a place and a language, and kept while it is asked for.
 *
 * @param wordsFor `prepareWords` of the same release
 */
export function createResultWriter(
  release: CardSources & { readonly index: Index },
  wordsFor: (questionSetId: string, language: string) => Words,
): WriteResult {
  const voices = keepRecent<Voice>(MOST_VOICES)
  const places = keepRecent<JsonBytes>(MOST_PLACES)
  const carriedTerms = (service: string) => termsOf(release.index, service)

  return (result, questionSet, answers, language) => {
    const voice = voices.get(`${questionSet.id} ${language}`, () =>
      giveVoice(questionSet, language, wordsFor(questionSet.id, language)),
    )
    const { words, spoken } = voice
    const reasonsFor = createReasons(release, carriedTerms, words, answers)
    const writeChoice = (choice: Choice): JsonBytes => {
      const place = places.get(`${spoken} ${choice.service}`, () =>
        write(placeCard(release, choice.service, words)).slice(0, -1),
      )
      return place + writeReasons(reasonsFor(choice), voice)
    }
    const { choices, alternatives, shortfall, uncovered, blockers, advice, explanations, receipt } = result
    return (
      `{"choices":${list(choices, writeChoice)},"alternatives":${list(alternatives, writeChoice)}` +
      `,"shortfall":${write(shortfall)},"uncovered":${list(uncovered, writeWish)},"blockers":${list(blockers, write)}` +
      `,"advice":${list(advice, (id) => voice.advice.get(id) ?? '')}` +
      `,"explanations":${list<Explanation>(explanations, write)},"receipt":${writeReceipt(receipt)}}`
    )
  }
}

function giveVoice(questionSet: QuestionSet, language: string, words: Words): Voice {
  const { advice = [], defaultLanguage } = questionSet
  return {
    words,
    spoken: `${language} ${defaultLanguage}`,
    sentences: new Map(words.prepared.map((sentence) => [sentence, write(sentence)])),
    advice: new Map(advice.map(({ id }) => [id, write(adviceCard(questionSet, id, words))])),
  }
}

function write(value: unknown): JsonBytes {
  return bytesOf(JSON.stringify(value))
}

function bytesOf(json: string): JsonBytes {
  return beyondAscii.test(json) ? Buffer.from(json).toString('latin1') : json
}

const beyondAscii = /[^\0-\x7f]/

/** The members after those of the place. Spelled out, as most of these lists are empty or short. */
function writeReasons(reasoned: ChoiceReasons, { sentences }: Voice): JsonBytes {
  const { capacity, tier, gain, met, missed, onlyFor, reasons, doesNotFit } = reasoned
  const writeSentence = (sentence: Sentence): JsonBytes => sentences.get(sentence) ?? write(sentence)
  return (
    `,"capacity":${writeCapacity(capacity)},"tier":${tier},"gain":${gain},"met":${list(met, writeMet)}` +
    `,"missed":${list(missed, writeMissed)},"onlyFor":${list(onlyFor, writeOnlyFor)}` +
    `,"reasons":${list(reasons, writeSentence)},"doesNotFit":${list(doesNotFit, writeSentence)}}`
  )
}

function writeCapacity(capacity: CapacityCard): JsonBytes {
  const { status, until, note } = capacity
  return until === undefined && note === undefined ? `{"status":"${status}"}` : write(capacity)
}

// Ids have nothing to escape (docs/documents.md).

function writeMet(met: MetWish): JsonBytes {
  return `${writeWishMembers(met)},"wide":${met.wide}}`
}

function writeWish(wish: Wish): JsonBytes {
  return `${writeWishMembers(wish)}}`
}

function writeWishMembers({ question, answer, taxonomy, term, points }: Wish): JsonBytes {
  return `{"question":"${question}","answer":"${answer}","taxonomy":"${taxonomy}","term":"${term}","points":${points}`
}

function writeMissed({ question, answers, taxonomy, terms }: MissedDemand): JsonBytes {
  return `{"question":"${question}","answers":${writeIds(answers)},"taxonomy":"${taxonomy}","terms":${writeIds(terms)}}`
}

function writeOnlyFor({ taxonomy, terms }: OnlyFor): JsonBytes {
  return `{"taxonomy":"${taxonomy}","terms":${writeIds(terms)}}`
}

function writeIds(ids: readonly string[]): JsonBytes {
  return ids.length === 0 ? '[]' : `["${ids.join('","')}"]`
}

function writeReceipt(receipt: Receipt): JsonBytes {
  const { engine, release, releaseDigest, questionSet, seed, without, alternatives, digest } = receipt
  return (
    `{"engine":${engine},"release":${release},"releaseDigest":"${releaseDigest}","questionSet":"${questionSet}"` +
    `,"seed":${write(seed)},"without":${writeIds(without)},"alternatives":${alternatives},"digest":"${digest}"}`
  )
}

function list<T>(items: readonly T[], writeItem: (item: T) => JsonBytes): JsonBytes {
  let written = ''
  for (const item of items) written += written === '' ? writeItem(item) : `,${writeItem(item)}`
  return `[${written}]`
}
