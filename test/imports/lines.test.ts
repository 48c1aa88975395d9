import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { aCapacity, aCatalogue, anOrganization, aService } from '../helpers/builders.js'
import { anImporter, placesOf } from './an-importer.js'

const ndjson = { format: 'ndjson' } as const
const json = { format: 'json' } as const
const line = (type: string, document: unknown): string => `${JSON.stringify({ type, document })}\n`
const { taxonomies, organizations, services, questionSets } = aCatalogue()
const everything = [
  ...services.map((service) => line('service', service)),
  line('capacity', aCapacity()),
  ...taxonomies.map((taxonomy) => line('taxonomy', taxonomy)),
  ...questionSets.map((set) => line('question-set', set)),
  ...organizations.map((organization) => line('organization', organization)),
].join('')

t.test('Lines of JSON are imported whatever their order, their ends and the pieces in which they come', async (t) => {
  const bodies = [everything, everything.trimEnd(), everything.replaceAll('\n', '\r\n'), `\n \n${everything}\n\t\n`]
  for (const body of bodies) {
    for (const piece of [undefined, 1, 7, 100]) {
      const { send, stored } = await anImporter(t)
      t.match(await send(ndjson, body, { ...(piece && { piece }) }), { report: { services: { created: ['koffie'] } } })
      t.same(await stored(), [
        'organization buurthuis',
        'question-set geld',
        'service koffie',
        'taxonomy topic',
        'capacity koffie limited',
      ])
    }
  }
  const { send } = await anImporter(t)
  t.match(await send(ndjson, ''), { report: { services: { counts: { created: 0 } } } })
})

t.test('replace removes what is not named, of the types that have a line', async (t) => {
  const { send, stored } = await anImporter(t)
  await send(ndjson, everything + line('service', aService({ id: 'soep' })))
  const body = line('service', aService({ id: 'soep' }))
  t.match(await send(ndjson, body, { mode: 'replace' }), { report: { services: { removed: ['koffie'] } } })
  t.ok((await stored()).includes('organization buurthuis'))
})

t.test('Each line that is wrong is named with its number and the place in it, and all others are read', async (t) => {
  const { send, stored } = await anImporter(t)
  const body = Buffer.concat(
    [
      line('service', aService({ terms: { topic: ['debt', 'debt'] } })),
      'no json\n',
      '{"type":"service","document":{"id":1,"id":2}}\n',
      '[]\n',
      '{"type":"place","document":{}}\n',
      '{"type":"service"}\n',
      '{"type":"service","document":{},"a/b":1}\n',
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      '"\\ud800"\n',
      '"\u0085"\n',
      '\ufeff{}\n',
      '{"type":"organization","document":{"__proto__":1}}\n',
      `${'['.repeat(65)}\n`,
      '1e999\n',
      `"${'x'.repeat(20_001)}"\n`,
      line('service', aService({ id: 'twice' })),
      line('service', aService({ id: 'twice' })),
      line('capacity', aCapacity({ service: 'nobody' })),
      '{"type":"service","document":',
    ].map((part) => Buffer.from(part)),
  )
  const result = await send(ndjson, body)
  t.same(placesOf(result), [
    '1 /document/terms/topic/1 repeated',
    '2  syntax',
    '3 /document/id duplicate-key',
    '4  wrong-type',
    '5 /type not-allowed',
    '6 /document required',
    '7 /a~1b unknown-field',
    '8  not-utf8',
    '9  lone-surrogate',
    '10  control-character',
    '11  syntax',
    '12 /document forbidden-key',
    '13 /0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0 too-deep',
    '14  number-too-large',
    '15  too-long',
    '17 /document/id repeated-id',
    '19 /document syntax',
  ])
  t.match('problems' in result && result.problems[1], { detail: 'Expected a JSON value at line 2, column 1.' })
  t.match('problems' in result && result.problems[15], { detail: /twice stands at line 16 too/ })
  t.same(await stored(), [])
  t.same(placesOf(await send(ndjson, line('capacity', aCapacity({ service: 'nobody' })))), [
    '1 /document/service unknown-service',
  ])
})

