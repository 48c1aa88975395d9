import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aFlow, clientOf } from './a-flow.js'

const noord = 'geldzorgen-noord'
const HOUR_MS = 3_600_000

/** What a browser has; gone when the test ends. */
function aStore(t: Test, name: 'localStorage' | 'sessionStorage'): Map<string, string> {
  const items = new Map<string, string>()
  const store = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
  const value = new Proxy(store, {
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  })
  Object.defineProperty(globalThis, name, { value, configurable: true })
  t.teardown(() => Reflect.deleteProperty(globalThis, name))
  return items
}

t.test('Answers stay in memory, unless a page asks for more', async (t) => {
  const app = await anApp(t)
  const [tab, device] = [aStore(t, 'sessionStorage'), aStore(t, 'localStorage')]
  for (const [storage, sizes] of [
    [undefined, [0, 0]],
    ['tab', [1, 0]],
    ['device', [1, 1]],
  ] as const) {
    const { flow, until } = aFlow({ client: clientOf(app).client, questionSet: noord, storage })
    flow.start()
    await until('question')
    flow.answer(['debt'])
    t.same([tab.size, device.size], sizes, storage ?? 'memory')
  }
})

t.test(
  'Who comes back within a day goes on where they were; after that, or after a wipe, nothing is left',
  async (t) => {
    const app = await anApp(t)
    const items = aStore(t, 'localStorage')
    let now = Date.parse('2026-09-01T10:00:00Z')
    const open = async () => {
      const run = aFlow({ client: clientOf(app).client, questionSet: noord, storage: 'device', now: () => now })
      run.flow.start()
      await run.until('question')
      return run
    }
    const first = await open()
    first.flow.answer(['debt', 'paperwork'])
    first.flow.next()
    first.flow.answer('listens')
    t.match(JSON.parse([...items.values()][0] ?? ''), {
      savedAt: now,
      answers: { topics: ['debt', 'paperwork'], want: ['listens'] },
    })
    now += 23 * HOUR_MS
    const second = await open()
    t.match(second.now(), { question: { id: 'want' }, selected: ['listens'] })
    second.flow.back()
    t.same(second.now().selected, ['debt', 'paperwork'])
    now += 25 * HOUR_MS
    const third = await open()
    t.match(third.now(), { question: { id: 'topics' }, selected: [] })
    third.flow.answer(['debt'])
    third.flow.wipe()
    t.equal(items.size, 0)
    t.match(third.now(), { status: 'idle', answers: [{ answers: [] }] })
    third.flow.start()
    t.match(third.now(), { status: 'question', selected: [] }, 'and it can begin again')
  },
)

t.test('A language that was chosen is kept with the answers; that of the page is not', async (t) => {
  const app = await anApp(t)
  const items = aStore(t, 'localStorage')
  const open = async (language: string) => {
    const run = aFlow({ client: clientOf(app).client, questionSet: noord, storage: 'device', language })
    run.flow.start()
    await run.until('question')
    return run
  }
  await open('nl')
  const english = await open('en')
  t.equal(english.now().language, 'en')
  english.flow.answer(['debt'])
  english.flow.setLanguage('tr')
  await english.until('question')
  const again = await open('en')
  t.match(again.now(), { language: 'tr', question: { id: 'topics' }, selected: ['debt'] })
  t.notOk(
    again.seen.some(({ status, language }) => status === 'question' && language === 'en'),
    'it is never seen in another',
  )
  t.equal((await open('en')).now().language, 'tr', 'each time')
  again.flow.wipe()
  again.flow.setLanguage('ar')
  await again.until('idle')
  t.equal(items.size, 0, 'after a wipe nothing is kept')
})

t.test('Of saved answers, what the questions no longer know is dropped; what is no JSON too', async (t) => {
  const app = await anApp(t)
  const items = aStore(t, 'localStorage')
  const savedAt = Date.now()
  const answers = { topics: ['debt', 'gone'], nowhere: ['x'], area: ['atlantis'], want: ['listens'] }
  const broken = ['{', '[]', 'null', '{"savedAt":1}', JSON.stringify({ savedAt, answers: { topics: 'debt' } })]
  for (const text of [JSON.stringify({ savedAt, answers, at: 'nowhere' }), ...broken]) {
    items.set(`mokummatch ${noord}`, text)
    const { flow, until } = aFlow({ client: clientOf(app).client, questionSet: noord, storage: 'device' })
    flow.start()
    const { question, selected } = await until('question')
    t.equal(question?.id, 'topics')
    t.same(selected, broken.includes(text) ? [] : ['debt'], text)
  }
})

