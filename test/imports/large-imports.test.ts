import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openStorage } from '../../src/storage/storage.js'
import { type AppUnderTest, anApp, type OpenApp, openApp, type Reply } from '../helpers/an-app.js'
import { aCapacity, anOrganization, aService } from '../helpers/builders.js'
import { aFolder, byHand } from '../helpers/database.js'
import { raw } from '../http/a-server.js'

const lines = 'application/x-ndjson'
const csv = 'text/csv'
const line = (type: string, document: unknown): string => `${JSON.stringify({ type, document })}\n`
/** Above 1 MiB, so that it goes through a file and a thread of its own. */
const many = Array.from({ length: 9_000 }, (_, index) => line('organization', anOrganization({ id: `o${index}` })))
const large = many.join('')

interface Sending {
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

async function send(app: OpenApp, type: string, payload: string | Buffer, { query = '', headers = {} }: Sending = {}) {
  const authorization = `Bearer ${app.adminKey}`
  const url = `/v1/imports${query}`
  return app.server.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization, 'content-type': type, ...headers },
  })
}

const exported = async (app: AppUnderTest, query = ''): Promise<Reply> => app.edit('GET', `/v1/exports${query}`)

/** What is beside the database of an app, but for its own files and the admin key. */
function leftOvers({ path }: Pick<OpenApp, 'path'>): string[] {
  return readdirSync(dirname(path)).filter((name) => /import|scratch/.test(name))
}

t.test('A large import is done in a thread of its own, with the same report and the same audit', async (t) => {
  const app = await anApp(t, { demo: false })
  t.ok(Buffer.byteLength(large) > 1_048_576)
  const dry = await send(app, lines, large, { query: '?dryRun=true' })
  t.match(dry.json(), { dryRun: true, organizations: { counts: { created: 9_000 }, created: { length: 1_000 } } })
  t.equal((await exported(app, '?format=ndjson')).body, '')
  const reply = await send(app, lines, large)
  t.match(reply.json(), { dryRun: false, organizations: { counts: { created: 9_000 } } })
  t.notOk('differences' in reply.json())
  t.match((await send(app, lines, large)).json(), { organizations: { counts: { unchanged: 9_000 } } })
  const events = (await app.edit('GET', '/v1/audit-events?limit=1')).json().items
  t.match(events, [{ number: 9_000, by: 'admin', action: 'create', type: 'organization', before: null }])
  t.match(await app.rooms.verifyAudit({}), { events: 9_000, faults: [] })
  t.same(leftOvers(app), [])
})

t.test('What is wrong with a large import is named, and nothing of it is stored', async (t) => {
  const app = await anApp(t, { demo: false })
  const reply = await send(app, lines, `${large}{"type":"organization","document":{}}\n{"type":`)
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), {
    code: 'invalid-import',
    detail: 'Nothing was imported, because of 5 problems. Mend each place and send the whole import again.',
    errors: [
      ...['id', 'name', 'kind', 'description'].map((name) => ({
        line: 9_001,
        pointer: `/document/${name}`,
        code: 'required',
      })),
      { line: 9_002, pointer: '/type', code: 'syntax' },
    ],
  })
  const questions = line('question-set', {})
  await app.rooms.keys
    .create({ id: 'noord', name: 'Noord', scopes: ['catalogue:write'] }, { by: 'test' })
    .then(async (made) => {
      const authorization = `Bearer ${'secret' in made ? made.secret : ''}`
      const refused = await send(app, lines, large + questions, { headers: { authorization } })
      t.match(refused.json(), { status: 403, code: 'forbidden', detail: /questions:write/ })
      t.match((await send(app, lines, questions, { headers: { authorization } })).json(), { code: 'forbidden' })
    })
  t.equal((await exported(app, '?format=ndjson')).body, '')
  t.same(leftOvers(app), [])
})

