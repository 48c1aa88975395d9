import t from 'tap'
import { aServer, openServer } from './a-server.js'
import { isProblem } from './is-problem.js'

const match = { questionSet: 'noord', answers: {} }
const json = { 'content-type': 'application/json' }

t.test(
  'a body that differs from its schema is refused with all places, and nothing is coerced, dropped or filled in',
  async (t) => {
    const { post } = await openServer(t)
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
  const { post } = await openServer(t)
  isProblem(t, await post('{"questionSet":"a","questionSet":"b"}'), 'invalid-json', [['/questionSet', 'duplicate-key']])
  isProblem(t, await post('{"answers":{"__proto__":{}}}'), 'invalid-json', [['/answers', 'forbidden-key']])
  isProblem(t, await post(''), 'invalid-json', [['', 'empty-body']])
  isProblem(t, await post(Buffer.from([0x22, 0xff, 0x22])), 'invalid-json', [['', 'not-utf8']])
  isProblem(t, await post('{"answers":{}'), 'invalid-json', [['', 'syntax']])
  t.equal((await post('{"questionSet":"a","answers":{"n":-0,"m":5.0}}')).statusCode, 200)
})

t.test('only the exact media type is taken, and no encoding', async (t) => {
  const { app, post } = await openServer(t)
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
  const { app } = await openServer(t, {
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
  const { app } = await openServer(t)
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
  const { app } = await openServer(t)
  const ask = (method: 'GET' | 'PATCH' | 'TRACE' | 'POST' | 'DELETE', url: string, payload?: string) =>
    app.inject({ method: method as 'GET', url, ...(payload && { payload, headers: json }) })
  isProblem(t, await ask('GET', '/v1/nothing'), 'not-found')
  isProblem(t, await ask('GET', '//'), 'not-found')
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
  const { app, post } = await openServer(t)
  isProblem(t, await post({ ...match, seed: 'x'.repeat(17_000) }), 'body-too-large')
  t.equal((await app.inject({ method: 'GET', url: '/v1/services' })).statusCode, 200)
})
