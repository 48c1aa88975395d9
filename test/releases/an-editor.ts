import type { Test } from 'tap'
import { CapacityStore } from '../../src/capacity/capacity-store.js'
import { DraftStore } from '../../src/drafts/draft-store.js'
import type { Capacity, DocumentType } from '../../src/engine/index.js'
import type { KnownDocuments } from '../../src/releases/append-capacities.js'
import { digestLine, documentDigest, type ReleaseRowType } from '../../src/releases/digests.js'
import { type PublishDeps, type PublishRequest, publish, publishCapacities } from '../../src/releases/publish.js'
import type { Release } from '../../src/releases/release.js'
import { documentKeys, newestRelease, releaseDocuments } from '../../src/releases/release-store.js'
import { rotateIfDue } from '../../src/releases/rotation.js'
import type { Storage } from '../../src/storage/storage.js'
import { aDatabase } from '../helpers/database.js'

export const rowTypes = ['capacity', 'organization', 'question-set', 'service', 'taxonomy'] as const

/** What a release holds, as `type id` → document. */
export async function contentAt(storage: Storage, number: number): Promise<Record<string, unknown>> {
  return storage.read(async (db) => {
    const content: Record<string, unknown> = {}
    for (const type of rowTypes) {
      for await (const row of releaseDocuments(db, number, type satisfies ReleaseRowType)) {
        content[`${type} ${row.id}`] = JSON.parse(row.document)
      }
    }
    return content
  })
}

/** Somebody who edits and publishes in a storage, with a clock and rotations of their own. */
export function anEditor(storage: Storage, given: Partial<PublishDeps> = {}) {
  const clock = { now: new Date('2026-11-21T12:00:00.000Z') }
  const now = () => clock.now
  const drafts = new DraftStore({ digest: documentDigest, now })
  const capacities = new CapacityStore({ now })
  let drawn = 0
  let known: KnownDocuments | undefined
  const deps: PublishDeps = {
    storage,
    drafts,
    capacities,
    checkCatalogue: () => ({ errors: [], warnings: [] }),
    now,
    drawRotation: () => (++drawn).toString(16).padStart(16, '0'),
    ...given,
  }
  return {
    storage,
    clock,
    drafts,
    deps,
    /** Documents of any type are told apart by what they have. */
    put: (...documents: readonly { readonly id: string }[]) =>
      storage.write(async (db) => {
        for (const document of documents) await drafts.put(db, typeOf(document), document as never)
      }),
    remove: (type: DocumentType, id: string) => storage.write((db) => drafts.delete(db, type, id)),
    setCapacity: (capacity: Capacity) => storage.write((db) => capacities.put(db, capacity)),
    publish: (request: Partial<PublishRequest> = {}) => publish(deps, { by: 'editor', ...request }),
    publishCapacities: (...changes: readonly Capacity[]) =>
      publishCapacities(deps, {
        by: 'helper',
        known: () => (known ? [known] : []),
        change: async (db) => {
          for (const capacity of changes) await capacities.put(db, capacity)
        },
      }),
    /** Holds what the documents of the release in force add to its digest, from now on, however old that becomes. */
    hold: () =>
      storage.read(async (db) => {
        const release = await newestRelease(db)
        const lines: string[] = []
        for await (const row of documentKeys(db, release?.number ?? 0)) lines.push(digestLine(row))
        known = release && { release, documentLines: Buffer.from(lines.join('\n')) }
      }),
    rotateIfDue: (days: number) => rotateIfDue(deps, { days }),
    /** Publishes, where a test takes it for granted that it works. */
    release: async (request: Partial<PublishRequest> = {}): Promise<Release> => {
      const result = await publish(deps, { by: 'editor', ...request })
      if (result.outcome !== 'published') throw new Error(`It was ${result.outcome}.`)
      return result.release
    },
  }
}

export async function aPublishingDatabase(t: Test, given: Partial<PublishDeps> = {}) {
  const database = await aDatabase(t)
  return { ...database, ...anEditor(database.storage, given) }
}

function typeOf(document: object): DocumentType {
  if ('questions' in document) return 'question-set'
  if ('contact' in document) return 'service'
  return 'kind' in document ? 'organization' : 'taxonomy'
}
