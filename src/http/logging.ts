import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { LoggerOptions } from 'pino'
import { traceOf } from './response-headers.js'

/** Text of the route that answers, such as `POST /v1/matches`; never the address itself, which can hold a secret. */
export function routeOf(request: FastifyRequest): string {
  const { url } = request.route
  return url === undefined ? 'unmatched' : `${request.method} ${url}`
}

/**
 * How the service logs: serializers are lists of what may be seen, so that an object of the framework that ends up in
 * a line shows no address, header, body or query. An error shows its name, code and frames but not its message, which
 * may quote what came in.
 */
export function loggerOptions(level: string): LoggerOptions {
  return {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method }),
      res: (reply: FastifyReply) => ({ status: reply.statusCode }),
      err: describeError,
    },
    hooks: {
      logMethod(args, method) {
        const [first, second] = args as unknown[]
        const isBare = second === undefined && typeof first === 'object' && first !== null
        if (first instanceof Error) method.call(this, { err: first }, isBare ? 'error' : String(second))
        else if (isBare && 'err' in first) method.call(this, first, 'error')
        else method.apply(this, args)
      },
    },
  }
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  const stack = error.stack ?? ''
  const end = stack.indexOf(error.message) + error.message.length
  const frames = stack
    .slice(end)
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => line.trim())
  const code = 'code' in error && /^[\w-]{1,64}$/.test(String(error.code)) ? String(error.code) : undefined
  return { name: error.name, code, frames, ...(error.cause !== undefined && { cause: describeError(error.cause) }) }
}

/** One line for each request that is answered, in place of the framework's lines. */
export function requestLog(): LogController {
  const nothing = (): void => {}
  return Object.assign(new LogController({ requestIdLogLabel: 'requestId' }), {
    incomingRequest: nothing,
    routeNotFound: nothing,
    serviceUnavailable: nothing,
    requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply) {
      request.isLogged = true
      const line = lineOf(request, reply, reply.statusCode)
      if (error) request.log.warn({ ...line, err: error }, 'response broken off')
      else request.log.info(line, 'request')
    },
    defaultErrorLog: logFault,
    streamError: logBrokenStream,
    writeHeadError: logFault,
    serializerError: logFault,
  })
}

/** What proxies log of a request that nobody waited for. */
const HUNG_UP = 499

/**
 * Gives who hangs up before the reply a line too: the framework logs replies, and waits for the end of this one for ever.
 * One that was sent has its line from the framework, which can come after the close: when all that follows it was done.
 */
export function logHangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => {
    if (!request.isLogged && !reply.raw.writableFinished) request.log.info(lineOf(request, reply, HUNG_UP), 'request')
  })
}

function lineOf(request: FastifyRequest, reply: FastifyReply, status: number): object {
  const { url, config } = request.route
  return {
    method: request.method,
    route: url ?? 'unmatched',
    status,
    ms: Math.round(reply.elapsedTime * 100) / 100,
    ...traceOf(request.traceparent),
    ...(config.activityId && { activityId: config.activityId }),
  }
}

/** Who hangs up in the middle of a reply has a line of its own, and is no fault. */
function logBrokenStream(error: NodeJS.ErrnoException, request: FastifyRequest): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') logFault(error, request)
}

function logFault(error: Error, request: FastifyRequest): void {
  request.log.error({ err: error }, 'reply failed')
}
