import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { makeKey } from '../../src/access/key.js'
import { createRooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { type AppSettings, anApp } from '../helpers/an-app.js'
import { byHand } from '../helpers/database.js'

const HOUR_MS = 3_600_000
const json = { 'content-type': 'application/json' }

/** The app with a clock that is set by hand, and keys. */
async function anAppWithKeys(t: Test, settings: AppSettings = {}) {
  let at = Date.parse('2026-11-21T12:00:00Z')
  const app = await anApp(t, { ...settings, now: () => new Date(at) })
  const send = (method: 'GET' | 'POST' | 'DELETE', url: string, key: string, body?: object, headers = {}) =>
    app.ask({
      method,
      url,
      headers: { authorization: `Bearer ${key}`, ...(body && json), ...headers },
      ...(body && { payload: JSON.stringify(body) }),
    })
  const admin = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, headers?: object) =>
    send(method, url, app.adminKey, body, headers)
  const create = async (given: object = {}) => {
    const request = { id: 'noord', name: 'Redactie Noord', scopes: ['catalogue:write'], ...given }
    const reply = await admin('POST', '/v1/keys', request)
    t.equal(reply.statusCode, 201, reply.payload)
    return reply.json() as { key: { id: string; expiresAt: string }; secret: string }
  }
  const statusOf = async (key: string) => (await send('GET', '/v1/exports', key)).statusCode
  const wait = (ms: number): void => {
    at += ms
  }
  return { ...app, send, admin, create, statusOf, wait }
}

t.test('A key is shown once, works at once for its scopes, and says when it was last used', async (t) => {
  const { admin, create, statusOf } = await anAppWithKeys(t)
  const { key, secret } = await create()
  t.match(secret, /^mmk_[\w-]{49}$/)
  t.same(key, {
    id: 'noord',
    name: 'Redactie Noord',
    scopes: ['catalogue:write'],
    createdAt: '2026-11-21T12:00:00.000Z',
    expiresAt: '2027-11-21T12:00:00.000Z',
    rotatedAt: null,
    revokedAt: null,
    lastUsedOn: null,
  })
  t.equal(await statusOf(secret), 200)
  const used = { ...key, lastUsedOn: '2026-11-21' }
  t.same((await admin('GET', '/v1/keys')).json(), { items: [used] })
  t.same((await admin('GET', '/v1/keys/noord')).json(), used)
})

t.test('A last use is written once a day', async (t) => {
  let written = 0
  const { create, statusOf, admin, wait } = await anAppWithKeys(t, {
    replaced: ({ keys }) => ({
      keys: {
        ...keys,
        used: (id, day) => {
          written++
          return keys.used(id, day)
        },
      },
    }),
  })
  const { secret } = await create()
  for (let call = 0; call < 5; call++) await statusOf(secret)
  t.equal(written, 1)
  wait(24 * HOUR_MS)
  for (let call = 0; call < 5; call++) await statusOf(secret)
  t.equal(written, 2)
  t.match((await admin('GET', '/v1/keys/noord')).json(), { lastUsedOn: '2026-11-22' })
})

t.test('A call without a key never looks at the keys; one with a wrong key seldom does', async (t) => {
  let read = 0
  const { match, ask, statusOf } = await anAppWithKeys(t, {
    replaced: ({ keys }) => ({
      keys: {
        ...keys,
        secrets: () => {
          read++
          return keys.secrets()
        },
      },
    }),
  })
  t.match(await match({ questionSet: 'geldzorgen-noord', answers: {} }), { statusCode: 200 })
  t.match(await ask('/v1/exports'), { statusCode: 401 })
  t.equal(read, 0)
  const wrong = await Promise.all(Array.from({ length: 50 }, () => statusOf(makeKey(() => Buffer.alloc(32, 7)))))
  t.same(new Set(wrong), new Set([401]))
  t.ok(read <= 2, `${read} readings`)
})

t.test('No key stands in the database, its log or the logs: only hashes', async (t) => {
  const { create, admin, statusOf, path, lines, adminKey } = await anAppWithKeys(t)
  const secrets = [adminKey]
  for (let number = 1; number <= 30; number++) {
    const { secret } = await create({ id: `key-${number}`, name: `Key ${number}` })
    const rotated = (await admin('POST', `/v1/keys/key-${number}/rotations`, {})).json()
    await statusOf(rotated.secret)
    secrets.push(secret, rotated.secret)
  }
  const kept = [readFileSync(path, 'latin1'), readFileSync(`${path}-wal`, 'latin1'), lines.join('\n')].join('\n')
  t.same(
    secrets.filter((secret) => kept.includes(secret) || kept.includes(secret.slice(4, 47))),
    [],
  )
})

t.test('A rotation leaves no gap: both secrets are valid for the overlap, then only the new one', async (t) => {
  const { admin, create, statusOf, wait } = await anAppWithKeys(t)
  const { secret: first } = await create()
  const { secret: second } = (await admin('POST', '/v1/keys/noord/rotations', {})).json()
  t.not(second, first)
  t.same([await statusOf(first), await statusOf(second)], [200, 200])
  wait(24 * HOUR_MS - 1)
  t.same([await statusOf(first), await statusOf(second)], [200, 200])
  wait(1)
  t.same([await statusOf(first), await statusOf(second)], [401, 200])
  const { secret: third } = (await admin('POST', '/v1/keys/noord/rotations', { overlapHours: 0 })).json()
  t.same([await statusOf(second), await statusOf(third)], [401, 200])
  t.match((await admin('GET', '/v1/keys/noord')).json(), { rotatedAt: '2026-11-22T12:00:00.000Z' })
})

