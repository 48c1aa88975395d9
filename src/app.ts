import { authorize, createIdentify } from './access/authorize.js'
import type { Config } from './config.js'
import { demoRotation, readDemo } from './demo/demo.js'
import { CapacityStore } from './drafts/capacity-store.js'
import { checkCatalogue } from './drafts/catalogue.js'
import { checkDocument } from './drafts/check-document.js'
import { DraftStore } from './drafts/draft-store.js'
import { compile } from './engine/index.js'
import { compileDocumentReader, type DocumentReader } from './http/document-reader.js'
import { documentComponents } from './http/document-schemas.js'
import { prepareGracefulStop } from './http/graceful-stop.js'
import { registerHealthRoutes } from './http/health-routes.js'
import type { Metrics } from './http/metrics.js'
import { registerSecurityTxtRoutes } from './http/security-txt-routes.js'
import { createServer, type Server } from './http/server.js'
import { registerImportRoutes } from './imports/import-routes.js'
import { importComponents } from './imports/import-schemas.js'
import { createImports, type Imports } from './imports/imports.js'
import { registerMatchRoutes } from './matching/match-routes.js'
import { matchComponents } from './matching/match-schemas.js'
import { type Operations, operationsOf } from './operations.js'
import { createOriginCheck } from './partners/origins.js'
import type { Partner } from './partners/partner.js'
import { registerPartnerRoutes } from './partners/partner-routes.js'
import { partnerComponents } from './partners/partner-schemas.js'
import { PartnerStore } from './partners/partner-store.js'
import type { ThreadData } from './release-thread.js'
import { createReleaseAt } from './releases/at.js'
import { registerCatalogueRoutes } from './releases/catalogue-routes.js'
import { documentDigest } from './releases/digests.js'
import { holdInForce } from './releases/in-force.js'
import { createOlderReleases } from './releases/older.js'
import { type PublishRequest, type PublishResult, publish } from './releases/publish.js'
import { type Published, readPublished } from './releases/published.js'
import { registerReleaseRoutes } from './releases/release-routes.js'
import { releaseComponents } from './releases/release-schemas.js'
import { listReleases, newestRelease, releaseByNumber } from './releases/release-store.js'
import { rotateIfDue } from './releases/rotation.js'
import { startThread } from './releases/thread.js'
import type { Storage } from './storage/storage.js'
import { allLanguages } from './words/all-languages.js'

