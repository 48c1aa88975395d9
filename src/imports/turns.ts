import { setImmediate } from 'node:timers/promises'

/** Called now and then with how much is done, in steps; there are some steps for each document. */
export type OnProgress = (done: number, total: number) => void

/** A document takes some 50 µs: a match that came meanwhile waits for as many of them at most. */
const STEPS_PER_TURN = 64

/** Counts the steps of a long import, tells how far it is, and gives others their turn in between. */
export class Turns {
  readonly #total: number
  readonly #onProgress: OnProgress | undefined
  #done = 0

  constructor(total: number, onProgress?: OnProgress) {
    this.#total = total
    this.#onProgress = onProgress
  }

  async step(): Promise<void> {
    this.#done++
    if (this.#done % STEPS_PER_TURN !== 0) return
    this.#onProgress?.(this.#done, this.#total)
    await setImmediate()
  }

  end(): void {
    this.#onProgress?.(this.#total, this.#total)
  }
}
