import type { Capacity, Catalogue, DocumentType } from '../engine/index.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { appendCapacities, type KnownDocuments } from './append-capacities.js'
import {
  type Appended,
  appendContent,
  type NewContent,
  type PlannedContent,
  type PlannedDocuments,
  planContent,
  planDocuments,
  withTexts,
} from './append-release.js'
import { type DocumentSource, documentsOfRelease } from './document-source.js'
import { isRotation, type Release } from './release.js'
import { releaseByNumber } from './release-store.js'
import { drawRotation } from './rotation.js'

/** What publishing needs of the drafts: their documents, and a revision that goes up with every change of one. */
export interface DraftSource extends DocumentSource {
  revision(db: Reader): Promise<number>
  readAll(db: Reader): Promise<{ readonly revision: number; readonly catalogue: Catalogue }>
}

export interface PublishProblem {
  readonly code: string
  /** `release`: of the request to publish itself. */
  readonly type: DocumentType | 'capacity' | 'partner' | 'release'
  readonly id: string
  /** RFC 6901 pointer into the document, or into the request. */
  readonly pointer: string
  readonly detail: string
  /** Answers that show it, the smallest, by the id of a question: made up by a proof, never those of a resident. */
  readonly answers?: Readonly<Record<string, string | readonly string[]>>
}

export interface CatalogueCheck {
  readonly errors: readonly PublishProblem[]
  readonly warnings: readonly PublishProblem[]
}

export interface PublishDeps {
  readonly storage: Storage
  readonly drafts: DraftSource
  readonly capacities: { notOpen(db: Reader): Promise<readonly Capacity[]> }
  /** All that keeps a catalogue from being published, and all that does not. `db` shows the moment of the catalogue. */
  readonly checkCatalogue: (catalogue: Catalogue, db: Reader) => CatalogueCheck | Promise<CatalogueCheck>
  readonly now: () => Date
  /** Draws 16 lower-case hex digits; by default with the system's random source. */
  readonly drawRotation?: () => string
  /** Gets what is about to be written of the documents, as they were checked, before anybody has to wait for it. */
  readonly beforeWriting?: (planned: PlannedDocuments) => Promise<void>
  /** Writes a new release down in its transaction, for the audit. */
  readonly record?: (db: Writer, release: Release) => Promise<void>
}

export interface PublishRequest {
  readonly by: string
  readonly note?: string | undefined
  /** 16 lower-case hex digits, to repeat a release elsewhere. */
  readonly rotation?: string | undefined
  /** Publishes the documents of this release again; the drafts stay as they are. */
  readonly from?: number | undefined
  /** The drafts are published only as they were proven. */
  readonly proven?: Proven | undefined
  /** Writes in the transaction of the release, after all else; a throw undoes it. Not called where it is refused. */
  readonly alongside?: (db: Writer, publication: Publication) => Promise<void>
}

/** A release that was planned, and the rules that it was proven to hold; where it was not new, nothing was proven. */
export interface Proven extends Pick<PlannedContent, 'isNew' | 'digest' | 'rotation' | 'capacities'> {
  /** As `Release` has them. */
  readonly rules: string
}

/** What publishing the drafts would make just now. */
export interface Plan extends Pick<PlannedContent, 'isNew' | 'digest' | 'rotation' | 'capacities'> {
  readonly outcome: 'planned'
  /** Their ids. */
  readonly questionSets: readonly string[]
  readonly warnings: readonly PublishProblem[]
}

export interface Publication {
  /** `unchanged`: there was nothing to publish, and `release` is the one that was in force. */
  readonly outcome: 'published' | 'unchanged'
  readonly release: Release
  readonly warnings: readonly PublishProblem[]
}

export interface Refused {
  readonly outcome: 'refused'
  /** Where it is not the content that is wrong: it breaks a rule of the deployment, or is not what was proven any more. */
  readonly because?: 'rules-broken' | 'drafts-changed'
  readonly problems: readonly PublishProblem[]
  readonly warnings: readonly PublishProblem[]
}

export type PublishResult = Publication | Refused

/** Checks of drafts that kept changing meanwhile, before one is made with the writers waiting. */
const MAX_CHECKS_BESIDE_WRITERS = 4

