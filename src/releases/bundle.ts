import type { Organization, Question, QuestionSet, Service, Taxonomy, Text } from '../engine/index.js'
import { fallbacks, type InterfaceTexts, pickText, type Templates } from '../words/index.js'
import type { Published } from './published.js'

/**
 * What a device needs to ask and to match without a server (`docs/documents.md`, Bundle), in one language. Capacities, the
 * digest of the release and its rotation come beside it, so that neither a helper's click nor a turn changes it.
 */
export interface Bundle {
  /** Version of the matching model that it was made for. */
  readonly engine: 1
  /** That of the texts; where one is missing, it is in the default language of the set or of the deployment. */
  readonly language: string
  /** Of the deployment. */
  readonly defaultLanguage: string
  readonly questionSet: QuestionSet
  readonly taxonomies: readonly Taxonomy[]
  readonly organizations: readonly Organization[]
  readonly services: readonly Service[]
  /** For the sentences, the most wanted language first. */
  readonly templates: readonly Templates[]
  readonly interface: InterfaceTexts
}

/** What a device does with it: all, or ask only, while the server matches. */
export type BundleParts = 'all' | 'questions'

export interface BundleSettings {
  /** Of the deployment. */
  readonly defaultLanguage: string
  readonly templates: readonly Templates[]
  readonly interfaceTexts: readonly InterfaceTexts[]
}

/** The documents that go into the bundles of a question set, in all their languages. */
export type BundleContent = Pick<Bundle, 'questionSet' | 'taxonomies' | 'organizations' | 'services'>

/** What the texts of a bundle are in; two requests for which these are the same get the same bundle. */
export interface Languages {
  /** Most wanted first, without those in which there is nothing. */
  readonly shown: readonly string[]
  /** As far as sentences that are put together can need them. */
  readonly spoken: readonly string[]
}

/** What becomes of a text. A part of a sentence needs the other parts in the same language, so one is not enough. */
type ChangeText = (text: Text, isPartOfSentence: boolean) => Text

/** The documents that a device needs of a release. */
export function contentOf(published: Published, questionSet: QuestionSet, parts: BundleParts): BundleContent {
  const active = [...published.services.values()].filter(({ status }) => status === 'active')
  if (parts === 'questions') {
    const asked = new Set(questionSet.questions.flatMap((one) => (one.kind === 'term' ? [one.taxonomy] : [])))
    return {
      questionSet,
      taxonomies: [...published.taxonomies.values()].filter(({ id }) => asked.has(id)),
      organizations: [],
      services: active
        .filter(({ id }) => id === questionSet.contactPoint)
        .map((service) => ({ ...service, terms: {} })),
    }
  }
  const terms = termsInUse(questionSet, active, published)
  const taxonomies = [...published.taxonomies.values()].flatMap((taxonomy) => trimmed(taxonomy, terms.get(taxonomy.id)))
  const services = active.map((service) => ({ ...service, terms: pick(service.terms, terms) }))
  const direct = new Set(active.map(({ organization }) => organization))
  const backers = [...direct].flatMap((id) => published.organizations.get(id)?.backedBy ?? [])
  const shown = new Set([...direct, ...backers])
  const organizations = [...published.organizations.values()].filter(({ id }) => shown.has(id))
  return { questionSet, taxonomies, organizations, services }
}

/** By taxonomy, the ids of its terms that are in use; `all` for those that residents choose from. */
type TermsInUse = ReadonlyMap<string, ReadonlySet<string> | 'all'>

function termsInUse(questionSet: QuestionSet, services: readonly Service[], published: Published): TermsInUse {
  const inUse = new Map<string, Set<string> | 'all'>()
  const name = (taxonomy: string, ids: Iterable<string>): void => {
    const known = inUse.get(taxonomy)
    if (known === 'all') return
    if (known === undefined) inUse.set(taxonomy, new Set(ids))
    else for (const id of ids) known.add(id)
  }
  const options = questionSet.questions.flatMap((question) => (question.kind === 'term' ? [] : question.options))
  for (const { taxonomy, term } of [...(questionSet.always ?? []), ...options.flatMap(({ effects }) => effects)]) {
    name(taxonomy, [term])
  }
  for (const question of questionSet.questions) {
    if (question.kind !== 'term') continue
    inUse.set(question.taxonomy, 'all')
    const ids = published.taxonomies.get(question.taxonomy)?.terms.map(({ id }) => id) ?? []
    // An effect may be in another taxonomy, which then has all of these terms.
    for (const { taxonomy } of question.effects) name(taxonomy, ids)
  }
  for (const { terms } of services) {
    for (const [taxonomy, ids] of Object.entries(terms)) {
      const isRestrictive = published.taxonomies.get(taxonomy)?.untagged === 'all'
      if (ids.length > 0 && (isRestrictive || inUse.has(taxonomy))) name(taxonomy, ids)
    }
  }
  return inUse
}

