import type { Catalogue, QuestionSet } from '../engine/index.js'
import type { DocumentProblem } from './document-problem.js'
import { type PlacedText, textsOfOrganization, textsOfQuestionSet, textsOfService, textsOfTaxonomy } from './texts.js'

/** Languages that a question set promises and that are not there: in its own texts, each, and in the catalogue, counted. */
export function warnOfLanguages(catalogue: Catalogue): DocumentProblem[] {
  const languages = new Set(catalogue.questionSets.flatMap((set) => set.languages))
  const gaps = new Map([...languages].map((language) => [language, gapsIn(catalogue, language)]))
  return catalogue.questionSets.flatMap((set) => [
    ...set.languages.flatMap((language, index) => [
      ...warnOfOwn(set, language),
      ...warnOfCatalogue(set, index, gaps.get(language) ?? []),
    ]),
    ...warnOfDefault(set),
  ])
}

function warnOfDefault({ id, languages, defaultLanguage }: QuestionSet): DocumentProblem[] {
  if (languages.includes(defaultLanguage)) return []
  const detail = `Expected ${defaultLanguage}, the default language, among the languages. Add it, so that pages offer it.`
  return [{ type: 'question-set', id, code: 'unlisted-default-language', pointer: '/languages', detail }]
}

function warnOfOwn(set: QuestionSet, language: string): DocumentProblem[] {
  // Without its default language a text is refused, not warned about.
  if (language === set.defaultLanguage) return []
  return textsOfQuestionSet(set)
    .filter((placed) => lacks(placed, language))
    .map(({ pointer }) => ({
      type: 'question-set',
      id: set.id,
      code: 'missing-language',
      pointer,
      detail: `Expected this text in ${language}, which the set promises; ${set.defaultLanguage} is shown instead. Translate it, or take the language away.`,
    }))
}

function lacks({ text }: PlacedText, language: string): boolean {
  return !Object.hasOwn(text, language)
}

/** Documents of one type with a text that lacks a language. */
interface Gap {
  readonly type: string
  readonly ids: readonly string[]
  readonly of: number
}

function gapsIn({ taxonomies, organizations, services }: Catalogue, language: string): Gap[] {
  const active = services.filter(({ status }) => status === 'active')
  return [
    gap('services', active, (service) => textsOfService(service).some((placed) => lacks(placed, language))),
    gap('organizations', organizations, (each) => textsOfOrganization(each).some((placed) => lacks(placed, language))),
    gap('taxonomies', taxonomies, (each) => textsOfTaxonomy(each).some((placed) => lacks(placed, language))),
  ].filter(({ ids }) => ids.length > 0)
}

function gap<D extends { readonly id: string }>(
  type: string,
  documents: readonly D[],
  has: (document: D) => boolean,
): Gap {
  return { type, ids: documents.filter(has).map(({ id }) => id), of: documents.length }
}

function warnOfCatalogue({ id, languages }: QuestionSet, index: number, gaps: readonly Gap[]): DocumentProblem[] {
  if (gaps.length === 0) return []
  const counted = gaps.map(({ type, ids, of }) => `${ids.length} of ${of} ${type} (${named(ids)})`).join(', ')
  const detail = `The set promises ${languages[index]}, but texts without it are in ${counted}; the default language is shown instead. Translate them, or take the language away.`
  return [{ type: 'question-set', id, code: 'missing-language', pointer: `/languages/${index}`, detail }]
}

function named(ids: readonly string[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')} …` : ids.join(', ')
}
