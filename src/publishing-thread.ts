import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { KeyedCall } from './idempotency/idempotency-store.js'
import { createOnce, type Once } from './idempotency/once.js'
import type { ProofReport } from './proofs/report.js'
import { publicationReply } from './releases/publication-reply.js'
import type { PublishRequest, PublishResult } from './releases/publish.js'
import { handOver, type PublishedData } from './releases/published.js'
import { answerCalls, type HandOver } from './releases/thread.js'
import { createRooms } from './rooms.js'
import { openStorage } from './storage/storage.js'
import { answerOf, giveWayToMatches, type ThreadAnswer } from './thread-answer.js'

/** What `threads.ts` gives this thread. */
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

/** What the thread gives: the new release too, compiled, where it was made of the drafts. */
export interface PublishedInThread {
  readonly answer: ThreadAnswer<PublishResult>
  readonly data: PublishedData | undefined
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
  await answerCalls(parentPort, {
    async publish(job: PublishJob): Promise<HandOver<PublishedInThread>> {
      let data: PublishedData | undefined
      const answer = await answerOf(async () => {
        const prepared = await rooms.publishPrepared(keepingReply(job, once), job.reports)
        data = prepared.data
        return prepared.result
      })
      return { handedOver: { answer, data }, buffers: data === undefined ? [] : handOver(data).buffers }
    },
    plan: (asked: Pick<PublishRequest, 'rotation'>) => rooms.planPublication(asked),
    read: async (number: number) => handOver(await rooms.readData(number)),
  })
}
