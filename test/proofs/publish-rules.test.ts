import t from 'tap'
import { breachesOf } from '../../src/proofs/publish-rules.js'
import { reportOfRelease } from '../../src/proofs/sign.js'
import { aReportWithFaults } from '../helpers/a-report.js'
import { anApp } from '../helpers/an-app.js'
import { anOption, aQuestionSet } from '../helpers/builders.js'
import { provenOf } from '../helpers/proven.js'
import {
  all,
  anAppWithRules,
  asking,
  catalogue,
  documentsOf,
  place,
  publish,
  put,
  wishing,
  work,
} from './an-app-with-rules.js'

t.test('Drafts that hold the rules are published, and the release names them and has the proofs', async (t) => {
  const app = await anAppWithRules(t, `reachable, ${all.replace('reachable,', '')}`)
  const reply = await publish(app, { note: 'The first' })
  t.equal(reply.statusCode, 201)
  const { release } = reply.json()
  t.same(release.rules, ['choice', 'formal-and-informal', 'gini<0.9', 'reachable'])
  t.same((await app.ask('/v1/releases/1')).json(), release)
  const kept = (await app.ask('/v1/releases/1/proofs/geld')).json()
  t.match(kept, { release: 1, releaseDigest: release.digest, rotation: release.rotation })
  const page = await app.ask('/v1/releases/1/proofs/geld/page?language=en')
  t.match(page.body, 'Before it was published it was proven: everybody gets a choice; ')
  t.match(page.body, 'the Gini coefficient of the places is lower than 0.9; ')
  t.match(await app.rooms.verifyProofs(), { proofs: 1, faults: [] })
  t.match(await app.rooms.verify({}), { faults: [] })
  const ofOthers = { ...kept, questionSet: 'other', releaseDigest: '0'.repeat(64) }
  await app.rooms.keepProof(reportOfRelease(ofOthers, 1))
  t.match(await app.rooms.verifyProofs(), { faults: [/^The proof of other in release 1 /] }, 'of another content')
})

t.test('Each rule says what of a report breaks it, with counts that read well', (t) => {
  const { findings, exposure, outcomes } = aReportWithFaults
  t.same(breachesOf(aReportWithFaults, ['formal-and-informal', 'choice', 'reachable', 'gini<0.001']), [
    {
      code: 'formal-and-informal',
      type: 'question-set',
      id: 'money',
      pointer: '',
      detail:
        '1 of 4 answer patterns (25.0 %), whatever the wishes, get no formal choice. Let a formal service meet what they demand, give a demand a relax number, or keep a place with choices.minimum. Answers that show it: {"pace":"now"}.',
      answers: { pace: 'now' },
    },
    {
      code: 'choice',
      type: 'question-set',
      id: 'money',
      pointer: '',
      detail:
        '1 of 4 answer patterns (25.0 %) get no choice at all. Add a service that meets what they demand, or give a demand a relax number. Answers that show it: {"pace":"now"}.',
      answers: { pace: 'now' },
    },
    {
      code: 'reachable',
      type: 'question-set',
      id: 'money',
      pointer: '',
      detail:
        '1 of 2 services is never chosen: soup. Others always meet more demands, or always come first: give it what it lacks, ask for what only it has, or make it inactive.',
    },
  ])
  const lacking = { count: 12, of: 1000, share: 0.012, low: 0, high: 1 }
  const sampled = {
    ...aReportWithFaults,
    outcomes: { ...outcomes, basis: 'sample' as const },
    findings: { ...findings, formal: { ...findings.informal, kind: 'formal' as const, holds: false, lacking } },
    exposure: { ...exposure, gini: { services: 0.6, organizations: 0.1 } },
  }
  const [wished, unequal, ...rest] = breachesOf(sampled, ['formal-and-informal', 'gini<0.6'])
  t.same(rest, [])
  t.match(wished?.detail, /^12 of 1000 answer patterns \(1\.2 %\) that were drawn get no formal choice\./)
  t.match(unequal?.detail, 'is 0.6, where less than 0.6 is demanded. Chosen most: soup (0.0 %).')
  t.same(breachesOf(sampled, ['gini<0.601']), [])
  t.end()
})

const outdone = place('outdone', 'formal', ['letters'])
const always = [{ mode: 'require', taxonomy: 'topic', term: 'debt', relax: 3 }] as const

