import type {
  Capacity,
  Catalogue,
  Effect,
  MultipleQuestion,
  Option,
  Organization,
  Question,
  QuestionSet,
  RankedQuestion,
  Service,
  SingleQuestion,
  Taxonomy,
  Term,
  TermQuestion,
} from '../../src/engine/index.js'
import type { Partner } from '../../src/partners/partner.js'

/**
 * Small documents that hold every rule by themselves and fit each other: a test gives only what it is about. Together
 * (`aCatalogue()`) they can be published without a warning.
 */

export const aTerm = (given: Partial<Term> = {}): Term => ({ id: 'debt', name: { nl: 'Schulden' }, ...given })

export const aTaxonomy = (given: Partial<Taxonomy> = {}): Taxonomy => ({
  id: 'topic',
  name: { nl: 'Onderwerp' },
  match: 'overlaps',
  untagged: 'none',
  terms: [aTerm({ says: { nl: 'Ze weten veel van schulden.' } })],
  ...given,
})

export const anOrganization = (given: Partial<Organization> = {}): Organization => ({
  id: 'buurthuis',
  name: 'Buurthuis',
  kind: 'informal',
  description: { nl: 'Een plek in de buurt.' },
  ...given,
})

export const aService = (given: Partial<Service> = {}): Service => ({
  id: 'koffie',
  organization: 'buurthuis',
  name: { nl: 'Koffie' },
  summary: { nl: 'Een kop koffie en een gesprek.' },
  status: 'active',
  terms: { topic: ['debt'] },
  contact: { phone: '+31 20 000 00 01' },
  ...given,
})

export const anEffect = (given: { points?: number; term?: string; taxonomy?: string } = {}): Effect => ({
  mode: 'prefer',
  taxonomy: 'topic',
  term: 'debt',
  points: 10,
  ...given,
})

export const aDemand = (given: { relax?: number; term?: string; taxonomy?: string } = {}): Effect => ({
  mode: 'require',
  taxonomy: 'topic',
  term: 'debt',
  ...given,
})

export const anOption = (given: Partial<Option> = {}): Option => ({
  id: 'yes',
  label: { nl: 'Ja' },
  effects: [],
  ...given,
})

/** Options without effects with these ids. */
export const someOptions = (...ids: readonly string[]): Option[] => ids.map((id) => anOption({ id, label: { nl: id } }))

const wished = [anOption({ effects: [anEffect()] }), anOption({ id: 'no', label: { nl: 'Nee' } })]

export const aQuestion = (given: Partial<SingleQuestion> = {}): SingleQuestion => ({
  id: 'debts',
  kind: 'single',
  text: { nl: 'Gaat het over schulden?' },
  options: wished,
  ...given,
})

export const aMultipleQuestion = (given: Partial<MultipleQuestion> = {}): MultipleQuestion => ({
  id: 'ease',
  kind: 'multiple',
  text: { nl: 'Wat maakt het makkelijker?' },
  options: wished,
  ...given,
})

export const aRankedQuestion = (given: Partial<RankedQuestion> = {}): RankedQuestion => ({
  id: 'topics',
  kind: 'ranked',
  text: { nl: 'Waar wil je over praten?' },
  options: wished,
  ...given,
})

export const aTermQuestion = (given: Partial<TermQuestion> = {}): TermQuestion => ({
  id: 'subject',
  kind: 'term',
  text: { nl: 'Over welk onderwerp?' },
  taxonomy: 'topic',
  effects: [{ mode: 'prefer', taxonomy: 'topic', points: 10 }],
  ...given,
})

export const aQuestionSet = (given: Partial<QuestionSet> = {}): QuestionSet => ({
  id: 'geld',
  title: { nl: 'Geldzorgen' },
  languages: ['nl'],
  defaultLanguage: 'nl',
  questions: [aQuestion()],
  choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
  ...given,
})

/** A question set with these questions. */
export const asking = (...questions: readonly Question[]): QuestionSet => aQuestionSet({ questions })

export const aCapacity = (given: Partial<Capacity> = {}): Capacity => ({
  service: 'koffie',
  status: 'limited',
  ...given,
})

export const aPartner = (given: Partial<Partner> = {}): Partner => ({
  id: 'buurtsite',
  name: 'Buurtsite',
  questionSets: ['geld'],
  languages: ['nl'],
  origins: ['https://buurt.example.org'],
  ...given,
})

export const aCatalogue = (given: Partial<Catalogue> = {}): Catalogue => ({
  taxonomies: [aTaxonomy()],
  organizations: [anOrganization()],
  services: [aService()],
  questionSets: [aQuestionSet()],
  ...given,
})
