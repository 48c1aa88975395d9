import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { ErrorCode } from './error-codes.js'
import { ApiError, problemBody } from './problems.js'
import { baseHeaders, continueTrace, requestIdOf } from './response-headers.js'

const parserCodes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
}

/** Node keeps the reply that is being made in its connection, and there alone. */
type Connection = Socket & { _httpMessage?: ServerResponse | null }

const waitsForReplies = new WeakSet<Socket>()

/** What came is not HTTP, or too slow: no request exists, so the problem is written straight to the socket, which closes. */
export function answerClientError(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Connection): void {
  if (waitsForReplies.has(socket)) return
  const reply = socket._httpMessage
  if (reply?.req.complete && socket.writable) {
    // What is wrong came behind a whole request: that one is answered first.
    waitsForReplies.add(socket)
    reply.once('finish', () => {
      waitsForReplies.delete(socket)
      answerClientError.call(this, error, socket)
    })
    return
  }
  const refusal = new ApiError(parserCodes[error.code ?? ''] ?? 'invalid-http')
  this.log.debug({ code: refusal.code }, 'connection refused')
  const hasAnswered = reply?.headersSent === true
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswered) socket.destroy()
  else socket.end(rawProblem(refusal), () => socket.destroy())
}

function rawProblem(refusal: ApiError): string {
  const { headers, body } = wholeProblem(refusal, {})
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${refusal.statusCode} ${STATUS_CODES[refusal.statusCode]}`, ...lines, '', body].join('\r\n')
}

function wholeProblem(refusal: ApiError, given: IncomingMessage['headers']) {
  const requestId = requestIdOf(given)
  const body = problemBody(refusal, requestId)
  const own = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': `${Buffer.byteLength(body)}`,
    connection: 'close',
  }
  return {
    body,
    headers: {
      ...baseHeaders,
      'x-request-id': requestId,
      traceparent: continueTrace(given),
      ...refusal.headers,
      ...own,
    },
  }
}

/** Node answers an `Expect` that it does not know with an empty 417. */
export function answerExpectation(request: IncomingMessage, response: ServerResponse): void {
  const refusal = new ApiError('expectation-failed')
  const { headers, body } = wholeProblem(refusal, request.headers)
  response.writeHead(refusal.statusCode, headers).end(body)
}
