import type { InjectOptions } from 'fastify'
import t from 'tap'
import { readSdkFiles } from '../../src/sdk-files/sdk-files.js'
import { anApp, type Reply } from '../helpers/an-app.js'
import {
  callOf,
  type DescribedOperation,
  describedOperations,
  lateOperations,
  pureOperations,
  runTimeParameters,
} from '../helpers/described-calls.js'
import { faultsOfHabits } from '../helpers/habits.js'
import { raw } from '../http/a-server.js'

// What the NL API Design Rules ask of a running service, and no linter of a description can see, for each operation.
// docs/api-design-rules.md names these tests.

const partner = 'https://buurtteams.example.org'
const stranger = 'https://stranger.example.org'
const exposed = 'API-Version, X-Request-Id, traceparent, Retry-After, ETag'
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

const app = await anApp(t, { env: { PUBLIC_URL: 'https://mokum.example.org' } })
const operations = await describedOperations(app)
const paths = new Set(operations.map(({ path }) => path))
const reading = operations.filter(({ method }) => method === 'get')
const parameters = await runTimeParameters(app)
const document = app.server.swagger() as unknown as {
  readonly openapi: string
  readonly info: { readonly version: string; readonly contact: Record<string, string> }
  readonly servers: readonly { readonly url: string }[]
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}
// Names of the Algorithm Register are those of its standard.
const { AlgorithmDescription: _, ...schemas } = document.components.schemas
const ownNames = { ...document, components: { schemas } }
// So that there is one of everything to read.
t.before(async () => {
  for (const operation of operations.filter(({ operationId }) => operationId.startsWith('create'))) {
    const { statusCode, body } = await app.ask(await goodCall(operation))
    if (statusCode !== 201) throw new Error(`${operation.operationId}: ${statusCode} ${body}`)
  }
})

interface GoodCall extends InjectOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** The call of the explorer, with the first example of a body. */
async function goodCall(operation: DescribedOperation): Promise<GoodCall> {
  const [example] = Object.values(operation.requestBody?.content['application/json']?.examples ?? {})
  const call = await callOf(app, operation, { body: example?.value, parameters })
  return { ...call, url: String(call.url), headers: call.headers as GoodCall['headers'] }
}

function needsKey({ security }: DescribedOperation): boolean {
  return security.length > 0 && security.every((way) => 'key' in way)
}

/** Which websites may call an operation: of what is published any, of the match those of partners. */
function crossOriginOf(operation: DescribedOperation): 'anybody' | 'partners' | 'nobody' {
  if (pureOperations.has(operation.operationId)) return 'partners'
  return needsKey(operation) ? 'nobody' : 'anybody'
}

type Place = readonly [where: string, code: string]

/** In what a reply differs from the problem with this code, at just these places where they are given. */
function faultsOfRefusal(reply: Reply, code: string, places?: readonly Place[]): string[] {
  const { code: given, errors = [] } = reply.body === '' ? { code } : reply.json()
  const named = errors.map(({ pointer, parameter, code }: Record<string, string>) => [pointer ?? parameter, code])
  return [
    ...(given === code ? [] : [`${given} instead of ${code}`]),
    ...(places === undefined || JSON.stringify(named) === JSON.stringify(places) ? [] : [JSON.stringify(named)]),
    ...faultsOfHabits(reply),
  ]
}

