import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { type AppSettings, anApp, type Reply } from '../helpers/an-app.js'
import { byHand } from '../helpers/database.js'
import { canary, raw } from '../http/a-server.js'

const service = 'buurtteam-noord'
const links = `/v1/services/${service}/capacity-links`
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** The app with a clock that is set by hand, links, and a helper who opens them. */
async function anAppWithLinks(t: Test, settings: AppSettings = {}) {
  let at = Date.parse('2026-11-22T12:00:00Z')
  const app = await anApp(t, { now: () => new Date(at), ...settings })
  const key = { authorization: `Bearer ${app.adminKey}` }
  const admin = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, headers = {}) =>
    app.ask({
      method,
      url,
      headers: { ...key, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { payload: JSON.stringify(body) }),
    })
  const create = async (body: object = {}) => {
    const reply = await admin('POST', links, { label: 'Balie', ...body })
    t.equal(reply.statusCode, 201, reply.body)
    const { link, url } = reply.json()
    return { link, url: String(url), path: new URL(url).pathname }
  }
  const open = (path: string, headers = {}) => app.ask({ url: path, headers })
  const press = (path: string, body: string, headers = {}) =>
    app.ask({ method: 'POST', url: path, headers: { ...form, ...headers }, payload: body })
  const state = async () => (await app.ask(`/v1/services/${service}/capacity`)).json()
  const wait = (ms: number): void => {
    at += ms
  }
  return { ...app, admin, create, open, press, state, wait }
}

t.test('A link is made, its address shown once, used by a helper, listed and revoked', async (t) => {
  const { admin, create, open, press, state } = await anAppWithLinks(t, {
    env: { PUBLIC_URL: 'https://mokum.example.org/kies' },
  })
  const { link, url } = await create({ expiresAt: '2027-06-01T00:00:00Z' })
  const made = {
    service,
    number: 1,
    label: 'Balie',
    createdAt: '2026-11-22T12:00:00.000Z',
    createdBy: 'admin',
    expiresAt: '2027-06-01T00:00:00.000Z',
    revokedAt: null,
    lastUsedOn: null,
  }
  t.same(link, made)
  t.match(url, /^https:\/\/mokum\.example\.org\/kies\/capacity\/[\w-]{43}$/)
  // The proxy takes its own part of the path away.
  const path = new URL(url).pathname.replace('/kies', '')
  t.match(await open(path), { statusCode: 200 })
  t.same((await admin('GET', `${links}/1`)).json(), made, 'looking is no use')

  const pressed = await press(path, 'status=full')
  t.match(pressed, { statusCode: 303, headers: { location: '?language=nl&saved=yes' } })
  t.same(await state(), { service, status: 'full' })
  const used = { ...made, lastUsedOn: '2026-11-22' }
  t.same((await admin('GET', links)).json(), { items: [used] })

  const second = await create({ label: 'Vrijwilliger' })
  t.match(second.link, { number: 2, expiresAt: null })
  const revoked = await admin('DELETE', `${links}/1`)
  t.same(revoked.json(), { ...used, revokedAt: '2026-11-22T12:00:00.000Z' })
  t.same((await admin('DELETE', `${links}/1`)).json(), revoked.json(), 'again changes nothing')
  t.equal((await press(path, 'status=open')).statusCode, 404)
  t.same(await state(), { service, status: 'full' })
  t.equal((await press(second.path.replace('/kies', ''), 'status=open')).statusCode, 303, 'the other one works')
  for (const method of ['GET', 'DELETE'] as const) t.match((await admin(method, `${links}/9`)).json(), { status: 404 })
})

