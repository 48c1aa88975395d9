import fc from 'fast-check'
import t from 'tap'
import type { Organization, Service } from '../../src/engine/index.js'
import { readCsv } from '../../src/imports/read-csv.js'
import { documentOf } from '../../src/imports/sheet-cells.js'
import { columnOf } from '../../src/imports/sheet-columns.js'
import { anOrganization, aService } from '../helpers/builders.js'
import { anImporter, placesOf } from './an-importer.js'

const servicesIn = { format: 'csv', type: 'services' } as const
const organizationsIn = { format: 'csv', type: 'organizations' } as const
const servicesOut = { ...servicesIn, separator: 'comma' } as const
const organizationsOut = { ...organizationsIn, separator: 'comma' } as const

/** One service with something in every column. */
const full = aService({
  id: 'vol',
  name: { nl: 'Vol', 'zh-Hant': '滿' },
  description: { nl: '=1+1 is een begin', en: "'=1", tr: "'s Avonds" },
  terms: { topic: ['law', 'debt'], area: [] },
  contact: {
    phone: '+31 20 000 00 01',
    email: 'info@example.org',
    website: 'https://example.org/a;b,c',
    whatsapp: '+31200000002',
    appointment: 'https://example.org/afspraak',
    walkIn: { nl: 'Loop "gewoon" binnen, elke dag; ook zondag' },
  },
  locations: [
    {
      id: 'een',
      name: '@huis',
      street: '-straat 1',
      postalCode: '1031 AA',
      city: 'Amsterdam',
      latitude: 52.39,
      longitude: -4.9e-7,
    },
    {},
    { accessibility: { nl: 'Begane grond.' }, latitude: 0 },
  ],
  schedule: [
    { days: ['MO', 'WE'], opensAt: '09:00', closesAt: '12:30', note: { nl: 'Niet in mei.' } },
    { days: [], opensAt: '00:00', closesAt: '23:59' },
  ],
  firstTalk: { expect: { nl: 'Koffie' }, bring: { nl: 'Post' }, asksFor: ['name', 'bsn'], tells: { nl: 'Niemand' } },
  cost: { nl: ' 2 euro ' },
  seeks: [{ taxonomy: 'sharing', term: 'cooking', text: { nl: 'Kok' } }],
  verifiedOn: '2026-02-28',
})

