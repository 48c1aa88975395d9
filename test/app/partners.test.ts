import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createRooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { byHand } from '../helpers/database.js'

const site = {
  id: 'buurtsite',
  name: 'Buurtsite',
  questionSets: ['geldzorgen-noord'],
  languages: ['nl'],
  origins: ['https://www.example.org'],
  contactPoint: 'buurtteam-noord',
}

interface Listed {
  readonly document: { readonly id: string }
  readonly etag: string
}

/** Somebody with a key that may change partners, and nothing else. */
async function aKeeper(app: AppUnderTest) {
  const key = { id: 'sites', name: 'Beheer sites', scopes: ['partners'] }
  const made = await app.rooms.keys.create(key, { by: 'a test' })
  if ('refused' in made) throw new Error(made.refused)
  const authorization = `Bearer ${made.secret}`
  const send = (method: 'GET' | 'PUT' | 'DELETE', url: string, { headers = {}, body }: Sent = {}) =>
    app.ask({ method, url, headers: { authorization, ...headers }, ...(body !== undefined && { payload: body }) })
  const list = async (): Promise<Listed[]> => (await send('GET', '/v1/partners')).json().items
  return {
    send,
    list,
    create: (body: Body) => send('PUT', `/v1/partners/${body.id}`, { headers: { 'if-none-match': '*' }, body }),
    replace: (etag: string, body: Body) =>
      send('PUT', `/v1/partners/${body.id}`, { headers: { 'if-match': etag }, body }),
    remove: (etag: string, id: string) => send('DELETE', `/v1/partners/${id}`, { headers: { 'if-match': etag } }),
  }
}

type Body = Readonly<Record<string, unknown>> & { readonly id: string }

interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

t.test(
  'A partner is created, listed with its origins, replaced and deleted, each by who saw what stood there',
  async (t) => {
    const app = await anApp(t, { now: () => new Date('2026-11-22T12:00:00Z') })
    const { send, list, create, replace, remove } = await aKeeper(app)
    const created = await create(site)
    t.match(created, { statusCode: 201, headers: { location: '/v1/partners/buurtsite', etag: /^"[0-9a-f]{32}"$/ } })
    t.same(created.json(), { outcome: 'created', etag: created.headers.etag, warnings: [] })

    const listed = await list()
    t.same(
      listed.map(({ document }) => document.id),
      ['buurtsite', 'buurtteams', 'maak020', 'neos'],
    )
    t.same(listed[0], { document: site, changedAt: '2026-11-22T12:00:00.000Z', etag: created.headers.etag })
    const { origins: _, ...shown } = site
    t.same((await app.ask('/v1/partners/buurtsite')).json(), shown, 'everybody sees it without its origins')

    const first = String(created.headers.etag)
    t.match((await create(site)).json(), { status: 412, code: 'precondition-failed' })
    t.match((await send('PUT', '/v1/partners/buurtsite', { body: site })).json(), { code: 'precondition-required' })
    t.match((await send('DELETE', '/v1/partners/buurtsite')).json(), { status: 428, code: 'precondition-required' })
    const renamed = { ...site, name: 'Buurtsite Noord' }
    const replaced = await replace(first, renamed)
    t.match(replaced, { statusCode: 200 })
    t.match(replaced.json(), { outcome: 'changed' })
    t.match((await replace(first, site)).json(), { code: 'precondition-failed' }, 'who comes second overwrites nothing')
    t.match((await remove(first, site.id)).json(), { code: 'precondition-failed' })
    const second = replaced.json().etag
    t.same((await replace(second, renamed)).json(), { outcome: 'unchanged', etag: second, warnings: [] })

    t.same((await remove(second, site.id)).json(), { outcome: 'deleted' })
    t.match((await remove(second, site.id)).json(), { status: 404, code: 'not-found' })
    t.match((await replace(second, site)).json(), { code: 'precondition-failed' })
    t.match(await app.ask('/v1/partners/buurtsite'), { statusCode: 404 })
    t.equal((await app.ask('/v1/releases')).json().items.length, 1, 'partners are no part of a release')
    const { items } = (await app.edit('GET', '/v1/audit-events?limit=3')).json()
    const of = { by: 'Beheer sites', type: 'partner', id: 'buurtsite', at: '2026-11-22T12:00:00.000Z' }
    t.match(items, [
      { ...of, action: 'delete', before: items[1].after, after: null },
      { ...of, action: 'replace', before: items[2].after },
      { ...of, action: 'create', before: null },
    ])
  },
)

t.test('Of twenty who create one partner at the same moment one does, and nineteen are told', async (t) => {
  const app = await anApp(t)
  const { create } = await aKeeper(app)
  const names = Array.from({ length: 20 }, (_, index) => `Site ${index}`)
  const replies = await Promise.all(names.map((name) => create({ ...site, name })))
  t.equal(replies.filter(({ statusCode }) => statusCode === 201).length, 1)
  t.equal(replies.filter(({ statusCode }) => statusCode === 412).length, 19)
})