function trimmed(taxonomy: Taxonomy, inUse: ReadonlySet<string> | 'all' | undefined): Taxonomy[] {
  if (inUse === undefined) return []
  if (inUse === 'all') return [taxonomy]
  const byId = new Map(taxonomy.terms.map((term) => [term.id, term]))
  const kept = new Set<string>()
  for (const id of inUse) {
    for (let term = byId.get(id); term !== undefined && !kept.has(term.id); term = byId.get(term.parent ?? '')) {
      kept.add(term.id)
    }
  }
  // Codes are for answers only.
  return [{ ...taxonomy, terms: taxonomy.terms.filter(({ id }) => kept.has(id)).map(({ codes: _, ...term }) => term) }]
}

function pick(terms: Service['terms'], inUse: TermsInUse): Service['terms'] {
  return Object.fromEntries(Object.entries(terms).filter(([taxonomy, ids]) => ids.length > 0 && inUse.has(taxonomy)))
}

/** In which languages there is something to say, and in which all of it. */
export interface Vocabulary {
  languagesOf(asked: string, questionSet: Pick<QuestionSet, 'defaultLanguage'>): Languages
}

/** Gathers it, once for all languages of a question set: one document at each step. */
export function* gatherVocabulary(
  content: BundleContent,
  { templates, interfaceTexts, defaultLanguage }: BundleSettings,
): Generator<undefined, Vocabulary, undefined> {
  const present = new Set([...templates, ...interfaceTexts].map(({ lang }) => lang))
  const partsIn = new Map<string, number>()
  let parts = 0
  const look: ChangeText = (text, isPartOfSentence) => {
    if (isPartOfSentence) parts += 1
    for (const language of Object.keys(text)) {
      present.add(language)
      if (isPartOfSentence) partsIn.set(language, (partsIn.get(language) ?? 0) + 1)
    }
    return text
  }
  withQuestionTexts(content.questionSet, look)
  for (const taxonomy of content.taxonomies) yield void withTermTexts(taxonomy, look)
  for (const organization of content.organizations) yield void withOrganizationTexts(organization, look)
  for (const service of content.services) yield void withServiceTexts(service, look)

  const isWhole = (language: string): boolean =>
    partsIn.get(language) === parts && templates.some(({ lang }) => lang === language)
  return {
    languagesOf(asked, questionSet) {
      const wanted = fallbacks([asked, questionSet.defaultLanguage, defaultLanguage])
      const shown = wanted.filter((tag) => present.has(tag))
      const whole = shown.findIndex(isWhole)
      return { shown, spoken: whole === -1 ? shown : shown.slice(0, whole + 1) }
    },
  }
}

/** The members of a bundle; long lists give their items one by one, so that others get their turn in between. */
export function bundleMembers(content: BundleContent, languages: Languages, settings: BundleSettings) {
  const { shown, spoken } = languages
  const { defaultLanguage, templates, interfaceTexts } = settings
  const tables = spoken.flatMap((tag) => templates.filter(({ lang }) => lang === tag))
  const texts = shown.flatMap((tag) => interfaceTexts.find(({ lang }) => lang === tag) ?? [])[0] ?? interfaceTexts[0]
  if (texts === undefined) throw new Error('Expected the texts of an interface in at least one language.')
  const keep = inLanguages(languages)
  return {
    engine: 1,
    language: shown[0] ?? defaultLanguage,
    defaultLanguage,
    // Where none of its languages has a table, a deployment speaks with all of them, as the server does.
    templates: tables.length > 0 ? tables : templates,
    interface: texts,
    questionSet: keep.questionSet(content.questionSet),
    taxonomies: mapped(content.taxonomies, keep.taxonomy),
    organizations: mapped(content.organizations, keep.organization),
    services: mapped(content.services, keep.service),
  } as const satisfies { readonly [K in keyof Bundle]: Bundle[K] | Iterable<unknown> }
}

