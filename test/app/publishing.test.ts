import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { jsonBody } from '../../src/imports/formats.js'
import { createRooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'

const noord = 'geldzorgen-noord'
const answers = { topics: ['debt', 'food-goods', 'family'], want: 'listens' }

const organization = {
  id: 'voorbeeldhuis-de-steiger',
  name: 'Voorbeeldhuis De Steiger',
  kind: 'informal',
  description: { nl: 'Buren die samen koffie drinken.' },
}
/** A place that fits the answers better than all others do. */
const service = {
  id: 'de-steiger-talk',
  organization: organization.id,
  name: { nl: 'Praten op de steiger' },
  summary: { nl: 'Iemand luistert naar je.' },
  status: 'active',
  terms: { topic: ['debt', 'food-goods', 'family'], approach: ['listens'], pace: ['no-rush'], area: ['noord'] },
  contact: { website: 'https://example.org/de-steiger' },
}

async function matched(app: AppUnderTest, options: object = {}) {
  const reply = await app.match({ questionSet: noord, answers, ...options })
  return { reply, ids: reply.json().choices?.map((choice: { service: { id: string } }) => choice.service.id) }
}

const full = (id: string) => ({ capacities: [{ service: id, status: 'full' }] })

t.test('Publishing, imports and exports need the key of an administrator', async (t) => {
  const app = await anApp(t)
  const calls = [
    { method: 'POST', url: '/v1/releases', payload: {} },
    { method: 'POST', url: '/v1/imports', payload: { services: [] } },
    { method: 'GET', url: '/v1/exports' },
  ] as const
  const wrong = [
    '',
    'Bearer',
    'Bearer wrong',
    `Bearer ${app.adminKey}x`,
    `Basic ${app.adminKey}`,
    app.adminKey,
    `Bearer ${app.adminKey} x`,
  ]
  for (const call of calls) {
    for (const authorization of [undefined, ...wrong]) {
      const reply = await app.ask({ ...call, headers: authorization === undefined ? {} : { authorization } })
      t.match(reply, { statusCode: 401, headers: { 'www-authenticate': 'Bearer' } }, `${call.url} ${authorization}`)
      t.match(reply.json(), { code: 'unauthenticated' })
      t.notMatch(reply.body, app.adminKey)
    }
    const headers = { authorization: `bearer ${app.adminKey}` }
    t.match(await app.ask({ ...call, headers }), { statusCode: 200 }, `${call.url} with the key`)
  }
  t.equal((await app.ask('/v1/releases')).json().items.length, 1, 'nothing was published')
})

t.test(
  'What is imported is in force once it is published, and an older release still gives what it gave',
  async (t) => {
    const app = await anApp(t)
    const before = await matched(app)
    const services = (await app.ask('/v1/services?limit=200')).body
    const imported = await app.edit('POST', '/v1/imports', { organizations: [organization], services: [service] })
    t.match(imported.json(), {
      mode: 'merge',
      dryRun: false,
      organizations: { created: [organization.id], changed: [], unchanged: [], removed: [] },
      services: { created: [service.id] },
    })
    t.equal((await matched(app)).reply.body, before.reply.body, 'nothing changes by an import')

    const published = await app.edit('POST', '/v1/releases', { note: 'canary-of-an-editor' })
    t.match(published, { statusCode: 201, headers: { location: '/v1/releases/2', 'cache-control': 'no-store' } })
    const { release } = published.json()
    t.match(release, { number: 2, previous: before.reply.json().receipt.releaseDigest })
    t.notMatch(published.body, /canary-of-an-editor|createdBy/)

    const after = await matched(app)
    t.ok(after.ids.includes(service.id), 'it is chosen at once')
    t.match(after.reply.json().receipt, { release: 2, releaseDigest: release.digest })
    t.same(
      (await app.ask('/v1/releases')).json().items.map(({ number }: { number: number }) => number),
      [2, 1],
    )
    t.equal((await app.ask(`/v1/services/${service.id}`)).statusCode, 200)

    t.equal((await matched(app, { release: 1 })).reply.body, before.reply.body, 'word for word, with the same receipt')
    t.equal((await matched(app, { release: 2 })).reply.body, after.reply.body)
    t.equal((await app.ask('/v1/services?limit=200&release=1')).body, services)
    t.match(await app.ask(`/v1/services/${service.id}?release=1`), { statusCode: 404 })
    const invalid = await matched(app, { release: 1, answers: { want: 'canary' } })
    t.match(invalid.reply.json(), {
      code: 'invalid-answers',
      errors: [{ pointer: '/answers/want', code: 'unknown-option' }],
    })

    const again = await app.edit('POST', '/v1/releases', {})
    t.match(again, { statusCode: 200 })
    t.match(again.json(), { outcome: 'unchanged', release })

    const back = await app.edit('POST', '/v1/releases', { from: 1, rotation: '6d6f6b756d313032' })
    t.match(back.json(), { release: { number: 3, digest: release.previous, rotation: '6d6f6b756d313032' } })
    t.same((await matched(app)).ids, before.ids)
  },
)

t.test('Capacities that change keep the rotation, and a full place is as one that was left out', async (t) => {
  const app = await anApp(t)
  const { ids } = await matched(app)
  const without = await matched(app, { without: [ids[0]] })
  t.match((await app.edit('POST', '/v1/imports', full(ids[0]))).json(), { capacities: { created: [ids[0]] } })
  const { release, warnings } = (await app.edit('POST', '/v1/releases', {})).json()
  t.match(release, { number: 2, rotation: '6d6f6b756d313032' })
  t.same(warnings, [], 'the demo has none')
  const { reply, ids: now } = await matched(app, { explain: [ids[0]] })
  t.same(now, without.ids)
  t.same(reply.json().explanations, [{ service: ids[0], outcome: 'full' }])
  t.same((await app.ask(`/v1/services/${ids[0]}`)).json().capacity, { status: 'full' })
  const first = await app.rooms.openRelease(1)
  const { published } = await app.rooms.openRelease(2, first)
  t.equal(published.services, first.published.services, 'nothing is read or compiled anew')
  t.not(
    (await matched(app)).reply.json().receipt.digest,
    (await matched(app, { release: 1 })).reply.json().receipt.digest,
  )
})

t.test('Publishing says which texts to look at again, and publishes them', async (t) => {
  const app = await anApp(t, { demo: false })
  const house = { id: 'huis', name: 'Huis', kind: 'informal', description: { nl: 'Je moet bellen.' } }
  await app.edit('POST', '/v1/imports', { organizations: [house] })
  const { outcome, warnings } = (await app.edit('POST', '/v1/releases', {})).json()
  t.equal(outcome, 'published')
  t.match(warnings, [{ type: 'organization', id: 'huis', pointer: '/description/nl', code: 'avoided-word' }])
  t.equal(warnings.length, 1)
})

t.test('A release that another process makes comes into force here too', async (t) => {
  const app = await anApp(t)
  const { ids } = await matched(app)
  const storage = await openStorage({ url: `file:${app.path}` })
  t.teardown(() => storage.close())
  const other = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() })
  await other.imports.importDocuments(jsonBody(full(ids[0])), { mode: 'merge', dryRun: false })
  await other.publish({ by: 'command line' })
  while ((await matched(app)).reply.json().receipt.release === 1) await wait(20)
  t.notOk((await matched(app)).ids.includes(ids[0]))
})

