import t from 'tap'
import { newestRelease, releaseByNumber } from '../../src/releases/release-store.js'
import { drawRotation } from '../../src/releases/rotation.js'
import { verify } from '../../src/releases/verify.js'
import { openStorage } from '../../src/storage/storage.js'
import { aService } from '../helpers/builders.js'
import { anEditor, aPublishingDatabase, contentAt } from './an-editor.js'

const a = aService({ id: 'a' })

t.test('A rotation is given in its form, or drawn', async (t) => {
  const { put, publish, release } = await aPublishingDatabase(t)
  await put(a)
  for (const rotation of [
    '',
    '0123456789abcde',
    '0123456789ABCDEF',
    '0123456789abcdef0',
    '0123456789abcdeg',
    '0123456789abcdef\n',
  ]) {
    t.match(await publish({ rotation }), {
      outcome: 'refused',
      problems: [{ code: 'wrong-format', pointer: '/rotation' }],
    })
  }
  t.equal((await release({ rotation: '0123456789abcdef' })).rotation, '0123456789abcdef')
  const drawn = Array.from({ length: 100 }, drawRotation)
  t.ok(drawn.every((rotation) => /^[0-9a-f]{16}$/.test(rotation)))
  t.equal(new Set(drawn).size, 100)
})

t.test('A rotation that is due is drawn as a release of its own', async (t) => {
  const { put, release, clock, rotateIfDue, publishCapacities, storage } = await aPublishingDatabase(t)
  const at = (instant: string) => {
    clock.now = new Date(instant)
  }
  t.equal(await rotateIfDue(7), undefined, 'not before the first release')
  await put(a)
  const first = await release()
  at('2026-11-25T12:00:00.000Z')
  await publishCapacities({ service: 'a', status: 'full' })
  at('2026-11-28T11:59:59.999Z')
  t.equal(await rotateIfDue(7), undefined)
  at('2026-11-28T12:00:00.000Z')
  t.equal(await rotateIfDue(0), undefined, '0: never')
  const rotated = await rotateIfDue(7)
  t.match(rotated, { number: 3, createdBy: 'rotation', note: null, createdAt: '2026-11-28T12:00:00.000Z' })
  t.not(rotated?.rotation, first.rotation)
  t.equal(rotated?.digest, (await storage.read((db) => releaseByNumber(db, 2)))?.digest)
  t.strictSame(await contentAt(storage, 3), await contentAt(storage, 2))
  t.equal(await rotateIfDue(7), undefined)
  at('2027-11-28T12:00:00.000Z')
  t.equal((await rotateIfDue(7))?.number, 4)
  at('2026-11-28T12:00:00.000Z')
  t.equal((await rotateIfDue(7))?.number, 5, 'a clock that ran ahead does not stop the turns')
  t.same((await verify(storage)).faults, [])
})

t.test('Of two processes that find a rotation due, one draws it', async (t) => {
  const { url, storage, put, release, clock } = await aPublishingDatabase(t)
  await put(a)
  await release()
  const other = await openStorage({ url })
  t.teardown(() => other.close())
  const editors = [storage, other, storage].map((one) => anEditor(one, { drawRotation }))
  for (const editor of editors) editor.clock.now = new Date(clock.now.getTime() + 8 * 86_400_000)
  const rotated = await Promise.all(editors.map((editor) => editor.rotateIfDue(7)))
  t.equal(rotated.filter((made) => made !== undefined).length, 1)
  t.equal((await storage.read(newestRelease))?.number, 2)
})
