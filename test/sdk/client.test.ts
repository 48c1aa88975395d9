import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import t from 'tap'
import { createClient, isMokumError, MokumError, type ResponseFacts } from '../../sdk/src/client.js'
import { useMokumFlow } from '../../sdk/src/react.js'
import { anApp } from '../helpers/an-app.js'
import { clientOf } from './a-flow.js'

const app = await anApp(t)

t.test('Services come one by one, whatever the length of a page, and only as far as they are asked for', async (t) => {
  const { client, calls } = clientOf(app)
  const ids: string[] = []
  for await (const { id } of client.services()) ids.push(id)
  const all = (await app.ask('/v1/services?limit=200')).json()
  t.same(
    ids,
    all.items.map(({ id }: { id: string }) => id),
  )
  calls.length = 0
  for await (const { organization } of client.services({ kind: 'informal', term: ['topic:debt'], language: 'tr' })) {
    t.type(organization, 'string')
    break
  }
  t.same(calls, ['GET /v1/services?kind=informal&term=topic%3Adebt&language=tr&limit=200'])
})

t.test('A page that does not say that there are more is the last one', async (t) => {
  let calls = 0
  const fetch = async (): Promise<Response> => {
    calls += 1
    return new Response(calls < 5 ? '{"items": []}' : '{"items": [], "next": null}')
  }
  const client = createClient({ baseUrl: 'https://match.example.org', fetch })
  for await (const _ of client.services());
  t.equal(calls, 1)
})

t.test('What is no page of services is an error of the client', async (t) => {
  for (const body of ['{}', 'null', '{"items": null}', '<html>']) {
    const client = createClient({ baseUrl: 'https://match.example.org', fetch: async () => new Response(body) })
    await t.rejects(client.services().next(), { name: 'MokumError', code: 'bad_response' }, body)
  }
})

t.test('Parameters are sent by a browser that cannot count them', async (t) => {
  const size = Object.getOwnPropertyDescriptor(URLSearchParams.prototype, 'size') ?? {}
  t.teardown(() => Object.defineProperty(URLSearchParams.prototype, 'size', size))
  Reflect.deleteProperty(URLSearchParams.prototype, 'size')
  const { client, calls } = clientOf(app)
  await client.getBundlePointer('geldzorgen-noord', { language: 'tr', parts: 'questions' })
  t.same(calls, ['GET /v1/bundles/geldzorgen-noord?language=tr&parts=questions'])
})

t.test(
  'A GET has no header of its own, so that a browser asks nobody first, and nothing is told of who asks',
  async (t) => {
    const given: RequestInit[] = []
    const facts: ResponseFacts[] = []
    const client = createClient({
      baseUrl: 'https://match.example.org/',
      partner: 'buurtteams',
      language: 'tr',
      onResponse: (fact) => facts.push(fact),
      fetch: async (url, init = {}) => {
        given.push(init)
        return new Response(JSON.stringify({ url }), { headers: { 'x-request-id': 'request-1' } })
      },
    })
    t.same(await client.getPartner(), { url: 'https://match.example.org/v1/partners/buurtteams' })
    t.same(await client.getBundlePointer('geld'), { url: 'https://match.example.org/v1/bundles/geld?language=tr' })
    await client.match({ questionSet: 'geld', answers: {} })
    const { signal: _, ...get } = given[1] ?? {}
    t.same(get, { credentials: 'omit', referrerPolicy: 'no-referrer' })
    t.match(given[2], { method: 'POST', body: '{"questionSet":"geld","answers":{},"language":"tr"}' })
    t.same(facts[0], { url: 'https://match.example.org/v1/partners/buurtteams', status: 200, requestId: 'request-1' })
  },
)

t.test('An error is known by its name, also one of another copy of the SDK', async (t) => {
  t.ok(isMokumError(new MokumError('network', 'No answer came.')))
  t.ok(isMokumError(Object.assign(new Error('x'), { name: 'MokumError', code: 'network' })))
  for (const other of [new Error('x'), { name: 'MokumError', code: 'network' }, null, 'MokumError'])
    t.notOk(isMokumError(other))
})

t.test('React shows a flow, on a server too, where nothing is fetched', async (t) => {
  const { client, calls } = clientOf(app)
  const Page = () => createElement('p', null, useMokumFlow({ client, questionSet: 'geldzorgen-noord' }).snapshot.status)
  t.equal(renderToString(createElement(Page)), '<p>idle</p>')
  t.same(calls, [])
})

t.test('Whoever gives up when an answer comes hears so, also from a fetch that knows nothing of signals', async (t) => {
  const controller = new AbortController()
  let sent = 0
  const client = createClient({
    baseUrl: 'https://match.example.org',
    fetch: async () => {
      sent += 1
      return new Response('', { status: 503 })
    },
    onResponse: () => controller.abort(),
  })
  await t.rejects(client.getPartner('wijksite', { signal: controller.signal }), { code: 'aborted' })
  t.equal(sent, 1)
})
