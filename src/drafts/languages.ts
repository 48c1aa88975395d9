import type { Catalogue, DocumentType, QuestionSet, Service } from '../engine/index.js'
import type { DocumentProblem, Finding } from './document-problem.js'
import { effectsOf, type Known, taxonomiesOfTermQuestion } from './known.js'
import { type PlacedText, textsOfOrganization, textsOfQuestionSet, textsOfService, textsOfTaxonomy } from './texts.js'

/** Languages that a question set promises and that are not there: in its own texts, each, and in the catalogue, counted. */
export function warnOfLanguages(catalogue: Catalogue, known: Known): DocumentProblem[] {
  const texts = textsById(catalogue)
  return shownIn(catalogue, known).flatMap((shown) => [
    ...shown.set.languages.flatMap((language, index) => [
      ...warnOfOwn(shown.set, language),
      ...warnOfCatalogue(shown, index, texts),
    ]),
    ...warnOfDefault(shown.set),
  ])
}

/** The texts of a document that lack languages of question sets which can show them, each with all that it lacks. */
export function missingTexts(catalogue: Catalogue, known: Known): (type: DocumentType, id: string) => Finding[] {
  const texts = textsById(catalogue)
  const all = shownIn(catalogue, known)
  return (type, id) => {
    const showing = all.filter(({ set, ids }) => (type === 'question-set' ? set.id === id : ids[type].has(id)))
    const languages = [...new Set(showing.flatMap(({ set }) => set.languages))]
    return (texts[type].get(id) ?? []).flatMap((placed): Finding[] => {
      const missing = languages.filter((language) => lacks(placed, language))
      if (missing.length === 0) return []
      const sets = showing.filter(({ set }) => set.languages.some((each) => missing.includes(each)))
      const detail = `Expected this text in ${missing.join(', ')} too, which ${sets.map(({ set }) => set.id).join(', ')} promises; the default language is shown instead. Translate it.`
      return [{ code: 'missing-language', pointer: placed.pointer, detail }]
    })
  }
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

type TextsById = { readonly [T in DocumentType]: ReadonlyMap<string, readonly PlacedText[]> }

function textsById({ taxonomies, organizations, services, questionSets }: Catalogue): TextsById {
  return {
    taxonomy: new Map(taxonomies.map((each) => [each.id, textsOfTaxonomy(each)])),
    organization: new Map(organizations.map((each) => [each.id, textsOfOrganization(each)])),
    service: new Map(services.map((each) => [each.id, textsOfService(each)])),
    'question-set': new Map(questionSets.map((each) => [each.id, textsOfQuestionSet(each)])),
  }
}

/** The documents that a question set can show, by id. */
interface Shown {
  readonly set: QuestionSet
  readonly ids: Readonly<Record<'taxonomy' | 'organization' | 'service', ReadonlySet<string>>>
}

function shownIn(catalogue: Catalogue, known: Known): Shown[] {
  const backers = new Map(catalogue.organizations.map(({ id, backedBy }) => [id, backedBy]))
  return catalogue.questionSets.map((set) => {
    const excluded = excludedTerms(set, known)
    const services = catalogue.services.filter(
      (service) => service.id === set.contactPoint || (service.status === 'active' && !carries(service, excluded)),
    )
    const restricting = services
      .flatMap(({ terms }) => Object.keys(terms))
      .filter((taxonomy) => known.taxonomies.get(taxonomy)?.untagged === 'all')
    const named = [
      ...effectsOf(set).map(({ effect }) => effect.taxonomy),
      ...set.questions.flatMap(taxonomiesOfTermQuestion),
    ]
    return {
      set,
      ids: {
        taxonomy: new Set([...named, ...restricting]),
        organization: new Set(services.flatMap(({ organization }) => [organization, backers.get(organization) ?? ''])),
        service: new Set(services.map(({ id }) => id)),
      },
    }
  })
}

/** Taxonomy id → terms that hit an exclusion of `always`, which no answer takes away. */
function excludedTerms({ always = [] }: QuestionSet, { taxonomies }: Known): ReadonlyMap<string, ReadonlySet<string>> {
  const excluded = new Map<string, Set<string>>()
  for (const { mode, taxonomy, term } of always) {
    if (mode !== 'exclude') continue
    const parents = taxonomies.get(taxonomy)?.terms ?? new Map<string, string | undefined>()
    const hit = [...parents.keys()].filter((id) => isWithin(id, term, parents))
    excluded.set(taxonomy, new Set([...(excluded.get(taxonomy) ?? []), ...hit]))
  }
  return excluded
}

function isWithin(id: string, wider: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const climbed = new Set<string>()
  for (let term: string | undefined = id; term !== undefined && !climbed.has(term); term = parents.get(term)) {
    if (term === wider) return true
    climbed.add(term)
  }
  return false
}

function carries({ terms }: Service, excluded: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...excluded].some(([taxonomy, hit]) => terms[taxonomy]?.some((term) => hit.has(term)) === true)
}

function warnOfCatalogue({ set, ids }: Shown, index: number, texts: TextsById): DocumentProblem[] {
  const language = set.languages[index] ?? ''
  const plurals = { service: 'services', organization: 'organizations', taxonomy: 'taxonomies' } as const
  const counted = (['service', 'organization', 'taxonomy'] as const).flatMap((type) => {
    const shown = [...ids[type]].filter((id) => texts[type].has(id))
    const lacking = shown.filter((id) => texts[type].get(id)?.some((placed) => lacks(placed, language)))
    return lacking.length === 0 ? [] : `${lacking.length} of ${shown.length} ${plurals[type]} (${named(lacking)})`
  })
  if (counted.length === 0) return []
  const detail = `The set promises ${language}, but texts without it are in ${counted.join(', ')}; the default language is shown instead. Translate them, or take the language away.`
  return [{ type: 'question-set', id: set.id, code: 'missing-language', pointer: `/languages/${index}`, detail }]
}

function named(ids: readonly string[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')} …` : ids.join(', ')
}