t.test('Audit and releases say which link it was, by its label', async (t) => {
  const { admin, create, press, rooms } = await anAppWithLinks(t)
  const { path } = await create()
  await press(path, 'status=waitlist')
  await admin('DELETE', `${links}/1`)
  t.match((await admin('GET', '/v1/audit-events?limit=4')).json().items, [
    { by: 'admin', action: 'revoke', type: 'capacity-link', id: `${service}/1`, before: String, after: String },
    { by: 'link: Balie', action: 'publish', type: 'release', id: '2' },
    { by: 'link: Balie', action: 'create', type: 'capacity', id: service, before: null },
    { by: 'admin', action: 'create', type: 'capacity-link', id: `${service}/1`, before: null },
  ])
  t.match(await rooms.newestRelease(), { createdBy: 'link: Balie' })
  const taken = await admin('POST', '/v1/keys', { id: 'balie', name: 'Link: Balie', scopes: ['publish'] })
  t.match(taken.json(), { status: 400, errors: [{ pointer: '/name' }] }, 'no key passes for a link')
})

t.test('Made again with the same Idempotency-Key there is one link, and its address is not shown again', async (t) => {
  const { admin } = await anAppWithLinks(t)
  const post = () => admin('POST', links, { label: 'Balie' }, { 'idempotency-key': 'once' })
  const [first, second] = [await post(), await post()]
  t.match(first, { statusCode: 201, headers: { location: `${links}/1` } })
  t.match(second, { statusCode: 201, headers: { location: `${links}/1`, 'idempotency-replayed': 'true' } })
  t.same(second.json(), { link: first.json().link })
  t.equal((await admin('GET', links)).json().items.length, 1)
})

t.test('A link that cannot be is refused, and the database keeps links as they are', async (t) => {
  const { admin, create, path } = await anAppWithLinks(t)
  const refused = async (body: object) =>
    (await admin('POST', links, body))
      .json()
      .errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
  t.same(await refused({ label: ' Balie', expiresAt: '2026-11-22T12:00:00Z' }), [
    '/label wrong-format',
    '/expiresAt out-of-range',
  ])
  t.same(await refused({ label: 'Balie', expiresAt: '2035-12-31T23:59:60Z' }), ['/expiresAt out-of-range'])
  t.same(await refused({}), ['/label required'])
  t.same(await refused({ label: 'x'.repeat(81), token: 'mine' }), ['/token unknown-field', '/label too-long'])
  await create()
  await admin('DELETE', `${links}/1`)
  t.throws(() => byHand(path, 'UPDATE capacity_links SET revoked_at = NULL'), /stays so/)
  t.throws(() => byHand(path, 'DELETE FROM capacity_links'), /cannot be deleted/)
})

t.test('Every link that does not open gives one and the same page, with what to do', async (t) => {
  const { admin, create, open, press, wait } = await anAppWithLinks(t)
  const revoked = await create()
  const expired = await create({ expiresAt: '2026-11-22T13:00:00Z' })
  await admin('DELETE', `${links}/1`)
  t.equal((await open(expired.path)).statusCode, 200)
  wait(3_600_000)
  const paths = [revoked.path, expired.path, '/capacity/nobody-has-this', `/capacity/${'A'.repeat(43)}`]
  const shown = (reply: Reply) => {
    const { 'x-request-id': _, traceparent: __, date: ___, connection: ____, ...headers } = reply.headers
    return { status: reply.statusCode, headers, body: reply.body }
  }
  const replies = []
  for (const path of paths) replies.push(shown(await open(path)), shown(await press(path, 'status=full')))
  for (const reply of replies) t.same(reply, replies[0])
  t.match(replies[0], { status: 404, body: /Deze link werkt niet[\s\S]*Vraag een nieuwe link/ })
  t.match((await open(`${revoked.path}?language=en`)).body, /This link does not work/)
})

