import t from 'tap'
import { type AppUnderTest, anApp, type Reply } from '../helpers/an-app.js'
import { aCatalogue, anOrganization, aQuestion, aQuestionSet, aService, aTaxonomy, aTerm } from '../helpers/builders.js'

const call = (app: AppUnderTest, method: 'GET' | 'DELETE', url: string, headers: object = {}) =>
  app.ask({ method, url: `/v1/${url}`, headers: { authorization: `Bearer ${app.adminKey}`, ...headers } })

const listed = async (app: AppUnderTest, url = 'drafts/changes') => (await call(app, 'GET', url)).json().items

/** The small catalogue, published as release 1. */
async function aPublishedApp(t: Parameters<typeof anApp>[0]) {
  const app = await anApp(t, { demo: false })
  await edit(app, aCatalogue())
  t.equal((await app.edit('POST', '/v1/releases', {})).statusCode, 201)
  return app
}

async function edit(app: AppUnderTest, documents: object, mode = 'merge') {
  const reply = await app.edit('POST', `/v1/imports?mode=${mode}`, documents)
  if (reply.statusCode !== 200) throw new Error(reply.body)
}

const changed = (type: string, id: string, fields: readonly object[]) => ({ type, id, change: 'changed', fields })

t.test('Changes are told field by field, from what to what', async (t) => {
  const app = await aPublishedApp(t)
  t.same(await listed(app), [], 'nothing differs yet')
  const to = aService({
    name: { nl: 'Thee', en: 'Tea' },
    terms: { topic: ['rent', 'debt'] },
    contact: { email: 'thee@example.org' },
    locations: [],
    schedule: [{ days: ['MO'], opensAt: '09:00', closesAt: '10:00' }],
  })
  await edit(app, { services: [to] })
  t.same(await listed(app), [
    changed('service', 'koffie', [
      { pointer: '/name/nl', from: 'Koffie', to: 'Thee' },
      { pointer: '/name/en', to: 'Tea' },
      { pointer: '/terms/topic/0', to: 'rent' },
      { pointer: '/contact/email', to: 'thee@example.org' },
      { pointer: '/contact/phone', from: '+31 20 000 00 01' },
      { pointer: '/schedule', to: to.schedule },
    ]),
  ])
})

t.test('A set in another order is no change, a deletion and a new document are', async (t) => {
  const app = await anApp(t, { demo: false })
  const [debt, rent] = [aTerm({ codes: ['a', 'b'] }), aTerm({ id: 'rent' })]
  const service = aService({ terms: { topic: ['debt', 'rent'] } })
  await edit(app, { ...aCatalogue({ services: [service] }), taxonomies: [aTaxonomy({ terms: [debt, rent] })] })
  await app.edit('POST', '/v1/releases', {})
  await edit(app, {
    taxonomies: [aTaxonomy({ terms: [rent, aTerm({ codes: ['b', 'a'] })] })],
    services: [aService({ terms: { topic: ['rent', 'debt'] }, schedule: [] })],
  })
  t.same(await listed(app), [])
  const other = aService({ id: 'thee' })
  await edit(app, { services: [other] }, 'replace')
  const items = await listed(app)
  t.same(items, [
    { type: 'service', id: 'koffie', change: 'removed', fields: [{ pointer: '', from: service }] },
    { type: 'service', id: 'thee', change: 'created', fields: [{ pointer: '', to: other }] },
  ])
})

t.test('Things with ids are compared by their ids, and what is gone by its place before', async (t) => {
  const app = await aPublishedApp(t)
  const [first] = aQuestionSet().questions
  await edit(app, {
    questionSets: [aQuestionSet({ questions: [aQuestion({ id: 'new' }), { ...first!, text: { nl: 'Schulden?' } }] })],
    taxonomies: [aTaxonomy({ terms: [aTerm({ id: 'rent', codes: ['x'] }), aTerm({ name: { nl: 'Schuld' } })] })],
  })
  t.same(await listed(app), [
    changed('question-set', 'geld', [
      { pointer: '/questions/0', to: aQuestion({ id: 'new' }) },
      { pointer: '/questions/1/text/nl', from: 'Gaat het over schulden?', to: 'Schulden?' },
    ]),
    changed('taxonomy', 'topic', [
      { pointer: '/terms/0', to: aTerm({ id: 'rent', codes: ['x'] }) },
      { pointer: '/terms/1/name/nl', from: 'Schulden', to: 'Schuld' },
      { pointer: '/terms/0/says', from: { nl: 'Ze weten veel van schulden.' } },
    ]),
  ])
  await app.edit('POST', '/v1/releases', {})
  await edit(app, { questionSets: [aQuestionSet({ questions: [first!, aQuestion({ id: 'new' })] })] })
  const [{ fields }] = await listed(app)
  t.same(
    fields.map(({ pointer }: { pointer: string }) => pointer),
    ['/questions'],
    'in another order: the whole list',
  )
})