t.test('A sheet has a column for everything that a service can say, in a fixed order', async (t) => {
  const { put, exportedBytes } = await anImporter(t)
  await put({ services: [full, aService()] })
  const [header = '', first = '', second = ''] = (await exportedBytes(servicesOut)).toString().split('\r\n')
  t.equal(header.charCodeAt(0), 0xfeff, 'a mark by which spreadsheets know UTF-8')
  t.same(header.slice(1).split(','), [
    ...['id', 'organization', 'status', 'name.nl', 'name.zh-Hant', 'summary.nl'],
    ...['description.nl', 'description.en', 'description.tr', 'terms.topic'],
    ...['phone', 'email', 'website', 'whatsapp', 'appointment', 'walkIn.nl'].map((name) => `contact.${name}`),
    ...['id', 'name', 'street', 'postalCode', 'city', 'latitude', 'longitude'].map((name) => `locations.1.${name}`),
    ...['locations.3.latitude', 'locations.3.accessibility.nl', 'schedule.1', 'schedule.1.note.nl', 'schedule.2'],
    ...['firstTalk.expect.nl', 'firstTalk.bring.nl', 'firstTalk.asksFor', 'firstTalk.tells.nl', 'cost.nl'],
    ...['seeks.1.taxonomy', 'seeks.1.term', 'seeks.1.text.nl', 'verifiedOn'],
  ])
  t.match(first, /^koffie,buurthuis,active,Koffie,,Een kop koffie en een gesprek\.,,,,debt,'\+31 20 000 00 01,,/)
  t.match(second, /,'=1\+1 is een begin,''=1,'s Avonds,law debt,/)
  t.match(
    second,
    /,"Loop ""gewoon"" binnen, elke dag; ook zondag",een,'@huis,'-straat 1,1031 AA,Amsterdam,52\.39,-4\.9e-7,/,
  )
  t.match(second, /,MO WE 09:00-12:30,Niet in mei\.,00:00-23:59,/)
})

t.test('An exported sheet, imported again, is no change; and elsewhere it makes the same documents', async (t) => {
  const [here, there] = [await anImporter(t), await anImporter(t)]
  const { locations = [], ...rest } = full
  const said = { ...rest, locations: locations.filter((place) => Object.keys(place).length > 0) }
  const organizations = [
    anOrganization({ backedBy: 'gemeente', phone: '+31', email: "o'x@example.org", website: 'https://example.org' }),
    anOrganization({ id: 'gemeente', name: '=HYPERLINK("x")', kind: 'formal', description: { nl: 'A', ar: 'ب' } }),
  ]
  await here.put({ services: [full, said.id === 'vol' ? { ...said, id: 'zonder' } : said], organizations })
  for (const separator of ['comma', 'semicolon', 'tab'] as const) {
    for (const shape of [servicesIn, organizationsIn]) {
      const sheet = await here.exportedBytes({ ...shape, separator })
      for (const mode of ['merge', 'replace'] as const) {
        const result = await here.send(shape, sheet, { mode, dryRun: true, piece: 100 })
        t.match(result, { report: { [shape.type]: { counts: { created: 0, changed: 0, removed: 0, unchanged: 2 } } } })
      }
    }
  }
  await here.put({ services: [{ ...said, id: 'zonder' }], organizations }, 'replace')
  await there.send(organizationsIn, await here.exported(organizationsOut))
  await there.send(servicesIn, await here.exported(servicesOut))
  t.same(await there.digests(), await here.digests())
})

const someText = fc.oneof(
  fc.constantFrom(
    'Geld',
    '+31',
    '=A1',
    "'=A1",
    "''@",
    "'s",
    ' x ',
    '1,5',
    'a;b',
    '"',
    'Één 😀',
    '09:00',
    '-',
    '＝1',
    'x\ty'.replace('\t', ' '),
  ),
  fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter((text) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text)),
)
const texts = fc.record({ nl: someText, en: someText, 'pt-BR': someText }, { requiredKeys: ['nl'] })
const someId = fc.constantFrom('a', 'b2', 'constructor', 'money-talk', 'x-1')
const place = fc
  .record(
    {
      id: someId,
      street: someText,
      city: someText,
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      accessibility: texts,
    },
    { requiredKeys: [] },
  )
  .filter((value) => Object.keys(value).length > 0)
const hours = fc.record(
  {
    days: fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { maxLength: 3 }),
    opensAt: fc.constantFrom('00:00', '09:05'),
    closesAt: fc.constantFrom('12:30', '23:59'),
    note: texts,
  },
  { requiredKeys: ['days', 'opensAt', 'closesAt'] },
)
const sought = fc.record({ taxonomy: someId, term: someId, text: texts })
const service: fc.Arbitrary<Service> = fc
  .record(
    {
      id: someId,
      name: texts,
      description: texts,
      terms: fc.dictionary(someId, fc.uniqueArray(someId, { minLength: 1, maxLength: 3 }), { maxKeys: 3 }),
      contact: fc.record(
        {
          phone: fc.constantFrom('+31 20', '112'),
          website: fc.constant('https://example.org/?a=1,2;3'),
          walkIn: texts,
        },
        { requiredKeys: ['phone'] },
      ),
      locations: fc.uniqueArray(place, { maxLength: 3, selector: (where) => where.id }),
      schedule: fc.uniqueArray(hours, { maxLength: 3, selector: (item) => JSON.stringify(item) }),
      firstTalk: fc.record(
        { expect: texts, tells: texts, asksFor: fc.subarray(['name', 'id', 'bsn']) },
        { requiredKeys: ['expect', 'asksFor'] },
      ),
      cost: texts,
      seeks: fc.uniqueArray(sought, { maxLength: 2, selector: (item) => JSON.stringify(item) }),
      verifiedOn: fc.constant('2026-02-28'),
    },
    { requiredKeys: ['id'] },
  )
  .map((given) => aService(given as Partial<Service>))