t.test('The page is closed to everything but its own form, and nobody keeps it', async (t) => {
  const { create, open, press, ask } = await anAppWithLinks(t)
  const { path } = await create()
  const replies = [
    await open(path),
    await press(path, 'until=x'),
    await press(path, 'status=full'),
    await open('/capacity/x'),
  ]
  for (const { headers } of replies) {
    t.match(headers, {
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    })
    t.notOk(
      Object.keys(headers).some((name) => name.startsWith('access-control-')),
      'no page of others may read it',
    )
  }
  const { headers, body } = replies[0]!
  t.match(headers, { 'content-type': 'text/html; charset=utf-8', 'x-robots-tag': 'noindex', vary: 'Accept-Language' })
  const policy = String(headers['content-security-policy'])
  t.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /)
  t.match(policy, "frame-ancestors 'none'")
  t.notMatch(policy, /unsafe|script|https?:|\*/)
  t.notMatch(body, /<script| style=| on[a-z]+="|javascript:/)
  const elsewhere = [...body.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address)
  t.same(elsewhere, ['data:,', '?language=en', '?language=nl', 'mailto:info@example.org'])
  t.match(await ask({ method: 'OPTIONS', url: path, headers: { origin: 'https://a.example.org' } }), {
    statusCode: 405,
  })
  t.equal((await open(`${path}?fbclid=what-an-app-adds`)).statusCode, 200)
})

t.test('What the page sends wrongly is told at its field, in its language, and nothing changes', async (t) => {
  const { create, press, state } = await anAppWithLinks(t)
  const { path } = await create()
  const told = async (body: string, query = '') => {
    const reply = await press(`${path}${query}`, body)
    const [, id, text] = /<p class="problem" id="(\w+)-problem">([^<]*)</.exec(reply.body) ?? []
    return [reply.statusCode, id, text]
  }
  t.same(await told('status=full&until=2026-11-22'), [400, 'until', 'Kies een dag na vandaag, of laat dit leeg.'])
  t.same(await told('status=full&until=2026-11-22', '?language=en'), [
    400,
    'until',
    'Choose a day after today, or leave this empty.',
  ])
  t.same(await told('status=full&until=2027-02-29'), [
    400,
    'until',
    'Deze dag bestaat niet. Kies een andere dag, of laat dit leeg.',
  ])
  t.match(await told('until=2027-01-01'), [400, 'until', /Druk eerst op/])
  t.match(await told(`status=full&note=${'x'.repeat(301)}`), [400, 'note', /ten hoogste 300 letters/])
  t.match(
    await told('status=full&note=%E2%80%AEdraai'),
    [400, 'note', /Typ de tekst opnieuw/],
    'a mark that turns text around',
  )
  const mending = await press(path, 'status=full&until=2026-11-22')
  t.match(
    mending.body,
    /<button class="save" name="status" value="full">Bewaar: Vol</,
    'mended, it is what was pressed',
  )
  const note = '<script>alert(1)</script>'
  const shown = await press(path, `status=full&until=no&note=${encodeURIComponent(note)}`)
  t.notMatch(shown.body, note)
  t.match(shown.body, '&lt;script&gt;alert(1)&lt;/script&gt;</textarea>', 'what was typed is not lost')
  for (const [body, headers, status] of [
    ['status=shut', {}, 400],
    ['status=full&status=open', {}, 400],
    ['status=full&admin=1', {}, 400],
    ['{"status":"full"}', { 'content-type': 'application/json' }, 415],
    [`note=${'x'.repeat(40_000)}`, {}, 413],
  ] as const) {
    const reply = await press(path, body, headers)
    t.match(
      reply,
      { statusCode: status, headers: { 'content-type': /^text\/html/ }, body: /Dat lukte niet/ },
      body.slice(0, 20),
    )
  }
  t.same(await state(), { service, status: 'open' })
})

t.test('A day and a note are set, kept by another button, and go when there is room', async (t) => {
  const { create, press, open, state, admin } = await anAppWithLinks(t)
  const { path } = await create()
  await press(path, 'status=full&until=2027-01-04&note=Even+dicht.')
  t.same(await state(), { service, status: 'full', until: '2027-01-04', note: { nl: 'Even dicht.' } })
  const { body } = await open(`${path}?saved=yes`)
  t.match(body, /Bewaard\. Mensen zien dit nu\.[\s\S]*Vanaf maandag 4 januari 2027 staat er weer[\s\S]*“Even dicht\.”/)
  t.match(body, /value="full" aria-current="true"/)
  t.match(body, /value="2027-01-04"[\s\S]*>\nEven dicht\.<\/textarea>/)
  t.match(
    (await open(path, { 'accept-language': 'en' })).body,
    /From Monday,? 4 January 2027[\s\S]*<bdi lang="nl">Even dicht\.<\/bdi>/,
  )
  await press(path, 'status=limited')
  t.same(await state(), { service, status: 'limited', until: '2027-01-04', note: { nl: 'Even dicht.' } })
  await press(path, 'until=&note=Bel+eerst.')
  t.same(await state(), { service, status: 'limited', note: { nl: 'Bel eerst.' } }, 'the buttons beside the fields')
  await press(path, 'status=open&until=2027-01-04&note=Bel+eerst.')
  t.same(await state(), { service, status: 'open' })
  const before = (await admin('GET', '/v1/releases?limit=1')).json().items[0].number
  await press(path, 'status=open')
  t.equal((await admin('GET', '/v1/releases?limit=1')).json().items[0].number, before, 'again is no release')
})

