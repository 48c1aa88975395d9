import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { FastifyRequest } from 'fastify'
import type { Config } from './config.js'
import { ApiError } from './http/problems.js'
import type { Server } from './http/server.js'
import type { ImportJob, ImportThreadData } from './import-thread.js'
import type { ImportResult } from './imports/apply-import.js'
import type { DraftMatchReply, MatchRoutesOptions } from './matching/match-routes.js'
import { startProof } from './proof-thread.js'
import { createProofJobs, type ProofJobs } from './proofs/jobs.js'
import type { ProofReport } from './proofs/report.js'
import type { ThreadData } from './release-thread.js'
import { createOlderReleases, type OlderReleases } from './releases/older.js'
import { startThread, type Thread } from './releases/thread.js'
import type { Rooms } from './rooms.js'
import { resultOf, type ThreadAnswer } from './thread-answer.js'

/** Each takes the memory of a catalogue. */
const OLDER_RELEASES = 2
/** Far above what people ask, and far below what keeps a core busy with a catalogue of a city. */
const OLDER_OPENINGS_PER_MINUTE = 20
/** Each takes some 150 MB, and they wait for each other to write. */
const MOST_IMPORT_THREADS = 2
/** Each takes some seconds to minutes on all cores. */
const MOST_WAITING_PROOFS = 4
/** Each has a report of up to some megabytes. */
const MOST_ENDED_PROOFS = 20
/** Little for what is garbage at once; enough for one document of the longest. */
const IMPORT_MEMORY = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 }

/** Releases that are not in force, each in a thread of its own, until the server closes. */
export function openOlderReleases(server: Server, config: Config): OlderReleases {
  const older = createOlderReleases({
    limit: OLDER_RELEASES,
    openings: { perMinute: OLDER_OPENINGS_PER_MINUTE, monotonicMs: () => performance.now() },
    start: (release) => startReleaseThread(config, release),
  })
  server.addHook('onClose', () => older.close())
  return older
}

/**
 * Matches on the drafts in a thread of its own, which is made anew when anything has changed: a draft, but also what a
 * helper said of a service, or the rotation. Each of these leaves an event in the audit, so its newest number tells.
 */
export function createDraftMatching(
  server: Server,
  { auditEvents }: Pick<Rooms, 'auditEvents'>,
  config: Config,
  requireEditor: (request: FastifyRequest) => Promise<unknown>,
): MatchRoutesOptions['matchDrafts'] {
  const states = createOlderReleases({ limit: 1, start: () => startReleaseThread(config, 'draft') })
  server.addHook('onClose', () => states.close())
  return async (match, request) => {
    await requireEditor(request)
    const { events } = await auditEvents({ before: undefined, limit: 1 })
    const reply = await states.call(events[0]?.number ?? 0, 'match', [match])
    if (reply === undefined) throw new ApiError('unavailable')
    return reply.value as DraftMatchReply
  }
}

/** Imports in a thread of their own each, as long as there are not too many. */
export function createImportThreads(server: Server, config: Config): (job: ImportJob) => Promise<ImportResult> {
  const running = new Set<Thread>()
  server.addHook('onClose', async () => {
    await Promise.all([...running].map((thread) => thread.close()))
  })
  return async (job) => {
    if (running.size >= MOST_IMPORT_THREADS) {
      throw new ApiError('unavailable', { detail: 'Other large imports are under way. Try again when they are done.' })
    }
    const data: ImportThreadData = {
      databaseUrl: config.databaseUrl,
      defaultLanguage: config.defaultLanguage,
      documentBodyLimitBytes: config.documentBodyLimitBytes,
      publicUrl: config.publicUrl,
      hsdsNamespace: config.hsdsNamespace,
      hsdsCountry: config.hsdsCountry,
      hsdsMappingFile: config.hsdsMappingFile,
    }
    const thread = startThread(new URL('./import-thread.js', import.meta.url), data, IMPORT_MEMORY)
    running.add(thread)
    try {
      return resultOf((await thread.call('importDocuments', [job])) as ThreadAnswer<ImportResult>)
    } finally {
      running.delete(thread)
      await thread.close()
    }
  }
}

/** Proofs one at a time, each in threads of its own, until the server closes. */
export function createProofs(
  server: Server,
  { databaseUrl, defaultLanguage }: Config,
  { now, keep }: { readonly now: () => Date; readonly keep: (report: ProofReport) => Promise<void> },
): ProofJobs {
  const jobs = createProofJobs({
    start: (request) => startProof(request, { databaseUrl, defaultLanguage, threads: availableParallelism() }),
    keep,
    now,
    newId: randomUUID,
    onError: (error) => server.log.error({ err: error }, 'a proof broke off'),
    mostWaiting: MOST_WAITING_PROOFS,
    mostEnded: MOST_ENDED_PROOFS,
  })
  server.addHook('onClose', () => jobs.close())
  return jobs
}

function startReleaseThread({ databaseUrl, defaultLanguage }: Config, release: ThreadData['release']): Thread {
  const data: ThreadData = { databaseUrl, defaultLanguage, release }
  return startThread(new URL('./release-thread.js', import.meta.url), data)
}
