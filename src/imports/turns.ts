import { setImmediate } from 'node:timers/promises'

/** Called now and then with how many documents were read, and how many of them are applied. */
export type OnProgress = (progress: { readonly read: number; readonly applied: number }) => void

/** A document takes some 100 µs: what came meanwhile waits for as many of them at most. */
const DOCUMENTS_PER_TURN = 64

/** Counts the documents of a long import, tells how far it is, and gives others their turn in between. */
export class Turns {
  readonly #onProgress: OnProgress | undefined
  #read = 0
  #applied = 0
  #isReading = true

  constructor(onProgress?: OnProgress) {
    this.#onProgress = onProgress
  }

  async step(documents = 1): Promise<void> {
    if (this.#isReading) this.#read += documents
    else this.#applied += documents
    if (this.#isReading && this.#read % DOCUMENTS_PER_TURN !== 0) return
    this.#onProgress?.({ read: this.#read, applied: this.#applied })
    await setImmediate()
  }

  /** All was read, and is applied from now on. */
  apply(): void {
    this.#isReading = false
  }
}
