import { type CompiledPlanes, compilePlanes, openPlanes } from '../engine/bitmaps.js'
import {
  type Capacity,
  type Catalogue,
  type DocumentOf,
  type Index,
  type Organization,
  type QuestionSet,
  type Service,
  type Taxonomy,
  withCapacities,
} from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import { bytesIn } from './columns.js'
import { digestLine, digestOfLines, documentDigest, type ReleaseRowType } from './digests.js'
import { type DocumentTable, type DocumentTexts, documentTable, documentTextsMaker } from './document-table.js'
import type { Release } from './release.js'
import {
  capacityChanges,
  capacityKeys,
  isCapacityChange,
  newestRelease,
  type ReleaseDocument,
  releaseByNumber,
  releaseDocument,
  releaseDocuments,
} from './release-store.js'

/** Documents by id, in the order of their ids, compiled. */
export interface Prepared {
  readonly index: Index
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: DocumentTable<Organization>
  readonly services: DocumentTable<Service>
  readonly questionSets: ReadonlyMap<string, QuestionSet>
  /** The part of the digest that comes from documents, so that a release of capacities alone need not read them. */
  readonly documentLines: Uint8Array
  readonly indexBytes: number
  readonly documentBytes: number
}

/** A release, read and compiled. */
export interface Published extends Prepared {
  readonly release: Release
  /** Those that are not open, by service. */
  readonly capacities: ReadonlyMap<string, Capacity>
}

/** The same as data: it can go to another thread, or into a file. */
export interface PublishedData {
  readonly release: Release
  readonly compiled: CompiledPlanes
  readonly taxonomies: readonly Taxonomy[]
  readonly organizations: DocumentTexts
  readonly services: DocumentTexts
  readonly questionSets: readonly QuestionSet[]
  readonly capacities: readonly Capacity[]
  readonly documentLines: Uint8Array
}

/** @throws Error where there is no release with this number, or a document is not as it was published */
export async function readPublished(db: Reader, number: number): Promise<Published> {
  return openPublished(await readPublishedData(db, number))
}

/**
 * What follows `before` where only capacities changed since, or where it was made of what was prepared; else undefined.
 * Only the capacities that changed are read.
 */
export async function following(
  db: Reader,
  number: number,
  { before, prepared }: { readonly before: Published; readonly prepared: Iterable<Prepared> },
): Promise<Published | undefined> {
  const release = await knownRelease(db, number)
  const isSame =
    before.release.rotation === release.rotation && (await isCapacityChange(db, before.release.number, number))
  const content = isSame ? before : await madeOf(db, release, prepared)
  return content && asRelease(content, release, await capacitiesSince(db, before, number))
}

/** That of which a release was made, as its digest shows. */
async function madeOf(db: Reader, release: Release, prepared: Iterable<Prepared>): Promise<Prepared | undefined> {
  const candidates = [...prepared].filter(({ index }) => index.content.rotation === release.rotation)
  if (candidates.length === 0) return undefined
  const capacities: string[] = []
  for await (const row of capacityKeys(db, release.number)) capacities.push(digestLine(row))
  return candidates.find(({ documentLines }) => digestOfLines(capacities, documentLines) === release.digest)
}

function asRelease(prepared: Prepared, release: Release, capacities: ReadonlyMap<string, Capacity>): Published {
  const identity = { release: release.number, releaseDigest: release.digest }
  return { ...prepared, release, capacities, index: withCapacities(prepared.index, capacities.values(), identity) }
}

/** Reads a release from storage and compiles it; throws as `readPublished` does. */
export async function readPublishedData(db: Reader, number: number): Promise<PublishedData> {
  const release = await knownRelease(db, number)
  return completeData(db, await readPreparedData(db, number, release.rotation), release)
}

/** Reads the documents of a release and compiles them, to be published again; throws as `readPublished` does. */
export async function readPreparedData(db: Reader, number: number, rotation: string): Promise<PreparedData> {
  const lines: string[] = []
  const compiled = slimContentMaker()
  // In the order of the digest.
  const organizations = documentTextsMaker()
  for await (const { row, value } of documents<Organization>(db, number, { type: 'organization', lines })) {
    organizations.add(row.id, row.document)
    compiled.addOrganization(value)
  }
  const questionSets = await listOf(documents<QuestionSet>(db, number, { type: 'question-set', lines }))
  const services = documentTextsMaker()
  for await (const { row, value } of documents<Service>(db, number, { type: 'service', lines })) {
    services.add(row.id, row.document)
    compiled.addService(value)
  }
  const taxonomies = await listOf(documents<Taxonomy>(db, number, { type: 'taxonomy', lines }))
  return {
    compiled: compilePlanes({ ...compiled.content, taxonomies, questionSets, ...unmade, rotation }),
    taxonomies,
    organizations: organizations.make(),
    services: services.make(),
    questionSets,
    documentLines: new TextEncoder().encode(lines.join('\n')),
  }
}

