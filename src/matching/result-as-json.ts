import {
  type Choice,
  type Explanation,
  type Index,
  type MissedDemand,
  type OnlyFor,
  type Option,
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
  /** By question and then by answer, where that is an option. */
  readonly wishes: ReadonlyMap<string, ReadonlyMap<string, readonly WrittenWish[]>>
  /** By id. */
  readonly advice: ReadonlyMap<string, JsonBytes>
}

/** A wish up to its points, which may depend on the place of the answer. */
interface WrittenWish extends Pick<Wish, 'taxonomy' | 'term'> {
  readonly start: JsonBytes
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
      `,"shortfall":${write(shortfall)},"uncovered":${list(uncovered, (wish) => `${writeWish(wish, voice)}}`)}` +
      `,"blockers":${list(blockers, write)},"advice":${list(advice, (id) => voice.advice.get(id) ?? '')}` +
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
    wishes: new Map(
      questionSet.questions.flatMap((question) =>
        question.kind === 'term'
          ? []
          : [[question.id, new Map(question.options.map((option) => [option.id, writeWishesOf(question.id, option)]))]],
      ),
    ),
    advice: new Map(advice.map(({ id }) => [id, write(adviceCard(questionSet, id, words))])),
  }
}

function writeWishesOf(question: string, { id: answer, effects }: Option): WrittenWish[] {
  return effects.flatMap(({ mode, taxonomy, term }) =>
    mode === 'prefer' ? [{ taxonomy, term, start: startWish({ question, answer, taxonomy, term }) }] : [],
  )
}

function write(value: unknown): JsonBytes {
  return bytesOf(JSON.stringify(value))
}

function bytesOf(json: string): JsonBytes {
  return beyondAscii.test(json) ? Buffer.from(json).toString('latin1') : json
}

const beyondAscii = /[^\0-\x7f]/

/** The members after those of the place. Spelled out, as most of these lists are empty or short. */
function writeReasons(reasoned: ChoiceReasons, voice: Voice): JsonBytes {
  const { capacity, tier, gain, met, missed, onlyFor, reasons, doesNotFit } = reasoned
  return (
    `,"capacity":${writeCapacity(capacity)},"tier":${tier},"gain":${gain}` +
    `,"met":${list(met, (wish) => writeWish(wish, voice) + (wish.wide ? ',"wide":true}' : ',"wide":false}'))}` +
    `,"missed":${list(missed, writeMissed)},"onlyFor":${list(onlyFor, writeOnlyFor)}` +
    `,"reasons":${writeSentences(reasons, voice)},"doesNotFit":${writeSentences(doesNotFit, voice)}}`
  )
}

function writeSentences(said: readonly Sentence[], { sentences }: Voice): JsonBytes {
  return list(said, (sentence) => sentences.get(sentence) ?? write(sentence))
}

function writeCapacity(capacity: CapacityCard): JsonBytes {
  const { status, until, note } = capacity
  return until === undefined && note === undefined ? `{"status":"${status}"}` : write(capacity)
}

// Ids have nothing to escape (docs/documents.md).

/** Without the end, as more may follow. */
function writeWish(wish: Wish, { wishes }: Voice): JsonBytes {
  const { question, answer, taxonomy, term, points } = wish
  const known = wishes.get(question)?.get(answer)
  const written = known?.find((one) => one.term === term && one.taxonomy === taxonomy)
  return (written?.start ?? startWish(wish)) + points
}

function startWish({ question, answer, taxonomy, term }: Omit<Wish, 'points'>): JsonBytes {
  return `{"question":"${question}","answer":"${answer}","taxonomy":"${taxonomy}","term":"${term}","points":`
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
