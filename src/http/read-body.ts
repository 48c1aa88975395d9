import { type Readable, Transform } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { ApiError } from './problems.js'

/** How long a body may take, from the end of the headers; a route changes it with `config.bodyDeadlineMs`. */
const BODY_DEADLINE_MS = 5_000
/** How often the rate of a body is looked at, where `config.bodyMinimumBytesPerSecond` asks for one. */
const TICK_MS = 2_500

/** Calls `fail` when the body is too slow; `received` gives undefined while the server is the slow one. */
function supervise(request: FastifyRequest, received: () => number | undefined, fail: () => void): () => void {
  const { bodyDeadlineMs = BODY_DEADLINE_MS, bodyMinimumBytesPerSecond = 0 } = request.route.config
  const leastPerTick = (bodyMinimumBytesPerSecond * TICK_MS) / 1_000
  const deadline = setTimeout(fail, bodyDeadlineMs)
  let before = 0
  const look = (): void => {
    const bytes = received()
    if (bytes !== undefined && bytes - before < leastPerTick) fail()
    before = bytes ?? before
  }
  const ticks = leastPerTick > 0 ? setInterval(look, TICK_MS) : undefined
  return () => {
    clearTimeout(deadline)
    clearInterval(ticks)
  }
}

/**
 * The whole body, within the limit and the deadline of its route.
 * @throws ApiError `body-too-large`, `request-timeout` or `incomplete-body`
 */
export function readBody(request: FastifyRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    collectBody(request, (error, bytes) => (bytes === undefined ? reject(error) : resolve(bytes)))
  })
}

/** `readBody` with a callback: every match passes here, and a promise costs it a few microseconds. */
export function collectBody(request: FastifyRequest, done: (error: ApiError | null, bytes?: Buffer) => void): void {
  const { raw, route } = request
  const length = Number(raw.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  const chunks: Buffer[] = []
  let size = 0
  let isDone = false
  let stop: (() => void) | undefined
  if (length !== Number.POSITIVE_INFINITY && length > route.bodyLimit) {
    done(new ApiError('body-too-large'))
    return
  }

  function finish(error: ApiError | null): void {
    isDone = true
    stop?.()
    raw.off('data', onData).off('end', onEnd).off('close', onClose)
    const [first] = chunks
    if (error !== null) done(error)
    else done(null, chunks.length === 1 ? first : Buffer.concat(chunks, size))
  }
  function onData(chunk: Buffer): void {
    size += chunk.length
    if (size > route.bodyLimit) finish(new ApiError('body-too-large'))
    else chunks.push(chunk)
  }
  const onEnd = (): void => finish(null)
  const onClose = (): void => finish(new ApiError('incomplete-body'))
  raw.on('data', onData).on('end', onEnd).on('close', onClose)

  // Mostly the body came with the headers, and is read before this tick: then no timer is needed.
  process.nextTick(() => {
    if (isDone || size >= length) return
    stop = supervise(
      request,
      () => size,
      () => finish(new ApiError('request-timeout')),
    )
  })
}

/**
 * The body as a stream, for imports that are larger than memory: the same limits as `readBody`, as errors of the
 * stream. A reader that is slow itself is not held against the client.
 */
export function bodyStream(request: FastifyRequest): Readable {
  const { raw, route } = request
  let size = 0
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > route.bodyLimit) done(new ApiError('body-too-large'))
      else done(null, chunk)
    },
  })
  const fail = (error: ApiError): void => {
    raw.unpipe(body)
    body.destroy(error)
  }
  const received = () => (body.writableNeedDrain ? undefined : size)
  const stop = supervise(request, received, () => fail(new ApiError('request-timeout')))
  const onBroken = (): void => {
    if (!raw.complete) fail(new ApiError('incomplete-body'))
  }
  raw.once('error', onBroken).once('close', onBroken)
  body.once('close', stop)
  if (Number(raw.headers['content-length'] ?? 0) > route.bodyLimit) body.destroy(new ApiError('body-too-large'))
  else raw.pipe(body)
  return body
}
