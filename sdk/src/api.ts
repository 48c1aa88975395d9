import type { Capacity, Organization, QuestionSet, Service, Taxonomy } from '../../src/engine/index.js'
import type { Message, PresentedResult, Templates } from '../../src/words/index.js'

export type { Capacity, QuestionSet, Service, Taxonomy } from '../../src/engine/index.js'
export type {
  AdviceCard,
  CapacityCard,
  ChoiceCard,
  ContactCard,
  FirstTalkCard,
  LocationCard,
  Message,
  OpeningHoursCard,
  OrganizationCard,
  Sentence,
  ServiceCard,
  SoughtCard,
  Templates,
} from '../../src/words/index.js'

/** What the service answers. Held to its API description by a test. */

/** What the site of a partner needs to start. */
export interface PartnerSite {
  readonly id: string
  readonly name: string
  /** The first is the default. */
  readonly questionSets?: readonly string[]
  readonly languages: readonly string[]
  /** Service id: whom to call at any step. */
  readonly contactPoint?: string
}

/** Where the bundle of the moment is, and what changes more often than it. */
export interface BundlePointer {
  readonly release: number
  readonly releaseDigest: string
  readonly rotation: string
  readonly bundleDigest: string
  /** Of the services in the bundle, those that are not open. */
  readonly capacities: readonly Capacity[]
}

/** What an interface says by itself; an older service may not know all of it. */
export interface Texts {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly messages: Readonly<Partial<Record<Message, string>>>
}

/** What it takes to ask the questions and to match without a server, in one language. */
export interface Bundle {
  /** Version of the matching model. */
  readonly engine: number
  readonly language: string
  readonly defaultLanguage: string
  readonly questionSet: QuestionSet
  readonly taxonomies: readonly Taxonomy[]
  readonly organizations: readonly Organization[]
  readonly services: readonly Service[]
  readonly templates: readonly Templates[]
  readonly interface: Texts
}

/** Answers by question id: an option id, a list of option ids, a term id or code. */
export type Answers = Readonly<Record<string, unknown>>

export interface MatchRequest {
  readonly questionSet: string
  readonly answers: Answers
  /** Another seed puts equal organizations in another order; leave it out, so that everybody gets the same. */
  readonly seed?: string
  /** Ids of services that may not be chosen, at most 200. */
  readonly without?: readonly string[]
  /** 0 to 20. */
  readonly alternatives?: number
  /** At most 20 ids of services. */
  readonly explain?: readonly string[]
  readonly release?: number
  /** BCP 47. */
  readonly language?: string
}

/** Places to choose from, with reasons and a receipt. */
export type MatchResult = PresentedResult

export interface PublishedService extends Service {
  readonly capacity: Omit<Capacity, 'service'>
}

export interface ServiceFilter {
  readonly kind?: 'formal' | 'informal'
  readonly organization?: string
  /** All of these, as `taxonomy:term`. */
  readonly term?: readonly string[]
  readonly language?: string
}
