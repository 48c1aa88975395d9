import type { FastifyRequest } from 'fastify'
import { callerIn } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { cursorOf, positionOf } from '../http/cursor.js'
import { ApiError } from '../http/problems.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { publicationReply, publicPart } from './publication-reply.js'
import type { PublishRequest, PublishResult, Refused } from './publish.js'
import type { Release } from './release.js'
import {
  PublicationSchema,
  PublishRequestSchema,
  ReleasePageSchema,
  ReleaseParams,
  ReleaseSchema,
  ReleasesQuery,
} from './release-schemas.js'
import type { ReleasePage } from './release-store.js'

export interface ReleaseRoutesOptions {
  /** The newest first. */
  readonly list: (query: { readonly before: number | undefined; readonly limit: number }) => Promise<ReleasePage>
  readonly read: (number: number) => Promise<Release | undefined>
  /**
   * Publishes, and resolves when the release is in force in this process. In the transaction of the release it keeps the
   * `publicationReply` for a repeated call.
   */
  readonly publish: (asked: Omit<PublishRequest, 'alongside'>, call: FastifyRequest) => Promise<PublishResult>
}

const publishExamples = {
  drafts: { summary: 'All changes of the drafts', value: { note: 'Nieuwe openingstijden' } },
  olderRelease: { summary: 'The content of an older release again', value: { from: 1 } },
}

/** The releases as anybody may see them, and publishing. */
export function registerReleaseRoutes(app: Server, { list, read, publish }: ReleaseRoutesOptions): void {
  const tags = ['Releases']
  app.get(
    '/v1/releases',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'listReleases',
        summary: 'List the releases, the newest first',
        tags,
        querystring: ReleasesQuery,
        response: { 200: ref(ReleasePageSchema, { description: 'A page of releases' }), 304: NotModifiedSchema },
      },
    },
    async ({ query: { cursor, limit } }, reply) => {
      const { releases, next } = await list({
        before: cursor === undefined ? undefined : Number(positionOf(cursor, /^[1-9]\d{0,9}$/)),
        limit,
      })
      const page = { items: releases.map(publicPart), next: next === null ? null : cursorOf(String(next)) }
      // Nothing that is published ever changes, so the first of a page says what the rest is.
      return sendPublished(reply, releases[0]?.seal ?? '', page)
    },
  )
  app.get(
    '/v1/releases/:number',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'getRelease',
        summary: 'Read what a release is',
        tags,
        params: ReleaseParams,
        response: { 200: ref(ReleaseSchema, { description: 'The release' }), 304: NotModifiedSchema },
      },
    },
    async ({ params }, reply) => {
      const release = await read(params.number)
      if (release === undefined) throw new ApiError('not-found', { detail: 'There is no release with this number.' })
      return sendPublished(reply, release.seal, publicPart(release))
    },
  )
  app.post(
    '/v1/releases',
    {
      config: {
        scope: 'publish',
        idempotent: true,
        problems: ['not-publishable', 'rules-broken', 'drafts-changed', 'unknown-reference', 'unavailable'],
        examples: publishExamples,
      },
      schema: {
        operationId: 'publishRelease',
        summary: 'Publish the drafts, or an older release again',
        description:
          'Checks everything first: with any error nothing is published and all errors are named. Where the deployment has rules for publishing (`PUBLISH_RULES`) all answers to all question sets are proven before, which can take minutes; drafts that break a rule are not published, and `errors` has the smallest answers that show it. An older release is not proven again. Capacities of this moment are part of the release.',
        tags,
        body: ref(PublishRequestSchema),
        response: {
          200: ref(PublicationSchema, { description: 'There was nothing to publish' }),
          201: ref(PublicationSchema, { description: 'A new release is in force' }),
        },
      },
    },
    async (request, reply) => {
      // A proof takes longer than a silent connection is kept. (A call without a network has no clock.)
      request.raw.socket.setTimeout?.(0)
      const result = await publish({ ...request.body, by: callerIn(request).name }, request)
      if (result.outcome === 'refused') throw refusal(result)
      const { status, location, body } = publicationReply(result)
      if (location !== undefined) reply.header('location', location)
      return reply.code(status).send(body)
    },
  )
}

function refusal({ because, problems }: Refused): ApiError {
  const unknown = problems.some(({ type }) => type === 'release')
  const errors = problems.map(({ type, id, pointer, code, detail, answers }) => ({
    pointer: type === 'release' ? pointer : `/${type}/${id}${pointer}`,
    code,
    detail,
    ...(answers && { answers }),
  }))
  return new ApiError(because ?? (unknown ? 'unknown-reference' : 'not-publishable'), { errors })
}
