import t, { type Test } from 'tap'
import { type ErrorCode, errorCodes } from '../../src/http/error-codes.js'
import { registerHealthRoutes } from '../../src/http/health-routes.js'
import { ApiError } from '../../src/http/problems.js'
import { registerSecurityTxtRoutes } from '../../src/http/security-txt-routes.js'
import type { Server } from '../../src/http/server.js'
import { faultsOfHabits } from '../helpers/habits.js'
import { aServer, canary, type Given, someRoutes } from './a-server.js'

type Injected = Awaited<ReturnType<Server['inject']>>
type Place = [where: string, code: string]

const match = { questionSet: 'noord', answers: {} }
const json = { 'content-type': 'application/json' }

/** The reply is the problem of this code, whole and with all that every reply carries. */
function isProblem(t: Test, reply: Injected, code: ErrorCode, places?: Place[]): void {
  const { status, title } = errorCodes[code]
  const problem = reply.json()
  t.equal(reply.statusCode, status, `${code} is ${status}`)
  t.match(problem, {
    type: `/v1/problems/${code}`,
    title,
    status,
    code,
  })
  if (places)
    t.same(
      problem.errors.map((place: Record<string, string>) => [place.pointer ?? place.parameter, place.code]),
      places,
    )
  t.same(faultsOfHabits(reply), [])
}

async function open(t: Test, given?: Given) {
  const { app, lines } = await aServer(given)
  t.teardown(() => app.close())
  return {
    app,
    lines,
    post: (payload: unknown, headers = {}) =>
      app.inject({ method: 'POST', url: '/v1/matches', payload: payload as string, headers: { ...json, ...headers } }),
  }
}

t.test(
  'a body that differs from its schema is refused with all places, and nothing is coerced, dropped or filled in',
  async (t) => {
    const { post } = await open(t)
    t.equal((await post(match)).statusCode, 200)
    const all = {
      questionSet: 7,
      answers: [],
      seed: null,
      without: ['a', 'a', true, 4, 'toolongforthis'],
      alternatives: '5',
      mode: 'canary',
      extra: 1,
      'my neighbour': 2,
    }
    isProblem(t, await post(all), 'invalid-request', [
      ['/extra', 'unknown-field'],
      ['', 'unknown-field'],
      ['/questionSet', 'wrong-type'],
      ['/answers', 'wrong-type'],
      ['/seed', 'wrong-type'],
      ['/without', 'too-many'],
      ['/without/2', 'wrong-type'],
      ['/without/3', 'wrong-type'],
      ['/without/4', 'too-long'],
      ['/without', 'repeated'],
      ['/alternatives', 'wrong-type'],
      ['/mode', 'not-allowed'],
    ])
    isProblem(t, await post({}), 'invalid-request', [
      ['/questionSet', 'required'],
      ['/answers', 'required'],
    ])
    isProblem(t, await post({ ...match, alternatives: 21 }), 'invalid-request', [['/alternatives', 'out-of-range']])
    isProblem(t, await post({ ...match, questionSet: 'A b' }), 'invalid-request', [['/questionSet', 'wrong-format']])
    for (const [text, expected] of [
      ['[]', 'object'],
      ['null', 'object'],
      ['7', 'object'],
    ]) {
      const reply = await post(text)
      isProblem(t, reply, 'invalid-request', [['', 'wrong-type']])
      t.match(reply.json().errors[0].detail, expected!)
    }
    const many = await post({ ...match, without: Array.from({ length: 3_000 }, () => 1) })
    t.equal(many.json().errors.length, 100)
    t.match(many.json().detail, /more are not named/)
    t.ok(many.payload.length < 20_000, 'a small body can not ask for a huge reply')
  },
)

