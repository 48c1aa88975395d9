import { isDeepStrictEqual } from 'node:util'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { share } from '../../src/releases/columns.js'
import type { PreparedData, PublishedData } from '../../src/releases/published.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { anOrganization } from '../helpers/builders.js'

const question = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt'] }, alternatives: 20 }

/** An app that takes its catalogue for a large one, so that it publishes and opens releases in a thread. */
const anAppWithThreads = (t: Test): Promise<AppUnderTest> =>
  anApp(t, { replaced: () => ({ isLarge: async () => true }) })

async function putOrganization({ ask, adminKey }: AppUnderTest, id: string, more: object = {}): Promise<void> {
  const payload = { id, name: 'Buren', kind: 'informal', description: { nl: 'Buren die koffie drinken.' }, ...more }
  const headers = { authorization: `Bearer ${adminKey}`, 'if-none-match': '*' }
  const reply = await ask({ method: 'PUT', url: `/v1/drafts/organizations/${id}`, headers, payload })
  if (reply.statusCode >= 300) throw new Error(reply.body)
}

t.test('A publish in a thread gives what one without gives: a release in force, warnings, refusals', async (t) => {
  const app = await anAppWithThreads(t)
  await putOrganization(app, 'buren')
  const published = await app.edit('POST', '/v1/releases', { note: 'in a thread' })
  t.match(published, { statusCode: 201, headers: { location: '/v1/releases/2' } })
  t.match((await app.ask('/v1/organizations/buren')).json(), { name: 'Buren' }, 'it is in force when the reply comes')
  t.match((await app.match(question)).json(), { receipt: { release: 2 } })
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 200 }, 'there is nothing more to publish')

  await putOrganization(app, 'achterban', { backedBy: 'nobody' })
  const refused = await app.edit('POST', '/v1/releases', {})
  t.match(refused.json(), { code: 'not-publishable', errors: [{ pointer: '/organization/achterban/backedBy' }] })
  t.match(await app.edit('POST', '/v1/releases', { from: 1 }), { statusCode: 201 }, 'an older one can come back')
  t.match(await app.ask('/v1/organizations/buren'), { statusCode: 404 })
})

t.test('The same call again with its Idempotency-Key gets the reply that the thread kept', async (t) => {
  const app = await anAppWithThreads(t)
  await putOrganization(app, 'buren')
  const headers = { authorization: `Bearer ${app.adminKey}`, 'idempotency-key': 'once' }
  const publish = () => app.ask({ method: 'POST', url: '/v1/releases', headers, payload: {} })
  const [first, second] = [await publish(), await publish()]
  t.match(first, { statusCode: 201 })
  t.match(second, { statusCode: 201, body: first.body })
})

t.test('A publish hands over what it compiled before it makes the release: what reading it compiles', async (t) => {
  const { rooms, ...app } = await anAppWithThreads(t)
  await putOrganization({ rooms, ...app }, 'buren')
  const publish = async (request: { readonly from?: number }) => {
    const before = await rooms.newestRelease()
    let handedOver: PreparedData | undefined
    const { result, data } = await rooms.publishPrepared({ by: 'test', ...request }, [], async (prepared) => {
      t.same(await rooms.newestRelease(), before, 'the release is not made yet')
      handedOver = prepared
    })
    t.equal(data, handedOver)
    return { result, data }
  }
  for (const request of [{}, { from: 1 }]) {
    const { result, data } = await publish(request)
    if (result.outcome !== 'published' || data === undefined) throw new Error(result.outcome)
    const { number } = result.release
    t.ok(isDeepStrictEqual(await rooms.completeData(data, result.release), await rooms.readData(number)), `${number}`)
  }
  t.match(await publish({ from: 1 }), { result: { outcome: 'unchanged' }, data: undefined })
})

t.test('Of drafts that change each time that they were compiled, nothing older is kept as the release', async (t) => {
  const { rooms } = await anApp(t)
  const id = 'buren'
  let edits = 0
  const edit = async (): Promise<void> => {
    edits += 1
    const document = anOrganization({ id, name: `Buren ${edits}` })
    await rooms.storage.write((db) => rooms.storesBy('test').drafts.put(db, 'organization', document))
  }
  await edit()
  const { result, data } = await rooms.publishPrepared({ by: 'test' }, [], edit)
  if (result.outcome !== 'published') throw new Error(result.outcome)
  const { published } = await rooms.openRelease(result.release.number)
  t.match(published.organizations.get(id), { name: `Buren ${edits}` })
  t.equal(data, undefined, 'what was compiled is not of this release')
})

t.test('A release is handed over without a copy', async (t) => {
  const { rooms } = await anAppWithThreads(t)
  const data = share(await rooms.readData(1))
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(data)
  const received: PublishedData = receiveMessageOnPort(port2)?.message
  port1.close()
  t.ok(isDeepStrictEqual(received, data))
  data.services.bytes.fill(32, 0, 1)
  t.equal(received.services.bytes[0], 32, 'both have the same memory')
  t.equal(share(data).services.bytes.buffer, data.services.bytes.buffer, 'which is shared once')
})

t.test('Where the service cannot open what a publish prepared, nothing is published', async (t) => {
  const openPrepared = () => {
    throw new Error('There is no memory left.')
  }
  const app = await anApp(t, { replaced: () => ({ isLarge: async () => true, openPrepared }) })
  await putOrganization(app, 'buren')
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 500 })
  t.match(await app.rooms.newestRelease(), { number: 1 })
})

t.test(
  'While publishes run, each match is of one release, and each click is in force when it is answered',
  async (t) => {
    const app = await anAppWithThreads(t)
    const digests = new Map<number, string>()
    let newest = 0
    let isOver = false
    const matching = (async () => {
      while (!isOver) {
        const { receipt, choices, alternatives } = (await app.match(question)).json()
        if (receipt.release < newest) t.fail(`release ${receipt.release} came after ${newest}`)
        newest = receipt.release
        const before = digests.get(newest)
        if (before !== undefined && before !== receipt.releaseDigest) t.fail('a release had two digests')
        digests.set(newest, receipt.releaseDigest)
        if (choices.length + alternatives.length < 4) t.fail('there were no choices')
        await new Promise(setImmediate)
      }
    })()
    const service = (await app.ask('/v1/services?limit=1')).json().items[0].id
    const clicking = (async () => {
      for (let click = 0; !isOver; click += 1) {
        const status = click % 2 === 0 ? 'waitlist' : 'limited'
        const headers = { authorization: `Bearer ${app.adminKey}` }
        const url = `/v1/services/${service}/capacity`
        const set = await app.ask({ method: 'PUT', url, headers, payload: { status } })
        if (set.statusCode !== 200) t.fail(set.body)
        const { status: shown } = (await app.ask(url)).json()
        if (shown !== status) t.fail(`${status} was answered with ${shown}`)
      }
    })()
    for (let round = 0; round < 3; round += 1) {
      await putOrganization(app, `buren-${round}`)
      t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 201 })
      t.match(await app.ask(`/v1/organizations/buren-${round}`), { statusCode: 200 })
    }
    isOver = true
    await Promise.all([matching, clicking])
    for (const [number, digest] of digests) {
      t.equal((await app.ask(`/v1/releases/${number}`)).json().digest, digest, `release ${number}`)
    }
  },
)
