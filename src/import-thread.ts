import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { KeyedCall } from './idempotency/idempotency-store.js'
import { createOnce, type Once } from './idempotency/once.js'
import type { ImportResult } from './imports/apply-import.js'
import { type Content, piecesOf } from './imports/formats.js'
import type { ImportCall } from './imports/import-routes.js'
import { answerCalls } from './releases/thread.js'
import { createRooms, type Rooms } from './rooms.js'
import { openStorage } from './storage/storage.js'
import { answerOf, giveWayToMatches } from './thread-answer.js'

/** What `app.ts` gives a thread. */
export interface ImportThreadData {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  readonly documentBodyLimitBytes: number
  readonly publicUrl: string
  readonly hsdsNamespace: string
  readonly hsdsCountry: string
  readonly hsdsMappingFile: string | null
}

/** One import, by the service or by a thread of it. */
export interface ImportJob {
  readonly content: Content
  readonly call: ImportCall
  /** Where the call had an `Idempotency-Key`. */
  readonly keyed: KeyedCall | undefined
}

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

// The entry of a thread for one large import, so that reading, checking and writing it keep no match waiting.
if (!isMainThread && parentPort) {
  giveWayToMatches()
  const { databaseUrl, ...settings }: ImportThreadData = workerData
  const now = (): Date => new Date()
  const storage = await openStorage({ url: databaseUrl })
  const tools = { rooms: createRooms({ storage, now, ...settings }), once: createOnce({ storage, now }) }
  await answerCalls(parentPort, { importDocuments: (job: ImportJob) => answerOf(() => runImport(job, tools)) })
}