t.test('Older releases are opened two at a time; who asks for a third is asked to wait', async (t) => {
  const app = await anApp(t)
  for (const rotation of ['1', '2', '3']) await app.edit('POST', '/v1/releases', { rotation: rotation.repeat(16) })
  const replies = await Promise.all([1, 2, 3].map((release) => matched(app, { release })))
  t.same(
    replies.map(({ reply }) => reply.statusCode),
    [200, 200, 503],
  )
  t.match(replies[2]?.reply, { headers: { 'retry-after': /^\d+$/ } })
  t.match(replies[2]?.reply.json(), { code: 'unavailable' })
  t.match(await matched(app, { release: 3 }), { reply: { statusCode: 200 } }, 'when the others are done it is opened')
})

t.test('Drafts that break a rule together are not published, and all that is wrong is named', async (t) => {
  const app = await anApp(t)
  const orphan = { ...service, terms: { ...service.terms, topic: ['no-such-term'] } }
  t.equal((await app.edit('POST', '/v1/imports', { services: [orphan] })).statusCode, 200)
  const reply = await app.edit('POST', '/v1/releases', {})
  t.equal(reply.statusCode, 409)
  t.match(reply.json(), {
    code: 'not-publishable',
    errors: [
      { pointer: `/service/${service.id}/organization`, code: 'unknown-organization' },
      { pointer: `/service/${service.id}/terms/topic/0`, code: 'unknown-term' },
    ],
  })
  t.equal((await app.ask('/v1/releases')).json().items.length, 1)
  const wrong = { from: 99 }
  t.match((await app.edit('POST', '/v1/releases', wrong)).json(), {
    code: 'unknown-reference',
    errors: [{ pointer: '/from' }],
  })
  for (const body of [{ rotation: 'XYZ' }, { from: 0 }, { note: '' }, { by: 'me' }, []]) {
    t.match((await app.edit('POST', '/v1/releases', body)).json(), { code: 'invalid-request' }, JSON.stringify(body))
  }
})

