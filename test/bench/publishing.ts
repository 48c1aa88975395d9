import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Server } from '../../src/http/server.js'
import { jsonBody } from '../../src/imports/formats.js'
import type { Rooms } from '../../src/rooms.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { asImport } from './documents.js'
import { openApp, publish } from './served.js'
import { quantile } from './timing.js'

/**
 * `npm run bench:publish [-- services]`: what residents and helpers notice of a publish. Matches come every 10 ms from
 * another process; a helper clicks every half second. What came out stands in docs/performance.md.
 */
const serviceCount = Number(process.argv[2] ?? 100_000)
const changedCount = 1_000
const steadyMs = 10_000
const publishes = 3
const adminKey = 'an-admin-key-of-a-bench-0123456789abcdef'

const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
try {
  await bench()
} finally {
  rmSync(folder, { recursive: true })
}

async function bench(): Promise<void> {
  console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${serviceCount} services, ${changedCount} of them changed`)
  const catalogue = makeCatalogue(seeded(2), serviceCount)
  const content = asImport(catalogue)
  let rooms: Rooms | undefined
  const server = await openApp(
    join(folder, 'made.sqlite'),
    async (opened) => {
      rooms = opened
      await publish(opened, catalogue)
    },
    { MOKUMMATCH_ADMIN_KEY: adminKey },
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  const [listening] = server.addresses()
  const body = JSON.stringify({ questionSet: 'bench', answers: { topics: ['debt'] } })
  const client = fork(
    new URL('./match-client.js', import.meta.url),
    [String(typeof listening === 'object' ? listening.port : 0), '10', body],
    {
      execArgv: [],
    },
  )
  await wait(3_000)
  await measured(server, client, 'steady', () => wait(steadyMs))
  for (let round = 0; round < publishes; round += 1) {
    const services = (content.services ?? []).slice(0, changedCount).map((service) => ({
      ...(service as object),
      cost: { nl: `${round} euro`, en: `${round} euros` },
    }))
    await rooms?.imports.importDocuments(jsonBody({ services }), { mode: 'merge', dryRun: false })
    await wait(2_000)
    await measured(server, client, `publish ${round + 1}`, async () => {
      const reply = await call(server, 'POST', '/v1/releases', {})
      if (reply.statusCode !== 201) throw new Error(reply.body)
    })
  }
  client.send('end')
  await server.close()
}

async function measured(
  server: Server,
  client: ReturnType<typeof fork>,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  client.send('took')
  await once(client, 'message')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const clicks: number[] = []
  let isOver = false
  const clicking = (async () => {
    for (let click = 0; !isOver; click += 1) {
      clicks.push(await timed(() => press(server, click)))
      await wait(500)
    }
  })()
  delay.enable()
  const tookMs = await timed(work)
  delay.disable()
  isOver = true
  await clicking
  client.send('took')
  const [{ took, failed }] = await once(client, 'message')
  const ms = (ns: number) => (ns / 1e6).toFixed(1)
  console.log(
    `${what}, ${(tookMs / 1_000).toFixed(1)} s: event loop p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, ` +
      `at most ${ms(delay.max)} ms (5 of it are its resolution); matches p50 ${quantile(took, 0.5).toFixed(1)}, ` +
      `p99 ${quantile(took, 0.99).toFixed(1)}, at most ${Math.max(...took).toFixed(0)} ms, ${failed} of ${took.length} failed; ` +
      `clicks in force after ${quantile(clicks, 0.5).toFixed(0)}, at most ${Math.max(...clicks).toFixed(0)} ms, of ${clicks.length}`,
  )
}

/** Sets how much room a service has, and waits for nothing: the reply comes when it is in force. */
async function press(server: Server, click: number): Promise<void> {
  const id = `service-${click % 50}`
  const status = click % 2 === 0 ? 'full' : 'limited'
  const reply = await call(server, 'PUT', `/v1/services/${id}/capacity`, { status })
  if (reply.statusCode >= 300) throw new Error(reply.body)
}

function call(server: Server, method: 'POST' | 'PUT', url: string, payload: object) {
  return server.inject({ method, url, payload, headers: { authorization: `Bearer ${adminKey}` } })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
