import t, { type Test } from 'tap'
import { anApp, type Reply } from '../helpers/an-app.js'
import { byHand } from '../helpers/database.js'

const app = await anApp(t)
const partner = 'https://buurtteams.example.org'
const stranger = 'https://stranger.example.org'
const answers = { questionSet: 'geldzorgen-noord', answers: {} }

function crossOrigin({ headers }: Reply): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
}

const preflight = (url: string, origin: string, method: string, asked = 'content-type') =>
  app.ask({
    method: 'OPTIONS',
    url,
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': asked },
  })

const exposed = 'API-Version, X-Request-Id, traceparent, Retry-After, ETag'
const forPartner = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': exposed,
})

function isClosed(t: Test, reply: Reply, what: string): void {
  t.same(crossOrigin(reply), {}, what)
}

t.test('Pages of partners may ask for a match, on errors too; other pages may not', async (t) => {
  for (const origin of [partner, 'http://localhost:3001', 'https://neos.example.org', 'http://localhost:3000']) {
    const reply = await app.match(answers, { origin })
    t.same(crossOrigin(reply), forPartner(origin), origin)
    t.equal(reply.headers.vary, 'Origin')
    t.same(crossOrigin(await app.match({}, { origin })), forPartner(origin), `${origin}, on an error`)
    t.same(crossOrigin(await app.match('{', { origin })), forPartner(origin), `${origin}, on broken JSON`)
  }
  const others = [
    stranger,
    'null',
    'https://buurtteams.example.org.evil.example',
    'http://buurtteams.example.org',
    'https://BUURTTEAMS.example.org',
    'http://localhost:9999',
    '*',
    '',
  ]
  for (const origin of others) {
    const reply = await app.match(answers, { origin })
    isClosed(t, reply, origin)
    t.match(reply, { statusCode: 200, headers: { vary: 'Origin' } }, 'a cache must not give it to a partner')
  }
  const plain = await app.match(answers)
  isClosed(t, plain, 'without an origin')
  t.equal(plain.headers.vary, 'Origin')
})

t.test('A preflight for a match is answered for pages of partners alone', async (t) => {
  const reply = await preflight('/v1/matches', partner, 'POST')
  t.equal(reply.statusCode, 204)
  t.same(crossOrigin(reply), {
    ...forPartner(partner),
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Content-Type, If-None-Match, X-Request-Id, traceparent',
    'access-control-max-age': '7200',
  })
  isClosed(t, await preflight('/v1/matches', stranger, 'POST'), 'a stranger')
  isClosed(t, await preflight('/v1/matches', partner, 'DELETE'), 'a method that is not there')
  isClosed(t, await app.ask({ method: 'OPTIONS', url: '/v1/matches', headers: { origin: partner } }), 'no preflight')
})

t.test('A partner that another process adds or takes away counts within a second or so', async (t) => {
  const { rooms } = app
  const origin = 'https://new.example.org'
  isClosed(t, await app.match(answers, { origin }), 'not known yet')
  const added = { id: 'new', name: 'New', languages: ['nl'], origins: [origin] }
  await rooms.storage.write((db) => rooms.partners.put(db, added))
  await new Promise((done) => setTimeout(done, 1_100))
  t.same(crossOrigin(await app.match(answers, { origin })), forPartner(origin))
  await rooms.storage.write((db) => rooms.partners.delete(db, 'new'))
  await new Promise((done) => setTimeout(done, 1_100))
  isClosed(t, await app.match(answers, { origin }), 'gone')
})

t.test('Pages of partners get their matches also where the database can be read no more', async (t) => {
  await app.match(answers, { origin: partner })
  byHand(app.path, 'ALTER TABLE partners RENAME TO away')
  await new Promise((done) => setTimeout(done, 1_100))
  const reply = await app.match(answers, { origin: partner })
  t.match(reply, { statusCode: 200 })
  t.same(crossOrigin(reply), forPartner(partner))
})