/** All that is wrong by itself, whatever the operation does: what comes, and how it is refused. */
async function wrongCalls(operation: DescribedOperation): Promise<[InjectOptions, code: string, places?: Place[]][]> {
  const good = await goodCall(operation)
  const { url, headers } = good
  const [path = ''] = url.split('?')
  const query = url.includes('?') ? '&' : '?'
  const json = { ...headers, 'content-type': 'application/json' }
  const calls: [InjectOptions, code: string, places?: Place[]][] = [
    [{ ...good, url: `${url}${query}surprise=1` }, 'invalid-request', [['surprise', 'unknown-parameter']]],
    [{ ...good, url: `${url}${query}language=%ff` }, 'invalid-url'],
    [{ ...good, url: `${path}/%zz` }, 'invalid-url'],
    [{ ...good, url: `${path}/` }, 'not-found'],
  ]
  const tooLong = operation.path.replaceAll(/\{\w+\}/g, 'a'.repeat(129))
  if (tooLong !== operation.path) calls.push([{ ...good, url: `/v1${tooLong}` }, 'url-too-long'])
  if (operation.requestBody === undefined) {
    calls.push([{ ...good, headers: json, payload: '{}' }, 'invalid-request', [['', 'unknown-field']]])
  } else {
    const broken = operation.operationId === 'importDocuments' ? 'invalid-import' : 'invalid-json'
    calls.push(
      [{ ...good, headers: json, payload: '{' }, broken, [['', 'syntax']]],
      [{ ...good, headers: json, payload: '' }, broken, [['', 'empty-body']]],
      [{ ...good, headers: { ...json, 'content-length': '999999999999' }, payload: '{}' }, 'body-too-large'],
      [{ ...good, headers: { ...headers, 'content-type': 'text/plain' } }, 'unsupported-media-type'],
      [{ ...good, headers: { ...json, 'content-encoding': 'gzip' } }, 'unsupported-media-type'],
    )
  }
  const { authorization, 'if-match': _match, 'if-none-match': _create, ...bare } = headers
  if (needsKey(operation)) {
    calls.push(
      [{ ...good, headers: bare }, 'unauthenticated'],
      [{ ...good, headers: { ...headers, authorization: 'Bearer nobody' } }, 'unauthenticated'],
    )
  }
  const keyed = authorization === undefined ? bare : { ...bare, authorization }
  const { 412: failed, 428: required } = operation.responses
  if (required !== undefined) calls.push([{ ...good, headers: keyed }, 'precondition-required'])
  if (failed !== undefined) calls.push([{ ...good, headers: { ...keyed, 'if-match': '"0"' } }, 'precondition-failed'])
  return calls
}

t.test('a call that is wrong in any way is refused with its status, as a problem with all members', async (t) => {
  const seen = new Set<number>()
  for (const operation of operations) {
    for (const [call, code, places] of await wrongCalls(operation)) {
      const reply = await app.ask(call)
      seen.add(reply.statusCode)
      t.same(faultsOfRefusal(reply, code, places), [], `${operation.operationId}: ${code}`)
    }
  }
  t.same([...seen].sort(), [400, 401, 404, 412, 413, 414, 415, 428])
})

t.test('a method that an address does not have is refused with those that it has', async (t) => {
  for (const path of paths) {
    const own = operations.filter((operation) => operation.path === path)
    const described = own.map(({ method }) => method.toUpperCase())
    const isRead = described.includes('GET')
    const isShared = own.some((operation) => crossOriginOf(operation) !== 'nobody')
    const all = [...described, ...(isRead ? ['HEAD'] : []), ...(isShared ? ['OPTIONS'] : [])]
    const url = `/v1${path.replaceAll(/\{\w+\}/g, '1')}`
    for (const method of methods.filter((method) => !all.includes(method))) {
      const reply = await app.ask({ method: method as 'GET', url })
      t.same(faultsOfRefusal(reply, 'method-not-allowed'), [], `${method} ${path}`)
      t.same(String(reply.headers.allow).split(', ').sort(), all.sort(), `${method} ${path}`)
    }
  }
})

