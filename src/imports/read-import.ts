import type { DocumentReader } from '../http/document-reader.js'
import {
  type DocumentIn,
  type ImportedDocuments,
  type ImportProblem,
  idOf,
  type ListName,
  listNames,
  lists,
} from './documents.js'
import type { Turns } from './turns.js'

/** How many problems are told; all are counted. */
export const MOST_TOLD = 1_000

export interface ImportChecks {
  readonly readDocument: DocumentReader
  /** All that is wrong with a document whose schema holds. */
  readonly checkDocument: <L extends ListName>(
    type: (typeof lists)[L],
    document: DocumentIn<L>,
    defaultLanguage: string,
  ) => readonly ImportProblem[]
  /** Of the deployment. */
  readonly defaultLanguage: string
}

export type ReadImport = { readonly documents: ImportedDocuments } | Problems

/** Why nothing was imported: the first 1,000 problems, in the order of the body, and how many there are. */
export interface Problems {
  readonly problems: readonly ImportProblem[]
  readonly count: number
}

/** Reads the JSON body of an import, a step for each document: all of them, or all that is wrong with them. */
export async function readImport(body: unknown, checks: ImportChecks, turns: Turns): Promise<ReadImport> {
  const report = new Report()
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    report.add('', 'wrong-type', `Expected an object with any of the lists ${listNames.join(', ')}.`)
    return report.end()
  }
  const given: Readonly<Record<string, unknown>> = { ...body }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(lists, name)) continue
    report.add(
      `/${escaped(name)}`,
      'unknown-field',
      `Expected no such field. The fields here are: ${listNames.join(', ')}.`,
    )
  }
  const read = async <L extends ListName>(name: L) =>
    Object.hasOwn(given, name) ? readList(name, given[name], { checks, report, turns }) : undefined
  const documents: ImportedDocuments = {
    taxonomies: await read('taxonomies'),
    organizations: await read('organizations'),
    services: await read('services'),
    questionSets: await read('questionSets'),
    capacities: await read('capacities'),
  }
  return report.isEmpty ? { documents } : report.end()
}

/** How many documents a body holds, be they right or wrong. */
export function countDocuments(body: unknown): number {
  if (typeof body !== 'object' || body === null) return 0
  return Object.values(body).reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

async function readList<L extends ListName>(
  name: L,
  list: unknown,
  { checks, report, turns }: { checks: ImportChecks; report: Report; turns: Turns },
): Promise<DocumentIn<L>[]> {
  if (!Array.isArray(list)) {
    report.add(`/${name}`, 'wrong-type', `Expected a list of documents of the type ${lists[name]}.`)
    return []
  }
  const documents: DocumentIn<L>[] = []
  const places = new Map<string, number>()
  for (const [index, value] of list.entries()) {
    await turns.step()
    const place = `/${name}/${index}`
    const read = checks.readDocument(lists[name], value)
    if ('problems' in read) {
      report.addAll(place, read.problems)
      continue
    }
    report.addAll(place, checks.checkDocument<L>(lists[name], read.document, checks.defaultLanguage))
    report.addAll(place, repeated(name, { id: idOf(read.document), index, places }))
    documents.push(read.document)
  }
  return documents
}

function repeated(
  name: ListName,
  { id, index, places }: { id: string; index: number; places: Map<string, number> },
): ImportProblem[] {
  const earlier = places.get(id)
  if (earlier === undefined) {
    places.set(id, index)
    return []
  }
  const detail = `Expected each of the ${name} once, but ${id} stands at ${earlier} (counted from 0) too. Remove one of them.`
  return [{ pointer: name === 'capacities' ? '/service' : '/id', code: 'repeated-id', detail }]
}

class Report {
  readonly #told: ImportProblem[] = []
  #count = 0

  get isEmpty(): boolean {
    return this.#count === 0
  }

  add(pointer: string, code: string, detail: string): void {
    this.#count++
    if (this.#told.length < MOST_TOLD) this.#told.push({ pointer, code, detail })
  }

  addAll(place: string, problems: readonly ImportProblem[]): void {
    for (const { pointer, code, detail } of problems) this.add(place + pointer, code, detail)
  }

  end(): Problems {
    return { problems: this.#told, count: this.#count }
  }
}
