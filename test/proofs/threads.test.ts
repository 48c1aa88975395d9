import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { startProof } from '../../src/proof-thread.js'
import { anApp } from '../helpers/an-app.js'

const app = await anApp(t)
const surroundings = { databaseUrl: `file:${app.path}`, defaultLanguage: 'nl' }
const start = (threads: number, given: Partial<Parameters<typeof startProof>[0]> = {}) =>
  startProof({ questionSet: 'mokummatch-2022', seed: 1, matches: 1_000, ...given }, { ...surroundings, threads })

t.test('One, two and four threads come to the same report, also after one that was cancelled', async (t) => {
  const cancelled = start(2)
  const outcome = cancelled.result.then(
    () => 'done',
    () => 'ended',
  )
  await cancelled.cancel()
  t.equal(await outcome, 'ended')
  const reports = []
  for (const threads of [1, 2, 4]) {
    const result = await start(threads).result
    if ('refused' in result) throw new Error(result.refused)
    reports.push(result.report)
  }
  const [first] = reports
  t.equal(new Set(reports.map(({ digest }) => digest)).size, 1)
  t.same(reports[2], first)
  t.match(first?.digest, /^[0-9a-f]{64}$/)
  t.match(first, { release: 1, rotation: '6d6f6b756d313032' })
})

t.test('So do they where two contents are compared', async (t) => {
  const closed = 'humanitas-paperwork-at-home'
  const service = (await app.edit('GET', `/v1/drafts/services/${closed}`)).json()
  t.equal((await app.edit('POST', '/v1/imports', { services: [{ ...service, status: 'inactive' }] })).statusCode, 200)
  const cancelled = start(2, { release: 'draft', compareWith: 1 })
  const outcome = cancelled.result.catch(() => 'ended')
  await cancelled.cancel()
  t.equal(await outcome, 'ended')
  const digests = new Set<string>()
  for (const threads of [1, 2, 4]) {
    const result = await start(threads, { release: 'draft', compareWith: 'in-force' }).result
    if ('refused' in result) throw new Error(result.refused)
    digests.add(result.report.digest)
    t.match(result.report.comparison, { left: { services: [{ service: closed, reason: 'inactive' }] } })
  }
  t.equal(digests.size, 1)
})

t.test('All 16,384 patterns of the wishes of 2022 get three, formal and informal', async (t) => {
  const result = await start(2).result
  if ('refused' in result) throw new Error(result.refused)
  const { size, outcomes, findings, exposure, offer } = result.report
  t.match(size, { choices: 3, patterns: 16_384, demandClasses: 2_187, answerClasses: 2_187 })
  t.match(outcomes, { basis: 'exact', matches: 2_187 })
  t.match(findings.fewer, { holds: true, patterns: 0 })
  t.same(findings.fewer.byChoices.at(-1), { choices: 3, patterns: 16_384 })
  t.match([findings.formal, findings.informal], [{ holds: true }, { holds: true }])
  t.equal(exposure.choices, 3 * 16_384)
  t.equal(offer, null, 'no question is answered with a term')
})

t.test('A proof tells how far it is', async (t) => {
  const run = start(1)
  const stages = new Set<string>()
  let isDone = false
  const result = run.result.finally(() => {
    isDone = true
  })
  while (!isDone) {
    const progress = await run.progress().catch(() => null)
    if (progress) {
      stages.add(progress.stage)
      t.ok(progress.done <= progress.total)
    }
    await wait(5)
  }
  await result
  t.ok(stages.size > 0, [...stages].join())
})

t.test('What does not exist is refused by its name', async (t) => {
  t.same(await start(1, { questionSet: 'nowhere' }).result, { refused: 'unknown-question-set' })
  t.same(await start(1, { release: 99 }).result, { refused: 'unknown-release' })
  t.same(await start(1, { compareWith: 99 }).result, { refused: 'unknown-compared-release' })
})
