import { compile, withCapacities } from '../../src/engine/index.js'
import { type Bundle, bundleMembers, contentOf, gatherVocabulary, shownOnly } from '../../src/releases/bundle.js'
import { type DocumentTable, documentTable, documentTextsMaker } from '../../src/releases/document-table.js'
import type { Published } from '../../src/releases/published.js'
import { settings, type WholeRelease } from './whole-documents.js'

const byId = <D extends { readonly id: string }>(documents: readonly D[]): ReadonlyMap<string, D> =>
  new Map([...documents].sort((a, b) => (a.id < b.id ? -1 : 1)).map((document) => [document.id, document]))

function tableOf<D extends { readonly id: string }>(documents: readonly D[]): DocumentTable<D> {
  const maker = documentTextsMaker()
  for (const [id, document] of byId(documents)) maker.add(id, JSON.stringify(document))
  return documentTable(maker.make())
}

/** A release as the service holds it. */
export function publishedOf({ release, capacities, ...catalogue }: WholeRelease): Published {
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
      rules: null,
      seal: '0'.repeat(64),
    },
    index: withCapacities(compile({ ...release, ...catalogue }), capacities),
    taxonomies: byId(taxonomies),
    organizations: tableOf(organizations),
    services: tableOf(services),
    questionSets: byId(questionSets),
    documentLines: Buffer.alloc(0),
    indexBytes: 0,
    documentBytes: 0,
    capacities: new Map(capacities.map((capacity) => [capacity.service, capacity])),
  }
}

/** The bundle as it goes over the wire, and its pointer. */
export function bundled(published: Published, set: string, asked: string) {
  const questionSet = published.questionSets.get(set)!
  const content = contentOf(published, questionSet, 'all')
  const gathering = gatherVocabulary(content, settings)
  let step = gathering.next()
  while (step.done !== true) step = gathering.next()
  const spoken = step.value.languagesOf(asked, questionSet)
  const members = Object.entries(bundleMembers(content, spoken, settings)).map(([name, value]) => [
    name,
    typeof value === 'object' && 'next' in value ? [...value] : value,
  ])
  const bundle: Bundle = JSON.parse(JSON.stringify(Object.fromEntries(members)))
  const capacities = [...published.capacities.values()].map(({ note, ...capacity }) => ({
    ...capacity,
    ...(note && { note: shownOnly(note, spoken) }),
  }))
  const { number, digest, rotation } = published.release
  const pointer = { release: number, releaseDigest: digest, rotation, bundleDigest: '', capacities }
  return { bundle, pointer }
}
