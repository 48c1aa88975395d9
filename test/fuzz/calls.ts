import fc, { type Arbitrary } from 'fast-check'
import type { InjectOptions } from 'fastify'
import type { DescribedOperation } from '../helpers/described-calls.js'
import { type Broken, breaksOf } from './breaks.js'
import { hostileBodies, hostileHeaders, hostilePieces, hostileQueries, hostileTexts } from './hostile.js'
import { createValidValues, type Schema, type Vocabulary } from './schema-arbitraries.js'

/** A call, and what has to come of it where its key lets it in. */
export interface FuzzedCall {
  readonly request: InjectOptions
  /** `taken`: not refused for its shape; `refused`: not carried out; `anything`: nobody knows. */
  readonly expected: 'taken' | 'refused' | 'anything'
  readonly what: string
}

/** Values of a parameter with which there is something to find; undefined where its schema says enough. */
export type ParameterValues = (operation: DescribedOperation, name: string) => Arbitrary<unknown> | undefined

export interface CallsOptions extends Vocabulary {
  readonly parameter: ParameterValues
  /** Keys of the administrator, and of somebody with a scope that few operations need. */
  readonly keys: { readonly admin: string; readonly other: string }
}

/** What stands in the address, the headers and the body. */
interface Parts {
  readonly path: Readonly<Record<string, string>>
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

const json = 'application/json'
const absent = fc.constant(undefined)

/** Calls of an operation: as it is described, with one thing broken, and hostile. */
export function createCalls(options: CallsOptions): (operation: DescribedOperation) => Arbitrary<FuzzedCall> {
  const valid = createValidValues(options)

  function partsOf(operation: DescribedOperation): Arbitrary<Parts> {
    const { parameters } = operation
    const valuesOf = ({ name, schema }: DescribedOperation['parameters'][number]) =>
      options.parameter(operation, name) ?? valid(schema as Schema)
    const inPath = parameters.filter((parameter) => parameter.in === 'path')
    const inQuery = parameters.filter((parameter) => parameter.in === 'query')
    const path = fc.record(Object.fromEntries(inPath.map((one) => [one.name, valuesOf(one).map(String)])))
    const query = fc
      .tuple(...inQuery.map((one) => fc.oneof(absent, absent, valuesOf(one))))
      .map((values) => inQuery.flatMap(({ name }, at) => entriesOf(name, values[at])))
    const schema = bodySchemaOf(operation)
    const body = schema === undefined ? absent : valid(schema)
    return fc.tuple(path, query, headersOf(operation), body).map(([path, query, headers, body]) => ({
      path: { ...path, ...sameId(path, body) },
      query,
      headers: { ...headers, ...(body !== undefined && { 'content-type': json }) },
      ...(body !== undefined && { body }),
    }))
  }

  function headersOf({ security, parameters }: DescribedOperation): Arbitrary<Record<string, string>> {
    const { admin, other } = options.keys
    const keys = security.length === 0 ? [undefined] : [...Array(12).fill(admin), other, 'nobody', undefined]
    const names = new Set(parameters.map(({ name }) => name))
    const conditions: Record<string, string>[] = [{}]
    if (names.has('If-Match')) conditions.push({ 'if-match': '*' }, { 'if-match': '*' }, { 'if-match': '"0"' })
    if (names.has('If-None-Match')) conditions.push({ 'if-none-match': '*' })
    const onces = names.has('Idempotency-Key') ? [{}, {}, {}, { 'idempotency-key': 'again' }] : [{}]
    return fc
      .tuple(fc.constantFrom(...keys), fc.constantFrom(...conditions), fc.constantFrom(...onces))
      .map(([key, condition, once]) => ({
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...condition,
        ...once,
      }))
  }

  function broken(operation: DescribedOperation): Arbitrary<FuzzedCall> {
    const schema = bodySchemaOf(operation)
    return fc.tuple(partsOf(operation), fc.boolean(), fc.nat()).map(([parts, isBody, draw]) => {
      const inBody = isBody && schema !== undefined ? breaksOf(schema, parts.body, options.components) : []
      const wrong = inBody[draw % inBody.length]
      // It may be right all the same, where it is of another branch: whoever looks at the reply knows.
      if (wrong !== undefined) return { expected: 'anything', ...withBody(operation, parts, wrong) }
      const ways = brokenAddresses(operation, parts)
      return { expected: 'refused', ...ways[draw % ways.length]! }
    })
  }

  function hostile(operation: DescribedOperation): Arbitrary<FuzzedCall> {
    const parts = partsOf(operation)
    const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 12 }))
    const pairs = fc.array(fc.tuple(text, text), { maxLength: 4 })
    const kinds = [
      fc.tuple(parts, text).map(([parts, text]) => {
        const path = Object.fromEntries(Object.keys(parts.path).map((name) => [name, text]))
        return requestOf(operation, { ...parts, path })
      }),
      fc.tuple(parts, pairs).map(([parts, query]) => requestOf(operation, { ...parts, query })),
      fc.tuple(parts, fc.constantFrom(...hostileQueries)).map(([parts, query]) => {
        const { url, ...request } = requestOf(operation, { ...parts, query: [] })
        return { ...request, url: `${url}?${query}` }
      }),
      fc.tuple(parts, fc.constantFrom(...hostileHeaders)).map(([parts, headers]) => {
        return requestOf(operation, { ...parts, headers: { ...parts.headers, ...headers } })
      }),
    ]
    const types = Object.keys(operation.requestBody?.content ?? {})
    if (types.length > 0) {
      const payloads = fc.oneof(fc.constantFrom(...hostileBodies), fc.json(), parts.chain(spoiled))
      const body = fc.tuple(parts, payloads, fc.constantFrom(...types)).map(([parts, payload, type]) => {
        const request = requestOf(operation, parts)
        return { ...request, headers: { ...request.headers, 'content-type': type }, payload }
      })
      kinds.push(body, body, body)
    }
    return fc.oneof(...kinds).map((request) => ({ request, expected: 'anything', what: 'hostile' }))
  }

  return (operation) =>
    fc.oneof(
      {
        weight: 4,
        arbitrary: partsOf(operation).map((parts) => ({
          request: requestOf(operation, parts),
          expected: 'taken' as const,
          what: 'as described',
        })),
      },
      { weight: 3, arbitrary: broken(operation) },
      { weight: 3, arbitrary: hostile(operation) },
    )
}

