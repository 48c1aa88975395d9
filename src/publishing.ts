import type { Config } from './config.js'
import { ApiError } from './http/problems.js'
import type { Server } from './http/server.js'
import type { KeyedCall } from './idempotency/idempotency-store.js'
import type { Once } from './idempotency/once.js'
import type { ProofJobs } from './proofs/jobs.js'
import { defaultSeed } from './proofs/proof.js'
import type { ProofRequest, ProofResult, ProofRun } from './proofs/proof-run.js'
import { type Asked, isToBeProven, publishByRules } from './publishing-by-rules.js'
import { keepingReply, type PublishingThreadData, type PublishJob } from './publishing-thread.js'
import type { Plan, PublishResult, Refused } from './releases/publish.js'
import type { Prepared, PreparedData, PublishedData } from './releases/published.js'
import { type Hear, startThread, type Thread } from './releases/thread.js'
import type { OpenRelease, Rooms } from './rooms.js'
import { resultOf, type ThreadAnswer } from './thread-answer.js'

export interface Publishing {
  /**
   * Proves the drafts where there are rules, and publishes.
   *
   * @param call where it had an `Idempotency-Key`
   * @param takeForce brings the new release into force, before others that look for it look elsewhere
   * @throws ApiError `unavailable` where too many others are being proven
   */
  publish(asked: Asked, call: KeyedCall | undefined, takeForce: () => Promise<void>): Promise<PublishResult>
  /** Opens a release; `before` is what it replaces. */
  open(number: number, before: OpenRelease | undefined): Promise<OpenRelease>
  /** What publications that are under way have prepared: the next release may be made of it. */
  prepared(): readonly Prepared[]
}

export interface PublishingOptions {
  readonly rooms: Rooms
  readonly config: Config
  readonly once: Pick<Once, 'keep'>
  readonly proofs: Pick<ProofJobs, 'run'>
  /** Starts the thread of `publishing-thread.ts`; to hold it up in a test. */
  readonly start?: typeof startPublishingThread | undefined
}

/** Each holds a connection, and its proofs wait for those of the others. */
const MOST_PROVEN_AT_ONCE = 4
const LOG_MS = 10_000

/** Publishes, and opens releases while others are served, in a thread where there is much to read and to compile. */
export function createPublishing(server: Server, options: PublishingOptions): Publishing {
  const { rooms, config, once, proofs, start = startPublishingThread } = options
  const { publishRules: rules, publishRulesMatches: matches } = config
  const running = new Set<Thread>()
  // One after the other, so that the file holds the last of them.
  let keeping: Promise<void> = Promise.resolve()
  server.addHook('onClose', async () => {
    await keeping
    await Promise.all([...running].map((thread) => thread.close()))
  })
  const keep = (thread: Thread): Promise<unknown> =>
    thread.call('keep', []).catch((error) => server.log.error({ err: error }, 'a compiled release was not kept'))

  async function inThread<T>(operation: string, argument: unknown, hear?: Hear): Promise<T> {
    const thread = start(config)
    running.add(thread)
    const end = async (): Promise<void> => {
      running.delete(thread)
      await thread.close()
    }
    try {
      const value = (await thread.call(operation, [argument], hear)) as T
      keeping = keeping.then(() => keep(thread)).then(end)
      return value
    } catch (error) {
      await end()
      throw error
    }
  }

  const underWay = new Set<Prepared>()

  async function publishInThread(job: PublishJob, takeForce: () => Promise<void>): Promise<PublishResult> {
    let prepared: Prepared | undefined
    const drop = (): void => {
      if (prepared) underWay.delete(prepared)
    }
    const hear: Hear = (data) => {
      // It prepares anew what it writes, where drafts changed meanwhile.
      drop()
      prepared = rooms.openPrepared(data as PreparedData)
      underWay.add(prepared)
    }
    try {
      const result = resultOf(await inThread<ThreadAnswer<PublishResult>>('publish', job, hear))
      if (result.outcome === 'published') await takeForce()
      return result
    } finally {
      drop()
    }
  }

  async function publish(job: PublishJob, takeForce: () => Promise<void>): Promise<PublishResult> {
    if (await rooms.isLarge()) return publishInThread(job, takeForce)
    const result = await rooms.publish(keepingReply(job, once), job.reports)
    if (result.outcome === 'published') await takeForce()
    return result
  }

  async function plan({ rotation }: Asked): Promise<Plan | Refused> {
    return (await rooms.isLarge()) ? inThread('plan', { rotation }) : rooms.planPublication({ rotation })
  }

  async function prove(request: ProofRequest): Promise<ProofResult> {
    const { questionSet } = request
    const began = performance.now()
    server.log.info({ questionSet }, 'a proof before publishing waits for its turn')
    const result = await proofs.run(request, (run) => logged(server, questionSet, run))
    server.log.info({ questionSet, ms: Math.round(performance.now() - began) }, 'a proof before publishing is done')
    return result
  }

  const refusals = new Map<string, Refused>()
  let beingProven = 0
  return {
    async publish(asked, keyed, takeForce) {
      if (!isToBeProven(rules, asked)) return publish({ asked, keyed, reports: [] }, takeForce)
      if (beingProven >= MOST_PROVEN_AT_ONCE) {
        throw new ApiError('unavailable', {
          detail: 'Other drafts are being proven before they are published. Try again when that is done.',
        })
      }
      beingProven += 1
      try {
        return await publishByRules(
          {
            rules,
            proof: { seed: defaultSeed, matches },
            plan,
            prove,
            refusals,
            publish: (asked, reports) => publish({ asked, keyed, reports }, takeForce),
          },
          asked,
        )
      } finally {
        beingProven -= 1
      }
    },
    async open(number, before) {
      const taken = before && (await rooms.takeOver(number, before, underWay))
      if (taken !== undefined) return taken
      // At the start nobody is kept waiting, and a thread would only be a way round.
      if (before === undefined || !(await rooms.isLarge())) return rooms.openRelease(number)
      return rooms.openData(await inThread<PublishedData>('read', number))
    },
    prepared: () => [...underWay],
  }
}

export function startPublishingThread({
  databaseUrl,
  defaultLanguage,
  avoidedWordsFile,
  compiledFile,
}: Config): Thread {
  const data: PublishingThreadData = { databaseUrl, defaultLanguage, avoidedWordsFile, compiledFile }
  return startThread(new URL('./publishing-thread.js', import.meta.url), data)
}

/** Says every now and then how far it is. */
async function logged({ log }: Server, questionSet: string, run: ProofRun): Promise<ProofResult> {
  const say = async (): Promise<void> => {
    const progress = await run.progress()
    if (progress !== null) log.info({ questionSet, ...progress }, 'a proof before publishing')
  }
  // Where it has broken off meanwhile, its result says so.
  const timer = setInterval(() => void say().catch(() => undefined), LOG_MS).unref()
  try {
    return await run.result
  } finally {
    clearInterval(timer)
  }
}
