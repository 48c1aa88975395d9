import { createHash } from 'node:crypto'
import t from 'tap'
import { createClient, isMokumError, type MokumError, type MokumErrorCode } from '../../sdk/src/client.js'
import type { FlowOptions } from '../../sdk/src/flow.js'
import { anApp } from '../helpers/an-app.js'
import {
  aBadServer,
  altered,
  type BadServer,
  busy,
  cutOff,
  gone,
  type Misbehaviour,
  portal,
  proxyPage,
  reset,
  silence,
  stalled,
  truncated,
} from './a-bad-server.js'
import { aFlow } from './a-flow.js'

const app = await anApp(t)
const noord = 'geldzorgen-noord'
// Made when they are first asked for, which may take longer than a client here waits.
for (const query of ['', '?parts=questions', '?parts=questions&language=tr', '?language=ar', '?language=en'])
  await app.ask(`/v1/bundles/${noord}${query}`)
const contact = { name: { text: 'Buurtteam', lang: 'nl' }, phone: '+31 20 000 00 09' }
const pointers = /^\/v1\/bundles\/[a-z-]+(\?|$)/
const bundles = /^\/v1\/bundles\/[a-z-]+\/[0-9a-f]+$/
const matches = /^\/v1\/matches$/

const clientOf = ({ url }: BadServer, options: Partial<Parameters<typeof createClient>[0]> = {}) =>
  createClient({ baseUrl: url, timeoutMs: 1_000, deadlineMs: 5_000, maxRetries: 0, ...options })

const errorOf = (call: Promise<unknown>): Promise<MokumError> =>
  call.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error: MokumError) => error,
  )

const days: Readonly<Record<string, readonly [how: Misbehaviour, code: MokumErrorCode, says: RegExp]>> = {
  'is silent': [silence, 'timeout', /duurt te lang/],
  'resets the connection': [reset, 'network', /geen verbinding/],
  'cuts the answer off': [cutOff, 'bad_response', /ging iets mis/],
  'ends the answer too soon': [truncated, 'bad_response', /ging iets mis/],
  'stalls in the middle': [stalled, 'timeout', /duurt te lang/],
  'is behind a proxy that answers 502 with a page': [proxyPage, 'unavailable', /erg druk/],
  'is behind a portal that answers 200 with a page': [portal, 'bad_response', /ging iets mis/],
  'is busy': [busy(30), 'rate_limited', /erg druk/],
}

for (const [day, [how, code, says]] of Object.entries(days)) {
  t.test(
    `A service that ${day}: an error that says so, a sentence, whom to call, and a retry that works`,
    async (t) => {
      const server = await aBadServer(t, app)
      server.spoil(pointers, how)
      const error = await errorOf(clientOf(server).getBundlePointer(noord))
      t.ok(isMokumError(error))
      t.match(error, { name: 'MokumError', code, retryable: true, message: /^[A-Z].*\.$|:/ })
      const { flow, until } = aFlow({ client: clientOf(server), questionSet: noord, contact })
      flow.start()
      const failed = await until('error')
      t.match(failed, { error: { code, retryable: true, text: { text: says, lang: 'nl' } }, contact, canGoBack: false })
      server.mend()
      flow.retry()
      t.match(await until('question'), { question: { id: 'topics' }, error: undefined })
    },
  )

  t.test(`A service that ${day} when it should match: no answer is lost`, async (t) => {
    const server = await aBadServer(t, app)
    const run = await answered(server, { mode: 'server', language: 'tr' })
    server.spoil(matches, how)
    run.flow.next()
    const failed = await run.until('error')
    t.match(failed, { error: { code, text: { lang: 'tr', text: /\S/ } }, contact: { name: {} }, canGoBack: true })
    t.equal(failed.answers[0]?.answers.length, 1)
    run.flow.back()
    t.match(run.now(), { status: 'review', error: undefined })
    run.flow.next()
    await run.until('error')
    server.mend()
    run.flow.retry()
    t.equal((await run.until('results')).result?.choices.length, 3)
  })
}

/** A flow in which the first question is answered and the others are skipped. */
async function answered(server: BadServer, options: Partial<FlowOptions> = {}) {
  const run = aFlow({ client: clientOf(server), questionSet: noord, ...options })
  run.flow.start()
  await run.until('question')
  run.flow.answer(['debt'])
  while (run.now().status === 'question') run.flow.next()
  return run
}

