import { setImmediate } from 'node:timers/promises'
import type { Connection } from './connection.js'

export type Value = string | number | null | Uint8Array

/** Reads in one snapshot. SQL parameters are `$1 … $n`. The shape of a row is the caller's promise, not checked. */
export interface Reader {
  all<Row>(sql: string, ...values: readonly Value[]): Promise<Row[]>
  get<Row>(sql: string, ...values: readonly Value[]): Promise<Row | undefined>
  /** Rows one by one, for results of any size; nothing can be written while one is under way. */
  iterate<Row>(sql: string, ...values: readonly Value[]): AsyncIterable<Row>
}

/** Reads and writes in one transaction. */
export interface Writer extends Reader {
  /** Gives the number of rows changed. */
  run(sql: string, ...values: readonly Value[]): Promise<number>
}

/** SQLite answers at once, so a long run of statements or rows would keep everybody waiting: it makes way after this. */
const TURN_MS = 8

/** What a transaction's function holds; it stops working when the transaction ends. */
export class Handle implements Writer {
  readonly #connection: Connection
  readonly #iterators = new Set<Iterator<unknown>>()
  #turnBegan = performance.now()
  #ended = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async all<Row>(sql: string, ...values: readonly Value[]): Promise<Row[]> {
    if (this.#isTurnOver()) await this.#makeWay()
    return this.#prepare(sql).all(...parameters(values)) as Row[]
  }

  async get<Row>(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    if (this.#isTurnOver()) await this.#makeWay()
    return this.#prepare(sql).get(...parameters(values)) as Row | undefined
  }

  async run(sql: string, ...values: readonly Value[]): Promise<number> {
    if (this.#isTurnOver()) await this.#makeWay()
    const statement = this.#prepare(sql)
    if (this.#iterators.size > 0) {
      throw new Error('Nothing can be written while rows of this transaction are still being iterated.')
    }
    return statement.run(...parameters(values)).changes
  }

  async *iterate<Row>(sql: string, ...values: readonly Value[]): AsyncGenerator<Row, void, undefined> {
    const rows = this.#prepare(sql).iterate(...parameters(values))
    this.#iterators.add(rows)
    try {
      for (let next = rows.next(); next.done !== true; next = rows.next()) {
        yield next.value as Row
        if (this.#isTurnOver()) await this.#makeWay()
        this.#requireOpen()
      }
    } finally {
      this.#iterators.delete(rows)
      rows.return?.()
    }
  }

  /** Ends the handle, also iterations that were left half-way: they would keep the transaction from ending. */
  end(): void {
    this.#ended = true
    for (const rows of this.#iterators) rows.return?.()
    this.#iterators.clear()
  }

  #isTurnOver(): boolean {
    return performance.now() - this.#turnBegan >= TURN_MS
  }

  async #makeWay(): Promise<void> {
    await setImmediate()
    this.#turnBegan = performance.now()
  }

  #prepare(sql: string) {
    this.#requireOpen()
    return this.#connection.prepare(sql)
  }

  #requireOpen(): void {
    if (this.#ended) throw new Error('This handle belongs to a transaction that has ended.')
    // SQLite gives up a whole transaction by itself on some errors (a full disk): what came after a caught one would
    // then be written statement by statement.
    if (!this.#connection.database.inTransaction) {
      throw new Error('The database gave up this transaction after an error: nothing more can be done in it.')
    }
  }
}

/** better-sqlite3 binds `$1` by the name `1`. */
function parameters(values: readonly Value[]): [] | [Record<string, Value>] {
  if (values.length === 0) return []
  return [Object.fromEntries(values.map((value, index) => [String(index + 1), value]))]
}
