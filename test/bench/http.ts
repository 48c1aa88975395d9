import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { ref } from '../../src/http/component-schemas.js'
import type { Server } from '../../src/http/server.js'
import { sharedComponents } from '../../src/http/shared-schemas.js'
import { strictValidators } from '../../src/http/validation.js'
import { MatchRequestSchema, matchComponents } from '../../src/matching/match-schemas.js'
import { loadDemo } from '../../src/rooms.js'
import type { BenchCatalogue } from './catalogue.js'
import type { RandomAnswers } from './questions.js'
import { openApp, publish } from './served.js'

/**
 * What a match costs the server over HTTP, in CPU time so that waiting doesn't count, beside a route of a bare Fastify
 * that validates the same body and sends an object of the same size. The requests come from another process.
 */
const requests = 500
const rounds = 6
const address = '/v1/matches'

interface Site {
  readonly name: string
  readonly server: Pick<Server, 'addresses' | 'close'>
  readonly body: string
}

export async function printHttp(catalogue: BenchCatalogue, answers: readonly RandomAnswers[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
  try {
    console.log(
      `\nCPU microseconds a request of POST ${address}: median of ${rounds} rounds of ${requests}, without log lines`,
    )
    const demo = await openApp(join(folder, 'demo.sqlite'), (rooms) => loadDemo(rooms))
    await compareSites(demo, 'the demo', {
      questionSet: 'geldzorgen-noord',
      answers: { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1021' },
    })
    const made = await openApp(join(folder, 'made.sqlite'), (rooms) => publish(rooms, catalogue))
    // The median of what is asked, so neither nothing nor everything.
    const asked = [...answers].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)[answers.length >> 1]
    await compareSites(made, `${catalogue.content.services.length} services`, { questionSet: 'bench', answers: asked })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function compareSites(server: Server, name: string, request: object): Promise<void> {
  const body = JSON.stringify(request)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const reply = await server.inject({
    method: 'POST',
    url: address,
    body,
    headers: { 'content-type': 'application/json' },
  })
  if (reply.statusCode !== 200) throw new Error(reply.body)
  const bare = bareRoute(reply.json())
  await bare.listen({ host: '127.0.0.1', port: 0 })
  const sites: Site[] = [
    { name: `match, ${name}`, server, body },
    { name: 'bare Fastify, same body and size', server: bare, body },
  ]
  const costs = sites.map((): number[] => [])
  // Twice to warm up, which doesn't count.
  for (const site of [...sites, ...sites]) await cost(site)
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < sites.length; turn += 1) {
      const s = (turn + round) % sites.length
      costs[s]!.push(await cost(sites[s]!))
    }
  }
  const [own = 0, least = 0] = costs.map((each) => [...each].sort((a, b) => a - b)[rounds >> 1]!)
  console.log(`  ${sites[0]!.name.padEnd(34)}${own.toFixed(0).padStart(8)}   a reply of ${reply.body.length} bytes`)
  console.log(
    `  ${sites[1]!.name.padEnd(34)}${least.toFixed(0).padStart(8)}   ${((100 * least) / own).toFixed(0)} % of the match`,
  )
  await Promise.all(sites.map((site) => site.server.close()))
}

function bareRoute(reply: object): FastifyInstance {
  const bare = Fastify({ schemaController: { compilersFactory: strictValidators() } })
  for (const schema of [...sharedComponents, ...matchComponents]) bare.addSchema(schema)
  bare.post(address, { schema: { body: ref(MatchRequestSchema) } }, async () => reply)
  return bare
}

/** Microseconds of CPU time of this process for each request that another one sends. */
async function cost({ server, body }: Site): Promise<number> {
  const [listening] = server.addresses()
  const port = typeof listening === 'object' ? listening.port : 0
  const client = fork(new URL('./http-client.js', import.meta.url), [String(port), address, String(requests)])
  await once(client, 'message')
  const before = process.cpuUsage()
  client.send(body)
  const [failed] = await once(client, 'message')
  const { user, system } = process.cpuUsage(before)
  client.disconnect()
  await once(client, 'exit')
  if (failed !== 0) throw new Error(`${failed} requests did not get a 200.`)
  return (user + system) / requests
}
