import t from 'tap'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { aService } from '../helpers/builders.js'

const noord = {
  questionSet: 'geldzorgen-noord',
  answers: { topics: ['debt', 'food-goods', 'family'], want: 'listens' },
}

/** A place that fits these answers better than all others do. */
const best = aService({
  id: 'steiger',
  organization: 'humanitas',
  terms: { topic: ['debt', 'food-goods', 'family'], approach: ['listens'], pace: ['no-rush'], area: ['noord'] },
})

const onDrafts = (app: AppUnderTest, given: object = {}) =>
  app.match({ ...noord, release: 'draft', ...given }, { authorization: `Bearer ${app.adminKey}` })

const ids = (reply: { json(): { choices: { service: { id: string } }[] } }) =>
  reply.json().choices.map(({ service }) => service.id)

t.test('Drafts are tried before they are published, without a receipt', async (t) => {
  const app = await anApp(t)
  const published = await app.match(noord)
  const same = await onDrafts(app)
  t.same(same.json(), { ...published.json(), receipt: null }, 'what differs in nothing gives the same')

  await app.edit('POST', '/v1/imports', { services: [best] })
  t.ok(ids(await onDrafts(app)).includes('steiger'), 'the draft of this moment')
  t.same((await app.match(noord)).json(), published.json(), 'residents get what is published')
  const again = await onDrafts(app)
  await app.edit('POST', '/v1/releases', {})
  const after = await app.match(noord)
  t.ok(ids(after).includes('steiger'))
  t.match(again, { statusCode: 200 })
  t.match((await onDrafts(app, { answers: { topics: ['nothing'] } })).json(), {
    code: 'invalid-answers',
    errors: [{ pointer: '/answers/topics/0' }],
  })
  t.match((await onDrafts(app, { questionSet: 'none' })).json(), { code: 'unknown-reference' })
})

t.test('Drafts are tried with the room that services have now, and with the turns of now', async (t) => {
  const app = await anApp(t)
  await onDrafts(app)
  await app.edit('POST', '/v1/imports', { capacities: [{ service: ids(await onDrafts(app))[0], status: 'full' }] })
  const imported = await onDrafts(app)
  const [first] = ids(imported)
  const headers = { authorization: `Bearer ${app.adminKey}` }
  const url = `/v1/services/${first}/capacity`
  t.match(await app.ask({ method: 'PUT', url, headers, payload: { status: 'full' } }), { statusCode: 200 })
  t.same((await onDrafts(app)).json(), { ...(await app.match(noord)).json(), receipt: null }, 'after a click')
  for (const rotation of ['1'.repeat(16), 'e'.repeat(16)]) {
    t.match(await app.edit('POST', '/v1/releases', { rotation }), { statusCode: 201 })
    const equals = { answers: {} }
    t.same((await onDrafts(app, equals)).json(), {
      ...(await app.match({ ...noord, ...equals })).json(),
      receipt: null,
    })
  }
})

t.test('Drafts that would not be published are not tried: all that is wrong is named', async (t) => {
  const app = await anApp(t)
  await app.edit('POST', '/v1/imports', {
    services: [
      { ...best, organization: 'nobody' },
      aService({ id: 'thee', organization: 'humanitas', terms: { none: ['a'] } }),
    ],
  })
  const refused = await onDrafts(app)
  t.match(refused, { statusCode: 409 })
  t.match(refused.json(), {
    code: 'not-publishable',
    errors: [
      { pointer: '/service/steiger/organization', code: 'unknown-organization' },
      { pointer: '/service/thee/terms/none', code: 'unknown-taxonomy' },
    ],
  })
  await app.edit('POST', '/v1/imports', {
    services: [best, aService({ id: 'thee', organization: 'humanitas', terms: {} })],
  })
  t.match(await onDrafts(app), { statusCode: 200 }, 'mended')
})

t.test('Drafts are tried by who has a key', async (t) => {
  const app = await anApp(t)
  t.match(await app.match({ ...noord, release: 'draft' }), { statusCode: 401 })
  t.match(await app.match({ ...noord, release: 'draft' }, { authorization: 'Bearer wrong' }), { statusCode: 401 })
  for (const release of ['drafts', '', '1', 0, null]) {
    const reply = await onDrafts(app, { release })
    t.match(reply, { statusCode: 400 }, String(release))
    t.match(reply.json(), { errors: [{ pointer: '/release' }] })
  }
})
