import t from 'tap'
import { type AppUnderTest, anApp, type Reply } from '../helpers/an-app.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy, aTerm } from '../helpers/builders.js'
import { byHand } from '../helpers/database.js'

type Method = 'GET' | 'PUT' | 'DELETE'

/** Calls a draft's address with the admin key. */
const call = (app: AppUnderTest, method: Method, path: string, given: { body?: unknown; headers?: object } = {}) =>
  app.ask({
    method,
    url: `/v1/drafts/${path}`,
    headers: {
      authorization: `Bearer ${app.adminKey}`,
      ...(given.body !== undefined && { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(given.body !== undefined && { payload: JSON.stringify(given.body) }),
  })

const create = (app: AppUnderTest, path: string, body: { readonly id: string }) =>
  call(app, 'PUT', `${path}/${body.id}`, { body, headers: { 'if-none-match': '*' } })

const replace = (app: AppUnderTest, path: string, { body, etag }: { body: { readonly id: string }; etag: unknown }) =>
  call(app, 'PUT', `${path}/${body.id}`, { body, headers: { 'if-match': String(etag) } })

const codes = (reply: Reply) => reply.json().errors?.map(({ code, pointer }: Record<string, string>) => [code, pointer])
const warned = (reply: Reply) =>
  reply.json().warnings.map(({ type, id, code, pointer }: Record<string, string>) => `${type} ${id} ${code} ${pointer}`)

const documents = {
  taxonomies: aTaxonomy(),
  organizations: anOrganization(),
  services: aService(),
  'question-sets': aQuestionSet(),
}

t.test('A draft of each type is created, read, replaced and deleted', async (t) => {
  const app = await anApp(t, { demo: false })
  for (const [path, document] of Object.entries(documents)) {
    t.match(await call(app, 'GET', `${path}/${document.id}`), { statusCode: 404 })
    const created = await create(app, path, document)
    t.match(created, { statusCode: 201, headers: { location: `/v1/drafts/${path}/${document.id}` } }, path)
    t.match(created.json(), { outcome: 'created', etag: created.headers.etag, warnings: [] })

    const read = await call(app, 'GET', `${path}/${document.id}`)
    t.match(read, { statusCode: 200, headers: { etag: created.headers.etag, 'cache-control': 'no-store' } })
    t.same(read.json(), document)
    const held = { headers: { 'if-none-match': String(read.headers.etag) } }
    t.match(await call(app, 'GET', `${path}/${document.id}`, held), { statusCode: 304, body: '' })

    const { etag } = read.headers
    t.match((await replace(app, path, { body: document, etag })).json(), { outcome: 'unchanged', etag })
    const other =
      'title' in document
        ? { ...document, title: { nl: 'B' } }
        : { ...document, id: document.id, name: path === 'organizations' ? 'B' : { nl: 'B' } }
    const replaced = await replace(app, path, { body: other, etag })
    t.match(replaced, { statusCode: 200 }, path)
    t.equal(replaced.json().outcome, 'changed')
    t.not(replaced.headers.etag, etag)
    t.same((await call(app, 'GET', `${path}/${document.id}`)).json(), other)
  }
  for (const [path, { id }] of Object.entries(documents).reverse()) {
    const { etag } = (await call(app, 'GET', `${path}/${id}`)).headers
    const deleted = await call(app, 'DELETE', `${path}/${id}`, { headers: { 'if-match': String(etag) } })
    t.match(deleted, { statusCode: 200 })
    t.same(deleted.json(), { outcome: 'deleted', warnings: [] })
    t.match(await call(app, 'GET', `${path}/${id}`), { statusCode: 404 })
    t.match(await call(app, 'DELETE', `${path}/${id}`), { statusCode: 404 })
  }
})

t.test('Drafts are for who has a key', async (t) => {
  const app = await anApp(t)
  for (const [method, url] of [
    ['GET', '/v1/drafts/services'],
    ['GET', '/v1/drafts/services/buurtteam-noord'],
    ['PUT', '/v1/drafts/services/buurtteam-noord'],
    ['DELETE', '/v1/drafts/services/buurtteam-noord'],
  ] as const) {
    t.match(await app.ask({ method, url }), { statusCode: 401 }, `${method} ${url}`)
  }
})

t.test('Of two editors at once one is refused, and nothing is lost', async (t) => {
  const app = await anApp(t, { demo: false })
  const first = await Promise.all([
    create(app, 'organizations', anOrganization({ name: 'A' })),
    create(app, 'organizations', anOrganization({ name: 'B' })),
  ])
  t.same(first.map(({ statusCode }) => statusCode).sort(), [201, 412])
  const { etag } = (await call(app, 'GET', 'organizations/buurthuis')).headers
  const second = await Promise.all(
    ['C', 'D'].map((name) => replace(app, 'organizations', { body: anOrganization({ name }), etag })),
  )
  t.same(second.map(({ statusCode }) => statusCode).sort(), [200, 412])
  const winner = second[0]?.statusCode === 200 ? 'C' : 'D'
  t.match((await call(app, 'GET', 'organizations/buurthuis')).json(), { name: winner })
  const stale = await call(app, 'DELETE', 'organizations/buurthuis', { headers: { 'if-match': String(etag) } })
  t.match(stale, { statusCode: 412 })
  t.match(stale.json(), { code: 'precondition-failed' })
  t.match((await call(app, 'GET', 'organizations/buurthuis')).json(), { name: winner }, 'it is still there')
})

t.test('A change says which version it is of', async (t) => {
  const app = await anApp(t, { demo: false })
  const body = anOrganization()
  const put = (headers: object) => call(app, 'PUT', 'organizations/buurthuis', { body, headers })
  t.match((await put({})).json(), { status: 428, detail: /send `If-None-Match: \*` to create it/ })
  t.match(await put({ 'if-match': '"stale"' }), { statusCode: 412 }, 'what is gone')
  t.match(await put({ 'if-match': '*' }), { statusCode: 412 }, 'whatever is there, but nothing is')
  const { etag } = (await put({ 'if-none-match': '*' })).headers
  const unread = {
    status: 428,
    code: 'precondition-required',
    detail: 'Send `If-Match` with the `ETag` of what you have read.',
  }
  t.match((await put({})).json(), unread)
  t.match((await put({ 'if-none-match': '*' })).json(), { status: 412, detail: /already/ })
  t.match(await put({ 'if-none-match': '"other"' }), { statusCode: 428 }, 'does not say what is replaced')
  t.match(await put({ 'if-match': `W/${etag}` }), { statusCode: 412 }, 'a weak tag is no promise')
  t.match(await put({ 'if-match': `"other", ${etag}` }), { statusCode: 200 }, 'one of several')
  t.match(await put({ 'if-match': '*' }), { statusCode: 200 }, 'whatever is there')
  t.match((await call(app, 'DELETE', 'organizations/buurthuis')).json(), unread)
})

t.test('A document that breaks a rule is refused with all problems and their places', async (t) => {
  const app = await anApp(t, { demo: false })
  const put = async (body: unknown) => {
    const reply = await call(app, 'PUT', 'services/koffie', { body, headers: { 'if-none-match': '*' } })
    t.match(reply, { statusCode: 400 })
    return reply
  }
  const shape = await put({ ...aService(), summary: undefined, colour: 'red', status: 'open' })
  t.equal(shape.json().code, 'invalid-document')
  t.same(
    new Set(codes(shape)),
    new Set([
      ['required', '/summary'],
      ['unknown-field', '/colour'],
      ['not-allowed', '/status'],
    ]),
  )
  const rules = await put(
    aService({
      id: 'thee',
      name: { en: 'Tea' },
      contact: { website: 'https://a@b.example' },
      verifiedOn: '2026-02-30',
    }),
  )
  t.same(
    new Set(codes(rules)),
    new Set([
      ['other-id', '/id'],
      ['missing-default-language', '/name/nl'],
      ['wrong-url', '/contact/website'],
      ['no-such-date', '/verifiedOn'],
    ]),
  )
  t.same(codes(await put([])), [['wrong-type', '']])
  t.same(codes(await put(null)), [['wrong-type', '']])
  const twice = await app.ask({
    method: 'PUT',
    url: '/v1/drafts/services/koffie',
    headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json', 'if-none-match': '*' },
    payload: '{"id":"koffie","id":"koffie"}',
  })
  t.match(twice.json(), { code: 'invalid-json' })
  t.match(await call(app, 'GET', 'services/koffie'), { statusCode: 404 }, 'nothing was stored')
})

t.test('What a document breaks elsewhere is said at once, and refused at publishing', async (t) => {
  const app = await anApp(t, { demo: false })
  const tied = aService({ terms: { topic: ['debt', 'rent'], area: ['noord'] } })
  const written = await create(app, 'services', tied)
  t.same(written.statusCode, 201)
  t.same(warned(written), [
    'service koffie unknown-organization /organization',
    'service koffie unknown-taxonomy /terms/topic',
    'service koffie unknown-taxonomy /terms/area',
  ])
  await create(app, 'organizations', anOrganization())
  await create(app, 'organizations', anOrganization({ id: 'kring', backedBy: 'buurthuis' }))
  const both = aTaxonomy({ terms: [aTerm(), aTerm({ id: 'rent' })] })
  t.same(warned(await create(app, 'taxonomies', both)), [], 'what comes mends')
  t.same(warned(await create(app, 'question-sets', aQuestionSet({ contactPoint: 'koffie' }))), [])
  t.same(warned(await create(app, 'services', aService({ id: 'thee' }))), [])

  const refused = await app.edit('POST', '/v1/releases', {})
  t.match(refused, { statusCode: 409 })
  t.same(codes(refused), [['unknown-taxonomy', '/service/koffie/terms/area']])

  const without = async (path: string) => {
    const { etag } = (await call(app, 'GET', path)).headers
    return call(app, 'DELETE', path, { headers: { 'if-match': String(etag) } })
  }
  const { etag } = (await call(app, 'GET', 'taxonomies/topic')).headers
  const fewer = await replace(app, 'taxonomies', { body: aTaxonomy({ terms: [aTerm({ id: 'rent' })] }), etag })
  t.same(warned(fewer), [
    'question-set geld unknown-term /questions/0/options/0/effects/0/term',
    'service koffie unknown-term /terms/topic/0',
    'service thee unknown-term /terms/topic/0',
  ])
  t.same(warned(await without('organizations/buurthuis')), [
    'organization kring unknown-organization /backedBy',
    'service koffie unknown-organization /organization',
    'service thee unknown-organization /organization',
  ])
  t.same(warned(await without('services/koffie')), ['question-set geld unknown-service /contactPoint'])
})

t.test('Lists go through everything exactly once, in pages of any size', async (t) => {
  const app = await anApp(t)
  const exported = (await app.edit('GET', '/v1/exports')).json()
  const lists = {
    taxonomies: 'taxonomies',
    organizations: 'organizations',
    services: 'services',
    'question-sets': 'questionSets',
  }
  for (const [path, list] of Object.entries(lists)) {
    const ids = exported[list].map(({ id }: { id: string }) => id)
    for (const limit of [1, 7, ids.length]) {
      const found: string[] = []
      let next: string | null = ''
      while (next !== null) {
        const page: Reply = await call(app, 'GET', `${path}?limit=${limit}${next && `&cursor=${next}`}`)
        t.ok(page.json().items.length <= limit)
        for (const { document } of page.json().items) found.push(document.id)
        next = page.json().next
      }
      t.same(found, ids, `${path} by ${limit}`)
    }
  }
  const [item] = (await call(app, 'GET', 'services?limit=1')).json().items
  t.same(item.document, exported.services[0])
  t.equal(item.etag, (await call(app, 'GET', `services/${item.document.id}`)).headers.etag)
  const taxonomy = (await call(app, 'GET', 'taxonomies?limit=1')).json().items[0].document
  t.equal(taxonomy.terms, undefined, 'a taxonomy without its terms')
  t.match((await call(app, 'GET', 'services?cursor=abc')).json(), { errors: [{ parameter: 'cursor' }] })
})

t.test('Services are found by organization, term, status, the day of the last check, and name', async (t) => {
  const app = await anApp(t, { demo: false })
  const services = [
    aService({ id: 'a', name: { nl: 'Koffie', tr: 'ÇAY' }, verifiedOn: '2026-01-31' }),
    aService({ id: 'b', organization: 'moskee', verifiedOn: '2026-02-01', terms: { topic: ['rent', 'debt'] } }),
    aService({ id: 'c', status: 'inactive', terms: { topic: ['rent'], area: ['noord'] } }),
  ]
  for (const service of services) await create(app, 'services', service)
  const found = async (query: string, path = 'services') =>
    (await call(app, 'GET', `${path}?${query}`))
      .json()
      .items.map((item: { document: { id: string } }) => item.document.id)
  t.same(await found(''), ['a', 'b', 'c'])
  t.same(await found('organization=moskee'), ['b'])
  t.same(await found('organization=nobody'), [])
  t.same(await found('term=topic:rent'), ['b', 'c'])
  t.same(await found('term=topic:rent&term=topic:debt'), ['b'])
  t.same(await found('term=topic:rent&term=area:noord'), ['c'])
  t.same(await found('status=inactive'), ['c'])
  t.same(await found('verifiedBefore=2026-02-01'), ['a', 'c'], 'that day is not before; never is')
  t.same(await found('search=%C3%A7ay'), ['a'], 'in any language and case')
  t.same(await found('search=OFFI&status=active&limit=1'), ['a'])
  t.same(await found('search=no-such-name'), [])
  await create(app, 'organizations', anOrganization({ name: 'Moskee De Veerpont' }))
  await create(app, 'question-sets', aQuestionSet({ title: { nl: 'Geldzorgen' } }))
  t.same(await found('search=veerpont', 'organizations'), ['buurthuis'])
  t.same(await found('search=zorgen', 'question-sets'), ['geld'])
  for (const wrong of ['status=open', 'verifiedBefore=yesterday', 'term=debt', 'search=', 'colour=red']) {
    t.match(await call(app, 'GET', `services?${wrong}`), { statusCode: 400 }, wrong)
  }
  t.match(await call(app, 'GET', 'organizations?status=active'), { statusCode: 400 })
})

t.test('A draft whose text is no JSON any more can be replaced and deleted, though nobody can read it', async (t) => {
  const app = await anApp(t)
  const path = 'organizations/humanitas'
  const headers = { 'if-match': '*' }
  const body = (await call(app, 'GET', path)).json()
  for (const change of ['PUT', 'DELETE'] as const) {
    byHand(app.path, "UPDATE drafts SET document = 'x' || substr(document, 2) WHERE id = 'humanitas'")
    t.match((await app.rooms.verifyDrafts({})).faults, [{ type: 'organization', id: 'humanitas' }])
    t.match(await call(app, 'GET', path), { statusCode: 500 })
    const reply = await call(app, change, path, { headers, ...(change === 'PUT' && { body }) })
    t.match(reply, { statusCode: 200 }, change)
    t.same((await app.rooms.verifyDrafts({})).faults, [])
  }
})

t.test('An edit that is made is told as made, also where what it breaks can not be read', async (t) => {
  const app = await anApp(t, { demo: false })
  await create(app, 'taxonomies', aTaxonomy())
  await create(app, 'organizations', anOrganization())
  const { etag } = (await create(app, 'services', aService())).json()
  byHand(app.path, "UPDATE drafts SET document = 'x' || substr(document, 2) WHERE type = 'taxonomy'")
  const body = aService({ name: { nl: 'Thee' } })
  const replaced = await replace(app, 'services', { body, etag })
  t.match(replaced, { statusCode: 200, headers: { etag: replaced.json().etag } })
  t.strictSame(Object.keys(replaced.json()), ['outcome', 'etag'], 'without warnings')
  t.match(app.lines.at(-2), /the warnings of an edit could not be read/)

  byHand(app.path, "UPDATE drafts SET document = 'x' || substr(document, 2) WHERE type = 'service'")
  const deleted = await call(app, 'DELETE', 'organizations/buurthuis', { headers: { 'if-match': '*' } })
  t.match(deleted, { statusCode: 200 })
  t.strictSame(deleted.json(), { outcome: 'deleted' })
})