function* mapped<T>(items: readonly T[], change: (item: T) => T): Generator<T, void, undefined> {
  for (const item of items) yield change(item)
}

/** Keeps of each text what is needed in these languages. */
function inLanguages({ shown, spoken }: Languages): {
  readonly questionSet: (document: QuestionSet) => QuestionSet
  readonly taxonomy: (document: Taxonomy) => Taxonomy
  readonly organization: (document: Organization) => Organization
  readonly service: (document: Service) => Service
} {
  const kept = (text: Text, languages: readonly string[]): Text => {
    const there = languages.flatMap((tag) => (Object.hasOwn(text, tag) ? [[tag, text[tag] ?? ''] as const] : []))
    if (there.length > 0) return Object.fromEntries(there)
    const { text: words, lang } = pickText(text, shown)
    return { [lang]: words }
  }
  const change: ChangeText = (text, isPartOfSentence) =>
    kept(text, isPartOfSentence ? spoken : shown.filter((tag) => Object.hasOwn(text, tag)).slice(0, 1))
  return {
    questionSet: (document) => withQuestionTexts(document, change),
    taxonomy: (document) => withTermTexts(document, change),
    organization: (document) => withOrganizationTexts(document, change),
    service: (document) => withServiceTexts(document, change),
  }
}

/** The languages of a text for a capacity, which is in no bundle. */
export function shownOnly(text: Text, { shown }: Languages): Text {
  const { text: words, lang } = pickText(text, shown)
  return { [lang]: words }
}

function withQuestionTexts(set: QuestionSet, change: ChangeText): QuestionSet {
  const { intro, advice } = set
  return {
    ...set,
    title: change(set.title, false),
    ...(intro && { intro: change(intro, false) }),
    questions: set.questions.map((question) => withOptionTexts(question, change)),
    ...(advice && { advice: advice.map((entry) => ({ ...entry, text: change(entry.text, false) })) }),
  }
}

function withOptionTexts(question: Question, change: ChangeText): Question {
  const texts = { text: change(question.text, false), ...(question.help && { help: change(question.help, false) }) }
  if (question.kind === 'term') return { ...question, ...texts }
  const options = question.options.map(({ because, ...option }) => ({
    ...option,
    label: change(option.label, true),
    ...(because && { because: change(because, true) }),
  }))
  return { ...question, ...texts, options }
}

function withTermTexts(taxonomy: Taxonomy, change: ChangeText): Taxonomy {
  const terms = taxonomy.terms.map(({ says, lacks, ...term }) => ({
    ...term,
    name: change(term.name, true),
    ...(says && { says: change(says, true) }),
    ...(lacks && { lacks: change(lacks, true) }),
  }))
  return { ...taxonomy, name: change(taxonomy.name, false), terms }
}

function withOrganizationTexts(organization: Organization, change: ChangeText): Organization {
  return { ...organization, description: change(organization.description, false) }
}

function withServiceTexts(service: Service, change: ChangeText): Service {
  const { description, contact, locations, schedule, firstTalk, cost, seeks } = service
  const { walkIn } = contact
  const show = (text: Text): Text => change(text, false)
  return {
    ...service,
    name: show(service.name),
    summary: show(service.summary),
    ...(description && { description: show(description) }),
    ...(walkIn && { contact: { ...contact, walkIn: show(walkIn) } }),
    ...(locations && {
      locations: locations.map(({ accessibility, ...place }) => ({
        ...place,
        ...(accessibility && { accessibility: show(accessibility) }),
      })),
    }),
    ...(schedule && {
      schedule: schedule.map(({ note, ...hours }) => ({ ...hours, ...(note && { note: show(note) }) })),
    }),
    ...(firstTalk && { firstTalk: withTalkTexts(firstTalk, show) }),
    ...(cost && { cost: show(cost) }),
    ...(seeks && { seeks: seeks.map((sought) => ({ ...sought, text: show(sought.text) })) }),
  }
}

function withTalkTexts(
  { expect, bring, tells, ...talk }: NonNullable<Service['firstTalk']>,
  show: (text: Text) => Text,
) {
  return { ...talk, expect: show(expect), ...(bring && { bring: show(bring) }), ...(tells && { tells: show(tells) }) }
}
