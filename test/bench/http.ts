import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { ref } from '../../src/http/component-schemas.js'
import type { Server } from '../../src/http/server.js'
import { sharedComponents } from '../../src/http/shared-schemas.js'
import { strictValidators } from '../../src/http/validation.js'
import { MatchRequestSchema, matchComponents } from '../../src/matching/match-schemas.js'
import { loadDemo } from '../../src/rooms.js'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { keepCompiled } from './compiled.js'
import { someAnswers } from './questions.js'
import { openApp } from './served.js'

/**
 * `npm run bench:http [-- services …]`: what a match costs the server over HTTP, in CPU time so that waiting doesn't
 * count, beside a route of a bare Fastify that validates the same bodies and sends objects of the same sizes. The
 * requests come from another process, each with other answers. What came out stands in docs/performance.md.
 */
const seed = 3
const requests = 1_000
const rounds = 8
const path = '/v1/matches'

interface Site {
  readonly name: string
  readonly server: Pick<Server, 'addresses' | 'close'>
  readonly bodies: readonly string[]
  /** Bytes, on the average. */
  readonly replies: number
  readonly costs: number[]
}

const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
const client = fork(new URL('./http-client.js', import.meta.url), { execArgv: [] })
try {
  await once(client, 'message')
  const sizes = process.argv.slice(2).map(Number)
  const sites = [...(await demo()), ...(await made(sizes.length > 0 ? sizes : [5_000, 100_000]))]
  // Half of the rounds warm up, which doesn't count.
  for (let round = -rounds; round < rounds; round += 1) {
    for (let turn = 0; turn < sites.length; turn += 1) {
      const site = sites[(turn + round + rounds) % sites.length]!
      const cost = await costOf(client, site)
      if (round >= 0) site.costs.push(cost)
    }
  }
  print(sites)
  await Promise.all(sites.map(({ server }) => server.close()))
} finally {
  client.disconnect()
  rmSync(folder, { recursive: true })
}

async function demo(): Promise<Site[]> {
  const server = await openApp(join(folder, 'demo.sqlite'), (rooms) => loadDemo(rooms))
  const topics = ['debt', 'paperwork', 'income', 'work', 'housing']
  const bodies = topics.flatMap((first) =>
    ['listens', 'explains', 'does-it-for-me', 'with-me'].flatMap((want) =>
      ['near-home', 'phone'].map((where) =>
        JSON.stringify({
          questionSet: 'geldzorgen-noord',
          answers: { topics: [first, topics[0]], want, where, ...(where === 'near-home' && { area: '1031' }) },
        }),
      ),
    ),
  )
  return withBare('the demo', server, bodies)
}

async function made(sizes: readonly number[]): Promise<Site[]> {
  const sites: Site[] = []
  for (const size of sizes) {
    const random = seeded(seed)
    const catalogue = makeCatalogue(random, size)
    const bodies = Array.from({ length: 200 }, () =>
      JSON.stringify({ questionSet: 'bench', answers: someAnswers(random) }),
    )
    const file = join(folder, `${size}.sqlite`)
    await (await openApp(file, (rooms) => rooms.publish({ by: 'bench' }))).close()
    await keepCompiled(catalogue, file, `${file}.compiled`)
    const server = await openApp(file, async () => undefined)
    sites.push(...(await withBare(`${size} services`, server, bodies)))
  }
  return sites
}

/** The match, and a bare route that gives the replies of the same match as objects. */
async function withBare(name: string, server: Server, candidates: readonly string[]): Promise<Site[]> {
  const replies = await Promise.all(
    candidates.map((body) =>
      server.inject({ method: 'POST', url: path, body, headers: { 'content-type': 'application/json' } }),
    ),
  )
  const sent = replies.filter(({ statusCode }) => statusCode === 200)
  if (sent.length === 0) throw new Error(replies[0]!.body)
  const bodies = candidates.filter((_, i) => replies[i]!.statusCode === 200)
  const bytes = Math.round(sent.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0) / sent.length)
  const objects = sent.map((reply) => reply.json())
  const bare = Fastify({ schemaController: { compilersFactory: strictValidators() } })
  for (const schema of [...sharedComponents, ...matchComponents]) bare.addSchema(schema)
  let next = 0
  bare.post(path, { schema: { body: ref(MatchRequestSchema) } }, async () => objects[next++ % objects.length])
  for (const each of [server, bare]) await each.listen({ host: '127.0.0.1', port: 0 })
  return [
    { name: `match, ${name}`, server, bodies, replies: bytes, costs: [] },
    { name: 'bare Fastify, same bodies and replies', server: bare, bodies, replies: bytes, costs: [] },
  ]
}

/** Microseconds of CPU time of this process for each request that another one sends. */
async function costOf(client: ChildProcess, { server, bodies }: Site): Promise<number> {
  const [listening] = server.addresses()
  const port = typeof listening === 'object' ? listening.port : 0
  const asked = Array.from({ length: requests }, (_, i) => bodies[i % bodies.length]!)
  const before = process.cpuUsage()
  client.send({ port, path, bodies: asked })
  const [failed] = await once(client, 'message')
  const { user, system } = process.cpuUsage(before)
  if (failed !== 0) throw new Error(`${failed} requests did not get a 200.`)
  return (user + system) / requests
}

function print(sites: readonly Site[]): void {
  console.log(
    `CPU microseconds a request of POST ${path}: median of ${rounds} rounds of ${requests}, without log lines\n`,
  )
  console.log('| | µs | bytes of a reply | bare ÷ match |')
  console.log('|---|--:|--:|--:|')
  for (const [i, { name, replies, costs }] of sites.entries()) {
    const ratios = costs.map((cost, round) => (sites[i + 1]?.costs[round] ?? 0) / cost)
    const ratio = i % 2 === 0 ? `${(100 * median(ratios)).toFixed(0)} %` : ''
    console.log(`| ${name} | ${median(costs).toFixed(0)} | ${replies} | ${ratio} |`)
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
