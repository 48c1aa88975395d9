import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { canary, raw } from '../http/a-server.js'

const noord = 'geldzorgen-noord'

/** What a resident, an editor and their machines send; each value occurs nowhere else. */
const secret = {
  question: canary(),
  option: canary(),
  item: canary(),
  term: canary(),
  seed: canary(),
  questionSet: canary(),
  brokenJson: canary(),
  field: canary(),
  without: canary(),
  query: canary(),
  path: canary(),
  method: canary(),
  userAgent: canary(),
  referer: canary(),
  cookie: canary(),
  wrongKey: canary(),
  header: canary(),
  garbage: canary(),
  message: canary(),
}
const address = '127.77.66.55'
const forwarded = '203.0.113.77'

t.test('What residents send is in no log line, no error and no table, whatever happens to it', async (t) => {
  const app = await anApp(t, { env: { TRUST_PROXY: 'loopback' } })
  const port = await app.listen()
  const headers = [
    'Host: localhost',
    `User-Agent: ${secret.userAgent}`,
    `Referer: https://${secret.referer}.example.org/`,
    `Cookie: ${secret.cookie}=1`,
    `X-Forwarded-For: ${forwarded}`,
    `X-Request-Id: no id ${secret.header}`,
    `traceparent: 00-${secret.header}`,
    `X-Api-Key: ${secret.header}`,
    'Connection: close',
  ]
  const send = (method: string, url: string, body = '', more: readonly string[] = []) => {
    const own = body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]
    return raw(port, [[`${method} ${url} HTTP/1.1`, ...headers, ...more, ...own, '', body].join('\r\n')], address)
  }
  const match = (body: object) =>
    send('POST', '/v1/matches', JSON.stringify({ questionSet: noord, answers: {}, ...body }))
  const key = `Authorization: Bearer ${app.adminKey}`
  app.rooms.partners.read = async () => {
    throw new TypeError(secret.message, { cause: new Error(secret.message) })
  }

  const replies = [
    await match({
      answers: { topics: ['debt'], where: 'near-home', area: '1031' },
      seed: secret.seed,
      explain: [secret.without],
    }),
    await match({
      answers: {
        [secret.question]: 1,
        want: secret.option,
        topics: [secret.item],
        where: 'near-home',
        area: secret.term,
      },
    }),
    await match({ questionSet: secret.questionSet }),
    await match({ [secret.field]: secret.field, seed: `é${secret.seed}`, without: [secret.without.toUpperCase()] }),
    await match({ answers: { want: secret.option.repeat(1_000) } }),
    await match({ release: 1, seed: secret.seed, answers: { want: secret.option } }),
    await send('POST', '/v1/matches', `{"answers":{"want":"${secret.brokenJson}"`),
    await send('POST', '/v1/matches', `{"answers":{"want":"${secret.brokenJson}"},"answers":{}}`),
    await send('GET', `/v1/matches?seed=${secret.query}`),
    await send('GET', `/v1/services?term=${secret.query}&nothing=${secret.query}`),
    await send('GET', `/v1/services/${secret.path}`),
    await send('GET', `/v1/${secret.path}?${secret.query}`),
    await send('GET', `/v1/%zz${secret.path}`),
    await send('GET', `/v1/services/${secret.path.repeat(10)}`),
    await send(secret.method.slice(0, 20).toUpperCase(), '/v1/services'),
    await send('GET', '/v1/partners/neos'),
    await send('GET', '/v1/exports', '', [`Authorization: Bearer ${secret.wrongKey}`]),
    await send('GET', '/v1/exports', '', [key]),
    await send('POST', '/v1/releases', '{}', [key]),
    await send('GET', '/v1/services', '', [`Expect: ${secret.header}`]),
    await raw(port, [`${secret.garbage}\r\n\r\n`], address),
    await raw(port, [`POST /v1/matches HTTP/1.1\r\nHost: x\r\nX: ${secret.header.repeat(400)}\r\n\r\n`], address),
  ]
  // Two that hang up halfway: in the headers, and in the body.
  await hangUp(port, `POST /v1/matches HTTP/1.1\r\nHost: x\r\nUser-Agent: ${secret.userAgent}`)
  await hangUp(
    port,
    `POST /v1/matches HTTP/1.1\r\n${headers[0]}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"answers":"${secret.option}`,
  )
  const statuses = replies.map(({ status }) => status)
  t.same(
    statuses,
    [200, 400, 400, 400, 413, 400, 400, 400, 405, 400, 404, 404, 400, 414, 400, 500, 401, 200, 200, 417, 400, 431],
  )

  const told = app.lines.join('')
  const messages = app.lines.map((line) => JSON.parse(line))
  for (const msg of ['request', 'request refused', 'request failed', 'connection refused']) {
    t.ok(
      messages.some((line) => line.msg === msg),
      `it does log: ${msg}`,
    )
  }
  t.ok(messages.length > replies.length, `${messages.length} lines for ${replies.length} calls`)
  const kept = keptBeside(app.path)
  t.ok(
    kept.some(({ bytes }) => bytes.includes('buurtteam-noord')),
    'the files are those of the catalogue',
  )
  for (const [what, value] of Object.entries({ ...secret, address, forwarded, adminKey: app.adminKey })) {
    t.notOk(told.toLowerCase().includes(value), `${what} is in no log line`)
    for (const { name, bytes } of kept) t.notOk(bytes.includes(value), `${what} is not in ${name}`)
  }
  for (const [n, { body, status }] of replies.entries()) {
    // A pointer names the field that was sent, which may be what somebody typed: it goes to them alone.
    const values = Object.entries(secret).filter(([what]) => !['question', 'field'].includes(what))
    if (status >= 400) {
      for (const [what, value] of values)
        t.notOk(body.toLowerCase().includes(value), `${what} is not in the error of call ${n}`)
    }
  }
})

t.test('Who is cut off for asking too often is not named either', async (t) => {
  const app = await anApp(t, { env: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' } })
  const call = { url: '/v1/releases', remoteAddress: forwarded }
  const replies = [await app.ask(call), await app.ask(call), await app.ask(call)]
  t.same(
    replies.map(({ statusCode }) => statusCode),
    [200, 200, 429],
  )
  t.match(replies[2]?.headers['retry-after'], /^[1-9]\d?$/)
  t.notMatch(app.lines.join('') + replies[2]?.body, forwarded)
})

t.test('What editors write for each other is kept, and shown to nobody else', async (t) => {
  const app = await anApp(t)
  const note = canary()
  const rotation = '1234567890abcdef'
  t.match(await app.edit('POST', '/v1/releases', { note, rotation }), { statusCode: 201 })
  t.ok(
    keptBeside(app.path).some(({ bytes }) => bytes.includes(note)),
    'the search finds what is there',
  )
  t.notMatch(app.lines.join(''), note)
  for (const url of ['/v1/releases', '/v1/releases/2']) t.notMatch((await app.ask(url)).body, note)
})

/** The database file and all that stands beside it. */
function keptBeside(path: string): { readonly name: string; readonly bytes: Buffer }[] {
  return readdirSync(dirname(path)).map((name) => ({ name, bytes: readFileSync(join(dirname(path), name)) }))
}

async function hangUp(port: number, text: string): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: address })
  await new Promise((done) => socket.write(text, done))
  await new Promise((done) => setTimeout(done, 50))
  socket.resetAndDestroy()
  await new Promise((done) => setTimeout(done, 100))
}