const organization: fc.Arbitrary<Organization> = fc
  .record(
    { id: someId, name: someText, description: texts, phone: fc.constantFrom('+31', '(020) 1'), backedBy: someId },
    { requiredKeys: ['id'] },
  )
  .map((given) => anOrganization(given.backedBy === given.id ? { id: given.id } : given))
const byId = { selector: ({ id }: { readonly id: string }) => id, maxLength: 4 }

t.test('Whatever a sheet can say comes through it unchanged, with any separator and in any pieces', async (t) => {
  const [here, there] = [await anImporter(t), await anImporter(t)]
  const separator = fc.constantFrom('comma', 'semicolon', 'tab')
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(service, byId),
      fc.uniqueArray(organization, byId),
      separator,
      fc.integer({ min: 1, max: 300 }),
      async (services, organizations, separator, piece) => {
        t.same(placesOf(await here.put({ services, organizations }, 'replace')), [])
        // What its sheets have no columns for would stay.
        await there.put({ services: [], organizations: [] }, 'replace')
        for (const shape of [servicesIn, organizationsIn]) {
          const sheet = await here.exportedBytes({ ...shape, separator })
          const options = { mode: 'replace', piece } as const
          t.same(placesOf(await there.send(shape, sheet, options)), [])
          const again = await here.send(shape, sheet, { ...options, dryRun: true })
          t.match(again, { report: { [shape.type]: { counts: { created: 0, changed: 0, removed: 0 } } } })
        }
        t.same(await there.digests(), await here.digests())
      },
    ),
    { numRuns: 60 },
  )
})

t.test('What a sheet has no column for stays as it is, and an empty cell takes away what stood there', async (t) => {
  const { put, send, drafts, storage } = await anImporter(t)
  const read = (id: string) => storage.read(async (db) => (await drafts.read(db, 'service', id))?.document)
  await put({ services: [full] })
  await send(servicesIn, 'id,cost.nl,contact.email\nvol,Gratis,\n')
  const { email: _, ...contact } = full.contact
  t.strictSame(await read('vol'), { ...full, contact, cost: { nl: 'Gratis' } })
  await send(
    servicesIn,
    'id,schedule.1,schedule.1.note.nl,firstTalk.expect.nl,firstTalk.bring.nl,firstTalk.tells.nl,firstTalk.asksFor,locations.3.latitude,cost.nl\nvol,,,,,,,1,\n',
  )
  const { firstTalk, cost, ...without } = full
  t.ok(firstTalk && cost)
  t.strictSame(await read('vol'), {
    ...without,
    contact,
    schedule: full.schedule?.slice(1),
    locations: full.locations?.map((where, index) => (index === 2 ? { ...where, latitude: 1 } : where)),
  })
})

t.test(
  'Sheets of spreadsheets are understood: separators, a mark, line ends, quotes, dates, empty columns',
  async (t) => {
    const header = [
      'id',
      'organization',
      'status',
      'name.nl',
      'summary.nl',
      'contact.phone',
      'verifiedOn',
      'locations.1.latitude',
      'schedule.1',
      'terms.topic',
    ]
    const row = [
      'nieuw',
      'buurthuis',
      'active',
      'Nieuw',
      'Praat mee.',
      '+31 20',
      '5-1-2026',
      '52,39',
      'MO, TU 9:00 – 12:30',
      'debt, law|food',
    ]
    for (const separator of [',', ';', '\t']) {
      for (const end of ['\n', '\r\n', '\r']) {
        const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(separator)
        const plain = header.join(separator)
        const sheets = [
          `\ufeff${plain}${end}${quoted(row)}`,
          `${quoted(header)}${end}${quoted(row)}${end}${end}${separator}${separator}${end}`,
          `${plain}${separator}${separator}${end}${quoted(row)}${separator}${separator}${end}`,
        ]
        for (const sheet of sheets) {
          const { send, storage, drafts } = await anImporter(t)
          t.same(placesOf(await send(servicesIn, sheet)), [])
          const { document } = (await storage.read((db) => drafts.read(db, 'service', 'nieuw'))) ?? {}
          t.strictSame(document, {
            id: 'nieuw',
            organization: 'buurthuis',
            status: 'active',
            name: { nl: 'Nieuw' },
            summary: { nl: 'Praat mee.' },
            contact: { phone: '+31 20' },
            verifiedOn: '2026-01-05',
            locations: [{ latitude: 52.39 }],
            schedule: [{ days: ['MO', 'TU'], opensAt: '09:00', closesAt: '12:30' }],
            terms: { topic: ['debt', 'law', 'food'] },
          })
        }
      }
    }
  },
)

