import { parentPort, workerData } from 'node:worker_threads'
import { CapacityStore } from './capacity/capacity-store.js'
import { checkCatalogue } from './drafts/catalogue.js'
import { DraftStore } from './drafts/draft-store.js'
import { type Catalogue, compile, withCapacities } from './engine/index.js'
import { type MatchedRelease, type MatchSettings, prepareMatching } from './matching/matching.js'
import { operationsOf } from './operations.js'
import { documentDigest } from './releases/digests.js'
import { readPublished } from './releases/published.js'
import { newestRelease } from './releases/release-store.js'
import { answerCalls } from './releases/thread.js'
import { openStorage, type Storage } from './storage/storage.js'
import { allLanguages } from './words/all-languages.js'

/** What `app.ts` gives a thread. */
export interface ThreadData {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  /** `draft`: what the drafts would be as a release. */
  readonly release: number | 'draft'
}

// The entry of a thread that answers for one older release, or for the drafts.
if (parentPort) {
  const { databaseUrl, defaultLanguage, release }: ThreadData = workerData
  const settings = { defaultLanguage, templates: allLanguages }
  const storage = await openStorage({ url: databaseUrl })
  const operations =
    release === 'draft'
      ? await draftOperations(storage, settings)
      : operationsOf(await storage.read((db) => readPublished(db, release)), settings)
  await storage.close()
  await answerCalls(parentPort, { ...operations })
}

/** Matches on the drafts as they are now, with the rotation in force; or what keeps them from being published. */
async function draftOperations(storage: Storage, settings: MatchSettings) {
  const now = () => new Date()
  const { catalogue, capacities, rotation } = await storage.read(async (db) => ({
    catalogue: (await new DraftStore({ digest: documentDigest, now }).readAll(db)).catalogue,
    capacities: await new CapacityStore({ now }).notOpen(db),
    rotation: (await newestRelease(db))?.rotation ?? '0'.repeat(16),
  }))
  const { errors } = checkCatalogue(catalogue, [], settings)
  if (errors.length > 0) return { match: () => ({ unpublishable: errors }) }
  const index = withCapacities(compile({ ...catalogue, release: 0, releaseDigest: '', rotation }), capacities)
  const byService = new Map(capacities.map((capacity) => [capacity.service, capacity]))
  const { match } = prepareMatching({ index, ...byIds(catalogue), capacities: byService }, settings)
  return { match }
}

function byIds({
  taxonomies,
  organizations,
  services,
  questionSets,
}: Catalogue): Omit<MatchedRelease, 'index' | 'capacities'> {
  return {
    taxonomies: byId(taxonomies),
    organizations: byId(organizations),
    services: byId(services),
    questionSets: byId(questionSets),
  }
}

function byId<D extends { readonly id: string }>(documents: readonly D[]): ReadonlyMap<string, D> {
  return new Map(documents.map((document) => [document.id, document]))
}
