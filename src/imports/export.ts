import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Capacity, DocumentType, Organization, Service, Taxonomy } from '../engine/index.js'
import type { Reader, Storage } from '../storage/storage.js'
import { type ListName, listNames, lists } from './documents.js'
import { sheetText } from './export-csv.js'
import type { ExportShape } from './formats.js'

/** What exports need of the drafts and of the capacities beside them; both by id. */
export interface ExportStores {
  readonly drafts: {
    /** JSON texts. */
    texts(db: Reader, type: DocumentType): AsyncIterable<string>
    digests(db: Reader, type: DocumentType, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  }
  readonly capacities: {
    page(db: Reader, page: { readonly after: string; readonly limit: number }): Promise<readonly Capacity[]>
  }
  readonly defaultLanguage: string
  /** Documents as records of HSDS, a line of JSON each. */
  readonly hsdsLines: (documents: HsdsDocuments) => AsyncIterable<string>
}

/** What records of HSDS are made of; services come one by one, all else is held at once. */
export interface HsdsDocuments {
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: ReadonlyMap<string, Organization>
  /** Those that are not open, by service. */
  readonly capacities: ReadonlyMap<string, Capacity>
  readonly services: AsyncIterable<Service>
}

/** Small pieces cost more to send than to make. */
const CHUNK_LENGTH = 65_536
/** Capacities that are looked at together. */
const PAGE = 200

/**
 * The drafts, and the capacities that are not open, as an import takes them, read in one snapshot while they are sent. An
 * error on the way ends the stream with that error.
 */
export function openExport(storage: Storage, stores: ExportStores, shape: ExportShape): Readable {
  const stream = new PassThrough()
  const text = (db: Reader): AsyncIterable<string> => {
    if (shape.format === 'csv') return sheetText(() => stores.drafts.texts(db, lists[shape.type]), shape, stores)
    if (shape.format === 'hsds') return hsdsText(db, stores)
    return shape.format === 'json' ? jsonText(db, stores) : lineText(db, stores)
  }
  storage.read((db) => pipeline(chunks(text(db)), stream)).catch((error) => stream.destroy(error))
  return stream
}

async function* chunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const text of texts) {
    chunk += text
    if (chunk.length < CHUNK_LENGTH) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

async function* jsonText(db: Reader, stores: ExportStores): AsyncGenerator<string> {
  let opening = '{'
  for (const name of listNames) {
    yield `${opening}"${name}":[`
    opening = ',\n'
    let separator = '\n'
    for await (const document of documentsOf(name, db, stores)) {
      yield separator + document
      separator = ',\n'
    }
    yield ']'
  }
  yield '}\n'
}

async function* lineText(db: Reader, stores: ExportStores): AsyncGenerator<string> {
  for (const name of listNames) {
    for await (const document of documentsOf(name, db, stores)) {
      yield `{"type":"${lists[name]}","document":${document}}\n`
    }
  }
}

async function* hsdsText(db: Reader, stores: ExportStores): AsyncGenerator<string> {
  const taxonomies = new Map<string, Taxonomy>()
  for await (const text of stores.drafts.texts(db, 'taxonomy')) addById(taxonomies, JSON.parse(text))
  const organizations = new Map<string, Organization>()
  for await (const text of stores.drafts.texts(db, 'organization')) addById(organizations, JSON.parse(text))
  const capacities = new Map<string, Capacity>()
  for await (const text of capacitiesOf(db, stores)) {
    const capacity: Capacity = JSON.parse(text)
    capacities.set(capacity.service, capacity)
  }
  yield* stores.hsdsLines({ taxonomies, organizations, capacities, services: servicesOf(db, stores) })
}

function addById<T extends { readonly id: string }>(documents: Map<string, T>, document: T): void {
  documents.set(document.id, document)
}

async function* servicesOf(db: Reader, { drafts }: ExportStores): AsyncGenerator<Service> {
  for await (const text of drafts.texts(db, 'service')) yield JSON.parse(text)
}

/** JSON texts. */
function documentsOf(name: ListName, db: Reader, stores: ExportStores): AsyncIterable<string> {
  return name === 'capacities' ? capacitiesOf(db, stores) : stores.drafts.texts(db, lists[name])
}

/** Of services that there are: a capacity outlives its service, and nobody could import it without. */
async function* capacitiesOf(db: Reader, { drafts, capacities }: ExportStores): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const page = await capacities.page(db, { after, limit: PAGE })
    if (page.length === 0) return
    const services = await drafts.digests(
      db,
      'service',
      page.map(({ service }) => service),
    )
    for (const capacity of page) {
      if (capacity.status !== 'open' && services.has(capacity.service)) yield JSON.stringify(capacity)
    }
    after = page.at(-1)?.service ?? after
  }
}