t.test('Spaces that nobody sees around a cell say nothing, but in a text they stay', async (t) => {
  const { put, send, storage, drafts } = await anImporter(t)
  await put({ services: [full] })
  const columns = ['id', 'status', 'verifiedOn', 'locations.1.latitude', 'schedule.1', 'contact.email', 'cost.nl']
  const cells = [
    ' vol ',
    'inactive\u00a0',
    ' 5-1-2026\t',
    ' 52,39 ',
    ' MO 9:00-12:30 ',
    ' info@example.org ',
    ' Gratis ',
  ]
  t.same(placesOf(await send(servicesIn, `${columns.join(';')}\n${cells.join(';')}\n`)), [])
  t.match(await storage.read((db) => drafts.read(db, 'service', 'vol')), {
    document: {
      status: 'inactive',
      verifiedOn: '2026-01-05',
      locations: { 0: { latitude: 52.39 } },
      schedule: { 0: { days: ['MO'], opensAt: '09:00', closesAt: '12:30' } },
      contact: { email: 'info@example.org' },
      cost: { nl: ' Gratis ' },
    },
  })
})

t.test('Each cell that is wrong is named by its row and column, and nothing is stored', async (t) => {
  const { put, send, stored } = await anImporter(t)
  await put({ services: [full] })
  const before = await stored()
  const cases: readonly (readonly [sheet: string | Buffer, ...places: string[]])[] = [
    ['', '1 missing-column'],
    ['vol,Gratis\n', '1 id missing-column', '1 vol unknown-column', '1 Gratis unknown-column'],
    ['id|cost.nl\nvol|x\n', '1 id missing-column', '1 id|cost.nl unknown-column'],
    ['id,cost,cost.nl,cost.nl\n', '1 cost unknown-column', '1 cost.nl repeated-column'],
    [
      'id,locations.0.city,terms.Topic,name.n l\n',
      ...['locations.0.city', 'terms.Topic', 'name.n l'].map((name) => `1 ${name} unknown-column`),
    ],
    ['id,cost.nl\nvol,a\nvol,b\n', '3 id repeated-id'],
    [
      'id,cost.nl\n,a\n',
      ...['id', 'organization', 'name.nl', 'summary.nl', 'status', 'contact'].map((name) => `2 ${name} required`),
    ],
    [
      'id,cost.nl\nvol,a,b\nvol2\n',
      '2 too-many-cells',
      ...['organization', 'name.nl', 'summary.nl', 'status', 'contact'].map((name) => `3 ${name} required`),
    ],
    ['id,cost.nl\nvol,"a\n', '2 not-csv'],
    [`id,cost.nl\nvol,"a\n${'x\n'.repeat(20_000)}`, '2 not-csv'],
    ['id,cost.nl\nvol,a"b\n', '2 not-csv'],
    ['id,cost.nl\nvol,"a"b\n', '2 not-csv'],
    [Buffer.from('id,cost.nl\nvol,caf\xe9\n', 'latin1'), '2 cost.nl not-utf8'],
    [Buffer.from('\ufeffid,cost.nl\nvol,a\n', 'utf16le'), '1 not-utf8'],
    [Buffer.from('id,cost.nl\nvol,a\n', 'utf16le'), '1 not-utf8'],
    [
      'id,schedule.1,locations.1.latitude\nvol,maandag 9-12,noord\n',
      '2 schedule.1 wrong-format',
      '2 locations.1.latitude wrong-format',
    ],
    [
      'id,status,verifiedOn,schedule.1,schedule.1.note.nl,locations.1.latitude\nvol,open,2026-02-30T,ma,Niet in mei.,x\n',
      '2 status not-allowed',
      '2 verifiedOn wrong-format',
      '2 schedule.1 wrong-format',
      '2 locations.1.latitude wrong-format',
    ],
    [
      'id,organization,schedule.1,schedule.1.note.nl\nnieuw,Huis,ma,Niet in mei.\n',
      '2 schedule.1 wrong-format',
      '2 organization wrong-format',
      ...['name.nl', 'summary.nl', 'status', 'contact'].map((column) => `2 ${column} required`),
    ],
    ['id,schedule.1,schedule.2\nvol,,MO 10:00-09:00\n', '2 schedule.2 closes-too-early'],
    ['id,schedule.1\nvol,MO 25:00-26:00\n', '2 schedule.1 wrong-format', '2 schedule.1 wrong-format'],
    [
      'id,status,verifiedOn,terms.topic\nvol,open,22/11/2026,debt debt\n',
      '2 terms.topic repeated',
      '2 status not-allowed',
      '2 verifiedOn wrong-format',
    ],
    ['id,name.nl\nvol,\n', '2 name.nl missing-default-language'],
    ['id,firstTalk.asksFor\nvol,paspoort\n', '2 firstTalk.asksFor not-allowed'],
    ['id,locations.3.accessibility.nl\nvol,"a\u0000"\n', '2 locations.3.accessibility.nl wrong-format'],
    ['id,cost.nl\nvol,"a\u0001"\n', '2 cost.nl wrong-format'],
  ]
  for (const [sheet, ...places] of cases) {
    for (const piece of [undefined, 5]) {
      const result = await send(servicesIn, sheet, { ...(piece && { piece }) })
      t.same([...placesOf(result)].sort(), [...places].sort(), String(sheet).slice(0, 60))
      if ('problems' in result)
        for (const { detail } of result.problems) t.match(detail, /^(Expected|As a name).+[.)]$/s)
    }
  }
  t.same(await stored(), before)
  const organization = await send(organizationsIn, 'id,name,kind,description.nl\nhuis,Huis,gezellig,Hier.\n')
  t.same(placesOf(organization), ['2 kind not-allowed'])
})

