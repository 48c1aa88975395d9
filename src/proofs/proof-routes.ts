import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { ref } from '../http/component-schemas.js'
import { type PageLanguage, pageLanguage } from '../http/page-language.js'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import type { ProofJob, ProofJobs } from './jobs.js'
import { pageResponse, sendPage } from './page-routes.js'
import { asProofRequest, type MissingOfProof, type ProofRequest } from './proof-run.js'
import { PageQuery, ProofJobSchema, ProofParams, ProofRequestSchema } from './proof-schemas.js'
import { breachesOf, type PublishRule } from './publish-rules.js'
import type { ProofReport } from './report.js'
import type { Progress } from './run-proof.js'

export interface ProofRoutesOptions {
  readonly jobs: ProofJobs
  /** What of it does not exist; undefined where all of it does. */
  readonly missing: (request: ProofRequest) => Promise<MissingOfProof | undefined>
  /** Keeps the reply for a repeated call. */
  readonly keepReply: (
    request: FastifyRequest,
    reply: { readonly status: number; readonly location: string; readonly body: object },
  ) => Promise<void>
  /** Rules for publishing, which the jobs tell of. */
  readonly rules: readonly PublishRule[]
  readonly pageOf: (report: ProofReport, language: PageLanguage) => Promise<string>
}

const examples = {
  release: { summary: 'The seven wishes of 2022, as they are in force', value: { questionSet: 'mokummatch-2022' } },
  drafts: {
    summary: 'The same as the drafts would be, with another seed',
    value: { questionSet: 'mokummatch-2022', release: 'draft', seed: 7 },
  },
  comparison: {
    summary: 'The drafts, and what they would change for residents',
    value: { questionSet: 'mokummatch-2022', compareWith: 'in-force' },
  },
}

/** Who may see the drafts may prove them. */
const scope = ['catalogue:write', 'questions:write', 'publish'] as const
const tags = ['Proofs']

/** Proofs as jobs: asked for, looked at, cancelled. */
export function registerProofRoutes(
  app: Server,
  { jobs, missing, keepReply, rules, pageOf }: ProofRoutesOptions,
): void {
  app.post(
    '/v1/proofs',
    {
      config: { scope, idempotent: true, problems: ['unknown-reference', 'not-ready'], examples },
      schema: {
        operationId: 'startProof',
        summary: 'Prove what residents will get, over all answers',
        description:
          'A job: `Location` is where to look for the report. All demand classes are walked, and all classes of answers matched where there are at most ten million, else a sample. With `compareWith` it also says what changes, for whom. It changes nothing itself. One proof runs at a time, on all cores, and others wait.',
        tags,
        body: ref(ProofRequestSchema),
        response: { 202: ref(ProofJobSchema, { description: 'It runs, or waits for others' }) },
      },
    },
    async (request, reply) => {
      const asked = asProofRequest(request.body)
      const lacks = await missing(asked)
      if (lacks !== undefined) throw refusals[lacks]()
      const job = jobs.add(asked)
      if (job === undefined) {
        throw new ApiError('unavailable', { detail: 'Other proofs wait already. Try again when they are done.' })
      }
      const accepted = {
        status: 202,
        location: `/v1/proofs/${job.id}`,
        body: onWire(job, { rules, progress: null }),
      } as const
      try {
        await keepReply(request, accepted)
      } catch (error) {
        // Nobody learns of this job: another process was first, or there is no room to keep the reply.
        await jobs.cancel(job.id)
        throw error
      }
      return reply.code(202).header('location', accepted.location).send(accepted.body)
    },
  )
  app.get(
    '/v1/proofs/:proof',
    {
      config: { scope },
      schema: {
        operationId: 'getProof',
        summary: 'See how far a proof is, and its report',
        description:
          'The latest twenty are kept, by the process that made them, until it stops: the same request makes the same report again. `/v1/proofs/{proof}/page` shows the report to people. The first report of a release and a question set is kept for ever: `GET /v1/releases/{number}/proofs`.',
        tags,
        params: ProofParams,
        response: { 200: ref(ProofJobSchema, { description: 'The job, with the report when it is done' }) },
      },
    },
    async ({ params }) => {
      const found = await jobs.read(params.proof)
      if (found === undefined) throw unknownProof()
      return onWire(found.job, { rules, progress: found.progress })
    },
  )
  app.get<{ Reply: string; Params: Static<typeof ProofParams>; Querystring: Static<typeof PageQuery> }>(
    '/v1/proofs/:proof/page',
    {
      config: { scope },
      schema: {
        operationId: 'getProofPage',
        summary: 'See a report as a page',
        description:
          'Can this be published, and what will change where it is compared? One HTML page with green and red lines, examples and charts. Of a release that is proven anybody can see the page: `GET /v1/releases/{number}/proofs/{questionSet}/page`.',
        tags,
        params: ProofParams,
        querystring: PageQuery,
        response: pageResponse,
      },
    },
    async ({ params, query, headers }, reply) => {
      const found = await jobs.read(params.proof)
      if (found === undefined) throw unknownProof()
      const { report } = found.job
      if (report === null)
        throw new ApiError('not-found', { detail: 'This proof has no report (yet): look at its state.' })
      return sendPage(reply, await pageOf(report, pageLanguage(query.language, headers['accept-language'])))
    },
  )
  app.delete(
    '/v1/proofs/:proof',
    {
      config: { scope },
      schema: {
        operationId: 'cancelProof',
        summary: 'Cancel a proof that is not done',
        description: 'One that has ended stays as it is.',
        tags,
        params: ProofParams,
        response: { 200: ref(ProofJobSchema, { description: 'It has ended' }) },
      },
    },
    async ({ params }) => {
      const job = await jobs.cancel(params.proof)
      if (job === undefined) throw unknownProof()
      return onWire(job, { rules, progress: null })
    },
  )
}

const refusals = {
  'any-release': () =>
    new ApiError('not-ready', {
      detail: 'Nothing has been published yet: publish, or prove the drafts (release: draft).',
    }),
  release: () =>
    unknownReference(
      '/release',
      'unknown-release',
      'There is no release with this number: GET /v1/releases lists them.',
    ),
  'question-set': () =>
    unknownReference(
      '/questionSet',
      'unknown-question-set',
      'This release has no such question set: GET /v1/question-sets lists them.',
    ),
  'compared-release': () =>
    unknownReference(
      '/compareWith',
      'unknown-release',
      'There is no such release to compare with: GET /v1/releases lists them. Before the first, leave compareWith out.',
    ),
  'compared-question-set': () =>
    unknownReference(
      '/compareWith',
      'unknown-question-set',
      'The release to compare with has no such question set, so all of it is new: leave compareWith out, or name another release.',
    ),
}

function unknownReference(pointer: string, code: string, detail: string): ApiError {
  return new ApiError('unknown-reference', { errors: [{ pointer, code, detail }] })
}

function unknownProof(): ApiError {
  return new ApiError('not-found', {
    detail: 'There is no proof with this id, or no more: POST /v1/proofs makes it again.',
  })
}

function onWire(
  { id, state, request, createdAt, endedAt, failure, report }: ProofJob,
  { rules, progress }: { readonly rules: readonly PublishRule[]; readonly progress: Progress | null },
): Static<typeof ProofJobSchema> {
  const { questionSet, release = null, compareWith = null } = request
  const breaches = report === null ? [] : breachesOf(report, rules)
  const asked = { id, state, questionSet, release, compareWith, createdAt, endedAt }
  return { ...asked, progress, failure, breaches, report } as Static<typeof ProofJobSchema>
}
