import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * `npm run bench:http [-- services …]`: what a match costs the server over HTTP, in CPU time so that waiting doesn't
 * count, beside a route of a bare Fastify that validates the same bodies and sends objects of the same sizes. Each server
 * is a process of its own, three of each, as no two compile the same code alike, and they take turns; the requests come
 * from yet another one, each with other answers. What came out stands in docs/performance.md.
 */
const ofEach = 3
const requests = 1_000
const rounds = 10
/** Rounds that do not count: a match is much code, and the last of it is compiled after some 30,000 requests. */
const warming = 40

/** A server, and a bare one that sends what it sends. */
interface Pair {
  readonly catalogue: string
  readonly match: Site
  readonly bare: Site
}

interface Site {
  readonly process: ChildProcess
  readonly port: number
  readonly path: string
  readonly bodies: readonly string[]
  /** Of a reply, on the average. */
  readonly bytes: number
  readonly costs: number[]
}

const client = start('./http-client.js')
await once(client, 'message')
const sizes = process.argv.slice(2)
const catalogues = ['demo', ...(sizes.length > 0 ? sizes : ['5000', '100000'])]
const pairs: Pair[] = []
for (const catalogue of catalogues) {
  for (let one = 0; one < ofEach; one += 1) {
    pairs.push({ catalogue, match: await open('match', catalogue), bare: await open('bare', catalogue) })
  }
}
const sites = pairs.flatMap(({ match, bare }) => [match, bare])
for (let round = -warming; round < rounds; round += 1) {
  for (let turn = 0; turn < sites.length; turn += 1) {
    const site = sites[(turn + round + warming) % sites.length]!
    const cost = await costOf(site)
    if (round >= 0) site.costs.push(cost)
  }
}
print()
for (const { process } of [{ process: client }, ...sites]) process.disconnect()

function start(file: string, ...args: readonly string[]): ChildProcess {
  return fork(new URL(file, import.meta.url), args, { execArgv: [] })
}

async function open(...what: readonly string[]): Promise<Site> {
  const process = start('./http-site.js', ...what)
  const [opened] = await once(process, 'message')
  return { process, costs: [], ...opened }
}

/** Microseconds of CPU time of the server for each request. */
async function costOf({ process, port, path, bodies }: Site): Promise<number> {
  const before = await usageOf(process)
  client.send({ port, path, bodies: Array.from({ length: requests }, (_, i) => bodies[i % bodies.length]!) })
  const [failed] = await once(client, 'message')
  if (failed !== 0) throw new Error(`${failed} requests did not get a 200.`)
  return ((await usageOf(process)) - before) / requests
}

async function usageOf(process: ChildProcess): Promise<number> {
  process.send('usage')
  const [{ user, system }] = await once(process, 'message')
  return user + system
}

function print(): void {
  console.log(`CPU microseconds a request: median of ${ofEach} × ${rounds} rounds of ${requests}, without log lines\n`)
  console.log('| | match | bare Fastify, same bodies and replies | bytes of a reply | bare ÷ match |')
  console.log('|---|--:|--:|--:|--:|')
  for (const catalogue of catalogues) {
    const own = pairs.filter((pair) => pair.catalogue === catalogue)
    const ratios = own.flatMap(({ match, bare }) => match.costs.map((cost, round) => bare.costs[round]! / cost))
    const [match, bare] = [own.map((pair) => pair.match), own.map((pair) => pair.bare)].map((sites) =>
      median(sites.flatMap(({ costs }) => costs)).toFixed(0),
    )
    const name = catalogue === 'demo' ? 'the demo' : `${catalogue} services`
    console.log(`| ${name} | ${match} | ${bare} | ${own[0]!.match.bytes} | ${(100 * median(ratios)).toFixed(0)} % |`)
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