/** Each breaks rules in its own way, and holds them again when it is mended. */
const faults = [
  {
    name: 'nobody meets a demand',
    planted: { questionSets: [asking(...work)] },
    errors: [
      {
        code: 'choice',
        detail: /^1 of 4 answer patterns \(25\.0 %\) get no choice at all/,
        answers: { debts: 'work' },
      },
      { code: 'formal-and-informal', detail: /1 of 4 .* get no formal choice/, answers: { debts: 'work' } },
      { code: 'formal-and-informal', detail: /1 of 4 .* get no informal choice/, answers: { debts: 'work' } },
    ],
    mended: [place('works', 'formal', ['work']), place('works-too', 'informal', ['work'])],
  },
  {
    name: 'only informal services meet a demand',
    planted: { questionSets: [asking(...work)], ...documentsOf([place('works', 'informal', ['work'])]) },
    errors: [{ code: 'formal-and-informal', detail: /get no formal choice/, answers: { debts: 'work' } }],
    mended: [place('works-too', 'formal', ['work'])],
  },
  {
    name: 'a service is always outdone',
    planted: { questionSets: [{ ...asking(wishing('debt'), wishing('letters')), always }], ...documentsOf([outdone]) },
    errors: [{ code: 'reachable', detail: /^1 of 7 services is never chosen: outdone\./, answers: {} }],
    mended: [place('outdone', 'formal', ['letters', 'debt'])],
  },
]

t.test(
  'Drafts that break a rule are refused with the smallest answers that show it, and stay as they are',
  async (t) => {
    for (const { name, planted, errors, mended } of faults) {
      const app = await anAppWithRules(t, all)
      await put(app, planted)
      const drafts = (await app.edit('GET', '/v1/exports')).json()
      const refused = await publish(app)
      t.equal(refused.statusCode, 409, name)
      const problem = refused.json()
      t.equal(problem.code, 'rules-broken')
      t.equal(problem.errors.length, errors.length)
      t.match(
        problem.errors,
        errors.map((error) => ({ ...error, pointer: '/question-set/geld' })),
      )
      t.same((await app.ask('/v1/releases')).json().items, [], 'nothing was published')
      t.same((await app.edit('GET', '/v1/exports')).json(), drafts, 'nothing was lost')
      await put(app, documentsOf(mended))
      t.equal((await publish(app)).statusCode, 201, `${name}: mended`)
    }
  },
)

t.test('The example of a refusal shows the fault in a match on the drafts', async (t) => {
  const app = await anAppWithRules(t, 'choice')
  await put(app, { questionSets: [asking(...work)] })
  const [{ answers }] = (await publish(app)).json().errors
  const headers = { authorization: `Bearer ${app.adminKey}` }
  const matched = await app.match({ questionSet: 'geld', answers, release: 'draft' }, headers)
  t.same(matched.json().choices, [])
})

t.test(
  'Services that are chosen too unequally are refused with the coefficient and those that are chosen most',
  async (t) => {
    const app = await anAppWithRules(t, 'gini<0.01')
    const [error, ...rest] = (await publish(app)).json().errors
    t.same(rest, [])
    t.match(error, { code: 'gini', detail: /^The Gini coefficient of the services is 0\.\d+, where less than 0\.01/ })
    t.match(error.detail, /Chosen most: p\d \(\d+\.\d %\), /)
    t.notOk('answers' in error)
  },
)

t.test('A set with more answers than can be proven is refused, and says what to change', async (t) => {
  const app = await anAppWithRules(t, 'choice')
  const options = Array.from({ length: 20 }, (_, i) => anOption({ id: `o${i}` }))
  const question = { id: 'many', kind: 'ranked', text: { nl: 'Wat?' }, options }
  await put(app, { questionSets: [{ ...aQuestionSet(), questions: [question] }] })
  const refused = (await publish(app)).json()
  t.match(refused, { code: 'rules-broken', errors: [{ code: 'too-large', detail: /maxAnswers/ }] })
})

t.test('A proof of the drafts tells beforehand what of them breaks a rule', async (t) => {
  const app = await anAppWithRules(t, all)
  const { id } = await provenOf(app, { questionSet: 'geld', release: 'draft', matches: 1000 })
  t.same((await app.edit('GET', `/v1/proofs/${id}`)).json().breaches, [])
  await put(app, { questionSets: [asking(...work)] })
  const job = await provenOf(app, { questionSet: 'geld', release: 'draft', matches: 1000 })
  const { breaches } = (await app.edit('GET', `/v1/proofs/${job.id}`)).json()
  const { errors } = (await publish(app)).json()
  t.same(
    breaches.map(({ code, detail, answers }: Record<string, unknown>) => ({ code, detail, answers })),
    errors.map(({ code, detail, answers }: Record<string, unknown>) => ({ code, detail, answers })),
    'the same as publishing says',
  )
})

t.test('Without rules nothing is proven, and the release names none', async (t) => {
  const app = await anApp(t, { demo: false })
  await put(app, { ...catalogue, questionSets: [asking(...work)] })
  const { release } = (await publish(app)).json()
  t.same(release.rules, [])
  t.same((await app.ask('/v1/releases/1/proofs')).json().items, [])
})
