import { bitmaps } from '../engine/bitmaps.js'
import {
  type Capacity,
  compile,
  type DocumentOf,
  type Index,
  type Organization,
  type QuestionSet,
  type Service,
  type Taxonomy,
  withCapacities,
} from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import { digestLine, documentDigest, type ReleaseRowType } from './digests.js'
import type { Release } from './release.js'
import {
  capacityChanges,
  isCapacityChange,
  newestRelease,
  type ReleaseDocument,
  releaseByNumber,
  releaseDocument,
  releaseDocuments,
} from './release-store.js'

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
  /** The part of the digest that comes from documents, so that a release of capacities alone need not read them. */
  readonly documentLines: Buffer
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
  if (before?.release.rotation === release.rotation && (await isCapacityChange(db, before.release.number, number))) {
    const capacities = await capacitiesSince(db, before, number)
    const identity = { release: number, releaseDigest: release.digest }
    return { ...before, release, capacities, index: withCapacities(before.index, capacities.values(), identity) }
  }
  const lines: string[] = []
  // In the order of the digest.
  const content = {
    organizations: await documents<Organization>(db, number, { type: 'organization', lines }),
    questionSets: await documents<QuestionSet>(db, number, { type: 'question-set', lines }),
    services: await documents<Service>(db, number, { type: 'service', lines }),
    taxonomies: await documents<Taxonomy>(db, number, { type: 'taxonomy', lines }),
  }
  const capacities = await documents<Capacity>(db, number, { type: 'capacity', lines: [] })
  const whole = {
    release: number,
    releaseDigest: release.digest,
    rotation: release.rotation,
    taxonomies: [...content.taxonomies.values()],
    organizations: [...content.organizations.values()],
    services: [...content.services.values()],
    questionSets: [...content.questionSets.values()],
  }
  const index = compile(whole, bitmaps)
  const documentLines = Buffer.from(lines.join('\n'))
  return { ...content, release, capacities, documentLines, index: withCapacities(index, capacities.values()) }
}

/** A document as the newest release has it, not compiled; undefined where it has none. */
export async function publishedDocument<T extends keyof PublishedTypes>(
  db: Reader,
  type: T,
  id: string,
): Promise<PublishedTypes[T] | undefined> {
  const number = (await newestRelease(db))?.number ?? 0
  const row = await releaseDocument(db, number, type, id)
  return row && parsed<PublishedTypes[T]>(number, type, row)
}

interface PublishedTypes extends DocumentOf {
  readonly capacity: Capacity
}

async function capacitiesSince(db: Reader, before: Published, number: number): Promise<ReadonlyMap<string, Capacity>> {
  const capacities = new Map(before.capacities)
  for await (const { id, digest, document } of capacityChanges(db, before.release.number, number)) {
    if (digest === null || document === null) capacities.delete(id)
    else capacities.set(id, parsed<Capacity>(number, 'capacity', { id, digest, document }))
  }
  return new Map([...capacities].sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function documents<T extends object>(
  db: Reader,
  number: number,
  { type, lines }: { readonly type: ReleaseRowType; readonly lines: string[] },
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>()
  for await (const row of releaseDocuments(db, number, type)) {
    found.set(row.id, parsed<T>(number, type, row))
    lines.push(digestLine({ ...row, type }))
  }
  return found
}

function parsed<T extends object>(number: number, type: ReleaseRowType, { id, digest, document }: ReleaseDocument): T {
  const value: T = JSON.parse(document)
  if (documentDigest(type, value) === digest) return value
  throw new Error(
    `The ${type} ${id} of release ${number} is not as it was published: run verify, and restore a backup.`,
  )
}
