import { isReadable, PassThrough, type Readable } from 'node:stream'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Test } from 'tap'
import type { Server } from './an-app.js'

interface Described {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Readonly<Record<string, object>>
}

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, Described>>
}

/** The parts of an API description that replies are held to. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses: Readonly<Record<string, Described>> }
}

/**
 * Holds every reply that this server gives to its own API description: the operation has this status, the media type is
 * the one that is described, the headers are there, and the body is as its schema says. What is not described (health,
 * pages) is let through; where there is no operation, the reply has to be a problem.
 *
 * @returns the operations with the statuses that came, such as `match 200`
 */
export function checkReplies(t: Test, server: Server): ReadonlySet<string> {
  const seen = new Set<string>()
  let check: ReplyCheck | undefined
  server.addHook('onSend', async (request, reply, payload) => {
    check ??= createReplyCheck(server.swagger() as unknown as Description)
    const operation = check.operationOf(request)
    const judge = (body: string): void => {
      const faults = check?.faultsOf(request, reply, body) ?? []
      if (faults.length > 0) t.fail(`${request.method} ${request.url} answers what it describes`, { faults })
    }
    if (operation !== undefined) seen.add(`${operation.operationId} ${reply.statusCode}`)
    if (!isStream(payload)) {
      judge(typeof payload === 'string' ? payload : '')
      return payload
    }
    const chunks: Buffer[] = []
    const copy = new PassThrough().on('data', (chunk: Buffer) => chunks.push(chunk))
    payload.on('end', () => judge(Buffer.concat(chunks).toString()))
    return payload.pipe(copy)
  })
  return seen
}

function isStream(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && isReadable(payload as Readable) === true
}

interface ReplyCheck {
  operationOf(request: FastifyRequest): Operation | undefined
  faultsOf(request: FastifyRequest, reply: FastifyReply, body: string): unknown[]
}

function createReplyCheck(description: Description): ReplyCheck {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }))
  ajv.addSchema(description, 'api')
  const validators = new Map<string, ValidateFunction>()
  const validatorAt = (pointer: string): ValidateFunction => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` })
    validators.set(pointer, known)
    return known
  }

  const pathOf = (request: FastifyRequest): string | undefined =>
    request.routeOptions.url?.replace(/^\/v1/, '').replaceAll(/:(\w+)/g, '{$1}')
  const methodOf = (request: FastifyRequest): string =>
    request.method === 'HEAD' ? 'get' : request.method.toLowerCase()
  const operationOf = (request: FastifyRequest): Operation | undefined =>
    description.paths[pathOf(request) ?? '']?.[methodOf(request)]

  /** Where the response of this status is described. */
  const describedAt = (request: FastifyRequest, status: number): string => {
    const operation = operationOf(request)
    if (operation === undefined) return '/components/responses/Problem404'
    const pointer = operation.responses[status]?.$ref
    return pointer?.slice(1) ?? `/paths/${escaped(pathOf(request))}/${methodOf(request)}/responses/${status}`
  }

  return {
    operationOf,
    faultsOf(request, reply, body) {
      const status = reply.statusCode
      const operation = operationOf(request)
      const isOther = request.routeOptions.url !== undefined && operation === undefined
      if (isOther && (status < 400 || request.method === 'OPTIONS')) return []
      const given = operation?.responses[status]
      if (operation !== undefined && given === undefined) return [`status ${status} is not described`]
      const response =
        given?.$ref === undefined ? given : description.components.responses[given.$ref.split('/').at(-1) ?? '']
      const media = Object.keys(response?.content ?? {})
      const faults: unknown[] = Object.keys(response?.headers ?? { 'API-Version': {} })
        .filter((name) => reply.getHeader(name) === undefined)
        .map((name) => `the header ${name} is missing`)
      const type = String(reply.getHeader('content-type') ?? '').split(';')[0]
      const expected = status >= 400 ? 'application/problem+json' : media[0]
      if (expected === undefined) return body === '' ? faults : [...faults, 'there is a body']
      if (type !== expected) faults.push(`the media type is ${type}`)
      if (request.method === 'HEAD') return faults
      const schema =
        operation === undefined
          ? '/components/schemas/Problem'
          : `${describedAt(request, status)}/content/${escaped(expected)}/schema`
      const validate = validatorAt(schema)
      if (!validate(JSON.parse(body))) faults.push(...(validate.errors ?? []))
      return faults
    },
  }
}

/** As a part of a JSON pointer in a URL fragment. */
function escaped(part = ''): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
