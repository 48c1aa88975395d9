import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { ref } from '../http/component-schemas.js'
import { type PageLanguage, pageLanguage } from '../http/page-language.js'
import { ApiError } from '../http/problems.js'
import { isHeldPublished, sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { pagePolicy } from './page-style.js'
import { KeptProofParams, KeptProofsParams, KeptProofsSchema, PageQuery, PageSchema } from './proof-schemas.js'
import type { KeptProof } from './proof-store.js'
import type { ProofReport } from './report.js'
import { ProofReportSchema } from './report-schemas.js'

export interface KeptProofRoutesOptions {
  /** Undefined where there is no such release. */
  readonly list: (release: number) => Promise<readonly Omit<KeptProof, 'report'>[] | undefined>
  readonly read: (release: number, questionSet: string) => Promise<KeptProof | undefined>
  readonly pageOf: (report: ProofReport, language: PageLanguage) => Promise<string>
}

const tags = ['Proofs']

export const pageResponse = {
  200: { description: 'The page', content: { 'text/html': { schema: PageSchema } } },
} as const

export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .headers({ 'content-security-policy': pagePolicy, 'x-robots-tag': 'noindex', vary: 'Accept-Language' })
    .type('text/html; charset=utf-8')
    .send(page)
}

/** What was proven of releases: open to everybody, as the releases are. */
export function registerKeptProofRoutes(app: Server, { list, read, pageOf }: KeptProofRoutesOptions): void {
  const kept = async (release: number, questionSet: string): Promise<KeptProof> => {
    const found = await read(release, questionSet)
    if (found) return found
    throw new ApiError('not-found', {
      detail: 'No proof of this question set is kept with this release: POST /v1/proofs makes one.',
    })
  }
  app.get(
    '/v1/releases/:number/proofs',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'listReleaseProofs',
        summary: 'List what was proven of a release',
        tags,
        params: KeptProofsParams,
        response: {
          200: ref(KeptProofsSchema, { description: 'The proofs that are kept with it' }),
          304: NotModifiedSchema,
        },
      },
    },
    async ({ params }, reply) => {
      const proofs = await list(params.number)
      if (proofs === undefined) throw new ApiError('not-found', { detail: 'There is no release with this number.' })
      const items = proofs.map(({ questionSet, digest, createdAt }) => ({ questionSet, digest, createdAt }))
      return sendPublished(reply, versionOf(JSON.stringify(items)), { items })
    },
  )
  app.get(
    '/v1/releases/:number/proofs/:questionSet',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'getReleaseProof',
        summary: 'Read what was proven of a question set in a release',
        tags,
        params: KeptProofParams,
        response: { 200: ref(ProofReportSchema, { description: 'The report' }), 304: NotModifiedSchema },
      },
    },
    async ({ params }, reply) => {
      const { digest, report } = await kept(params.number, params.questionSet)
      return sendPublished(reply, digest, JSON.parse(report))
    },
  )
  app.get<{ Reply: string; Params: Static<typeof KeptProofParams>; Querystring: Static<typeof PageQuery> }>(
    '/v1/releases/:number/proofs/:questionSet/page',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'getReleaseProofPage',
        summary: 'See what was proven of a question set in a release, as a page',
        description: 'What residents get, with green and red lines, examples and charts, for everybody to see.',
        tags,
        params: KeptProofParams,
        querystring: PageQuery,
        response: { ...pageResponse, 304: NotModifiedSchema },
      },
    },
    async ({ params, query, headers }, reply) => {
      const { report } = await kept(params.number, params.questionSet)
      const language = pageLanguage(query.language, headers['accept-language'])
      const page = await pageOf(JSON.parse(report), language)
      return isHeldPublished(reply, versionOf(page)) ? reply : sendPage(reply, page)
    },
  )
}

/** Hex digits. */
function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
