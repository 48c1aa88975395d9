import {
  type Capacity,
  compile,
  type Index,
  type Organization,
  type QuestionSet,
  type Service,
  type Taxonomy,
  withCapacities,
} from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import { documentDigest, type ReleaseRowType } from './digests.js'
import type { Release } from './release.js'
import { changedTypes, releaseByNumber, releaseDocuments } from './release-store.js'

/** A release, read and compiled: documents by id, in the order of their ids. */
export interface Published {
  readonly release: Release
  readonly index: Index
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: ReadonlyMap<string, Organization>
  readonly services: ReadonlyMap<string, Service>
  readonly questionSets: ReadonlyMap<string, QuestionSet>
  /** Those that are not open, by service. */
  readonly capacities: ReadonlyMap<string, Capacity>
}

/**
 * Reads a release from storage and compiles it. Where only capacities changed since `before`, the compiled content of
 * `before` is taken over.
 *
 * @throws Error where there is no release with this number, or a document is not as it was published
 */
export async function readPublished(db: Reader, number: number, before?: Published): Promise<Published> {
  const release = await releaseByNumber(db, number)
  if (release === undefined) throw new Error(`There is no release ${number}.`)
  const capacities = await documents<Capacity>(db, number, 'capacity')
  if (before && (await isCapacityChange(db, before.release, release))) {
    const identity = { release: number, releaseDigest: release.digest }
    return { ...before, release, capacities, index: withCapacities(before.index, capacities.values(), identity) }
  }
  const content = {
    taxonomies: await documents<Taxonomy>(db, number, 'taxonomy'),
    organizations: await documents<Organization>(db, number, 'organization'),
    services: await documents<Service>(db, number, 'service'),
    questionSets: await documents<QuestionSet>(db, number, 'question-set'),
  }
  const index = compile({
    release: number,
    releaseDigest: release.digest,
    rotation: release.rotation,
    taxonomies: [...content.taxonomies.values()],
    organizations: [...content.organizations.values()],
    services: [...content.services.values()],
    questionSets: [...content.questionSets.values()],
  })
  return { ...content, release, capacities, index: withCapacities(index, capacities.values()) }
}

async function isCapacityChange(db: Reader, before: Release, after: Release): Promise<boolean> {
  if (before.rotation !== after.rotation || before.number > after.number) return false
  const types = await changedTypes(db, before.number, after.number)
  return types.every((type) => type === 'capacity')
}

async function documents<T extends object>(
  db: Reader,
  number: number,
  type: ReleaseRowType,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>()
  for await (const { id, digest, document } of releaseDocuments(db, number, type)) {
    const parsed: T = JSON.parse(document)
    if (documentDigest(type, parsed) !== digest) {
      throw new Error(
        `The ${type} ${id} of release ${number} is not as it was published: run verify, and restore a backup.`,
      )
    }
    found.set(id, parsed)
  }
  return found
}
