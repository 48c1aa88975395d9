import type { Capacity, DocumentType } from '../engine/index.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { type ImportReader, type ImportType, type ListName, listNames, lists } from './documents.js'
import {
  Differences,
  type FieldDifference,
  type ImportedList,
  type ImportMode,
  type ImportReport,
  ListReport,
  type NotTakenOver,
} from './import-report.js'
import { ProblemList, type Problems } from './stage.js'
import type { Staged, Staging } from './staging-store.js'
import type { Turns } from './turns.js'

/** What imports need of the drafts and of the capacities beside them. */
export interface ImportStores {
  readonly drafts: {
    ids(
      db: Reader,
      type: DocumentType,
      page: { readonly after: string; readonly limit: number },
    ): Promise<readonly string[]>
    digests(db: Reader, type: DocumentType, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
    text(db: Reader, type: DocumentType, id: string): Promise<string | undefined>
    putAll(db: Writer, type: DocumentType, documents: readonly Staged[]): Promise<unknown>
    delete(db: Writer, type: DocumentType, id: string): Promise<unknown>
  }
  readonly capacities: {
    page(db: Reader, page: { readonly after: string; readonly limit: number }): Promise<readonly Capacity[]>
    read(db: Reader, service: string): Promise<Capacity | undefined>
    put(db: Writer, capacity: Capacity): Promise<unknown>
    delete(db: Writer, service: string): Promise<unknown>
  }
  readonly digest: (type: ImportType, document: object) => string
  /** What differs between two versions of a document, field by field. */
  readonly compare: (type: ImportType, from: object, to: object) => readonly FieldDifference[]
}

export interface ApplyOptions {
  readonly mode: ImportMode
  /** Reports what would change, and changes nothing. */
  readonly dryRun: boolean
  /** Writes in the transaction of the import, after all else; a throw undoes it. Not called in a dry run. */
  readonly alongside?: ((db: Writer, report: ImportReport) => Promise<void>) | undefined
}

export type ImportResult = { readonly report: ImportReport } | Problems

interface Applying {
  readonly staging: Staging
  /** The lists that the import has. */
  readonly present: ReadonlySet<ListName>
  readonly reader: Pick<ImportReader, 'placeOf'>
  readonly stores: ImportStores
  readonly turns: Turns
  /** Of records of HSDS. */
  readonly notTakenOver?: NotTakenOver | undefined
}

/** Documents that are looked at together, so that memory does not grow with the import. */
const PAGE = 200

/** Undoes a transaction in which problems were found. */
class Undone extends Error {
  readonly problems: Problems

