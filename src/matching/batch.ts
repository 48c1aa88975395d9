/**
 * With so many in a row nearly all is won that can be. More would keep others waiting: what else comes is read once in a
 * turn of the event loop, and of new connections a turn takes one.
 */
const MOST_IN_A_TURN = 64

/**
 * Collects what comes while the event loop reads from its sockets, and hands it over, in order, when it has read what there
 * was: at most 64 in a turn. Much code is quicker right after the same code, when the processor has it at hand.
 *
 * @param work must not throw: nobody is there to catch it
 */
export function createBatch<T>(work: (some: readonly T[]) => void): (one: T) => void {
  const waiting: T[] = []
  const workSome = (): void => {
    const some = waiting.splice(0, MOST_IN_A_TURN)
    if (waiting.length > 0) setImmediate(workSome)
    work(some)
  }
  return (one) => {
    if (waiting.push(one) === 1) setImmediate(workSome)
  }
}
