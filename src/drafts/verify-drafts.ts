import type { DocumentType } from '../engine/index.js'
import type { Storage } from '../storage/storage.js'
import { type DraftStore, documentIn } from './draft-store.js'

/** A draft whose text is not what was written. */
export interface DraftFault {
  readonly type: DocumentType
  readonly id: string
  readonly detail: string
}

export interface DraftVerification {
  readonly drafts: number
  readonly faults: readonly DraftFault[]
}

export interface VerifyDraftsOptions {
  /** SHA-256 of the canonical form of a document. */
  readonly digest: (type: DocumentType, document: object) => string
  /** Called after each draft. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Compares every draft with the digest that was written with it: in one snapshot, one draft at a time. */
export async function verifyDrafts(
  storage: Storage,
  drafts: DraftStore,
  { digest, onProgress }: VerifyDraftsOptions,
): Promise<DraftVerification> {
  return storage.read(async (db) => {
    const total = await drafts.count(db)
    const faults: DraftFault[] = []
    let done = 0
    for await (const { type, id, text, ...stored } of drafts.stored(db)) {
      const document = documentIn(text)
      if (document?.id !== id || stored.digest !== digest(type, document)) {
        const detail = 'Its text is not what was written. Write it again, or discard its change.'
        faults.push({ type, id, detail })
      }
      done++
      onProgress?.(done, total)
    }
    return { drafts: done, faults }
  })
}
