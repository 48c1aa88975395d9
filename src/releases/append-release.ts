import type { Capacity } from '../engine/index.js'
import type { Reader, Writer } from '../storage/storage.js'
import { type DigestRow, digestLine, digestOfLines, documentDigest, type ReleaseRowType, seal } from './digests.js'
import type { DocumentSource } from './document-source.js'
import type { Release } from './release.js'
import {
  addRelease,
  addReleaseRow,
  capacityKeys,
  documentKeys,
  isCapacityChange,
  newestRelease,
} from './release-store.js'
import { sideBySide } from './side-by-side.js'

/** Of texts that wait to be written; those of some 50,000 services. */
const MOST_TEXT_CHARS = 64 * 1024 * 1024

/** Who makes a release, and when. */
export interface Making {
  readonly by: string
  readonly note: string | null
  readonly createdAt: Date
  /** As the release has them; null where absent. */
  readonly rules?: string | null
}

export interface NewContent {
  readonly documents: DocumentSource
  /** Those that are not open; those of services that the release does not hold are left out. */
  readonly capacities: readonly Capacity[]
  /** A given rotation; else the one in force stays where only capacities change, and `drawRotation` is asked. */
  readonly rotation?: string | undefined
  readonly drawRotation: () => string
  /** What was planned of the documents in an earlier transaction; they must be as they were then. */
  readonly planned?: PlannedDocuments | undefined
}

/** What a source changes of the documents of the newest release, and what comes of the capacities beside them. */
export interface PlannedDocuments {
  /** The number of that release; 0 before the first. */
  readonly since: number
  readonly changes: readonly Change[]
  /** `digestLine` of each of its documents, in the order of the digest, with `\n` between them. */
  readonly lines: Uint8Array
  /** By the id of the service. */
  readonly capacities: ReadonlyMap<string, PlannedCapacity>
  /** JSON texts that were read and checked beforehand. */
  readonly texts?: ReadonlyMap<Change, string>
}

interface PlannedCapacity {
  readonly capacity: Capacity
  /** JSON. */
  readonly text: string
  /** null: of a service that is not among the documents. */
  readonly digest: string | null
}

/** The release in force after the call, and whether it was made by it. */
export interface Appended {
  readonly release: Release
  readonly isNew: boolean
}

/** The next release as it would be, in all but its number, its author and its instant. */
export interface PlannedContent {
  readonly newest: Release | undefined
  /** False where nothing differs from the newest; the very first may be empty. */
  readonly isNew: boolean
  readonly digest: string
  readonly rotation: string
  /** Those that are not open, of its own services, by the id of the service. */
  readonly capacities: readonly Capacity[]
  readonly changes: readonly Change[]
  readonly texts: PlannedDocuments['texts']
}

interface Change {
  readonly type: ReleaseRowType
  readonly id: string
  /** null: gone. */
  readonly digest: string | null
}

/**
 * Goes through all documents of both, and through all capacities: the part of a plan that takes long. A capacity that
 * changes afterwards is planned anew by itself.
 */
export async function planDocuments(
  db: Reader,
  { documents, capacities }: Pick<NewContent, 'documents' | 'capacities'>,
): Promise<PlannedDocuments> {
  const since = (await newestRelease(db))?.number ?? 0
  const changes: Change[] = []
  const lines: string[] = []
  for await (const { type, id, before, after } of sideBySide(documentKeys(db, since), documents.keys(db))) {
    if (after !== null) lines.push(digestLine({ type, id, digest: after }))
    if (after !== before) changes.push({ type, id, digest: after })
  }
  const planned = await planCapacities(db, { documents, capacities })
  return { since, changes, lines: Buffer.from(lines.join('\n')), capacities: planned }
}

/** The same plan with the texts of what changes, as many as there is room for: the rest is read when it is written. */
export async function withTexts(
  db: Reader,
  documents: DocumentSource,
  planned: PlannedDocuments,
): Promise<PlannedDocuments> {
  const texts = new Map<Change, string>()
  let room = MOST_TEXT_CHARS
  for (const change of planned.changes) {
    if (room <= 0) break
    if (change.digest === null) continue
    const text = await readText(db, documents, change)
    texts.set(change, text)
    room -= text.length
  }
  return { ...planned, texts }
}