t.test('a body that is not strict JSON is refused with its place', async (t) => {
  const { post } = await open(t)
  isProblem(t, await post('{"questionSet":"a","questionSet":"b"}'), 'invalid-json', [['/questionSet', 'duplicate-key']])
  isProblem(t, await post('{"answers":{"__proto__":{}}}'), 'invalid-json', [['/answers', 'forbidden-key']])
  isProblem(t, await post(''), 'invalid-json', [['', 'empty-body']])
  isProblem(t, await post(Buffer.from([0x22, 0xff, 0x22])), 'invalid-json', [['', 'not-utf8']])
  isProblem(t, await post('{"answers":{}'), 'invalid-json', [['', 'syntax']])
  t.equal((await post('{"questionSet":"a","answers":{"n":-0,"m":5.0}}')).statusCode, 200)
})

t.test('only the exact media type is taken, and no encoding', async (t) => {
  const { app, post } = await open(t)
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
  ]) {
    t.equal((await post(match, { 'content-type': type })).statusCode, 200, type)
  }
  for (const type of [
    'text/plain',
    'application/json;',
    'application/json\t',
    'application/json ; charset=utf-8',
    'application/json; charset=utf-16',
    'application/json; charset="utf-8"',
    'application/json, text/plain',
    'application/json; a=b',
    'application/vnd.api+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    'json',
  ]) {
    isProblem(t, await post(JSON.stringify(match), { 'content-type': type }), 'unsupported-media-type')
  }
  isProblem(
    t,
    await app.inject({ method: 'POST', url: '/v1/matches', payload: Buffer.from('{}') }),
    'unsupported-media-type',
  )
  isProblem(t, await post(match, { 'content-encoding': 'gzip' }), 'unsupported-media-type')
  isProblem(t, await app.inject({ method: 'POST', url: '/v1/matches' }), 'invalid-request', [['', 'wrong-type']])
  isProblem(t, await app.inject({ method: 'DELETE', url: '/v1/drafts/services/a', payload: {} }), 'invalid-request', [
    ['', 'unknown-field'],
  ])
  isProblem(t, await app.inject({ method: 'GET', url: '/v1/services', payload: {} }), 'invalid-request', [
    ['', 'unknown-field'],
  ])
  for (const type of [undefined, 'application/json', 'text/plain', '']) {
    const headers = type === undefined ? {} : { 'content-type': type }
    const reply = await app.inject({ method: 'DELETE', url: '/v1/drafts/services/a', headers })
    t.equal(reply.statusCode, 204, `no body of the type ${type}`)
  }
})

t.test('a route can take other media types, each exact', async (t) => {
  const { app } = await open(t, {
    routes: (server) => {
      server.register(async (scope) => {
        scope.addContentTypeParser('text/csv', async () => 'read')
        scope.post('/v1/imports', { config: { mediaTypes: ['application/json', 'text/csv'] } }, async (request) => ({
          body: request.body,
        }))
      })
    },
  })
  const send = (type: string) =>
    app.inject({ method: 'POST', url: '/v1/imports', payload: '{"a":1}', headers: { 'content-type': type } })
  t.same((await send('text/csv; charset=utf-8')).json(), { body: 'read' })
  t.same((await send('application/json')).json(), { body: { a: 1 } })
  isProblem(t, await send('text/csv; header=present'), 'unsupported-media-type')
  isProblem(t, await send('text/plain'), 'unsupported-media-type')
})

