import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { aFolder } from '../helpers/database.js'
import { aFreePort, cli } from '../helpers/processes.js'
import { canary } from '../http/a-server.js'

const match = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt'], want: 'listens' } }

interface Service {
  readonly child: ChildProcess
  readonly origin: string
  readonly out: () => string
  readonly ended: Promise<number | null>
}

/** The process as somebody starts it; killed when the test ends, if it still runs then. */
async function start(t: Test, args: readonly string[], env: Record<string, string>): Promise<Service> {
  const port = await aFreePort()
  const child = spawn(process.execPath, ['--enable-source-maps', cli, 'serve', ...args], {
    env: { PATH: process.env.PATH, PORT: `${port}`, RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000', ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, origin: `http://127.0.0.1:${port}`, out: () => said, ended }
}

/** Resolves when the process takes calls. */
async function isUp({ origin, out, child }: Service): Promise<void> {
  while (child.exitCode === null) {
    if ((await call(`${origin}/health/live`).catch(() => undefined))?.status === 200) return
    await wait(50)
  }
  throw new Error(`It ended:\n${out()}`)
}

async function stop({ child, ended }: Service): Promise<number | null> {
  child.kill('SIGTERM')
  return ended
}

interface Call {
  /** Sent as JSON with POST; without one it is a GET. */
  readonly body?: object
  readonly headers?: Record<string, string>
  /** For connections that are kept; else each call has one of its own. */
  readonly agent?: Agent
}

interface Answer {
  readonly status: number | undefined
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what comes
  readonly json: any
}

/** Rejects where no whole reply comes. */
function call(url: string, { body, headers = {}, agent }: Call = {}): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const own =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const options = {
      method: body === undefined ? 'GET' : 'POST',
      agent: agent ?? false,
      headers: { ...own, ...headers },
    }
    const sent = request(url, options, async (reply) => {
      const received = (await reply.setEncoding('utf8').toArray().catch(reject))?.join('') ?? ''
      const isJson = /json/.test(reply.headers['content-type'] ?? '')
      resolve({ status: reply.statusCode, text: received, json: isJson ? JSON.parse(received) : undefined })
    })
    sent.on('error', reject).end(text)
  })
}

t.test('The demo starts with one command, and says where everything is', async (t) => {
  const folder = aFolder(t)
  const database = join(folder, 'data', 'mokum.sqlite')
  const demoPort = await aFreePort()
  const env = { DATABASE_URL: `file:${database}`, DEMO_PORT: `${demoPort}` }
  const service = await start(t, ['--demo'], env)
  await isUp(service)
  const port = new URL(service.origin).port
  t.match(service.out(), 'The demo is published as release 1.')
  t.match(service.out(), `http://localhost:${port}/v1/openapi.json`)
  t.match(service.out(), `http://localhost:${port}/docs`)
  t.match(service.out(), `The demo:      http://localhost:${demoPort}\n`)
  t.match((await call(`http://127.0.0.1:${demoPort}/buurtteams`)).text, `base-url="http://localhost:${port}"`)
  const file = /admin key: +(\S.*)$/m.exec(service.out())?.[1] ?? ''
  t.equal(statSync(file).mode & 0o777, 0o600, 'only its owner reads the key')
  const key = readFileSync(file, 'utf8').trim()
  t.match(key, /^mmk_[\w-]{49}$/)
  t.notMatch(service.out(), key, 'the key itself is not shown')
  t.equal((await call(`${service.origin}/v1/matches`, { body: match })).json.choices.length, 3)

  const authorization = `Bearer ${key}`
  const full = { capacities: [{ service: 'buurtteam-noord', status: 'full' }] }
  t.equal((await call(`${service.origin}/v1/imports`, { body: full, headers: { authorization } })).status, 200)
  t.equal((await call(`${service.origin}/v1/releases`, { body: {}, headers: { authorization } })).status, 201)
  t.equal(await stop(service), 0)

  const taken = createServer().listen(demoPort, '127.0.0.1')
  t.teardown(() => taken.close())
  const again = await start(t, ['--demo'], env)
  await isUp(again)
  t.match(again.out(), `none, because port ${demoPort} is taken: give DEMO_PORT another one`)
  t.match(again.out(), 'The demo stays out')
  t.equal(readFileSync(file, 'utf8').trim(), key, 'the key stays the same')
  const kept = (await call(`${again.origin}/v1/services/buurtteam-noord`)).json
  t.same(kept.capacity, { status: 'full' }, 'what was edited stays')
  t.equal((await call(`${again.origin}/v1/releases`)).json.items.length, 2)
  t.equal(await stop(again), 0)
})

