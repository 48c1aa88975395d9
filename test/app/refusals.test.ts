import t, { type Test } from 'tap'
import { anApp, type Reply } from '../helpers/an-app.js'
import { raw } from '../http/a-server.js'

const app = await anApp(t)
const noord = 'geldzorgen-noord'
const canary = 'canary-of-a-resident'

type Place = readonly [place: string, code: string]

/** A problem with just these places, that repeats nothing of what came. */
function isRefused(t: Test, reply: Reply, code: string, places: readonly Place[], status = 400): void {
  const problem = reply.json()
  t.equal(reply.statusCode, status, code)
  t.match(problem, {
    code,
    status,
    type: `/v1/problems/${code}`,
    instance: `urn:mokummatch:request:${reply.headers['x-request-id']}`,
  })
  t.same(
    (problem.errors ?? []).map(({ pointer, parameter, code }: Record<string, string>) => [pointer ?? parameter, code]),
    places,
  )
  for (const { detail } of [problem, ...(problem.errors ?? [])]) {
    t.match(detail, /^[A-Z`].{10,}\.$/s, 'a sentence')
    t.notMatch(detail, canary)
  }
  t.notMatch(reply.headers, { etag: /./ })
  t.equal(reply.headers['cache-control'], 'no-store')
}

t.test('Each answer that does not fit is named with its place, and none is repeated', async (t) => {
  const cases: readonly [answers: object, ...places: Place[]][] = [
    [{ nothing: canary }, ['/answers/nothing', 'unknown-question']],
    [{ topics: canary }, ['/answers/topics', 'wrong-type']],
    [{ topics: [canary] }, ['/answers/topics/0', 'unknown-option']],
    [{ topics: ['debt', 'debt'] }, ['/answers/topics/1', 'repeated-option']],
    [{ topics: Array(10).fill('debt') }, ['/answers/topics', 'too-many-answers']],
    [{ topics: ['debt', 'dont-know'] }, ['/answers/topics', 'exclusive-option']],
    [
      { topics: [7, 'debt', null, {}].slice(0, 3) },
      ['/answers/topics/0', 'wrong-type'],
      ['/answers/topics/2', 'wrong-type'],
    ],
    [{ topics: { debt: canary } }, ['/answers/topics', 'wrong-type']],
    [{ want: canary }, ['/answers/want', 'unknown-option']],
    [{ want: ['listens'] }, ['/answers/want', 'wrong-type']],
    [{ want: false }, ['/answers/want', 'wrong-type']],
    [{ want: 0 }, ['/answers/want', 'wrong-type']],
    [{ want: '' }, ['/answers/want', 'unknown-option']],
    [{ area: '1031' }, ['/answers/area', 'not-asked']],
    [{ where: 'phone', area: '1031' }, ['/answers/area', 'not-asked']],
    [{ where: 'near-home', area: '0000' }, ['/answers/area', 'unknown-term']],
    [{ where: 'near-home', area: '1031 AB' }, ['/answers/area', 'unknown-term']],
    [{ where: 'near-home', area: 1031 }, ['/answers/area', 'wrong-type']],
    [{ where: canary, area: canary }, ['/answers/where', 'unknown-option']],
    [
      { constructor: canary, toString: 1, hasOwnProperty: null },
      ['/answers/constructor', 'unknown-question'],
      ['/answers/hasOwnProperty', 'unknown-question'],
      ['/answers/toString', 'unknown-question'],
    ],
    [{ want: 'constructor' }, ['/answers/want', 'unknown-option']],
    [{ topics: ['__proto__'] }, ['/answers/topics/0', 'unknown-option']],
    [{ 'a/b~c': 1 }, ['/answers/a~1b~0c', 'unknown-question']],
  ]
  for (const [answers, ...places] of cases) {
    const reply = await app.match({ questionSet: noord, answers })
    isRefused(t, reply, 'invalid-answers', places)
    t.notMatch(reply.body, canary, JSON.stringify(answers))
  }
  const all = {
    aaa: canary,
    topics: ['debt', canary, 'debt'],
    want: canary,
    area: canary,
    ease: ['no-stairs', 'rather-not-say'],
    zzz: canary,
  }
  isRefused(t, await app.match({ questionSet: noord, answers: all }), 'invalid-answers', [
    ['/answers/topics/1', 'unknown-option'],
    ['/answers/topics/2', 'repeated-option'],
    ['/answers/want', 'unknown-option'],
    ['/answers/area', 'not-asked'],
    ['/answers/ease', 'exclusive-option'],
    ['/answers/aaa', 'unknown-question'],
    ['/answers/zzz', 'unknown-question'],
  ])
})

t.test('A question set or a release that does not exist is named', async (t) => {
  for (const questionSet of ['no-such-set', 'constructor', 'geldzorgen']) {
    isRefused(t, await app.match({ questionSet, answers: {} }), 'unknown-reference', [
      ['/questionSet', 'unknown-question-set'],
    ])
  }
  isRefused(t, await app.match({ questionSet: noord, answers: {}, release: 2 }), 'unknown-reference', [
    ['/release', 'unknown-release'],
  ])
})

t.test('A request that differs from its description is refused with all places, and nothing is coerced', async (t) => {
  const fine = { questionSet: noord, answers: {} }
  const cases: readonly [body: object, ...places: Place[]][] = [
    [[], ['', 'wrong-type']],
    [{}, ['/questionSet', 'required'], ['/answers', 'required']],
    [{ questionSet: noord }, ['/answers', 'required']],
    [{ ...fine, answers: [] }, ['/answers', 'wrong-type']],
    [{ ...fine, answers: canary }, ['/answers', 'wrong-type']],
    [{ ...fine, answers: null }, ['/answers', 'wrong-type']],
    [{ ...fine, questionSet: canary.toUpperCase() }, ['/questionSet', 'wrong-format']],
    [{ ...fine, questionSet: 7 }, ['/questionSet', 'wrong-type']],
    [{ ...fine, seed: 'é' }, ['/seed', 'wrong-format']],
    [{ ...fine, seed: 'x'.repeat(65) }, ['/seed', 'too-long']],
    [{ ...fine, seed: 7 }, ['/seed', 'wrong-type']],
    [{ ...fine, without: Array(201).fill('doras-debts') }, ['/without', 'too-many']],
    [{ ...fine, without: ['Not An Id'] }, ['/without/0', 'wrong-format']],
    [{ ...fine, explain: Array(21).fill('doras-debts') }, ['/explain', 'too-many']],
    [{ ...fine, alternatives: 21 }, ['/alternatives', 'out-of-range']],
    [{ ...fine, alternatives: -1 }, ['/alternatives', 'out-of-range']],
    [{ ...fine, alternatives: 1.5 }, ['/alternatives', 'wrong-type']],
    [{ ...fine, alternatives: '5' }, ['/alternatives', 'wrong-type']],
    [{ ...fine, release: 0 }, ['/release', 'out-of-range']],
    [{ ...fine, language: 'Dutch!' }, ['/language', 'wrong-format']],
    [{ ...fine, extra: canary }, ['/extra', 'unknown-field']],
    [
      { ...fine, explain: 'all', alternatives: null, extra: 1 },
      ['/extra', 'unknown-field'],
      ['/alternatives', 'wrong-type'],
      ['/explain', 'wrong-type'],
    ],
  ]
  for (const [body, ...places] of cases) {
    const reply = await app.match(body)
    isRefused(t, reply, 'invalid-request', places)
    t.notMatch(reply.body, new RegExp(canary, 'i'))
  }
  const most = {
    ...fine,
    seed: ` ~${'x'.repeat(62)}`,
    without: Array(200).fill('doras-debts'),
    explain: Array(20).fill('x'),
    alternatives: 20,
  }
  t.match(await app.match(most), { statusCode: 200 }, 'the bounds themselves are fine')
  isRefused(t, await app.ask({ method: 'POST', url: '/v1/matches?seed=1', payload: fine }), 'invalid-request', [
    ['seed', 'unknown-parameter'],
  ])
})

t.test('JSON that two readers could read in two ways is refused at its place', async (t) => {
  const set = `"questionSet":"${noord}"`
  const cases: readonly [body: string, ...places: Place[]][] = [
    [`{${set},"answers":{"want":"${canary}","want":"listens"}}`, ['/answers/want', 'duplicate-key']],
    [`{${set},${set},"answers":{}}`, ['/questionSet', 'duplicate-key']],
    [`{${set},"answers":{"__proto__":{"want":"${canary}"}}}`, ['/answers', 'forbidden-key']],
    [`{${set},"answers":{"want":"\\ud800${canary}"}}`, ['/answers/want', 'lone-surrogate']],
    [`{${set},"answers":{"\\udfff":1}}`, ['/answers', 'lone-surrogate']],
    [`{${set},"answers":{"want":"${canary}"`, ['/answers', 'syntax']],
    [`{${set},"answers":{}} ${canary}`, ['', 'trailing-content']],
    ['', ['', 'empty-body']],
    [canary, ['', 'syntax']],
  ]
  for (const [body, ...places] of cases) {
    const reply = await app.match(body)
    isRefused(t, reply, 'invalid-json', places)
    t.notMatch(reply.body, canary)
  }
})

t.test(
  'A body that comes byte by byte is cut off within seven seconds, and others are answered meanwhile',
  async (t) => {
    const port = await app.listen()
    const body = JSON.stringify({ questionSet: noord, answers: { want: 'listens' } })
    const head = `POST /v1/matches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    const dripped = [head, ...[...body].flatMap((character) => [character, 250])]
    const [slow, fast] = await Promise.all([
      raw(port, dripped),
      fetch(`http://127.0.0.1:${port}/v1/services?limit=1`).then((reply) => reply.status),
    ])
    t.equal(fast, 200)
    t.equal(slow.status, 408)
    t.match(JSON.parse(slow.body), { code: 'request-timeout' })
    t.ok(slow.closedAfterMs < 7_000, `closed after ${Math.round(slow.closedAfterMs)} ms`)
  },
)

t.test('What nobody expected says nothing of itself', async (t) => {
  const { rooms } = app
  const whole = rooms.partners.read
  rooms.partners.read = async () => {
    throw new TypeError(canary)
  }
  const reply = await app.ask('/v1/partners/neos')
  rooms.partners.read = whole
  isRefused(t, reply, 'internal-error', [], 500)
  t.notMatch(reply.body, /canary|TypeError|at /)
})
