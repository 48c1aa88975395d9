import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import t from 'tap'
import type { Rooms } from '../../src/rooms.js'
import { type AppSettings, type AppUnderTest, anApp, type OpenApp, openApp, type Reply } from '../helpers/an-app.js'
import { anOrganization } from '../helpers/builders.js'
import { aFolder } from '../helpers/database.js'
import { describedOperations, pureOperations } from '../helpers/described-calls.js'

const hour = 3_600_000
const noDemo: AppSettings = { demo: false }

interface Call {
  readonly url?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A publish, or another call, with this `Idempotency-Key`. */
async function send(
  app: OpenApp,
  key: string,
  { url = '/v1/releases', body = {}, headers = {} }: Call = {},
): Promise<Reply> {
  return app.server.inject({
    method: 'POST',
    url,
    payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${app.adminKey}`,
      'content-type': 'application/json',
      'idempotency-key': key,
      ...headers,
    },
  })
}

const documents = (...ids: readonly string[]) => ({ organizations: ids.map((id) => anOrganization({ id })) })
const importing = (...ids: readonly string[]): Call => ({ url: '/v1/imports', body: documents(...ids) })
const isRepeat = ({ headers }: Reply): boolean => headers['idempotency-replayed'] === 'true'

/** Puts a draft, so that there is something to publish. */
async function edit(app: AppUnderTest, id: string): Promise<void> {
  const reply = await app.edit('POST', '/v1/imports', documents(id))
  if (reply.statusCode !== 200) throw new Error(reply.body)
}

async function countReleases(app: OpenApp): Promise<number> {
  return (await app.server.inject('/v1/releases?limit=200')).json().items.length
}

function rows({ path }: OpenApp): readonly Record<string, unknown>[] {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare<[], Record<string, unknown>>('SELECT * FROM idempotent_replies ORDER BY kept_at').all()
  } finally {
    database.close()
  }
}

t.test('The same publish again makes no release and gets the first reply, to the byte', async (t) => {
  const app = await anApp(t)
  await edit(app, 'een')
  const first = await send(app, 'my-key', { body: { note: 'Een' } })
  t.match(first, { statusCode: 201, headers: { location: '/v1/releases/2' } })
  t.notOk(isRepeat(first))
  await edit(app, 'twee')
  const again = await send(app, 'my-key', { body: { note: 'Een' } })
  t.ok(isRepeat(again))
  t.equal(again.statusCode, 201)
  t.equal(again.headers.location, '/v1/releases/2')
  t.equal(again.headers['content-type'], first.headers['content-type'])
  t.not(again.headers['x-request-id'], first.headers['x-request-id'])
  t.ok(again.rawPayload.equals(first.rawPayload))
  t.equal(await countReleases(app), 2)

  const other = await send(app, 'other-key')
  t.match(other, { statusCode: 201, headers: { location: '/v1/releases/3' } }, 'another key is another publish')
  t.equal((await app.edit('POST', '/v1/releases', {})).statusCode, 200, 'and no key none at all')
})

t.test('The same import again gets the first report, though it would find nothing to change', async (t) => {
  const app = await anApp(t, noDemo)
  const first = await send(app, 'key', importing('een', 'twee'))
  t.match(first.json(), { organizations: { created: ['een', 'twee'] } })
  const again = await send(app, 'key', importing('een', 'twee'))
  t.ok(isRepeat(again))
  t.ok(again.rawPayload.equals(first.rawPayload))
  t.match((await send(app, 'other', importing('een', 'twee'))).json(), { organizations: { created: [] } })
})

t.test('A publish that found nothing to do does nothing later either', async (t) => {
  const app = await anApp(t)
  const first = await send(app, 'key')
  t.match(first.json(), { outcome: 'unchanged' })
  await edit(app, 'een')
  const again = await send(app, 'key')
  t.match([again.statusCode, again.headers.location], [200, undefined])
  t.ok(isRepeat(again) && again.body === first.body)
  t.equal(await countReleases(app), 1)
})

t.test('Fifty calls at once with one key have one effect, and all get the same reply', async (t) => {
  const app = await anApp(t, noDemo)
  for (const call of [{}, importing('een'), {}] as const) {
    const key = `key-${rows(app).length}`
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(app, key, call)))
    t.equal(replies.filter((reply) => !isRepeat(reply)).length, 1, 'one is the first')
    t.equal(new Set(replies.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
    t.ok(replies[0]!.statusCode < 300)
  }
  t.equal(await countReleases(app), 2)
  t.equal(rows(app).length, 3)
})

t.test('That also holds for two processes on one database, in every round', async (t) => {
  const folder = aFolder(t)
  const apps = [await openApp(folder, noDemo), await openApp(folder, noDemo)] as const
  t.teardown(() => Promise.all(apps.map((app) => app.close())))
  for (let round = 1; round <= 8; round++) {
    const imports = await Promise.all([0, 1, 0, 1].map((at) => send(apps[at]!, `i${round}`, importing(`o${round}`))))
    t.equal(new Set(imports.map(({ body }) => body)).size, 1)
    t.match(imports[0]!.json(), { organizations: { created: [`o${round}`] } })
    const calls = Array.from({ length: 10 }, (_, at) => send(apps[at % 2]!, `p${round}`))
    const replies = await Promise.all(calls)
    t.same(new Set(replies.map(({ headers }) => headers.location)), new Set([`/v1/releases/${round}`]))
    t.equal(new Set(replies.map(({ body }) => body)).size, 1)
    t.equal(replies.filter((reply) => !isRepeat(reply)).length, 1)
  }
  t.equal(await countReleases(apps[0]), 8)
})

t.test('Another request under the same key is refused, and changes nothing', async (t) => {
  const app = await anApp(t, noDemo)
  const first = await send(app, 'key', importing('een'))
  const others: readonly Call[] = [
    importing('twee'),
    { ...importing('een'), url: '/v1/imports?mode=replace' },
    { url: '/v1/imports', body: JSON.stringify(documents('een'), null, 1) },
  ]
  for (const other of others) {
    const refused = await send(app, 'key', other)
    t.match(refused.json(), { status: 409, code: 'idempotency-conflict' })
    t.notOk(isRepeat(refused))
  }
  t.equal((await send(app, 'key', { ...importing('een'), url: '/v1/imports?mode=merge' })).body, first.body)
  t.match((await app.edit('GET', '/v1/exports')).json().organizations, [{ id: 'een' }])
  t.equal((await send(app, 'key')).statusCode, 201, 'an operation has keys of its own')

  const [slow, quick] = await Promise.all([send(app, 'new', importing('drie')), send(app, 'new', importing('vier'))])
  t.equal(slow.statusCode, 200)
  t.match(quick.json(), { code: 'idempotency-conflict' }, 'also while the first still runs')
})

t.test('After 24 hours a key is new again, and what was kept is removed in passing', async (t) => {
  let at = Date.parse('2026-11-21T12:00:00Z')
  const app = await anApp(t, { ...noDemo, now: () => new Date(at) })
  await send(app, 'one', { body: { note: 'A' } })
  await send(app, 'two', importing('een'))
  at += 24 * hour - 1
  await send(app, 'three', importing('twee'))
  t.ok(isRepeat(await send(app, 'one', { body: { note: 'A' } })))
  t.equal(rows(app).length, 3)
  at += 1
  t.match(await send(app, 'one', { body: { note: 'B' } }), { statusCode: 201, headers: { location: '/v1/releases/2' } })
  t.equal(rows(app).length, 2, 'the import is gone, the last one and this one are there')
  t.ok(isRepeat(await send(app, 'three', importing('twee'))))
  t.match((await send(app, 'two', importing('een'))).json(), { organizations: { unchanged: ['een'] } })
})

t.test('A refused call leaves its key free: mend it and send it again', async (t) => {
  const app = await anApp(t, noDemo)
  const anonymous = { authorization: 'Bearer nobody' }
  const refusals: readonly [call: Call, status: number][] = [
    [{ body: '{"note": ' }, 400],
    [{ body: { remark: 'x' } }, 400],
    [{ body: { from: 7 } }, 400],
    [{ headers: anonymous }, 401],
    [{ headers: { 'content-type': 'text/plain' } }, 415],
    [{ body: { note: 'x'.repeat(20_000) } }, 413],
    [{ url: '/v1/imports', body: { organizations: [{}] } }, 400],
    [{ url: '/v1/imports?mode=all' }, 400],
  ]
  for (const [call, status] of refusals) t.equal((await send(app, 'key', call)).statusCode, status)
  t.equal((await send(app, 'key', { url: '/v1/imports', body: { services: [orphan] } })).statusCode, 200)
  const key = 'publish'
  const refused = await Promise.all([send(app, key), send(app, key), send(app, key)])
  for (const reply of refused) t.match(reply.json(), { status: 409, code: 'not-publishable' })
  const [instance] = new Set(refused.map((reply) => reply.json().instance))
  t.not(instance, refused[1]!.json().instance, 'each names its own request')
  t.equal(rows(app).length, 1, 'only the import that was done')
  await app.edit('POST', '/v1/imports?mode=replace', { services: [] })
  t.equal((await send(app, key)).statusCode, 201)
})

const orphan = {
  id: 'wees',
  organization: 'nobody',
  name: { nl: 'Wees' },
  summary: { nl: 'Een dienst van niemand.' },
  status: 'active',
  terms: {},
  contact: { phone: '+31 20 000 00 01' },
}

t.test('A key of another form is refused with a sentence, before the body is read', async (t) => {
  const app = await anApp(t, noDemo)
  for (const key of ['', 'a b', 'é', 'x'.repeat(256), 'tab\tkey']) {
    const reply = await send(app, key, { body: '{' })
    t.match(reply.json(), {
      code: 'invalid-request',
      errors: [{ parameter: 'Idempotency-Key', code: 'wrong-format', detail: /^Expected 1 to 255 characters.*\.$/ }],
    })
  }
  for (const key of ['!', '~'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])
    t.ok((await send(app, key)).statusCode < 300)
})

t.test('Replies outlive a restart, and neither keys nor bodies are in the database', async (t) => {
  const folder = aFolder(t)
  const before = await openApp(folder, noDemo)
  const call = { body: { rotation: '0123456789abcdef', note: 'canary-note' } }
  const first = await send(before, 'canary-key', call)
  await send(before, 'canary-other', importing('canary-organization'))
  await before.close()
  const after = await openApp(folder, noDemo)
  t.teardown(() => after.close())
  const again = await send(after, 'canary-key', call)
  t.ok(isRepeat(again))
  t.equal(again.body, first.body)
  const database = readFileSync(after.path, 'latin1') + readFileSync(`${after.path}-wal`, 'latin1')
  t.ok(database.includes('canary-organization'), 'what is stored is found')
  t.notOk(/canary-(key|other)/.test(database))
  t.notOk([...before.lines, ...after.lines].join().includes('canary'))
})

t.test('A failure between the commit and the reply leaves the reply, one before it leaves the key free', async (t) => {
  const folder = aFolder(t)
  const lost = { isLost: true }
  const afterCommit = ({ publish, imports }: Rooms): Partial<Rooms> => ({
    publish: async (request) => {
      const result = await publish(request)
      if (lost.isLost) throw new Error('The power is cut.')
      return result
    },
    imports: {
      ...imports,
      importDocuments: (body, options) =>
        imports.importDocuments(body, {
          ...options,
          alongside: async (db, report) => {
            await options.alongside?.(db, report)
            if (lost.isLost) throw new Error('The power is cut.')
          },
        }),
    },
  })
  const app = await openApp(folder, { ...noDemo, replaced: afterCommit })
  t.teardown(() => app.close())

  t.equal((await send(app, 'import', importing('een'))).statusCode, 500)
  t.equal(rows(app).length, 0)
  t.equal((await send(app, 'publish')).statusCode, 500)
  t.equal(await countReleases(app), 1, 'it was published, and nobody knows')
  lost.isLost = false

  const done = await send(app, 'import', importing('een'))
  t.match(done.json(), { organizations: { created: ['een'] } }, 'nothing of the first try is left')
  t.notOk(isRepeat(done))
  const known = await send(app, 'publish')
  t.ok(isRepeat(known))
  t.match(known.json(), { outcome: 'published', release: { number: 1 } })
  t.equal(await countReleases(app), 1)
})

t.test('Of a match, a dry run or a reading nothing is kept, whatever key they have', async (t) => {
  const app = await anApp(t)
  const match = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt'] } }
  for (const key of ['key', 'key', 'not a key']) {
    const reply = await app.match(match, { 'idempotency-key': key })
    t.equal(reply.statusCode, 200)
    t.notOk(isRepeat(reply))
  }
  await app.ask({ url: '/v1/releases', headers: { 'idempotency-key': 'key' } })
  const dry: Call = { ...importing('een'), url: '/v1/imports?dryRun=true' }
  const runs = await Promise.all([send(app, 'key', dry), send(app, 'key', dry), send(app, 'key', dry)])
  t.same(
    runs.map((reply) => [reply.statusCode, isRepeat(reply), reply.json().organizations.created]),
    Array(3).fill([200, false, ['een']]),
  )
  t.same(rows(app), [])
  t.equal((await send(app, 'key', importing('een'))).statusCode, 200, 'so the key is free for the import itself')
})

t.test('The description has the key on the operations that take one, and what it may be refused with', async (t) => {
  const app = await anApp(t, noDemo)
  const { paths } = (await app.ask('/v1/openapi.json')).json()
  const takesKey = ({ parameters = [] }: { parameters?: object[] }) =>
    JSON.stringify(parameters).includes('#/components/parameters/IdempotencyKey')
  t.notOk(takesKey(paths['/matches'].post))
  for (const path of ['/releases', '/imports']) {
    t.ok(takesKey(paths[path].post), path)
    t.match(paths[path].post.responses, { 409: {}, 200: { headers: { 'Idempotency-Replayed': { required: false } } } })
    t.notOk(takesKey(paths[path].get ?? {}))
  }
})

t.test('Every POST that changes something takes a key; on any other call a key has no effect', async (t) => {
  const app = await anApp(t)
  for (const { operationId, method, parameters } of await describedOperations(app)) {
    const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key')
    t.equal(takesKey, method === 'post' && !pureOperations.has(operationId), operationId)
  }
  for (const key of ['my-key', 'no key at all']) {
    const url = '/v1/drafts/organizations/een'
    const headers = { authorization: `Bearer ${app.adminKey}`, 'idempotency-key': key }
    const create = { ...headers, 'if-none-match': '*' }
    const created = await app.ask({ method: 'PUT', url, headers: create, payload: anOrganization({ id: 'een' }) })
    t.match(created, { statusCode: 201 }, key)
    t.match(await app.ask({ method: 'PUT', url, headers: create, payload: anOrganization({ id: 'een' }) }), {
      statusCode: 412,
      headers: { 'idempotency-replayed': undefined },
    })
    const remove = { ...headers, 'if-match': String(created.headers.etag) }
    t.match(await app.ask({ method: 'DELETE', url, headers: remove }), { statusCode: 200 })
    t.match(await app.ask({ method: 'DELETE', url, headers: remove }), { statusCode: 404 }, 'it was there, and is gone')
  }
  t.same(rows(app), [], 'nothing is kept')
})
