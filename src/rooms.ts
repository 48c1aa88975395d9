import { readFileSync } from 'node:fs'
import type { Key } from './access/key-store.js'
import { createKeys, type Keys } from './access/keys.js'
import { createAudit } from './audit/audit.js'
import { type AuditPage, listEvents } from './audit/audit-store.js'
import { changeOf } from './audit/event.js'
import { type AuditVerification, type VerifyAuditOptions, verifyAudit } from './audit/verify-audit.js'
import { CapacityStore } from './capacity/capacity-store.js'
import type { CapacityLink } from './capacity/link.js'
import { createLinks, type Links } from './capacity/links.js'
import type { Place } from './capacity/page.js'
import { type Config, ConfigError, readConfig } from './config.js'
import { demoRotation, readDemo } from './demo/demo.js'
import { createDemoPages } from './demo/page-routes.js'
import { checkDocument } from './drafts/check-document.js'
import { DraftStore } from './drafts/draft-store.js'
import { lintCatalogue, type TextProblem } from './drafts/lint.js'
import { checkValues } from './drafts/values.js'
import { type DraftVerification, type VerifyDraftsOptions, verifyDrafts } from './drafts/verify-drafts.js'
import type { Receipt } from './engine/index.js'
import { hsdsLines } from './hsds/export-lines.js'
import { harvest } from './hsds/harvest.js'
import { createUuids } from './hsds/ids.js'
import { readHsds } from './hsds/import-entries.js'
import { emptyMapping, type Mapping, readMapping } from './hsds/mapping.js'
import type { RecordSettings } from './hsds/records.js'
import { compileDocumentReader, type DocumentReader } from './http/document-reader.js'
import type { PageLanguage } from './http/page-language.js'
import { ApiError } from './http/problems.js'
import { parseStrictJson } from './http/strict-json.js'
import { jsonBody } from './imports/formats.js'
import { createImports, type Imports } from './imports/imports.js'
import { findReceipt } from './matching/replay.js'
import { type Operations, operationsOf } from './operations.js'
import type { Partner } from './partners/partner.js'
import { PartnerStore } from './partners/partner-store.js'
import { createPartnerReader, type PartnerReader } from './partners/read-partner.js'
import { proofPageOf } from './proof-pages.js'
import { keepProof } from './proofs/proof-store.js'
import type { ProofReport } from './proofs/report.js'
import { withoutComparison } from './proofs/sign.js'
import { type ProofVerification, verifyProofs } from './proofs/verify-proofs.js'
import { createPublications, type Publications } from './publications.js'
import { type Bundles, createBundles } from './releases/bundles.js'
import { createCompiledFile } from './releases/compiled-file.js'
import { documentDigest } from './releases/digests.js'
import { fieldChanges } from './releases/field-changes.js'
import {
  completeData,
  following,
  openPrepared,
  openPublished,
  type Prepared,
  type PreparedData,
  type Published,
  type PublishedData,
  publishedDocument,
  readPublishedData,
} from './releases/published.js'
import type { Release } from './releases/release.js'
import { hasMoreRows, hasReleaseDocument, newestRelease, releaseByNumber } from './releases/release-store.js'
import { rotateIfDue } from './releases/rotation.js'
import { type Verification, type VerifyOptions, verify } from './releases/verify.js'
import { readSdkFiles } from './sdk-files/sdk-files.js'
import type { Reader, Storage, Writer } from './storage/storage.js'
import { type AvoidedWord, defaultAvoidedWords, readAvoidedWords } from './wording/avoided-words.js'
import { createJudge } from './wording/wording.js'
import { allInterfaceTexts, allLanguages } from './words/all-languages.js'

