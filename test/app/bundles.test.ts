import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import type { Static } from 'typebox'
import type { BundlePointerSchema, BundleSchema } from '../../src/releases/bundle-schemas.js'
import { type AppUnderTest, anApp, type OpenApp, openApp } from '../helpers/an-app.js'
import { aCapacity } from '../helpers/builders.js'
import { aFolder, byHand } from '../helpers/database.js'

type Pointer = Static<typeof BundlePointerSchema>
type Bundle = Static<typeof BundleSchema>

const noord = 'geldzorgen-noord'

async function point(app: AppUnderTest, query = '', set = noord): Promise<Pointer> {
  return (await app.ask(`/v1/bundles/${set}${query}`)).json()
}

async function read(app: AppUnderTest, { bundleDigest }: Pointer, set = noord): Promise<Bundle> {
  return (await app.ask(`/v1/bundles/${set}/${bundleDigest}`)).json()
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

/** Changes a capacity and publishes, as somebody with a key would. */
async function publishCapacity(t: Test, app: AppUnderTest, capacity: object): Promise<void> {
  t.equal((await app.edit('POST', '/v1/imports', { capacities: [capacity] })).statusCode, 200)
  t.equal((await app.edit('POST', '/v1/releases', {})).statusCode, 201)
}

t.test('A pointer names a bundle whose address is the digest of its body, in any encoding', async (t) => {
  const app = await anApp(t)
  const pointer = await point(app, '?language=tr')
  const address = `/v1/bundles/${noord}/${pointer.bundleDigest}`
  const encoded = (accepted?: string) =>
    app.ask({ method: 'GET', url: address, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } })
  const plain = await encoded()
  t.equal(sha256(plain.rawPayload), pointer.bundleDigest)
  t.equal(plain.headers['content-encoding'], undefined)
  const zipped = await encoded('gzip, deflate')
  t.equal(zipped.headers['content-encoding'], 'gzip')
  t.equal(sha256(gunzipSync(zipped.rawPayload)), pointer.bundleDigest)
  const small = await encoded('gzip, deflate, br')
  t.equal(small.headers['content-encoding'], 'br')
  t.equal(sha256(brotliDecompressSync(small.rawPayload)), pointer.bundleDigest)
  t.equal((await encoded('br;q=0, gzip;q=0.5')).headers['content-encoding'], 'gzip')
  t.equal((await encoded('br;q=0, gzip;q=0')).headers['content-encoding'], undefined)
  for (const reply of [plain, zipped, small]) {
    t.match(reply.headers, {
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
      'content-type': 'application/json',
    })
    const held = { 'if-none-match': String(reply.headers.etag), 'accept-encoding': reply === plain ? '' : 'gzip, br' }
    const again = await app.ask({ method: 'GET', url: address, headers: held })
    t.equal(again.statusCode, reply === zipped ? 200 : 304, 'each encoding has a tag of its own')
  }
})

t.test('A pointer is published data: it changes with the release and may be kept for a minute', async (t) => {
  const app = await anApp(t)
  const reply = await app.ask(`/v1/bundles/${noord}`)
  t.match(reply.headers, {
    'cache-control': 'public, max-age=60, stale-while-revalidate=600',
    'access-control-allow-origin': '*',
  })
  const held = { 'if-none-match': String(reply.headers.etag) }
  const ask = () => app.ask({ method: 'GET', url: `/v1/bundles/${noord}`, headers: held })
  t.equal((await ask()).statusCode, 304)
  const [{ digest, rotation }] = (await app.ask('/v1/releases')).json().items
  t.match(reply.json(), { release: 1, releaseDigest: digest, rotation })
  await publishCapacity(t, app, aCapacity({ service: 'buurtteam-noord' }))
  t.equal((await ask()).statusCode, 200)
})

t.test(
  'Who holds a pointer gets another one when the rotation is drawn anew, though no document changed',
  async (t) => {
    const app = await anApp(t)
    const before = await app.ask(`/v1/bundles/${noord}`)
    const rotation = 'f'.repeat(16)
    t.match(await app.edit('POST', '/v1/releases', { rotation }), { statusCode: 201 })
    const headers = { 'if-none-match': String(before.headers.etag) }
    const after = await app.ask({ method: 'GET', url: `/v1/bundles/${noord}`, headers })
    t.match(after, { statusCode: 200 })
    t.same(after.json(), { ...before.json(), release: 2, rotation })
  },
)

