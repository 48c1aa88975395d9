import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readDemo } from '../../src/demo/demo.js'

/**
 * `npm run bench:imports [-- services …]`: imports of many services over HTTP, each into a service of its own with the demo
 * in force, started as `mokummatch serve` with the defaults of Node, while another process asks for a match every 10 ms.
 * A third one asks a bare server of Node as often: what its replies wait for is the machine, which does other things too.
 * Memory is what the kernel counts for the process of the service (`VmHWM`, set back before each step), so for all of its
 * threads and for SQLite. Nothing here fails for being slow.
 */
const sizes = process.argv.slice(2).map(Number)
const adminKey = 'an-admin-key-of-the-bench-0123456789'
const calmMs = 10_000
const matchEveryMs = 10
const match = {
  questionSet: 'geldzorgen-noord',
  answers: { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1021' },
}

interface Service {
  readonly child: ChildProcess
  readonly pid: number
  readonly port: number
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, a match every ${matchEveryMs} ms`)
for (const size of sizes.length > 0 ? sizes : [100_000, 300_000]) await measure(size)

async function measure(size: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
  const file = join(folder, 'services.ndjson')
  await pipeline(Readable.from(lines(size)), createWriteStream(file))
  const service = await startService(folder)
  const bare = fork(new URL('./bare-server.js', import.meta.url))
  const [barePort] = await once(bare, 'message')
  const clients = [service.port, Number(barePort)].map(startClient)
  const times = async (): Promise<string> => {
    const [matches, others] = await Promise.all(clients.map(timesOf))
    return `matches ${say(matches)}\n${' '.repeat(25)} a bare server meanwhile ${say(others)}`
  }
  try {
    console.log(`\n${size} services, ${megabytes(statSync(file).size)} MB as lines of JSON`)
    await wait(2_000)
    await times()
    await wait(calmMs)
    const idle = memoryOf(service, 'VmRSS')
    console.log(`  at rest                ${megabytes(idle)} MB\n${' '.repeat(25)} ${await times()}`)
    const step = async (name: string, run: () => Promise<unknown>): Promise<void> => {
      writeFileSync(`/proc/${service.pid}/clear_refs`, '5')
      const start = performance.now()
      await run()
      const seconds = (performance.now() - start) / 1_000
      const peak = memoryOf(service, 'VmHWM')
      const memory = `${megabytes(peak)} MB at most, ${megabytes(peak - idle)} more than at rest`
      console.log(`  ${name.padEnd(22)} ${memory}, ${seconds.toFixed(1)} s\n${' '.repeat(25)} ${await times()}`)
    }
    await step('import', () => importFile(service, file, ''))
    await step('the same, a dry run', () => importFile(service, file, '?dryRun=true'))
    await step('export', () => exportAll(service))
  } finally {
    for (const client of clients) client.send('end')
    bare.disconnect()
    service.child.kill('SIGTERM')
    await once(service.child, 'exit')
    rmSync(folder, { recursive: true })
  }
}

function startClient(port: number): ChildProcess {
  return fork(new URL('./match-client.js', import.meta.url), [
    String(port),
    String(matchEveryMs),
    JSON.stringify(match),
  ])
}

/** The services of the demo again and again, under other ids. */
function* lines(size: number): Generator<string> {
  const services = readDemo().catalogue.services as readonly object[]
  for (let index = 0; index < size; index += 1) {
    const document = { ...services[index % services.length], id: `bench-${index}` }
    yield `${JSON.stringify({ type: 'service', document })}\n`
  }
}

async function startService(folder: string): Promise<Service> {
  const cli = fileURLToPath(new URL('../../src/cli.js', import.meta.url))
  const port = 20_000 + (process.pid % 20_000)
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: `file:${join(folder, 'mokummatch.sqlite')}`,
    MOKUMMATCH_ADMIN_KEY: adminKey,
    LOG_LEVEL: 'error',
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000',
    IMPORT_BODY_LIMIT_BYTES: '4294967296',
  }
  const child = spawn(process.execPath, [cli, 'serve', '--demo'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  for (let tries = 0; tries < 200; tries += 1) {
    await wait(100)
    const reply = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (reply?.ok && child.pid !== undefined) return { child, pid: child.pid, port }
  }
  throw new Error('The service does not start.')
}

async function importFile({ port }: Service, file: string, query: string): Promise<void> {
  const sent = request({
    port,
    path: `/v1/imports${query}`,
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/x-ndjson' },
  })
  const [[reply]] = await Promise.all([once(sent, 'response'), pipeline(createReadStream(file), sent)])
  if (reply.statusCode !== 200) throw new Error(JSON.stringify(await json(reply)).slice(0, 2_000))
  await json(reply)
}

async function exportAll({ port }: Service): Promise<void> {
  const headers = { authorization: `Bearer ${adminKey}` }
  const reply = await fetch(`http://127.0.0.1:${port}/v1/exports?format=ndjson`, { headers })
  let bytes = 0
  for await (const chunk of reply.body ?? []) bytes += chunk.length
  if (!reply.ok || bytes === 0) throw new Error('The export failed.')
}

/** In bytes. */
function memoryOf({ pid }: Service, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024
}

interface Times {
  readonly took: readonly number[]
  readonly failed: number
}

/** Milliseconds of the matches since the last time. */
async function timesOf(client: ChildProcess): Promise<Times> {
  client.send('times')
  const [times] = await once(client, 'message')
  return times as Times
}

function say({ took, failed }: Times = { took: [], failed: 0 }): string {
  const sorted = [...took].sort((a, b) => a - b)
  const quantile = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
  return `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, slowest ${quantile(1)} ms of ${sorted.length}, ${failed} failed`
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0).padStart(5)
}