t.test('An import with anything wrong stores nothing, and names every place', async (t) => {
  const app = await anApp(t)
  const exported = (await app.edit('GET', '/v1/exports')).body
  const body = {
    organizations: [organization, { ...organization, kind: 'other', extra: 1 }],
    services: [service, { ...service, contact: {}, name: { en: 'No Dutch' } }, 7],
    capacities: [{ service: 'nobody', status: 'open-ish' }],
    places: [],
  }
  const reply = await app.edit('POST', '/v1/imports', body)
  t.equal(reply.statusCode, 400)
  t.equal(reply.json().code, 'invalid-import')
  t.same(
    reply.json().errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`),
    [
      '/organizations/1/extra unknown-field',
      '/organizations/1/kind not-allowed',
      '/services/1/contact too-few',
      '/services/2 wrong-type',
      '/capacities/0/status not-allowed',
      '/places unknown-field',
    ],
  )
  t.equal((await app.edit('GET', '/v1/exports')).body, exported)
  const dry = await app.edit('POST', '/v1/imports?dryRun=true', { organizations: [organization] })
  t.match(dry.json(), { dryRun: true, organizations: { created: [organization.id] } })
  const replaced = await app.edit('POST', '/v1/imports?dryRun=true&mode=replace', { capacities: [] })
  t.same(replaced.json().capacities.removed, ['jong-aan-het-ij-chat', 'warme-buren-energy-visit'])
  t.equal((await app.edit('GET', '/v1/exports')).body, exported, 'a dry run stores nothing')
  for (const url of ['/v1/imports?mode=append', '/v1/imports?dryRun=perhaps', '/v1/imports?force=1']) {
    t.match((await app.edit('POST', url, {})).json(), { code: 'invalid-request' }, url)
  }
})

t.test('An export that is imported and published elsewhere has the same release digest', async (t) => {
  const here = await anApp(t)
  const elsewhere = await anApp(t, { demo: false })
  const exported = await here.edit('GET', '/v1/exports')
  t.match(exported, { statusCode: 200, headers: { 'cache-control': 'no-store', 'content-disposition': /^attachment/ } })
  await elsewhere.edit('POST', '/v1/imports', exported.json())
  const { release } = (await elsewhere.edit('POST', '/v1/releases', { rotation: '6d6f6b756d313032' })).json()
  t.match(release, { number: 1, digest: (await here.ask('/v1/releases/1')).json().digest })
  t.equal((await matched(elsewhere)).reply.body, (await matched(here)).reply.body, 'and gives the same answers')
})
