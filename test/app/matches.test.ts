import t from 'tap'
import type { MatchResultBody } from '../../src/matching/match-schemas.js'
import { anApp } from '../helpers/an-app.js'

const app = await anApp(t)
const noord = 'geldzorgen-noord'

async function match(answers: object, options: object = {}): Promise<MatchResultBody> {
  const reply = await app.match({ questionSet: noord, answers, ...options })
  if (reply.statusCode !== 200) throw new Error(reply.body)
  return reply.json()
}

const idsOf = (choices: MatchResultBody['choices']): string[] => choices.map(({ service }) => service.id)

t.test(
  'Who skips every question still gets three places, formal and informal, and hears that they are for everybody',
  async (t) => {
    const { choices, ...rest } = await match({})
    t.equal(choices.length, 3)
    t.same(new Set(choices.map(({ organization }) => organization.kind)), new Set(['formal', 'informal']))
    for (const { reasons, doesNotFit, met, missed, onlyFor, tier, gain } of choices) {
      t.match(reasons, [{ text: /^Je sloeg de vragen over\./, lang: 'nl' }])
      t.same(
        { doesNotFit, met, missed, onlyFor, tier, gain },
        { doesNotFit: [], met: [], missed: [], onlyFor: [], tier: 0, gain: 0 },
      )
    }
    t.match(rest, { alternatives: [], shortfall: {}, uncovered: [], blockers: [], explanations: [] })
    t.match(rest.receipt, { engine: 1, release: 1, questionSet: noord, seed: '', without: [], alternatives: 0 })
    const [{ digest }] = (await app.ask('/v1/releases')).json().items
    t.equal(rest.receipt.releaseDigest, digest)
  },
)

t.test('Null, an empty list and nothing are the same skip', async (t) => {
  const nothing = await match({})
  t.same(await match({ topics: null, want: null, who: [], where: null, area: null, ease: [], language: null }), nothing)
  t.not(
    (await match({ want: 'dont-know' })).receipt.digest,
    nothing.receipt.digest,
    'the receipt knows what was answered',
  )
  t.same((await match({ want: 'dont-know' })).choices, nothing.choices, 'and the choices are those of a skip')
})

t.test('Reasons repeat what was answered, in the language that was asked', async (t) => {
  const answers = { topics: ['debt', 'paperwork'], want: 'listens' }
  const digests = new Set<string>()
  for (const language of ['nl', 'en', 'tr', 'ar', 'pl', 'es']) {
    const { choices, advice, receipt } = await match(answers, { language })
    digests.add(receipt.digest)
    t.ok(
      choices.every(({ reasons }) => reasons.length > 0 && reasons.every(({ lang }) => lang === language)),
      language,
    )
    t.ok(advice.length > 0 && advice.every(({ text }) => text.lang === language), `advice in ${language}`)
  }
  t.equal(digests.size, 1, 'a language changes no choice')
  const [dutch] = (await match(answers)).choices
  t.match(
    dutch?.reasons[0],
    { text: /^Je wilt praten over schulden\./, lang: 'nl' },
    'without a language: that of the set',
  )
  const [turkish] = (await match(answers, { language: 'tr-TR' })).choices
  t.match(turkish?.reasons[0], { text: /Borçlar/, lang: 'tr' }, 'a wider language, where there is none for a region')
  t.equal(turkish?.service.name.lang, 'tr')
  const [elsewhere] = (await match({ topics: ['debt'] }, { questionSet: 'geldzorgen-eindhoven', language: 'tr' }))
    .choices
  t.equal(elsewhere?.service.name.lang, 'nl', 'a text says the language that it is really in')
  const [english] = (await match(answers, { language: 'en' })).choices
  t.equal(english?.service.name.lang, 'en')
  const [unknown] = (await match(answers, { language: 'xx' })).choices
  t.same(unknown, dutch, 'a language that nobody wrote gives the usual one')
})

t.test('Every place comes up at last, with all that somebody needs to go there', async (t) => {
  const cards: MatchResultBody['choices'][number][] = []
  let found: MatchResultBody
  do {
    found = await match({}, { without: idsOf(cards), alternatives: 20 })
    cards.push(...found.choices, ...found.alternatives)
  } while (found.choices.length > 0)
  const { items } = (await app.ask('/v1/services?limit=200')).json()
  const ofHere = items.filter(({ terms }: { terms: Record<string, string[]> }) => terms.area !== undefined)
  t.equal(new Set(idsOf(cards)).size, cards.length, 'each once')
  t.equal(cards.length, ofHere.length)
  for (const { service, organization, capacity } of cards) {
    t.ok(service.name.text && service.summary.text && Object.keys(service.contact).length > 0, service.id)
    t.match(organization, { name: String, kind: /^(in)?formal$/, description: { text: String, lang: 'nl' } })
    t.match(capacity.status, /^(open|limited|waitlist)$/)
  }
  t.match(cards.find(({ service }) => service.id === 'jong-aan-het-ij-chat')?.capacity, {
    status: 'limited',
    note: { text: 'Een antwoord kan een dag duren.', lang: 'nl' },
  })
  const backed = cards.filter(({ organization }) => organization.backedBy !== undefined)
  t.ok(backed.length > 0 && backed.every(({ organization }) => organization.backedBy?.name), 'who stands behind it')
  t.ok(
    cards.some(({ service }) => service.firstTalk?.expect.text),
    'what the first conversation is like',
  )
})

