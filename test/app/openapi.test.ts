import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import Type from 'typebox'
import { closed } from '../../src/http/component-schemas.js'
import { expectedByFormat, expectedByPattern } from '../../src/http/value-schemas.js'
import type { Partner } from '../../src/partners/partner.js'
import { anApp } from '../helpers/an-app.js'
import {
  type CallOptions,
  callOf,
  type DescribedOperation,
  describedOperations,
  examplesOf,
  lateOperations,
  pureOperations,
  runTimeParameters,
} from '../helpers/described-calls.js'
import { checkReplies } from '../helpers/described-replies.js'
import { aServer } from '../http/a-server.js'
import { faultsOfWords, type Schema, wordlessPlaces } from './description-words.js'

interface Description {
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly components: {
    readonly schemas: Record<string, Schema>
    readonly responses: Record<string, { readonly headers: Record<string, unknown> }>
  }
}

const last = (pointer: string): string => pointer.split('/').at(-1)!

const app = await anApp(t, { env: { PUBLIC_URL: 'https://mokummatch.example.org' } })
const drafts = (await app.edit('GET', '/v1/exports')).json()
const partners = (await app.edit('GET', '/v1/partners'))
  .json()
  .items.map(({ document }: { document: Partner }) => document)
const found = await runTimeParameters(app)
const document = app.server.swagger() as unknown as Description
const operations = await describedOperations(app)

t.test('openapi/openapi.json is what the service says of itself, and valid OpenAPI 3.1', async (t) => {
  const file = readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8')
  t.ok(file === `${JSON.stringify(document, null, 2)}\n`, 'npm run openapi changes nothing')
  t.match(await new Validator().validate(JSON.parse(file)), { valid: true })
})

t.test(
  'every operation has an id, a summary, a tag that is described, and says in which version it answers',
  async (t) => {
    const ids = operations.map(({ operationId }) => operationId)
    t.equal(new Set(ids).size, ids.length)
    const tags = new Map(document.tags.map(({ name, description }) => [name, description]))
    t.same(
      new Set(operations.flatMap((operation) => operation.tags)),
      new Set(tags.keys()),
      'no tag without operations',
    )
    for (const { operationId, summary, responses, ...operation } of operations) {
      t.match(operationId, /^[a-z]+([A-Z][a-z]*)*$/)
      t.match(summary, /^[A-Z].{11,}[^.]$/, operationId)
      t.match(operation.tags, [tags.has(operation.tags[0] ?? '') ? String : 'a tag that is described'], operationId)
      for (const [status, { $ref, headers }] of Object.entries(responses)) {
        const all = $ref === undefined ? headers : document.components.responses[last($ref)]!.headers
        t.match(all, { 'API-Version': {}, 'X-Request-Id': {} }, `${operationId} ${status}`)
      }
    }
  },
)

t.test('every property and parameter says its unit, range or meaning, and does not only repeat its name', async (t) => {
  t.match(faultsOfWords('phone', ''), /empty/)
  t.match(faultsOfWords('phone', 'A phone'), /short/)
  t.match(faultsOfWords('postalCode', 'The postal code of this'), /repeats/)
  t.match(faultsOfWords('opensAt', 'When it opens'), /repeats/)
  t.equal(faultsOfWords('opensAt', 'Time of day in the time zone of the deployment, HH:MM'), undefined)
  t.same(wordlessPlaces(document.components.schemas), [])
  for (const { operationId, parameters, requestBody, responses } of operations) {
    for (const { name, description } of parameters)
      t.equal(faultsOfWords(name, description), undefined, `${operationId} ${name}`)
    t.same(wordlessPlaces({ requestBody, responses }), [], operationId)
  }
})

t.test('whatever form a value of a request must have, a refusal can say it in words', async (t) => {
  const forms = new Set<string>()
  const seen = new Set<string>()
  const gather = (part: unknown): void => {
    JSON.stringify(part, (key, value) => {
      if ((key === 'pattern' || key === 'format') && typeof value === 'string') forms.add(`${key} ${value}`)
      if (key === '$ref' && !seen.has(value)) {
        seen.add(value)
        gather(document.components.schemas[last(value)])
      }
      return value
    })
  }
  for (const { parameters, requestBody } of operations)
    gather([parameters.filter((parameter) => parameter.in !== 'header'), requestBody])
  t.ok(forms.size > 10)
  for (const form of forms) {
    const [, keyword, value] = /^(\w+) (.*)$/.exec(form)!
    t.type((keyword === 'pattern' ? expectedByPattern : expectedByFormat)(value!), 'string', form)
  }
})