t.test('a query is read as its declared types, and takes only what is described', async (t) => {
  const { app } = await open(t)
  const get = (url: string) => app.inject({ method: 'GET', url })
  t.same((await get('/v1/services?limit=5&full=true&language=nl')).json(), { limit: 5, full: true, language: ['nl'] })
  t.same((await get('/v1/services')).json(), { limit: 50 })
  isProblem(t, await get('/v1/services?Limit=5&limit=0&full=yes'), 'invalid-request', [
    ['Limit', 'unknown-parameter'],
    ['limit', 'out-of-range'],
    ['full', 'wrong-type'],
  ])
  const twice = await get('/v1/services?limit=1&limit=x&full=true&full=true&language=nl&language=en')
  isProblem(t, twice, 'invalid-request', [
    ['limit', 'repeated'],
    ['full', 'repeated'],
  ])
  t.match(twice.json().errors[0], { detail: 'Expected it once, but it stands in the address 2 times.' })
  isProblem(t, await get('/v1/services?limit=1&limit=1&Limit=3'), 'invalid-request', [
    ['Limit', 'unknown-parameter'],
    ['limit', 'repeated'],
  ])
  isProblem(t, await get('/v1/services/a?full=true&full=true'), 'invalid-request', [['full', 'unknown-parameter']])
  for (const odd of ['1e1', '0x10', '5.0', '05', '%205', '5%0A', '%2B5', '']) {
    isProblem(t, await get(`/v1/services?limit=${odd}`), 'invalid-request', [['limit', 'wrong-type']])
  }
  isProblem(t, await get('/v1/services?__proto__=1'), 'invalid-request', [['', 'unknown-parameter']])
  isProblem(t, await get('/v1/services/a?full=true'), 'invalid-request', [['full', 'unknown-parameter']])
  isProblem(t, await get('/v1/services/A'), 'invalid-request', [['id', 'wrong-format']])
  isProblem(t, await get('/v1/services?language=%ff'), 'invalid-url')
  isProblem(t, await get('/v1/services?language=%zz'), 'invalid-url')
  const { app: other } = await aServer({ routes: () => {} })
  t.throws(
    () => other.get('/v1/open', { schema: { querystring: { type: 'object' } } }, async () => ''),
    /closed object/,
  )
})

t.test('addresses and methods that are not there are 404, 405, 414 or 400', async (t) => {
  const { app } = await open(t)
  const ask = (method: 'GET' | 'PATCH' | 'TRACE' | 'POST' | 'DELETE', url: string, payload?: string) =>
    app.inject({ method: method as 'GET', url, ...(payload && { payload, headers: json }) })
  isProblem(t, await ask('GET', '/v1/nothing'), 'not-found')
  isProblem(t, await ask('GET', '/'), 'not-found')
  isProblem(t, await ask('GET', '/v1/services/'), 'not-found')
  isProblem(t, await ask('GET', '/v1/services/a/'), 'not-found')
  isProblem(t, await ask('GET', '/docs/'), 'not-found')
  isProblem(t, await ask('GET', '/v1//services'), 'not-found')
  isProblem(t, await ask('POST', '/v1/nothing', 'not even json'), 'not-found')
  const wrong = await ask('PATCH', '/v1/services/a?x=1')
  isProblem(t, wrong, 'method-not-allowed')
  t.equal(wrong.headers.allow, 'GET, HEAD, OPTIONS')
  isProblem(t, await ask('TRACE', '/v1/services'), 'method-not-allowed')
  t.equal((await ask('POST', '/v1/drafts/services/a', '{}')).headers.allow, 'PUT, DELETE')
  isProblem(t, await ask('GET', '/v1/matches'), 'method-not-allowed')
  isProblem(t, await ask('GET', `/v1/services/${'a'.repeat(129)}`), 'url-too-long')
  isProblem(t, await ask('GET', '/v1/%zz'), 'invalid-url')
  isProblem(t, await ask('GET', '/v1/services/%ff'), 'invalid-url')
})

t.test('too large a body is 413, also without a length', async (t) => {
  const { app, post } = await open(t)
  isProblem(t, await post({ ...match, seed: 'x'.repeat(17_000) }), 'body-too-large')
  t.equal((await app.inject({ method: 'GET', url: '/v1/services' })).statusCode, 200)
})

t.test('a handler refuses with any code, and a fault says nothing but that it happened', async (t) => {
  const { app, lines } = await open(t, {
    routes: (server) => {
      someRoutes(server)
      server.get('/v1/old', async () => {
        throw new ApiError('unavailable', { detail: 'The release is being compiled.' })
      })
      server.get('/v1/mine', async () => {
        throw new ApiError('unauthenticated')
      })
      server.get('/v1/thrown', async () => {
        throw 'canary-in-a-string'
      })
      server.get('/v1/status', async () => {
        throw Object.assign(new Error('canary-in-a-status'), { statusCode: 404, code: 'FST_ERR_SOMETHING' })
      })
    },
  })
  const get = (url: string) => app.inject({ method: 'GET', url })
  const busy = await get('/v1/old')
  isProblem(t, busy, 'unavailable')
  t.match([busy.json().detail, busy.headers['retry-after']], ['The release is being compiled.', '5'])
  t.equal((await get('/v1/mine')).headers['www-authenticate'], 'Bearer')
  for (const url of ['/v1/faults', '/v1/thrown', '/v1/status']) {
    const reply = await get(url)
    isProblem(t, reply, 'internal-error')
    t.notOk(reply.headers.etag, 'what the handler set for its success is gone')
    t.notMatch(reply.payload, /canary/)
  }
  t.notMatch(lines.join(''), /canary/, 'nor do the lines repeat a message')
  t.match(lines.join(''), /"level":"error".*"name":"TypeError".*a-server/, 'but they tell where it was')
})

