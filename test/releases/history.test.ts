import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import t from 'tap'
import type { CapacityStatus } from '../../src/engine/index.js'
import { canonicalForm, type ReleaseRowType } from '../../src/releases/digests.js'
import { listReleases } from '../../src/releases/release-store.js'
import { verify } from '../../src/releases/verify.js'
import { openStorage } from '../../src/storage/storage.js'
import { anOrganization, aService } from '../helpers/builders.js'
import { aFolder } from '../helpers/database.js'
import { anEditor, aPublishingDatabase, contentAt } from './an-editor.js'

type Content = Readonly<Record<string, { readonly [name: string]: unknown }>>

interface ModelRelease {
  readonly content: Content
  readonly rotation: string
}

/** What the history should be: every release kept whole. */
class Model {
  drafts: Content = {}
  capacities: Content = {}
  readonly releases: ModelRelease[] = []
  drawn = 0
  days = 0
  #rotatedOn = 0

  publish(documents: Content, rotation?: string): void {
    const last = this.releases.at(-1)
    const notOpen = Object.entries(this.capacities).filter(
      ([key, capacity]) => capacity.status !== 'open' && key.replace('capacity', 'service') in documents,
    )
    const content = { ...documents, ...Object.fromEntries(notOpen) }
    if (last && digestOf(content) === digestOf(last.content) && (rotation ?? last.rotation) === last.rotation) return
    const isSame = last && digestOf(documentsOf(content)) === digestOf(documentsOf(last.content))
    this.#add(content, rotation ?? (isSame ? last.rotation : this.draw()))
  }

  publishCapacities(): void {
    const last = this.releases.at(-1)
    if (last) this.publish(documentsOf(last.content))
  }

  rotate(everyDays: number): void {
    const last = this.releases.at(-1)
    if (last && this.days - this.#rotatedOn >= everyDays) this.#add(last.content, this.draw())
  }

  draw(): string {
    return (++this.drawn).toString(16).padStart(16, '0')
  }

  #add(content: Content, rotation: string): void {
    if (this.releases.at(-1)?.rotation !== rotation) this.#rotatedOn = this.days
    this.releases.push({ content, rotation })
  }
}

function documentsOf(content: Content): Content {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('capacity ')))
}

function digestOf(content: Content): string {
  const lines = Object.entries(content).map(([key, document]) => {
    const form = canonicalForm(key.split(' ')[0] as ReleaseRowType, document)
    return `${key} ${createHash('sha256').update(form).digest('hex')}`
  })
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

const id = fc.constantFrom('a', 'a-a', 'aa', 'b')
const status = fc.constantFrom<CapacityStatus>('open', 'limited', 'full')
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      id,
      cost: fc.constantFrom('1', '2'),
      isService: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), id, isService: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('capacity' as const), id, status, isPublished: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      rotation: fc.option(fc.constantFrom('f'.repeat(16), 'e'.repeat(16)), { nil: undefined, freq: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), back: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.nat(6) }) },
)

