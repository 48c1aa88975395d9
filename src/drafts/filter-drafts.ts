import type { DocumentOf, DocumentType, Text } from '../engine/index.js'

/** What a list of drafts is narrowed to; all that is given must hold. */
export interface DraftFilter {
  /** In a name in any language, whatever its case. */
  readonly search?: string | undefined
  /** Of services only, as are the following: the id of their organization. */
  readonly organization?: string | undefined
  /** `taxonomy:term`; the service itself carries each of them. */
  readonly term?: readonly string[] | undefined
  readonly status?: 'active' | 'inactive' | undefined
  /** YYYY-MM-DD: last checked before that day, or never. */
  readonly verifiedBefore?: string | undefined
}

/** Whether a document passes. What a filter says of services counts for them alone. */
export function passing<T extends DocumentType>(type: T, filter: DraftFilter): (document: DocumentOf[T]) => boolean {
  const sought = filter.search === undefined ? undefined : folded(filter.search)
  return (document) =>
    (sought === undefined || namesOf(document).some((name) => folded(name).includes(sought))) &&
    (type !== 'service' || !('organization' in document) || isOfServices(document, filter))
}

function isOfServices(
  service: DocumentOf['service'],
  { organization, term = [], status, verifiedBefore }: DraftFilter,
): boolean {
  return (
    (organization === undefined || service.organization === organization) &&
    (status === undefined || service.status === status) &&
    (verifiedBefore === undefined || (service.verifiedOn ?? '') < verifiedBefore) &&
    term.every((named) => carries(service, named))
  )
}

function carries({ terms }: DocumentOf['service'], named: string): boolean {
  const [taxonomy = '', term = ''] = named.split(':')
  return Object.hasOwn(terms, taxonomy) && terms[taxonomy]?.includes(term) === true
}

function namesOf(document: DocumentOf[DocumentType]): string[] {
  const name: string | Text = 'title' in document ? document.title : document.name
  return typeof name === 'string' ? [name] : Object.values(name)
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
