import t from 'tap'
import { errorCodes } from '../../src/http/error-codes.js'
import { registerHealthRoutes } from '../../src/http/health-routes.js'
import { ApiError } from '../../src/http/problems.js'
import { registerSecurityTxtRoutes } from '../../src/http/security-txt-routes.js'
import { openServer, someRoutes } from './a-server.js'
import { isProblem } from './is-problem.js'

t.test('a handler refuses with any code, and a fault says nothing but that it happened', async (t) => {
  const { app, lines } = await openServer(t, {
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
  const { app } = await openServer(t)
  for (const [code, { status, title, mend }] of Object.entries(errorCodes)) {
    t.same((await app.inject(`/v1/problems/${code}`)).json(), { code, status, title, mend })
  }
  isProblem(t, await app.inject('/v1/problems/toString'), 'not-found')
})

t.test('the request id and the trace of the caller are taken only where they are safe', async (t) => {
  const { app } = await openServer(t)
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

t.test('health says whether the process lives and whether it takes requests', async (t) => {
  let ready = false
  const { app } = await openServer(t, {
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
