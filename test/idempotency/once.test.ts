import type { FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { closed } from '../../src/http/component-schemas.js'
import { ApiError } from '../../src/http/problems.js'
import type { Server } from '../../src/http/server.js'
import { type Idempotency, registerIdempotency } from '../../src/idempotency/idempotent-routes.js'
import type { OnceOptions } from '../../src/idempotency/once.js'
import { openStorage, type Storage } from '../../src/storage/storage.js'
import { aDatabase, aGate } from '../helpers/database.js'
import { aServer } from '../http/a-server.js'

interface Given {
  readonly options?: Partial<OnceOptions>
  /** What the handler does, in place of adding a partner and keeping that. */
  readonly work?: (kit: Kit, request: FastifyRequest) => Promise<object>
}

interface Kit extends Pick<Idempotency, 'keepReply'> {
  readonly storage: Storage
  /** Adds a row; gives how many there are. */
  add(request: FastifyRequest): Promise<object>
}

/** A server with one route that adds a row, on a storage; the name of the caller comes in a header. */
async function aServerOn(t: Test, storage: Storage, { options, work }: Given) {
  const routes = (server: Server): void => {
    server.addHook('onRequest', async (request) => {
      request.caller = { name: String(request.headers.caller ?? 'editor'), scopes: ['admin'] }
    })
    const { keepReply } = registerIdempotency(server, { storage, now: () => new Date(), ...options })
    const add: Kit['add'] = (request) =>
      storage.write(async (db) => {
        const id = `${request.caller?.name} ${request.headers['idempotency-key']} ${Math.random()}`
        await db.run('INSERT INTO partners (id, changed_at, document) VALUES ($1, $2, $3)', id, '', '{}')
        const body = (await db.get<object>('SELECT count(*) AS rows FROM partners')) ?? {}
        await keepReply(request, db, { status: 200, body })
        return body
      })
    const kit = { keepReply, storage, add }
    server.post(
      '/v1/things',
      { config: { idempotent: true }, schema: { operationId: 'add', body: closed({}) } },
      async (request) => (work ? work(kit, request) : add(request)),
    )
  }
  const { app } = await aServer({ routes })
  t.teardown(() => app.close())
  const send = async (key: string, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({ method: 'POST', url: '/v1/things', payload: {}, headers: { 'idempotency-key': key, ...headers } })
  return { app, send }
}

async function setUp(t: Test, given: Given = {}) {
  const { storage, url } = await aDatabase(t)
  const count = (key: string) =>
    storage.read((db) => db.all('SELECT id FROM partners WHERE id LIKE $1', `% ${key} %`)).then((rows) => rows.length)
  return { ...(await aServerOn(t, storage, given)), storage, url, count }
}

t.test('Each caller has keys of their own', async (t) => {
  const { send, count } = await setUp(t)
  const [a, b] = [await send('key', { caller: 'a' }), await send('key', { caller: 'b' })]
  t.same([a.json(), b.json()], [{ rows: 1 }, { rows: 2 }])
  t.match(await send('key', { caller: 'a' }), { body: a.body, headers: { 'idempotency-replayed': 'true' } })
  t.equal(await count('key'), 2)
})

t.test('Who waits too long for the first call is told that it still runs, and gets its reply later', async (t) => {
  const gate = aGate()
  const work: Given['work'] = async ({ add }, request) => {
    await gate.opened
    return add(request)
  }
  const { send, count } = await setUp(t, { options: { waitMs: 20 }, work })
  const first = send('key')
  const second = await send('key')
  t.match(second, { statusCode: 409, headers: { 'retry-after': '5' } })
  t.match(second.json(), { code: 'idempotency-pending' })
  gate.open()
  t.equal((await send('key')).body, (await first).body)
  t.equal(await count('key'), 1)
})

t.test('Who waits for a call that is refused is refused too, and the next one runs', async (t) => {
  const gate = aGate()
  let runs = 0
  const work: Given['work'] = async ({ add }, request) => {
    if (runs++ > 0) return add(request)
    await gate.opened
    throw new ApiError('not-publishable', { errors: [{ pointer: '/a', code: 'a', detail: 'A.' }] })
  }
  const { send, count } = await setUp(t, { work })
  const waiting = [send('key'), send('key'), send('key')]
  setTimeout(gate.open, 20)
  for (const reply of await Promise.all(waiting)) t.match(reply.json(), { code: 'not-publishable', errors: [{}] })
  t.equal(runs, 1)
  t.equal((await send('key')).statusCode, 200)
  t.equal(await count('key'), 1)
})

t.test('A reply that is too large is not kept, that it was carried out is', async (t) => {
  const { send, count } = await setUp(t, { options: { mostBytes: 9 } })
  t.same((await send('key')).json(), { rows: 1 }, '10 bytes')
  const again = await send('key')
  t.match(again.json(), { status: 409, code: 'idempotency-done' })
  t.equal(await count('key'), 1)
})

t.test('A secret that a route leaves out of what is kept comes once', async (t) => {
  const work: Given['work'] = ({ storage, keepReply }, request) =>
    storage.write(async (db) => {
      await keepReply(request, db, { status: 200, body: { id: 'a' } })
      return { id: 'a', secret: 'canary' }
    })
  const { send } = await setUp(t, { work })
  t.same((await send('key')).json(), { id: 'a', secret: 'canary' })
  t.same((await send('key')).json(), { id: 'a' })
})

t.test('What piled up is removed a hundred at a time, the oldest first', async (t) => {
  let at = Date.parse('2026-11-21T12:00:00Z')
  const { send, storage } = await setUp(t, { options: { now: () => new Date(at++) } })
  const rows = () => storage.read((db) => db.all<{ id: string }>('SELECT id FROM idempotent_replies ORDER BY kept_at'))
  for (let key = 0; key < 150; key++) await send(`${key}`)
  const before = await rows()
  at += 86_400_000
  await send('next')
  t.same((await rows()).slice(0, -1), before.slice(100))
  t.equal((await send('149')).headers['idempotency-replayed'], undefined, 'expired is expired, removed or not')
})

t.test(
  'Of two processes that both do the work, the second undoes its own and gives the reply of the first',
  async (t) => {
    const [began, gate] = [aGate(), aGate()]
    const work: Given['work'] = async ({ add }, request) => {
      began.open()
      await gate.opened
      return add(request)
    }
    const { send, url, count } = await setUp(t, { work })
    const otherStorage = await openStorage({ url })
    t.teardown(() => otherStorage.close())
    const other = await aServerOn(t, otherStorage, {})
    const slow = send('key')
    await began.opened
    const quick = await other.send('key')
    t.equal(quick.headers['idempotency-replayed'], undefined)
    gate.open()
    t.match(await slow, { statusCode: 200, body: quick.body, headers: { 'idempotency-replayed': 'true' } })
    t.equal(await count('key'), 1)
  },
)

t.test('Whatever fails wherever in two processes, a key has one effect and one reply', async (t) => {
  let seed = 7
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const work: Given['work'] = async ({ add }, request) => {
    const dice = random()
    if (dice < 0.2) throw new Error('before')
    const body = await add(request)
    if (dice < 0.5) throw new Error('between the commit and the reply')
    return body
  }
  const { send, url, count } = await setUp(t, { work })
  const otherStorage = await openStorage({ url })
  t.teardown(() => otherStorage.close())
  const other = await aServerOn(t, otherStorage, { work })
  for (let trial = 0; trial < 200; trial++) {
    const key = `key-${trial}`
    const bodies = new Set<string>()
    for (let attempt = 0; attempt < 20 && bodies.size === 0; attempt++) {
      const replies = await Promise.all([send(key), other.send(key), send(key), other.send(key)])
      for (const { statusCode, body } of replies) {
        if (statusCode === 200) bodies.add(body)
        else if (statusCode !== 500) t.fail(body)
      }
    }
    bodies.add((await send(key)).body)
    if (bodies.size !== 1 || (await count(key)) !== 1) t.fail(key, { bodies: [...bodies] })
  }
  t.pass('200 trials')
})