/** What the next release would be with this content, without writing any of it. */
export async function planContent(db: Reader, content: NewContent): Promise<PlannedContent> {
  const newest = await newestRelease(db)
  const before = newest?.number ?? 0
  const known = content.planned
  const isKnown = known !== undefined && (await isCapacityChange(db, known.since, before))
  const documents = isKnown ? known : await planDocuments(db, content)
  const planned = await planCapacities(db, content, documents.capacities)
  const { capacities, rows } = heldCapacities(planned)
  const changes = [...(await changedCapacities(db, before, rows)), ...documents.changes]
  const kept = documents.changes.length === 0 ? newest?.rotation : undefined
  const rotation = content.rotation ?? kept ?? content.drawRotation()
  const isNew = newest === undefined || changes.length > 0 || rotation !== newest.rotation
  const digest = digestOfLines(rows.map(digestLine), documents.lines)
  return { newest, isNew, digest, rotation, capacities, changes, texts: documents.texts }
}

/**
 * Makes the next release as it was planned in the same transaction, with rows for what differs from the newest one. Where
 * nothing differs there is no new one.
 */
export async function appendContent(
  db: Writer,
  documents: DocumentSource,
  { planned, ...making }: Making & { readonly planned: PlannedContent },
): Promise<Appended> {
  const { newest, isNew, digest, rotation, capacities, changes, texts } = planned
  if (newest !== undefined && !isNew) return { release: newest, isNew }
  const release = (newest?.number ?? 0) + 1
  const said = new Map(capacities.map((capacity) => [capacity.service, JSON.stringify(capacity)]))
  for (const change of changes) {
    const { type, id, digest } = change
    let document: string | null = null
    if (type === 'capacity') document = said.get(id) ?? null
    else if (digest !== null) document = texts?.get(change) ?? (await readText(db, documents, change))
    await addReleaseRow(db, { release, type, id, digest, document })
  }
  return { release: await makeRelease(db, newest, { ...making, digest, rotation }), isNew: true }
}

/** Closes the next release of the chain; its rows must have been added. */
export async function makeRelease(
  db: Writer,
  newest: Release | undefined,
  making: Making & { readonly digest: string; readonly rotation: string },
): Promise<Release> {
  const unsealed = {
    number: (newest?.number ?? 0) + 1,
    createdAt: making.createdAt.toISOString(),
    createdBy: making.by,
    note: making.note,
    digest: making.digest,
    rotation: making.rotation,
    previous: newest?.digest ?? null,
    rules: making.rules ?? null,
  }
  const release = { ...unsealed, seal: seal({ ...unsealed, previousSeal: newest?.seal ?? null }) }
  await addRelease(db, release)
  return release
}

/** A release speaks of no service that it does not hold: else the same content would not have the same digest elsewhere. */
function heldCapacities(planned: ReadonlyMap<string, PlannedCapacity>) {
  const capacities: Capacity[] = []
  const rows: DigestRow[] = []
  for (const [id, { capacity, digest }] of [...planned].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (digest === null) continue
    capacities.push(capacity)
    rows.push({ type: 'capacity', id, digest })
  }
  return { capacities, rows }
}

/** @param known what was planned of some of them beside the same documents: there may be many, most as they were */
async function planCapacities(
  db: Reader,
  { documents, capacities }: Pick<NewContent, 'documents' | 'capacities'>,
  known: ReadonlyMap<string, PlannedCapacity> = new Map(),
): Promise<ReadonlyMap<string, PlannedCapacity>> {
  const planned = new Map<string, PlannedCapacity>()
  for (const capacity of capacities) {
    if (capacity.status === 'open') continue
    const id = capacity.service
    const text = JSON.stringify(capacity)
    const was = known.get(id)
    if (was?.text === text) planned.set(id, was)
    else {
      const isHeld = (await documents.text(db, 'service', id)) !== undefined
      planned.set(id, { capacity, text, digest: isHeld ? documentDigest('capacity', capacity) : null })
    }
  }
  return planned
}

async function changedCapacities(db: Reader, before: number, after: readonly DigestRow[]): Promise<Change[]> {
  const changes: Change[] = []
  for await (const { type, id, before: was, after: is } of sideBySide(capacityKeys(db, before), after)) {
    if (is !== was) changes.push({ type, id, digest: is })
  }
  return changes
}

/** What is kept for ever has to be what was stored: a text that changed on the disk since does not come in. */
async function readText(db: Reader, documents: DocumentSource, { type, id, digest }: Change): Promise<string> {
  const text = type === 'capacity' ? undefined : await documents.text(db, type, id)
  if (text !== undefined && documentDigest(type, JSON.parse(text)) === digest) return text
  throw new Error(`The ${type} ${id} is not what was stored: its text does not have its digest.`)
}