t.test('A link that is revoked while somebody presses sets nothing', async (t) => {
  const { create, press, state, rooms } = await anAppWithLinks(t, {
    replaced: ({ capacityLinks }) => {
      let found = 0
      return {
        capacityLinks: {
          ...capacityLinks,
          find: async (db, token) => {
            const link = await capacityLinks.find(db, token)
            return ++found === 2 ? undefined : link
          },
        },
      }
    },
  })
  const { path } = await create()
  t.equal((await press(path, 'status=full')).statusCode, 404)
  t.same(await state(), { service, status: 'open' })
  t.match(await rooms.capacityLinks.list(service), [{ lastUsedOn: null }])
})

t.test('Who presses too often is asked to wait, on a page', async (t) => {
  const { create, press } = await anAppWithLinks(t, { env: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' } })
  const { path } = await create()
  const replies = [await press(path, 'status=full'), await press(path, 'status=open'), await press(path, 'status=full')]
  t.match(replies[2], { statusCode: 429, headers: { 'retry-after': /^\d+$/ }, body: /Wacht even/ })
})

t.test('The token is in no log line, no table and no error, whatever happens to the page', async (t) => {
  const app = await anAppWithLinks(t)
  const { path, url } = await app.create()
  const token = path.split('/').at(-1)!
  const note = canary()
  const port = await app.listen()
  const send = (method: string, address: string, body = '', more: readonly string[] = []) => {
    const own = body === '' ? [] : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`]
    return raw(port, [
      [`${method} ${address} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...more, ...own, '', body].join('\r\n'),
    ])
  }
  const replies = [
    await send('GET', path),
    await send('GET', `${path}?strange=${note}`),
    await send('POST', path, 'status=full'),
    await send('POST', path, `status=full&note=${note}&until=1`),
    await send('POST', path, `status=${note}`),
    await send('PUT', path, 'status=full'),
    await send('GET', `${path}/`),
    await send('GET', `${path}%zz`),
    await send('GET', `${path.repeat(4)}`),
    await send('POST', path, 'status=full', ['Expect: what']),
  ]
  await app.admin('DELETE', `${links}/1`)
  replies.push(await send('GET', path), await send('POST', path, 'status=open'))
  app.rooms.storage.read = async () => {
    throw new TypeError(`${token} ${note}`, { cause: new Error(token) })
  }
  replies.push(await send('GET', path), await send('POST', path, 'status=open'))
  t.same(
    replies.map(({ status }) => status),
    [200, 200, 303, 400, 400, 405, 404, 400, 404, 417, 404, 404, 500, 500],
  )
  const told = app.lines.join('')
  t.match(told, '"route":"/capacity/:token"')
  t.match(told, /"msg":"request failed"/)
  const kept = readdirSync(dirname(app.path)).map((name) => readFileSync(join(dirname(app.path), name), 'latin1'))
  for (const [what, secret] of Object.entries({ token, url, note, hashless: token.slice(4, 40) })) {
    t.notMatch(told, secret, `${what} is in no log line`)
    for (const bytes of kept) t.notOk(bytes.includes(secret), `${what} is in no file beside the database`)
  }
  for (const [n, { body }] of replies.entries()) t.notOk(body.includes(token), `call ${n} does not repeat it`)
})
