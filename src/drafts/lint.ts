import type { Catalogue, DocumentType, Option, QuestionSet } from '../engine/index.js'
import { type DocumentProblem, type Finding, pointerTo } from './document-problem.js'
import { knownOf } from './known.js'
import { missingTexts } from './languages.js'
import {
  type PlacedText,
  type TextRole,
  textsOfOrganization,
  textsOfQuestionSet,
  textsOfService,
  textsOfTaxonomy,
} from './texts.js'

/** Something to look at again in a text that residents read. */
export interface TextProblem extends DocumentProblem {
  /** The piece of the text that it is about; empty where it is about all of it. */
  readonly excerpt: string
}

/** Says of the texts of one document what to look at again; `rooms.ts` gives it (the room `wording`). */
export type JudgeTexts = (texts: readonly PlacedWords[]) => readonly {
  readonly code: 'long-sentence' | 'long-word' | 'avoided-word' | 'long-question' | 'hard-text'
  /** Position of the text; undefined where it is about all of them together. */
  readonly text: number | undefined
  readonly excerpt: string
  readonly detail: string
}[]

/** A text in one language. */
interface PlacedWords {
  readonly pointer: string
  readonly language: string
  readonly words: string
  readonly role: TextRole | undefined
}

const MOST_OPTIONS = 8

/**
 * All that editors should look at again in the texts of a catalogue, by document: first taxonomies, then organizations,
 * services and question sets. Missing languages are told for each text. Takes time in proportion to the texts.
 */
export function lintCatalogue(catalogue: Catalogue, judge: JudgeTexts): TextProblem[] {
  const missing = missingTexts(catalogue, knownOf(catalogue))
  return [...judged(catalogue, judge, (type, id) => missing(type, id).map(withoutExcerpt))]
}

/** What of it publishing warns about: missing languages are counted there, not told one by one. */
export function warnOfTexts(catalogue: Catalogue, judge: JudgeTexts): TextProblem[] {
  return [...judged(catalogue, judge, () => [])]
}

type Excerpted = Omit<TextProblem, 'type' | 'id'>

function* judged(
  { taxonomies, organizations, services, questionSets }: Catalogue,
  judge: JudgeTexts,
  alsoIn: (type: DocumentType, id: string) => readonly Excerpted[],
): Generator<TextProblem> {
  const placed = (type: DocumentType, id: string, found: readonly Excerpted[]): TextProblem[] =>
    [...found, ...alsoIn(type, id)].map((each) => ({ type, id, ...each }))
  for (const each of taxonomies) yield* placed('taxonomy', each.id, judgeTexts(textsOfTaxonomy(each), judge))
  for (const each of organizations) yield* placed('organization', each.id, judgeTexts(textsOfOrganization(each), judge))
  for (const each of services) yield* placed('service', each.id, judgeTexts(textsOfService(each), judge))
  for (const each of questionSets) {
    const options = warnOfOptions(each).map(withoutExcerpt)
    yield* placed('question-set', each.id, [...judgeTexts(textsOfQuestionSet(each), judge), ...options])
  }
}

function judgeTexts(texts: readonly PlacedText[], judge: JudgeTexts): Excerpted[] {
  const all = texts.flatMap(({ pointer, text, role }) =>
    Object.entries(text).map(([language, words]) => ({
      pointer: pointer + pointerTo(language),
      language,
      words,
      role,
    })),
  )
  const blank = all.filter(({ words }) => words.trim() === '').map(({ pointer }) => withoutExcerpt(blankAt(pointer)))
  const remarks = judge(all).map(({ text, ...remark }) => ({
    ...remark,
    pointer: text === undefined ? '' : (all[text]?.pointer ?? ''),
  }))
  return [...blank, ...remarks]
}

function blankAt(pointer: string): Finding {
  const detail = 'Expected words, but there is white space only. Write the text or leave it out.'
  return { code: 'blank-text', pointer, detail }
}

function warnOfOptions({ questions }: QuestionSet): Finding[] {
  return questions.flatMap((question, index): Finding[] => {
    const count = question.kind === 'term' ? 0 : question.options.filter((option) => !isTail(option)).length
    if (count <= MOST_OPTIONS) return []
    const detail = `Expected at most ${MOST_OPTIONS} options beside those without effects, but there are ${count}. Offer fewer, wider ones.`
    return [{ code: 'many-options', pointer: `/questions/${index}/options`, detail }]
  })
}

/** "I don't know", "I'd rather not say", "it doesn't matter". */
function isTail({ effects, exclusive }: Option): boolean {
  return effects.length === 0 || exclusive === true
}

function withoutExcerpt(finding: Finding): Excerpted {
  return { ...finding, excerpt: '' }
}
