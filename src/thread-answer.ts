import { platform, setPriority } from 'node:os'
import type { ErrorCode } from './http/error-codes.js'
import { ApiError, type FieldError, toApiError } from './http/problems.js'
import { AlreadyKept } from './idempotency/once.js'

/** What a thread answers to a call of the API, since no error with a class of its own crosses over. */
export type ThreadAnswer<T> =
  | { readonly result: T }
  | { readonly alreadyKept: true }
  | { readonly refused: ErrorCode; readonly detail: string; readonly errors: readonly FieldError[] }

/** In the thread. */
export async function answerOf<T>(run: () => Promise<T>): Promise<ThreadAnswer<T>> {
  try {
    return { result: await run() }
  } catch (error) {
    if (error instanceof AlreadyKept) return { alreadyKept: true }
    const { code, detail, errors } = toApiError(error)
    // What nobody expected ends the thread, and is logged with its stack by the one who waits for it.
    if (code === 'internal-error') throw error
    return { refused: code, detail, errors }
  }
}

/** @throws what was thrown in the thread */
export function resultOf<T>(answer: ThreadAnswer<T>): T {
  if ('result' in answer) return answer.result
  if ('alreadyKept' in answer) throw new AlreadyKept()
  throw new ApiError(answer.refused, answer)
}

/** A third of the share of the other threads: enough to be done in time with writing, for which others wait. */
const NICENESS = 5

/** Lets matches go first where processors are scarce. Only Linux has a priority for each thread, the others for a process. */
export function giveWayToMatches(): void {
  if (platform() === 'linux') setPriority(NICENESS)
}