t.test('A second rotation never gives the first secret more time', async (t) => {
  const { admin, create, statusOf, wait } = await anAppWithKeys(t)
  const { secret } = await create()
  await admin('POST', '/v1/keys/noord/rotations', { overlapHours: 1 })
  await admin('POST', '/v1/keys/noord/rotations', { overlapHours: 100 })
  wait(HOUR_MS)
  t.equal(await statusOf(secret), 401)
})

t.test('The instant at which a key was revoked is one, in the reply and ever after', async (t) => {
  let at = Date.parse('2026-11-21T12:00:00Z')
  const { rooms } = await anApp(t, { now: () => new Date(at++) })
  await rooms.keys.create({ id: 'noord', name: 'Redactie Noord', scopes: ['publish'] }, { by: 'a test' })
  const revoked = await rooms.keys.revoke('noord', { by: 'a test' })
  t.same(revoked, { key: await rooms.keys.read('noord') })
})

t.test('A revoked key is refused at once here, for ever, and within a second in another process', async (t) => {
  const { admin, create, statusOf, path } = await anAppWithKeys(t)
  const [here, there] = [await create(), await create({ id: 'west', name: 'Redactie West' })]
  t.same([await statusOf(here.secret), await statusOf(there.secret)], [200, 200])
  t.match((await admin('DELETE', '/v1/keys/noord')).json(), { id: 'noord', revokedAt: '2026-11-21T12:00:00.000Z' })
  t.equal(await statusOf(here.secret), 401)
  t.match(await admin('DELETE', '/v1/keys/noord'), { statusCode: 200 }, 'again changes nothing')
  t.match((await admin('POST', '/v1/keys/noord/rotations', {})).json(), { status: 409, code: 'key-ended' })
  t.match((await admin('DELETE', '/v1/keys/nobody')).json(), { status: 404 })

  const storage = await openStorage({ url: `file:${path}` })
  const other = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() })
  await other.keys.revoke('west', { by: 'command line' })
  await storage.close()
  const began = performance.now()
  while ((await statusOf(there.secret)) !== 401 && performance.now() - began < 5_000) await new Promise(setImmediate)
  const took = performance.now() - began
  t.ok(took < 1_000, `${Math.round(took)} ms`)
  t.throws(() => byHand(path, "UPDATE keys SET revoked_at = NULL WHERE id = 'west'"), /stays so/)
  t.throws(() => byHand(path, "DELETE FROM keys WHERE id = 'west'"), /cannot be deleted/)
})

t.test('A key is refused from its expiry on', async (t) => {
  const { create, statusOf, wait, admin } = await anAppWithKeys(t)
  const { secret, key } = await create({ expiresAt: '2026-11-21T13:00:00Z' })
  t.equal(key.expiresAt, '2026-11-21T13:00:00.000Z')
  wait(HOUR_MS - 1)
  t.equal(await statusOf(secret), 200)
  wait(1)
  t.equal(await statusOf(secret), 401)
  t.match((await admin('POST', '/v1/keys/noord/rotations', {})).json(), { status: 409, code: 'key-ended' })
})

t.test('A key that cannot be is refused with each place, and no id or name is given twice', async (t) => {
  const { admin, create } = await anAppWithKeys(t)
  await create()
  await admin('DELETE', '/v1/keys/noord')
  const post = async (given: object) => {
    const request = { id: 'other', name: 'Other', scopes: ['publish'], ...given }
    const { status, code, errors = [] } = (await admin('POST', '/v1/keys', request)).json()
    return [status, code, ...errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)]
  }
  t.same(await post({ id: 'noord' }), [409, 'key-taken', '/id not-allowed'])
  t.same(await post({ name: 'Redactie Noord' }), [409, 'key-taken', '/name not-allowed'])
  t.same(await post({ id: 'admin', name: 'Command line' }), [
    400,
    'invalid-request',
    '/id not-allowed',
    '/name not-allowed',
  ])
  t.same(await post({ name: ' x ' }), [400, 'invalid-request', '/name wrong-format'])
  t.same(await post({ expiresAt: '2026-11-21T11:59:59Z' }), [400, 'invalid-request', '/expiresAt out-of-range'])
  for (const expiresAt of ['morgen', '2035-02-30T00:00:00Z'])
    t.same(await post({ expiresAt }), [400, 'invalid-request', '/expiresAt wrong-format'])
  t.same(await post({ scopes: [] }), [400, 'invalid-request', '/scopes too-few'])
  t.same(await post({ scopes: ['root'] }), [400, 'invalid-request', '/scopes/0 not-allowed'])
  t.same(await post({ secret: 'mine' }), [400, 'invalid-request', '/secret unknown-field'])
})

t.test('Created again with the same Idempotency-Key there is one key, and its secret is not shown again', async (t) => {
  const { admin, path } = await anAppWithKeys(t)
  const request = { id: 'noord', name: 'Redactie Noord', scopes: ['publish'] }
  const post = () => admin('POST', '/v1/keys', request, { 'idempotency-key': 'once' })
  const [first, second] = [await post(), await post()]
  t.match(first, { statusCode: 201, headers: { location: '/v1/keys/noord' } })
  t.match(second, { statusCode: 201, headers: { 'idempotency-replayed': 'true', location: '/v1/keys/noord' } })
  t.same(second.json(), { key: first.json().key })
  const database = new Database(path, { readonly: true })
  t.equal(database.prepare('SELECT count(*) FROM key_secrets').pluck().get(), 1)
  database.close()
})
