import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { prepareGracefulStop } from '../../src/http/graceful-stop.js'
import { registerHealthRoutes } from '../../src/http/health-routes.js'
import { createMetrics } from '../../src/http/metrics.js'
import { bodyStream } from '../../src/http/read-body.js'
import { aServer, canary, listen, type RawReply, raw, someRoutes } from './a-server.js'

const host = 'Host: mokum.example.org\r\n'
const close = 'Connection: close\r\n'
const isJson = 'Content-Type: application/json\r\n'
const body = '{"questionSet":"noord","answers":{}}'
const length = (text: string) => `Content-Length: ${Buffer.byteLength(text)}\r\n`

function isProblem(t: Test, reply: RawReply, status: number, code: string): void {
  const problem = JSON.parse(reply.body || '{}')
  t.match([reply.status, problem.status, problem.code, problem.type], [status, status, code, `/v1/problems/${code}`])
  t.equal(reply.text.match(/^HTTP\/1\.1 \d/gm)?.length, 1, 'one reply')
  t.match(reply.headers, {
    'api-version': '1.0.0',
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': `${Buffer.byteLength(reply.body)}`,
    traceparent: /^00-/,
    'x-content-type-options': 'nosniff',
    'x-request-id': /^[0-9a-f-]{36}$/,
    connection: 'close',
  })
}
t.test('what is not one clear HTTP request is refused, and the connection closes', async (t) => {
  const { app, lines } = await aServer()
  t.teardown(() => app.close())
  const port = await listen(app)
  const mark = canary()
  const post = `POST /v1/matches HTTP/1.1\r\n${isJson}X-Own: ${mark}\r\n`
  const requests: Record<string, [status: number, code: string, text: string]> = {
    garbage: [400, 'invalid-http', `${mark}\r\n\r\n`],
    'a TLS hello': [400, 'invalid-http', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    'length and chunks': [
      400,
      'invalid-http',
      `${post}${host}${length(body)}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    'two lengths': [400, 'invalid-http', `${post}${host}${length(body)}Content-Length: 0\r\n\r\n${body}`],
    'a length that is no number': [400, 'invalid-http', `${post}${host}Content-Length: +5\r\n\r\n${body}`],
    'an unknown transfer encoding': [400, 'invalid-http', `${post}${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    'chunked that is not last': [
      400,
      'invalid-http',
      `${post}${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    ],
    'a bare line feed': [400, 'invalid-http', `POST /v1/matches HTTP/1.1\n${host}\n`],
    'a space before the colon': [400, 'invalid-http', `${post}${host}Content-Length : 5\r\n\r\n`],
    'a folded header': [400, 'invalid-http', `${post}${host}X-Fold: a\r\n b\r\n\r\n`],
    'a chunk size that is no number': [400, 'invalid-http', `${post}${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    'a NUL in a header': [400, 'invalid-http', `${post}${host}X-Nul: a\0b\r\n\r\n`],
    'an unknown method': [400, 'invalid-http', `HACK / HTTP/1.1\r\n${host}\r\n`],
    'an unknown version': [400, 'invalid-http', `GET / HTTP/3.7\r\n${host}\r\n`],
    'HTTP/2 without agreement': [400, 'invalid-http', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    'two hosts': [400, 'invalid-http', `GET /v1/services HTTP/1.1\r\n${host}Host: evil.example.org\r\n${close}\r\n`],
    'no host': [400, 'invalid-http', `GET /v1/services HTTP/1.1\r\n${close}\r\n`],
    'two media types': [400, 'invalid-http', `${post}${isJson}${host}${close}${length(body)}\r\n${body}`],
    'two keys': [
      400,
      'invalid-http',
      `GET /v1/services HTTP/1.1\r\n${host}${close}Authorization: a\r\nAuthorization: b\r\n\r\n`,
    ],
    'a header called __proto__': [
      400,
      'invalid-http',
      `GET /v1/services HTTP/1.1\r\n${host}${close}__proto__: a\r\n\r\n`,
    ],
    'too large headers': [
      431,
      'headers-too-large',
      `GET /v1/services HTTP/1.1\r\n${host}X-Long: ${'x'.repeat(9_000)}\r\n\r\n`,
    ],
    'too long an address': [
      431,
      'headers-too-large',
      `GET /v1/services?limit=${'1'.repeat(9_000)} HTTP/1.1\r\n${host}\r\n`,
    ],
    'an expectation': [417, 'expectation-failed', `${post}${host}${close}Expect: tea\r\n${length(body)}\r\n${body}`],
    'an address that is no path': [405, 'method-not-allowed', `OPTIONS * HTTP/1.1\r\n${host}${close}\r\n`],
    'a length over the limit': [413, 'body-too-large', `${post}${host}Content-Length: 16385\r\n\r\n${'x'.repeat(10)}`],
    'chunks over the limit': [
      413,
      'body-too-large',
      `${post}${host}Transfer-Encoding: chunked\r\n\r\n${`1000\r\n${'x'.repeat(4_096)}\r\n`.repeat(5)}`,
    ],
    'a body on a call without one': [
      400,
      'invalid-request',
      `GET /v1/services HTTP/1.1\r\n${host}Content-Length: 99\r\n\r\n`,
    ],
    'a body for nobody': [404, 'not-found', `POST /v1/nothing HTTP/1.1\r\n${host}Content-Length: 99\r\n\r\n`],
  }
  await Promise.all(
    Object.entries(requests).map(async ([name, [status, code, text]]) => {
      const reply = await raw(port, [text])
      await t.test(name, async (t) => {
        isProblem(t, reply, status, code)
        t.ok(reply.closedAfterMs < 4_000, 'closed at once')
        t.notMatch(reply.text, mark)
      })
    }),
  )
  t.notMatch(lines.join(''), mark)

  const good = await raw(port, [
    `${post}${host}${close}Transfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)};ext=1\r\n${body}\r\n0\r\n\r\n`,
  ])
  t.equal(good.status, 200, 'plain chunks are taken')
  t.equal(
    (await raw(port, [`${post}${host}${close}Expect: 100-continue\r\n${length(body)}\r\n`, 50, body])).text.match(
      /HTTP\/1.1 (100|200)/g,
    )?.length,
    2,
    'and a client may ask first',
  )
  t.equal((await raw(port, ['GET /v1/services HTTP/1.0\r\n\r\n'])).status, 200, 'HTTP/1.0 needs no host')
  const two = await raw(port, [
    `GET /v1/services HTTP/1.1\r\n${host}\r\nGET /v1/services/a HTTP/1.1\r\n${host}${close}\r\n`,
  ])
  t.equal(two.text.match(/HTTP\/1.1 200/g)?.length, 2, 'requests may follow each other')
})

t.test('what is wrong behind whole requests is refused when they are answered', { timeout: 30_000 }, async (t) => {
  const { app } = await aServer({
    routes: (server) => {
      someRoutes(server)
      server.get('/v1/slow', async () => {
        await wait(300)
        return { slow: true }
      })
    },
  })
  t.teardown(() => app.close())
  const port = await listen(app)
  const match = `POST /v1/matches HTTP/1.1\r\n${isJson}${host}${length(body)}\r\n${body}`
  const slow = `GET /v1/slow HTTP/1.1\r\n${host}\r\n`
  const cases: Readonly<Record<string, readonly [pieces: readonly (string | number)[], statuses: readonly string[]]>> =
    {
      'garbage with a match': [[`${match}garbage\r\n\r\n`], ['200', '400']],
      'garbage in pieces': [
        [slow, 50, 'garbage', 50, 'more\r\n\r\n', 50, match],
        ['200', '400'],
      ],
      'garbage behind two': [[`${slow}${match}garbage\r\n\r\n`], ['200', '200', '400']],
      'headers that are too large': [[`${slow}GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`], ['200', '431']],
      'a request that does not end': [[`${match}GET / HT`], ['200', '408']],
    }
  await Promise.all(
    Object.entries(cases).map(async ([name, [pieces, statuses]]) => {
      const { text, closedAfterMs } = await raw(port, pieces)
      const got = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
      t.same(got, statuses, name)
      t.ok(closedAfterMs < 9_000, `${name}: closed`)
    }),
  )
})

t.test(
  'a slow or silent client is closed within seven seconds, and others notice nothing',
  { timeout: 30_000 },
  async (t) => {
    const { app } = await aServer({
      routes: (server) => {
        someRoutes(server)
        server.register(async (scope) => {
          scope.addContentTypeParser('application/x-ndjson', (request, _payload, done) =>
            done(null, bodyStream(request)),
          )
          const config = {
            mediaTypes: ['application/x-ndjson'],
            bodyDeadlineMs: 600_000,
            bodyMinimumBytesPerSecond: 1_000,
          }
          scope.post<{ Body: AsyncIterable<Buffer> }>(
            '/v1/imports',
            { config, bodyLimit: 1_000_000 },
            async (request) => {
              let bytes = 0
              for await (const chunk of request.body) bytes += chunk.length
              return { bytes }
            },
          )
        })
      },
    })
    t.teardown(() => app.close())
    const port = await listen(app)
    const drip = (count: number): (string | number)[] => Array.from({ length: count }, () => ['x', 300]).flat()
    const head = `POST /v1/matches HTTP/1.1\r\n${host}${isJson}`
    const importHead = `POST /v1/imports HTTP/1.1\r\n${host}Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`
    const clients: Record<string, (string | number)[]> = {
      silent: [],
      'silent in the headers': ['POST /v1/ma'],
      'dripping headers': ['GET /v1/services HTTP/1.1\r\nX-Slow: ', ...drip(30)],
      'silent before the body': [`${head}Content-Length: 100\r\n\r\n`],
      'dripping a body': [`${head}Content-Length: 100\r\n\r\n`, ...drip(30)],
      'dripping chunks': [
        `${head}Transfer-Encoding: chunked\r\n\r\n`,
        ...Array.from({ length: 30 }, () => ['1\r\nx\r\n', 300]).flat(),
      ],
      'silent after a reply': [`GET /v1/services HTTP/1.1\r\n${host}\r\n`],
      'dripping a body for nobody': [`POST /v1/nothing HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n`, ...drip(30)],
      'dripping a body that is too large': [`${head}Content-Length: 16385\r\n\r\n`, ...drip(30)],
      'silent in an import': [importHead],
      'an import slower than the least rate': [
        importHead,
        ...Array.from({ length: 30 }, () => ['1\r\n\n\r\n', 300]).flat(),
      ],
    }
    const chunk = `400\r\n${'x'.repeat(1_023)}\n\r\n`
    const steady = raw(port, [
      importHead.replace('\r\n\r\n', `\r\n${close}\r\n`),
      ...Array.from({ length: 16 }, () => [chunk, 500]).flat(),
      '0\r\n\r\n',
    ])
    const oversize = raw(port, [importHead, `${'f4240\r\n'}${'x'.repeat(1_000_000)}\r\n`, '1\r\nx\r\n', 500])
    const broken = connect({ port }).on('error', () => {})
    broken.write(importHead)
    setTimeout(() => broken.destroy(), 200)
    const expected: Record<string, number> = {
      silent: 408,
      'silent after a reply': 200,
      'dripping a body for nobody': 404,
      'dripping a body that is too large': 413,
    }

    await Promise.all(
      Object.entries(clients).map(async ([name, pieces]) => {
        const reply = await raw(port, pieces)
        await t.test(name, async (t) => {
          t.ok(reply.closedAfterMs < 7_000, `after ${Math.round(reply.closedAfterMs)} ms`)
          const status = expected[name] ?? 408
          if (status === 408) isProblem(t, reply, 408, 'request-timeout')
          else t.equal(reply.status, status)
        })
      }),
    )
    const done = await steady
    t.match(
      [done.status, done.body, done.closedAfterMs > 7_000],
      [200, '{"bytes":16384}', true],
      'a steady import may take longer',
    )
    isProblem(t, await oversize, 413, 'body-too-large')
    t.equal((await app.inject('/v1/services')).statusCode, 200)
  },
)

/** Sends all of a body before it looks at the reply, as simple clients do; undefined where the connection broke first. */
async function afterSending(port: number, head: string, body: Buffer): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1' }).pause()
  try {
    for (const piece of [head, body])
      await new Promise<void>((done, fail) =>
        socket.once('error', fail).write(piece, (error) => (error ? fail(error) : done())),
      )
    return (await socket.resume().toArray()).join('')
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

t.test('who sends a body that nobody reads still gets the reply, and sends no more than so much', async (t) => {
  const { app } = await aServer()
  t.teardown(() => app.close())
  const port = await listen(app)
  const body = Buffer.alloc(5_000_000, 'x')
  const calls = [
    ['/v1/matches', 'application/json', 413],
    ['/v1/matches', 'text/csv', 415],
    ['/v1/nothing', 'application/json', 404],
  ] as const
  for (const [path, type, status] of calls) {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    })
    t.match([reply.status, await reply.json()], [status, { status }], `fetch ${path} ${type}`)
    const head = `POST ${path} HTTP/1.1\r\n${host}Content-Type: ${type}\r\n`
    const given = await afterSending(port, `${head}Content-Length: ${body.length}\r\n\r\n`, body)
    t.match(given, new RegExp(`^HTTP/1.1 ${status} `), path)
    const chunk = [`${body.length.toString(16)}\r\n`, '\r\n0\r\n\r\n'].map((text) => Buffer.from(text))
    const chunked = Buffer.concat([chunk[0] ?? body, body, chunk[1] ?? body])
    t.match(
      await afterSending(port, `${head}Transfer-Encoding: chunked\r\n\r\n`, chunked),
      new RegExp(`^HTTP/1.1 ${status} `),
    )
  }

  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  socket.write(`POST /v1/matches HTTP/1.1\r\n${host}${isJson}Content-Length: 1000000000\r\n\r\n`)
  const feed = (): void => {
    while (!socket.destroyed && socket.write(body));
    socket.once('drain', feed)
  }
  feed()
  await new Promise((closed) => socket.resume().once('close', closed))
  t.ok(socket.bytesWritten < 100_000_000, `${socket.bytesWritten} bytes`)
})

t.test('who hangs up right after the request is no fault of the service', async (t) => {
  const { app, lines } = await aServer()
  t.teardown(() => app.close())
  const port = await listen(app)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const request = `POST /v1/matches HTTP/1.1\r\n${host}${isJson}${length(body)}\r\n${body}`
  await new Promise((resolve) => socket.write(request, resolve))
  socket.resetAndDestroy()
  while (!lines.some((line) => line.includes('"ms"'))) await wait(10)
  const logged = lines.map((line) => JSON.parse(line))
  t.same(
    logged.filter(({ level }) => level === 'error'),
    [],
  )
  t.notMatch(
    logged.find(({ ms }) => ms !== undefined),
    { status: 500 },
  )
})

t.test('who hangs up while the reply is made gets one line in the log', async (t) => {
  const { app, lines } = await aServer({ routes: () => {} })
  t.teardown(() => app.close())
  let goOn = () => {}
  const going = new Promise<void>((resolve) => {
    goOn = resolve
  })
  app.get('/slow', async () => going.then(() => 'finished'))
  const port = await listen(app)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const asked = once(app.server, 'request')
  socket.write(`GET /slow HTTP/1.1\r\n${host}\r\n`)
  const [request] = await asked
  socket.destroy()
  if (!request.socket.destroyed) await once(request.socket, 'close')
  goOn()
  t.match((await raw(port, [`GET /slow HTTP/1.1\r\n${host}${close}\r\n`])).body, 'finished')
  const logged = lines.map((line) => JSON.parse(line)).filter(({ route }) => route === '/slow')
  t.match(logged, [
    { level: 'info', method: 'GET', status: 499, msg: 'request' },
    { level: 'info', method: 'GET', status: 200, msg: 'request' },
  ])
  t.equal(logged.length, 2)
})

t.test('who hangs up in the middle of a reply is no fault of the service', async (t) => {
  const { app, lines } = await aServer({
    routes: (server) => {
      someRoutes(server)
      server.get('/v1/lines', async () => Readable.from(endless()))
    },
  })
  t.teardown(() => app.close())
  const port = await listen(app)
  const calls = {
    '/v1/matches': `POST /v1/matches HTTP/1.1\r\n${host}${isJson}Content-Length: 99999\r\n\r\n{`,
    '/v1/lines': `GET /v1/lines HTTP/1.1\r\n${host}\r\n`,
  }
  for (const [path, call] of Object.entries(calls)) {
    const socket = connect(port, '127.0.0.1')
    socket.write(call)
    await once(socket, 'data')
    socket.destroy()
    const logged = () => lines.map((line) => JSON.parse(line)).filter(({ route }) => route === path)
    while (logged().length === 0) await wait(10)
    t.match(logged(), [{ level: 'info', status: 499, msg: 'request' }], path)
  }
  // What follows the close of a connection is done by then.
  t.equal((await raw(port, [`GET /v1/services HTTP/1.1\r\n${host}${close}\r\n`])).status, 200)
  t.same(
    lines.filter((line) => ['warn', 'error'].includes(JSON.parse(line).level)),
    [],
  )
})

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield 'a line\n'
    await wait(1)
  }
}

t.test('a reply that was sent has one line in the log, whatever is still done after it', async (t) => {
  const { app, lines } = await aServer({ routes: () => {} })
  app.addHook('onResponse', async (_request, reply) => {
    if (!reply.raw.closed) await once(reply.raw, 'close')
  })
  app.get('/tidied', async () => 'done')
  const port = await listen(app)
  t.match((await raw(port, [`GET /tidied HTTP/1.1\r\n${host}${close}\r\n`])).body, 'done')
  await app.close()
  const logged = lines.map((line) => JSON.parse(line)).filter(({ route }) => route === '/tidied')
  t.match(logged, [{ level: 'info', method: 'GET', status: 200, msg: 'request' }])
  t.equal(logged.length, 1)
})

t.test('a stop first says so, then answers on what is open, and ends by its deadline', async (t) => {
  const { app } = await aServer({ routes: () => {} })
  const stopper = prepareGracefulStop(app, { noticeMs: 300, deadlineMs: 1_500 })
  registerHealthRoutes(app, { isReady: stopper.isOpen })
  app.get('/slow', async () => wait(600, 'finished'))
  app.get('/stuck', async () => wait(60_000, 'never', { ref: false }))
  const port = await listen(app)
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n`
  t.match(await app.inject('/health/ready'), { statusCode: 200 })

  const running = raw(port, [ask('/slow')])
  const stuck = raw(port, [ask('/stuck')])
  const late = raw(port, [ask('/health/live'), 900, ask('/health/ready')])
  await wait(100)
  const start = performance.now()
  const stopped = stopper.stop()
  t.equal(stopper.stop(), stopped, 'a second stop is the same')
  t.equal((await raw(port, [`GET /health/ready HTTP/1.1\r\n${host}${close}\r\n`])).status, 503, 'it takes new calls')
  await stopped
  const took = performance.now() - start
  t.ok(took > 1_000 && took < 2_500, `took ${Math.round(took)} ms`)
  const finished = await running
  t.match([finished.status, finished.body, finished.headers.connection], [200, 'finished', 'close'])
  t.equal((await stuck).text, '', 'what is stuck is cut off')
  const replies = (await late).text.match(/HTTP\/1.1 \d+|^connection: \S+/gim)
  t.same(replies, ['HTTP/1.1 200', 'Connection: keep-alive', 'HTTP/1.1 503', 'connection: close'])
  t.equal((await raw(port, [ask('/health/live')])).text, '', 'nobody listens any more')
})

t.test('metrics stand on a port of their own and tell routes and statuses only', async (t) => {
  const metrics = createMetrics()
  const mark = canary()
  const { app } = await aServer({
    routes: (server) => {
      metrics.watch(server)
      someRoutes(server)
    },
  })
  t.teardown(() => app.close())
  await app.inject(`/capacity/${mark}`)
  await app.inject(`/v1/services/${mark}`)
  await app.inject({
    method: 'POST',
    url: '/v1/matches',
    payload: { questionSet: 'noord', answers: { a: mark } },
    headers: { 'user-agent': mark },
  })
  await app.inject(`/${mark}`)
  await app.inject({ method: 'PUT', url: `/${mark}` })
  metrics.setRelease({ number: 42, openSeconds: 0.5, indexBytes: 1_000, documentBytes: 2_000 })
  metrics.matched(0.0003)
  const server = await metrics.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => server.close())
  const address = server.address()
  const fetchText = async (path: string) => {
    const [response] = await once(
      get({ host: '127.0.0.1', port: typeof address === 'object' ? address?.port : 0, path, agent: false }),
      'response',
    )
    return { status: response.statusCode, text: (await response.setEncoding('utf8').toArray()).join('') }
  }
  const { status, text } = await fetchText('/metrics')
  t.equal(status, 200)
  t.match(text, /^mokummatch_release_number 42$/m)
  t.match(text, /^mokummatch_release_open_seconds 0.5$/m)
  t.match(text, /^mokummatch_index_bytes 1000$/m)
  t.match(text, /^mokummatch_document_bytes 2000$/m)
  t.match(text, /^mokummatch_match_duration_seconds_bucket\{le="0.0002"\} 0$/m)
  t.match(text, /^mokummatch_match_duration_seconds_count 1$/m)
  const described = readFileSync('docs/operations.md', 'utf8')
  for (const [, name] of text.matchAll(/^# TYPE ((?:mokummatch|http)_\w+) /gm))
    t.ok(described.includes(`\`${name}\``), name)
  t.match(text, 'http_requests_total{route="GET /capacity/:token",status="200"} 1')
  t.match(text, 'http_requests_total{route="POST /v1/matches",status="200"} 1')
  t.match(text, 'http_requests_total{route="unmatched",status="404"} 2')
  t.match(text, /http_request_duration_seconds_count\{route="GET \/v1\/services\/:id",status="200"\} 1/)
  t.notMatch(text, mark)
  t.equal((await fetchText('/')).status, 404)
  t.equal((await app.inject('/metrics')).statusCode, 404)
})
