import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { KeyedCall } from './idempotency/idempotency-store.js'
import { createOnce, type Once } from './idempotency/once.js'
import type { ProofReport } from './proofs/report.js'
import { share } from './releases/columns.js'
import { publicationReply } from './releases/publication-reply.js'
import type { PublishRequest } from './releases/publish.js'
import type { PublishedData } from './releases/published.js'
import { answerCalls, type Tell } from './releases/thread.js'
import { createRooms } from './rooms.js'
import { openStorage } from './storage/storage.js'
import { answerOf, giveWayToMatches } from './thread-answer.js'

/** What `publishing.ts` gives this thread. */
export interface PublishingThreadData {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  readonly avoidedWordsFile: string | null
  readonly compiledFile: string | null
}

/** One publication, by the service or by a thread of it. */
export interface PublishJob {
  readonly asked: Omit<PublishRequest, 'alongside'>
  /** Of the drafts, to be kept with the release. */
  readonly reports: readonly ProofReport[]
  /** Where the call had an `Idempotency-Key`. */
  readonly keyed: KeyedCall | undefined
}

/** The request, which also keeps the reply to a call with a key in the transaction of the release. */
export function keepingReply({ asked, keyed }: Omit<PublishJob, 'reports'>, once: Pick<Once, 'keep'>): PublishRequest {
  if (keyed === undefined) return asked
  return { ...asked, alongside: (db, publication) => once.keep(keyed, db, publicationReply(publication)) }
}

// The entry of a thread that publishes, or reads and compiles a release, so that neither keeps a match waiting.
if (!isMainThread && parentPort) {
  giveWayToMatches()
  const { databaseUrl, ...settings }: PublishingThreadData = workerData
  const now = (): Date => new Date()
  const storage = await openStorage({ url: databaseUrl })
  const rooms = createRooms({ storage, now, ...settings })
  const once = createOnce({ storage, now })
  let made: (() => Promise<PublishedData>) | undefined
  await answerCalls(parentPort, {
    /** Tells what it compiled before it writes the release. */
    publish: (job: PublishJob, tell: Tell) =>
      answerOf(async () => {
        const { result, data } = await rooms.publishPrepared(keepingReply(job, once), job.reports, tell)
        if (result.outcome === 'published' && data) made = () => rooms.completeData(data, result.release)
        return result
      }),
    plan: (asked: Pick<PublishRequest, 'rotation'>) => rooms.planPublication(asked),
    async read(number: number): Promise<PublishedData> {
      const data = share(await rooms.readData(number))
      made = async () => data
      return data
    },
    /** Keeps what was made in its file: a call of its own, so that nobody waits for that. */
    async keep(): Promise<void> {
      if (made) await rooms.keepCompiled(await made())
    },
  })
}
