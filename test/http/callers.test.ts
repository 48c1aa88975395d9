import t from 'tap'
import { registerHealthRoutes } from '../../src/http/health-routes.js'
import { canary, openServer, someRoutes } from './a-server.js'
import { type Injected, isProblem } from './is-problem.js'

const match = { questionSet: 'noord', answers: {} }
const json = { 'content-type': 'application/json' }

t.test(
  'other websites may read what is published, partners may match, and nothing else is told to anyone',
  async (t) => {
    const { app } = await openServer(t)
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
  const { app, lines } = await openServer(t, {
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

t.test('nothing of a caller stands in a log line at any level, nor in an error', async (t) => {
  const { app, lines } = await openServer(t, {
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
