import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import { type AppUnderTest, type OpenApp, openApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { runCommand } from '../helpers/processes.js'
import { all, anAppWithRules, asking, catalogue, importInto, other, publish, put, work } from './an-app-with-rules.js'

t.test('The same call again with its Idempotency-Key gets the first reply, rules and all', async (t) => {
  const app = await anAppWithRules(t, 'choice')
  const headers = { authorization: `Bearer ${app.adminKey}`, 'idempotency-key': 'once' }
  const call = () => app.ask({ method: 'POST', url: '/v1/releases', headers, payload: {} })
  const [first, second] = await Promise.all([call(), call()])
  t.match(first.json(), { release: { number: 1, rules: ['choice'] } })
  t.equal(second.body, first.body)
})

/** How many proofs before publishing were asked for, and how many are done. */
const proofsOf = ({ lines }: OpenApp) => ({
  begun: lines.filter((line) => line.includes('a proof before publishing waits')).length,
  done: lines.filter((line) => line.includes('a proof before publishing is done')).length,
})

t.test('A caller who hangs up gets the reply with the next call, and nothing is proven twice', async (t) => {
  const app = await anAppWithRules(t, 'choice')
  const port = await app.listen()
  /** Hangs up when the proof has begun, and waits until it is over. */
  const hangUp = async (key: string) => {
    const { begun, done } = proofsOf(app)
    const caller = new AbortController()
    const call = post(port, { app, key, signal: caller.signal })
    while (proofsOf(app).begun === begun) await wait(10)
    caller.abort()
    await t.rejects(call, { name: 'AbortError' })
    while (proofsOf(app).done === done) await wait(10)
  }
  await put(app, { questionSets: [asking(...work)] })
  await hangUp('one')
  const refused = await post(port, { app, key: 'one' })
  t.match(await refused.json(), { code: 'rules-broken', errors: [{ code: 'choice' }] })
  t.equal(proofsOf(app).begun, 1)
  await put(app, { questionSets: [asking(...other)] })
  await hangUp('two')
  const published = await post(port, { app, key: 'two' })
  t.match(published, { status: 201 })
  t.match(await published.json(), { release: { number: 1, rules: ['choice'] } })
  t.equal(proofsOf(app).begun, 2)
  t.equal((await app.ask('/v1/releases')).json().items.length, 1)
})

function post(
  port: number,
  { app, key, signal }: { readonly app: AppUnderTest; readonly key: string; readonly signal?: AbortSignal },
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: '{}',
    ...(signal && { signal }),
  })
}

t.test('Matches go on during a proof, and too many who publish at once are asked to come back', async (t) => {
  const app = await anAppWithRules(t, 'choice')
  await publish(app)
  await put(app, { questionSets: [asking(...other)] })
  let isOver = false
  const calls = Array.from({ length: 5 }, () => publish(app))
  const all = Promise.all(calls).finally(() => {
    isOver = true
  })
  let matches = 0
  while (!isOver) {
    const reply = await app.match({ questionSet: 'geld', answers: {} })
    if (reply.statusCode !== 200) t.fail(reply.body)
    matches += 1
    await wait(1)
  }
  t.ok(matches > 0)
  const replies = await all
  t.same(
    replies.map(({ statusCode }) => statusCode).sort(),
    [200, 200, 200, 201, 503],
    'one release, and nothing twice',
  )
  t.ok(Number(replies.find(({ statusCode }) => statusCode === 503)?.headers['retry-after']) > 0)
})

t.test('A service that stops during a proof has published nothing', async (t) => {
  const folder = aFolder(t)
  const app = await openApp(folder, {
    demo: false,
    env: { PUBLISH_RULES: 'choice', PUBLISH_RULES_MATCHES: '10000000' },
  })
  await importInto(app.rooms.imports, catalogue)
  const headers = { authorization: `Bearer ${app.adminKey}` }
  const call = app.server.inject({ method: 'POST', url: '/v1/releases', payload: {}, headers })
  while (proofsOf(app).begun === 0) await wait(10)
  await app.close()
  t.match((await call).json(), { code: 'not-ready' })
  const again = await openApp(folder, { demo: false })
  t.equal(await again.rooms.newestRelease(), undefined)
  await again.close()
})

t.test('The command line proves, refuses and publishes as the API does; a backup has the proofs', async (t) => {
  const app = await anAppWithRules(t, all)
  const env = (path: string) => ({
    PATH: process.env.PATH,
    DATABASE_URL: `file:${path}`,
    PUBLISH_RULES: 'choice,reachable',
    PUBLISH_RULES_MATCHES: '1000',
  })
  const run = (...args: readonly string[]) => runCommand(args, env(app.path))
  await put(app, { questionSets: [asking(...work)] })
  const refused = await run('publish')
  t.match(refused, {
    code: 1,
    out: '',
    err: /Nothing was published: 1 problem\. .*PUBLISH_RULES.*\n- question-set geld: /,
  })
  t.match(refused.err, '{"debts":"work"}')
  const proven = await run('prove', 'geld', '--release', 'draft', '--matches', '1000')
  t.match(proven.out, /Rules for publishing:\n {2}✗ choice: 1 of 4 answer patterns .*\n {2}✓ reachable\n/)
  await put(app, { questionSets: [asking(...other)] })
  t.match(await run('publish'), {
    code: 0,
    out: /release 1, digest [0-9a-f]{64}\. Proven before: choice,reachable\.\n$/,
  })

  const folder = aFolder(t)
  const [backup, restored] = [join(folder, 'backup.sqlite'), join(folder, 'restored.sqlite')]
  t.match(await run('backup', backup), { code: 0 })
  t.match(await runCommand(['restore', backup], env(restored)), { code: 0 })
  t.same(proofsIn(restored), proofsIn(app.path))
  t.equal(proofsIn(restored).length, 1)
  t.match(await runCommand(['verify'], env(restored)), { code: 0, out: /Proofs: 1\./ })
})

function proofsIn(path: string): readonly unknown[] {
  const database = new Database(path, { readonly: true })
  const rows = database.prepare('SELECT * FROM proofs').all()
  database.close()
  return rows
}
