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

/** One line for each request, when it is answered, in place of the framework's lines. */
export function requestLog(): LogController {
  const nothing = (): void => {}
  return Object.assign(new LogController({ requestIdLogLabel: 'requestId' }), {
    incomingRequest: nothing,
    routeNotFound: nothing,
    serviceUnavailable: nothing,
    requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply) {
      const { activityId } = request.route.config
      const line = {
        method: request.method,
        route: request.route.url ?? 'unmatched',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        ...traceOf(request.traceparent),
        ...(activityId && { activityId }),
      }
      if (error) request.log.warn({ ...line, err: error }, 'response broken off')
      else request.log.info(line, 'request')
    },
    defaultErrorLog: logFault,
    streamError: logFault,
    writeHeadError: logFault,
    serializerError: logFault,
  })
}

function logFault(error: Error, request: FastifyRequest): void {
  request.log.error({ err: error }, 'reply failed')
}
