import type { Capacity, Catalogue, Text } from '../../src/engine/index.js'
import { allInterfaceTexts, allLanguages } from '../../src/words/all-languages.js'
import type { Release } from './naive-terms.js'
import { seeded } from './random.js'

/** The documents of a random release with all that a match does not look at, in languages that are partly missing. */
export interface WholeRelease extends Catalogue {
  readonly release: Pick<Release, 'release' | 'releaseDigest' | 'rotation'>
  readonly capacities: readonly Capacity[]
}

export const settings = { defaultLanguage: 'nl', templates: allLanguages, interfaceTexts: allInterfaceTexts }

/** Some with templates, some without, some wider than others; the default comes first. */
export const languages = ['nl', 'en', 'tr', 'ar', 'so', 'tr-CY', 'pt-BR']

export function withTexts({ capacities, ...content }: Release, seed: number): WholeRelease {
  const random = seeded(seed)
  // Now and then a release in which a language is complete, so that the default is not needed beside it.
  const complete = random.percent(30) ? [random.pick(languages)] : []
  const text = (name: string): Text => {
    const spoken = ['nl', ...complete, ...random.some(languages, random.below(3))]
    return Object.fromEntries(spoken.map((lang) => [lang, `${lang}:${name}.`]))
  }
  const maybe = <Key extends string, Value>(key: Key, value: () => Value): { readonly [K in Key]?: Value } =>
    random.percent(40) ? ({ [key]: value() } as { readonly [K in Key]?: Value }) : {}
  const { release, releaseDigest, rotation } = content
  return {
    release: { release, releaseDigest, rotation },
    taxonomies: content.taxonomies.map((taxonomy) => ({
      ...taxonomy,
      name: text('taxonomy'),
      terms: taxonomy.terms.map((term) => ({
        ...term,
        name: text(term.id),
        ...maybe('says', () => text(`says ${term.id}`)),
        ...maybe('lacks', () => text(`lacks ${term.id}`)),
      })),
    })),
    organizations: content.organizations.map(({ id, kind }, at, all) => ({
      id,
      kind,
      name: `Organization ${id}`,
      description: text('organization'),
      ...maybe('website', () => 'https://example.org'),
      ...maybe('backedBy', () => all[(at + 1) % all.length]!.id),
    })),
    services: content.services.map((service) => ({
      ...service,
      name: text(service.id),
      summary: text('summary'),
      ...maybe('description', () => text('description')),
      contact: { phone: '+31 20 000 00 01', ...maybe('walkIn', () => text('walk in')) },
      ...maybe('locations', () => [{ city: 'Amsterdam', ...maybe('accessibility', () => text('accessibility')) }]),
      ...maybe('schedule', () => [
        { days: ['MO' as const], opensAt: '09:00', closesAt: '12:00', ...maybe('note', () => text('note')) },
      ]),
      ...maybe('firstTalk', () => ({
        expect: text('expect'),
        asksFor: ['name' as const],
        ...maybe('bring', () => text('bring')),
        ...maybe('tells', () => text('tells')),
      })),
      ...maybe('cost', () => text('cost')),
      ...maybe('seeks', () => [{ taxonomy: 'sharing', term: 'cooking', text: text('seeks') }]),
      ...maybe('verifiedOn', () => '2026-05-01'),
    })),
    questionSets: content.questionSets.map((set) => ({
      ...set,
      title: text('title'),
      ...maybe('intro', () => text('intro')),
      languages: ['nl'],
      defaultLanguage: 'nl',
      ...maybe('contactPoint', () => content.services[0]?.id ?? 'nobody'),
      ...(set.advice && { advice: set.advice.map((entry) => ({ ...entry, text: text('advice') })) }),
      questions: set.questions.map((question) => ({
        ...question,
        text: text('question'),
        ...maybe('help', () => text('help')),
        ...('options' in question && {
          options: question.options.map((option) => ({
            ...option,
            label: text(`label ${option.id}`),
            ...maybe('because', () => text(`because "${option.id}"\\ … 🙂`)),
          })),
        }),
      })),
    })) as Catalogue['questionSets'],
    capacities: capacities.map((capacity) => ({ ...capacity, ...maybe('note', () => text('capacity')) })),
  }
}