t.test('Saved answers are made to fit questions that changed', async (t) => {
  const app = await anApp(t)
  const items = aStore(t, 'localStorage')
  const { client } = clientOf(app)
  const changes: readonly [object, object, readonly string[]][] = [
    [{ maxAnswers: 2 }, {}, ['debt', 'paperwork']],
    [{}, { exclusive: true }, ['debt', 'getting-by']],
  ]
  for (const [question, paperwork, expected] of changes) {
    const answers = { topics: ['debt', 'paperwork', 'getting-by'] }
    items.set(`mokummatch ${noord}`, JSON.stringify({ savedAt: Date.now(), answers, at: 'topics' }))
    const getBundle: typeof client.getBundle = async (...asked) => {
      const bundle = structuredClone(await client.getBundle(...asked))
      const topics = bundle.questionSet.questions.find(({ id }) => id === 'topics')
      if (topics?.kind !== 'ranked') throw new Error('Expected a question about topics.')
      Object.assign(topics, question)
      Object.assign(topics.options.find(({ id }) => id === 'paperwork')!, paperwork)
      return bundle
    }
    const { flow, now, until } = aFlow({ client: { ...client, getBundle }, questionSet: noord, storage: 'device' })
    flow.start()
    t.same((await until('question')).selected, expected)
    while (now().status === 'question') flow.next()
    flow.next()
    t.equal((await until('results')).result?.choices.length, 3)
  }
})

t.test('Wiping erases what was saved of any questions, also before there are any, and nothing else', async (t) => {
  const app = await anApp(t)
  const items = aStore(t, 'localStorage')
  for (const until of ['idle', 'loading', 'error', 'question'] as const) {
    for (const name of [`mokummatch ${noord}`, 'mokummatch of-before', 'of the page']) items.set(name, '{}')
    const questionSet = until === 'error' ? 'nowhere' : noord
    const run = aFlow({ client: clientOf(app).client, questionSet, storage: 'device' })
    if (until !== 'idle') run.flow.start()
    await run.until(until)
    run.flow.wipe()
    t.same([...items.keys()], ['of the page'], until)
  }
})

t.test('A browser that forbids to save only forgets sooner', async (t) => {
  const app = await anApp(t)
  Object.defineProperty(globalThis, 'localStorage', {
    get: () => {
      throw new Error('Denied')
    },
    configurable: true,
  })
  t.teardown(() => Reflect.deleteProperty(globalThis, 'localStorage'))
  const { flow, now, until } = aFlow({ client: clientOf(app).client, questionSet: noord, storage: 'device' })
  flow.start()
  await until('question')
  flow.answer(['debt'])
  flow.next()
  t.match(now(), { status: 'question', progress: { n: 2 } })
})

t.test('Questions that change while somebody answers: what is left of the answers is looked at again', async (t) => {
  const app = await anApp(t)
  const { flow, now, until } = aFlow({ client: clientOf(app).client, questionSet: noord, mode: 'server' })
  flow.start()
  await until('question')
  flow.answer(['debt', 'paperwork'])
  while (now().status === 'question') flow.next()
  const { questionSets } = (await app.edit('GET', '/v1/exports')).json()
  const changed = questionSets.map((set: { id: string; questions: { options?: { id: string }[] }[] }) => ({
    ...set,
    advice: [],
    questions: set.questions.map(({ options, ...question }) => ({
      ...question,
      ...(options && { options: options.filter(({ id }) => id !== 'paperwork') }),
    })),
  }))
  t.match(await app.edit('POST', '/v1/imports', { questionSets: changed }), { statusCode: 200 })
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 201 })
  flow.next()
  const failed = await until('error')
  t.match(failed.error, {
    code: 'invalid_answers',
    text: { text: 'De vragen zijn veranderd. Kijk je antwoorden nog eens na.' },
  })
  flow.retry()
  t.match(await until('review'), { answers: [{ answers: [{ lang: 'nl' }] }] })
  flow.next()
  t.equal((await until('results')).result?.choices.length, 3)
})