t.test('A large import with a key takes effect once, also when it is sent twice at once', async (t) => {
  const app = await anApp(t, { demo: false })
  const headers = { 'idempotency-key': 'large' }
  const replies = await Promise.all([1, 2].map(() => send(app, lines, large, { headers })))
  replies.push(await send(app, lines, large, { headers }))
  t.equal(new Set(replies.map(({ body }) => body)).size, 1)
  t.equal(replies.filter((reply) => reply.headers['idempotency-replayed'] === undefined).length, 1)
  t.match(replies[0]?.json(), { organizations: { counts: { created: 9_000 } } })
  t.match((await send(app, lines, `${large}\n`, { headers })).json(), { code: 'idempotency-conflict' })
  t.same(leftOvers(app), [])
})

t.test('Two large imports go on at a time; who comes with a third is asked to wait', async (t) => {
  const app = await anApp(t, { demo: false })
  const replies = await Promise.all([1, 2, 3].map(() => send(app, lines, large)))
  t.same(replies.map(({ statusCode }) => statusCode).sort(), [200, 200, 503])
  const refused = replies.find(({ statusCode }) => statusCode === 503)
  t.match(refused, { headers: { 'retry-after': /^\d+$/ } })
  t.match(refused?.json(), { code: 'unavailable' })
  const created = replies.map((reply) => reply.json().organizations?.counts.created)
  t.same(created.filter((count) => count === 9_000).length, 1, 'one creates, the other finds it done')
})

t.test(
  'A body that is cut off, too large, of another encoding or without its type leaves nothing behind',
  async (t) => {
    const app = await anApp(t, { demo: false, env: { IMPORT_BODY_LIMIT_BYTES: '2000000' } })
    const port = await app.listen()
    const head = (rest: string, type = lines): string =>
      `POST /v1/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${app.adminKey}\r\nContent-Type: ${type}\r\n${rest}\r\n\r\n`
    const socket = connect(port, '127.0.0.1')
    socket.write(head('Content-Length: 1999999'))
    await new Promise((resolve) => socket.write(large, resolve))
    // Until all of it has come, and the file that holds it is there.
    await wait(200)
    socket.destroy()
    t.match(await raw(port, [head('Content-Length: 2000001')]), { status: 413 })
    const gzip = await raw(port, [head('Content-Encoding: gzip\r\nContent-Length: 2'), 'x\n'])
    t.match(gzip, { status: 415 })
    for (const [type, query] of [
      [csv, ''],
      [lines, '?type=services'],
      ['application/json', '?type=services'],
    ] as const) {
      t.match((await send(app, type, 'id\n', { query })).json(), {
        code: 'invalid-request',
        errors: [{ parameter: 'type' }],
      })
    }
    t.match((await send(app, 'text/plain', 'x')).json(), { status: 415 })
    t.match((await send(app, 'application/json', '')).json(), {
      code: 'invalid-import',
      errors: [{ code: 'empty-body' }],
    })
    t.equal((await exported(app, '?format=ndjson')).body, '')
    t.same(leftOvers(app), [])
  },
)

t.test('A disk that is full refuses the import, and stores nothing', async (t) => {
  const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
  const app = await anApp(t, {
    demo: false,
    replaced: ({ imports }) => ({ imports: { ...imports, importDocuments: async () => Promise.reject(full) } }),
  })
  t.match((await send(app, lines, line('organization', anOrganization()))).json(), {
    status: 507,
    code: 'storage-full',
  })
})

