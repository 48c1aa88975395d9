import { createKeys, type Keys } from './access/keys.js'
import { demoRotation, readDemo } from './demo/demo.js'
import { CapacityStore } from './drafts/capacity-store.js'
import { checkCatalogue } from './drafts/catalogue.js'
import { checkDocument } from './drafts/check-document.js'
import { DraftStore } from './drafts/draft-store.js'
import { compile, type Receipt } from './engine/index.js'
import { compileDocumentReader, type DocumentReader } from './http/document-reader.js'
import { ApiError } from './http/problems.js'
import { parseStrictJson } from './http/strict-json.js'
import { createImports, type Imports } from './imports/imports.js'
import { findReceipt } from './matching/replay.js'
import { type Operations, operationsOf } from './operations.js'
import type { Partner } from './partners/partner.js'
import { PartnerStore } from './partners/partner-store.js'
import { documentDigest } from './releases/digests.js'
import { type PublishRequest, type PublishResult, publish } from './releases/publish.js'
import { type Published, readPublished } from './releases/published.js'
import type { Release } from './releases/release.js'
import { newestRelease } from './releases/release-store.js'
import { type Verification, type VerifyOptions, verify } from './releases/verify.js'
import type { Storage } from './storage/storage.js'
import { allLanguages } from './words/all-languages.js'

/** The rooms over one database: what the service and the command line do, without HTTP. */
export interface Rooms {
  readonly storage: Storage
  readonly drafts: DraftStore
  readonly partners: PartnerStore
  readonly imports: Imports
  readonly keys: Keys
  readonly readDocument: DocumentReader
  /**
   * Reads JSON as strictly as the API does.
   *
   * @throws Error with a sentence that says where it goes wrong
   */
  parseJson(bytes: Buffer): unknown
  /** The receipt in a JSON value: itself, or that of a whole result. */
  findReceipt(value: unknown): Receipt | undefined
  publish(request: PublishRequest): Promise<PublishResult>
  /** Undefined before the first release. */
  newestRelease(): Promise<Release | undefined>
  /**
   * Reads and compiles a release.
   *
   * @param before what it replaces; capacities alone compile nothing
   */
  openRelease(number: number, before?: OpenRelease): Promise<OpenRelease>
  verify(options: VerifyOptions): Promise<Verification>
}

export interface OpenRelease {
  readonly published: Published
  readonly release: Release
  readonly ask: Operations
}

export interface RoomsOptions {
  readonly storage: Storage
  readonly defaultLanguage: string
  readonly now: () => Date
}

export function createRooms({ storage, defaultLanguage, now }: RoomsOptions): Rooms {
  const drafts = new DraftStore({ digest: documentDigest, now })
  const capacities = new CapacityStore({ now })
  const partners = new PartnerStore({ now })
  const readDocument = compileDocumentReader()
  return {
    storage,
    drafts,
    partners,
    readDocument,
    parseJson,
    findReceipt,
    keys: createKeys({ storage, now, record: async () => {} }),
    imports: createImports({
      storage,
      drafts,
      capacities,
      digest: documentDigest,
      readDocument,
      checkDocument,
      defaultLanguage,
    }),
    publish: (request) =>
      publish(
        {
          storage,
          drafts,
          capacities,
          now,
          checkCatalogue: async (catalogue, db) => {
            const check = checkCatalogue(catalogue, await partners.list(db), { defaultLanguage })
            // What passes every check compiles; if it ever does not, that throws here and nothing is published.
            if (check.errors.length === 0) compile({ ...catalogue, release: 0, releaseDigest: '', rotation: '' })
            return check
          },
        },
        request,
      ),
    newestRelease: () => storage.read(newestRelease),
    openRelease: async (number, before) => {
      const published = await storage.read((db) => readPublished(db, number, before?.published))
      const ask = operationsOf(published, { defaultLanguage, templates: allLanguages })
      return { published, release: published.release, ask }
    },
    verify: (options) => verify(storage, options),
  }
}

/**
 * Imports and publishes the demo where nothing was ever published.
 *
 * @returns what was done, as a sentence
 * @throws Error where the demo is not as it should be
 */
export async function loadDemo({ storage, imports, partners, readDocument, publish }: Rooms): Promise<string> {
  if (await storage.read(newestRelease)) return 'The demo stays out: something is published already.'
  const demo = readDemo()
  const imported = await imports.importDocuments(demo.catalogue, { mode: 'merge', dryRun: false })
  if ('problems' in imported) throw new Error(`The demo breaks a rule: ${imported.problems[0]?.detail}`)
  const sites = demo.partners.map((partner) => asPartner(readDocument, partner))
  await storage.write((db) => partners.replaceAll(db, sites))
  const published = await publish({ by: 'demo', note: 'The demo catalogue', rotation: demoRotation })
  if (published.outcome === 'refused') throw new Error(`The demo breaks a rule: ${published.problems[0]?.detail}`)
  return `The demo is published as release ${published.release.number}.`
}

function parseJson(bytes: Buffer): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new Error(error.errors.map(({ detail }) => detail).join(' ') || error.detail)
  }
}

function asPartner(readDocument: DocumentReader, value: unknown): Partner {
  const read = readDocument('partner', value)
  if ('document' in read) return read.document
  throw new Error(`A partner of the demo breaks a rule: ${read.problems[0]?.detail}`)
}
