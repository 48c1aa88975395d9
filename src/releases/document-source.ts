import type { DocumentType } from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import { type DocumentKey, documentKeys, releaseDocument } from './release-store.js'

/** Where the documents of a new release come from: the drafts, or an older release. */
export interface DocumentSource {
  /** By type, then id, in code units. */
  keys(db: Reader): AsyncIterable<DocumentKey>
  /** JSON text. */
  text(db: Reader, type: DocumentType, id: string): Promise<string | undefined>
}

export function documentsOfRelease(number: number): DocumentSource {
  return {
    keys: (db) => documentKeys(db, number),
    text: async (db, type, id) => (await releaseDocument(db, number, type, id))?.document,
  }
}
