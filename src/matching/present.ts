import type { Capacity, Choice, MatchResult, Organization, QuestionSet, Service, Text } from '../engine/index.js'
import type { Sentence, Words } from '../words/index.js'
import type { AdviceCard, CapacityCard, OrganizationCard, ServiceCard } from './card-schemas.js'
import type { ChoiceBody, MatchResultBody } from './match-schemas.js'
import type { MatchedRelease } from './matching.js'

/** Says a result in one language: the places themselves, and why. */
export type Present = (
  result: MatchResult,
  questionSet: QuestionSet,
  answers: Readonly<Record<string, unknown>>,
  language: string,
) => MatchResultBody

type Pick = (text: Text) => Sentence

/** @param wordsFor `prepareWords` of the same release */
export function createPresenter(
  release: MatchedRelease,
  wordsFor: (questionSetId: string, language: string) => Words,
): Present {
  return (result, questionSet, answers, language) => {
    const words = wordsFor(questionSet.id, language)
    const describe = words.describe(answers)
    const present = (choice: Choice): ChoiceBody => {
      const service = known(release.services, choice.service)
      const organization = known(release.organizations, service.organization)
      const backer = organization.backedBy ? release.organizations.get(organization.backedBy) : undefined
      return {
        service: serviceCard(service, words.pick),
        organization: organizationCard(organization, backer, words.pick),
        capacity: capacityCard(choice, release.capacities.get(service.id), words.pick),
        tier: choice.tier,
        gain: choice.gain,
        met: choice.met,
        missed: choice.missed,
        onlyFor: choice.onlyFor,
        ...describe(choice, service),
      }
    }
    return {
      ...result,
      choices: result.choices.map(present),
      alternatives: result.alternatives.map(present),
      advice: result.advice.flatMap((id) => adviceCard(questionSet, id, words.pick)),
    }
  }
}

function serviceCard(service: Service, pick: Pick): ServiceCard {
  const { description, firstTalk, cost, contact, locations = [], schedule = [], seeks = [], verifiedOn } = service
  return {
    id: service.id,
    name: pick(service.name),
    summary: pick(service.summary),
    ...(description && { description: pick(description) }),
    contact: contactCard(contact, pick),
    locations: locations.map(({ accessibility, ...place }) => ({
      ...place,
      ...(accessibility && { accessibility: pick(accessibility) }),
    })),
    schedule: schedule.map(({ note, ...hours }) => ({ ...hours, ...(note && { note: pick(note) }) })),
    ...(firstTalk && { firstTalk: firstTalkCard(firstTalk, pick) }),
    ...(cost && { cost: pick(cost) }),
    seeks: seeks.map((sought) => ({ ...sought, text: pick(sought.text) })),
    ...(verifiedOn && { verifiedOn }),
  }
}

function contactCard({ walkIn, ...ways }: Service['contact'], pick: Pick) {
  return { ...ways, ...(walkIn && { walkIn: pick(walkIn) }) }
}

function firstTalkCard({ expect, bring, asksFor, tells }: NonNullable<Service['firstTalk']>, pick: Pick) {
  return { expect: pick(expect), ...(bring && { bring: pick(bring) }), asksFor, ...(tells && { tells: pick(tells) }) }
}

function organizationCard(organization: Organization, backer: Organization | undefined, pick: Pick): OrganizationCard {
  const { backedBy: _, ...rest } = organization
  return {
    ...rest,
    description: pick(organization.description),
    ...(backer && { backedBy: { id: backer.id, name: backer.name } }),
  }
}

function capacityCard({ capacity }: Choice, stored: Capacity | undefined, pick: Pick): CapacityCard {
  return {
    status: capacity,
    ...(stored?.until && { until: stored.until }),
    ...(stored?.note && { note: pick(stored.note) }),
  }
}

function adviceCard({ advice = [] }: QuestionSet, id: string, pick: Pick): AdviceCard[] {
  return advice.filter((entry) => entry.id === id).map(({ when: _, text, ...rest }) => ({ ...rest, text: pick(text) }))
}

function known<T>(documents: ReadonlyMap<string, T>, id: string): T {
  const document = documents.get(id)
  if (document === undefined) throw new Error(`The release has no document ${id}, though it was chosen.`)
  return document
}
