import { PassThrough, type Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What is dropped of a body that nobody reads: more than the longest document. */
const MOST_DROPPED_BYTES = 16 * 1_048_576
/** From the end of the headers until the connection closes, but for bodies that took long before they were refused. */
const MOST_MS = 5_000
const LEAST_MS = 1_000
/** Who sends nothing for so long has looked at the reply, or will not. */
const SILENCE_MS = 1_000

/** Whether bytes of a body follow the headers. */
export function hasBody({ raw: { headers } }: FastifyRequest): boolean {
  const length = headers['content-length']
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined
}

/** Whether the client may still be sending a body, which nobody will read. */
export function isStillSent(request: FastifyRequest): boolean {
  const { complete, readableEnded } = request.raw
  return hasBody(request) && !complete && !readableEnded
}

/**
 * The text of a reply, sent at once, as a stream that ends when the rest of the body came and was dropped. Many clients
 * look at a reply only when they have sent all: closing before that would break their connection, and the reply be lost.
 * A body that is long, slow or silent is cut off after a while.
 */
export function whileDroppingRest(text: string, { request: { raw }, elapsedTime }: FastifyReply): Readable {
  const stream = new PassThrough()
  stream.write(text)
  let droppedBytes = 0
  const end = (): void => {
    clearTimeout(deadline)
    clearTimeout(silence)
    raw.off('data', onData).off('end', end).off('close', end)
    stream.end()
  }
  const onData = (chunk: Buffer): void => {
    droppedBytes += chunk.length
    silence.refresh()
    if (droppedBytes > MOST_DROPPED_BYTES) end()
  }
  const deadline = setTimeout(end, Math.max(LEAST_MS, MOST_MS - elapsedTime))
  const silence = setTimeout(end, SILENCE_MS)
  raw.on('data', onData).on('end', end).on('close', end).resume()
  return stream
}