/** The rooms over one database, for the server and for the command line. */
export interface Rooms {
  readonly storage: Storage
  readonly drafts: DraftStore
  readonly capacities: CapacityStore
  readonly partners: PartnerStore
  readonly imports: Imports
  readonly readDocument: DocumentReader
  publish(request: PublishRequest): Promise<PublishResult>
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
    capacities,
    partners,
    readDocument,
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

function asPartner(readDocument: DocumentReader, value: unknown): Partner {
  const read = readDocument('partner', value)
  if ('document' in read) return read.document
  throw new Error(`A partner of the demo breaks a rule: ${read.problems[0]?.detail}`)
}

export interface AppOptions {
  readonly rooms: Rooms
  readonly config: Config
  readonly adminKeyHash: Buffer
  readonly now: () => Date
  readonly metrics?: Metrics
  /** Standard output where absent. */
  readonly logStream?: { write(line: string): void }
}

/** How often to look for a release of another process. */
const POLL_MS = 1_000
const ROTATION_CHECK_MS = 60_000
/** Each takes the memory of a catalogue. */
const OLDER_RELEASES = 2

export interface App {
  readonly server: Server
  /** Lets requests end, then closes. Storage stays open. */
  readonly stop: () => Promise<void>
}

/** The whole service, ready to listen: every room with its routes, and the release in force. */
export async function createApp(options: AppOptions): Promise<App> {
  const { rooms, config, now } = options
  const { storage } = rooms
  const settings = { defaultLanguage: config.defaultLanguage, templates: allLanguages }
  const identify = createIdentify(options.adminKeyHash)

  const app = await createServer({
    logLevel: config.logLevel,
    ...(options.logStream && { logStream: options.logStream }),
    trustProxy: config.trustProxy,
    bodyLimitBytes: config.matchBodyLimitBytes,
    publicUrl: config.publicUrl,
    contact: { name: config.contactName, email: config.contactEmail, url: config.contactUrl },
    rateLimits: {
      anonymousPerMinute: config.rateLimitAnonymousPerMinute,
      keyPerMinute: config.rateLimitKeyPerMinute,
      identifyKey: (request) => identify(request)?.name,
    },
    isPartnerOrigin: createOriginCheck(
      () => storage.read((db) => rooms.partners.list(db)),
      config.publicUrl,
      () => performance.now(),
    ),
    components: [
      ...documentComponents,
      ...matchComponents,
      ...releaseComponents,
      ...partnerComponents,
      ...importComponents,
    ],
  })

  options.metrics?.watch(app)
  const { isOpen, stop } = prepareGracefulStop(app)

  const inForce = await holdInForce<Opened>({
    newest: async () => (await storage.read(newestRelease))?.number,
    open: async (number, before) =>
      open(await storage.read((db) => readPublished(db, number, before?.published)), settings),
    numberOf: ({ published }) => published.release.number,
    onSwap: ({ published }) => options.metrics?.setRelease(published.release.number),
    onError: (error) => app.log.error({ err: error }, 'a newer release did not come into force'),
    pollMs: POLL_MS,
  })
  const older = createOlderReleases({
    limit: OLDER_RELEASES,
    start: (release) =>
      startThread(new URL('./release-thread.js', import.meta.url), {
        databaseUrl: config.databaseUrl,
        defaultLanguage: config.defaultLanguage,
        release,
      } satisfies ThreadData),
  })
  const releaseAt = createReleaseAt<Operations>({
    inForce: () => inForce.current()?.at,
    older,
    read: (number) => storage.read((db) => releaseByNumber(db, number)),
  })
  const rotate = async (): Promise<void> => {
    if (await rotateIfDue({ storage, now }, { days: config.rotationDays })) await inForce.refresh()
  }
  await rotate()
  const rotation = setInterval(() => {
    rotate().catch((error) => app.log.error({ err: error }, 'the rotation was not drawn anew'))
  }, ROTATION_CHECK_MS).unref()
  app.addHook('onClose', async () => {
    clearInterval(rotation)
    inForce.stop()
    await older.close()
  })

  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config
    if (scope !== undefined) request.caller = authorize(identify(request), scope)
  })
  registerHealthRoutes(app, { isReady: () => isOpen() && inForce.current() !== undefined })
  registerSecurityTxtRoutes(app, {
    publicUrl: config.publicUrl,
    contact: { email: config.contactEmail, url: config.contactUrl },
    now,
  })
  registerMatchRoutes(app, { releaseAt })
  registerCatalogueRoutes(app, { releaseAt })
  registerReleaseRoutes(app, {
    list: (query) => storage.read((db) => listReleases(db, query)),
    read: (number) => storage.read((db) => releaseByNumber(db, number)),
    publish: async (request) => {
      const result = await rooms.publish(request)
      if (result.outcome === 'published') await inForce.refresh()
      return result
    },
  })
  registerImportRoutes(app, { ...rooms.imports, bodyLimitBytes: config.importBodyLimitBytes })
  registerPartnerRoutes(app, { read: (id) => storage.read((db) => rooms.partners.read(db, id)) })
  return { server: app, stop }
}

interface Opened {
  readonly published: Published
  readonly at: { readonly release: Published['release']; readonly ask: Operations }
}

function open(published: Published, settings: Parameters<typeof operationsOf>[1]): Opened {
  return { published, at: { release: published.release, ask: operationsOf(published, settings) } }
}
