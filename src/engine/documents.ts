/**
 * The documents that editors write and that a release holds, as far as every room speaks of them. The wire schemas of
 * `http/document-schemas.ts` are held equal to these types at compile time.
 */

/** Texts by BCP 47 language tag; the default language is always there. */
export type Text = Readonly<Record<string, string>>

export type Kind = 'formal' | 'informal'
export type CapacityStatus = 'open' | 'limited' | 'waitlist' | 'full'
export type Day = 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA' | 'SU'

export interface Term {
  readonly id: string
  readonly name: Text
  readonly parent?: string
  /** Other notations of the term, such as postcodes. */
  readonly codes?: readonly string[]
  /** The sentence when a service has the term. */
  readonly says?: Text
  /** The sentence when a demand for the term is not met. */
  readonly lacks?: Text
}

export interface Taxonomy {
  readonly id: string
  readonly name: Text
  readonly match: 'covers' | 'overlaps'
  readonly untagged: 'none' | 'all'
  readonly terms: readonly Term[]
}

export interface Organization {
  readonly id: string
  readonly name: string
  readonly kind: Kind
  readonly description: Text
  readonly website?: string
  readonly email?: string
  readonly phone?: string
  /** Id of the organization that stands behind an informal one. */
  readonly backedBy?: string
}

export interface Contact {
  readonly phone?: string
  readonly email?: string
  readonly website?: string
  readonly whatsapp?: string
  readonly appointment?: string
  readonly walkIn?: Text
}

export interface Location {
  readonly id?: string
  readonly name?: string
  readonly street?: string
  readonly postalCode?: string
  readonly city?: string
  readonly latitude?: number
  readonly longitude?: number
  readonly accessibility?: Text
}

export interface OpeningHours {
  readonly days: readonly Day[]
  readonly opensAt: string
  readonly closesAt: string
  readonly note?: Text
}

export interface FirstTalk {
  readonly expect: Text
  readonly bring?: Text
  readonly asksFor: readonly ('name' | 'id' | 'bsn' | 'income' | 'nothing')[]
  readonly tells?: Text
}

export interface Sought {
  readonly taxonomy: string
  readonly term: string
  readonly text: Text
}

export interface Service {
  readonly id: string
  readonly organization: string
  readonly name: Text
  readonly summary: Text
  readonly description?: Text
  readonly status: 'active' | 'inactive'
  /** Taxonomy id → term ids. */
  readonly terms: Readonly<Record<string, readonly string[]>>
  readonly contact: Contact
  readonly locations?: readonly Location[]
  readonly schedule?: readonly OpeningHours[]
  readonly firstTalk?: FirstTalk
  readonly cost?: Text
  readonly seeks?: readonly Sought[]
  /** `YYYY-MM-DD`: when somebody last checked that this is true. */
  readonly verifiedOn?: string
}

export interface Capacity {
  readonly service: string
  readonly status: CapacityStatus
  /** `YYYY-MM-DD`: from this day on it is open again. */
  readonly until?: string
  readonly note?: Text
}

export interface PreferEffect {
  readonly mode: 'prefer'
  readonly taxonomy: string
  readonly term: string
  /** 1 to 100. */
  readonly points: number
}

export interface RequireEffect {
  readonly mode: 'require'
  readonly taxonomy: string
  readonly term: string
  /** 1 to 9, low numbers are given up first; without one (here and at the question) it is never given up. */
  readonly relax?: number
}

export interface ExcludeEffect {
  readonly mode: 'exclude'
  readonly taxonomy: string
  readonly term: string
}

/** What one answer asks of a service. */
export type Effect = PreferEffect | RequireEffect | ExcludeEffect

/** An effect of a `term` question: the answer is the term. */
export type TermEffect = Omit<PreferEffect, 'term'> | Omit<RequireEffect, 'term'> | Omit<ExcludeEffect, 'term'>

export interface Option {
  readonly id: string
  readonly label: Text
  /** How the answer is repeated in a reason: "Je wilt iemand die luistert." */
  readonly because?: Text
  readonly effects: readonly Effect[]
  readonly exclusive?: boolean
}

export interface ShowIf {
  readonly question: string
  readonly anyOf: readonly string[]
}

interface AnyQuestion {
  readonly id: string
  readonly text: Text
  readonly help?: Text
  readonly spread?: boolean
  /** 1 to 9, for demands of which the first effect has none. */
  readonly relax?: number
  readonly showIf?: ShowIf
}

export interface SingleQuestion extends AnyQuestion {
  readonly kind: 'single'
  readonly options: readonly Option[]
}

export interface MultipleQuestion extends AnyQuestion {
  readonly kind: 'multiple'
  readonly options: readonly Option[]
  readonly maxAnswers?: number
  readonly combine?: 'all' | 'any'
}

export interface RankedQuestion extends AnyQuestion {
  readonly kind: 'ranked'
  readonly options: readonly Option[]
  readonly maxAnswers?: number
  readonly combine?: 'all' | 'any'
  /** 1 to 10 weights of 1 to 100, the most important first. */
  readonly rankWeights?: readonly number[]
}

export interface TermQuestion extends AnyQuestion {
  readonly kind: 'term'
  readonly taxonomy: string
  readonly effects: readonly TermEffect[]
}

export type Question = SingleQuestion | MultipleQuestion | RankedQuestion | TermQuestion

export interface ChoiceRules {
  /** 1 to 10. */
  readonly size: number
  readonly minimum: { readonly formal: number; readonly informal: number }
  /** 0 to 9; 9 where absent. */
  readonly minimumWithin?: number
  /** At least 1. */
  readonly perOrganization: number
}

export interface Condition {
  readonly question: string
  readonly anyOf: readonly string[]
}

export interface Advice {
  readonly id: string
  readonly kind: 'notice' | 'step'
  readonly when: readonly Condition[]
  readonly text: Text
  readonly phone?: string
  readonly website?: string
}

export interface QuestionSet {
  readonly id: string
  readonly title: Text
  readonly intro?: Text
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  readonly questions: readonly Question[]
  readonly always?: readonly Effect[]
  readonly alwaysRelax?: number
  readonly choices: ChoiceRules
  readonly advice?: readonly Advice[]
  /** Service id: whom to call at any step, outside the choosing. */
  readonly contactPoint?: string
}

/** What a match reads of a release; documents with more in them fit. Capacities come beside it (`withCapacities`). */
export interface Content {
  /** The number of the release. */
  readonly release: number
  /** 64 lower-case hex digits. */
  readonly releaseDigest: string
  /** 16 lower-case hex digits. */
  readonly rotation: string
  readonly taxonomies: readonly Pick<Taxonomy, 'id' | 'match' | 'untagged' | 'terms'>[]
  readonly organizations: readonly Pick<Organization, 'id' | 'kind'>[]
  readonly services: readonly Pick<Service, 'id' | 'organization' | 'status' | 'terms'>[]
  readonly questionSets: readonly Pick<
    QuestionSet,
    'id' | 'questions' | 'always' | 'alwaysRelax' | 'choices' | 'advice'
  >[]
}

/** The four types of document that editors write. */
export interface DocumentOf {
  readonly taxonomy: Taxonomy
  readonly organization: Organization
  readonly service: Service
  readonly 'question-set': QuestionSet
}

export type DocumentType = keyof DocumentOf

/** All documents of a draft or a release, whole. */
export interface Catalogue {
  readonly taxonomies: readonly Taxonomy[]
  readonly organizations: readonly Organization[]
  readonly services: readonly Service[]
  readonly questionSets: readonly QuestionSet[]
}