t.test('A capacity changes the pointer and not the bundle', async (t) => {
  const app = await anApp(t)
  const before = await point(app)
  const note = { nl: 'Weer plek in mei.', tr: 'Mayıs ayında yer var.' }
  await publishCapacity(t, app, { service: 'buurtteam-noord', status: 'waitlist', note })
  const after = await point(app)
  t.equal(after.bundleDigest, before.bundleDigest)
  t.equal(after.release, before.release + 1)
  t.not(after.releaseDigest, before.releaseDigest)
  const found = (pointer: Pointer) => pointer.capacities.find(({ service }) => service === 'buurtteam-noord')
  t.same(found(after), { service: 'buurtteam-noord', status: 'waitlist', note: { nl: note.nl } })
  t.same(found(await point(app, '?language=tr'))?.note, { tr: note.tr })
})

t.test('A bundle holds what is needed, and nothing that is not', async (t) => {
  const app = await anApp(t)
  const bundle = await read(app, await point(app, '?language=tr'))
  const { services, organizations, taxonomies, questionSets } = (await app.edit('GET', '/v1/exports')).json()
  t.equal(bundle.questionSet.id, noord)
  t.same(
    bundle.services.map(({ id }) => id),
    services
      .filter(({ status }: { status: string }) => status === 'active')
      .map(({ id }: { id: string }) => id)
      .sort(),
  )
  t.ok(bundle.organizations.length <= organizations.length)
  const area = taxonomies.find(({ id }: { id: string }) => id === 'area')
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)
  t.same(ids(bundle.taxonomies.find(({ id }) => id === 'area')!.terms), ids(area.terms), 'all that one can live in')
  t.ok(bundle.taxonomies.length <= taxonomies.length)
  t.equal(bundle.language, 'tr')
  t.same(ids([{ id: bundle.interface.lang }, ...bundle.templates.map(({ lang }) => ({ id: lang }))]).slice(0, 2), [
    'tr',
    'tr',
  ])
  const set = questionSets.find(({ id }: { id: string }) => id === noord)
  t.same(bundle.questionSet.questions[0]?.text, { tr: set.questions[0].text.tr }, 'one language of each text')
  const written = new Map<string, object>(services.map((one: { id: string; summary: object }) => [one.id, one.summary]))
  for (const { id, summary } of bundle.services) {
    const expected = Object.hasOwn(written.get(id)!, 'tr') ? 'tr' : 'nl'
    t.same(Object.keys(summary), [expected], 'or the default where it is not translated')
  }
})

t.test('What a device only needs to ask comes without the catalogue', async (t) => {
  const app = await anApp(t)
  const all = await point(app)
  const questions = await point(app, '?parts=questions')
  t.not(questions.bundleDigest, all.bundleDigest)
  const bundle = await read(app, questions)
  t.same(bundle.organizations, [])
  t.ok(bundle.services.length <= 1, 'the contact point at most')
  t.same(bundle.taxonomies.map(({ id }) => id).sort(), ['area', 'language'])
})

t.test('A language that nobody wrote gives the bundle of the default, a region that of its language', async (t) => {
  const app = await anApp(t)
  const digests = new Map<string, string>()
  for (const language of ['nl', 'nl-BE', 'xx', 'tr', 'tr-TR'])
    digests.set(language, (await point(app, `?language=${language}`)).bundleDigest)
  t.equal(digests.get('nl-BE'), digests.get('nl'))
  t.equal(digests.get('xx'), digests.get('nl'))
  t.equal(digests.get('tr-TR'), digests.get('tr'))
  t.not(digests.get('tr'), digests.get('nl'))
})