t.test('An import that breaks at line 99,999 stores nothing and says so with the line', async (t) => {
  const { send, stored, path } = await anImporter(t)
  const organization = (index: number) => line('organization', anOrganization({ id: `o${index}` }))
  const body = `${Array.from({ length: 99_998 }, (_, index) => organization(index)).join('')}{"type":"organiz`
  const result = await send(ndjson, body, { piece: 65_536 })
  t.same(placesOf(result), ['99999 /type syntax'])
  t.match('problems' in result && result.problems[0]?.detail, /at line 99999, column \d+\.$/)
  t.same(await stored(), [])
  t.same(
    readdirSync(dirname(path)).filter((name) => !name.startsWith('mokum.db')),
    [],
    'what was staged is gone',
  )
})

t.test('A body that breaks off on its way stores nothing, and what was staged is gone', async (t) => {
  const { imports, stored, path } = await anImporter(t)
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(everything)
    throw new Error('The line went dead.')
  }
  const body = { ...ndjson, chunks: chunks() }
  await t.rejects(imports.importDocuments(body, { mode: 'merge', dryRun: false }), /went dead/)
  t.same(await stored(), [])
  t.same(
    readdirSync(dirname(path)).filter((name) => name.includes('scratch')),
    [],
  )
})

t.test('JSON is read the same in whatever pieces it comes', async (t) => {
  const body = { partners: [1, { a: '"]}\\' }, 'x'], ...aCatalogue(), capacities: [aCapacity()], '\u00e9"': null }
  const texts = [
    JSON.stringify(body),
    JSON.stringify(body, null, 2),
    JSON.stringify({ services: [7, true, null, 'a', [], {}, -1.5e3] }),
    ' {} ',
    '{"services":[]}',
  ]
  for (const text of texts) {
    const { send } = await anImporter(t)
    const whole = await send(json, text, { dryRun: true })
    for (const piece of [1, 2, 3, 10, 64]) t.strictSame(await send(json, text, { dryRun: true, piece }), whole)
  }
})

t.test('What is no JSON is named with its line, column and pointer, wherever it is', async (t) => {
  const { send, stored } = await anImporter(t)
  const bytes = /^Expected an object .+, in UTF-8 without a byte order mark, and not compressed\.$/
  const cases: readonly (readonly [body: string | Buffer, place: string, detail?: RegExp])[] = [
    ['', ' empty-body'],
    ['  ', ' empty-body'],
    ['\ufeff{"services":[]}', ' syntax', bytes],
    [Buffer.from('\ufeff{"services":[]}', 'utf16le'), ' syntax', bytes],
    [gzipSync('{"services":[]}'), ' syntax', bytes],
    ['services', ' wrong-type', /questionSets, capacities\.$/],
    ['{"services":[{"id":"a"},]}', '/services/1 syntax', /^Expected a document at line 1, column 25\.$/],
    ['{"services":[,]}', '/services/0 syntax'],
    ['{"services":[{}] "a":1}', ' syntax', /comma or the end of the object at line 1, column 18/],
    ['{"services":[{} {}]}', '/services syntax', /comma or the end of the list/],
    ['{services:[]}', ' syntax', /name in quotes/],
    ['{"services" []}', '/services syntax', /colon/],
    ['{"services":,}', '/services syntax', /Expected a list at/],
    ['{"services":[]', ' syntax', /the body ends before its object does at line 1, column 15/],
    ['{"services":[{"id":"a"', '/services/0 syntax', /the body ends/],
    ['{"services":[]}x', ' trailing-content'],
    ['{"services":[],\n"services":[]}', '/services duplicate-key', /at line 2, column 1\./],
    ['{"services":[\n{"id":"é",\n "id":"b"}]}', '/services/0/id duplicate-key', /at line 3, column 2\./],
    ['{"services":[nul]}', '/services/0 syntax'],
    ['{"services":[{"a":]}]}', '/services/0/a syntax'],
    [`{"services":["${'x'.repeat(30_000)}"]}`, '/services/0 too-long', /at most 20000 bytes, but one begins at line 1/],
  ]
  for (const [body, place, detail = /^Expected .+\.$/] of cases) {
    for (const piece of [undefined, 1]) {
      const result = await send(json, body, { ...(piece && { piece }) })
      t.equal(placesOf(result).at(-1), place, String(body).slice(0, 40))
      t.match('problems' in result && result.problems.at(-1)?.detail, detail, String(body).slice(0, 40))
    }
  }
  t.same(await stored(), [])
})