t.test('SIGTERM under load fails no request, and ends the process within ten seconds', async (t) => {
  const metricsPort = await aFreePort()
  const service = await start(t, ['--demo'], {
    DATABASE_URL: `file:${join(aFolder(t), 'mokum.sqlite')}`,
    METRICS_PORT: `${metricsPort}`,
    LOG_LEVEL: 'trace',
  })
  await isUp(service)
  const secret = canary()
  const load = keepAsking(service.origin, { ...match, seed: secret })
  await wait(1_000)
  const metrics = (await call(`http://127.0.0.1:${metricsPort}/metrics`)).text
  t.match(metrics, /http_requests_total\{route="POST \/v1\/matches",status="200"\} \d{2,}/)
  t.match(metrics, 'mokummatch_release_number 1')
  t.notMatch(metrics, secret)

  const before = load.answered()
  const signalled = performance.now()
  service.child.kill('SIGTERM')
  await wait(300)
  const ready = await call(`${service.origin}/health/ready`)
  t.equal(ready.status, 503, 'a load balancer sees that it goes')
  t.equal(await service.ended, 0)
  const took = performance.now() - signalled
  t.ok(took < 10_000, `it took ${Math.round(took)} ms`)
  const { failed, refused } = await load.end()
  t.same(failed, [], 'every request that the service took was answered')
  t.ok(load.answered() > before + 20, `${load.answered() - before} requests were answered after the signal`)
  t.ok(refused > 0, 'at last there was nobody to take one')
  t.notMatch(service.out(), secret)
  t.notMatch(service.out(), /"level":"(error|fatal|warn)"/)
})

t.test('Without the demo nothing is loaded, and a match says what to do first', async (t) => {
  const service = await start(t, [], { DATABASE_URL: `file:${join(aFolder(t), 'mokum.sqlite')}` })
  await isUp(service)
  const reply = await call(`${service.origin}/v1/matches`, { body: match })
  t.equal(reply.status, 503)
  t.match(reply.json, {
    code: 'not-ready',
    detail: 'Nothing has been published yet: import documents and publish them.',
  })
  t.equal((await call(`${service.origin}/health/ready`)).status, 503)
  t.equal(await stop(service), 0)
})

t.test('What can not work stops at the start with a sentence', async (t) => {
  const url = `file:${join(aFolder(t), 'mokum.sqlite')}`
  const wrong = await start(t, [], {
    DATABASE_URL: url,
    PORT: 'eighty',
    MOKUMMATCH_ADMIN_KEY: 'short-canary',
    TIME_ZONE: 'Mokum',
  })
  t.not(await wrong.ended, 0)
  t.match(wrong.out(), 'PORT must be a whole number from 0 to 65535.')
  t.match(wrong.out(), 'MOKUMMATCH_ADMIN_KEY must be at least 32 visible ASCII characters.')
  t.match(wrong.out(), 'TIME_ZONE must be')
  t.notMatch(wrong.out(), /canary|\n +at /, 'no secret, and no stack')

  const first = await start(t, [], { DATABASE_URL: url })
  await isUp(first)
  const second = await start(t, [], { DATABASE_URL: url, PORT: new URL(first.origin).port })
  t.not(await second.ended, 0, 'a port that is taken')
  t.match(second.out(), /PORT|port/)
  t.notMatch(second.out(), /\n +at /)
  const third = await start(t, [], { DATABASE_URL: url, PORT: new URL(first.origin).port, METRICS_PORT: '0' })
  t.not(await third.ended, 0, 'a port that is taken, and one of metrics that is free')
  t.equal(await stop(first), 0)

  const folder = aFolder(t)
  writeFileSync(join(folder, 'admin-key'), 'no key\n')
  const keyless = await start(t, [], { DATABASE_URL: `file:${join(folder, 'mokum.sqlite')}` })
  t.equal(await keyless.ended, 1)
  t.match(keyless.out(), /admin-key holds no key .* Put the key back/)
  t.notMatch(keyless.out(), /\n +at /)

  const unknown = await start(t, ['--nonsense'], { DATABASE_URL: url })
  t.equal(await unknown.ended, 2)
})

/** Twenty callers that ask one thing after another over connections that they keep, until nobody listens. */
function keepAsking(origin: string, body: object) {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  const failed: string[] = []
  let answered = 0
  let refused = 0
  const ask = async (): Promise<void> => {
    while (refused === 0 && failed.length === 0) {
      const answer = await call(`${origin}/v1/matches`, { body, agent }).catch((error) => {
        if (error.code === 'ECONNREFUSED') refused++
        else failed.push(`${error.code} ${error.message}`)
      })
      if (answer?.json?.choices?.length === 3) answered++
      else if (answer) failed.push(`${answer.status} ${answer.text}`)
    }
  }
  const callers = Promise.all(Array.from({ length: 20 }, ask))
  return {
    answered: () => answered,
    async end() {
      await callers
      agent.destroy()
      return { failed, refused }
    },
  }
}
