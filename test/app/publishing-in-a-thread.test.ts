import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { handOver, openPublished } from '../../src/releases/published.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'

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

t.test('What a publish compiled is what reading the release compiles', async (t) => {
  const { rooms, ...app } = await anAppWithThreads(t)
  await putOrganization({ rooms, ...app }, 'buren')
  const { result, data } = await rooms.publishPrepared({ by: 'test' })
  t.match(result, { outcome: 'published', release: { number: 2 } })
  t.ok(isDeepStrictEqual(data, await rooms.readData(2)))
})

t.test('A release that is handed over is no longer there, and is whole on the other side', async (t) => {
  const { rooms } = await anAppWithThreads(t)
  const data = await rooms.readData(1)
  const { handedOver, buffers } = handOver(data)
  const other = structuredClone(handedOver, { transfer: buffers })
  t.equal(data.services.bytes.length, 0)
  t.equal(data.compiled.planes.bits.length, 0)
  const { services, index } = openPublished(other)
  t.equal(services.size, index.capacities.length)
  t.strictSame(
    [...services.values()].map(({ id }) => id),
    [...index.content.services.ids],
  )
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