t.test('Any JSON is read as JSON.parse reads it, or refused as it refuses it', async (t) => {
  const { send } = await anImporter(t)
  const spaces = fc.constantFrom('', ' ', '\n', '\t\r\n')
  const value = fc.oneof(fc.json({ maxDepth: 3 }), fc.constantFrom('}', ']', ',', '"', '{"a"}', '[1', 'tru', '01'))
  const list = fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(',')}]`)
  await fc.assert(
    fc.asyncProperty(list, spaces, fc.integer({ min: 1, max: 9 }), async (services, space, piece) => {
      const body = `${space}{${space}"services"${space}:${space}${services}${space}}${space}`
      const result = await send(json, body, { dryRun: true, piece })
      const codes = 'problems' in result ? result.problems.map(({ code }) => code) : []
      const isRead = !codes.some((code) => /^(syntax|trailing-content|duplicate-key|forbidden-key)$/.test(code))
      const refused = strictlyRefused(body)
      t.equal(isRead, !refused, body)
    }),
    { numRuns: 300 },
  )
})

function strictlyRefused(body: string): boolean {
  let names = 0
  try {
    JSON.parse(body, (name) => {
      if (name === '__proto__') names += 1
      return null
    })
  } catch {
    return true
  }
  return names > 0
}

t.test('An export in lines, imported elsewhere, is the same', async (t) => {
  const [here, there] = [await anImporter(t), await anImporter(t)]
  await here.send(ndjson, everything)
  const exported = await here.exported(ndjson)
  t.equal(exported.split('\n').length, 6, 'a line for each document and an end for each line')
  t.same(placesOf(await there.send(ndjson, exported)), [])
  t.equal(await there.exported(ndjson), exported)
  t.equal(await there.exported(), await here.exported())
  t.same(await there.digests(), await here.digests())
})

t.test('A dry run tells field by field what would differ, up to 1,000 fields', async (t) => {
  const { put } = await anImporter(t)
  const services = Array.from({ length: 1_200 }, (_, index) => aService({ id: `s${index}` }))
  await put({ services: [...services, aService()], capacities: [aCapacity()] })
  const edited = aService({ cost: { nl: '2 euro' }, terms: {} })
  const body = { services: [edited, aService({ id: 'new' })], capacities: [aCapacity({ status: 'full' })] }
  t.match(await put(body, 'merge', true), {
    report: {
      differences: [
        {
          list: 'services',
          id: 'koffie',
          fields: [
            { pointer: '/terms/topic', from: ['debt'] },
            { pointer: '/cost', to: { nl: '2 euro' } },
          ],
        },
        { list: 'capacities', id: 'koffie', fields: [{ pointer: '/status', from: 'limited', to: 'full' }] },
      ],
    },
  })
  const all = await put({ services: services.map((one) => ({ ...one, status: 'inactive' })) }, 'merge', true)
  t.ok('report' in all && all.report.differences?.length === 1_000)
  t.match(all, { report: { services: { counts: { changed: 1_200 }, changed: { length: 1_000 } } } })
})
