import t from 'tap'
import { prepareDevice } from '../../sdk/src/device.js'
import { createFlow } from '../../sdk/src/flow.js'
import { anApp } from '../helpers/an-app.js'
import { aFlow, clientOf } from './a-flow.js'

const app = await anApp(t)
const noord = 'geldzorgen-noord'

t.test('From the first question to three places, which the server would choose too, and nothing is sent', async (t) => {
  const { client, calls } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  t.equal(now().status, 'idle')
  t.equal(now(), flow.getServerSnapshot())
  flow.start()
  t.equal(now().status, 'loading')
  const first = await until('question')
  t.match(first, { progress: { n: 1, of: 7 }, canGoBack: false, question: { id: 'topics', kind: 'ranked' } })
  t.match(first.contact, { name: { lang: 'nl' } })
  t.equal(calls.length, 2, 'a pointer and a bundle')
  calls.length = 0
  flow.answer(['debt', 'paperwork'])
  t.same(now().selected, ['debt', 'paperwork'])
  flow.next()
  t.match(now(), { progress: { n: 2, of: 7 }, canGoBack: true })
  flow.answer('listens')
  flow.next()
  for (const [question, value] of [
    ['where', 'near-home'],
    ['area', '1031 ab'],
  ] as const) {
    while (now().question?.id !== question) flow.skip()
    flow.answer(value)
    flow.next()
  }
  while (now().status === 'question') flow.skip()
  t.equal(now().status, 'review')
  t.match(now().answers[0], { question: { id: 'topics' }, answers: [{ lang: 'nl' }, { lang: 'nl' }] })
  flow.next()
  const { result } = await until('results')
  t.same(calls, [])
  const answers = { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1031' }
  const server = (await app.match({ questionSet: noord, answers })).json()
  t.same(JSON.parse(JSON.stringify(result)), server)
  t.equal(result?.choices.length, 3)
})

t.test('The server chooses the same in its mode, and the catalogue stays there', async (t) => {
  const { client, calls } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord, mode: 'server', language: 'tr' })
  flow.start()
  await until('question')
  t.match(calls[0], /parts=questions/)
  t.equal(now().texts.lang, 'tr')
  flow.answer(['debt'])
  while (now().status === 'question') flow.next()
  flow.next()
  const { result } = await until('results')
  t.match(calls.at(-1), 'POST /v1/matches')
  t.same(result, (await app.match({ questionSet: noord, answers: { topics: ['debt'] }, language: 'tr' })).json())
})

t.test(
  'The questions do not wait for the places: what is wrong with these is said when they are asked for',
  async (t) => {
    const { client } = clientOf(app)
    const pointer = await client.getBundlePointer(noord)
    const bundle = await client.getBundle(noord, pointer.bundleDigest)
    const match = prepareDevice(pointer, { ...bundle, taxonomies: [] })
    await t.rejects(match({}), { message: /^There is no taxonomy / })
  },
)

t.test('A partner gives its question set and whom to call', async (t) => {
  const { client } = clientOf(app, { partner: 'neos' })
  const { flow, until } = aFlow({ client })
  flow.start()
  t.match(await until('question'), {
    title: { lang: 'nl' },
    contact: { walkIn: { lang: 'nl' } },
    languages: ['nl', 'en'],
  })
})

t.test('Back loses nothing, a review leads to one question and back, and others are other places', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  flow.start()
  await until('question')
  flow.answer(['debt'])
  flow.next()
  flow.answer('listens')
  flow.back()
  t.same(now().selected, ['debt'])
  flow.next()
  t.same(now().selected, ['listens'])
  while (now().status === 'question') flow.next()
  flow.goTo('want')
  t.equal(now().question?.id, 'want')
  flow.skip()
  t.equal(now().status, 'review')
  flow.next()
  const ids = (await until('results')).result?.choices.map(({ service }) => service.id) ?? []
  flow.showOthers()
  await until('matching')
  const others = (await until('results')).result?.choices.map(({ service }) => service.id) ?? []
  t.equal(others.length, 3)
  t.same(
    others.filter((id) => ids.includes(id)),
    [],
  )
  flow.back()
  t.equal(now().status, 'review')
  flow.back()
  t.equal(now().question?.id, now().answers.at(-1)?.question.id)
})

t.test('A language changes halfway: the place, the answers and the result stay', async (t) => {
  const { client, calls } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  flow.start()
  await until('question')
  flow.answer(['debt'])
  flow.next()
  const at = now().question?.id
  flow.setLanguage('ar')
  await until('question')
  t.match(now(), { texts: { lang: 'ar', dir: 'rtl' }, question: { id: at, text: { lang: 'ar' } } })
  t.match(calls.at(-1), /^GET \/v1\/bundles\/geldzorgen-noord\/[0-9a-f]{64}$/)
  t.equal(now().answers[0]?.answers.length, 1)
  while (now().status === 'question') flow.next()
  flow.next()
  const before = (await until('results')).result?.receipt.digest
  flow.setLanguage('nl')
  await until('loading')
  const after = await until('results', 'error')
  t.equal(after.result?.receipt.digest, before)
})

t.test(
  'A place to live is understood in any spelling; one that nobody knows gets a sentence, and can be skipped',
  async (t) => {
    const { client } = clientOf(app)
    const { flow, now, until } = aFlow({ client, questionSet: noord })
    flow.start()
    await until('question')
    flow.goTo('where')
    flow.answer('near-home')
    flow.next()
    t.equal(now().question?.id, 'area')
    const selected = (typed: string) => {
      flow.answer(null)
      flow.answer(typed)
      return now().selected
    }
    const [known] = selected('1031')
    t.type(known, 'string')
    for (const typed of ['1031AB', '1031 ab', ' 1031  AB ', '1031-ab']) t.same(selected(typed), [known], typed)
    t.same(selected('banne-Buiksloot'), ['banne-buiksloot'])
    t.same(selected('1034'), ['banne-buiksloot'])
    t.same(selected('9999 zz'), [])
    t.match(now().problem, { text: /Dit kennen we niet/, lang: 'nl' })
    flow.next()
    t.equal(now().question?.id, 'area', 'next waits')
    flow.skip()
    t.equal(now().problem, undefined)
    t.not(now().question?.id, 'area')
  },
)

