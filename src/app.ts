import type { Server as HttpServer } from 'node:http'
import { dirname, join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { type AdminKey, readAdminKey } from './access/admin-key.js'
import { authorize, createIdentify } from './access/authorize.js'
import { registerKeyRoutes } from './access/key-routes.js'
import { keyComponents } from './access/key-schemas.js'
import { createKnownKeys } from './access/known-keys.js'
import { registerAlgorithmRoutes } from './algorithm/description-routes.js'
import { algorithmComponents } from './algorithm/description-schemas.js'
import { registerAuditRoutes } from './audit/audit-routes.js'
import { auditComponents } from './audit/audit-schemas.js'
import { createCapacities } from './capacity/capacities.js'
import { registerCapacityRoutes } from './capacity/capacity-routes.js'
import { capacityComponents } from './capacity/capacity-schemas.js'
import { registerLinkRoutes } from './capacity/link-routes.js'
import { registerCapacityPage } from './capacity/page-routes.js'
import { type Config, ConfigError } from './config.js'
import { checkDocument } from './drafts/check-document.js'
import { registerDraftRoutes } from './drafts/draft-routes.js'
import { draftComponents } from './drafts/draft-schemas.js'
import { warnOfPartnerNow } from './drafts/partner-links.js'
import { createFaces } from './hsds/face.js'
import { registerHsdsRoutes } from './hsds/hsds-routes.js'
import { createUuids } from './hsds/ids.js'
import { editorScopes } from './http/caller.js'
import { documentComponents } from './http/document-schemas.js'
import { prepareGracefulStop } from './http/graceful-stop.js'
import { registerHealthRoutes } from './http/health-routes.js'
import { createMetrics, type Metrics } from './http/metrics.js'
import { registerSecurityTxtRoutes } from './http/security-txt-routes.js'
import { createServer, type Server } from './http/server.js'
import { registerIdempotency } from './idempotency/idempotent-routes.js'
import { type ImportJob, runImport } from './import-thread.js'
import { registerImportRoutes } from './imports/import-routes.js'
import { importComponents } from './imports/import-schemas.js'
import { registerMatchRoutes } from './matching/match-routes.js'
import { matchComponents } from './matching/match-schemas.js'
import { registerRulesRoutes } from './matching/rules-routes.js'
import { rulesComponents } from './matching/rules-schemas.js'
import type { Operations } from './operations.js'
import { createOrigins } from './partners/origins.js'
import { registerPartnerRoutes } from './partners/partner-routes.js'
import { partnerComponents } from './partners/partner-schemas.js'
import { missingOf } from './proof-thread.js'
import { registerKeptProofRoutes } from './proofs/page-routes.js'
import { registerProofRoutes } from './proofs/proof-routes.js'
import { proofComponents } from './proofs/proof-schemas.js'
import { listProofs, readProof } from './proofs/proof-store.js'
import { createPublishing, type Publishing, type PublishingOptions } from './publishing.js'
import { createReleaseAt } from './releases/at.js'
import { registerBundleRoutes } from './releases/bundle-routes.js'
import { bundleComponents } from './releases/bundle-schemas.js'
import { registerCatalogueRoutes } from './releases/catalogue-routes.js'
import { registerChangeRoutes } from './releases/change-routes.js'
import { changeComponents } from './releases/change-schemas.js'
import { holdInForce, type InForce } from './releases/in-force.js'
import { registerReleaseRoutes } from './releases/release-routes.js'
import { releaseComponents } from './releases/release-schemas.js'
import { lastChanges, listReleases, releaseByNumber } from './releases/release-store.js'
import type { OpenRelease, Rooms } from './rooms.js'
import { registerSdkFileRoutes } from './sdk-files/sdk-file-routes.js'
import { readSdkFiles } from './sdk-files/sdk-files.js'
import { databasePath } from './storage/gate.js'
import { createDraftMatching, createImportThreads, createProofs, openOlderReleases } from './threads.js'

export interface AppOptions {
  readonly rooms: Rooms
  readonly config: Config
  readonly now: () => Date
  /** Standard output where absent. */
  readonly logStream?: { write(line: string): void }
  /** Starts the thread that publishes; to hold it up in a test. */
  readonly startPublishing?: PublishingOptions['start']
  /** Origins of pages beside the service, such as those of the demo, that may call it from a browser. */
  readonly pages?: readonly string[]
}

export interface App {
  readonly server: Server
  /** Where the admin key stands; undefined where it was configured. */
  readonly adminKeyFile: string | undefined
  /** Takes requests, and requests for metrics on their own port where there is one. */
  listen(): Promise<void>
  /** Lets requests end, then closes. Storage stays open. */
  stop(): Promise<void>
}

/** How often to look for a release of another process. */
const POLL_MS = 1_000
const DUE_CHECK_MS = 60_000

const notInForce = 'a newer release did not come into force'

/** The whole service, ready to listen: every room with its routes, and the release in force. */
export async function createApp(options: AppOptions): Promise<App> {
  const { rooms, config, now } = options
  const { storage } = rooms
  const adminKey = adminKeyOf(config)
  const known = createKnownKeys({
    adminHash: adminKey.hash,
    secrets: () => rooms.keys.secrets(),
    used: (id, day) => rooms.keys.used(id, day),
    now,
    monotonicMs: () => performance.now(),
    onError: (error) => server.log.error({ err: error }, 'the last use of a key was not kept'),
  })
  const identify = createIdentify(known.callerOf)
  const contact = { name: config.contactName, email: config.contactEmail, url: config.contactUrl }
  const listPartners = async () => (await storage.read((db) => rooms.partners.list(db))).map(({ document }) => document)
  const origins = createOrigins(listPartners, [config.publicUrl, ...(options.pages ?? [])], () => performance.now())

  const server = await createServer({
    logLevel: config.logLevel,
    ...(options.logStream && { logStream: options.logStream }),
    trustProxy: config.trustProxy,
    bodyLimitBytes: config.matchBodyLimitBytes,
    publishedMaxAgeSeconds: config.publishedMaxAgeSeconds,
    publicUrl: config.publicUrl,
    contact,
    rateLimits: {
      anonymousPerMinute: config.rateLimitAnonymousPerMinute,
      keyPerMinute: config.rateLimitKeyPerMinute,
      identifyKey: (request) => identify(request)?.then((caller) => caller?.name),
    },
    isPartnerOrigin: origins.isPartner,
    components: [
      ...documentComponents,
      ...matchComponents,
      ...rulesComponents,
      ...releaseComponents,
      ...partnerComponents,
      ...importComponents,
      ...draftComponents,
      ...changeComponents,
      ...bundleComponents,
      ...keyComponents,
      ...auditComponents,
      ...capacityComponents,
      ...proofComponents,
      ...algorithmComponents,
    ],
  })
  const metrics = createMetrics()
  if (config.metricsPort !== null) metrics.watch(server)
  const { isOpen, stop } = prepareGracefulStop(server)
  server.addHook('onRoute', (route) => {
    const scope = route.config?.scope
    if (scope === undefined) return
    const check = async (request: FastifyRequest): Promise<void> => {
      request.caller = authorize(await identify(request), scope)
    }
    route.onRequest = [route.onRequest ?? [], check].flat()
  })
  server.addHook('onClose', () => known.settled())
  const { keepReply, keyedCall, keep } = registerIdempotency(server, { storage, now })

  const proofs = createProofs(server, config, { now, keep: rooms.keepProof })
  const publishing = createPublishing(server, { rooms, config, once: { keep }, proofs, start: options.startPublishing })
  const inForce = await holdRelease(server, { rooms, publishing }, metrics)
  // What is made is made: where it can't be opened just now, the next look opens it.
  const takeForce = (): Promise<void> =>
    inForce.refresh().catch((error) => server.log.error({ err: error }, notInForce))
  const capacities = createCapacities({
    storage,
    now,
    timeZone: config.timeZone,
    storeBy: (by) => rooms.storesBy(by).capacities,
    check: (capacity) => checkDocument('capacity', capacity, config.defaultLanguage),
    isPublished: rooms.isPublished,
    publish: async (request) => {
      const known = () => [inForce.current()?.published ?? [], publishing.prepared()].flat()
      const appended = await rooms.publishCapacities({ ...request, known })
      if (appended?.isNew) await takeForce()
      return appended
    },
  })
  await keepDoing(server, capacities.reopen, 'the services of today were not opened again')
  await keepDoing(
    server,
    async () => {
      if (await rooms.rotateIfDue(config.rotationDays)) await takeForce()
    },
    'the rotation was not drawn anew',
  )
  const older = openOlderReleases(server, config)
  const read = (number: number) => storage.read((db) => releaseByNumber(db, number))
  const releaseAt = createReleaseAt<Operations>({ inForce: inForce.current, older, read })

  registerHealthRoutes(server, { isReady: isOpen, isEmpty: () => inForce.current() === undefined })
  registerSecurityTxtRoutes(server, { publicUrl: config.publicUrl, contact, now })
  registerAlgorithmRoutes(server, {
    organization: config.contactName,
    contactEmail: config.contactEmail,
    website: config.contactUrl,
    status: config.algorithmStatus,
    category: config.algorithmCategory,
    beginDate: config.algorithmBeginDate,
    endDate: config.algorithmEndDate,
    lawfulBasis: config.algorithmLawfulBasis,
    sourceUrl: config.sourceUrl,
    publicUrl: config.publicUrl,
  })
  const matchDrafts = createDraftMatching(server, rooms, config, async (request) =>
    authorize(await identify(request), editorScopes),
  )
  registerMatchRoutes(server, {
    releaseAt,
    matchDrafts,
    onMatch: config.metricsPort === null ? undefined : metrics.matched,
    activityId: config.processingActivityId ?? undefined,
  })
  registerRulesRoutes(server, { releaseAt })
  registerCatalogueRoutes(server, { releaseAt })
  const face = createFaces({
    publicUrl: config.publicUrl,
    language: config.defaultLanguage,
    country: config.hsdsCountry,
    uuidOf: createUuids(config.hsdsNamespace),
    inForce: () => inForce.current()?.published,
    lastChanges: (range) => storage.read((db) => lastChanges(db, range)),
  })
  await registerHsdsRoutes(server, { face, publicUrl: config.publicUrl, contact })
  registerBundleRoutes(server, { bundles: rooms.bundles, inForce: () => inForce.current()?.published })
  registerReleaseRoutes(server, {
    list: (query) => storage.read((db) => listReleases(db, query)),
    read,
    publish: (asked, call) => publishing.publish(asked, keyedCall(call), takeForce),
  })
  registerDraftRoutes(server, {
    storage,
    drafts: rooms.drafts,
    draftsBy: (name) => rooms.storesBy(name).drafts,
    readDocument: rooms.readDocument,
    defaultLanguage: config.defaultLanguage,
    bodyLimitBytes: config.documentBodyLimitBytes,
  })
  registerChangeRoutes(server, { storage, drafts: rooms.drafts, draftsBy: (name) => rooms.storesBy(name).drafts })
  const importInThread = createImportThreads(server, config)
  registerImportRoutes(server, {
    importDocuments: async (request, content, call) => {
      const job: ImportJob = { content, call, keyed: keyedCall(request) }
      return Buffer.isBuffer(content) ? runImport(job, { rooms, once: { keep } }) : importInThread(job)
    },
    openExport: (shape) => rooms.imports.openExport(shape),
    bodyLimitBytes: config.importBodyLimitBytes,
    folder: dirname(databasePath(config.databaseUrl)),
  })
  registerProofRoutes(server, {
    jobs: proofs,
    missing: (request) => storage.read((db) => missingOf(db, request)),
    keepReply: (request, reply) => storage.write((db) => keepReply(request, db, reply)),
    rules: config.publishRules,
    pageOf: rooms.proofPage,
  })
  registerKeptProofRoutes(server, {
    list: async (release) => ((await read(release)) ? storage.read((db) => listProofs(db, release)) : undefined),
    read: (release, questionSet) => storage.read((db) => readProof(db, release, questionSet)),
    pageOf: rooms.proofPage,
  })
  registerKeyRoutes(server, { keys: rooms.keys, onChange: known.forget, keepReply })
  registerCapacityRoutes(server, {
    capacities,
    read: async (id) => {
      const { release, ask } = await releaseAt(undefined, { parameter: 'id' })
      const service = await ask.service(id)
      return service && { capacity: service.capacity, digest: release.digest }
    },
  })
  const { publicUrl, defaultLanguage } = config
  const { capacityLinks: links, readPlace } = rooms
  registerLinkRoutes(server, { links, keepReply, publicUrl })
  registerCapacityPage(server, { storage, links, capacities, readPlace, defaultLanguage, contact })
  registerAuditRoutes(server, { list: rooms.auditEvents })
  registerSdkFileRoutes(server, readSdkFiles())
  registerPartnerRoutes(server, {
    storage,
    partners: rooms.partners,
    partnersBy: (name) => rooms.storesBy(name).partners,
    readPartner: rooms.readPartner,
    warningsOf: (db, partner) => warnOfPartnerNow(db, rooms.drafts, partner),
    onChange: origins.forget,
    bodyLimitBytes: config.documentBodyLimitBytes,
  })

  let measured: HttpServer | undefined
  return {
    server,
    adminKeyFile: adminKey.file,
    async listen() {
      const { host, port, metricsPort } = config
      if (metricsPort !== null) measured = await metrics.listen({ host, port: metricsPort })
      await server.listen({ host, port }).catch((error: unknown) => {
        // One that listens keeps the process alive, and nobody would start another.
        measured?.close()
        throw error
      })
    },
    async stop() {
      await stop()
      measured?.close()
    },
  }
}

/** @throws ConfigError where its file can't be read or made, or holds no key */
function adminKeyOf({ adminKey, databaseUrl }: Config): AdminKey {
  try {
    return readAdminKey(adminKey, join(dirname(databasePath(databaseUrl)), 'admin-key'))
  } catch (error) {
    throw new ConfigError([`The admin key: ${error instanceof Error ? error.message : String(error)}`])
  }
}

/** Opens the release in force, and every later one, until the server closes. */
async function holdRelease(
  server: Server,
  { rooms, publishing }: { readonly rooms: Rooms; readonly publishing: Publishing },
  metrics: Metrics,
): Promise<InForce<OpenRelease>> {
  const inForce = await holdInForce<OpenRelease>({
    newest: async () => (await rooms.newestRelease())?.number,
    open: async (number, before) => {
      const began = performance.now()
      const opened = await publishing.open(number, before)
      const { indexBytes, documentBytes } = opened.published
      metrics.setRelease({ number, openSeconds: (performance.now() - began) / 1_000, indexBytes, documentBytes })
      return opened
    },
    numberOf: ({ release }) => release.number,
    onError: (error) => server.log.error({ err: error }, notInForce),
    pollMs: POLL_MS,
  })
  server.addHook('onClose', async () => inForce.stop())
  return inForce
}

/**
 * Does what is due by the clock: now, and then each minute until the server closes. Where it can't be done, on a disk
 * that is full say, the service is there nonetheless.
 */
async function keepDoing(server: Server, whatIsDue: () => Promise<void>, failure: string): Promise<void> {
  const look = (): Promise<void> => whatIsDue().catch((error) => server.log.error({ err: error }, failure))
  await look()
  const timer = setInterval(look, DUE_CHECK_MS).unref()
  server.addHook('onClose', async () => clearInterval(timer))
}