t.test('A try that failed is made again by itself, after as long as the service asks for', async (t) => {
  const server = await aBadServer(t, app)
  const client = clientOf(server, { maxRetries: 2 })
  server.spoil(pointers, reset, 1)
  server.spoil(pointers, proxyPage, 1)
  t.match(await client.getBundlePointer(noord), { release: 1 })
  t.equal(server.calls.length, 3)
  server.spoil(pointers, busy(1), 1)
  const began = performance.now()
  t.match(await client.getBundlePointer(noord), { release: 1 })
  t.ok(performance.now() - began >= 1_000)
  server.spoil(pointers, busy(60))
  t.match(await errorOf(client.getBundlePointer(noord)), { code: 'rate_limited', retryAfterMs: 60_000, status: 429 })
  t.equal(server.calls.length, 6, 'it does not wait past the deadline')
  server.mend()
  server.spoil(pointers, busy(new Date(Date.now() + 60_000).toUTCString()))
  const { retryAfterMs = 0 } = await errorOf(client.getBundlePointer(noord))
  t.ok(retryAfterMs > 50_000 && retryAfterMs <= 60_000, `until an instant: ${retryAfterMs}`)
})

t.test('All tries together end at the deadline', async (t) => {
  const server = await aBadServer(t, app)
  server.spoil(pointers, silence)
  const client = clientOf(server, { maxRetries: 50, timeoutMs: 100, deadlineMs: 400 })
  t.match(await errorOf(client.getBundlePointer(noord)), { code: 'timeout' })
  t.ok(server.calls.length < 6, `${server.calls.length} tries`)
})

t.test('One try ends at the deadline too, where a try might take longer', async (t) => {
  const server = await aBadServer(t, app)
  server.spoil(pointers, silence)
  t.intercept(Math, 'random', { value: () => 0.5 })
  const client = clientOf(server, { maxRetries: 50, timeoutMs: 8_000, deadlineMs: 300 })
  t.match(await errorOf(client.getBundlePointer(noord)), { code: 'timeout', message: /within (2\d\d|300) ms/ })
  t.equal(server.calls.length, 1)
})

t.test('A call may be given all the time there is', async (t) => {
  const server = await aBadServer(t, app)
  const forever = Number.POSITIVE_INFINITY
  const client = clientOf(server, { timeoutMs: forever, deadlineMs: forever, maxRetries: 0 })
  t.match(await client.getBundlePointer(noord), { release: 1 })
})

t.test('What the service refuses for good is not sent again', async (t) => {
  const server = await aBadServer(t, app)
  const client = clientOf(server, { maxRetries: 2 })
  t.match(await errorOf(client.getBundlePointer('nowhere')), {
    code: 'not_found',
    retryable: false,
    status: 404,
    requestId: String,
    problem: { code: 'not-found' },
  })
  const request = { questionSet: noord, answers: { topics: ['secret'] } }
  const error = await errorOf(client.match(request))
  t.match(error, { code: 'invalid_answers', problem: { errors: [{ pointer: '/answers/topics/0' }] } })
  t.notMatch(JSON.stringify({ ...error, message: error.message }), /secret/, 'an error holds no answer')
  t.equal(server.calls.length, 2)
})

t.test(
  'A bundle that is not what its address says is fetched once more past every cache, and never used',
  async (t) => {
    const server = await aBadServer(t, app)
    server.spoil(bundles, altered)
    const { flow, until } = aFlow({ client: clientOf(server), questionSet: noord, contact })
    flow.start()
    t.match(await until('error'), { error: { code: 'digest_mismatch', text: { lang: 'nl' } }, contact })
    t.equal(server.calls.filter((call) => bundles.test(call.slice(4))).length, 2)
    server.mend()
    flow.retry()
    await until('question')
    const auto = aFlow({ client: clientOf(server), questionSet: noord, mode: 'auto' })
    server.spoil(bundles, altered, 2)
    auto.flow.start()
    t.match(await auto.until('question', 'error'), { status: 'question' }, 'auto asks, and lets the service match')
  },
)