t.test('A snapshot is one frozen object until something changes, and who has left hears no more', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  t.equal(flow.getSnapshot(), flow.getSnapshot())
  t.ok(Object.isFrozen(now()))
  let heard = 0
  const leave = flow.subscribe(() => {
    heard += 1
  })
  flow.start()
  await until('question')
  t.ok(heard > 0)
  leave()
  const before = now()
  heard = 0
  flow.answer(['debt'])
  t.equal(heard, 0)
  t.not(now(), before)
  t.same(before.selected, [], 'an older snapshot stays as it was')
  for (const nothing of [() => flow.retry(), () => flow.start(), () => flow.goTo('nowhere'), () => flow.showOthers()]) {
    const same = now()
    nothing()
    t.equal(now(), same)
  }
})

t.test('A listener that throws is reported, and stops neither the flow nor the others', async (t) => {
  const reported: unknown[] = []
  const report = (cause: unknown): void => void reported.push(cause)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', report)
  t.teardown(() => {
    process.off('unhandledRejection', report)
    for (const other of others) process.on('unhandledRejection', other)
  })
  const { client } = clientOf(app)
  const flow = createFlow({ client, questionSet: noord })
  const fault = new Error('A fault of the page.')
  flow.subscribe(() => {
    throw fault
  })
  await new Promise<void>((resolve) => {
    flow.subscribe(() => {
      if (flow.getSnapshot().status === 'question') resolve()
    })
    flow.start()
  })
  flow.answer(['debt'])
  t.same(flow.getSnapshot().selected, ['debt'])
  await new Promise((resolve) => setImmediate(resolve))
  t.ok(reported.length > 0 && reported.every((cause) => cause === fault))
})

t.test('What is chosen alone pushes out the rest, and more than may be chosen is not taken', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  flow.start()
  const { question } = await until('question')
  const ids = question?.options.filter(({ exclusive }) => !exclusive).map(({ id }) => id) ?? []
  flow.answer(ids.slice(0, 3))
  flow.answer(ids.slice(0, 4))
  t.match(now(), { selected: ids.slice(0, 3), problem: { text: 'Kies hoogstens 3.' } })
  flow.answer(ids.slice(1, 3))
  t.match(now(), { selected: ids.slice(1, 3), problem: undefined })
  flow.answer([...ids.slice(0, 3), ids[0]!])
  t.match(now(), { selected: ids.slice(0, 3), problem: undefined }, 'one that is named twice is one')
  flow.answer(null)
  t.same(now().selected, [])
  const alone = question?.options.find(({ exclusive }) => exclusive)?.id
  t.type(alone, 'string')
  flow.answer([ids[0]!, alone!])
  t.same(now().selected, [alone])
  flow.answer([alone!, ids[0]!])
  t.same(now().selected, [ids[0]])
})

t.test('How many questions there are only becomes less on the way', async (t) => {
  const { client } = clientOf(app)
  const answers: Record<string, string | readonly string[]> = { where: 'near-home', ease: ['own-language'] }
  for (const given of [{}, answers, { where: 'near-home' }]) {
    const { flow, now, until, seen } = aFlow({ client, questionSet: noord })
    flow.start()
    await until('question')
    while (now().status === 'question') {
      const value = (given as typeof answers)[now().question?.id ?? '']
      if (value !== undefined) flow.answer(value)
      flow.next()
    }
    const counts = seen.flatMap(({ progress }) => progress?.of ?? [])
    t.same(
      counts,
      [...counts].sort((a, b) => b - a),
    )
    const left = (counts.at(-1) ?? 0) - now().answers.length
    t.ok(left === 0 || left === 1, 'the last answer may still have asked for one more')
  }
})

t.test('All places are those of before with 20 more', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  flow.start()
  await until('question')
  while (now().status === 'question') flow.next()
  flow.next()
  const first = (await until('results')).result
  flow.showAll()
  await until('matching')
  const all = (await until('results')).result
  t.same(all?.choices, first?.choices)
  t.equal(all?.alternatives.length, 20)
})

t.test('After the last places that were not shown, others are the first ones again', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord })
  flow.start()
  await until('question')
  while (now().status === 'question') flow.next()
  flow.next()
  const first = (await until('results')).result?.choices
  const others = async () => {
    flow.showOthers()
    await until('matching')
    return (await until('results')).result?.choices ?? []
  }
  while ((await others()).length > 0);
  t.same(await others(), first)
})

t.test('Another language while the questions are fetched, or for other places, is that of what comes', async (t) => {
  const { client } = clientOf(app)
  const { flow, now, until } = aFlow({ client, questionSet: noord, mode: 'server' })
  flow.start()
  flow.setLanguage('tr')
  t.equal((await until('question')).texts.lang, 'tr')
  while (now().status === 'question') flow.next()
  flow.next()
  await until('results')
  flow.showOthers()
  await until('matching')
  const others = (await until('results')).result?.choices.map(({ service }) => service.id)
  flow.setLanguage('en')
  await until('loading')
  const after = await until('results')
  t.equal(after.texts.lang, 'en')
  t.same(
    after.result?.choices.map(({ service }) => service.id),
    others,
  )
  t.match(after.result?.choices[0]?.reasons[0], { lang: 'en' })
})
