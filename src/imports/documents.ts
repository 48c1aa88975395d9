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

/** Documents that are whole and right by themselves; a list that is absent is not spoken of. */
export type ImportedDocuments = { readonly [L in ListName]?: readonly DocumentIn<L>[] | undefined }

/** What names a document in its list. */
export function idOf(document: DocumentIn<ListName>): string {
  return 'service' in document ? document.service : document.id
}

/** Where an import went wrong. */
export interface ImportProblem {
  /** RFC 6901 pointer into the body of the import, such as `/services/3/terms/topic/0`. */
  readonly pointer: string
  readonly code: string
  readonly detail: string
}