t.test('A cell of a million characters is read once over, so that nobody waits for it', (t) => {
  const column = columnOf('services', 'schedule.1')
  if (column === undefined) throw new Error('There is a column for hours.')
  // Looked at again from each of its characters it would take hours, and this test with it.
  const text = `MO${' '.repeat(1_000_000)}x`
  const { problems } = documentOf([{ column, text }], {}, { type: 'services', defaultLanguage: 'nl' })
  t.match(problems, [{ column: 'schedule.1', code: 'wrong-format' }])
  t.end()
})

t.test('A header of very many columns is read once over, so that nobody waits for it', async (t) => {
  // Each name compared with all others would take longer than a test may.
  const names = Array.from({ length: 200_000 }, (_, index) => `description.nl-${index.toString(36)}`)
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(`id,${names.join(',')}\n`)
  }
  const settings = { type: 'organizations', defaultLanguage: 'nl', documentLimitBytes: 8_388_608 } as const
  const { entries } = readCsv(chunks(), { ...settings, readDraft: async () => undefined })
  for await (const entry of entries) t.same(entry, { list: 'organizations' })
})

t.test('A row of which somebody changes the rest meanwhile is refused, so that nothing of it is lost', async (t) => {
  const { put, imports, storage, drafts } = await anImporter(t)
  await put({ services: [full, aService()] })
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('id,cost.nl\nvol,Gratis\nkoffie,Gratis\n')
    await put({ services: [{ ...full, status: 'inactive' }] })
  }
  const result = await imports.importDocuments({ ...servicesIn, chunks: chunks() }, { mode: 'merge', dryRun: false })
  t.same(placesOf(result), ['2 changed-meanwhile'])
  t.match(await storage.read((db) => drafts.read(db, 'service', 'vol')), { document: { status: 'inactive' } })
})
