import type { Choice, MetWish } from '../engine/index.js'
import {
  adviceCard,
  type CardSources,
  type ChoiceReasons,
  createReasons,
  type Present,
  placeCard,
  type Sentence,
  type Words,
} from '../words/index.js'
import { keepRecent } from './recent.js'

/** Of places and advice in a language; with two kilobytes each they take some 10 MB, or twice that beyond Latin letters. */
const MOST_CARDS = 4_096

/** Says a result in one language, as JSON. */
export type WriteResult = (...said: Parameters<Present>) => string

/**
 * Writes results as JSON: byte for byte what `JSON.stringify` gives of what `createPresenter` makes. Most of a card is the
 * same for everybody: that is written once for a place and a language, and kept while it is asked for.
 *
 * @param wordsFor `prepareWords` of the same release
 */
export function createResultWriter(
  release: CardSources,
  wordsFor: (questionSetId: string, language: string) => Words,
): WriteResult {
  const cards = keepRecent<string>(MOST_CARDS)

  return (result, questionSet, answers, language) => {
    const words = wordsFor(questionSet.id, language)
    const reasonsFor = createReasons(release, words, answers)
    const spoken = `${language} ${questionSet.defaultLanguage}`
    const writeChoice = (choice: Choice): string => {
      const place = cards.get(`${spoken} ${choice.service}`, () =>
        text(placeCard(release, choice.service, words)).slice(0, -1),
      )
      return place + writeReasons(reasonsFor(choice))
    }
    const writeAdvice = (id: string): string =>
      cards.get(`${spoken} ${questionSet.id} ${id}`, () => text(adviceCard(questionSet, id, words)))
    const { choices, alternatives, shortfall, uncovered, blockers, advice, explanations, receipt } = result
    return (
      `{"choices":${list(choices, writeChoice)},"alternatives":${list(alternatives, writeChoice)}` +
      `,"shortfall":${text(shortfall)},"uncovered":${list(uncovered, text)},"blockers":${list(blockers, text)}` +
      `,"advice":${list(advice, writeAdvice)},"explanations":${list(explanations, text)},"receipt":${text(receipt)}}`
    )
  }
}

const text: (value: unknown) => string = JSON.stringify

/** The members after those of the place. Spelled out, as most of these lists are empty or short. */
function writeReasons({ capacity, tier, gain, met, missed, onlyFor, reasons, doesNotFit }: ChoiceReasons): string {
  return (
    `,"capacity":${text(capacity)},"tier":${tier},"gain":${gain},"met":${list(met, writeMet)}` +
    `,"missed":${list(missed, text)},"onlyFor":${list(onlyFor, text)}` +
    `,"reasons":${list(reasons, writeSentence)},"doesNotFit":${list(doesNotFit, writeSentence)}}`
  )
}

/** Ids have nothing to escape (docs/documents.md). */
function writeMet({ question, answer, taxonomy, term, points, wide }: MetWish): string {
  return `{"question":"${question}","answer":"${answer}","taxonomy":"${taxonomy}","term":"${term}","points":${points},"wide":${wide}}`
}

function writeSentence({ text: said, lang }: Sentence): string {
  return `{"text":${text(said)},"lang":${text(lang)}}`
}

function list<T>(items: readonly T[], write: (item: T) => string): string {
  let written = ''
  for (const item of items) written += written === '' ? write(item) : `,${write(item)}`
  return `[${written}]`
}
