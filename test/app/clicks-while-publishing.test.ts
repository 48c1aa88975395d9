import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startPublishingThread } from '../../src/publishing.js'
import type { Thread } from '../../src/releases/thread.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { aGate } from '../helpers/database.js'

type Call = Thread['call']

/** An app that publishes in threads, of which the test sees and holds up the calls. */
async function anAppWithHeldThreads(t: Test, hold: (call: Call) => Call) {
  const threads: Thread[] = []
  const app = await anApp(t, {
    replaced: () => ({ isLarge: async () => true }),
    startPublishing(config) {
      const thread = startPublishingThread(config)
      threads.push(thread)
      return { ...thread, call: hold(thread.call) }
    },
  })
  return { ...app, threads }
}

async function putOrganization({ ask, adminKey }: AppUnderTest, id: string): Promise<void> {
  const payload = { id, name: 'Buren', kind: 'informal', description: { nl: 'Buren die koffie drinken.' } }
  const headers = { authorization: `Bearer ${adminKey}`, 'if-none-match': '*' }
  const { statusCode, body } = await ask({ method: 'PUT', url: `/v1/drafts/organizations/${id}`, headers, payload })
  if (statusCode !== 201) throw new Error(body)
}

/** Sets how much room a service has, and gives what the release in force says of it once that is answered. */
async function click({ ask, adminKey }: AppUnderTest, status: string) {
  const service = (await ask('/v1/services?limit=1')).json().items[0].id
  const url = `/v1/services/${service}/capacity`
  const set = await ask({ method: 'PUT', url, headers: { authorization: `Bearer ${adminKey}` }, payload: { status } })
  return { set: set.json(), shown: (await ask(url)).json() }
}

t.test('A release is in force, and so is a click, while its compiled file is still to be written', async (t) => {
  const gate = aGate()
  const app = await anAppWithHeldThreads(t, (call) => async (operation, ...rest) => {
    if (operation === 'keep') await gate.opened
    return call(operation, ...rest)
  })
  await putOrganization(app, 'buren')
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 201 })
  t.match(await app.ask('/v1/organizations/buren'), { statusCode: 200 })
  t.match(await click(app, 'full'), { set: { release: 3 }, shown: { status: 'full' } })
  t.notOk(existsSync(`${app.path}.compiled`))
  gate.open()
})

t.test('A click is in force with the release that was made a moment ago, before that is answered', async (t) => {
  const gate = aGate()
  const app = await anAppWithHeldThreads(t, (call) => async (operation, ...rest) => {
    const value = await call(operation, ...rest)
    if (operation === 'publish') await gate.opened
    return value
  })
  await putOrganization(app, 'buren')
  let isAnswered = false
  const publishing = app.edit('POST', '/v1/releases', {}).finally(() => {
    isAnswered = true
  })
  while ((await app.rooms.newestRelease())?.number === 1) await wait(5)
  t.match(await click(app, 'full'), { set: { release: 3 }, shown: { status: 'full' } })
  t.match(await app.ask('/v1/organizations/buren'), { statusCode: 200 })
  t.notOk(isAnswered)
  t.equal(app.threads.length, 1, 'nothing was read and compiled for it')
  gate.open()
  t.match(await publishing, { statusCode: 201 })
  t.same((await app.rooms.verify({})).faults, [])
})

t.test('A release that others made is not taken for the one that was prepared', async (t) => {
  const app = await anAppWithHeldThreads(
    t,
    (call) => async (operation, args, hear) =>
      call(
        operation,
        args,
        hear &&
          (async (told) => {
            await hear(told)
            // Somebody publishes the same from the command line, before this one writes.
            await app.rooms.publish({ by: 'command line' })
          }),
      ),
  )
  await putOrganization(app, 'buren')
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 200 })
  t.match(await click(app, 'full'), { set: { release: 3 }, shown: { status: 'full' } })
  t.match(await app.ask('/v1/organizations/buren'), { statusCode: 200 })
  t.same((await app.rooms.verify({})).faults, [])
})
