import type {
  Advice,
  Capacity,
  Choice,
  Contact,
  FirstTalk,
  Location,
  MatchResult,
  OpeningHours,
  Organization,
  QuestionSet,
  Service,
  Sought,
  Text,
} from '../engine/index.js'
import type { Sentence } from './texts.js'
import type { ChoiceWords, Words } from './words.js'

/** A result as it is shown: the documents of a release, each text in one language. The same on a server and on a device. */

export interface ContactCard extends Omit<Contact, 'walkIn'> {
  readonly walkIn?: Sentence
}

export interface LocationCard extends Omit<Location, 'accessibility'> {
  readonly accessibility?: Sentence
}

export interface OpeningHoursCard extends Omit<OpeningHours, 'note'> {
  readonly note?: Sentence
}

export interface FirstTalkCard {
  readonly expect: Sentence
  readonly bring?: Sentence
  readonly asksFor: FirstTalk['asksFor']
  readonly tells?: Sentence
}

export interface SoughtCard extends Omit<Sought, 'text'> {
  readonly text: Sentence
}

export interface ServiceCard {
  readonly id: string
  readonly name: Sentence
  readonly summary: Sentence
  readonly description?: Sentence
  readonly contact: ContactCard
  readonly locations: readonly LocationCard[]
  readonly schedule: readonly OpeningHoursCard[]
  readonly firstTalk?: FirstTalkCard
  /** Absent: it is free. */
  readonly cost?: Sentence
  readonly seeks: readonly SoughtCard[]
  /** `YYYY-MM-DD` */
  readonly verifiedOn?: string
}

export interface OrganizationCard extends Omit<Organization, 'description' | 'backedBy'> {
  readonly description: Sentence
  /** Who stands behind it. */
  readonly backedBy?: Pick<Organization, 'id' | 'name'>
}

export interface CapacityCard extends Omit<Capacity, 'service' | 'note'> {
  readonly note?: Sentence
}

export interface AdviceCard extends Omit<Advice, 'when' | 'text'> {
  readonly text: Sentence
}

/** What a card says of a place whatever was answered. */
export interface PlaceCard {
  readonly service: ServiceCard
  readonly organization: OrganizationCard
}

/** What it says beside these answers, at this moment. */
export interface ChoiceReasons extends Omit<Choice, 'service' | 'capacity'>, ChoiceWords {
  readonly capacity: CapacityCard
}

/** One of the places to choose from. */
export interface ChoiceCard extends PlaceCard, ChoiceReasons {}

export interface PresentedResult extends Omit<MatchResult, 'choices' | 'alternatives' | 'advice'> {
  readonly choices: readonly ChoiceCard[]
  readonly alternatives: readonly ChoiceCard[]
  readonly advice: readonly AdviceCard[]
}

/** Documents by id. */
export interface Documents<T> {
  get(id: string): T | undefined
}

/** The documents of a release that cards are made of. */
export interface CardSources {
  readonly organizations: Documents<Organization>
  readonly services: Documents<Service>
  /** By service; open where there is none. */
  readonly capacities: Documents<Capacity>
}

/** Says a result in one language: the places themselves, and why. */
export type Present = (
  result: MatchResult,
  questionSet: QuestionSet,
  answers: Readonly<Record<string, unknown>>,
  language: string,
) => PresentedResult

type InOneLanguage = (text: Text) => Sentence

/** @param wordsFor `prepareWords` of the same release */
export function createPresenter(
  release: CardSources,
  wordsFor: (questionSetId: string, language: string) => Words,
): Present {
  return (result, questionSet, answers, language) => {
    const words = wordsFor(questionSet.id, language)
    const reasonsFor = createReasons(release, (id) => known(release.services, id).terms, words, answers)
    const present = (choice: Choice): ChoiceCard => ({
      ...placeCard(release, choice.service, words),
      ...reasonsFor(choice),
    })
    return {
      ...result,
      choices: result.choices.map(present),
      alternatives: result.alternatives.map(present),
      advice: result.advice.map((id) => adviceCard(questionSet, id, words)),
    }
  }
}

export function placeCard(release: CardSources, id: string, { pick }: Words): PlaceCard {
  const service = known(release.services, id)
  const organization = known(release.organizations, service.organization)
  const backer = organization.backedBy ? release.organizations.get(organization.backedBy) : undefined
  return { service: serviceCard(service, pick), organization: organizationCard(organization, backer, pick) }
}

/** @param termsOf what a service carries, which only some sentences need */
export function createReasons(
  { capacities }: Pick<CardSources, 'capacities'>,
  termsOf: (service: string) => Service['terms'],
  words: Words,
  answers: Readonly<Record<string, unknown>>,
): (choice: Choice) => ChoiceReasons {
  const describe = words.describe(answers)
  return (choice) => {
    const { tier, gain, met, missed, onlyFor } = choice
    const capacity = capacityCard(choice, capacities.get(choice.service), words.pick)
    const { reasons, doesNotFit } = describe(choice, () => termsOf(choice.service))
    return { capacity, tier, gain, met, missed, onlyFor, reasons, doesNotFit }
  }
}

function serviceCard(service: Service, pick: InOneLanguage): ServiceCard {
  const { organization: _, status: __, terms: ___, contact, locations = [], schedule = [], ...more } = service
  const { firstTalk, seeks = [], ...rest } = more
  return {
    ...tell(pick, rest, ['name', 'summary', 'description', 'cost']),
    contact: tell(pick, contact, ['walkIn']),
    locations: locations.map((one) => tell(pick, one, ['accessibility'])),
    schedule: schedule.map((one) => tell(pick, one, ['note'])),
    ...(firstTalk && { firstTalk: tell(pick, firstTalk, ['expect', 'bring', 'tells']) }),
    seeks: seeks.map((one) => tell(pick, one, ['text'])),
  }
}

function organizationCard(
  { backedBy: _, ...organization }: Organization,
  backer: Organization | undefined,
  pick: InOneLanguage,
): OrganizationCard {
  return {
    ...tell(pick, organization, ['description']),
    ...(backer && { backedBy: { id: backer.id, name: backer.name } }),
  }
}

function capacityCard({ capacity }: Choice, stored: Capacity | undefined, pick: InOneLanguage): CapacityCard {
  return {
    status: capacity,
    ...(stored?.until && { until: stored.until }),
    ...(stored?.note && { note: pick(stored.note) }),
  }
}

export function adviceCard({ advice = [] }: QuestionSet, id: string, { pick }: Words): AdviceCard {
  const given = advice.find((entry) => entry.id === id)
  if (given === undefined) throw new Error(`The question set has no advice ${id}, though it was given.`)
  const { when: _, ...rest } = given
  return tell(pick, rest, ['text'])
}

/** The same, with these texts of it in one language. */
function tell<K extends string, T extends { readonly [P in K]?: Text }>(
  pick: InOneLanguage,
  of: T,
  names: readonly K[],
): { [P in keyof T]: P extends K ? Sentence : T[P] } {
  const told: { [P in K]?: Sentence } = {}
  for (const name of names) {
    const text = of[name]
    if (text) told[name] = pick(text)
  }
  return Object.assign({ ...of }, told) as ReturnType<typeof tell<K, T>>
}

function known<T>(documents: Documents<T>, id: string): T {
  const document = documents.get(id)
  if (document === undefined) throw new Error(`The release has no document ${id}, though it was chosen.`)
  return document
}