t.test('A bundle that is gone leads to the pointer again, once', async (t) => {
  const server = await aBadServer(t, app)
  server.spoil(bundles, gone, 1)
  const { flow, until } = aFlow({ client: clientOf(server), questionSet: noord })
  flow.start()
  await until('question')
  t.equal(server.calls.length, 4)
  server.spoil(bundles, gone)
  const other = aFlow({ client: clientOf(server), questionSet: noord })
  other.flow.start()
  t.match(await other.until('error'), { error: { code: 'bundle_gone', retryable: true } })
  t.equal(server.calls.length, 8)
})

t.test(
  'A bundle for a newer engine: auto lets the service match, a device says that the page is too old',
  async (t) => {
    const server = await aBadServer(t, app)
    const newer = (text: string): string => text.replace('"engine":1', '"engine":2')
    server.spoil(bundles, (reply, response) => void response.writeHead(200).end(newer(reply.body.toString())))
    server.spoil(pointers, async (reply, response, request) => {
      const pointer = JSON.parse(reply.body.toString())
      const { body } = await app.ask(`${request.url?.split('?')[0]}/${pointer.bundleDigest}`)
      byDigest.set(createHash('sha256').update(newer(body)).digest('hex'), newer(body))
      response.end(JSON.stringify({ ...pointer, bundleDigest: [...byDigest.keys()].at(-1) }))
    })
    const byDigest = new Map<string, string>()
    server.spoil(
      bundles,
      (_, response, request) => void response.end(byDigest.get(request.url?.split('/').at(-1) ?? '')),
    )
    const { flow, until } = aFlow({ client: clientOf(server), questionSet: noord, contact })
    flow.start()
    t.match(await until('error'), { error: { code: 'bundle_too_new', retryable: false, text: { text: /te oud/ } } })
    const { flow: other, ...run } = await answered(server, { mode: 'auto' })
    other.next()
    await run.until('results')
    t.equal(server.calls.at(-1), 'POST /v1/matches')
  },
)

t.test('Whoever gives up halfway hears only that; a flow goes back to where it was', async (t) => {
  const server = await aBadServer(t, app)
  const controller = new AbortController()
  server.spoil(pointers, () => controller.abort(), 1)
  const { signal } = controller
  t.match(await errorOf(clientOf(server).getBundlePointer(noord, { signal })), { code: 'aborted', retryable: false })
  t.match(await errorOf(clientOf(server).getBundlePointer(noord, { signal })), { code: 'aborted' })
  t.equal(server.calls.length, 1, 'with a signal that was given before nothing is sent')
  const run = await answered(server, { mode: 'server' })
  server.spoil(matches, silence)
  run.flow.next()
  t.equal(run.now().status, 'matching')
  run.flow.back()
  t.match(run.now(), { status: 'review', error: undefined })
  run.flow.next()
  run.flow.wipe()
  t.match(run.now(), { status: 'idle', answers: [{ answers: [] }], result: undefined })
})

t.test('Without a connection at the start: Dutch, whom to call, and a retry', async (t) => {
  const server = await aBadServer(t, app)
  await server.goOffline()
  const { flow, now, until } = aFlow({ client: clientOf(server), questionSet: noord, language: 'ar', contact })
  flow.start()
  t.match(await until('error'), {
    texts: { lang: 'nl', dir: 'ltr' },
    error: {
      code: 'network',
      text: { text: 'Er is geen verbinding met internet. Je antwoorden zijn er nog.', lang: 'nl' },
    },
    contact,
  })
  await server.goOnline()
  flow.retry()
  await until('question')
  t.equal(now().texts.lang, 'ar')
})

t.test('After the bundle is there nothing is sent, and the flow works with the network cut', async (t) => {
  const server = await aBadServer(t, app)
  const run = aFlow({ client: clientOf(server), questionSet: noord })
  run.flow.start()
  await run.until('question')
  const sent = server.calls.length
  await server.goOffline()
  run.flow.answer(['debt'])
  while (run.now().status === 'question') run.flow.next()
  run.flow.next()
  await run.until('results')
  run.flow.showOthers()
  await run.until('matching')
  await run.until('results')
  run.flow.showAll()
  await run.until('matching')
  await run.until('results')
  run.flow.setLanguage('en')
  await run.until('loading')
  t.match(await run.until('error'), { error: { code: 'network' } }, 'only another language needs the service')
  run.flow.back()
  t.match(run.now(), { status: 'results', texts: { lang: 'nl' } })
  await server.goOnline()
  t.equal(server.calls.length, sent)
})