t.test('An origin that no browser sends is refused with the form that is right', async (t) => {
  const app = await anApp(t)
  const { create } = await aKeeper(app)
  const right: Record<string, string> = {
    'https://www.example.org/': 'https://www.example.org',
    'https://WWW.Example.org': 'https://www.example.org',
    'https://www.example.org:443': 'https://www.example.org',
    'https://www.example.org/help/money?x=1': 'https://www.example.org',
    'www.example.org': 'https://www.example.org',
    'http://www.example.org': 'https://www.example.org',
    'http://localhost:80': 'http://localhost',
    'http://localhost:5173/': 'http://localhost:5173',
    'https://Schuldhulp-Één.example': 'https://xn--schuldhulp-n-leba.example',
  }
  const wrong = Object.keys(right)
  const reply = await create({ ...site, origins: ['https://good.example.org:8443', ...wrong] })
  t.match(reply.json(), { status: 400, code: 'invalid-document' })
  const { errors } = reply.json()
  t.equal(errors.length, wrong.length, 'each once')
  for (const [index, origin] of wrong.entries()) {
    const told = errors.find(({ pointer }: { pointer: string }) => pointer === `/origins/${index + 1}`)
    t.match(told, { code: 'wrong-format', detail: `: ${right[origin]}.` }, origin)
  }
  for (const origin of ['*', 'null', '', 'https://*.example.org', 'https://a:99999', 'https://a:99999999', 'ftp://x']) {
    const { errors } = (await create({ ...site, origins: [origin] })).json()
    t.match(errors, [{ pointer: '/origins/0', code: 'wrong-format', detail: /http:\/\/localhost/ }], origin)
  }
  const others = { ...site, id: 'other', name: 'A \u202e', languages: [], origins: 'https://x', api: 1 }
  const put = { method: 'PUT', url: '/v1/partners/buurtsite', headers: { authorization: `Bearer ${app.adminKey}` } }
  const refused = await app.ask({ ...put, method: 'PUT', payload: others })
  t.same(
    refused
      .json()
      .errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
      .sort(),
    ['/api unknown-field', '/languages too-few', '/origins wrong-type'],
  )
  const { languages: _, ...unnamed } = { ...site, name: 'A \u202e', id: 'other' }
  const values = await app.ask({ ...put, method: 'PUT', payload: { ...unnamed, languages: ['nl'] } })
  t.match(values.json().errors, [{ pointer: '/name', code: 'unbalanced-marks' }])
  const elsewhere = await app.ask({ ...put, method: 'PUT', payload: { ...site, id: 'other' } })
  t.match(elsewhere.json().errors, [{ pointer: '/id', code: 'other-id' }])
  t.equal((await app.edit('GET', '/v1/partners')).json().items.length, 3, 'nothing was written')
})

t.test('What a partner names and the drafts do not have is told, and keeps nothing back', async (t) => {
  const app = await anApp(t)
  const { create, replace } = await aKeeper(app)
  const reply = await create({
    ...site,
    questionSets: ['geldzorgen-noord', 'no-such-set'],
    contactPoint: 'nobody',
  })
  t.match(reply, { statusCode: 201 })
  t.match(reply.json().warnings, [
    { type: 'partner', id: site.id, code: 'unknown-question-set', pointer: '/questionSets/1' },
    { type: 'partner', id: site.id, code: 'unknown-service', pointer: '/contactPoint' },
  ])
  const { services } = (await app.edit('GET', '/v1/exports')).json()
  const point = services.find(({ id }: { id: string }) => id === site.contactPoint)
  await app.edit('POST', '/v1/imports', { services: [{ ...point, status: 'inactive' }] })
  t.match((await replace(String(reply.headers.etag), site)).json(), {
    warnings: [{ code: 'inactive-contact-point', pointer: '/contactPoint' }],
  })

  byHand(app.path, "UPDATE drafts SET document = 'x' || substr(document, 2) WHERE type = 'question-set'")
  const untold = await replace('*', { ...site, name: 'Renamed' })
  t.match(untold, { statusCode: 200 }, 'also where they can not be read')
  t.strictSame(Object.keys(untold.json()), ['outcome', 'etag'])
})

t.test('A page of a partner may match from the moment it is put until it is deleted', async (t) => {
  const app = await anApp(t)
  const { create, replace, remove } = await aKeeper(app)
  const origin = 'https://www.example.org'
  const allowed = async (from: string) => {
    const headers = {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await app.ask({ method: 'OPTIONS', url: '/v1/matches', headers })
    const match = await app.match({ questionSet: 'geldzorgen-noord', answers: {} }, { origin: from })
    t.match(match, { statusCode: 200 })
    const may = (reply: typeof match) => reply.headers['access-control-allow-origin'] === from
    t.equal(may(preflight), may(match), 'a preflight says what the call will say')
    return may(match)
  }
  t.equal(await allowed(origin), false, 'a stranger')
  const { etag } = (await create(site)).json()
  t.equal(await allowed(origin), true, 'at once')
  const moved = await replace(etag, { ...site, origins: ['https://new.example.org'] })
  t.equal(await allowed(origin), false, 'it has moved')
  t.equal(await allowed('https://new.example.org'), true)
  await remove(moved.json().etag, site.id)
  t.equal(await allowed('https://new.example.org'), false, 'it is gone')

  const storage = await openStorage({ url: `file:${app.path}` })
  t.teardown(() => storage.close())
  const other = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() })
  await storage.write((db) => other.storesBy('another process').partners.put(db, site))
  while (!(await allowed(origin))) await wait(100)
  t.pass('what another process wrote counts soon')
})

t.test('Pages of other websites see no list and no change, whoever asks', async (t) => {
  const app = await anApp(t)
  for (const method of ['PUT', 'DELETE']) {
    const headers = { origin: 'https://buurtteams.example.org', 'access-control-request-method': method }
    const preflight = await app.ask({ method: 'OPTIONS', url: '/v1/partners/neos', headers })
    t.notOk(preflight.headers['access-control-allow-origin'], method)
    t.notMatch(String(preflight.headers['access-control-allow-methods']), method)
  }
  const list = { url: '/v1/partners', headers: { origin: 'https://buurtteams.example.org' } }
  t.match(await app.ask(list), { statusCode: 401, headers: { 'access-control-allow-origin': undefined } })
  t.match(await app.edit('GET', '/v1/partners'), { headers: { 'cache-control': 'no-store' } })
})
