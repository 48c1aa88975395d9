import { mock } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createRooms, type Rooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { type AppSettings, anApp, openApp } from '../helpers/an-app.js'
import { aFolder, byHand } from '../helpers/database.js'

const service = 'buurtteam-noord'
const answers = { topics: ['debt', 'food-goods', 'family'], want: 'listens' }

/** The app with the calls that these tests make, and a clock that stands still. */
async function anAppWithCapacities(t: Test, settings: AppSettings = {}) {
  const app = await anApp(t, { now: () => new Date('2026-11-22T12:00:00Z'), ...settings })
  const headers = { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json' }
  const put = (body: object, id = service) =>
    app.ask({ method: 'PUT', url: `/v1/services/${id}/capacity`, headers, payload: JSON.stringify(body) })
  const read = async (id = service) => (await app.ask(`/v1/services/${id}/capacity`)).json()
  const chosen = async (options: object = {}): Promise<string[]> => {
    const reply = await app.match({ questionSet: 'geldzorgen-noord', answers, ...options })
    return reply.json().choices.map((choice: { service: { id: string } }) => choice.service.id)
  }
  const releases = async () => (await app.ask('/v1/releases')).json().items.length as number
  const publish = async (body: object = {}) => (await app.edit('POST', '/v1/releases', body)).json()
  const aLink = async (id = service) => {
    const made = await app.edit('POST', `/v1/services/${id}/capacity-links`, { label: 'Balie' })
    t.equal(made.statusCode, 201)
    const { pathname } = new URL(made.json().url)
    return (status: string) =>
      app.ask({
        method: 'POST',
        url: pathname,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `status=${status}`,
      })
  }
  return { ...app, put, read, chosen, releases, publish, aLink }
}

t.test('With a key a capacity is in force at once, as a release of its own, and read by anybody', async (t) => {
  const { put, read, chosen, ask, edit, rooms } = await anAppWithCapacities(t)
  const [first = ''] = await chosen()
  const note = { nl: 'Even vol.', en: 'Full for now.' }
  const before = await ask('/v1/releases/1')
  const reply = await put({ status: 'full', until: '2026-12-01', note }, first)
  t.equal(reply.statusCode, 200)
  const capacity = { service: first, status: 'full', until: '2026-12-01', note }
  t.same(reply.json(), { outcome: 'published', release: 2, capacity })
  t.same(await read(first), capacity)
  t.notOk((await chosen()).includes(first), 'it is chosen no more')
  t.equal((await ask('/v1/releases/2')).json().rotation, before.json().rotation, 'the turns stay as they are')
  t.match((await edit('GET', '/v1/audit-events?limit=2')).json().items, [
    { by: 'admin', action: 'publish', type: 'release', id: '2' },
    { by: 'admin', action: 'create', type: 'capacity', id: first },
  ])
  t.same((await rooms.verify({})).faults, [])
})

t.test('What is not open is told in one order, however it came to be', async (t) => {
  const { put, ask } = await anAppWithCapacities(t)
  await put({ status: 'limited' }, 'geldfit-phone')
  await put({ status: 'full' }, 'buurtteam-noord')
  const { capacities } = (await ask('/v1/bundles/geldzorgen-noord')).json()
  const ids = capacities.map((capacity: { service: string }) => capacity.service)
  t.ok(ids.includes('buurtteam-noord'))
  t.same(ids, [...ids].sort(), 'two services with the same release send the same bytes')
})

t.test('What is so already makes no release and leaves no event', async (t) => {
  const { put, releases, edit } = await anAppWithCapacities(t)
  const events = async () => (await edit('GET', '/v1/audit-events?limit=1')).json().items[0].number
  t.match((await put({ status: 'open' })).json(), { outcome: 'unchanged', release: 1 })
  await put({ status: 'full', note: { nl: 'Vol.', en: 'Full.' } })
  const before = await events()
  t.match((await put({ status: 'full', note: { en: 'Full.', nl: 'Vol.' } })).json(), {
    outcome: 'unchanged',
    release: 2,
  })
  t.equal(await events(), before)
  t.equal(await releases(), 2)
})

t.test('What cannot be is refused with its place, and changes nothing', async (t) => {
  const { put, releases } = await anAppWithCapacities(t)
  const refused = async (body: object) => {
    const { status, code, errors = [] } = (await put(body)).json()
    return [status, code, ...errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)]
  }
  const invalid = [400, 'invalid-document']
  t.same(await refused({ status: 'full', until: '2026-11-22' }), [...invalid, '/until past-day'])
  t.same(await refused({ status: 'full', until: '2020-01-01' }), [...invalid, '/until past-day'])
  t.same(await refused({ status: 'full', until: '2027-02-29' }), [...invalid, '/until no-such-date'])
  t.same(await refused({ status: 'full', note: { en: 'Full.' } }), [...invalid, '/note/nl missing-default-language'])
  t.same(await refused({ status: 'open', until: '2027-01-01', note: { nl: 'Kom.' } }), [
    ...invalid,
    '/until not-allowed',
    '/note not-allowed',
  ])
  t.same(await refused({ status: 'shut' }), [400, 'invalid-request', '/status not-allowed'])
  t.same(await refused({ service, status: 'full' }), [400, 'invalid-request', '/service unknown-field'])
  t.same(await refused({ status: 'full', until: 'soon' }), [400, 'invalid-request', '/until wrong-format'])
  t.match((await put({ status: 'full' }, 'nowhere')).json(), { status: 404, detail: /no service with this id/ })
  t.match((await put({ status: 'full', until: '2026-11-23' })).json(), { outcome: 'published' }, 'tomorrow is a day')
  t.equal(await releases(), 2)
})

