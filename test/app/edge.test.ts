import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { needs } from '../helpers/debian.js'
import { aFreePort } from '../helpers/processes.js'

const skip = needs('nginx', '/usr/sbin/nginx')

/** Browsers of today and yesterday, and something that takes no compression. */
const clients = ['gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.8', 'gzip, deflate', 'gzip', 'identity']

/** The app, with nginx before it, as docs/nginx.conf sets it up. */
async function anEdge(t: Test, env: Readonly<Record<string, string>> = {}) {
  const app = await anApp(t, { env: { LOG_LEVEL: 'info', TRUST_PROXY: 'loopback', ...env } })
  const [origin, port, folder] = [await app.listen(), await aFreePort(), aFolder(t)]
  const cache = join(folder, 'cache')
  const config = readFileSync('docs/nginx.conf', 'utf8')
    .replace('/run/nginx.pid', join(folder, 'nginx.pid'))
    .replace('/var/cache/nginx/mokummatch', cache)
    .replace('server 127.0.0.1:3000', `server 127.0.0.1:${origin}`)
    .replace('listen 127.0.0.1:8080', `listen 127.0.0.1:${port}`)
  writeFileSync(join(folder, 'nginx.conf'), config)
  // Its workers would give up root, and with it the folder of this test.
  const isRoot = process.getuid?.() === 0
  const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', `daemon off;${isRoot ? ' user root;' : ''}`]
  const nginx = spawn('/usr/sbin/nginx', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  nginx.stderr.on('data', (data) => {
    said += data
  })
  t.teardown(async () => {
    nginx.kill('SIGQUIT')
    if (nginx.exitCode === null) await once(nginx, 'exit')
  })
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
  for (let tries = 0; ; tries += 1) {
    const isUp = await ask('/health/ready').then(
      (reply) => reply.ok,
      () => false,
    )
    if (isUp) break
    if (tries === 100 || nginx.exitCode !== null)
      throw new Error(`nginx does not answer. It said:\n${said.slice(0, 500)}`)
    await setTimeout(100)
  }
  const calls = () => app.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  return { app, ask, cache, calls }
}

t.test('Behind a cache the service sees each address once, however many ask for it', { skip }, async (t) => {
  const { ask, calls } = await anEdge(t)
  const pointer = await (await ask('/v1/bundles/geldzorgen-noord')).json()
  const { version } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
  const bundle = `/v1/bundles/geldzorgen-noord/${pointer.bundleDigest}`
  const same = [
    '/v1/bundles/geldzorgen-noord',
    '/v1/services?limit=5',
    '/v1/services/buurtteam-noord',
    '/v1/question-sets/geldzorgen-noord',
    '/v1/question-sets/geldzorgen-noord/rules?language=en',
    '/v1/partners/buurtteams',
    `/sdk/${version}/manifest.json`,
  ]
  const before = calls().length
  const bodies = new Map<string, Set<string>>()
  for (let round = 0; round < 4; round += 1) {
    const asked = [...same, bundle].flatMap((path) => clients.map((encoding) => ({ path, encoding })))
    await Promise.all(
      asked.map(async ({ path, encoding }) => {
        const reply = await ask(path, { headers: { 'accept-encoding': encoding } })
        t.equal(reply.status, 200, path)
        bodies.set(path, (bodies.get(path) ?? new Set()).add(await reply.text()))
      }),
    )
  }
  const encodings = 3
  const seen = calls().length - before
  const replies = 4 * (same.length + 1) * clients.length
  t.ok(seen <= (same.length + 1) * encodings, `${seen} calls for ${replies} replies`)
  for (const [path, texts] of bodies) t.equal(texts.size, 1, `everybody gets the same ${path}`)

  const settled = calls().length
  for (const path of [...same, bundle]) {
    for (const encoding of clients) {
      const reply = await ask(path, { headers: { 'accept-encoding': encoding } })
      const etag = String(reply.headers.get('etag'))
      await reply.arrayBuffer()
      const again = await ask(path, { headers: { 'accept-encoding': encoding, 'if-none-match': etag } })
      if (etag !== 'null') t.equal(again.status, 304, `${path} is held`)
    }
  }
  t.equal(calls().length, settled, 'once it has all, the service sees no call')
})

t.test(
  'After a release the edge tells of it within the time that it may keep things, and old bundles stay',
  { skip },
  async (t) => {
    const { app, ask, calls } = await anEdge(t, { PUBLISHED_MAX_AGE_SECONDS: '1' })
    const path = '/v1/bundles/geldzorgen-noord'
    const before = await (await ask(path)).json()
    const old = `${path}/${before.bundleDigest}`
    await (await ask(old)).arrayBuffer()

    const key = { authorization: `Bearer ${app.adminKey}` }
    const draft = await app.ask({ url: '/v1/drafts/services/buurtteam-noord', headers: key })
    const payload = { ...draft.json(), summary: { ...draft.json().summary, nl: 'Hier kun je praten over geld.' } }
    const headers = { ...key, 'if-match': String(draft.headers.etag) }
    await app.ask({ method: 'PUT', url: '/v1/drafts/services/buurtteam-noord', headers, payload })
    t.equal(
      (await app.ask({ method: 'POST', url: '/v1/releases', headers: key, payload: { note: 'A test' } })).statusCode,
      201,
    )

    let after = before
    for (let tries = 0; tries < 50 && after.release === before.release; tries += 1) {
      await setTimeout(200)
      after = await (await ask(path)).json()
    }
    t.not(after.bundleDigest, before.bundleDigest, 'the pointer is the new one')
    const bundles = () => calls().filter(({ route }) => route === '/v1/bundles/:questionSet/:bundleDigest').length
    const seen = bundles()
    for (const _ of clients) await (await ask(old)).arrayBuffer()
    t.equal(bundles(), seen, 'the bundle from before is still kept')
    for (const _ of clients) t.equal((await ask(`${path}/${after.bundleDigest}`)).status, 200)
    t.equal(bundles(), seen + 1, 'and the new one asked for once')
  },
)

t.test(
  'The edge keeps no match, no draft and nothing that needs a key, and an id is of one call',
  { skip },
  async (t) => {
    const { app, ask, cache, calls } = await anEdge(t)
    const body = JSON.stringify({ questionSet: 'geldzorgen-noord', answers: { topics: ['debt'] } })
    const match = () => ask('/v1/matches', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const key = { authorization: `Bearer ${app.adminKey}` }
    const before = calls().length
    for (let n = 0; n < 3; n += 1) {
      t.equal((await match()).status, 200)
      t.equal((await ask('/v1/drafts/services', { headers: key })).status, 200)
    }
    t.equal(calls().length, before + 6)
    t.equal((await ask('/v1/drafts/services')).status, 401)
    const ids = [await ask('/v1/taxonomies'), await ask('/v1/taxonomies')].map((reply) =>
      reply.headers.get('x-request-id'),
    )
    t.equal(new Set(ids).size, 2)

    const kept = readdirSync(cache, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((file) =>
      file.isFile(),
    )
    t.ok(kept.length > 0)
    for (const { parentPath, name } of kept) {
      t.notMatch(readFileSync(join(parentPath, name), 'latin1'), /receipt|\/v1\/drafts|admin/)
    }
  },
)
