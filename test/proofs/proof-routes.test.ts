import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { provenOf } from '../helpers/proven.js'

const wishes = { questionSet: 'mokummatch-2022', matches: 1_000 }

async function untilEnded(t: Test, app: AppUnderTest, location: string) {
  for (;;) {
    const reply = await app.edit('GET', location)
    t.equal(reply.statusCode, 200)
    const job = reply.json()
    if (job.endedAt !== null) return job
    await wait(50)
  }
}

t.test('A proof is asked for, looked at, and there: over the release in force, and over the drafts', async (t) => {
  const app = await anApp(t)
  const events = async () => (await app.edit('GET', '/v1/audit-events?limit=1')).json().items[0].number
  const before = await events()
  const asked = await app.edit('POST', '/v1/proofs', wishes)
  t.equal(asked.statusCode, 202)
  t.match(asked.json(), { state: 'running', questionSet: 'mokummatch-2022', release: null, report: null })
  const location = String(asked.headers.location)
  t.equal(location, `/v1/proofs/${asked.json().id}`)
  const draft = await app.edit('POST', '/v1/proofs', { ...wishes, release: 'draft' })
  const job = await untilEnded(t, app, location)
  t.match(job, { state: 'done', progress: null, failure: null, report: { release: 1, size: { patterns: 16_384 } } })
  const other = await untilEnded(t, app, String(draft.headers.location))
  t.match(other.report, { release: null, releaseDigest: job.report.releaseDigest, findings: job.report.findings })
  t.equal(await events(), before, 'a proof changes nothing')

  const { id, statusCode } = { ...(await app.edit('POST', '/v1/proofs', wishes)).json(), statusCode: 202 }
  t.equal(statusCode, 202)
  const cancelled = await app.ask({
    method: 'DELETE',
    url: `/v1/proofs/${id}`,
    headers: { authorization: `Bearer ${app.adminKey}` },
  })
  t.match(cancelled.json(), { state: 'cancelled', report: null })
  t.match((await app.edit('GET', `/v1/proofs/${id}`)).json(), { state: 'cancelled', progress: null })
})

t.test('What can not be proven is refused with the place, and too many at once with when to come again', async (t) => {
  const app = await anApp(t)
  t.match((await app.edit('POST', '/v1/proofs', { questionSet: 'nowhere' })).json(), {
    code: 'unknown-reference',
    errors: [{ pointer: '/questionSet', code: 'unknown-question-set' }],
  })
  t.match((await app.edit('POST', '/v1/proofs', { questionSet: 'nowhere', release: 'draft' })).json(), {
    errors: [{ code: 'unknown-question-set' }],
  })
  t.match((await app.edit('POST', '/v1/proofs', { ...wishes, release: 9 })).json(), {
    errors: [{ pointer: '/release', code: 'unknown-release' }],
  })
  for (const [name, detail] of [
    ['release', 'Expected the number of a release, or draft.'],
    ['compareWith', 'Expected the number of a release, or in-force.'],
  ] as const) {
    const { errors } = (await app.edit('POST', '/v1/proofs', { ...wishes, [name]: 'x' })).json()
    t.same(errors, [{ pointer: `/${name}`, code: 'wrong-format', detail }])
    const { errors: tooLow } = (await app.edit('POST', '/v1/proofs', { ...wishes, [name]: 0 })).json()
    t.same(tooLow, [{ pointer: `/${name}`, code: 'out-of-range', detail: 'Expected a number >= 1.' }])
  }
  t.equal((await app.edit('GET', '/v1/proofs/0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55')).statusCode, 404)
  const replies = []
  for (let i = 0; i < 6; i += 1) replies.push(await app.edit('POST', '/v1/proofs', wishes))
  t.same(
    replies.map(({ statusCode }) => statusCode),
    [202, 202, 202, 202, 202, 503],
  )
  t.ok(Number(replies.at(-1)?.headers['retry-after']) > 0)
})

t.test('Sent again with its Idempotency-Key, a request is answered with the first job', async (t) => {
  const app = await anApp(t)
  const send = () =>
    app.ask({
      method: 'POST',
      url: '/v1/proofs',
      payload: wishes,
      headers: { authorization: `Bearer ${app.adminKey}`, 'idempotency-key': 'one-proof' },
    })
  const [first, second] = [await send(), await send()]
  t.equal(second.json().id, first.json().id)
  t.equal(second.headers.location, first.headers.location)
  t.equal(second.headers['idempotency-replayed'], 'true')
})

