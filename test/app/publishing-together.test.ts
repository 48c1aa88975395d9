import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { runCommand } from '../helpers/processes.js'
import { contentAt } from '../releases/an-editor.js'

/** What an editor wrote, and the release in which it has to be: the one that their publish gave. */
interface Written {
  readonly id: string
  readonly name: string
  readonly release: number
}

function anOrganization(id: string, name: string) {
  return { id, name, kind: 'informal', description: { nl: 'Buren die samen koffie drinken.' } }
}

/** Edits and publishes over the API. */
function anEditor({ ask, adminKey, edit }: AppUnderTest) {
  const put = async (id: string, name: string): Promise<void> => {
    const url = `/v1/drafts/organizations/${id}`
    const { etag } = (await edit('GET', url)).headers
    const precondition = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': String(etag) }
    const headers = { authorization: `Bearer ${adminKey}`, ...precondition }
    const { statusCode } = await ask({ method: 'PUT', url, headers, payload: anOrganization(id, name) })
    if (statusCode >= 300) throw new Error(`The draft ${id} was answered with ${statusCode}.`)
  }
  const publish = async (note: string): Promise<number> => {
    const reply = await edit('POST', '/v1/releases', { note })
    if (reply.statusCode >= 300) throw new Error(`The publish ${note} was answered with ${reply.statusCode}.`)
    return reply.json().release.number
  }
  return { put, publish }
}

/** Each editor keeps changing one organization of their own, and publishes each change. */
async function editAndPublish(app: AppUnderTest, { editors, rounds }: { editors: number; rounds: number }) {
  const { put, publish } = anEditor(app)
  const written: Written[] = []
  const work = async (id: string): Promise<void> => {
    for (let round = 1; round <= rounds; round++) {
      const name = `${id}, change ${round}`
      await put(id, name)
      written.push({ id, name, release: await publish(name) })
    }
  }
  await Promise.all(Array.from({ length: editors }, (_, index) => work(`editor-${index}`)))
  return written
}

/** Publishes from a process of its own, beside the service. */
async function publishFromCommandLine({ path }: AppUnderTest, note: string): Promise<number> {
  const { out } = await runCommand(['publish', '--note', note], { ...process.env, DATABASE_URL: `file:${path}` })
  const number = /release (\d+),/.exec(out)?.[1]
  if (number === undefined) throw new Error(`The command line published nothing: ${out}`)
  return Number(number)
}

/** One order, of which every link holds, and in it everything that somebody was told is published. */
async function isWhole(t: Test, { rooms, edit }: AppUnderTest, written: readonly Written[]): Promise<void> {
  const { faults, releases } = await rooms.verify({})
  t.same(faults, [], 'every link of the chain holds')
  t.equal((await rooms.newestRelease())?.number, releases, 'the numbers go without gaps')
  for (const { id, name, release } of written) {
    const content = await contentAt(rooms.storage, release)
    t.same(content[`organization ${id}`], anOrganization(id, name), `release ${release} has ${name}`)
  }
  t.same((await edit('GET', '/v1/drafts/changes')).json().items, [], 'nothing is left to publish')
  t.same((await rooms.verifyAudit({})).faults, [])
}

t.test('Many editors who publish at the same moment get one order, and none loses a change', async (t) => {
  const app = await anApp(t)
  const written = await editAndPublish(app, { editors: 8, rounds: 5 })
  t.equal(written.length, 40)
  await isWhole(t, app, written)
  const numbers = written.map(({ release }) => release)
  t.ok(Math.max(...numbers) > 1)
  const { items } = (await app.edit('GET', '/v1/audit-events?limit=200')).json()
  const published = items.filter(({ action }: { action: string }) => action === 'publish')
  t.equal(published.length, Math.max(...numbers), 'each release is written down once')
})

t.test('So do the service and the command line beside it', async (t) => {
  const app = await anApp(t)
  const { put } = anEditor(app)
  const written: Written[] = []
  const fromCommandLine = async (id: string): Promise<void> => {
    for (const round of [1, 2, 3]) {
      const name = `${id}, change ${round}`
      await put(id, name)
      written.push({ id, name, release: await publishFromCommandLine(app, name) })
    }
  }
  const [overApi] = await Promise.all([
    editAndPublish(app, { editors: 3, rounds: 20 }),
    fromCommandLine('command-line-1'),
    fromCommandLine('command-line-2'),
  ])
  await isWhole(t, app, [...written, ...overApi])
})

t.test('What is written while a publish runs is in its release, or still shown as a change', async (t) => {
  const app = await anApp(t)
  const { put, publish } = anEditor(app)
  for (let round = 1; round <= 10; round++) {
    const ids = Array.from({ length: 6 }, (_, index) => `during-${index}`)
    const name = (id: string): string => `${id}, change ${round}`
    // The edits come before the publish, at its parts, and after it; each round a little earlier.
    const puts = ids.map((id, index) => wait(8 * index).then(() => put(id, name(id))))
    const [number] = await Promise.all([wait(2 * round).then(() => publish(`round ${round}`)), ...puts])
    const content = await contentAt(app.rooms.storage, number)
    const { items } = (await app.edit('GET', '/v1/drafts/changes')).json()
    const changed = new Set(items.map(({ type, id }: { type: string; id: string }) => `${type} ${id}`))
    for (const key of ids.map((id) => `organization ${id}`)) {
      const published = (content[key] as { readonly name: string } | undefined)?.name
      const isIn = published === name(key.replace('organization ', ''))
      t.equal(changed.has(key), !isIn, `${key} in round ${round} is ${isIn ? 'published' : 'a change'}`)
    }
  }
  t.same((await app.rooms.verify({})).faults, [])
})
