import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { descriptionOf } from '../../src/http/openapi.js'
import { type OpenApp, openApp, type Reply } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import {
  type Api,
  type DescribedOperation,
  describedOperations,
  lateOperations,
  runTimeParameters,
} from '../helpers/described-calls.js'
import { checkReplies } from '../helpers/described-replies.js'
import { answersTo } from './answers.js'
import { createCalls } from './calls.js'
import { faultsOf } from './faults.js'
import type { Components } from './schema-arbitraries.js'

const cases = Number(process.env.FUZZ ?? 1_000)
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
const only = process.env.FUZZ_ONLY

/**
 * Calls of each chosen operation, drawn from the description of the API itself, against the whole app on a database of its
 * own: as it says, with one thing broken, and hostile; with keys and without. `FUZZ=…` draws more of each operation,
 * `FUZZ_SEED=…` the same again, `FUZZ_ONLY=listServices` those of one operation.
 */
export async function fuzzOperations(
  t: Test,
  isChosen: (operation: DescribedOperation) => boolean,
  api: Api = { decorator: 'swagger', base: '/v1' },
): Promise<void> {
  console.error(`fuzz: FUZZ_SEED=${seed} FUZZ=${cases}`)
  const app = await openApp(aFolder(t), { env: { LOG_LEVEL: 'warn' } })
  t.teardown(() => app.close())
  const undescribed: unknown[] = []
  const seen = checkReplies({ fail: (_, { faults }) => undescribed.push(...faults) }, app.server)
  const operations = await describedOperations(app, api)
  const { components } = descriptionOf(app.server, api.decorator) as {
    readonly components: { readonly schemas: Components }
  }
  const callsOf = await createCallsOn(app, operations, components.schemas)
  const checkOf = createBodyChecks(components)
  const chosen = operations.filter(isChosen).filter(({ operationId }) => only === undefined || only === operationId)
  let calls = 0

  for (const operation of chosen) {
    t.test(`${operation.operationId} answers whatever comes as it is described`, async (t) => {
      const isValid = checkOf(operation)
      const proofs = new Set<string>()
      const property = fc.asyncProperty(callsOf(operation), async (call) => {
        undescribed.length = 0
        calls++
        const reply = await app.server.inject(call.request)
        if (reply.statusCode === 202) proofs.add(String(reply.headers.location))
        const faults = [...undescribed, ...faultsOf(reply, call, isValid)]
        if (faults.length > 0)
          throw new Error(`${call.what}: ${JSON.stringify(faults)}\n${reply.statusCode} ${reply.body.slice(0, 1_000)}`)
      })
      // A smaller one would meet what the calls before it have changed.
      await fc.assert(property, { numRuns: cases, seed, endOnFailure: true })
      // They would keep all cores busy.
      for (const url of proofs) await asAdmin(app, { method: 'DELETE', url })
      const succeeded = [...seen].filter((one) => one.startsWith(`${operation.operationId} 2`))
      if (!lateOperations.has(operation.operationId)) t.not(succeeded.length, 0, 'some calls succeed')
    })
  }

  t.test('no call was a fault of the service, and no line says what a resident said', async (t) => {
    t.equal(calls, cases * chosen.length)
    t.comment(`fuzz: ${calls} calls of ${chosen.length} operations`)
    t.same(app.lines, [])
  })
}

function asAdmin({ server, adminKey }: OpenApp, request: InjectOptions): Promise<Reply> {
  return server.inject({ ...request, headers: { authorization: `Bearer ${adminKey}` } })
}

