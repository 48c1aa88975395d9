import type { DocumentShapes } from '../http/document-reader.js'

/** The lists of an import or an export, in the order in which they are written, and what each is a list of. */
export const lists = {
  taxonomies: 'taxonomy',
  organizations: 'organization',
  services: 'service',
  questionSets: 'question-set',
  capacities: 'capacity',
} as const satisfies Record<string, keyof DocumentShapes>

export type ListName = keyof typeof lists
export type ImportType = (typeof lists)[ListName]
export type DocumentIn<L extends ListName> = DocumentShapes[(typeof lists)[L]]

export const listNames = Object.keys(lists) as readonly ListName[]

/** What names a document in its list. */
export function idOf(document: DocumentIn<ListName>): string {
  return 'service' in document ? document.service : document.id
}

/** Where something stands in the body of an import. */
export interface Place {
  /** RFC 6901 pointer, such as `/services/3/terms/topic/0`: into the body, or into the value of a line. */
  readonly pointer?: string
  /** Of lines of JSON, from 1. */
  readonly line?: number
  /** Of a sheet as a spreadsheet numbers them: the header is row 1. */
  readonly row?: number
  /** Of a sheet, by its name in the header. */
  readonly column?: string
}

/** Where an import went wrong. */
export interface ImportProblem extends Place {
  readonly code: string
  readonly detail: string
}

/** The place of something in a document, given the pointer into that document. */
export type PlaceIn = (pointer: string) => Place

/** What of a body is not taken over, or not as it stands: no reason to refuse the rest. */
export interface ImportNote extends ImportProblem {
  /** The document that it would be a part of. */
  readonly list?: 'organizations' | 'services'
  readonly id?: string
}

/** What a reader of a body finds, one by one, in the order of the body. */
export type Entry =
  | {
      readonly list: ListName
      /** From where the body counts: the index in its list, the line or the row. */
      readonly at: number
      readonly value: unknown
      readonly place: PlaceIn
      /** Digest of the draft from which the value has what the body does not say; null: there was none. */
      readonly base?: string | null
      /** What of it could not be read, so that it is not in the value. */
      readonly unread?: readonly ImportProblem[]
    }
  /** The list is there, also if nothing is in it. */
  | { readonly list: ListName }
  | { readonly note: ImportNote }
  | { readonly problem: ImportProblem }

/** How to read one kind of body. */
export interface ImportReader {
  readonly entries: AsyncIterable<Entry>
  placeOf(list: ListName, at: number): PlaceIn
  /** Where another document of the body stands, such as `at line 3`. */
  say(at: number): string
}

/** How many problems, notes, ids of a list and differences are told; all are counted. */
export const MOST_TOLD = 1_000
