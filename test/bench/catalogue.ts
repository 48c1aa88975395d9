import type { Capacity, CapacityStatus, Content, Term } from '../../src/engine/index.js'
import type { Random } from '../helpers/random.js'
import { questionSet } from './questions.js'
import {
  approaches,
  channels,
  cities,
  district,
  districtsPerCity,
  ease,
  languages,
  makeAreas,
  moreEase,
  narrowTopics,
  neighbourhood,
  neighbourhoodsPerDistrict,
  topics,
} from './vocabulary.js'

/**
 * A made-up catalogue of any size, shaped like a real one: four cities of unlike size with districts, neighbourhoods and
 * postcodes, organizations of which a few have many services, a few popular topics, about 18 terms a service.
 */
export interface BenchCatalogue {
  readonly content: Content
  readonly capacities: readonly Pick<Capacity, 'service' | 'status'>[]
}

type TaxonomyContent = Content['taxonomies'][number]

/** How many of a hundred services have a term of it. */
const restrictions = { age: 8, gender: 4, family: 6, newcomer: 5, 'own-work': 3 }

export function makeCatalogue(random: Random, serviceCount: number): BenchCatalogue {
  const organizationCount = Math.ceil(serviceCount * 0.75)
  const organizations = Array.from({ length: organizationCount }, (_, i) => ({
    id: `org-${i}`,
    kind: random.percent(45) ? ('formal' as const) : ('informal' as const),
  }))
  const services = Array.from({ length: serviceCount }, (_, i) => ({
    id: `service-${i}`,
    organization: organizations[random.skewed(organizationCount)]!.id,
    status: random.percent(2) ? ('inactive' as const) : ('active' as const),
    terms: makeTerms(random),
  }))
  const statuses: readonly [CapacityStatus, number][] = [
    ['limited', 8],
    ['waitlist', 5],
    ['full', 3],
  ]
  return {
    content: {
      release: 1,
      releaseDigest: '0'.repeat(64),
      rotation: '0123456789abcdef',
      taxonomies: makeTaxonomies(),
      organizations,
      services,
      questionSets: [questionSet],
    },
    capacities: services.flatMap(({ id }) => {
      const found = statuses.find(([, percent]) => random.percent(percent))
      return found ? [{ service: id, status: found[0] }] : []
    }),
  }
}

function makeTaxonomies(): TaxonomyContent[] {
  const flat = (ids: readonly string[]): Term[] => ids.map((id) => ({ id, name: {} }))
  const none = { match: 'covers', untagged: 'none' } as const
  return [
    {
      id: 'topic',
      match: 'overlaps',
      untagged: 'none',
      terms: [...flat(topics), ...narrowTopics.map((topic) => ({ ...topic, name: {} }))],
    },
    { id: 'area', ...none, terms: makeAreas() },
    { id: 'place', match: 'overlaps', untagged: 'none', terms: makeAreas() },
    { id: 'approach', ...none, terms: flat(approaches) },
    { id: 'pace', ...none, terms: flat(['at-once', 'no-rush']) },
    { id: 'who', ...none, terms: flat(['experience-expert', 'woman']) },
    { id: 'channel', ...none, terms: flat(channels) },
    { id: 'ease', ...none, terms: flat([...ease, ...moreEase]) },
    { id: 'language', ...none, terms: flat(languages) },
    ...Object.keys(restrictions).map((id) => ({
      id,
      match: 'covers' as const,
      untagged: 'all' as const,
      terms: flat([`${id}-only`]),
    })),
  ]
}

/** How many of a hundred services are in this city or one before it. */
const cityShares = [55, 80, 92, 100]

function makeTerms(random: Random): Record<string, string[]> {
  const draw = random.below(100)
  const city = cities[cityShares.findIndex((share) => draw < share)]!
  const near = () => neighbourhood(city, random.below(districtsPerCity), random.below(neighbourhoodsPerDistrict))
  const reach = random.below(100)
  const area =
    reach < 10
      ? ['country']
      : reach < 40
        ? [city]
        : reach < 70
          ? [district(city, random.below(districtsPerCity))]
          : [...new Set(Array.from({ length: 1 + random.below(4) }, near))]
  const comesBy = random.percent(75)
  const terms: Record<string, string[]> = {
    topic: random.some([...topics, ...narrowTopics.map(({ id }) => id)], 1 + random.below(4)),
    approach: random.some(approaches, 1 + random.below(3)),
    pace: random.percent(60) ? [random.percent(60) ? 'at-once' : 'no-rush'] : [],
    who: random.percent(25) ? [random.percent(70) ? 'experience-expert' : 'woman'] : [],
    channel: [...(comesBy ? ['come-by'] : []), ...random.some(channels.slice(1), comesBy ? random.below(3) : 1)],
    ease: random.some([...ease, ...moreEase], 2 + random.below(4)),
    language: [...new Set(['nl', ...random.some(languages, random.below(4))])],
    area,
    place: comesBy ? [near()] : [],
  }
  for (const [taxonomy, percent] of Object.entries(restrictions)) {
    if (random.percent(percent)) terms[taxonomy] = [`${taxonomy}-only`]
  }
  return terms
}