t.test('Lines and sheets go in and out over HTTP, each with its media type and name', async (t) => {
  const app = await anApp(t)
  const cases = [
    ['?format=json', 'application/json', 'mokummatch-export.json'],
    ['?format=ndjson', lines, 'mokummatch-export.ndjson'],
    ['?format=csv&type=services', csv, 'mokummatch-services.csv'],
    ['?format=csv&type=organizations&separator=semicolon', csv, 'mokummatch-organizations.csv'],
  ] as const
  for (const [query, type, name] of cases) {
    const reply = await exported(app, query)
    t.match(reply, { statusCode: 200, headers: { 'content-disposition': `attachment; filename="${name}"` } })
    t.equal(String(reply.headers['content-type']).split(';')[0], type)
    const again = await send(app, type, reply.rawPayload, {
      query: `?dryRun=true&mode=replace${query.includes('type=') ? `&${/type=\w+/.exec(query)?.[0]}` : ''}`,
    })
    t.equal(again.statusCode, 200, again.body.slice(0, 500))
    for (const list of ['taxonomies', 'organizations', 'services', 'questionSets', 'capacities']) {
      t.match(again.json()[list].counts, { created: 0, changed: 0, removed: 0 }, `${query} ${list}`)
    }
  }
  for (const query of ['?format=csv', '?format=json&type=services', '?format=xlsx', '?separator=|']) {
    t.match((await exported(app, query)).json(), { code: 'invalid-request' }, query)
  }
  const sheet = 'id,contact.phone\nwarme-buren-energy-visit,noord\n'
  t.match((await send(app, csv, sheet, { query: '?type=services' })).json(), {
    code: 'invalid-import',
    errors: [{ row: 2, column: 'contact.phone', code: 'wrong-format', detail: /^Expected a phone number/ }],
  })
})

t.test(
  'A process that is killed in the midst of an import has stored nothing or all, and leaves no file behind',
  async (t) => {
    const folder = aFolder(t)
    const path = join(folder, 'mokummatch.sqlite')
    const env = { ...process.env, DATABASE_URL: `file:${path}` }
    const cli = fileURLToPath(new URL('../../src/cli.js', import.meta.url))
    const run = (...args: readonly string[]) => spawn(process.execPath, [cli, ...args], { env, stdio: 'ignore' })
    await once(run('migrate'), 'close')
    const file = join(folder, 'large.ndjson')
    writeFileSync(file, large)
    for (const ms of [500, 1_000, 2_000, 4_000]) {
      const child = run('import', file)
      await Promise.race([once(child, 'close'), wait(ms)])
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
      const storage = await openStorage({ url: `file:${path}` })
      const row = await storage.read((db) => db.get<{ count: number }>('SELECT count(*) AS count FROM drafts'))
      await storage.close()
      t.ok(row?.count === 0 || row?.count === 9_000, `${row?.count} after ${ms} ms`)
      t.same(leftOvers({ path }), [])
    }
  },
)

const demoRotation = '6d6f6b756d313032'

t.test(
  'An export in any format of everything, imported into an empty database and published with the same rotation, gives the same digest and receipts',
  async (t) => {
    const here = await anApp(t)
    const [service] = (await here.ask('/v1/services?limit=1')).json().items
    await here.edit('POST', '/v1/imports', {
      capacities: [aCapacity({ service: service.id, status: 'full' })],
      services: [aService({ organization: service.organization })],
    })
    const { release } = (await here.edit('POST', '/v1/releases', { rotation: demoRotation })).json()
    for (const [query, type] of [
      ['', 'application/json'],
      ['?format=ndjson', lines],
    ] as const) {
      const there = await anApp(t, { demo: false })
      const body = (await exported(here, query)).rawPayload
      t.equal((await send(there, type, body)).statusCode, 200)
      const published = (await there.edit('POST', '/v1/releases', { rotation: demoRotation })).json()
      t.equal(published.release.digest, release.digest)
      const match = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt', 'family'], want: 'listens' } }
      const [mine, theirs] = [(await here.match(match)).json(), (await there.match(match)).json()]
      t.same({ ...theirs.receipt, release: 0 }, { ...mine.receipt, release: 0 })
      t.same(theirs.choices, mine.choices)
    }
  },
)

t.test('An export that fails before its first byte is a problem like any other, and no file', async (t) => {
  const app = await openApp(aFolder(t))
  t.teardown(() => app.close())
  byHand(app.path, 'ALTER TABLE drafts RENAME TO elsewhere')
  const headers = { authorization: `Bearer ${app.adminKey}` }
  const url = `http://127.0.0.1:${await app.listen()}/v1/exports`
  for (const query of ['', '?format=ndjson', '?format=csv&type=services', '?format=hsds']) {
    const reply = await fetch(url + query, { headers })
    t.equal(reply.status, 500, query)
    t.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    t.equal(reply.headers.get('content-disposition'), null)
    t.match(await reply.json(), { code: 'internal-error' })
  }
})