  constructor(problems: Problems) {
    super('The import has problems.')
    this.problems = problems
  }
}

/** Applies what is staged to the drafts and the capacities, in one transaction: all of it, or nothing. */
export async function applyImport(
  { mode, dryRun, alongside }: ApplyOptions,
  { storage, ...applying }: Applying & { readonly storage: Storage },
): Promise<ImportResult> {
  try {
    if (dryRun) return { report: await storage.read((db) => apply({ db, mode, ...applying })) }
    return await storage.write(async (db) => {
      const report = await apply({ db, writer: db, mode, ...applying })
      await alongside?.(db, report)
      return { report }
    })
  } catch (error) {
    if (error instanceof Undone) return error.problems
    throw error
  }
}

interface Application extends Applying {
  readonly db: Reader
  /** Absent in a dry run. */
  readonly writer?: Writer
  readonly mode: ImportMode
}

interface Found {
  readonly problems: ProblemList
  /** Of a dry run. */
  readonly differences?: Differences
}

async function apply(application: Application): Promise<ImportReport> {
  const { mode, writer, notTakenOver } = application
  const found: Found = { problems: new ProblemList(), ...(writer === undefined && { differences: new Differences() }) }
  const reports = new Map<ListName, ImportedList>()
  for (const list of listNames) {
    const report = new ListReport()
    if (list === 'capacities') await applyCapacities(report, { ...application, ...found })
    else await applyDocuments(list, report, { ...application, ...found })
    reports.set(list, report.end())
  }
  if (!found.problems.isEmpty) throw new Undone(found.problems.end())
  const differences = found.differences?.end()
  return {
    mode,
    dryRun: writer === undefined,
    ...(Object.fromEntries(reports) as Record<ListName, ImportedList>),
    ...(differences && { differences }),
    ...(notTakenOver && { notTakenOver }),
  }
}

/** What is staged of one type, page by page, in the order of the body. */
async function* pages(staging: Staging, type: ImportType): AsyncGenerator<readonly Staged[]> {
  for (let after = 0; ; ) {
    const page = await staging.page(type, { after, limit: PAGE })
    if (page.length === 0) return
    yield page
    after = page.at(-1)?.seq ?? after
  }
}

/** Leaves alone what has the same canonical form, so that it does not count as edited. */
async function applyDocuments(
  list: Exclude<ListName, 'capacities'>,
  report: ListReport,
  given: Application & Found,
): Promise<void> {
  const { db, writer, mode, present, staging, stores, turns } = given
  const type = lists[list]
  for await (const page of pages(staging, type)) {
    const before = await stores.drafts.digests(
      db,
      type,
      page.map(({ id }) => id),
    )
    const different = page.filter(({ id, digest }) => before.get(id) !== digest)
    for (const document of page) {
      const known = before.get(document.id)
      addMeanwhile(list, document, known, given)
      report.add(known === undefined ? 'created' : known === document.digest ? 'unchanged' : 'changed', document.id)
    }
    if (writer !== undefined) await stores.drafts.putAll(writer, type, different)
    for (const { id, text } of different) if (before.has(id)) await addDifference(list, { id, text }, given)
    await turns.step(page.length)
  }
  if (mode === 'replace' && present.has(list)) await removeOthers(list, report, given)
}

/** A row of a sheet has the rest from a draft: where that is another one by now, an edit would be lost. */
function addMeanwhile(
  list: ListName,
  { base, at }: Staged,
  known: string | undefined,
  { problems, reader }: Application & Found,
): void {
  if (base === undefined || base === (known ?? null)) return
  const detail = 'Somebody else changed this while it was imported. Look at it, and import it again.'
  problems.add({ ...reader.placeOf(list, at)('/id'), code: 'changed-meanwhile', detail })
}

async function addDifference(
  list: Exclude<ListName, 'capacities'>,
  { id, text }: Pick<Staged, 'id' | 'text'>,
  { db, stores, differences }: Application & Found,
): Promise<void> {
  if (differences === undefined || differences.isFull) return
  const type = lists[list]
  const from = await stores.drafts.text(db, type, id)
  differences.add({ list, id, fields: stores.compare(type, JSON.parse(from ?? '{}'), JSON.parse(text)) })
}

async function removeOthers(
  list: Exclude<ListName, 'capacities'>,
  report: ListReport,
  { db, writer, staging, stores, turns }: Application,
): Promise<void> {
  const type = lists[list]
  for (let after = ''; ; ) {
    const ids = await stores.drafts.ids(db, type, { after, limit: PAGE })
    if (ids.length === 0) return
    const named = await staging.named(type, ids)
    for (const id of ids) {
      if (named.has(id)) continue
      report.add('removed', id)
      if (writer !== undefined) await stores.drafts.delete(writer, type, id)
    }
    await turns.step(ids.length)
    after = ids.at(-1) ?? after
  }
}

async function applyCapacities(report: ListReport, given: Application & Found): Promise<void> {
  const { db, writer, mode, present, staging, stores, turns } = given
  for await (const page of pages(staging, 'capacity')) {
    const services = await servicesAfter(
      page.map(({ id }) => id),
      given,
    )
    for (const { id, at, text, digest } of page) {
      if (!services.has(id)) {
        addServiceless(id, at, given)
        continue
      }
      const capacity: Capacity = JSON.parse(text)
      const before = await stores.capacities.read(db, id)
      const known = before === undefined || isPlainOpen(before) ? undefined : stores.digest('capacity', before)
      const isSame = known === digest || (known === undefined && isPlainOpen(capacity))
      report.add(isSame ? 'unchanged' : known === undefined ? 'created' : 'changed', id)
      if (!isSame && writer !== undefined) await stores.capacities.put(writer, capacity)
      if (!isSame && before !== undefined && known !== undefined) addCapacityDifference(before, capacity, given)
    }
    await turns.step(page.length)
  }
  if (mode === 'replace' && present.has('capacities')) await removeOtherCapacities(report, given)
}

/** Says nothing: a service of which nothing is said is open too. */
function isPlainOpen({ status, until, note }: Capacity): boolean {
  return status === 'open' && until === undefined && note === undefined
}

/** Those of these services that there are after the import. */
async function servicesAfter(
  ids: readonly string[],
  { db, mode, present, staging, stores }: Application,
): Promise<ReadonlySet<string>> {
  const imported = await staging.named('service', ids)
  if (mode === 'replace' && present.has('services')) return imported
  const known = await stores.drafts.digests(db, 'service', ids)
  return new Set([...imported, ...known.keys()])
}

function addServiceless(service: string, at: number, { problems, reader }: Application & Found): void {
  const detail = `Expected the id of a service that there is after this import, but there is no ${service}. Add the service or leave its capacity out.`
  problems.add({ ...reader.placeOf('capacities', at)('/service'), code: 'unknown-service', detail })
}

function addCapacityDifference(from: Capacity, to: Capacity, { stores, differences }: Application & Found): void {
  if (differences === undefined || differences.isFull) return
  differences.add({ list: 'capacities', id: to.service, fields: stores.compare('capacity', from, to) })
}

async function removeOtherCapacities(report: ListReport, { db, writer, staging, stores }: Application): Promise<void> {
  for (let after = ''; ; ) {
    const page = await stores.capacities.page(db, { after, limit: PAGE })
    if (page.length === 0) return
    const named = await staging.named(
      'capacity',
      page.map(({ service }) => service),
    )
    for (const capacity of page) {
      if (named.has(capacity.service)) continue
      if (!isPlainOpen(capacity)) report.add('removed', capacity.service)
      if (writer !== undefined) await stores.capacities.delete(writer, capacity.service)
    }
    after = page.at(-1)?.service ?? after
  }
}
