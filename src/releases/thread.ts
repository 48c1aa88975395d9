import { once } from 'node:events'
import { type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads'

/** A thread, and what it is asked to do. */
export interface Thread {
  /** @param hear takes what the operation tells before it ends; it goes on when that is done */
  call(operation: string, args: readonly unknown[], hear?: Hear): Promise<unknown>
  close(): Promise<unknown>
}

export type Hear = (told: unknown) => void | Promise<void>

/** Tells the caller something, and resolves when it is heard: the last argument of an operation whose caller hears. */
export type Tell = (value: unknown) => Promise<void>

interface Call {
  readonly id: number
  readonly operation: string
  readonly args: readonly unknown[]
  readonly hears: boolean
}

/** That what this call was told is heard. */
interface Heard {
  readonly heard: number
}

type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly told: unknown }

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly hear: Hear | undefined
}

/** Starts a worker from a file that ends in `answerCalls`. */
export function startThread(file: URL, workerData: object, resourceLimits: ResourceLimits = {}): Thread {
  const worker = new Worker(file, { workerData, resourceLimits })
  const waiting = new Map<number, Waiting>()
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const listen = async (id: number, told: unknown): Promise<void> => {
    const call = waiting.get(id)
    try {
      await call?.hear?.(told)
      worker.postMessage({ heard: id } satisfies Heard)
    } catch (error) {
      call?.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }
  worker.on('message', (reply: Reply) => {
    if ('told' in reply) return void listen(reply.id, reply.told)
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
    call: (operation, args, hear) =>
      new Promise((resolve, reject) => {
        calls += 1
        // A call that is waited for keeps the process; a thread that only waits itself does not.
        worker.ref()
        waiting.set(calls, { resolve, reject, hear })
        worker.postMessage({ id: calls, operation, args, hears: hear !== undefined } satisfies Call)
      }),
    close: () => worker.terminate(),
  }
}

/** The other side: answers calls with these operations, for as long as the port is open. */
export async function answerCalls(port: MessagePort, operations: Readonly<Record<string, unknown>>): Promise<void> {
  const telling = new Map<number, () => void>()
  const tellOf =
    (id: number): Tell =>
    (told) =>
      new Promise((resolve) => {
        telling.set(id, resolve)
        port.postMessage({ id, told } satisfies Reply)
      })
  port.on('message', async (message: Call | Heard) => {
    if ('heard' in message) return telling.get(message.heard)?.()
    const { id, operation, args, hears } = message
    const perform = operations[operation]
    // A bug throws with a stack trace here; the caller gets its message, which never holds an answer.
    const reply: Reply =
      typeof perform === 'function'
        ? { id, value: await perform(...args, ...(hears ? [tellOf(id)] : [])) }
        : { id, error: `There is no operation ${operation} in this thread.` }
    port.postMessage(reply)
  })
  await once(port, 'close')
}
