import { isReadable, PassThrough, type Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { descriptionOf } from '../../src/http/openapi.js'
import type { Server } from './an-app.js'
import { faultsOfHabits } from './habits.js'

interface Header {
  readonly $ref?: string
  /** Whether it always comes. */
  readonly required?: boolean
}

interface Described {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, Described>>
}

/** The parts of an API description that replies are held to. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly headers: Readonly<Record<string, Header>>
    readonly responses: Readonly<Record<string, Described>>
    readonly schemas: object
  }
}

/** The APIs that describe themselves: the path under which each is, and the name of its description. */
const bases = [
  ['/v1', 'swagger'],
  ['/hsds/v3', 'hsds'],
] as const

/** What a test is here. */
interface FailedBy {
  fail(message: string, extra: { readonly faults: readonly unknown[] }): unknown
}

/**
 * Holds every reply that this server gives to its own API description: the operation has this status, the media type is
 * the one that is described, the headers are there, and the body is as its schema says. What is not described (health,
 * pages) is let through, but for its errors: they have to be problems, or pages where people read them. All have the
 * habits that every reply has.
 *
 * @returns the operations with the statuses that came, such as `match 200`
 */
export function checkReplies(t: FailedBy, server: Server): ReadonlySet<string> {
  const seen = new Set<string>()
  const checks = new Map<string, ReplyCheck>()
  const checkOf = ({ routeOptions: { url = '' } }: FastifyRequest): ReplyCheck => {
    const [base, decorator] = bases.find(([base]) => url.startsWith(`${base}/`)) ?? bases[0]
    const check = checks.get(base) ?? createReplyCheck(descriptionOf(server, decorator) as Description, base)
    checks.set(base, check)
    return check
  }
  server.addHook('onSend', async (request, reply, payload) => {
    const check = checkOf(request)
    const operation = check.operationOf(request)
    const judge = (body: string): void => {
      const { statusCode } = reply
      const whole = { statusCode, headers: reply.getHeaders(), body: request.method === 'HEAD' ? '' : body }
      const faults = [...check.faultsOf(request, reply, body), ...faultsOfHabits(whole)]
      if (faults.length > 0) t.fail(`${request.method} ${request.url} answers what it describes`, { faults })
    }
    if (operation !== undefined) seen.add(`${operation.operationId} ${reply.statusCode}`)
    if (!isStream(payload)) {
      judge(textOf(payload, reply.getHeader('content-encoding')))
      return payload
    }
    const chunks: Buffer[] = []
    const copy = new PassThrough().on('data', (chunk: Buffer) => chunks.push(chunk))
    payload.on('end', () => judge(Buffer.concat(chunks).toString()))
    return payload.pipe(copy)
  })
  return seen
}

function textOf(payload: unknown, encoding: unknown): string {
  if (typeof payload === 'string') return payload
  if (!(payload instanceof Uint8Array)) return ''
  const decode = encoding === 'br' ? brotliDecompressSync : encoding === 'gzip' ? gunzipSync : Buffer.from
  return decode(payload).toString()
}

function isStream(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && isReadable(payload as Readable) === true
}

interface ReplyCheck {
  operationOf(request: FastifyRequest): Operation | undefined
  faultsOf(request: FastifyRequest, reply: FastifyReply, body: string): unknown[]
}

function createReplyCheck(description: Description, base: string): ReplyCheck {
  const judge = createJudge(description)

  function operationOf({ method, routeOptions }: FastifyRequest): Operation | undefined {
    const path = routeOptions.url?.replace(base, '').replaceAll(/:(\w+)/g, '{$1}') ?? ''
    return description.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  }

  /** What is described of a reply with this status; undefined where nothing is. */
  function describedReply(request: FastifyRequest, status: number): Described | undefined {
    const operation = operationOf(request)
    if (operation === undefined) return description.components.responses.Problem404
    const given = operation.responses[status]
    return given?.$ref === undefined ? given : description.components.responses[nameOf(given.$ref)]
  }

  function isRequired(header: Header): boolean {
    const whole = header.$ref === undefined ? header : description.components.headers[nameOf(header.$ref)]
    return whole?.required === true
  }

  return {
    operationOf,
    faultsOf(request, reply, body) {
      const isRoute = request.routeOptions.url !== undefined
      const isOther = isRoute && operationOf(request) === undefined
      const isPage = /^text\/html\b/.test(String(reply.getHeader('content-type')))
      if (isOther && (reply.statusCode < 400 || request.method === 'OPTIONS' || isPage)) return []
      const described = describedReply(request, reply.statusCode)
      if (described === undefined) return [`status ${reply.statusCode} is not described`]
      const headers = Object.entries(described.headers ?? {})
      const missing = headers.filter(([name, header]) => isRequired(header) && !reply.hasHeader(name))
      const content = described.content ?? {}
      const given = String(reply.getHeader('content-type') ?? '').split(';')[0] ?? ''
      const expected = Object.keys(content)
      const isJson = /[/+]json$/.test(given)
      return [
        ...missing.map(([name]) => `the header ${name} is missing`),
        ...(expected.includes(given) || (expected.length === 0 && given === '') ? [] : [`the media type is ${given}`]),
        ...(request.method === 'HEAD' ? [] : judge(content[given]?.schema, isJson ? parsed(body) : body)),
      ]
    },
  }
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1)
}

/** Where there is none, as it is. */
function parsed(body: string): unknown {
  return body === '' ? body : JSON.parse(body)
}

type Judge = (schema: object | undefined, body: unknown) => readonly unknown[]

/** Says how a body differs from its schema; without a schema there has to be no body. */
function createJudge({ components }: Description): Judge {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }))
  ajv.addFormat('yyyy-mm', true).addSchema({ components }, 'api')
  const validators = new Map<object, ValidateFunction>()
  return (schema, body) => {
    if (schema === undefined) return body === '' ? [] : ['there is a body']
    // Each schema stands by itself, so its pointers to components need the name under which those are known.
    const whole = () => JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#'))
    const validate = validators.get(schema) ?? ajv.compile(whole())
    validators.set(schema, validate)
    return validate(body) ? [] : (validate.errors ?? [])
  }
}