/** The rooms over one database: what the service and the command line do, without HTTP. */
export interface Rooms extends Publications {
  readonly storage: Storage
  readonly drafts: DraftStore
  /** What somebody, the name of a key, changes with it is written down in the audit. */
  storesBy(by: string): Stores
  /** The newest first. */
  auditEvents(query: { readonly before: number | undefined; readonly limit: number }): Promise<AuditPage>
  verifyAudit(options: VerifyAuditOptions): Promise<AuditVerification>
  verifyDrafts(options: Pick<VerifyDraftsOptions, 'onProgress'>): Promise<DraftVerification>
  /** Draws a new rotation where one is due; gives whether it did. */
  rotateIfDue(days: number): Promise<boolean>
  readonly partners: PartnerStore
  readonly imports: Imports
  /** The records at an address of HSDS, as a body for an import. */
  harvest(address: string): AsyncIterable<Buffer>
  readonly keys: Keys
  readonly bundles: Bundles
  readonly readDocument: DocumentReader
  readonly readPartner: PartnerReader
  /**
   * Reads JSON as strictly as the API does.
   *
   * @throws Error with a sentence that says where it goes wrong
   */
  parseJson(bytes: Buffer): unknown
  /** The receipt in a JSON value: itself, or that of a whole result. */
  findReceipt(value: unknown): Receipt | undefined
  /** Whether there is so much that reading and compiling it would keep matches waiting. */
  isLarge(): Promise<boolean>
  /** What editors should look at again in the texts of the drafts, document by document. */
  lint(): Promise<TextProblem[]>
  /** The list of words that texts should not use. */
  readonly avoidedWords: readonly AvoidedWord[]
  readonly capacityLinks: Links
  /** A service as the newest release has it, for the one who says how much room it has. */
  readPlace(db: Reader, service: string): Promise<Place | undefined>
  /** Whether the newest release has this service. */
  isPublished(db: Reader, service: string): Promise<boolean>
  /** Undefined before the first release. */
  newestRelease(): Promise<Release | undefined>
  /**
   * Reads and compiles a release, and keeps it in the file for that where it is the newest.
   *
   * @param before what it replaces; capacities alone compile nothing
   */
  openRelease(number: number, before?: OpenRelease): Promise<OpenRelease>
  /**
   * The release that comes of another one where only capacities changed, or where it was made of what was prepared, which
   * compiles nothing; else undefined.
   */
  takeOver(number: number, before: OpenRelease, prepared?: Iterable<Prepared>): Promise<OpenRelease | undefined>
  /** Opens what was read and compiled elsewhere. */
  openData(data: PublishedData): OpenRelease
  openPrepared(data: PreparedData): Prepared
  /** Reads and compiles a release. */
  readData(number: number): Promise<PublishedData>
  /** The release that was made of what was prepared. */
  completeData(data: PreparedData, release: Release): Promise<PublishedData>
  /** Keeps a release in the file for that where it is large. */
  keepCompiled(data: PublishedData): Promise<void>
  verify(options: VerifyOptions): Promise<Verification>
  /** Keeps a report with its release, where it is of one and the first of its question set. */
  keepProof(report: ProofReport): Promise<void>
  /** The page of a report, with the names of its release or of the drafts. */
  proofPage(report: ProofReport, language: PageLanguage): Promise<string>
  verifyProofs(): Promise<ProofVerification>
}

export interface Stores {
  readonly drafts: DraftStore
  readonly capacities: CapacityStore
  readonly partners: PartnerStore
}

export interface OpenRelease {
  readonly published: Published
  readonly release: Release
  readonly ask: Operations
}

export interface RoomsOptions {
  readonly storage: Storage
  readonly defaultLanguage: string
  /** JSON with the words that texts should not use; the built-in list where absent. */
  readonly avoidedWordsFile?: string | null
  /** Longest document of an import, in bytes; 8 MiB where absent. */
  readonly documentBodyLimitBytes?: number
  /** What records of HSDS are made and read with; as without any variable where absent. */
  readonly publicUrl?: string
  readonly hsdsNamespace?: string
  readonly hsdsCountry?: string
  /** JSON with what stands for the terms of others; nothing does where absent. */
  readonly hsdsMappingFile?: string | null
  /** What named that file, for errors; the variable of the configuration where absent. */
  readonly hsdsMappingFrom?: string
  /** Where a large release is kept as it was compiled; nowhere where absent. */
  readonly compiledFile?: string | null
  readonly now: () => Date
}

const DOCUMENT_LIMIT_BYTES = 8_388_608
/** So many documents are read, checked and compiled in less time than a thread takes to start. */
const FEW_DOCUMENTS = 2_000