t.test('what is published any website may read, partners may match, and no website may do more', async (t) => {
  for (const operation of operations) {
    const good = await goodCall(operation)
    const method = operation.method.toUpperCase()
    const meant = crossOriginOf(operation)
    for (const origin of [partner, stranger, undefined]) {
      const from = origin === undefined ? {} : { origin }
      const asked = { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' }
      const preflight = await app.ask({ method: 'OPTIONS', url: good.url, headers: { ...asked, ...from } })
      // A call that is refused says the same of origins, and changes nothing.
      const url = `${good.url.split('?')[0]}?surprise=1`
      const call = await app.ask({ ...good, url, headers: { ...good.headers, ...from } })
      const known = meant === 'partners' && origin === partner ? partner : undefined
      const allowed = meant === 'anybody' ? '*' : known
      const what = `${operation.operationId} from ${origin}`
      for (const { headers } of [preflight, call]) {
        t.equal(headers['access-control-allow-origin'], allowed, what)
        t.equal(headers['access-control-expose-headers'], allowed && exposed, what)
        t.equal(headers['access-control-allow-credentials'], undefined, what)
        t.notMatch(String(headers['access-control-allow-headers'] ?? ''), /authorization|\*/i, what)
        t.equal(headers.vary, meant === 'partners' ? 'Origin' : undefined, what)
      }
      const open = String(preflight.headers['access-control-allow-methods'] ?? '').split(', ')
      t.equal(open.includes(method), allowed !== undefined, what)
    }
  }
})

t.test('only what is published may be kept by a cache', async (t) => {
  for (const operation of reading) {
    const { headers } = await app.ask(await goodCall(operation))
    const isPublished = !needsKey(operation) && operation.operationId !== 'getProblemType'
    t.match(headers['cache-control'], isPublished ? /^public, max-age=/ : /^no-store$/, operation.operationId)
  }
})

t.test('pages, files and all addresses beside the API have the habits of its replies', async (t) => {
  const page = (await app.ask('/docs')).body
  const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
  const sdk = [...readSdkFiles().keys()].map((path) => `/sdk/${path}`)
  const urls = ['/docs', '/docs/json', '/health/live', '/health/ready', '/.well-known/security.txt', ...assets, ...sdk]
  for (const url of urls) {
    const reply = await app.ask({ url, headers: { origin: partner } })
    t.equal(reply.statusCode, 200, url)
    t.same(faultsOfHabits(reply), [], url)
    t.equal(reply.headers['access-control-allow-origin'], url.startsWith('/sdk/') ? '*' : undefined, url)
  }
  t.ok(assets.length > 5 && sdk.length > 0)
  const files = ['nothing.js', '..%2f..%2fpackage.json', '..%5c..%5cpackage.json', '%00'].map(
    (name) => `/docs/static/${name}`,
  )
  const none = ['/v1', '/v1/', '/docs/', '/docs/nothing', '/sdk/0.0.0/nothing.js', '/capacity/nothing', '/none']
  const missing = [...none, ...files]
  for (const url of ['/', '/docs/static/index.html']) {
    const reply = await app.ask({ url, headers: { origin: partner } })
    t.match(reply, { statusCode: 302, headers: { location: '/docs' } }, url)
    t.same(faultsOfHabits(reply), [], url)
  }
  for (const url of missing) {
    const reply = await app.ask({ url, headers: { origin: partner } })
    t.equal(reply.statusCode, 404, url)
    t.same(faultsOfHabits(reply), [], url)
  }
})

t.test('what is no good HTTP request is answered with the same habits, on a real socket', async (t) => {
  const port = await app.listen()
  const host = 'Host: mokum.example.org\r\n'
  const close = 'Connection: close\r\n\r\n'
  const long = 'x'.repeat(9_000)
  const requests: Record<string, [status: number, text: string]> = {
    'no HTTP': [400, 'garbage\r\n\r\n'],
    'no host': [400, `GET /v1/services HTTP/1.1\r\n${close}`],
    'too large headers': [431, `GET /v1/services HTTP/1.1\r\n${host}X-Long: ${long}\r\n\r\n`],
    'an expectation': [417, `POST /v1/matches HTTP/1.1\r\n${host}Expect: tea\r\n${close}`],
    'bytes that are no text': [400, `GET /v1/%zz HTTP/1.1\r\n${host}${close}`],
  }
  for (const [what, [status, text]] of Object.entries(requests)) {
    const { headers, body, status: statusCode } = await raw(port, [text])
    t.equal(statusCode, status, what)
    t.same(faultsOfHabits({ statusCode, headers, body }), [], what)
  }
})

t.test('whoever asks too often is told so by every operation', async (t) => {
  const busy = await anApp(t, { env: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1' } })
  await busy.ask('/v1/services')
  for (const operation of operations) {
    const good = await goodCall(operation)
    const { authorization: _, ...headers } = good.headers
    const reply = await busy.ask({ ...good, headers })
    t.same(faultsOfRefusal(reply, 'rate-limited'), [], operation.operationId)
  }
})

t.test('reading changes nothing, and a HEAD is a GET without a body', async (t) => {
  const state = async () => ({
    events: (await app.edit('GET', '/v1/audit-events')).json(),
    drafts: (await app.edit('GET', '/v1/exports')).json(),
  })
  const before = await state()
  for (const operation of reading) {
    if (lateOperations.has(operation.operationId)) continue
    const call = await goodCall(operation)
    const { statusCode, body, headers } = await app.ask(call)
    const head = await app.ask({ ...call, method: 'HEAD' })
    const type = headers['content-type']
    t.match(head, { statusCode, body: '', headers: { 'content-type': type } }, operation.operationId)
    if (statusCode === 200) t.equal((await app.ask(call)).body, body, operation.operationId)
  }
  t.same(await state(), before)
})

t.test(
  'paths are nouns in kebab-case, collections in the plural, and just openapi.json has an extension',
  async (t) => {
    const verb =
      /^(add|check|create|delete|discard|do|export|find|get|import|list|make|match|publish|put|remove|replay|revoke|rotate|run|search|set|update|verify)$/
    for (const path of paths) {
      const segments = path.split('/').slice(1)
      for (const [index, segment] of segments.entries()) {
        if (segment.startsWith('{')) continue
        if (path !== '/openapi.json') t.match(segment, /^[a-z0-9]+(-[a-z0-9]+)*$/, path)
        t.notMatch(segment, verb, path)
        if (segments[index + 1]?.startsWith('{')) t.match(segment, /s$/, `${path}: ${segment} is a collection`)
      }
      const isCollection = operations.some((own) => own.path === path && own.operationId.startsWith('list'))
      if (isCollection) t.match(segments.at(-1), /s$/, path)
    }
  },
)

t.test('query keys, path parameters and properties are in camelCase', async (t) => {
  const camelCase = /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/
  for (const { operationId, parameters } of operations) {
    for (const { name } of parameters.filter((parameter) => parameter.in !== 'header'))
      t.match(name, camelCase, operationId)
  }
  const names = new Set([...propertiesIn(ownNames)].map(([name]) => name))
  t.ok(names.size > 100)
  for (const name of names) t.match(name, camelCase)
})

t.test('the version in the address, the header and the description is one, and somebody can be reached', async (t) => {
  const { openapi, info, servers } = document
  t.match(openapi, /^3\.1\.\d$/)
  t.match(info.version, /^\d+\.\d+\.\d+$/)
  t.same(servers, [{ url: `https://mokum.example.org/v${info.version.split('.')[0]}` }])
  t.match(info.contact, { name: /./, email: /@/, url: /^https:/ })
  const { headers, body } = await app.ask({ url: '/v1/openapi.json', headers: { origin: stranger } })
  t.match(headers, { 'api-version': info.version, 'access-control-allow-origin': '*' })
  t.same(JSON.parse(body), document)
})

t.test('a property that is an instant or a day says so, and so does what it holds', async (t) => {
  for (const [name, schema] of propertiesIn(ownNames)) {
    const formats = formatsOf(schema)
    t.notOk(formats.includes('time') || formats.includes('date-time-local'), name)
    // Hours of a service are times of day: docs/api-design-rules.md says why they have no format.
    if (/^at$|At$/.test(name) && !/^(opens|closes)At$/.test(name)) t.same(formats, ['date-time'], name)
    if (/On$|^until$|[dD]ate$/.test(name)) t.same(formats, ['date'], name)
  }
  const held = new Set<string>()
  for (const operation of reading.filter(({ operationId }) => operationId !== 'getOpenApi')) {
    const { body } = await app.ask(await goodCall(operation))
    for (const [value] of body.matchAll(/(?<=")\d{4}-\d\d-\d\d[^"\s]*(?=")/g)) held.add(value)
  }
  t.ok(held.size > 10)
  for (const value of held) t.match(value, /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/)
})

t.test('an instant may come with any offset, and goes out in UTC', async (t) => {
  const create = (id: string, expiresAt: string) =>
    app.edit('POST', '/v1/keys', { id, name: id, scopes: ['publish'], expiresAt })
  const east = '2035-09-01T09:30:00+02:00'
  t.match((await create('east', east)).json().key, { expiresAt: '2035-09-01T07:30:00.000Z' })
  const west = (await create('west', '2035-09-01T07:30:00.5-03:30')).json()
  t.match(west.key, { expiresAt: '2035-09-01T11:00:00.500Z' })
  const link = { label: 'Balie', expiresAt: east }
  const made = await app.edit('POST', '/v1/services/buurtteam-noord/capacity-links', link)
  t.match(made.json().link, { expiresAt: '2035-09-01T07:30:00.000Z' })
  const wrong = {
    '2035-09-01': 'wrong-format',
    '2035-09-01T09:30:00': 'wrong-format',
    '2035-09-01T09:30:00-00:00': 'wrong-format',
    '2035-09-01t09:30:00z': 'wrong-format',
    '2035-12-31T23:59:60Z': 'out-of-range',
    '9999-12-31T23:59:59-01:00': 'out-of-range',
  }
  for (const [given, code] of Object.entries(wrong)) {
    t.match((await create('wrong', given)).json().errors, [{ pointer: '/expiresAt', code }], given)
  }
})

/** All properties of all schemas in a part of the description, by name. */
function* propertiesIn(part: object): Generator<readonly [name: string, schema: object]> {
  for (const [name, value] of Object.entries(part)) {
    if (typeof value !== 'object' || value === null || name === 'example' || name === 'examples') continue
    if (name === 'properties') yield* Object.entries(value) as [string, object][]
    yield* propertiesIn(value)
  }
}

/** The formats of a schema, or of what it may be. */
function formatsOf(schema: object): string[] {
  const { format, anyOf = [] } = schema as { readonly format?: string; readonly anyOf?: readonly object[] }
  return format === undefined ? anyOf.flatMap(formatsOf) : [format]
}
