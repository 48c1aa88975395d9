import fc from 'fast-check'
import t from 'tap'
import { compile, withCapacities } from '../../src/engine/index.js'
import { type MatchReply, type MatchRequest, prepareMatching } from '../../src/matching/matching.js'
import { type Bundle, bundleMembers, contentOf, shownOnly, Vocabulary } from '../../src/releases/bundle.js'
import type { Published } from '../../src/releases/published.js'
import { worlds } from '../helpers/arbitraries.js'
import { languages, settings, type WholeRelease, withTexts } from '../helpers/whole-documents.js'

const byId = <D extends { readonly id: string }>(documents: readonly D[]): ReadonlyMap<string, D> =>
  new Map([...documents].sort((a, b) => (a.id < b.id ? -1 : 1)).map((document) => [document.id, document]))

function publishedOf({ release, capacities, ...catalogue }: WholeRelease): Published {
  const { taxonomies, organizations, services, questionSets } = catalogue
  return {
    release: {
      number: release.release,
      digest: release.releaseDigest,
      rotation: release.rotation,
      createdAt: '2026-01-01T00:00:00Z',
      createdBy: 'test',
      note: null,
      previous: null,
      seal: '0'.repeat(64),
    },
    index: withCapacities(compile({ ...release, ...catalogue }), capacities),
    taxonomies: byId(taxonomies),
    organizations: byId(organizations),
    services: byId(services),
    questionSets: byId(questionSets),
    documentLines: Buffer.alloc(0),
    capacities: new Map(capacities.map((capacity) => [capacity.service, capacity])),
  }
}

/** The bundle as it goes over the wire, and the capacities of its pointer. */
function bundled(published: Published, set: string, asked: string) {
  const questionSet = published.questionSets.get(set)!
  const content = contentOf(published, questionSet, 'all')
  const spoken = new Vocabulary(content, settings).languagesOf(asked, questionSet)
  const members = Object.entries(bundleMembers(content, spoken, settings)).map(([name, value]) => [
    name,
    typeof value === 'object' && 'next' in value ? [...value] : value,
  ])
  const bundle: Bundle = JSON.parse(JSON.stringify(Object.fromEntries(members)))
  const capacities = [...published.capacities.values()].map(({ note, ...capacity }) => ({
    ...capacity,
    ...(note && { note: shownOnly(note, spoken) }),
  }))
  return { bundle, capacities }
}

/** Matches on what a device has, with the server's own matching. */
function onDevice(published: Published, request: MatchRequest, asked: string): MatchReply {
  const { bundle, capacities } = bundled(published, request.questionSet, asked)
  const { number, digest, rotation } = published.release
  const device = publishedOf({
    ...bundle,
    questionSets: [bundle.questionSet],
    release: { release: number, releaseDigest: digest, rotation },
    capacities,
  })
  const match = prepareMatching(device, { defaultLanguage: bundle.defaultLanguage, templates: bundle.templates })
  return match({ ...request, language: bundle.language })
}

t.test('A device finds with its bundle what the server finds with the release, in the same words', async (t) => {
  const asked = fc.constantFrom(...languages, 'xx', 'tr-TR', 'pt')
  const property = fc.property(worlds({ mayBeWrong: false, cases: 6 }), fc.nat(), asked, (world, seed, language) => {
    const published = publishedOf(withTexts(world.release, seed))
    const match = prepareMatching(published, settings)
    for (const { questionSet, answers, options } of world.cases) {
      // A device knows nothing of services that are not active.
      const { explain: _, ...rest } = options
      const request = { questionSet, answers, ...rest }
      requireSame(onDevice(published, request, language), match({ ...request, language }), language)
    }
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 150 }))
})

function requireSame(device: MatchReply, server: MatchReply, language: string): void {
  if (!('result' in device) || !('result' in server)) throw new Error('Both have a result.')
  const [found, expected] = [JSON.stringify(device.result), JSON.stringify(server.result)]
  if (found !== expected) throw new Error(`In ${language} the device says\n${found}\nand the server\n${expected}`)
}

t.test(
  'Of what is only shown a bundle holds one language, of parts of sentences no more than can be needed',
  async (t) => {
    const property = fc.property(
      worlds({ cases: 1 }),
      fc.nat(),
      fc.constantFrom(...languages),
      (world, seed, language) => {
        const published = publishedOf(withTexts(world.release, seed))
        for (const set of published.questionSets.keys()) {
          const { bundle } = bundled(published, set, language)
          const spoken = new Set(
            bundle.taxonomies.flatMap(({ terms }) => terms.flatMap(({ name }) => Object.keys(name))),
          )
          const needed = new Set([language, language.split('-')[0], 'nl'])
          if ([...spoken].some((lang) => !needed.has(lang))) throw new Error(`${[...spoken]} for ${language}`)
          if (bundle.services.some(({ summary }) => Object.keys(summary).length !== 1))
            throw new Error('A summary has more.')
        }
      },
    )
    t.doesNotThrow(() => fc.assert(property, { numRuns: 60 }))
  },
)