/** @throws ConfigError where the file of avoided words, or that of the mapping of HSDS, is not right */
export function createRooms(options: RoomsOptions): Rooms {
  const { storage, defaultLanguage, avoidedWordsFile, documentBodyLimitBytes = DOCUMENT_LIMIT_BYTES, now } = options
  const avoidedWords = avoidedWordsFile ? avoidedWordsIn(avoidedWordsFile) : defaultAvoidedWords
  const judgeTexts = createJudge(avoidedWords)
  const hsds = hsdsSettingsOf(options)
  const drafts = new DraftStore({ digest: documentDigest, now })
  const capacities = new CapacityStore({ now })
  const partners = new PartnerStore({ now })
  const readDocument = compileDocumentReader()
  const audit = createAudit({ now })
  const storesBy = (by: string): Stores => {
    const record = audit(by)
    return {
      drafts: new DraftStore({ digest: documentDigest, now, record }),
      capacities: new CapacityStore({
        now,
        record: (db, { service, before, after }) => record(db, changeOf('capacity', service, before, after)),
      }),
      partners: new PartnerStore({
        now,
        record: (db, { id, before, after }) => record(db, changeOf('partner', id, before, after)),
      }),
    }
  }
  const recordRelease = (db: Writer, { number, createdBy, previous, digest }: Release): Promise<void> =>
    audit(createdBy)(db, {
      action: 'publish',
      type: 'release',
      id: String(number),
      before: previous,
      after: digest,
    })
  const importsBy = (by: string): Imports =>
    createImports({
      storage,
      ...storesBy(by),
      digest: documentDigest,
      compare: fieldChanges,
      readDocument,
      checkDocument,
      defaultLanguage,
      documentLimitBytes: documentBodyLimitBytes,
      readHsds: (chunks, drafts) => readHsds(chunks, { ...hsds, drafts, limitBytes: documentBodyLimitBytes }),
      hsdsLines: (documents) => hsdsLines(documents, hsds),
    })
  const openData = (data: PublishedData): OpenRelease => asked(openPublished(data))
  const asked = (published: Published): OpenRelease => {
    const ask = operationsOf(published, { defaultLanguage, templates: allLanguages })
    return { published, release: published.release, ask }
  }
  const takeOver: Rooms['takeOver'] = async (number, before, prepared = []) => {
    const published = await storage.read((db) => following(db, number, { before: before.published, prepared }))
    return published && asked(published)
  }
  const isLarge = (): Promise<boolean> =>
    storage.read(async (db) => (await hasMoreRows(db, FEW_DOCUMENTS)) || (await drafts.count(db)) > FEW_DOCUMENTS)
  const compiledFile = options.compiledFile ? createCompiledFile(options.compiledFile) : undefined
  const keepCompiled = async (data: PublishedData): Promise<void> => {
    // Without it the next start takes longer, no more: a disk that is full or not to be written to keeps nothing back.
    if (await isLarge()) await compiledFile?.write(data).catch(() => undefined)
  }
  const readKept = async (number: number): Promise<OpenRelease | undefined> => {
    const sealOf = async (release: number) => (await storage.read((db) => releaseByNumber(db, release)))?.seal
    const data = await compiledFile?.read(sealOf)
    return data && takeOver(number, openData(data))
  }
  const readData = (number: number) => storage.read((db) => readPublishedData(db, number))
  const readAndKeep = async (number: number): Promise<OpenRelease> => {
    const data = await readData(number)
    // The next start asks for the newest: one who looks back may not put an older one in its place.
    if ((await storage.read(newestRelease))?.number === number) await keepCompiled(data)
    return openData(data)
  }
  const publications = createPublications({
    storage,
    drafts,
    capacities,
    partners,
    defaultLanguage,
    judgeTexts,
    now,
    record: recordRelease,
  })
  return {
    ...publications,
    storage,
    drafts,
    partners,
    readDocument,
    readPartner: createPartnerReader({ readDocument, checkValues }),
    parseJson,
    findReceipt,
    storesBy,
    auditEvents: (query) => storage.read((db) => listEvents(db, query)),
    verifyAudit: (options) => verifyAudit(storage, options),
    verifyDrafts: (options) => verifyDrafts(storage, drafts, { ...options, digest: documentDigest }),
    rotateIfDue: async (days) => (await rotateIfDue({ storage, now, record: recordRelease }, { days })) !== undefined,
    keys: createKeys({
      storage,
      now,
      record: (db, { by, action, before, after }) =>
        audit(by)(db, { ...changeOf('key', after.id, before && lasting(before), lasting(after)), action }),
    }),
    bundles: createBundles({
      storage,
      now,
      defaultLanguage,
      templates: allLanguages,
      interfaceTexts: allInterfaceTexts,
    }),
    harvest: (address) => harvest(address),
    imports: {
      importDocuments: (body, options) => importsBy(options.by ?? 'command line').importDocuments(body, options),
      openExport: (shape) => importsBy('command line').openExport(shape),
    },
    isLarge,
    lint: async () => lintCatalogue((await storage.read((db) => drafts.readAll(db))).catalogue, judgeTexts),
    avoidedWords,
    capacityLinks: createLinks({
      storage,
      now,
      isPublished,
      record: (db, { by, action, before, after }) => {
        const id = `${after.service}/${after.number}`
        return audit(by)(db, { ...changeOf('capacity-link', id, before && lasting(before), lasting(after)), action })
      },
    }),
    readPlace,
    isPublished,
    newestRelease: () => storage.read(newestRelease),
    openRelease: async (number, before) =>
      (before === undefined ? await readKept(number) : await takeOver(number, before)) ?? readAndKeep(number),
    takeOver,
    openData,
    openPrepared,
    readData,
    completeData: (data, release) => storage.read((db) => completeData(db, data, release)),
    keepCompiled,
    verify: (options) => verify(storage, options),
    keepProof: async (report) => {
      const { release } = report
      if (release === null) return
      // What it is compared with is what somebody asked for once; what is kept is of this release alone.
      await storage.write((db) => keepProof(db, release, { report: withoutComparison(report), now: now() }))
    },
    proofPage: (report, language) => storage.read((db) => proofPageOf(db, report, { language, defaultLanguage })),
    verifyProofs: () => verifyProofs(storage),
  }
}