/** Calls with which there mostly is something to find on the demo. */
async function createCallsOn(app: OpenApp, operations: readonly DescribedOperation[], components: Components) {
  const ask = (request: string | InjectOptions): Promise<Reply> => app.server.inject(request)
  const edit = (method: 'GET' | 'POST', url: string, payload?: object): Promise<Reply> =>
    asAdmin(app, { method, url, ...(payload && { payload }) })
  const other = await app.rooms.keys.create({ id: 'other', name: 'Other', scopes: ['partners'] }, { by: 'a test' })
  if ('refused' in other) throw new Error(other.refused)
  const links = '/v1/services/buurtteam-noord/capacity-links'
  await edit('POST', links, { label: 'Balie' })
  const cursors = new Map<string, string>()
  const idsOfHsds = new Map<string, string[]>()
  for (const { operationId, base, path } of operations.filter(({ operationId }) => operationId.startsWith('list'))) {
    const url = `${base}${path.replaceAll(/\{\w+\}/g, '1')}`
    const { next } = (await edit('GET', `${url}?limit=1`)).json()
    if (typeof next === 'string') cursors.set(operationId, next)
    const { contents = [] } = (await edit('GET', url)).json()
    idsOfHsds.set(path, contents.map(({ id }: { readonly id: string }) => id).slice(0, 5))
  }
  const { bundleDigest, proof } = await runTimeParameters({ ask, edit, adminKey: app.adminKey, rooms: app.rooms })

  const exported = (await edit('GET', '/v1/exports')).json()
  const idsOf = (list: string): string[] => exported[list].map(({ id }: { readonly id: string }) => id)
  const questionSets = idsOf('questionSets')
  const ids: Readonly<Record<string, readonly string[]>> = {
    services: ['buurtteam-noord', ...idsOf('services').slice(0, 5), 'nobody'],
    organizations: [...idsOf('organizations').slice(0, 4), 'nobody'],
    taxonomies: idsOf('taxonomies'),
    'question-sets': questionSets,
  }
  const values: Readonly<Record<string, readonly unknown[]>> = {
    questionSet: questionSets,
    bundleDigest: [bundleDigest, bundleDigest, '0'.repeat(64)],
    proof: [proof, '00000000-0000-4000-8000-000000000000'],
    partner: ['neos', 'maak020', 'nobody'],
    code: ['not-found', 'invalid-request', 'constructor'],
    limit: [1, 2, 3, 200],
    release: [1],
    number: [1, 1, 2],
    since: [0, 1],
    link: [1, 2, 3],
    key: ['other', 'nobody'],
  }
  const future = fc.date({ min: new Date('2030-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
  return createCalls({
    components,
    ids: Object.values(ids).flat(),
    properties: {
      questionSet: fc.constantFrom(...questionSets),
      answers: answersTo(exported.questionSets),
      defaultLanguage: fc.constant('nl'),
      backedBy: fc.constant(undefined),
      expiresAt: future.map((date) => date.toISOString()),
    },
    known: {
      ...Object.fromEntries(operations.flatMap(examplesOfBody)),
      Taxonomy: exported.taxonomies.slice(0, 4),
      Organization: exported.organizations.slice(0, 4),
      Service: exported.services.slice(0, 8),
      QuestionSet: exported.questionSets,
      Text: [{ nl: 'Rust', en: 'Quiet' }],
      Summary: [{ nl: 'Rust' }],
    },
    parameter: ({ operationId, path }, name) => {
      if (name === 'cursor') return fc.constant(cursors.get(operationId))
      // Documents of others are as others say, and no schema of ours says it.
      if (name === 'format' && operationId === 'importDocuments') return fc.constant(undefined)
      const collection = path.split('/').findLast((segment) => segment in ids) ?? ''
      const hsds = idsOfHsds.get(path.slice(0, path.lastIndexOf('/'))) ?? []
      const known = name === 'id' ? [...hsds, ...(ids[collection] ?? [])] : (values[name] ?? [])
      return known.length > 0 ? fc.constantFrom(...known) : undefined
    },
    keys: { admin: app.adminKey, other: other.secret },
  })
}

/** The examples of a body, under the name of its component. */
function examplesOfBody({ requestBody }: DescribedOperation): [string, readonly unknown[]][] {
  const { schema, examples = {} } = requestBody?.content['application/json'] ?? {}
  const { $ref } = (schema ?? {}) as { readonly $ref?: string }
  return $ref === undefined ? [] : [[$ref.split('/').at(-1)!, Object.values(examples).map(({ value }) => value)]]
}

/** Whether a JSON body is as the description says, in the eyes of a validator that the service has no part in. */
function createBodyChecks(components: object): (operation: DescribedOperation) => (body: unknown) => boolean {
  const ajv = addFormats.default(new Ajv2020({ strict: false, validateSchema: false }))
  ajv.addFormat('yyyy-mm', true).addSchema({ components }, 'api')
  return ({ requestBody }) => {
    const schema = requestBody?.content['application/json']?.schema
    if (schema === undefined) return () => true
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#')))
    return (body) => body === undefined || validate(body)
  }
}
