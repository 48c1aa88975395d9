import t from 'tap'
import { createProofJobs } from '../../src/proofs/jobs.js'
import type { ProofRequest, ProofResult } from '../../src/proofs/proof-run.js'

interface Started {
  readonly request: ProofRequest
  end(result: ProofResult): void
  fail(error: Error): void
}

/** Jobs of which a test says when they end. */
function someJobs() {
  const started: Started[] = []
  const errors: unknown[] = []
  let ids = 0
  const jobs = createProofJobs({
    start(request) {
      let [end, fail] = [(_: ProofResult) => {}, (_: Error) => {}]
      const result = new Promise<ProofResult>((resolve, reject) => {
        end = resolve
        fail = reject
      })
      started.push({ request, end, fail })
      return {
        result,
        progress: async () => ({ stage: 'demands', done: 1, total: 2 }),
        cancel: async () => fail(new Error('The thread has ended.')),
      }
    },
    keep: async () => undefined,
    now: () => new Date('2026-11-22T12:00:00Z'),
    newId: () => `id-${++ids}`,
    onError: (error) => errors.push(error),
    mostWaiting: 2,
    mostEnded: 2,
  })
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { jobs, started, errors, turn }
}

const aRequest = (questionSet: string): ProofRequest => ({ questionSet, seed: 1, matches: 1_000 })
const refused: ProofResult = { refused: 'too-large', detail: 'Too many answers.' }

t.test('One proof runs at a time, some wait, and more are turned away', async (t) => {
  const { jobs, started, turn } = someJobs()
  t.match(jobs.add(aRequest('a')), { id: 'id-1', state: 'running' })
  t.match(jobs.add(aRequest('b')), { state: 'waiting' })
  t.match(jobs.add(aRequest('c')), { state: 'waiting' })
  t.equal(jobs.add(aRequest('d')), undefined)
  t.equal(started.length, 1)
  started[0]?.end(refused)
  await turn()
  t.match(await jobs.read('id-1'), { job: { state: 'failed', failure: { code: 'too-large' } }, progress: null })
  t.match(await jobs.read('id-2'), { job: { state: 'running' }, progress: { stage: 'demands' } })
  t.match(started[1]?.request, { questionSet: 'b' })
})

t.test('A proof that is no job goes before the jobs that wait, and ends as it does', async (t) => {
  const { jobs, started, turn } = someJobs()
  jobs.add(aRequest('a'))
  jobs.add(aRequest('b'))
  const own = jobs.run(aRequest('own'), ({ result }) => result)
  const broken = jobs.run(aRequest('broken'), ({ result }) => result)
  started[0]?.end(refused)
  await turn()
  t.equal(started[1]?.request.questionSet, 'own')
  t.match(await jobs.read('id-2'), { job: { state: 'waiting' }, progress: null })
  started[1]?.end(refused)
  t.same(await own, refused)
  started[2]?.fail(new Error('Out of memory'))
  await t.rejects(broken, { message: 'Out of memory' })
  t.match(await jobs.read('id-2'), { job: { state: 'running' } })

  const asked = [jobs.run(aRequest('c'), ({ result }) => result), jobs.run(aRequest('d'), ({ result }) => result)]
  started[3]?.end(refused)
  await turn()
  t.equal(started[4]?.request.questionSet, 'c')
  const ended = Promise.all(asked.map((proof) => t.rejects(proof, { code: 'not-ready' }, 'at the end nobody waits')))
  await jobs.close()
  await ended
})

t.test('What waits or runs can be cancelled, and the next one begins', async (t) => {
  const { jobs, started, errors, turn } = someJobs()
  for (const set of ['a', 'b', 'c']) jobs.add(aRequest(set))
  t.match(await jobs.cancel('id-2'), { state: 'cancelled', endedAt: '2026-11-22T12:00:00.000Z' })
  t.match(await jobs.cancel('id-1'), { state: 'cancelled' })
  await turn()
  t.match(started[1]?.request, { questionSet: 'c' })
  t.same(errors, [], 'a cancel is no bug')
  t.equal(await jobs.cancel('id-9'), undefined)
})

t.test('Only the latest that have ended are kept', async (t) => {
  const { jobs, started, turn } = someJobs()
  for (const [i, set] of ['a', 'b', 'c'].entries()) {
    jobs.add(aRequest(set))
    started[i]?.end(refused)
    await turn()
  }
  t.equal(await jobs.read('id-1'), undefined)
  t.match(await jobs.read('id-3'), { job: { state: 'failed' } })
})

t.test('A proof that breaks off fails, is logged, and keeps none waiting', async (t) => {
  const { jobs, started, errors, turn } = someJobs()
  for (const set of ['a', 'b']) jobs.add(aRequest(set))
  started[0]?.fail(new Error('A bug'))
  await turn()
  t.match(await jobs.read('id-1'), { job: { state: 'failed', failure: { code: 'internal-error' } } })
  t.match(errors, [{ message: 'A bug' }])
  t.match(await jobs.read('id-2'), { job: { state: 'running' } })
})

t.test('A job that finds nothing to compare with fails by the code of what is not there', async (t) => {
  const { jobs, started, turn } = someJobs()
  const refusals = [
    ['unknown-compared-release', 'unknown-release'],
    ['unknown-compared-question-set', 'unknown-question-set'],
  ] as const
  for (const [i, [refused, code]] of refusals.entries()) {
    const id = jobs.add(aRequest('a'))?.id ?? ''
    started[i]?.end({ refused })
    await turn()
    t.match(await jobs.read(id), { job: { state: 'failed', failure: { code, detail: /to compare with/ } } })
  }
})

t.test('Closing cancels all', async (t) => {
  const { jobs, turn } = someJobs()
  for (const set of ['a', 'b']) jobs.add(aRequest(set))
  await jobs.close()
  await turn()
  t.match(
    [await jobs.read('id-1'), await jobs.read('id-2')],
    [{ job: { state: 'cancelled' } }, { job: { state: 'cancelled' } }],
  )
})

t.test('After closing nothing begins: a thread would keep the process', async (t) => {
  const { jobs, started } = someJobs()
  await jobs.close()
  await t.rejects(
    jobs.run(aRequest('a'), ({ result }) => result),
    { code: 'not-ready' },
  )
  t.throws(() => jobs.add(aRequest('b')), { code: 'not-ready' })
  t.same(started, [])
})