t.test('A bundle still answers after a newer release, for a month after somebody was sent to it', async (t) => {
  let today = new Date('2026-09-01T10:00:00Z')
  const app = await anApp(t, { now: () => today, env: { ROTATION_DAYS: '0' } })
  const first = await point(app)
  const publishTitle = async (title: string) => {
    const { questionSets } = (await app.edit('GET', '/v1/exports')).json()
    const changed = questionSets.map((set: { id: string }) =>
      set.id === noord ? { ...set, title: { nl: title } } : set,
    )
    await app.edit('POST', '/v1/imports', { questionSets: changed })
    t.equal((await app.edit('POST', '/v1/releases', {})).statusCode, 201)
    return point(app)
  }
  const second = await publishTitle('Een andere titel')
  t.not(second.bundleDigest, first.bundleDigest)
  t.match((await read(app, first)).questionSet.title, { nl: /Geld/ })
  today = new Date('2026-10-02T10:00:00Z')
  t.equal((await point(app)).bundleDigest, second.bundleDigest, 'it is noted that somebody is sent to the second')
  await publishTitle('En nog een')
  const gone = await app.ask(`/v1/bundles/${noord}/${first.bundleDigest}`)
  t.match({ status: gone.statusCode, body: gone.json() }, { status: 410, body: { code: 'bundle-gone' } })
  t.match((await read(app, second)).questionSet.title, { nl: 'Een andere titel' })
})

t.test('A bundle that was removed meanwhile is made again', async (t) => {
  let today = new Date('2026-09-01T10:00:00Z')
  const app = await anApp(t, { now: () => today })
  const { bundleDigest } = await point(app)
  await app.rooms.storage.write((db) => db.run('DELETE FROM bundles'))
  today = new Date('2026-09-02T10:00:00Z')
  t.equal((await point(app)).bundleDigest, bundleDigest)
  t.equal((await app.ask(`/v1/bundles/${noord}/${bundleDigest}`)).statusCode, 200)
})

t.test('Whoever asks first at the same time waits for one and the same bundle', async (t) => {
  let writes = 0
  const app = await anApp(t)
  const { storage } = app.rooms
  const write = storage.write.bind(storage)
  storage.write = (fn) => {
    writes += 1
    return write(fn)
  }
  const pointers = await Promise.all(Array.from({ length: 12 }, () => point(app, '?language=pl')))
  t.equal(new Set(pointers.map(({ bundleDigest }) => bundleDigest)).size, 1)
  t.equal(writes, 1)
})

t.test('A set that is not there and a digest that is not known are told apart', async (t) => {
  const app = await anApp(t)
  const { bundleDigest } = await point(app)
  const refused = async (url: string) => {
    const reply = await app.ask(url)
    return [reply.statusCode, reply.json().code]
  }
  t.same(await refused('/v1/bundles/nowhere'), [404, 'not-found'])
  t.same(await refused(`/v1/bundles/${noord}/${'0'.repeat(64)}`), [410, 'bundle-gone'])
  t.same(await refused(`/v1/bundles/mokummatch-2022/${bundleDigest}`), [410, 'bundle-gone'], 'of another set')
  t.same(await refused(`/v1/bundles/${noord}/short`), [400, 'invalid-request'])
  t.same(await refused(`/v1/bundles/${noord}?release=1`), [400, 'invalid-request'])
  t.same(await refused(`/v1/bundles/${noord}?parts=some`), [400, 'invalid-request'])
})

t.test('The bundle of the demo is small', async (t) => {
  const app = await anApp(t)
  const reply = await app.ask(`/v1/bundles/${noord}/${(await point(app)).bundleDigest}`)
  const bytes = gzipSync(reply.rawPayload, { level: 9 }).length
  t.ok(bytes < 45_000, `${bytes} bytes`)
})

t.test('Where nothing can be written, a bundle that stands is still pointed at, after a start too', async (t) => {
  const folder = aFolder(t)
  let today = new Date('2026-09-01T10:00:00Z')
  const opened = () => openApp(folder, { now: () => today, env: { ROTATION_DAYS: '0' } })
  const ask = async ({ server }: OpenApp) => {
    const { statusCode, body } = await server.inject(`/v1/bundles/${noord}`)
    return { statusCode, body }
  }
  const first = await opened()
  const before = await ask(first)
  t.equal(before.statusCode, 200)
  for (const change of ['INSERT', 'UPDATE']) {
    const trigger = `CREATE TRIGGER no_${change} BEFORE ${change} ON bundles BEGIN SELECT RAISE(ABORT, 'no room'); END`
    byHand(first.path, trigger)
  }
  today = new Date('2026-09-02T10:00:00Z')
  t.same(await ask(first), before, 'the next day')
  await first.close()
  const second = await opened()
  t.teardown(() => second.close())
  t.same(await ask(second), before, 'after a start')
})
