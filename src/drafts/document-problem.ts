import type { DocumentType } from '../engine/index.js'
import { escapeName } from '../http/schema-errors.js'
import type { DocumentProblemCode } from './document-codes.js'

/** What is wrong at a place inside one document. */
export interface Finding {
  readonly code: DocumentProblemCode
  /** RFC 6901 pointer into the document; `''` for the document as a whole. */
  readonly pointer: string
  /** What was expected, what stands there, and how to mend it. */
  readonly detail: string
}

/** What is wrong in which document. */
export interface DocumentProblem extends Finding {
  readonly type: DocumentType | 'capacity' | 'partner'
  readonly id: string
}

/** An RFC 6901 pointer to these names and positions. */
export function pointerTo(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${escapeName(String(segment))}`).join('')
}
