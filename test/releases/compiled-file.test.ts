import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { createCompiledFile } from '../../src/releases/compiled-file.js'
import { makeCatalogue } from '../bench/catalogue.js'
import { asImport } from '../bench/documents.js'
import { anApp, openApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { seeded } from '../helpers/random.js'

t.test('A compiled file gives back what was written, and nothing that it does not hold whole', async (t) => {
  const { rooms } = await anApp(t)
  const data = await rooms.readData(1)
  const path = join(aFolder(t), 'compiled')
  const file = createCompiledFile(path)
  const sealOf = async (): Promise<string> => data.release.seal
  t.equal(await file.read(sealOf), undefined, 'there is none yet')

  await file.write(data)
  t.ok(isDeepStrictEqual(await file.read(sealOf), data), 'the same')
  t.equal(await createCompiledFile(path, 'another engine').read(sealOf), undefined, 'of another engine')
  t.equal(await file.read(async () => 'another seal'), undefined, 'of another database')
  t.equal(await file.read(async () => undefined), undefined, 'of a release that is not there')

  const whole = readFileSync(path)
  const place = fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: whole.length - 1 }))
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, flipped) => {
      const broken = Buffer.from(whole)
      broken[at] = (broken[at] ?? 0) ^ flipped
      writeFileSync(path, broken)
      return (await file.read(sealOf)) === undefined
    }),
    { numRuns: 100 },
  )
  writeFileSync(path, whole)
  truncateSync(path, whole.length - 1)
  t.equal(await file.read(sealOf), undefined, 'cut short')
})

t.test(
  'What a process left that was killed while it wrote is gone after the next write, and nothing else',
  async (t) => {
    const { rooms } = await anApp(t)
    const data = await rooms.readData(1)
    const folder = aFolder(t)
    const others = ['compiled-', 'compiled-wal', `another-${randomUUID()}`]
    for (const name of [`compiled-${randomUUID()}`, ...others]) writeFileSync(join(folder, name), 'half')
    await createCompiledFile(join(folder, 'compiled')).write(data)
    t.same(readdirSync(folder).sort(), ['compiled', ...others].sort())
  },
)

t.test(
  'A large release is ready from its file, also after clicks; a file that is not whole is made anew; the newest stays',
  async (t) => {
    const folder = aFolder(t)
    const random = seeded(5)
    const catalogue = makeCatalogue(random, 1_300)
    const question = { questionSet: 'bench', answers: { topics: ['debt'] }, alternatives: 3 }
    const first = await openApp(folder, { demo: false })
    const compiled = `${first.path}.compiled`
    const call = (app: typeof first, method: 'POST' | 'PUT', url: string, payload: object) =>
      app.server.inject({ method, url, payload, headers: { authorization: `Bearer ${first.adminKey}` } })
    t.match(await call(first, 'POST', '/v1/imports', asImport(catalogue)), { statusCode: 200 })
    t.notOk(existsSync(compiled))
    t.match(await call(first, 'POST', '/v1/releases', {}), { statusCode: 201 })
    t.match(await call(first, 'PUT', '/v1/services/service-7/capacity', { status: 'full' }), { statusCode: 200 })
    const reply = (await call(first, 'POST', '/v1/matches', question)).body
    await first.close()
    t.ok(existsSync(compiled), 'the publish kept it')

    const again = async (what: string) => {
      const app = await openApp(folder, { demo: false })
      t.equal((await call(app, 'POST', '/v1/matches', question)).body, reply, what)
      await app.close()
      return statSync(compiled).mtimeMs
    }
    const before = statSync(compiled).mtimeMs
    t.equal(await again('from the file'), before, 'which was right')
    writeFileSync(compiled, 'something else')
    t.not(await again('without it'), before, 'which is made anew')
    const kept = (): number => JSON.parse(readFileSync(compiled, 'utf8').split('\n')[0] ?? '').release
    t.equal(kept(), 2)

    const last = await openApp(folder, { demo: false })
    const renamed = asImport(catalogue)
      .organizations?.slice(0, 1)
      .map((one) => ({ ...Object(one), name: 'Renamed' }))
    t.match(await call(last, 'POST', '/v1/imports', { organizations: renamed }), { statusCode: 200 })
    t.match(await call(last, 'POST', '/v1/releases', {}), { statusCode: 201 })
    await last.close()
    const later = await openApp(folder, { demo: false })
    t.equal((await later.rooms.openRelease(1)).release.number, 1)
    await later.close()
    t.equal(kept(), 3, 'to look at an older release keeps the newest one')
  },
)
