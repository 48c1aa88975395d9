import type { InjectOptions } from 'fastify'
import { descriptionOf } from '../../src/http/openapi.js'
import { aReportWithFaults } from './a-report.js'
import type { AppUnderTest } from './an-app.js'

export interface DescribedParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: { readonly type?: string; readonly examples?: readonly unknown[] }
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** An operation of an API description, as calls need it. */
export interface DescribedOperation {
  readonly operationId: string
  readonly method: string
  /** What stands in an address before the path, such as `/v1`. */
  readonly base: string
  readonly path: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters: readonly DescribedParameter[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        {
          readonly schema: object
          readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>
        }
      >
    >
  }
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly headers?: Readonly<Record<string, unknown>> }>
  >
}

type Written = Omit<DescribedOperation, 'parameters' | 'security' | 'method' | 'base' | 'path'> & {
  readonly parameters?: readonly (DescribedParameter | { readonly $ref: string })[]
  readonly security?: readonly object[]
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>
  readonly components: { readonly parameters: Readonly<Record<string, DescribedParameter>> }
}

/** Ids of operations that are asked with POST and change nothing. */
export const pureOperations: ReadonlySet<string> = new Set(['match'])

/** Ids of operations that start and end work, and change nothing that is kept. */
export const workOperations: ReadonlySet<string> = new Set(['startProof', 'cancelProof'])

/** An API of the app: the name of its description, and what its addresses begin with. */
export interface Api {
  readonly decorator: string
  readonly base: string
}

const ownApi: Api = { decorator: 'swagger', base: '/v1' }

/** Ids of operations that need work that is done, which nobody waits for here. */
export const lateOperations: ReadonlySet<string> = new Set(['getProofPage'])

/** All operations that the app describes, with their parameters in place. */
export async function describedOperations(
  { server }: Pick<AppUnderTest, 'server'>,
  { decorator, base } = ownApi,
): Promise<DescribedOperation[]> {
  await server.ready()
  const { paths, components } = descriptionOf(server, decorator) as Description
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], security = [], ...operation }]) => ({
      ...operation,
      security,
      parameters: parameters.map((given) => ('$ref' in given ? components.parameters[afterSlash(given.$ref)]! : given)),
      method,
      base,
      path,
    })),
  )
}

export function examplesOf({ example, examples = {}, schema }: DescribedParameter): unknown[] {
  const named = Object.values(examples).map(({ value }) => value)
  return [...(example === undefined ? [] : [example]), ...named, ...(schema.examples ?? [])]
}

/** What no description can know: the address of a bundle says what is in it, and that of a proof is drawn. */
export async function runTimeParameters(
  app: Pick<AppUnderTest, 'ask' | 'edit' | 'adminKey' | 'rooms'>,
): Promise<Readonly<Record<string, string>>> {
  const { bundleDigest } = (await app.ask('/v1/bundles/geldzorgen-noord')).json()
  const { id } = (await app.edit('POST', '/v1/proofs', { questionSet: 'geldzorgen-noord' })).json()
  const headers = { authorization: `Bearer ${app.adminKey}` }
  await app.ask({ method: 'DELETE', url: `/v1/proofs/${id}`, headers })
  await app.rooms.keepProof({ ...aReportWithFaults, questionSet: 'mokummatch-2022', release: 1 })
  return { bundleDigest, proof: id }
}

export interface CallOptions {
  readonly body?: unknown
  /** Of the body; JSON where absent. */
  readonly mediaType?: string
  /** By name; a required one that is not given is its first example. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** That of the administrator where absent. */
  readonly key?: string
}

/**
 * The call that the explorer would send. What changes a version has read it before, or says that there is none.
 */
export async function callOf(
  app: AppUnderTest,
  { method, base, path, parameters: all, security }: DescribedOperation,
  { body, mediaType = 'application/json', parameters = {}, key = app.adminKey }: CallOptions = {},
): Promise<InjectOptions> {
  const query = new URLSearchParams()
  let url = `${base}${path}`
  for (const parameter of all) {
    const { name, required } = parameter
    const value = parameters[name] ?? (required ? examplesOf(parameter)[0] : undefined)
    if (value === undefined) continue
    if (parameter.in === 'path') url = url.replace(`{${name}}`, encodeURIComponent(String(value)))
    else for (const one of [value].flat()) query.append(name, String(one))
  }
  const isConditional = all.some(({ name }) => name === 'If-Match')
  const etag = isConditional ? await etagOf(app, url) : undefined
  const precondition = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': String(etag) }
  return {
    method: method.toUpperCase() as 'GET',
    url: query.size > 0 ? `${url}?${query}` : url,
    headers: {
      ...(security.length > 0 && { authorization: `Bearer ${key}` }),
      ...(isConditional && precondition),
      ...(body !== undefined && { 'content-type': mediaType }),
    },
    ...(body !== undefined && { payload: body as object }),
  }
}

/** The tag of what stands at an address: of itself, or as the list has it. */
async function etagOf(app: AppUnderTest, url: string): Promise<unknown> {
  const { headers } = await app.edit('GET', url)
  if (headers.etag !== undefined) return headers.etag
  const { items = [] } = (await app.edit('GET', url.slice(0, url.lastIndexOf('/')))).json()
  const id = afterSlash(url)
  return items.find(({ document }: { readonly document?: { readonly id: string } }) => document?.id === id)?.etag
}

function afterSlash(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