function bodySchemaOf({ requestBody }: DescribedOperation): Schema | undefined {
  return requestBody?.content[json]?.schema as Schema | undefined
}

/** A document is put under its own id: mostly, so that others are seen too. */
function sameId(path: Readonly<Record<string, string>>, body: unknown): Record<string, string> {
  const { id } = (body ?? {}) as { readonly id?: unknown }
  const [name] = Object.keys(path)
  return name === undefined || typeof id !== 'string' || id.endsWith('aa') ? {} : { [name]: id }
}

function requestOf(operation: DescribedOperation, { path, query, headers, body }: Parts): InjectOptions {
  const address = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => escaped(path[name] ?? ''))
  const search = query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')
  return {
    method: operation.method.toUpperCase() as 'GET',
    url: `${operation.base}${address}${search === '' ? '' : `?${search}`}`,
    headers,
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  }
}

/** As in an address, where half a character can't stand. */
function escaped(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, ''))
}

function entriesOf(name: string, value: unknown): [string, string][] {
  return value === undefined ? [] : [value].flat().map((one) => [name, String(one)])
}

function withBody(operation: DescribedOperation, parts: Parts, { what, value }: Broken) {
  return { request: requestOf(operation, { ...parts, body: value() }), what: `a body that at ${what}` }
}

/** With a key of the query that is not described, or with one parameter that its schema does not take. */
function brokenAddresses(operation: DescribedOperation, parts: Parts) {
  const surprised: Parts = { ...parts, query: [...parts.query, ['surprise', '1']] }
  const wrong = operation.parameters.flatMap(({ name, in: place, schema }) => {
    const others = parts.query.filter(([other]) => other !== name)
    return (place === 'header' ? [] : wrongTexts(schema as Schema)).map((text) => {
      const path = place === 'path' ? { ...parts.path, [name]: text } : parts.path
      const query = place === 'query' ? [...others, [name, text] as const] : parts.query
      return { request: requestOf(operation, { ...parts, path, query }), what: `${name} is ${text.slice(0, 20)}` }
    })
  })
  return [{ request: requestOf(operation, surprised), what: 'a surprise in the query' }, ...wrong]
}

function wrongTexts(schema: Schema): string[] {
  const { type, items, pattern, minimum = 0, maximum = 1e15, maxLength = 1_000 } = schema
  if (type === 'array') return items === undefined ? [] : wrongTexts(items)
  if (type === 'integer') return ['some', '1.5', '1e1', '0x1', ' 1', `${maximum + 1}`, `${minimum - 1}`]
  if (type === 'boolean') return ['yes', 'TRUE', '2']
  if (schema.enum !== undefined) return ['no-such-word', ' ']
  const tooLong = maxLength < 128 ? ['a'.repeat(maxLength + 1)] : []
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return [...tooLong, ...['É', '!', ' '].filter((text) => form?.test(text) === false)]
}

/** A good body as text, in which a piece is cut out or put in. */
function spoiled({ body }: Parts): Arbitrary<string> {
  const text = JSON.stringify(body) ?? ''
  return fc.tuple(fc.nat(text.length), fc.nat(4), fc.constantFrom(...hostilePieces)).map(([at, cut, piece]) => {
    return text.slice(0, at) + piece + text.slice(at + cut)
  })
}