t.test('After any course of things every release is as a naive history has it', async (t) => {
  const folder = aFolder(t)
  let run = 0
  let releases = 0
  const property = fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 50, size: 'max' }), async (steps) => {
    const storage = await openStorage({ url: `file:${folder}/${++run}.db` })
    const model = new Model()
    const editor = anEditor(storage)
    for (const one of steps) {
      if (one.do === 'put') {
        const document = one.isService
          ? aService({ id: one.id, cost: { nl: one.cost } })
          : anOrganization({ id: one.id, phone: one.cost })
        model.drafts = { ...model.drafts, [`${one.isService ? 'service' : 'organization'} ${one.id}`]: { ...document } }
        await editor.put(document)
      } else if (one.do === 'remove') {
        const type = one.isService ? 'service' : 'organization'
        const { [`${type} ${one.id}`]: _, ...left } = model.drafts
        model.drafts = left
        await editor.remove(type, one.id)
      } else if (one.do === 'capacity') {
        const capacity = { service: one.id, status: one.status }
        model.capacities = { ...model.capacities, [`capacity ${one.id}`]: capacity }
        if (one.isPublished) {
          model.publishCapacities()
          await editor.publishCapacities(capacity)
        } else await editor.setCapacity(capacity)
      } else if (one.do === 'publish') {
        model.publish(model.drafts, one.rotation)
        await editor.publish({ rotation: one.rotation })
      } else if (one.do === 'again') {
        const from = model.releases.length - one.back
        const older = model.releases[from - 1]
        if (older) model.publish(documentsOf(older.content))
        t.equal((await editor.publish({ from })).outcome === 'refused', older === undefined)
      } else if (one.do === 'hold') {
        await editor.hold()
      } else {
        model.days += one.days
        editor.clock.now = new Date(editor.clock.now.getTime() + one.days * 86_400_000)
        model.rotate(7)
        await editor.rotateIfDue(7)
      }
    }
    const made = (await storage.read((db) => listReleases(db, { limit: 100 }))).releases.toReversed()
    t.strictSame(
      made.map(({ number, digest, rotation }) => ({ number, digest, rotation })),
      model.releases.map(({ content, rotation }, i) => ({ number: i + 1, digest: digestOf(content), rotation })),
    )
    for (const [i, { content }] of model.releases.entries()) t.strictSame(await contentAt(storage, i + 1), content)
    t.same(await verify(storage).then(({ faults }) => faults), [])
    releases += made.length
    await storage.close()
  })
  await fc.assert(property, { numRuns: 60 })
  t.comment(`${releases} releases in ${run} histories`)
})

t.test('The database refuses to change or remove a release, or to add to one', async (t) => {
  const { put, release, path, storage } = await aPublishingDatabase(t)
  await put(aService({ id: 'a' }), aService({ id: 'b' }))
  await release()
  await put(aService({ id: 'a', cost: { nl: 'Gratis' } }))
  const last = await release()
  const raw = new Database(path)
  t.teardown(() => raw.close())
  const hash = 'f'.repeat(64)
  const release3 = (number: number, previous: string | null) =>
    `INSERT INTO releases VALUES (${number}, 'at', 'by', NULL, '${hash}', '${'0'.repeat(16)}', ${previous && `'${previous}'`}, '${hash}', NULL)`
  const row = (number: number, id: string) => `release_rows VALUES (${number}, 'service', '${id}', '${hash}', '{}')`
  const refused: [string, RegExp][] = [
    ["UPDATE releases SET note = 'better' WHERE number = 2", /cannot be changed/],
    ['UPDATE OR REPLACE releases SET number = 1 WHERE number = 2', /cannot be changed/],
    ['DELETE FROM releases', /cannot be deleted/],
    ['DELETE FROM releases WHERE number = 2', /cannot be deleted/],
    ["UPDATE release_rows SET document = '{}'", /cannot be changed/],
    ['UPDATE OR IGNORE release_rows SET release = 1 WHERE release = 2', /cannot be changed/],
    ['DELETE FROM release_rows WHERE release = 1', /cannot be deleted/],
    [`INSERT INTO ${row(1, 'c')}`, /takes no more rows/],
    [`INSERT INTO ${row(2, 'c')}`, /takes no more rows/],
    [`INSERT OR REPLACE INTO ${row(2, 'a')}`, /takes no more rows/],
    [`INSERT INTO ${row(3, 'c')}`, /FOREIGN KEY/],
    [`INSERT INTO ${row(-1, 'c')}`, /takes no more rows/],
    [release3(4, last.digest), /has to be the next one/],
    [release3(2, last.digest), /has to be the next one/],
    [release3(3, null), /has to be the next one/],
    [release3(3, hash), /has to be the next one/],
    [release3(1, null).replace('INSERT', 'INSERT OR REPLACE'), /has to be the next one/],
    [release3(3, last.digest).replace('VALUES (3', "VALUES ('three'"), /next one|INTEGER|datatype/],
  ]
  for (const [sql, message] of refused) t.throws(() => raw.exec(sql), { message }, sql)
  t.doesNotThrow(
    () => raw.exec(`BEGIN; INSERT INTO ${row(3, 'c')}; ${release3(3, last.digest)}; ROLLBACK`),
    'as the software does it',
  )
  t.same(await verify(storage), { releases: 2, rows: 3, faults: [] })
})