t.test('each kind of problem is described where its type points', async (t) => {
  const { app } = await open(t)
  for (const [code, { status, title, mend }] of Object.entries(errorCodes)) {
    t.same((await app.inject(`/v1/problems/${code}`)).json(), { code, status, title, mend })
  }
  isProblem(t, await app.inject('/v1/problems/toString'), 'not-found')
})

t.test('the request id and the trace of the caller are taken only where they are safe', async (t) => {
  const { app } = await open(t)
  const get = (headers: Record<string, string>) => app.inject({ url: '/v1/services', headers })
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const given = await get({ 'x-request-id': 'abc-DEF-123456', traceparent: trace })
  t.equal(given.headers['x-request-id'], 'abc-DEF-123456')
  t.match(given.headers.traceparent, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
  t.not(given.headers.traceparent, trace, 'the span is our own')
  for (const id of [
    'short',
    'a'.repeat(65),
    '192.168.0.1',
    'jan@example.org',
    'mmk_0123456789abcdef',
    'with space',
    'é23456789',
  ]) {
    t.match((await get({ 'x-request-id': id })).headers['x-request-id'], /^[0-9a-f-]{36}$/, id)
  }
  for (const wrong of [
    '',
    '00-abc',
    trace.toUpperCase(),
    trace.replace('00-', 'ff-'),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
    `${trace}-x`,
  ]) {
    const made = String((await get({ traceparent: wrong })).headers.traceparent)
    t.match(made, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/, wrong)
    t.notMatch(made, /4bf92f/)
  }
})

t.test(
  'other websites may read what is published, partners may match, and nothing else is told to anyone',
  async (t) => {
    const { app } = await open(t)
    const corsHeaders = (reply: Injected) =>
      Object.fromEntries(Object.entries(reply.headers).filter(([name]) => name.startsWith('access-control')))
    const expose = 'API-Version, X-Request-Id, traceparent, Retry-After, ETag'
    const preflight = (url: string, origin: string, method: string) =>
      app.inject({
        method: 'OPTIONS',
        url,
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
      })
    const call = (method: 'GET' | 'POST' | 'DELETE', url: string, origin: string, payload?: object) =>
      app.inject({ method, url, headers: { origin }, ...(payload && { payload }) })
    const [partner, stranger] = ['https://partner.example.org', 'https://stranger.example.org']
    const published = { 'access-control-allow-origin': '*', 'access-control-expose-headers': expose }
    const forPartner = { 'access-control-allow-origin': partner, 'access-control-expose-headers': expose }

    for (const url of [
      '/v1/services?limit=1',
      '/v1/services?limit=0',
      '/v1/faults',
      '/v1/openapi.json',
      '/v1/problems/none',
    ]) {
      t.same(corsHeaders(await call('GET', url, stranger)), published, url)
    }
    for (const payload of [match, { questionSet: 1 }]) {
      const allowed = await call('POST', '/v1/matches', partner, payload)
      t.same(corsHeaders(allowed), forPartner)
      t.equal(allowed.headers.vary, 'Origin')
      const refused = await call('POST', '/v1/matches', stranger, payload)
      t.same(corsHeaders(refused), {})
      t.equal(refused.headers.vary, 'Origin')
    }
    t.same(corsHeaders(await app.inject({ method: 'POST', url: '/v1/matches', payload: match })), {})
    t.match(await preflight('/v1/matches', partner, 'POST'), {
      statusCode: 204,
      headers: {
        ...forPartner,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': /Content-Type/,
        'access-control-max-age': '7200',
      },
    })
    t.match(await preflight('/v1/services?limit=1', stranger, 'GET'), { statusCode: 204, headers: published })
    for (const [url, origin, method] of [
      ['/v1/matches', stranger, 'POST'],
      ['/v1/matches', partner, 'DELETE'],
      ['/v1/drafts/services/a', partner, 'PUT'],
      ['/v1/nothing', partner, 'GET'],
      ['/health/live', partner, 'GET'],
    ]) {
      t.same(corsHeaders(await preflight(url!, origin!, method!)), {}, `${method} ${url} from ${origin}`)
    }
    for (const url of ['/v1/nothing', '/docs', '/capacity/abc'])
      t.same(corsHeaders(await call('GET', url, partner)), {}, url)
    t.same(corsHeaders(await call('DELETE', '/v1/drafts/services/a', partner)), {})
  },
)

t.test('calls are limited by address without a key and by key with a valid one', async (t) => {
  const { app, lines } = await open(t, {
    trustProxy: ['10.0.0.9'],
    rateLimits: {
      anonymousPerMinute: 3,
      keyPerMinute: 5,
      identifyKey: async ({ headers }) =>
        headers.authorization?.startsWith('Bearer good') ? headers.authorization : undefined,
    },
    routes: (server) => {
      someRoutes(server)
      registerHealthRoutes(server, { isReady: () => true })
    },
  })
  const taken = async (calls: number, remoteAddress: string, headers = {}, url = '/v1/services') => {
    const replies = await Promise.all(Array.from({ length: calls }, () => app.inject({ url, remoteAddress, headers })))
    return replies.filter(({ statusCode }) => statusCode !== 429).length
  }
  t.equal(await taken(4, '10.0.0.1'), 3)
  const refused = await app.inject({ url: '/v1/services', remoteAddress: '10.0.0.1' })
  isProblem(t, refused, 'rate-limited')
  t.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 60)
  t.equal(refused.headers['access-control-allow-origin'], '*')
  t.equal(
    await taken(4, '10.0.0.1', { 'x-forwarded-for': '1.2.3.4' }),
    0,
    'a header of a stranger gives no new address',
  )
  t.equal(await taken(4, '10.0.0.9', { 'x-forwarded-for': '1.2.3.4' }), 3, 'one of a trusted proxy does')
  t.equal(await taken(4, '10.0.0.9', { 'x-forwarded-for': '1.2.3.5' }), 3)
  t.equal(await taken(4, '10.0.0.2', {}, '/v1/nothing'), 3, 'addresses without a route count')
  t.equal(await taken(4, '10.0.0.2', { authorization: 'Bearer wrong' }), 0, 'a wrong key is no key')
  t.equal(await taken(6, '10.0.0.2', { authorization: 'Bearer good-1' }), 5)
  t.equal(await taken(6, '10.0.0.1', { authorization: 'Bearer good-1' }), 0, 'a key is one caller from everywhere')
  t.equal(await taken(6, '10.0.0.2', { authorization: 'Bearer good-2' }), 5)
  t.equal(
    (await taken(3, '2001:db8:1:2::1')) + (await taken(3, '2001:db8:1:2::ffff')),
    3,
    'a network of IPv6 is one caller',
  )
  t.equal(await taken(9, '10.0.0.1', {}, '/health/live'), 9, 'health is not limited')
  t.notMatch(lines.join(''), /10\.0\.0|1\.2\.3|2001:db8|good/)
})

