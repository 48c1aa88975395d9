import { type ImportNote, type ListName, MOST_TOLD } from './documents.js'

/**
 * `merge` creates or replaces what is named. `replace` also removes what is not named, of the types that are present.
 */
export type ImportMode = 'merge' | 'replace'

/** What may become of a document. */
export type ImportOutcome = 'created' | 'changed' | 'unchanged' | 'removed'

/** Ids, at most 1,000 of each: in the order of the import, those that are removed in that of the alphabet. */
export interface ImportedList extends Readonly<Record<ImportOutcome, readonly string[]>> {
  /** How many there are of each, be they named or not. */
  readonly counts: Readonly<Record<ImportOutcome, number>>
}

/** A field that would differ. */
export interface FieldDifference {
  /** RFC 6901 pointer into the newer document, or into the older one where only that has the field. */
  readonly pointer: string
  readonly from?: unknown
  readonly to?: unknown
}

/** What would differ of one document that changes. */
export interface Difference {
  readonly list: ListName
  readonly id: string
  readonly fields: readonly FieldDifference[]
}

export interface ImportReport extends Readonly<Record<ListName, ImportedList>> {
  readonly mode: ImportMode
  readonly dryRun: boolean
  /** Of a dry run: of the first documents that would change what differs, at most 1,000 fields. */
  readonly differences?: readonly Difference[]
  /** Of records of HSDS, which say more than the catalogue, and less. */
  readonly notTakenOver?: NotTakenOver
}

/** What of a body was not taken over: the first 1,000 notes, in the order of the body, and how many there are. */
export interface NotTakenOver {
  readonly notes: readonly ImportNote[]
  readonly count: number
}

/** Collects notes as they are found. */
export class NoteList {
  readonly #told: ImportNote[] = []
  #count = 0

  add(note: ImportNote): void {
    this.#count++
    if (this.#told.length < MOST_TOLD) this.#told.push(note)
  }

  end(): NotTakenOver {
    return { notes: this.#told, count: this.#count }
  }
}

/** What becomes of the documents of one list, as it is found out. */
export class ListReport {
  readonly #ids: Record<ImportOutcome, string[]> = { created: [], changed: [], unchanged: [], removed: [] }
  readonly #counts: Record<ImportOutcome, number> = { created: 0, changed: 0, unchanged: 0, removed: 0 }

  add(outcome: ImportOutcome, id: string): void {
    this.#counts[outcome]++
    if (this.#ids[outcome].length < MOST_TOLD) this.#ids[outcome].push(id)
  }

  end(): ImportedList {
    return { ...this.#ids, counts: this.#counts }
  }
}

/** Collects differences until there are enough of them. */
export class Differences {
  readonly #told: Difference[] = []
  #fields = 0

  get isFull(): boolean {
    return this.#fields >= MOST_TOLD
  }

  add({ list, id, fields }: Difference): void {
    const told = fields.slice(0, MOST_TOLD - this.#fields)
    this.#fields += told.length
    if (told.length > 0) this.#told.push({ list, id, fields: told })
  }

  end(): readonly Difference[] {
    return this.#told
  }
}