/**
 * Publishes the drafts, or an older release again, with the capacities of the moment. Only what changed is appended.
 * The content of an older release is not checked again: what was once in force can always come back.
 */
export async function publish(deps: PublishDeps, request: PublishRequest): Promise<PublishResult> {
  const wrong = wrongRotation(request)
  if (wrong !== undefined) return wrong
  return request.from === undefined ? publishDrafts(deps, request) : publishAgain(deps, request, request.from)
}

/** Checks the drafts as `publish` does, and says what would come of them; writes nothing. */
export async function planPublication(
  deps: PublishDeps,
  request: Pick<PublishRequest, 'rotation'>,
): Promise<Plan | Refused> {
  const wrong = wrongRotation(request)
  if (wrong !== undefined) return wrong
  return deps.storage.read(async (db) => {
    const { errors, warnings, questionSets } = await checkDrafts(deps, db)
    if (errors.length > 0) return refused(errors, warnings)
    const { isNew, digest, rotation, capacities } = await planOf(db, deps, request, { documents: deps.drafts })
    return { outcome: 'planned', isNew, digest, rotation, capacities, questionSets, warnings }
  })
}

function wrongRotation({ rotation }: Pick<PublishRequest, 'rotation'>): Refused | undefined {
  if (rotation === undefined || isRotation(rotation)) return undefined
  const detail = 'A rotation is 16 lower-case hex digits.'
  return refused([{ code: 'wrong-format', type: 'release', id: '', pointer: '/rotation', detail }])
}

export interface PublishCapacitiesRequest {
  readonly by: string
  /** Sets capacities in the transaction of the release; a throw undoes both. */
  readonly change: (db: Writer) => Promise<void>
  /** Documents that somebody holds at that moment: where the release in force has them, they are not read again. */
  readonly known?: () => readonly KnownDocuments[]
}

/**
 * Publishes the capacities of the moment as a release of its own, with the documents and the rotation of the one in
 * force. Gives undefined before the first release.
 */
export async function publishCapacities(
  deps: Pick<PublishDeps, 'storage' | 'capacities' | 'now' | 'record'>,
  { by, change, known = () => [] }: PublishCapacitiesRequest,
): Promise<Appended | undefined> {
  return deps.storage.write(async (db) => {
    await change(db)
    const making = { by, note: null, createdAt: deps.now(), known }
    const appended = await appendCapacities(db, await deps.capacities.notOpen(db), making)
    if (appended?.isNew) await deps.record?.(db, appended.release)
    return appended
  })
}

async function publishDrafts(deps: PublishDeps, request: PublishRequest): Promise<PublishResult> {
  for (let check = 0; check < MAX_CHECKS_BESIDE_WRITERS; check++) {
    const checked = await deps.storage.read((db) => checkDrafts(deps, db))
    if (checked.errors.length > 0) return refused(checked.errors, checked.warnings)
    const { warnings } = checked
    // All that takes long is done before, so that a click of a helper meanwhile waits for a moment only.
    const isAsChecked = async (db: Reader): Promise<boolean> => (await deps.drafts.revision(db)) === checked.revision
    const planned = await deps.storage.read(async (db) =>
      (await isAsChecked(db)) ? planAhead(db, deps, request, deps.drafts) : undefined,
    )
    if (planned === undefined) continue
    await deps.beforeWriting?.(planned)
    const published = await deps.storage.write(async (db) =>
      (await isAsChecked(db))
        ? publishChecked(db, deps, request, { documents: deps.drafts, warnings, planned })
        : undefined,
    )
    if (published !== undefined) return published
  }
  return deps.storage.write(async (db) => {
    const checked = await checkDrafts(deps, db)
    if (checked.errors.length > 0) return refused(checked.errors, checked.warnings)
    return publishChecked(db, deps, request, { documents: deps.drafts, warnings: checked.warnings })
  })
}

async function publishAgain(deps: PublishDeps, request: PublishRequest, from: number): Promise<PublishResult> {
  const documents = documentsOfRelease(from)
  const planned = await deps.storage.read(async (db) => {
    const isThere = Number.isSafeInteger(from) && (await releaseByNumber(db, from)) !== undefined
    return isThere ? planAhead(db, deps, request, documents) : undefined
  })
  if (planned === undefined) {
    const detail = `There is no release ${from} to publish again.`
    return refused([{ code: 'unknown-release', type: 'release', id: String(from), pointer: '/from', detail }])
  }
  await deps.beforeWriting?.(planned)
  return deps.storage.write((db) => publishChecked(db, deps, request, { documents, warnings: [], planned }))
}

