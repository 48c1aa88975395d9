import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { createRooms, type Rooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy } from '../helpers/builders.js'
import { aFolder } from '../helpers/database.js'
import { type Random, seeded } from '../helpers/random.js'

/** `MUTATIONS=10000 SEED=…` draws more, or the same again. */
const mutations = Number(process.env.MUTATIONS ?? 300)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
console.error(`mutations: SEED=${seed} MUTATIONS=${mutations}`)
const TAMPERINGS = 100
const HOUR_MS = 3_600_000

/** What an event has to say. */
interface Expected {
  readonly by: string
  readonly action: string
  readonly type: string
  readonly id: string
}

/** Somebody who changes anything at random, and keeps in mind what is so and what has to be written down. */
function aRandomEditor(rooms: Rooms, { below, pick, percent }: Random, clock: { at: number }) {
  const { storage, storesBy, keys, publish } = rooms
  const expected: Expected[] = []
  const texts = new Map<string, string>()
  let releases = 0

  async function put(type: 'organization' | 'service' | 'partner' | 'capacity', id: string, by: string): Promise<void> {
    const { drafts, partners, capacities } = storesBy(by)
    const word = pick(['een', 'twee', 'drie'])
    const document = {
      organization: anOrganization({ id, name: word }),
      service: aService({ id, name: { nl: word } }),
      partner: { id, name: word, languages: ['nl'] },
      capacity: { service: id, status: pick(['limited', 'full'] as const), note: { nl: word } },
    }
    await storage.write<unknown>((db) => {
      if (type === 'partner') return partners.put(db, document.partner)
      if (type === 'capacity') return capacities.put(db, document.capacity)
      return type === 'service' ? drafts.put(db, type, document.service) : drafts.put(db, type, document.organization)
    })
    const [key, text] = [`${type} ${id}`, JSON.stringify(document[type])]
    if (texts.get(key) === text) return
    expected.push({ by, action: texts.has(key) ? 'replace' : 'create', type, id })
    texts.set(key, text)
  }

  async function remove(type: 'organization' | 'service' | 'partner', id: string, by: string): Promise<void> {
    const { drafts, partners } = storesBy(by)
    await storage.write((db) => (type === 'partner' ? partners.delete(db, id) : drafts.delete(db, type, id)))
    if (texts.delete(`${type} ${id}`)) expected.push({ by, action: 'delete', type, id })
  }

  async function changeKey(by: string): Promise<void> {
    const [id, action] = [`key-${below(mutations)}`, pick(['create', 'rotate', 'revoke'] as const)]
    const request = { id, name: `Key ${id}`, scopes: ['publish'] as const }
    const wasRevoked = (await keys.read(id))?.revokedAt
    const done =
      action === 'create'
        ? await keys.create(request, { by })
        : action === 'rotate'
          ? await keys.rotate(id, {}, { by })
          : await keys.revoke(id, { by })
    const isDone = 'key' in done && !(action === 'revoke' && wasRevoked)
    if (isDone) expected.push({ by, action, type: 'key', id })
  }

  async function makeRelease(by: string): Promise<void> {
    const number = async (): Promise<number> => (await rooms.newestRelease())?.number ?? 0
    let name = by
    if (percent(20)) {
      clock.at += 8 * 24 * HOUR_MS
      await rooms.rotateIfDue(7)
      name = 'rotation'
    } else {
      const from = releases > 0 && percent(30) ? 1 + below(releases) : undefined
      const { outcome } = await publish({ by, note: pick(['Een', undefined]), from })
      if (outcome === 'refused') throw new Error('It was refused.')
    }
    if ((await number()) === releases) return
    releases++
    expected.push({ by: name, action: 'publish', type: 'release', id: String(releases) })
  }

  return {
    expected,
    /** A catalogue that can be published, whatever is changed beside it. */
    async begin(): Promise<void> {
      await storage.write(async (db) => {
        const { drafts } = storesBy('first')
        await drafts.put(db, 'taxonomy', aTaxonomy())
        await drafts.put(db, 'organization', anOrganization())
        await drafts.put(db, 'service', aService())
        await drafts.put(db, 'question-set', aQuestionSet())
      })
      expected.push(
        { by: 'first', action: 'create', type: 'taxonomy', id: aTaxonomy().id },
        { by: 'first', action: 'create', type: 'organization', id: anOrganization().id },
        { by: 'first', action: 'create', type: 'service', id: aService().id },
        { by: 'first', action: 'create', type: 'question-set', id: aQuestionSet().id },
      )
    },
    async mutate(): Promise<void> {
      clock.at += below(HOUR_MS)
      const by = pick(['Redactie Noord', 'Redactie West', 'command line'])
      const id = `a-${below(5)}`
      const throwOf = below(100)
      if (throwOf < 50) await put(pick(['organization', 'service', 'partner', 'capacity']), id, by)
      else if (throwOf < 70) await remove(pick(['organization', 'service', 'partner']), id, by)
      else if (throwOf < 80) await changeKey(by)
      else await makeRelease(by)
    },
  }
}