t.test(
  'Before the first release only drafts can be proven; and drafts that can not be published say why',
  async (t) => {
    const app = await anApp(t, { demo: false })
    const reply = await app.edit('POST', '/v1/proofs', wishes)
    t.match(reply, { statusCode: 503 })
    t.equal(reply.json().code, 'not-ready')
    const questionSet = {
      id: 'geld',
      title: { nl: 'Geld' },
      languages: ['nl'],
      defaultLanguage: 'nl',
      questions: [
        {
          id: 'over',
          kind: 'single',
          text: { nl: 'Waarover?' },
          options: [
            { id: 'a', label: { nl: 'A' }, effects: [{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 1 }] },
            { id: 'b', label: { nl: 'B' }, effects: [] },
          ],
        },
      ],
      choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
    }
    t.equal((await app.edit('POST', '/v1/imports', { questionSets: [questionSet] })).statusCode, 200)
    const asked = await app.edit('POST', '/v1/proofs', { questionSet: 'geld', release: 'draft' })
    const job = await untilEnded(t, app, String(asked.headers.location))
    t.match(job, {
      state: 'failed',
      failure: { code: 'not-publishable', problems: [{ type: 'question-set', id: 'geld' }] },
    })
  },
)

t.test('The drafts are compared with the release in force, and what is compared is not kept', async (t) => {
  const app = await anApp(t)
  const same = await provenOf(app, { ...wishes, compareWith: 'in-force' })
  t.match(same, { release: 'draft', compareWith: 'in-force' })
  t.match(same.report, { release: null, comparison: { release: 1, others: { changed: { count: 0, of: 16_384 } } } })

  const closed = 'humanitas-paperwork-at-home'
  const service = (await app.edit('GET', `/v1/drafts/services/${closed}`)).json()
  t.equal((await app.edit('POST', '/v1/imports', { services: [{ ...service, status: 'inactive' }] })).statusCode, 200)
  const { report } = await provenOf(app, { ...wishes, compareWith: 1 })
  t.match(report.comparison, {
    basis: 'exact',
    left: { count: 1, services: [{ service: closed, reason: 'inactive' }] },
    questionSet: { rules: [], questions: [] },
  })
  t.ok((report.comparison?.others.changed.count ?? 0) > 0)
  t.match(report.comparison?.services[0], { service: closed, after: { count: 0 } })

  const { rotation } = report
  t.equal((await app.edit('POST', '/v1/releases', { rotation })).statusCode, 201)
  const later = await provenOf(app, { ...wishes, release: 2, compareWith: 1 })
  t.match(later.report, { release: 2, comparison: { release: 1, others: report.comparison?.others } })
  const kept = (await app.ask('/v1/releases/2/proofs/mokummatch-2022')).json()
  const { comparison: _, digest, ...rest } = later.report
  t.match(kept, rest)
  t.notOk('comparison' in kept)
  t.not(kept.digest, digest)
  t.same(await app.rooms.verifyProofs(), { proofs: 1, faults: [] })
  const alone = await provenOf(app, { ...wishes, release: 2 })
  t.same(alone.report, kept, 'the report is the same where nothing is compared')

  t.equal((await app.edit('POST', '/v1/releases', { from: 2, rotation: 'fedcba9876543210' })).statusCode, 201)
  const turned = await provenOf(app, { ...wishes, release: 3, compareWith: 2 })
  t.match(turned.report.comparison, { release: 2, others: { changed: { count: 0 } }, order: { changed: { count: 0 } } })
})

t.test('What there is nothing to compare with is refused with the place', async (t) => {
  const app = await anApp(t)
  t.match((await app.edit('POST', '/v1/proofs', { ...wishes, compareWith: 9 })).json(), {
    code: 'unknown-reference',
    errors: [{ pointer: '/compareWith', code: 'unknown-release' }],
  })
  const set = (await app.edit('GET', '/v1/drafts/question-sets/mokummatch-2022')).json()
  const imported = await app.edit('POST', '/v1/imports', { questionSets: [{ ...set, id: 'wishes-2027' }] })
  t.equal(imported.statusCode, 200)
  t.match((await app.edit('POST', '/v1/proofs', { questionSet: 'wishes-2027', compareWith: 'in-force' })).json(), {
    errors: [{ pointer: '/compareWith', code: 'unknown-question-set', detail: /so all of it is new/ }],
  })
})
