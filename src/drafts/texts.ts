import type { Organization, QuestionSet, Service, Taxonomy, Text } from '../engine/index.js'
import { type Finding, pointerTo } from './document-problem.js'

/** A text of a document and where it stands. */
export interface PlacedText {
  readonly pointer: string
  readonly text: Text
  /** Where it asks one of the questions, or names something. */
  readonly role?: TextRole
}

export type TextRole = 'question' | 'name'

type Place = readonly [pointer: string, text: Text | undefined, role?: TextRole]

export function textsOfTaxonomy({ name, terms }: Taxonomy): PlacedText[] {
  return placed([
    ['/name', name, 'name'],
    ...terms.flatMap((term, index): Place[] => [
      [`/terms/${index}/name`, term.name, 'name'],
      ...members(`/terms/${index}`, term, ['says', 'lacks']),
    ]),
  ])
}

export function textsOfOrganization({ description }: Organization): PlacedText[] {
  return [{ pointer: '/description', text: description }]
}

export function textsOfService(service: Service): PlacedText[] {
  const { contact, locations = [], schedule = [], firstTalk, seeks = [] } = service
  return placed([
    ['/name', service.name, 'name'],
    ...members('', service, ['summary', 'description', 'cost']),
    ['/contact/walkIn', contact.walkIn],
    ...locations.map((location, index): Place => [`/locations/${index}/accessibility`, location.accessibility]),
    ...schedule.map((hours, index): Place => [`/schedule/${index}/note`, hours.note]),
    ...(firstTalk === undefined ? [] : members('/firstTalk', firstTalk, ['expect', 'bring', 'tells'])),
    ...seeks.map((sought, index): Place => [`/seeks/${index}/text`, sought.text]),
  ])
}

export function textsOfQuestionSet(set: QuestionSet): PlacedText[] {
  const { questions, advice = [] } = set
  return placed([
    ...members('', set, ['title', 'intro']),
    ...questions.flatMap((question, index) => [
      [`/questions/${index}/text`, question.text, 'question'] as const,
      [`/questions/${index}/help`, question.help] as const,
      ...(question.kind === 'term' ? [] : question.options).flatMap((option, position) =>
        members(`/questions/${index}/options/${position}`, option, ['label', 'because']),
      ),
    ]),
    ...advice.map((entry, index): Place => [`/advice/${index}/text`, entry.text]),
  ])
}

function members<Name extends string>(
  pointer: string,
  holder: { readonly [Key in Name]?: Text },
  names: readonly Name[],
): Place[] {
  return names.map((name) => [`${pointer}/${name}`, holder[name]])
}

function placed(places: readonly Place[]): PlacedText[] {
  return places.flatMap(([pointer, text, role]) =>
    text === undefined ? [] : [{ pointer, text, ...(role && { role }) }],
  )
}

/** Texts that lack the language which is shown where another one is missing. */
export function checkDefaultLanguage(texts: readonly PlacedText[], language: string): Finding[] {
  return texts
    .filter(({ text }) => !Object.hasOwn(text, language))
    .map(({ pointer }) => ({
      code: 'missing-default-language',
      pointer: pointer + pointerTo(language),
      detail: `Expected this text in the default language, ${language}; it is shown where another language is missing. Add it.`,
    }))
}