/** What of a release is known before it is made: of what is compiled, its number and its digest are not. */
export type PreparedData = Omit<PublishedData, 'release' | 'capacities'>

const unmade = { release: 0, releaseDigest: '' }

/** @throws Error where the catalogue breaks a reference */
export function prepareData(catalogue: Catalogue, rotation: string): Omit<PreparedData, 'documentLines'> {
  const { taxonomies, organizations, services, questionSets } = catalogue
  return {
    compiled: compilePlanes({ ...catalogue, ...unmade, rotation }),
    taxonomies,
    organizations: textsOf(organizations),
    services: textsOf(services),
    questionSets,
  }
}

/** The release that was made of what was prepared. */
export async function completeData(db: Reader, prepared: PreparedData, release: Release): Promise<PublishedData> {
  const { content, planes } = prepared.compiled
  const { number, digest } = release
  return {
    ...prepared,
    release,
    compiled: { planes, content: { ...content, release: number, releaseDigest: digest } },
    capacities: await listOf(documents<Capacity>(db, number, { type: 'capacity', lines: [] })),
  }
}

function textsOf(documents: readonly { readonly id: string }[]): DocumentTexts {
  const maker = documentTextsMaker()
  for (const document of documents) maker.add(document.id, JSON.stringify(document))
  return maker.make()
}

export function openPublished({ release, capacities, ...data }: PublishedData): Published {
  return asRelease(openPrepared(data), release, new Map(capacities.map((capacity) => [capacity.service, capacity])))
}

export function openPrepared({ compiled, ...data }: PreparedData): Prepared {
  return {
    index: openPlanes(compiled),
    indexBytes: bytesIn(compiled),
    documentBytes: data.organizations.bytes.length + data.services.bytes.length,
    taxonomies: byId(data.taxonomies),
    organizations: documentTable(data.organizations),
    services: documentTable(data.services),
    questionSets: byId(data.questionSets),
    documentLines: data.documentLines,
  }
}

/** Of organizations and services only what is compiled, so that a large catalogue is not in memory twice. */
export function slimContentMaker() {
  const organizations: Pick<Organization, 'id' | 'kind'>[] = []
  const services: Pick<Service, 'id' | 'organization' | 'status' | 'terms'>[] = []
  // Ids of terms come again in every service.
  const known = new Map<string, string>()
  const once = (id: string): string => {
    const found = known.get(id)
    if (found === undefined) known.set(id, id)
    return found ?? id
  }
  return {
    content: { organizations, services },
    addOrganization: ({ id, kind }: Organization): void => void organizations.push({ id, kind }),
    addService({ id, organization, status, terms }: Service): void {
      const slim = Object.fromEntries(Object.entries(terms).map(([taxonomy, ids]) => [taxonomy, ids.map(once)]))
      services.push({ id, organization, status, terms: slim })
    },
  }
}

async function knownRelease(db: Reader, number: number): Promise<Release> {
  const release = await releaseByNumber(db, number)
  if (release === undefined) throw new Error(`There is no release ${number}.`)
  return release
}

async function listOf<T>(documents: AsyncIterable<{ readonly value: T }>): Promise<T[]> {
  const list: T[] = []
  for await (const { value } of documents) list.push(value)
  return list
}

function byId<D extends { readonly id: string }>(documents: readonly D[]): ReadonlyMap<string, D> {
  return new Map(documents.map((document) => [document.id, document]))
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

async function* documents<T extends object>(
  db: Reader,
  number: number,
  { type, lines }: { readonly type: ReleaseRowType; readonly lines: string[] },
): AsyncGenerator<{ readonly row: ReleaseDocument; readonly value: T }, void, undefined> {
  for await (const row of releaseDocuments(db, number, type)) {
    lines.push(digestLine({ ...row, type }))
    yield { row, value: parsed<T>(number, type, row) }
  }
}

function parsed<T extends object>(number: number, type: ReleaseRowType, { id, digest, document }: ReleaseDocument): T {
  const value: T = JSON.parse(document)
  if (documentDigest(type, value) === digest) return value
  throw new Error(
    `The ${type} ${id} of release ${number} is not as it was published: run verify, and restore a backup.`,
  )
}