t.test('Today is a day of the time zone, not of the server', async (t) => {
  const late = { now: () => new Date('2026-11-22T23:30:00Z') }
  const { put } = await anAppWithCapacities(t, late)
  t.match((await put({ status: 'full', until: '2026-11-23' })).json(), { code: 'invalid-document' })
  const inLisbon = await anAppWithCapacities(t, { ...late, env: { TIME_ZONE: 'Europe/Lisbon' } })
  t.match((await inLisbon.put({ status: 'full', until: '2026-11-23' })).json(), { outcome: 'published' })
})

t.test('On its day a service is open again from midnight on, at the start of the service too', async (t) => {
  const folder = aFolder(t)
  const opened = async (at: string, demo = false) => {
    const app = await openApp(folder, { demo, now: () => new Date(at), env: { ROTATION_DAYS: '0' } })
    return {
      ...app,
      state: async () => {
        const { items } = (await app.server.inject('/v1/releases')).json()
        const { status } = (await app.server.inject(`/v1/services/${service}/capacity`)).json()
        return `${items.length} releases, ${status}`
      },
    }
  }
  const first = await opened('2026-11-22T12:00:00Z', true)
  const headers = { authorization: `Bearer ${first.adminKey}` }
  for (const id of [service, 'humanitas-paperwork-at-home']) {
    const payload = { status: 'full', until: '2026-12-01' }
    const url = `/v1/services/${id}/capacity`
    t.match(await first.server.inject({ method: 'PUT', url, headers, payload }), { statusCode: 200 })
  }
  const before = await first.state()
  await first.close()
  const lastEvening = await opened('2026-11-30T22:59:59.999Z')
  t.equal(await lastEvening.state(), before)
  await lastEvening.close()

  const midnight = await opened('2026-11-30T23:00:00Z')
  t.equal(before, '3 releases, full')
  t.equal(await midnight.state(), '4 releases, open', 'one release for all of them')
  t.match(await midnight.rooms.newestRelease(), { createdBy: 'capacity', rotation: '6d6f6b756d313032' })
  t.match((await midnight.rooms.auditEvents({ before: undefined, limit: 3 })).events, [
    { by: 'capacity', type: 'release', id: '4' },
    { by: 'capacity', action: 'replace', type: 'capacity' },
    { by: 'capacity', action: 'replace', type: 'capacity' },
  ])
  t.same((await midnight.rooms.verify({})).faults, [])
  await midnight.close()

  const later = await opened('2027-01-01T00:00:00Z')
  t.match(await later.state(), /open$/, 'and it stays so')
  await later.close()
})

t.test('What is published is not told as failed where it can only be opened later', async (t) => {
  let isBroken = false
  const replaced = ({ newestRelease }: Rooms) => ({
    newestRelease: () => (isBroken ? Promise.reject(new Error('It can not be read.')) : newestRelease()),
  })
  const { put, read, edit } = await anAppWithCapacities(t, { replaced })
  isBroken = true
  t.match(await put({ status: 'full' }), { statusCode: 200 })
  t.match(await edit('POST', '/v1/releases', { rotation: 'f'.repeat(16) }), { statusCode: 201 })
  isBroken = false
  while ((await read()).status === 'open') await wait(50)
  t.match(await read(), { status: 'full' }, 'it comes into force by itself')
})

