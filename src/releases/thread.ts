import { once } from 'node:events'
import { type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads'

/** A thread, and what it is asked to do. */
export interface Thread {
  call(operation: string, args: readonly unknown[]): Promise<unknown>
  close(): Promise<unknown>
}

interface Call {
  readonly id: number
  readonly operation: string
  readonly args: readonly unknown[]
}

/** What an operation gives where it keeps none of its buffers: they are not copied, however large. */
export interface HandOver<T> {
  readonly handedOver: T
  readonly buffers: ArrayBuffer[]
}

type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }

/** Starts a worker from a file that ends in `answerCalls`. */
export function startThread(file: URL, workerData: object, resourceLimits: ResourceLimits = {}): Thread {
  const worker = new Worker(file, { workerData, resourceLimits })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (reply: Reply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('error' in reply) call?.reject(new Error(reply.error))
    else call?.resolve(reply.value)
  })
  worker.on('error', failAll)
  worker.on('exit', () => failAll(new Error('The thread has ended.')))
  worker.unref()
  let calls = 0
  return {
    call: (operation, args) =>
      new Promise((resolve, reject) => {
        calls += 1
        // A call that is waited for keeps the process; a thread that only waits itself does not.
        worker.ref()
        waiting.set(calls, { resolve, reject })
        worker.postMessage({ id: calls, operation, args } satisfies Call)
      }),
    close: () => worker.terminate(),
  }
}

/** The other side: answers calls with these operations, for as long as the port is open. */
export async function answerCalls(port: MessagePort, operations: Readonly<Record<string, unknown>>): Promise<void> {
  port.on('message', async ({ id, operation, args }: Call) => {
    const perform = operations[operation]
    // A bug throws with a stack trace here; the caller gets its message, which never holds an answer.
    const reply: Reply =
      typeof perform === 'function'
        ? { id, value: await perform(...args) }
        : { id, error: `There is no operation ${operation} in this thread.` }
    if ('value' in reply && isHandOver(reply.value)) {
      const { handedOver, buffers } = reply.value
      port.postMessage({ id, value: handedOver } satisfies Reply, buffers)
    } else port.postMessage(reply)
  })
  await once(port, 'close')
}

function isHandOver(value: unknown): value is HandOver<unknown> {
  return typeof value === 'object' && value !== null && 'handedOver' in value && 'buffers' in value
}