t.test('health says whether the process lives and whether it takes requests', async (t) => {
  let ready = false
  const { app } = await open(t, {
    routes: (server) => {
      registerHealthRoutes(server, { isReady: () => ready })
      registerSecurityTxtRoutes(server, {
        publicUrl: 'https://mokum.example.org',
        contact: { email: 'veilig@example.org', url: 'https://example.org/veilig' },
        now: () => new Date('2026-11-21T10:00:00Z'),
      })
    },
  })
  t.match(await app.inject('/health/live'), {
    statusCode: 200,
    headers: { 'cache-control': 'no-store' },
    payload: '{"status":"live"}',
  })
  const notYet = await app.inject('/health/ready')
  isProblem(t, notYet, 'not-ready')
  t.equal(notYet.headers['retry-after'], '5')
  ready = true
  t.equal((await app.inject('/health/ready')).payload, '{"status":"ready"}')
  const security = await app.inject('/.well-known/security.txt')
  t.equal(security.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(
    security.payload,
    'Contact: mailto:veilig@example.org\nContact: https://example.org/veilig\nExpires: 2027-05-22T00:00:00.000Z\nPreferred-Languages: nl, en\nCanonical: https://mokum.example.org/.well-known/security.txt\n',
  )
})

t.test('nothing of a caller stands in a log line at any level, nor in an error', async (t) => {
  const { app, lines } = await open(t, {
    routes: (server) => {
      someRoutes(server)
      server.get('/v1/careless', async (request, reply) => {
        request.log.info({ req: request, res: reply }, 'an object of the framework')
        request.log.error(new Error(`cannot read ${request.headers['user-agent']}`))
        request.log.warn({ err: new Error('x', { cause: new Error(String(request.headers['user-agent'])) }) })
        return 'done'
      })
    },
  })
  const marks: string[] = []
  const mark = () => {
    const made = canary()
    marks.push(made)
    return made
  }
  const replies = []
  for (const [method, url, payload] of [
    ['POST', '/v1/matches', JSON.stringify({ ...match, answers: { topic: mark(), [mark()]: [mark()] } })],
    [
      'POST',
      '/v1/matches',
      JSON.stringify({
        questionSet: `${mark()} x`,
        answers: mark(),
        mode: mark(),
        without: [mark()],
        [`${mark()} in a sentence`]: 1,
      }),
    ],
    ['POST', '/v1/matches', `{"answers":{"topic":"${mark()}", oops ${mark()}`],
    ['POST', '/v1/matches', `{"a b ${mark()}":1,"a b ${mark()}":"\\ud800"}`],
    ['POST', '/v1/matches', `{"answers":"${mark().repeat(600)}"}`],
    ['GET', `/v1/services?limit=${mark()}&language=${mark()}`],
    ['GET', `/v1/services?${encodeURIComponent(`${mark()} x`)}=1`],
    ['GET', `/capacity/${mark()}`],
    ['GET', `/capacity/${mark()}/`],
    ['GET', `/capacity/${mark()}${'x'.repeat(200)}`],
    ['GET', `/${mark()}/%zz`],
    ['DELETE', `/${mark()}`],
    ['PATCH', `/capacity/${mark()}?token=${mark()}`],
    ['GET', '/v1/faults'],
    ['GET', '/v1/careless'],
  ] as const) {
    const headers = {
      ...(payload && json),
      'user-agent': mark(),
      referer: `https://example.org/${mark()}`,
      authorization: `Bearer ${mark()}`,
      cookie: `a=${mark()}`,
      'x-forwarded-for': '203.0.113.77',
      'x-request-id': `${mark()}@example.org`,
      origin: `https://${mark()}.example.org`,
      'x-own': mark(),
    }
    replies.push(await app.inject({ method, url, remoteAddress: '203.0.113.78', headers, ...(payload && { payload }) }))
  }
  const log = lines.join('')
  const answered = replies.map(({ payload, headers }) => payload + JSON.stringify(headers)).join('')
  t.ok(marks.length > 80 && lines.length > 20)
  t.same(
    marks.filter((made) => log.includes(made)),
    [],
  )
  t.same(
    marks.filter((made) => answered.includes(made)),
    [],
  )
  t.notMatch(log + answered, /203\.0\.113|canary/)
  t.match(log, /"route":"\/capacity\/:token"/)
  for (const line of lines) {
    const { level, time, requestId, msg, ...rest } = JSON.parse(line)
    t.ok(
      level &&
        time &&
        msg &&
        Object.keys(rest).every((key) =>
          ['method', 'route', 'status', 'ms', 'traceId', 'spanId', 'code', 'places', 'err', 'req', 'res'].includes(key),
        ),
      line,
    )
  }
})