t.test('Where nothing can be written at the start, the service starts, and does later what is due', async (t) => {
  const folder = aFolder(t)
  const first = await openApp(folder, { now: () => new Date('2026-11-22T12:00:00Z') })
  const headers = { authorization: `Bearer ${first.adminKey}` }
  const url = `/v1/services/${service}/capacity`
  await first.server.inject({ method: 'PUT', url, headers, payload: { status: 'full', until: '2026-11-23' } })
  await first.close()
  byHand(first.path, "CREATE TRIGGER no_room BEFORE INSERT ON releases BEGIN SELECT RAISE(ABORT, 'no room'); END")
  // Both its day has come, and another rotation is due.
  const app = await openApp(folder, { now: () => new Date('2026-12-22T12:00:00Z') })
  t.teardown(() => app.close())
  t.match((await app.server.inject(url)).json(), { status: 'full' })
  t.match(await app.server.inject('/health/ready'), { statusCode: 200 })
  for (const failure of ['the services of today were not opened again', 'the rotation was not drawn anew']) {
    t.match(app.lines.join(''), failure)
  }
})

t.test('A service that runs looks each minute whether the day has come', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  let at = '2026-11-22T22:59:30Z'
  const { put, read } = await anAppWithCapacities(t, { now: () => new Date(at) })
  await put({ status: 'full', until: '2026-11-23' })
  mock.timers.tick(60_000)
  await wait(50)
  t.match(await read(), { status: 'full' }, 'the evening before')
  at = '2026-11-22T23:00:30Z'
  mock.timers.tick(60_000)
  while ((await read()).status === 'full') await wait(10)
  t.same(await read(), { service, status: 'open' })
})

t.test('A click compiles nothing: the compiled content is the very same', async (t) => {
  const { put, chosen, rooms } = await anAppWithCapacities(t)
  const first = await rooms.openRelease(1)
  const [chosenFirst = ''] = await chosen()
  await put({ status: 'full' }, chosenFirst)
  const second = await rooms.openRelease(2, first)
  t.equal(second.published.services, first.published.services)
  t.equal(second.published.index.content.terms, first.published.index.content.terms)
  t.equal(second.published.index.content.services, first.published.index.content.services)
  t.equal(second.published.index.content.questionSets, first.published.index.content.questionSets)
  t.not(second.published.index.capacities, first.published.index.capacities)
  t.same(
    second.published.capacities,
    new Map([...first.published.capacities, [chosenFirst, { service: chosenFirst, status: 'full' }]]),
  )
})

t.test('Nothing that editors do undoes the "full" of a helper', async (t) => {
  const { aLink, read, edit, publish, rooms } = await anAppWithCapacities(t)
  const press = await aLink()
  t.equal((await press('full')).statusCode, 303)
  const isFull = async (what: string) => t.same(await read(), { service, status: 'full' }, what)
  await isFull('it is')

  const draft = (await edit('GET', `/v1/drafts/services/${service}`)).json()
  const edited = { ...draft, cost: { nl: 'Gratis.' } }
  await edit('POST', '/v1/imports', { services: [edited] })
  await isFull('after an import without capacities')
  t.equal((await publish({ note: 'Prijzen' })).outcome, 'published')
  await isFull("after an editor's publish")
  t.equal((await publish({ from: 1 })).outcome, 'published')
  await isFull('after an older release was published again')
  const exported = (await edit('GET', '/v1/exports')).json()
  const { capacities: _, ...documents } = exported
  await edit('POST', '/v1/imports?mode=replace', documents)
  t.equal((await publish()).outcome, 'published')
  await isFull('after an import that replaced all documents')

  t.equal((await press('open')).statusCode, 303)
  t.same(await read(), { service, status: 'open' }, 'the helper does')
  t.same((await rooms.verify({})).faults, [])
})