t.test('every operation that keeps something says that there may be no room for it', (t) => {
  const keeping = operations.filter(
    ({ method, security, operationId }) => method !== 'get' && security.length > 0 && !pureOperations.has(operationId),
  )
  const silent = keeping.filter(({ responses }) => responses['507'] === undefined)
  t.same(
    silent.map(({ operationId }) => operationId),
    ['cancelProof'],
    'a proof under way is kept in memory',
  )
  t.end()
})

t.test('every operation has an example, and each example works on the demo', async (t) => {
  for (const operation of operations) {
    const { operationId, requestBody, parameters } = operation
    const bodies = Object.entries(requestBody?.content ?? {}).flatMap(([mediaType, { examples = {} }]) => {
      if (requestBody !== undefined)
        t.not(Object.keys(examples).length, 0, `${operationId} has an example of ${mediaType}`)
      return Object.entries(examples).map(([name, example]) => [name, { ...example, mediaType }] as const)
    })
    for (const [name, { summary, value: body, mediaType }] of bodies) {
      t.ok(summary, `${operationId} ${name} says what it shows`)
      // A sheet needs to be told what it is of; its example names the value.
      const parameters = mediaType === 'text/csv' ? { type: /the type (\w+)/.exec(summary ?? '')?.[1] } : {}
      const reply = await send(operation, { body, mediaType, parameters })
      t.match(reply, { statusCode: /^20[012]$/ }, `${operationId} ${name}`)
    }
    if (lateOperations.has(operationId)) continue
    if (requestBody === undefined) t.match(await send(operation), { statusCode: 200 }, operationId)
    for (const parameter of parameters.filter(({ in: where }) => where !== 'header')) {
      const examples = examplesOf(parameter)
      if (parameter.required) t.ok(examples.length > 0, `${operationId} has an example of ${parameter.name}`)
      for (const value of examples) {
        const [, body] = bodies[0] ?? []
        const reply = await send(operation, { body: body?.value, parameters: { [parameter.name]: value } })
        t.match(reply, { statusCode: /^20[012]$/ }, `${operationId} ${parameter.name}=${value}`)
        if (String(reply.headers['content-type']).startsWith('text/')) continue
        if ('items' in reply.json()) t.not(reply.json().items.length, 0, `${operationId} ${parameter.name}=${value}`)
      }
    }
  }
})

t.test('a reply that differs from its description does not go unseen', async (t) => {
  const answer = closed(
    { size: Type.Integer({ description: 'How large it is, in metres' }) },
    { description: 'A thing' },
  )
  const replies: Record<string, [status: number, body: unknown]> = {
    right: [200, { size: 1 }],
    more: [200, { size: 1, colour: 'red' }],
    less: [200, {}],
    other: [200, { size: 'large' }],
    undescribed: [202, { size: 1 }],
  }
  const { app: server } = await aServer({
    routes: (server) => {
      const schema = { operationId: 'getThing', params: closed({ id: Type.String() }), response: { 200: answer } }
      server.get('/v1/things/:id', { schema }, async ({ params }, reply) => {
        const [status, body] = replies[params.id]!
        return reply
          .code(status as 200)
          .type('application/json')
          .send(JSON.stringify(body) as never)
      })
    },
  })
  t.teardown(() => server.close())
  const failed: unknown[] = []
  const seen = checkReplies({ fail: (_, extra) => failed.push(extra) > 0 }, server)
  for (const id of Object.keys(replies)) await server.inject(`/v1/things/${id}`)
  t.match(failed, [
    { faults: [{ keyword: 'additionalProperties' }] },
    { faults: [{ keyword: 'required' }] },
    { faults: [{ keyword: 'type' }] },
    { faults: ['status 202 is not described'] },
  ])
  t.equal(failed.length, 4)
  t.same(seen, new Set(['getThing 200', 'getThing 202']))
})

t.test('the examples of a match are what somebody would try first', async (t) => {
  const match = operations.find(({ operationId }) => operationId === 'match')!
  const examples = Object.entries(match.requestBody!.content['application/json']!.examples!)
  t.same(
    examples.map(([name]) => name),
    ['lettersNearHome', 'allSkipped', 'inTurkish', 'withMoreAndWhyNot', 'wishesOf2022', 'eindhoven', 'onDrafts'],
  )
  for (const [name, { value }] of examples) {
    const reply = await send(match, { body: value })
    t.equal(reply.json().choices.length, 3, name)
    t.same(reply.json().shortfall, {}, name)
  }
})

/** Sends a call as the explorer would. What is deleted comes back for the next call. */
async function send(operation: DescribedOperation, { parameters, ...options }: Omit<CallOptions, 'key'> = {}) {
  const reply = await app.ask(await callOf(app, operation, { ...options, parameters: { ...parameters, ...found } }))
  if (operation.method === 'delete') {
    await app.edit('POST', '/v1/imports', drafts)
    await app.rooms.storage.write((db) => app.rooms.partners.replaceAll(db, partners))
  }
  return reply
}
