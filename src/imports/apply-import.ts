import type { Capacity, DocumentOf, DocumentType } from '../engine/index.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import {
  type DocumentIn,
  type ImportedDocuments,
  type ImportProblem,
  type ImportType,
  idOf,
  type ListName,
  lists,
} from './documents.js'
import { MOST_TOLD, type Problems } from './read-import.js'
import type { OnProgress, Turns } from './turns.js'

/** What imports need of the drafts and of the capacities beside them. */
export interface ImportStores {
  readonly drafts: {
    keys(db: Reader): AsyncIterable<{ readonly type: DocumentType; readonly id: string; readonly digest: string }>
    put<T extends DocumentType>(db: Writer, type: T, document: DocumentOf[T]): Promise<unknown>
    delete(db: Writer, type: DocumentType, id: string): Promise<unknown>
  }
  readonly capacities: {
    all(db: Reader): Promise<readonly Capacity[]>
    put(db: Writer, capacity: Capacity): Promise<unknown>
    replaceAll(db: Writer, capacities: Iterable<Capacity>): Promise<unknown>
  }
  /** SHA-256 of the canonical form: what has the same is the same. */
  readonly digest: (type: ImportType, document: object) => string
}

/**
 * `merge` creates or replaces what is named. `replace` also removes what is not named, of the types that are present.
 */
export type ImportMode = 'merge' | 'replace'

export interface ImportOptions {
  /** Who imports, for the audit; `command line` where absent. */
  readonly by?: string
  readonly mode: ImportMode
  /** Reports what would change, and changes nothing. */
  readonly dryRun: boolean
  readonly onProgress?: OnProgress
  /** Writes in the transaction of the import, after all else; a throw undoes it. Not called in a dry run. */
  readonly alongside?: (db: Writer, report: ImportReport) => Promise<void>
}

/** Ids, in the order of the import; those that are removed, in that of the alphabet. */
export interface ImportedList {
  readonly created: readonly string[]
  readonly changed: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
}

export interface ImportReport
  extends Pick<ImportOptions, 'mode' | 'dryRun'>,
    Readonly<Record<ListName, ImportedList>> {}

export type ImportResult = { readonly report: ImportReport } | Problems

interface Importing {
  readonly stores: ImportStores
  readonly turns: Turns
}

/**
 * Imports documents into the drafts and the capacities, in one transaction: all of them, or nothing where there is a
 * problem. Two steps for each document, one in a dry run.
 */
export async function applyImport(
  documents: ImportedDocuments,
  { mode, dryRun, alongside }: ImportOptions,
  { storage, ...importing }: Importing & { readonly storage: Storage },
): Promise<ImportResult> {
  if (dryRun) return storage.read((db) => plan(db, documents, { mode, dryRun, ...importing }))
  return storage.write(async (db) => {
    const result = await plan(db, documents, { mode, dryRun, ...importing })
    if ('problems' in result) return result
    await carryOut(db, documents, { report: result.report, ...importing })
    await alongside?.(db, result.report)
    return result
  })
}

async function plan(
  db: Reader,
  documents: ImportedDocuments,
  { mode, dryRun, stores, turns }: Importing & ImportOptions,
): Promise<ImportResult> {
  const before = await digestsBefore(db, stores)
  const compare = async (name: ListName): Promise<ImportedList> =>
    compareList(lists[name], documents[name], {
      before: before[lists[name]],
      replaces: mode === 'replace',
      stores,
      turns,
    })
  const report: ImportReport = {
    mode,
    dryRun,
    taxonomies: await compare('taxonomies'),
    organizations: await compare('organizations'),
    services: await compare('services'),
    questionSets: await compare('questionSets'),
    capacities: await compare('capacities'),
  }
  const problems = serviceless(documents.capacities ?? [], servicesAfter(before.service, report.services))
  return problems.length === 0 ? { report } : { problems: problems.slice(0, MOST_TOLD), count: problems.length }
}

type Digests = Readonly<Record<ImportType, Map<string, string>>>

async function digestsBefore(db: Reader, { drafts, capacities, digest }: ImportStores): Promise<Digests> {
  const digests: Digests = {
    taxonomy: new Map(),
    organization: new Map(),
    service: new Map(),
    'question-set': new Map(),
    capacity: new Map(),
  }
  for await (const { type, id, digest: known } of drafts.keys(db)) digests[type].set(id, known)
  for (const capacity of await capacities.all(db)) {
    if (!isPlainOpen(capacity)) digests.capacity.set(capacity.service, digest('capacity', capacity))
  }
  return digests
}

/** Says nothing: a service of which nothing is said is open too. */
function isPlainOpen(document: DocumentIn<ListName>): boolean {
  return 'service' in document && document.status === 'open' && !document.until && !document.note
}

interface Comparing extends Importing {
  readonly before: ReadonlyMap<string, string>
  readonly replaces: boolean
}

async function compareList(
  type: ImportType,
  documents: readonly DocumentIn<ListName>[] | undefined,
  { before, replaces, stores, turns }: Comparing,
): Promise<ImportedList> {
  const created: string[] = []
  const changed: string[] = []
  const unchanged: string[] = []
  const named = new Set<string>()
  for (const document of documents ?? []) {
    await turns.step()
    const id = idOf(document)
    named.add(id)
    const known = before.get(id)
    if (known === undefined) (isPlainOpen(document) ? unchanged : created).push(id)
    else (known === stores.digest(type, document) ? unchanged : changed).push(id)
  }
  const removes = replaces && documents !== undefined
  const removed = removes ? [...before.keys()].filter((id) => !named.has(id)) : []
  return { created, changed, unchanged, removed }
}

function servicesAfter(before: ReadonlyMap<string, string>, { created, removed }: ImportedList): Set<string> {
  const ids = new Set([...before.keys(), ...created])
  for (const id of removed) ids.delete(id)
  return ids
}

function serviceless(capacities: readonly Capacity[], services: ReadonlySet<string>): ImportProblem[] {
  return capacities.flatMap(({ service }, index) => {
    if (services.has(service)) return []
    const detail = `Expected the id of a service that there is after this import, but there is no ${service}. Add the service or leave its capacity out.`
    return [{ pointer: `/capacities/${index}/service`, code: 'unknown-service', detail }]
  })
}

async function carryOut(
  db: Writer,
  documents: ImportedDocuments,
  { report, ...importing }: Importing & { readonly report: ImportReport },
): Promise<void> {
  const { taxonomies, organizations, services, questionSets, capacities } = documents
  await putChanged(db, 'taxonomy', { documents: taxonomies, list: report.taxonomies, ...importing })
  await putChanged(db, 'organization', { documents: organizations, list: report.organizations, ...importing })
  await putChanged(db, 'service', { documents: services, list: report.services, ...importing })
  await putChanged(db, 'question-set', { documents: questionSets, list: report.questionSets, ...importing })
  if (capacities === undefined) return
  if (report.mode === 'replace') await importing.stores.capacities.replaceAll(db, capacities)
  else for (const capacity of capacities) await importing.stores.capacities.put(db, capacity)
}

/** Leaves alone what has the same canonical form, so that it does not count as edited. */
async function putChanged<T extends DocumentType>(
  db: Writer,
  type: T,
  given: Importing & { readonly documents: readonly DocumentOf[T][] | undefined; readonly list: ImportedList },
): Promise<void> {
  const { documents = [], list, stores, turns } = given
  const unchanged = new Set(list.unchanged)
  for (const document of documents) {
    await turns.step()
    if (!unchanged.has(document.id)) await stores.drafts.put(db, type, document)
  }
  for (const id of list.removed) await stores.drafts.delete(db, type, id)
}
