import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { ref } from '../http/component-schemas.js'
import { type Encoding, preferredEncoding } from '../http/encodings.js'
import { isHeld } from '../http/entity-tags.js'
import { ApiError } from '../http/problems.js'
import { immutableCaching, sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { BundleParams, BundlePointerSchema, BundleQuery, BundleSchema, BundleSetParams } from './bundle-schemas.js'
import type { BundleBody } from './bundle-store.js'
import type { Bundles } from './bundles.js'
import type { Published } from './published.js'

export interface BundleRoutesOptions {
  readonly bundles: Bundles
  /** Undefined before the first release. */
  readonly inForce: () => Published | undefined
}

/** For devices: a small pointer that changes with every release, and bundles that never change. */
export function registerBundleRoutes(app: Server, { bundles, inForce }: BundleRoutesOptions): void {
  const pointerSchema = {
    operationId: 'getBundlePointer',
    summary: 'Find the bundle to ask and match with on a device',
    description:
      'A bundle holds all that it takes to ask the questions and to match without a server. What changes more often than it stands here.',
    tags: ['Matching'],
    params: BundleSetParams,
    querystring: BundleQuery,
    response: { 200: ref(BundlePointerSchema, { description: 'Where it is' }), 304: NotModifiedSchema },
  }
  app.get(
    '/v1/bundles/:questionSet',
    { schema: pointerSchema, config: { cors: 'public' } },
    async ({ params, query }, reply) => {
      const published = inForce()
      if (published === undefined) throw new ApiError('not-ready', { detail: 'Nothing has been published yet.' })
      const pointer = await bundles.point(published, { ...params, ...query })
      if (pointer === undefined) {
        throw new ApiError('not-found', {
          detail: 'There is no question set with this id: GET /v1/question-sets lists them.',
        })
      }
      // A rotation alone makes a release with the digest of the one before it, but with a seal of its own.
      return sendPublished(reply, `${published.release.seal.slice(0, 16)}${pointer.bundleDigest.slice(0, 16)}`, pointer)
    },
  )

  const bundleSchema = {
    operationId: 'getBundle',
    summary: 'Read a bundle, which never changes',
    description: 'Compare the SHA-256 of what comes with its address. It answers for weeks after a newer one.',
    tags: ['Matching'],
    params: BundleParams,
    response: { 200: ref(BundleSchema, { description: 'All that a device needs' }), 304: NotModifiedSchema },
  }
  app.get(
    '/v1/bundles/:questionSet/:bundleDigest',
    { schema: bundleSchema, config: { cors: 'public', problems: ['bundle-gone'] } },
    async ({ params }, reply) => {
      const { questionSet, bundleDigest } = params
      const body = await bundles.read(questionSet, bundleDigest)
      if (body === undefined) throw new ApiError('bundle-gone')
      return sendBundle(reply, bundleDigest, body)
    },
  )
}

/** The body is JSON already. Each encoding has a tag of its own, as each has other bytes. */
async function sendBundle(reply: FastifyReply, digest: string, body: BundleBody): Promise<FastifyReply> {
  const { headers } = reply.request
  const encoding = preferredEncoding(headers['accept-encoding'], body.brotli === null ? ['gzip'] : ['br', 'gzip'])
  const etag = `"${digest.slice(0, 32)}${encoding === 'identity' ? '' : `-${encoding}`}"`
  reply.headers({ etag, 'cache-control': immutableCaching, vary: 'Accept-Encoding' })
  if (isHeld(headers['if-none-match'], etag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.type('application/json').send(await encoded(body, encoding))
}

async function encoded({ gzip, brotli }: BundleBody, encoding: Encoding | 'identity'): Promise<Uint8Array> {
  if (encoding === 'identity') return promisify(gunzip)(gzip)
  return encoding === 'br' && brotli !== null ? brotli : gzip
}