/** The catalogue itself is let go: only what the check said stays in memory. */
async function checkDrafts(
  deps: PublishDeps,
  db: Reader,
): Promise<CatalogueCheck & { readonly revision: number; readonly questionSets: readonly string[] }> {
  const { revision, catalogue } = await deps.drafts.readAll(db)
  const { errors, warnings } = await deps.checkCatalogue(catalogue, db)
  return { revision, errors, warnings, questionSets: catalogue.questionSets.map(({ id }) => id) }
}

interface Checked {
  readonly documents: DocumentSource
  readonly warnings: readonly PublishProblem[]
  readonly planned?: PlannedDocuments | undefined
}

async function publishChecked(
  db: Writer,
  deps: PublishDeps,
  request: PublishRequest,
  { documents, warnings, planned: before }: Checked,
): Promise<PublishResult> {
  const { by, note = null, proven } = request
  const planned = await planOf(db, deps, request, { documents, planned: before })
  if (proven !== undefined && planned.isNew && !isSame(planned, proven)) {
    return { outcome: 'refused', because: 'drafts-changed', problems: [], warnings }
  }
  const making = { by, note, createdAt: deps.now(), rules: proven?.rules ?? null }
  const { release, isNew } = await appendContent(db, documents, { ...making, planned })
  if (isNew) await deps.record?.(db, release)
  const publication = { outcome: isNew ? 'published' : 'unchanged', release, warnings } as const
  await request.alongside?.(db, publication)
  if (isNew && proven !== undefined) await catchUp(db, deps, before)
  return publication
}

async function planOf(
  db: Reader,
  deps: Pick<PublishDeps, 'capacities' | 'drawRotation'>,
  request: Pick<PublishRequest, 'rotation' | 'proven'>,
  { documents, planned }: Pick<Checked, 'documents' | 'planned'>,
): Promise<PlannedContent> {
  const { rotation, proven } = request
  return planContent(db, {
    ...(await contentOf(db, deps, request, documents)),
    planned,
    rotation,
    drawRotation: proven ? () => proven.rotation : (deps.drawRotation ?? drawRotation),
  })
}

/** All that takes long, and that nobody has to wait for. */
async function planAhead(
  db: Reader,
  deps: Pick<PublishDeps, 'capacities'>,
  request: Pick<PublishRequest, 'proven'>,
  documents: DocumentSource,
): Promise<PlannedDocuments> {
  return withTexts(db, documents, await planDocuments(db, await contentOf(db, deps, request, documents)))
}

/** The documents, with the capacities of the moment, or those of when they were proven. */
async function contentOf(
  db: Reader,
  { capacities }: Pick<PublishDeps, 'capacities'>,
  { proven }: Pick<PublishRequest, 'proven'>,
  documents: DocumentSource,
): Promise<Pick<NewContent, 'documents' | 'capacities'>> {
  return { documents, capacities: proven?.capacities ?? (await capacities.notOpen(db)) }
}

function isSame(planned: PlannedContent, proven: Proven): boolean {
  return proven.isNew && planned.digest === proven.digest && planned.rotation === proven.rotation
}

/**
 * What was proven has the capacities of when that began. What helpers said since comes right after it, as the release that
 * each of their clicks is: nobody waits for a proof, and no click undoes one.
 */
async function catchUp(
  db: Writer,
  deps: Pick<PublishDeps, 'capacities' | 'now' | 'record'>,
  planned: PlannedDocuments | undefined,
): Promise<void> {
  const known = () => (planned ? [{ documentLines: planned.lines }] : [])
  const making = { by: 'capacity', note: null, createdAt: deps.now(), known }
  const appended = await appendCapacities(db, await deps.capacities.notOpen(db), making)
  if (appended?.isNew) await deps.record?.(db, appended.release)
}

function refused(problems: readonly PublishProblem[], warnings: readonly PublishProblem[] = []): Refused {
  return { outcome: 'refused', problems, warnings }
}
