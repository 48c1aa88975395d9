import type { DocumentReader } from '../http/document-reader.js'
import { ApiError } from '../http/problems.js'
import {
  type DocumentIn,
  type Entry,
  type ImportProblem,
  type ImportReader,
  type ImportType,
  idOf,
  type ListName,
  lists,
  MOST_TOLD,
} from './documents.js'
import { NoteList, type NotTakenOver } from './import-report.js'
import type { Staging } from './staging-store.js'
import type { Turns } from './turns.js'

/** What is wrong at a place inside one document. */
export interface Finding {
  /** RFC 6901 pointer into the document. */
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

export interface ImportChecks {
  readonly readDocument: DocumentReader
  /** All that is wrong with a document whose schema holds. */
  readonly checkDocument: <L extends ListName>(
    type: (typeof lists)[L],
    document: DocumentIn<L>,
    defaultLanguage: string,
  ) => readonly Finding[]
  /** SHA-256 of the canonical form: what has the same is the same. */
  readonly digest: (type: ImportType, document: object) => string
  /** Of the deployment. */
  readonly defaultLanguage: string
}

/** Why nothing was imported: the first 1,000 problems, in the order of the body, and how many there are. */
export interface Problems {
  readonly problems: readonly ImportProblem[]
  readonly count: number
}

/** Problems as they are found: the first 1,000, and how many. */
export class ProblemList {
  readonly #told: ImportProblem[] = []
  #count = 0

  get isEmpty(): boolean {
    return this.#count === 0
  }

  add(problem: ImportProblem): void {
    this.#count++
    if (this.#told.length < MOST_TOLD) this.#told.push(problem)
  }

  end(): Problems {
    return { problems: this.#told, count: this.#count }
  }
}

interface StageOptions {
  readonly staging: Staging
  readonly checks: ImportChecks
  readonly turns: Turns
  /** Whether question sets may be in it; what has them is refused else. */
  readonly takesQuestionSets: boolean
}

export interface StagedBody {
  /** The lists that the body has. */
  readonly present: ReadonlySet<ListName>
  readonly notTakenOver: NotTakenOver
}

/**
 * Reads a body to its end and stages its documents: the lists that it has, or all that is wrong.
 *
 * @throws ApiError `forbidden`
 */
export async function stageDocuments(
  reader: ImportReader,
  { staging, checks, turns, takesQuestionSets }: StageOptions,
): Promise<StagedBody | Problems> {
  const problems = new ProblemList()
  const notes = new NoteList()
  const present = new Set<ListName>()
  for await (const entry of reader.entries) {
    await turns.step()
    if ('problem' in entry) {
      problems.add(entry.problem)
      continue
    }
    if ('note' in entry) {
      notes.add(entry.note)
      continue
    }
    if (entry.list === 'questionSets' && !takesQuestionSets) {
      throw new ApiError('forbidden', {
        detail: 'An import with question sets needs a key with the scope questions:write too.',
      })
    }
    present.add(entry.list)
    if (!('value' in entry)) continue
    const { findings, document } = judge(entry, checks)
    for (const problem of problemsOf(entry, findings)) problems.add(problem)
    if (document === undefined) continue
    const repeat = await stage(entry, document, { staging, checks })
    if (repeat !== undefined) problems.add(repeated(entry, idOf(document), reader.say(repeat)))
  }
  return problems.isEmpty ? { present, notTakenOver: notes.end() } : problems.end()
}

type DocumentEntry = Extract<Entry, { readonly value: unknown }>

/** What could not be read, and what is wrong elsewhere: in the same column it would follow from that. */
function problemsOf({ unread = [], place }: DocumentEntry, findings: readonly Finding[]): ImportProblem[] {
  const unreadColumns = new Set(unread.map(({ column }) => column))
  const found = findings.map(({ pointer, code, detail }) => ({ ...place(pointer), code, detail }))
  return [...unread, ...found.filter(({ column }) => column === undefined || !unreadColumns.has(column))]
}

/** All that is wrong with one document: its schema, or else its own rules. */
function judge<L extends ListName>({ list, value }: DocumentEntry & { readonly list: L }, checks: ImportChecks) {
  const type: (typeof lists)[L] = lists[list]
  const read = checks.readDocument(type, value)
  if ('problems' in read) return { findings: read.problems, document: undefined }
  const document: DocumentIn<L> = read.document
  return { findings: checks.checkDocument<L>(type, document, checks.defaultLanguage), document }
}

/** Gives where another document with this id stands. */
async function stage(
  { list, at, base }: DocumentEntry,
  document: DocumentIn<ListName>,
  { staging, checks }: Pick<StageOptions, 'staging' | 'checks'>,
): Promise<number | undefined> {
  const type = lists[list]
  return staging.add(type, {
    id: idOf(document),
    at,
    digest: checks.digest(type, document),
    ...(base !== undefined && { base }),
    text: JSON.stringify(document),
  })
}

function repeated({ list, place }: DocumentEntry, id: string, other: string): ImportProblem {
  const detail = `Expected each of the ${list} once, but ${id} stands ${other} too. Remove one of them.`
  return { ...place(list === 'capacities' ? '/service' : '/id'), code: 'repeated-id', detail }
}
