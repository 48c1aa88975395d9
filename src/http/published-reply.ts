import type { FastifyReply } from 'fastify'
import { isHeld } from './entity-tags.js'
import { apiVersion } from './response-headers.js'

/** Whoever keeps published data looks after a while whether it has changed, and may show it meanwhile. */
export function letKeep(reply: FastifyReply): void {
  const seconds = reply.server.publishedMaxAgeSeconds
  reply.header('cache-control', `public, max-age=${seconds}, stale-while-revalidate=600`)
}

/** What has its digest in its address never changes. */
export const immutableCaching = 'public, max-age=31536000, immutable'

/**
 * Sends published data with a tag, or 304 to who holds it already.
 *
 * @param version hex digits that change with the data; the reply's shape changes with the version of the API
 */
export function sendPublished(reply: FastifyReply, version: string, body: unknown): FastifyReply {
  if (isHeldPublished(reply, version)) return reply
  return reply.type('application/json').send(JSON.stringify(body))
}

/** Whether the caller holds it already and was told so; if not, its reply has the tag, and waits for the data. */
export function isHeldPublished(reply: FastifyReply, version: string): boolean {
  const etag = `"${apiVersion}-${version.slice(0, 32)}"`
  letKeep(reply)
  reply.header('etag', etag)
  if (!isHeld(reply.request.headers['if-none-match'], etag)) return false
  reply.code(304).send()
  return true
}