t.test('A change is discarded: back to the release in force', async (t) => {
  const app = await aPublishedApp(t)
  await edit(app, { services: [aService({ id: 'thee' })], organizations: [anOrganization({ name: 'Ander huis' })] })
  const set = await call(app, 'GET', 'drafts/question-sets/geld')
  await call(app, 'DELETE', 'drafts/question-sets/geld', { 'if-match': set.headers.etag })
  t.equal((await listed(app)).length, 3)
  const discard = async (path: string) => (await call(app, 'DELETE', `drafts/changes/${path}`)).json().outcome
  const { etag } = (await call(app, 'GET', 'drafts/services/thee')).headers
  const stale = { 'if-match': '"stale"' }
  t.match(await call(app, 'DELETE', 'drafts/changes/service/thee', stale), { statusCode: 412 })
  t.match(await call(app, 'DELETE', 'drafts/changes/service/thee', { 'if-match': etag }), { statusCode: 200 })
  t.match(await call(app, 'GET', 'drafts/services/thee'), { statusCode: 404 }, 'what is new goes')
  t.equal(await discard('organization/buurthuis'), 'restored')
  t.equal(await discard('question-set/geld'), 'restored')
  t.same((await call(app, 'GET', 'drafts/question-sets/geld')).body, set.body, 'as it was written')
  t.equal(await discard('question-set/geld'), 'unchanged')
  t.same(await listed(app), [])
  t.match(await call(app, 'DELETE', 'drafts/changes/service/thee'), { statusCode: 404 })
  t.match(await call(app, 'DELETE', 'drafts/changes/capacity/koffie'), { statusCode: 400 })
  t.equal((await app.edit('POST', '/v1/releases', {})).json().outcome, 'unchanged')
})

t.test('What changed between any two releases is told, also of capacities', async (t) => {
  const app = await aPublishedApp(t)
  await edit(app, { services: [aService({ name: { nl: 'Thee' } })] })
  await app.edit('POST', '/v1/releases', {})
  await edit(app, { capacities: [{ service: 'koffie', status: 'full' }] })
  await app.edit('POST', '/v1/releases', {})
  const full = {
    type: 'capacity',
    id: 'koffie',
    change: 'created',
    fields: [{ pointer: '', to: { service: 'koffie', status: 'full' } }],
  }
  const name = changed('service', 'koffie', [{ pointer: '/name/nl', from: 'Koffie', to: 'Thee' }])
  t.same(await listed(app, 'releases/3/changes'), [full], 'since the one before')
  t.same(await listed(app, 'releases/3/changes?since=1'), [full, name])
  t.same(await listed(app, 'releases/1/changes?since=2'), [
    changed('service', 'koffie', [{ pointer: '/name/nl', from: 'Thee', to: 'Koffie' }]),
  ])
  t.same((await listed(app, 'releases/1/changes')).length, 4, 'all of the first')
  t.same(await listed(app, 'releases/2/changes?since=2'), [])
  t.match(await call(app, 'GET', 'releases/4/changes'), { statusCode: 404 })
  t.match((await call(app, 'GET', 'releases/1/changes?since=4')).json(), { errors: [{ parameter: 'since' }] })
  t.match(await app.ask('/v1/releases/1/changes'), { statusCode: 401 }, 'with a key only')
  t.match(await app.ask('/v1/drafts/changes'), { statusCode: 401 }, 'with a key only')
})

t.test('Pages go through all changes exactly once', async (t) => {
  const app = await anApp(t)
  const all = await listed(app, 'releases/1/changes?limit=200')
  t.ok(all.length > 50)
  const found: unknown[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: Reply = await call(app, 'GET', `releases/1/changes?limit=9${next && `&cursor=${next}`}`)
    found.push(...page.json().items)
    next = page.json().next
  }
  t.same(found.slice(0, all.length), all)
  const keys = found.map((item) => `${(item as { type: string }).type}/${(item as { id: string }).id}`)
  t.equal(new Set(keys).size, keys.length)
  t.match(await call(app, 'GET', 'drafts/changes?cursor=abc'), { statusCode: 400 })
})
