import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import type { QuestionSet } from '../../src/engine/index.js'
import { ref } from '../../src/http/component-schemas.js'
import type { Server } from '../../src/http/server.js'
import { sharedComponents } from '../../src/http/shared-schemas.js'
import { strictValidators } from '../../src/http/validation.js'
import { MatchRequestSchema, matchComponents } from '../../src/matching/match-schemas.js'
import { loadDemo } from '../../src/rooms.js'
import { type Random, seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { keepCompiled } from './compiled.js'
import { someAnswers } from './questions.js'
import { openApp } from './served.js'

// Started by http.ts, each in a process of its own as in production: serves matches on the demo or a catalogue of so
// many services, or sends the same replies as objects from a bare server; says on asking what CPU time it has used.
const seed = 3
const bodyCount = 1_000
const path = '/v1/matches'

const [kind, catalogue = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
const { app, bodies } = await (catalogue === 'demo' ? demo() : made(Number(catalogue)))
const replies = await Promise.all(
  bodies.map((body) =>
    app.inject({ method: 'POST', url: path, body, headers: { 'content-type': 'application/json' } }),
  ),
)
const refused = replies.find(({ statusCode }) => statusCode !== 200)
if (refused !== undefined) throw new Error(refused.body)
const server = kind === 'bare' ? await bare(replies.map((reply) => reply.json())) : app
await server.listen({ host: '127.0.0.1', port: 0 })

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', async () => {
  await server.close()
  rmSync(folder, { recursive: true })
  process.exit()
})
const [listening] = server.addresses()
const bytes = replies.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0) / replies.length
process.send?.({ port: typeof listening === 'object' ? listening.port : 0, path, bodies, bytes: Math.round(bytes) })

interface Opened {
  readonly app: Server
  readonly bodies: readonly string[]
}

async function demo(): Promise<Opened> {
  const app = await openApp(join(folder, 'demo.sqlite'), (rooms) => loadDemo(rooms))
  const random = seeded(seed)
  const set: QuestionSet = (await app.inject('/v1/question-sets/geldzorgen-noord')).json()
  return { app, bodies: bodiesOf(set.id, () => answersTo(set, random)) }
}

async function made(size: number): Promise<Opened> {
  const random = seeded(seed)
  const catalogue = makeCatalogue(random, size)
  const bodies = bodiesOf('bench', () => someAnswers(random))
  const file = join(folder, `${size}.sqlite`)
  await (await openApp(file, (rooms) => rooms.publish({ by: 'bench' }))).close()
  await keepCompiled(catalogue, file, `${file}.compiled`)
  return { app: await openApp(file, async () => undefined), bodies }
}

function bodiesOf(questionSet: string, answers: () => object): string[] {
  return Array.from({ length: bodyCount }, () => JSON.stringify({ questionSet, answers: answers() }))
}

/** As residents answer: one question in seven skipped, one to three topics, one neighbourhood for all. */
function answersTo({ questions }: QuestionSet, random: Random): Record<string, unknown> {
  const answers: Record<string, unknown> = {}
  for (const question of questions) {
    const { id, showIf } = question
    const isAsked =
      showIf === undefined || [answers[showIf.question]].flat().some((token) => showIf.anyOf.includes(token as string))
    if (!isAsked || random.percent(15)) continue
    if (question.kind === 'term') {
      if (id === 'area') answers[id] = '1031'
      continue
    }
    const options = question.options.filter(({ exclusive }) => !exclusive).map((option) => option.id)
    const most = question.kind === 'single' ? 1 : Math.min(3, question.maxAnswers ?? 3)
    answers[id] = question.kind === 'single' ? random.pick(options) : random.some(options, 1 + random.below(most))
  }
  return answers
}

/** Validates the same bodies, and gives these replies in turn. */
async function bare(objects: readonly unknown[]): Promise<Pick<Server, 'addresses' | 'close' | 'listen'>> {
  await app.close()
  const server = Fastify({ schemaController: { compilersFactory: strictValidators() } })
  for (const schema of [...sharedComponents, ...matchComponents]) server.addSchema(schema)
  let next = 0
  server.post(path, { schema: { body: ref(MatchRequestSchema) } }, async () => objects[next++ % objects.length])
  return server
}
