import { platform, setPriority } from 'node:os'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { ErrorCode } from './http/error-codes.js'
import { ApiError, type FieldError, toApiError } from './http/problems.js'
import type { KeyedCall } from './idempotency/idempotency-store.js'
import { AlreadyKept, createOnce, type Once } from './idempotency/once.js'
import type { ImportResult } from './imports/apply-import.js'
import { type Content, piecesOf } from './imports/formats.js'
import type { ImportCall } from './imports/import-routes.js'
import { answerCalls } from './releases/thread.js'
import { createRooms, type Rooms } from './rooms.js'
import { openStorage } from './storage/storage.js'

/** What `app.ts` gives a thread. */
export interface ImportThreadData {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  readonly documentBodyLimitBytes: number
}

/** A third of the share of the other threads: enough to be done in time with writing, for which others wait. */
const NICENESS = 5

/** One import, by the service or by a thread of it. */
export interface ImportJob {
  readonly content: Content
  readonly call: ImportCall
  /** Where the call had an `Idempotency-Key`. */
  readonly keyed: KeyedCall | undefined
}

/** What a thread answers, since no error with a class of its own crosses over. */
export type ImportAnswer =
  | { readonly result: ImportResult }
  | { readonly alreadyKept: true }
  | { readonly refused: ErrorCode; readonly detail: string; readonly errors: readonly FieldError[] }

/** Imports, and keeps the reply to a call with a key in the same transaction. */
export function runImport(
  { content, call: { shape, ...options }, keyed }: ImportJob,
  { rooms, once }: { readonly rooms: Pick<Rooms, 'imports'>; readonly once: Pick<Once, 'keep'> },
): Promise<ImportResult> {
  return rooms.imports.importDocuments(
    { ...shape, chunks: piecesOf(content) },
    {
      ...options,
      ...(keyed && { alongside: (db, report) => once.keep(keyed, db, { status: 200, body: report }) }),
    },
  )
}

/** @throws what the import threw in the thread */
export function resultOf(answer: ImportAnswer): ImportResult {
  if ('result' in answer) return answer.result
  if ('alreadyKept' in answer) throw new AlreadyKept()
  throw new ApiError(answer.refused, answer)
}

// The entry of a thread for one large import, so that reading, checking and writing it keep no match waiting.
if (!isMainThread && parentPort) {
  // Matches go first where processors are scarce. Only Linux has a priority for each thread, the others for a process.
  if (platform() === 'linux') setPriority(NICENESS)
  const { databaseUrl, ...settings }: ImportThreadData = workerData
  const now = (): Date => new Date()
  const storage = await openStorage({ url: databaseUrl })
  const tools = { rooms: createRooms({ storage, now, ...settings }), once: createOnce({ storage, now }) }
  await answerCalls(parentPort, { importDocuments: (job: ImportJob) => answerOf(() => runImport(job, tools)) })
}

async function answerOf(run: () => Promise<ImportResult>): Promise<ImportAnswer> {
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