const names = ['releases', 'release_rows', 'audit_events'] as const
const other = (text: unknown): string => (String(text).startsWith('a') ? 'b'.repeat(64) : 'a'.repeat(64))
const textColumns = {
  releases: ['created_at', 'created_by', 'note', 'digest', 'rotation', 'previous', 'seal'],
  release_rows: ['type', 'id', 'digest', 'document'],
  audit_events: ['at', 'by', 'action', 'type', 'id', 'before', 'after', 'seal'],
} as const

/** Changes, removes or swaps something of the history, as somebody with the file in hand could; says what. */
function tamper(path: string, { pick, below }: Random): string {
  const raw = new Database(path)
  const triggers = raw.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
  raw.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
  for (const trigger of triggers) raw.exec(`DROP TRIGGER ${trigger}`)
  const table = pick(names)
  const rowids = raw.prepare<[], number>(`SELECT rowid FROM ${table} ORDER BY rowid`).pluck().all()
  const rowid = pick(rowids)
  const how = pick(['changed', 'removed', 'swapped'])
  const what = (place: string): string => {
    raw.close()
    return `${table}, row ${rowid} ${how} ${place}`
  }
  if (how === 'removed') {
    raw.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(rowid)
    return what('')
  }
  const column = pick<string>(textColumns[table])
  const value = raw.prepare(`SELECT ${column} FROM ${table} WHERE rowid = ?`).pluck()
  const set = raw.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`)
  if (how === 'swapped' && table !== 'release_rows') {
    const number = raw.prepare(`UPDATE ${table} SET number = ? WHERE number = ?`)
    const second = pick(rowids.filter((one) => one !== rowid))
    number.run(-1, rowid)
    number.run(rowid, second)
    number.run(second, -1)
    return what(`with ${second}`)
  }
  const others = rowids.filter((one) => value.get(one) !== value.get(rowid))
  const isSwap = how === 'swapped' && others.length > 0 && column !== 'id' && column !== 'type'
  const second = isSwap ? others[below(others.length)] : undefined
  if (second === undefined) {
    set.run(column === 'type' ? 'a-type' : other(value.get(rowid)), rowid)
    return what(column)
  }
  const [one, two] = [value.get(rowid), value.get(second)]
  set.run(two, rowid)
  set.run(one, second)
  return what(`${column} with ${second}`)
}

t.test(
  'After any changes the history says of each who made it, is whole, and nothing of it can be changed unseen',
  async (t) => {
    const folder = aFolder(t)
    const path = join(folder, 'mokummatch.sqlite')
    const storage = await openStorage({ url: `file:${path}` })
    const clock = { at: Date.parse('2026-01-01T00:00:00Z') }
    const rooms = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date(clock.at) })
    const random = seeded(seed)
    const { begin, mutate, expected } = aRandomEditor(rooms, random, clock)
    await begin()
    for (let count = 0; count < mutations; count++) await mutate()

    const events = (await rooms.auditEvents({ before: undefined, limit: 1_000_000 })).events.toReversed()
    t.same(
      events.map(({ by, action, type, id }) => ({ by, action, type, id })),
      expected,
      'each change that was one is written down, and nothing else',
    )
    t.ok(expected.length > mutations / 2)
    const state = new Map<string, string | null>()
    const broken = events.filter(({ type, id, before, after }) => {
      const subject = type === 'release' ? type : `${type} ${id}`
      const was = state.get(subject) ?? null
      state.set(subject, after)
      return before !== was
    })
    t.same(broken, [], 'each became what it was before the next change')
    t.same((await rooms.verify({})).faults, [])
    t.same((await rooms.verifyAudit({})).faults, [])
    const [head, { newest: auditHead }] = [await rooms.newestRelease(), await rooms.verifyAudit({})]
    await storage.close()

    const copy = join(folder, 'copy.sqlite')
    for (let count = 0; count < TAMPERINGS; count++) {
      copyFileSync(path, copy)
      const how = tamper(copy, random)
      const opened = await openStorage({ url: `file:${copy}` })
      const tampered = createRooms({ storage: opened, defaultLanguage: 'nl', now: () => new Date(clock.at) })
      const history = await tampered.verify({ expected: head })
      const audit = await tampered.verifyAudit({ expected: auditHead })
      await opened.close()
      if (history.faults.length + audit.faults.length === 0) t.fail(how)
    }
  },
)
