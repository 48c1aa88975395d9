import { ApiError } from '../http/problems.js'
import type { CatalogueProblem, ProofRequest, ProofResult, ProofRun } from './proof-run.js'
import type { ProofReport } from './report.js'
import type { Progress } from './run-proof.js'

/** A proof that somebody asked for. */
export interface ProofJob {
  readonly id: string
  readonly request: ProofRequest
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly createdAt: string
  readonly endedAt: string | null
  readonly failure: ProofFailure | null
  readonly report: ProofReport | null
}

export interface ProofFailure {
  readonly code: 'too-large' | 'not-publishable' | 'unknown-release' | 'unknown-question-set' | 'internal-error'
  readonly detail: string
  readonly problems: readonly CatalogueProblem[]
}

export interface ProofJobs {
  /**
   * Runs a proof that is no job, before the jobs that wait.
   *
   * @throws ApiError `not-ready` where the jobs are closed, or were meanwhile
   */
  run(request: ProofRequest, watch: (run: ProofRun) => Promise<ProofResult>): Promise<ProofResult>
  /**
   * Undefined where too many wait already.
   *
   * @throws ApiError `not-ready` where the jobs are closed
   */
  add(request: ProofRequest): ProofJob | undefined
  read(id: string): Promise<{ readonly job: ProofJob; readonly progress: Progress | null } | undefined>
  /** Ends it where it has not ended; undefined where there is none. */
  cancel(id: string): Promise<ProofJob | undefined>
  close(): Promise<void>
}

export interface ProofJobsOptions {
  readonly start: (request: ProofRequest) => ProofRun
  readonly now: () => Date
  readonly newId: () => string
  /** Keeps a report of a release with it; what goes wrong there costs nobody the report. */
  readonly keep: (report: ProofReport) => Promise<void>
  /** A bug: it is for the log. */
  readonly onError: (error: unknown) => void
  /** How many wait for the one that runs. */
  readonly mostWaiting: number
  /** How many that have ended are kept, with their reports. */
  readonly mostEnded: number
}

/** Runs proofs one after another, each on all cores, and keeps the latest: in memory, since anybody can make them again. */
export function createProofJobs(options: ProofJobsOptions): ProofJobs {
  const { start, keep, now, newId, onError, mostWaiting, mostEnded } = options
  const jobs = new Map<string, ProofJob>()
  /** `id`: null where it is no job. */
  let running: { readonly id: string | null; readonly run: ProofRun } | undefined
  let isClosed = false
  const closed = (): ApiError => new ApiError('not-ready')
  const first: { readonly start: () => ProofRun; readonly refuse: () => void }[] = []

  const change = (id: string, changes: Partial<ProofJob>): void => {
    const job = jobs.get(id)
    if (job) jobs.set(id, { ...job, ...changes })
  }
  const end = (id: string, changes: Partial<ProofJob>): void => {
    change(id, { endedAt: now().toISOString(), ...changes })
    const ended = [...jobs.values()].filter(({ endedAt }) => endedAt !== null)
    for (const { id } of ended.slice(0, Math.max(0, ended.length - mostEnded))) jobs.delete(id)
  }
  const next = (): void => {
    const [turn] = running === undefined ? first.splice(0, 1) : []
    if (turn !== undefined) running = { id: null, run: turn.start() }
    const job = [...jobs.values()].find(({ state }) => state === 'waiting')
    if (running !== undefined || job === undefined) return
    const { id } = job
    const run = start(job.request)
    running = { id, run }
    change(id, { state: 'running' })
    void run.result.then(
      async (result) => {
        if ('report' in result) await keep(result.report).catch(onError)
        finish(id, 'report' in result ? { state: 'done', report: result.report } : failed(failureOf(result)))
      },
      (error) => {
        if (jobs.get(id)?.state === 'running') onError(error)
        finish(id, failed({ code: 'internal-error', detail: 'The proof broke off: try again.', problems: [] }))
      },
    )
  }
  const finish = (id: string, changes: Partial<ProofJob>): void => {
    running = undefined
    if (jobs.get(id)?.state === 'running') end(id, changes)
    next()
  }
  return {
    run(request, watch) {
      if (isClosed) return Promise.reject(closed())
      return new Promise<ProofResult>((resolve, reject) => {
        const begin = (): ProofRun => {
          const run = start(request)
          const over = (): void => {
            running = undefined
            next()
          }
          void watch(run)
            .finally(over)
            .then(resolve, (error) => reject(isClosed ? closed() : error))
          return run
        }
        first.push({ start: begin, refuse: () => reject(closed()) })
        next()
      })
    },
    add(request) {
      if (isClosed) throw closed()
      const waiting = [...jobs.values()].filter(({ state }) => state === 'waiting')
      if (running !== undefined && waiting.length >= mostWaiting) return undefined
      const id = newId()
      const createdAt = now().toISOString()
      jobs.set(id, { id, request, state: 'waiting', createdAt, endedAt: null, failure: null, report: null })
      next()
      return jobs.get(id)
    },
    async read(id) {
      if (!jobs.has(id)) return undefined
      const progress = running?.id === id ? await running.run.progress().catch(() => null) : null
      const job = jobs.get(id)
      return job && { job, progress: job.state === 'running' ? progress : null }
    },
    async cancel(id) {
      const job = jobs.get(id)
      if (job === undefined || job.endedAt !== null) return job
      end(id, { state: 'cancelled' })
      if (running?.id === id) await running.run.cancel()
      return jobs.get(id) ?? { ...job, state: 'cancelled' }
    },
    async close() {
      isClosed = true
      for (const { id, state } of jobs.values()) if (state === 'waiting') end(id, { state: 'cancelled' })
      for (const { refuse } of first.splice(0)) refuse()
      const last = running
      if (last?.id) end(last.id, { state: 'cancelled' })
      await last?.run.cancel()
    },
  }
}

function failed(failure: ProofFailure): Partial<ProofJob> {
  return { state: 'failed', failure }
}

function failureOf(result: Extract<ProofResult, { refused: string }>): ProofFailure {
  switch (result.refused) {
    case 'too-large':
      return { code: 'too-large', detail: result.detail, problems: [] }
    case 'not-publishable':
      return {
        code: 'not-publishable',
        detail: 'These drafts can not be published: mend each problem.',
        problems: result.problems,
      }
    case 'unknown-question-set':
      return { code: result.refused, detail: 'There is no such question set any more.', problems: [] }
    case 'unknown-compared-question-set':
      return {
        code: 'unknown-question-set',
        detail: 'The release to compare with has no such question set.',
        problems: [],
      }
    case 'unknown-compared-release':
      return { code: 'unknown-release', detail: 'There is no such release to compare with.', problems: [] }
    default:
      return { code: 'unknown-release', detail: 'There is no such release.', problems: [] }
  }
}