t.test('Of clicks at the same time all count, in some order, and each gets a state that was in force', async (t) => {
  const { aLink, put, read, releases, rooms, ask } = await anAppWithCapacities(t)
  const [here, there] = [await aLink(), await aLink('humanitas-paperwork-at-home')]
  const statuses = ['full', 'limited', 'waitlist', 'full', 'open', 'limited']
  const replies = await Promise.all([
    ...statuses.map(here),
    ...statuses.map(there),
    ...statuses.map((status) => put({ status }, 'warme-buren-energy-visit')),
  ])
  t.same(new Set(replies.map(({ statusCode }) => statusCode)), new Set([200, 303]))
  const last = [await read(), await read('humanitas-paperwork-at-home'), await read('warme-buren-energy-visit')]
  t.match(last, [{ status: 'limited' }, { status: 'limited' }, { status: 'limited' }], 'the last of each, as they came')
  t.ok((await releases()) > 10)
  const newest = await rooms.newestRelease()
  t.equal((await ask(`/v1/releases/${newest?.number}`)).json().digest, newest?.digest)
  t.same((await rooms.verify({})).faults, [])
})

t.test('A click while an editor publishes is lost by neither', async (t) => {
  const { aLink, edit, publish, read, ask, rooms } = await anAppWithCapacities(t)
  const press = await aLink()
  const draft = (await edit('GET', '/v1/drafts/services/humanitas-paperwork-at-home')).json()
  for (const [round, status] of ['full', 'limited', 'waitlist', 'full'].entries()) {
    const cost = { nl: `${round} euro` }
    await edit('POST', '/v1/imports', { services: [{ ...draft, cost }] })
    const [published, pressed] = await Promise.all([publish(), press(status)])
    t.same([published.outcome, pressed.statusCode], ['published', 303])
    t.match(await read(), { status })
    t.same((await ask('/v1/services/humanitas-paperwork-at-home')).json().cost, cost)
  }
  t.same((await rooms.verify({})).faults, [])
})

t.test('What counts is the release in force: a deleted draft is still pressed, a new one not yet', async (t) => {
  const { aLink, put, read, edit, publish, ask, adminKey } = await anAppWithCapacities(t)
  const draft = (await edit('GET', '/v1/drafts/services/humanitas-paperwork-at-home')).json()
  await edit('POST', '/v1/imports', { services: [{ ...draft, id: 'brand-new' }] })
  for (const reply of [
    await put({ status: 'full' }, 'brand-new'),
    await edit('POST', '/v1/services/brand-new/capacity-links', { label: 'Balie' }),
    await ask('/v1/services/brand-new/capacity'),
  ]) {
    t.match(reply.json(), { status: 404, detail: /publish the draft first/ })
  }
  const press = await aLink('humanitas-paperwork-at-home')
  const url = '/v1/drafts/services/humanitas-paperwork-at-home'
  const headers = { authorization: `Bearer ${adminKey}`, 'if-match': '*' }
  t.equal((await ask({ method: 'DELETE', url, headers })).statusCode, 200)
  t.equal((await press('full')).statusCode, 303)
  t.match(await read('humanitas-paperwork-at-home'), { status: 'full' })
  t.equal((await publish()).outcome, 'published')
  t.equal((await press('open')).statusCode, 404, 'the page goes with the service')
  t.match(await read('humanitas-paperwork-at-home'), { status: 404 })
  await publish({ from: 1 })
  t.match(await read('humanitas-paperwork-at-home'), { status: 'full' }, 'and how much room there was is still known')
  t.equal((await press('open')).statusCode, 303, 'the link works again')
})

t.test('Before the first release no service has a capacity to set or to read', async (t) => {
  const { put, edit, ask } = await anAppWithCapacities(t, { demo: false })
  t.match((await put({ status: 'full' })).json(), { status: 404 })
  t.match(await edit('GET', `/v1/services/${service}/capacity-links`), { statusCode: 404 })
  t.match((await ask(`/v1/services/${service}/capacity`)).json(), { status: 503, code: 'not-ready' })
})

t.test('What another process sets comes into force here by itself', async (t) => {
  const { path, read, rooms } = await anAppWithCapacities(t)
  const storage = await openStorage({ url: `file:${path}` })
  t.teardown(() => storage.close())
  const other = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() })
  const store = other.storesBy('elsewhere').capacities
  await other.publishCapacities({ by: 'elsewhere', change: (db) => store.put(db, { service, status: 'full' }) })
  for (let tries = 0; tries < 1_000 && (await read()).status !== 'full'; tries += 1) await wait(20)
  t.match(await read(), { status: 'full' })
  t.same((await rooms.verify({})).faults, [])
})
