/**
 * Collects what comes while the event loop reads from its sockets, and hands over all of it when it has read what there
 * was. Much code is quicker right after the same code, when the processor has it at hand.
 *
 * @param work must not throw: nobody is there to catch it
 */
export function createBatch<T>(work: (all: readonly T[]) => void): (one: T) => void {
  let waiting: T[] = []
  const workAll = (): void => {
    const all = waiting
    waiting = []
    work(all)
  }
  return (one) => {
    if (waiting.push(one) === 1) setImmediate(workAll)
  }
}
