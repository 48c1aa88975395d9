import type { DocumentOf, DocumentType } from '../engine/index.js'
import type { Reader } from '../storage/storage.js'
import type { DocumentProblem, Finding } from './document-problem.js'
import type { DraftStore } from './draft-store.js'
import { effectsOf, type Known, type KnownTaxonomy, knownOf, taxonomiesOfTermQuestion } from './known.js'
import { brokenInOrganization, brokenInQuestionSet, brokenInService } from './references.js'

/** A change of one draft; `undefined` for what is not there. */
export interface DraftChange<T extends DocumentType = DocumentType> {
  readonly type: T
  readonly id: string
  readonly before: DocumentOf[T] | undefined
  readonly after: DocumentOf[T] | undefined
}

/** Where references to a type may stand. */
const referring: Readonly<Record<DocumentType, readonly DocumentType[]>> = {
  taxonomy: ['question-set', 'service'],
  organization: ['organization', 'service'],
  service: ['question-set'],
  'question-set': [],
}

/** References of others that are told; whoever takes away a term of a whole catalogue has seen enough then. */
const MOST_OF_OTHERS = 200

/**
 * The references that lead nowhere by a change: those of the document itself, and those of other drafts that this change
 * broke. Reads the other drafts only where the change took something away.
 */
export async function brokenBy(db: Reader, drafts: DraftStore, change: DraftChange): Promise<DocumentProblem[]> {
  const lookup = new Lookup(db, drafts)
  const own = change.after === undefined ? [] : await lookup.broken(change.after)
  const problems = own.map((finding): DocumentProblem => ({ ...finding, type: change.type, id: change.id }))
  return tookAway(change) ? [...problems, ...(await brokenInOthers(db, drafts, { change, lookup }))] : problems
}

function tookAway({ before, after }: DraftChange): boolean {
  if (before === undefined) return false
  if (after === undefined) return true
  // A new term is missing where an effect names another taxonomy, which has to have all terms of this one.
  return 'terms' in before && Array.isArray(before.terms) && JSON.stringify(before) !== JSON.stringify(after)
}

async function brokenInOthers(
  db: Reader,
  drafts: DraftStore,
  { change, lookup }: { readonly change: DraftChange; readonly lookup: Lookup },
): Promise<DocumentProblem[]> {
  const problems: DocumentProblem[] = []
  for (const type of referring[change.type]) {
    for await (const { id, document } of drafts.documents(db, type, { mentioning: JSON.stringify(change.id) })) {
      if (type === change.type && id === change.id) continue
      const after = await lookup.broken(document)
      const before = after.length === 0 ? [] : brokenIn(document, withBefore(lookup.known, change))
      const known = new Set(before.map(({ code, pointer }) => `${code} ${pointer}`))
      for (const finding of after) {
        if (known.has(`${finding.code} ${finding.pointer}`)) continue
        problems.push({ ...finding, type, id })
        if (problems.length === MOST_OF_OTHERS) return problems
      }
    }
  }
  return problems
}

/** What was known before the change. */
function withBefore(known: Known, { type, before, id }: DraftChange): Known {
  if (before === undefined) return known
  const then = knownOfOne(type, before)
  return {
    ...known,
    taxonomies: new Map([...known.taxonomies, ...then.taxonomies]),
    organizations: type === 'organization' ? new Set([...known.organizations, id]) : known.organizations,
    services: type === 'service' ? new Map([...known.services, ...then.services]) : known.services,
  }
}

/** Looks up what documents refer to, and each thing once. */
class Lookup {
  readonly #db: Reader
  readonly #drafts: DraftStore
  readonly #asked = new Set<string>()
  readonly #taxonomies = new Map<string, KnownTaxonomy>(knownOf(nothing).taxonomies)
  readonly #organizations = new Set<string>()
  readonly #services = new Map<string, boolean>()
  readonly known: Known = {
    taxonomies: this.#taxonomies,
    organizations: this.#organizations,
    services: this.#services,
    questionSets: new Set(),
  }

  constructor(db: Reader, drafts: DraftStore) {
    this.#db = db
    this.#drafts = drafts
  }

  async broken(document: DocumentOf[DocumentType]): Promise<Finding[]> {
    for (const [kind, id] of linksOf(document)) await this.#ask(kind, id)
    return brokenIn(document, this.known)
  }

  async #ask(type: 'taxonomy' | 'organization' | 'service', id: string): Promise<void> {
    if (this.#asked.has(`${type} ${id}`)) return
    this.#asked.add(`${type} ${id}`)
    const draft = await this.#drafts.read(this.#db, type, id)
    if (draft === undefined) return
    const { taxonomies, organizations, services } = knownOfOne(type, draft.document)
    for (const [name, taxonomy] of taxonomies) this.#taxonomies.set(name, taxonomy)
    for (const name of organizations) this.#organizations.add(name)
    for (const [name, isActive] of services) this.#services.set(name, isActive)
  }
}

const nothing = { taxonomies: [], organizations: [], services: [], questionSets: [] }

function knownOfOne(type: DocumentType, document: DocumentOf[DocumentType]): Known {
  const lists = { taxonomy: 'taxonomies', organization: 'organizations', service: 'services' } as const
  return type === 'question-set' ? knownOf(nothing) : knownOf({ ...nothing, [lists[type]]: [document] })
}

function* linksOf(
  document: DocumentOf[DocumentType],
): Generator<readonly ['taxonomy' | 'organization' | 'service', string]> {
  if ('organization' in document) {
    yield ['organization', document.organization]
    for (const id of Object.keys(document.terms)) yield ['taxonomy', id]
    for (const { taxonomy } of document.seeks ?? []) yield ['taxonomy', taxonomy]
  } else if ('questions' in document) {
    for (const { effect } of effectsOf(document)) yield ['taxonomy', effect.taxonomy]
    for (const id of document.questions.flatMap(taxonomiesOfTermQuestion)) yield ['taxonomy', id]
    if (document.contactPoint !== undefined) yield ['service', document.contactPoint]
  } else if ('kind' in document && document.backedBy !== undefined) {
    yield ['organization', document.backedBy]
  }
}

function brokenIn(document: DocumentOf[DocumentType], known: Known): Finding[] {
  if ('organization' in document) return brokenInService(document, known)
  if ('questions' in document) return brokenInQuestionSet(document, known)
  return 'kind' in document ? brokenInOrganization(document, known) : []
}