/**
 * Imports and publishes the demo where nothing was ever published.
 *
 * @returns what was done, as a sentence
 * @throws Error where the demo is not as it should be
 */
export async function loadDemo({ storage, imports, storesBy, readPartner, publish }: Rooms): Promise<string> {
  if (await storage.read(newestRelease)) return 'The demo stays out: something is published already.'
  const demo = readDemo()
  const imported = await imports.importDocuments(jsonBody(demo.catalogue), { by: 'demo', mode: 'merge', dryRun: false })
  if ('problems' in imported) throw new Error(`The demo breaks a rule: ${imported.problems[0]?.detail}`)
  const sites = demo.partners.map((partner) => asPartner(readPartner, partner))
  await storage.write((db) => storesBy('demo').partners.replaceAll(db, sites))
  const published = await publish({ by: 'demo', note: 'The demo catalogue', rotation: demoRotation })
  if (published.outcome === 'refused') throw new Error(`The demo breaks a rule: ${published.problems[0]?.detail}`)
  return `The demo is published as release ${published.release.number}.`
}

/**
 * Opens the pages of the partners of the demo; without them the service is as good.
 *
 * @returns what closes them, and a sentence: where they are, or why nowhere
 */
export async function openDemoPages({
  host,
  demoPort,
  publicUrl,
}: Config): Promise<{ readonly says: string; close(): Promise<void> }> {
  const pages = createDemoPages({ serviceUrl: publicUrl, sdkFiles: readSdkFiles() })
  const close = (): Promise<void> => pages.close()
  try {
    await pages.listen({ host, port: demoPort })
    return { says: `http://localhost:${demoPort}`, close }
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const why = isTaken ? 'is taken' : `cannot be opened (${error instanceof Error ? error.message : error})`
    return { says: `none, because port ${demoPort} ${why}: give DEMO_PORT another one`, close }
  }
}

async function isPublished(db: Reader, id: string): Promise<boolean> {
  const newest = await newestRelease(db)
  return newest !== undefined && hasReleaseDocument(db, newest.number, 'service', id)
}

async function readPlace(db: Reader, id: string): Promise<Place | undefined> {
  const service = await publishedDocument(db, 'service', id)
  const organization = service && (await publishedDocument(db, 'organization', service.organization))
  if (service === undefined || organization === undefined) return undefined
  const capacity = (await publishedDocument(db, 'capacity', id)) ?? { service: id, status: 'open' }
  return { service, organization, capacity }
}

/** What of a key or a link says something for longer than a day. */
function lasting({ lastUsedOn: _, ...rest }: Key | CapacityLink): object {
  return rest
}

function parseJson(bytes: Buffer): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new Error(error.errors.map(({ detail }) => detail).join(' ') || error.detail)
  }
}

function hsdsSettingsOf({ defaultLanguage, ...options }: RoomsOptions): RecordSettings & { readonly mapping: Mapping } {
  const settings = { ...readConfig({}), hsdsMappingFrom: 'HSDS_MAPPING_FILE', ...options }
  const { publicUrl, hsdsCountry, hsdsNamespace, hsdsMappingFile, hsdsMappingFrom } = settings
  const mapping = hsdsMappingFile ? mappingIn(hsdsMappingFile, hsdsMappingFrom) : emptyMapping
  return { publicUrl, language: defaultLanguage, country: hsdsCountry, uuidOf: createUuids(hsdsNamespace), mapping }
}

function mappingIn(file: string, setting: string): Mapping {
  const read = readMapping(jsonIn(file, setting))
  if ('mapping' in read) return read.mapping
  throw new ConfigError(read.problems.map((problem) => `${setting}: ${problem}`))
}

function avoidedWordsIn(file: string): readonly AvoidedWord[] {
  const read = readAvoidedWords(jsonIn(file, 'AVOIDED_WORDS_FILE'))
  if ('list' in read) return read.list
  throw new ConfigError(read.problems.map((problem) => `AVOIDED_WORDS_FILE: ${problem}`))
}

function jsonIn(file: string, setting: string): unknown {
  try {
    return parseJson(readFileSync(file))
  } catch (error) {
    throw new ConfigError([`${setting}: ${error instanceof Error ? error.message : String(error)}`])
  }
}

function asPartner(readPartner: PartnerReader, value: unknown): Partner {
  const read = readPartner(value)
  if ('document' in read) return read.document
  throw new Error(`A partner of the demo breaks a rule: ${read.problems[0]?.detail}`)
}
