import { type Connection, openReader } from './connection.js'
import { StorageError } from './storage-error.js'

/** Each is a snapshot that keeps SQLite from folding its log away, so there is a bound; a slow export may hold one long. */
const MAX_READERS = 32
/** Kept open for the next reads. */
const MAX_IDLE = 4

/** Reading connections: as many as there are reads at once, within bounds; others wait for their turn. */
export class ReaderPool {
  readonly #path: string
  readonly #waitMs: number
  readonly #idle: Connection[] = []
  readonly #waiting = new Set<(connection: Connection) => void>()
  #open = 0

  constructor(path: string, waitMs: number) {
    this.#path = path
    this.#waitMs = waitMs
  }

  /** @throws StorageError `database-in-use` when none came free in time */
  async acquire(): Promise<Connection> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#open >= MAX_READERS) return this.#wait()
    const connection = openReader(this.#path)
    this.#open++
    return connection
  }

  release(connection: Connection): void {
    const [next] = this.#waiting
    if (next !== undefined) {
      next(connection)
    } else if (this.#idle.length < MAX_IDLE) {
      this.#idle.push(connection)
    } else {
      connection.database.close()
      this.#open--
    }
  }

  /** To be called when all are released. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.database.close()
  }

  #wait(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const take = (connection: Connection) => {
        clearTimeout(timer)
        this.#waiting.delete(take)
        resolve(connection)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(take)
        reject(new StorageError('database-in-use', 'Too many reads have been under way for too long: try again later.'))
      }, this.#waitMs)
      this.#waiting.add(take)
    })
  }
}
