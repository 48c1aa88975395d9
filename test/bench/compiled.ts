import { compilePlanes } from '../../src/engine/bitmaps.js'
import { createCompiledFile } from '../../src/releases/compiled-file.js'
import { documentTextsMaker } from '../../src/releases/document-table.js'
import { newestRelease } from '../../src/releases/release-store.js'
import { openStorage } from '../../src/storage/storage.js'
import type { BenchCatalogue } from './catalogue.js'
import { asImport } from './documents.js'

/**
 * Puts a catalogue of any size into a compiled file of the newest release of a database, which is empty: importing millions
 * takes long.
 */
export async function keepCompiled({ content }: BenchCatalogue, database: string, path: string): Promise<void> {
  const storage = await openStorage({ url: `file:${database}` })
  const release = await storage.read(newestRelease)
  await storage.close()
  if (release === undefined) throw new Error('There is no release.')
  const none = { ...content, taxonomies: [], questionSets: [], organizations: [], services: [] }
  const texts = (type: 'organizations' | 'services') => {
    const maker = documentTextsMaker()
    const sorted = [...content[type]].sort((a, b) => (a.id < b.id ? -1 : 1))
    // One by one: millions of whole documents are more than memory.
    for (const one of sorted) {
      const [document] = asImport({ content: { ...none, [type]: [one] }, capacities: [] })[type] ?? []
      maker.add(one.id, JSON.stringify(document))
    }
    return maker.make()
  }
  const whole = asImport({ content: { ...content, organizations: [], services: [] }, capacities: [] })
  const identity = { release: release.number, releaseDigest: release.digest, rotation: release.rotation }
  await createCompiledFile(path).write({
    release,
    compiled: compilePlanes({ ...content, ...identity }),
    taxonomies: whole.taxonomies as never,
    questionSets: whole.questionSets as never,
    organizations: texts('organizations'),
    services: texts('services'),
    capacities: [],
    documentLines: new Uint8Array(90 * (content.organizations.length + content.services.length)),
  })
}