t.test('Places that were seen before are left out, and the others are as if they were not there', async (t) => {
  const answers = { topics: ['debt'] }
  const first = await match(answers, { alternatives: 3 })
  const seen = idsOf(first.choices)
  const second = await match(answers, { without: [...seen, ...seen], alternatives: 20 })
  const ids = idsOf([...second.choices, ...second.alternatives])
  t.notOk(ids.some((id) => seen.includes(id)))
  t.same(second.receipt.without, [...seen].sort())
  t.equal(new Set(ids).size, 23, 'twenty more, each once')
  const unknown = await match(answers, { without: ['no-such-service'] })
  t.same(unknown.choices, first.choices, 'what does not exist can be left out too')
})

t.test('More places come after the choices and change none of them', async (t) => {
  const answers = { topics: ['debt'], want: 'explains' }
  const { choices } = await match(answers)
  for (const alternatives of [0, 1, 5, 20]) {
    const more = await match(answers, { alternatives })
    t.same(more.choices, choices)
    t.equal(more.alternatives.length, alternatives)
    t.equal(more.receipt.alternatives, alternatives)
  }
})

t.test('A result says of any service why it was or was not chosen', async (t) => {
  const answers = { topics: ['debt'], ease: ['no-stairs'] }
  const { choices } = await match(answers, { without: ['doras-debts'] })
  const chosen = idsOf(choices)[0]!
  const explain = ['no-such-service', 'neos-first-talk', 'doras-debts', chosen, 'buurtbuik-meal', 'no-such-service']
  const { explanations } = await match(answers, { without: ['doras-debts'], explain })
  t.match(explanations, [
    { service: 'no-such-service', outcome: 'unknown' },
    {
      service: 'neos-first-talk',
      outcome: 'excluded',
      exclusions: [{ taxonomy: 'area-eindhoven', term: 'eindhoven' }],
    },
    { service: 'doras-debts', outcome: 'without' },
    { service: chosen, outcome: 'chosen' },
    {
      service: 'buurtbuik-meal',
      outcome: 'candidate',
      gain: Number,
      missed: [{ question: 'topics', answers: ['debt'] }],
    },
  ])
  t.equal(explanations.length, 5, 'one for each different id')
})

t.test('Equal organizations take turns by the seed, and one seed always gives the same', async (t) => {
  const outcomes = new Map<string, unknown>()
  for (let n = 0; n < 20; n++) {
    const seed = `counter ${n}`
    const result = await match({}, { seed })
    t.equal(result.receipt.seed, seed)
    t.same(await match({}, { seed }), result)
    outcomes.set(idsOf(result.choices).join(' '), seed)
  }
  t.ok(outcomes.size >= 5, `${outcomes.size} different outcomes for 20 seeds`)
  t.same(await match({}, { seed: '' }), await match({}), 'an empty seed is none')
})

t.test('A postcode is read as the area that it stands for', async (t) => {
  const near = { topics: ['debt'], where: 'near-home' }
  const byCode = await match({ ...near, area: '1031' })
  const term = byCode.choices.flatMap(({ met }) => met).find(({ question }) => question === 'area')?.answer
  t.ok(term)
  t.same(await match({ ...near, area: term }), byCode)
})

t.test('Each question set has its own questions, and keeps to its own city', async (t) => {
  const wishes = { 'listening-ear': 'agree', together: 'neither' }
  const prototype = (await app.match({ questionSet: 'mokummatch-2022', answers: wishes })).json()
  t.equal(prototype.choices.length, 3)
  t.equal(prototype.receipt.questionSet, 'mokummatch-2022')
  const eindhoven = (await app.match({ questionSet: 'geldzorgen-eindhoven', answers: {}, alternatives: 20 })).json()
  const here = [...eindhoven.choices, ...eindhoven.alternatives]
  for (const { service } of here) {
    const { terms } = (await app.ask(`/v1/services/${service.id}`)).json()
    t.notOk(
      terms.area?.some((id: string) => ['noord', 'amsterdam'].includes(id)),
      service.id,
    )
  }
})

t.test('An answer comes from no cache and goes into none', async (t) => {
  const { headers } = await app.match({ questionSet: noord, answers: {} })
  t.match(headers, { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
  t.notOk(headers.etag)
})

t.test('Before anything is published a match says that the service is not ready', async (t) => {
  const empty = await anApp(t, { demo: false })
  const reply = await empty.match({ questionSet: noord, answers: {} })
  t.match(reply, { statusCode: 503, headers: { 'retry-after': /^\d+$/ } })
  t.match(reply.json(), { code: 'not-ready', detail: /^Nothing has been published yet/ })
  for (const url of ['/v1/services', '/v1/question-sets/x', '/health/ready']) {
    t.match(await empty.ask(url), { statusCode: 503 }, url)
  }
  t.match((await empty.ask('/health/ready')).json(), { code: 'not-ready', detail: /^Nothing has been published yet/ })
  t.match(await empty.ask('/health/live'), { statusCode: 200 })
  t.same((await empty.ask('/v1/releases')).json(), { items: [], next: null })
})
