import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { createRooms, type Rooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { publish } from './served.js'

/**
 * `npm run bench:capacity [-- services]`: how long it takes from the click of a helper to a match that knows of it, in
 * the process that the helper reached and in another one. Nothing here fails for being slow.
 */
const serviceCount = Number(process.argv[2] ?? 100_000)
const clicks = 20

const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
try {
  await bench(`file:${join(folder, 'made.sqlite')}`)
} finally {
  rmSync(folder, { recursive: true })
}

async function bench(databaseUrl: string): Promise<void> {
  console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${serviceCount} services`)
  const fillMs = await timed(() => fill(databaseUrl))
  console.log(`Imported and published in ${seconds(fillMs)}`)
  const [openMs, here] = await timedResult(() => open(databaseUrl))
  console.log(`Opened, which reads and compiles everything, in ${seconds(openMs)}`)
  const there = await open(databaseUrl)
  const ids = Array.from({ length: clicks }, (_, i) => `service-${Math.floor((i * serviceCount) / clicks)}`)
  const press = await presser(here, ids)

  let longestNs = 0
  const [own, other]: [number[], number[]] = [[], []]
  for (const [round, id] of ids.entries()) {
    const status = round % 2 === 0 ? 'full' : 'limited'
    const stalls = monitorEventLoopDelay({ resolution: 1 })
    stalls.enable()
    own.push(await timed(() => press(id, status)))
    stalls.disable()
    longestNs = Math.max(longestNs, stalls.max)
    if ((await statusOf(here, id)) !== status) throw new Error(`${id} is not ${status} when the page says so.`)
    const began = performance.now()
    while ((await statusOf(there, id)) !== status) await wait(5)
    other.push(performance.now() - began)
  }
  line('from the click to the page that says it is in force', own)
  line('then until another process knows, which looks once a second', other)
  console.log(`longest turn in which nobody else was served: ${(longestNs / 1e6).toFixed(0)} ms`)
  await Promise.all([here.close(), there.close()])
}

async function fill(url: string): Promise<void> {
  const storage = await openStorage({ url })
  const rooms = createRooms({ ...readConfig({}), storage, now: () => new Date() })
  await publish(rooms, makeCatalogue(seeded(2), serviceCount))
  await storage.close()
}

interface Process {
  readonly rooms: Rooms
  readonly server: Awaited<ReturnType<typeof createApp>>['server']
  close(): Promise<void>
}

async function open(databaseUrl: string): Promise<Process> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'silent',
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000',
  })
  const now = (): Date => new Date()
  const storage = await openStorage({ url: databaseUrl })
  const rooms = createRooms({ ...config, storage, now })
  const { server } = await createApp({ rooms, config, now })
  await server.ready()
  return {
    rooms,
    server,
    async close() {
      await server.close()
      await storage.close()
    },
  }
}

/** Makes a link for each service, and gives what presses a button on its page. */
async function presser({ rooms, server }: Process, ids: readonly string[]) {
  const tokens = new Map<string, string>()
  for (const id of ids) {
    const change = { by: 'bench', alongside: async () => undefined }
    tokens.set(id, (await rooms.capacityLinks.create(id, { label: 'bench' }, change)).token)
  }
  return async (id: string, status: string): Promise<void> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const url = `/capacity/${tokens.get(id)}`
    const reply = await server.inject({ method: 'POST', url, headers, payload: `status=${status}` })
    if (reply.statusCode !== 303) throw new Error(`${reply.statusCode} ${reply.body}`)
  }
}

async function statusOf({ server }: Process, id: string): Promise<string> {
  return (await server.inject(`/v1/services/${id}/capacity`)).json().status
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  return (await timedResult(work))[0]
}

async function timedResult<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now()
  const result = await work()
  return [performance.now() - began, result]
}

function line(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0)
  console.log(`${what}: ${at(0.5)} ms in the middle, ${at(1)} ms at most, of ${times.length}`)
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
