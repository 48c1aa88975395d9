import fc from 'fast-check'
import t from 'tap'
import type { Capacity, Organization, Service, Taxonomy } from '../../src/engine/index.js'
import { readMapping } from '../../src/hsds/mapping.js'
import type { ImportResult } from '../../src/imports/apply-import.js'
import type { ImportNote } from '../../src/imports/documents.js'
import { documentDigest } from '../../src/releases/digests.js'
import { makeCatalogue } from '../bench/catalogue.js'
import { asImport } from '../bench/documents.js'
import { aCatalogue, anOrganization, aService, aTaxonomy, aTerm } from '../helpers/builders.js'
import { seeded } from '../helpers/random.js'
import { anImporter, type ImporterSettings, placesOf } from '../imports/an-importer.js'
import { officialExample, officialExamples, withoutSchemas } from './official.js'
import { richCapacity, richOrganization, richService } from './rich.js'

const hsds = { format: 'hsds' } as const
const uuid = '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'
const other = '1b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'

/** Records as somebody else would write them. */
const anHsdsOrganization = (given: object = {}) => ({
  id: other,
  name: 'Buurthuis',
  description: 'Een plek in de buurt.',
  website: 'https://example.org',
  ...given,
})
const anHsdsService = (given: object = {}) => ({
  id: uuid,
  name: 'Koffie',
  description: 'Een kop koffie.',
  status: 'active',
  url: 'https://example.org/koffie',
  fees_description: 'Gratis',
  organization: anHsdsOrganization(),
  ...given,
})

const notesOf = (result: ImportResult): readonly ImportNote[] =>
  'report' in result ? (result.report.notTakenOver?.notes ?? []) : []
/** Place and code of each note, such as `/email wrong-value`. */
const told = (result: ImportResult): string[] =>
  notesOf(result).map(({ line, pointer, code }) => [line, pointer, code].filter((part) => part !== undefined).join(' '))

interface Imported {
  readonly organizations: Organization[]
  readonly services: Service[]
  readonly capacities: Capacity[]
}

/** What becomes of a body in an empty catalogue with the taxonomies of the builders, and what is told of it. */
async function imported(t: Parameters<typeof anImporter>[0], body: unknown, settings: ImporterSettings = {}) {
  const importer = await anImporter(t, settings)
  await importer.put({ taxonomies })
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const result = await importer.send(hsds, text)
  return { ...importer, result, notes: told(result), drafts: JSON.parse(await importer.exported()) as Imported }
}

const taxonomies: readonly Taxonomy[] = [
  aTaxonomy({ terms: [aTerm(), aTerm({ id: 'rent' })] }),
  aTaxonomy({ id: 'language', terms: [aTerm({ id: 'ur' })] }),
  aTaxonomy({ id: 'area', terms: [aTerm({ id: 'noord' })] }),
]

t.test(
  'The official examples import, and what is not taken over is told field by field',
  { skip: withoutSchemas },
  async (t) => {
    const refused = ['base.json', 'tabular.json']
    for (const name of officialExamples) {
      const { result, notes, drafts } = await imported(t, officialExample(name).toString(), {
        documentLimitBytes: 100_000,
      })
      if (refused.includes(name)) t.match(placesOf(result), [/no-shape$/], name)
      else t.ok('report' in result, name)
      if (/^(taxonomy|location)/.test(name)) t.ok(notes.length > 0 && drafts.services.length === 0, name)
      for (const { detail, code } of notesOf(result)) t.match(detail, /^[A-Z].*\.$/s, code)
    }
    const { notes, drafts } = await imported(t, officialExample('service_full.json').toString(), {
      documentLimitBytes: 100_000,
    })
    t.match(drafts.organizations, [
      { id: 'd9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610', name: 'Example Organization Inc.', kind: 'formal' },
    ])
    const [service] = drafts.services
    t.match(service, {
      id: 'ac148810-d857-441c-9679-408f346de14b',
      organization: 'd9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610',
      name: { nl: 'Community Counselling' },
      status: 'active',
      contact: { phone: '+44 1234 234567', email: 'email@example.com', website: 'http://example.com/counselling' },
      locations: [{ id: 'location-3a19ff88-4620-4d17-9830-ac1d859eb5d5', name: 'MyCity Civic Center', city: 'MyCity' }],
      cost: { nl: /^Non-NHS patients/ },
      terms: { language: ['ur'] },
      verifiedOn: '2005-01-01',
    })
    t.notOk(service?.schedule, 'Thursdays and Fridays of some weeks are no hours of every week')
    t.same(service?.locations?.[0]?.latitude, undefined, 'no place is 100 degrees north')
    for (const note of [
      '/eligibility_description eligibility',
      '/minimum_age eligibility',
      '/schedules/0 inexact-hours',
      '/contacts personal-data',
      '/attributes/0 unmapped-term',
    ])
      t.ok(notes.includes(note) || notes.some((one) => one.endsWith(note)), note)
  },
)

t.test('What is exported as HSDS and imported again has lost nothing that both models can say', async (t) => {
  const runs = Number(process.env.ROUND_TRIPS ?? 12)
  const seed = Number(process.env.SEED ?? Date.now())
  t.comment(`SEED=${seed}`)
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (drawn) => {
    const random = seeded(drawn)
    const base = asImport(makeCatalogue(random, 12)) as unknown as Imported & { taxonomies: Taxonomy[] }
    const documents = {
      taxonomies: base.taxonomies,
      organizations: base.organizations.map((one, at) => ({
        ...richOrganization(random, one, { isOdd: false }),
        ...(one.kind === 'informal' && at > 0 && random.percent(50) && { backedBy: base.organizations[0]!.id }),
      })),
      services: base.services.map((one) => ({
        ...richService(random, one, { isOdd: false }),
        ...(random.percent(30) && { firstTalk: { expect: { nl: 'We praten.' }, asksFor: ['nothing'] } }),
      })),
      capacities: base.capacities.map((one) => richCapacity(random, one)),
    }
    const first = await anImporter(t, { documentLimitBytes: 1_000_000 })
    const put = await first.put(documents)
    if ('problems' in put) throw new Error(JSON.stringify(put.problems.slice(0, 3)))
    const lines = await first.exported(hsds)

    const again = await first.send(hsds, lines)
    if ('problems' in again) throw new Error(JSON.stringify(again.problems.slice(0, 3)))
    const { organizations, services, capacities, notTakenOver } = again.report
    for (const list of [organizations, services, capacities]) {
      if (list.counts.changed + list.counts.created > 0)
        throw new Error(`changed: ${[...list.changed, ...list.created]}`)
    }
    if (notTakenOver?.count !== 0) throw new Error(JSON.stringify(notTakenOver?.notes[0]))
    if (services.counts.unchanged !== documents.services.length) throw new Error('not every service came back')

    const empty = await anImporter(t, { documentLimitBytes: 1_000_000 })
    await empty.put({ taxonomies: documents.taxonomies })
    const moved = await empty.send(hsds, lines, { piece: 1_000 })
    if ('problems' in moved) throw new Error(JSON.stringify(moved.problems.slice(0, 3)))
    const got: Imported = JSON.parse(await empty.exported())
    const had: Imported = JSON.parse(await first.exported())
    for (const [type, list] of [
      ['organization', 'organizations'],
      ['service', 'services'],
      ['capacity', 'capacities'],
    ] as const) {
      const digests = (documents: Imported) => documents[list].map((one) => documentDigest(type, inOneLanguage(one)))
      if (digests(got).join() !== digests(had).join()) {
        const at = digests(got).findIndex((digest, index) => digest !== digests(had)[index])
        throw new Error(`${JSON.stringify(inOneLanguage(had[list][at]!))}\nbecame\n${JSON.stringify(got[list][at])}`)
      }
    }
  })
  await t.resolves(fc.assert(property, { numRuns: runs, seed }))
})

/** Without what HSDS can't say: other languages, and what the first talk is like. */
function inOneLanguage(document: object): object {
  return JSON.parse(JSON.stringify(document), (name, value) => {
    if (name === 'firstTalk' || name === 'seeks') return undefined
    return value?.nl === undefined ? value : { nl: value.nl }
  })
}

t.test('Records come alone, in lists, in pages and in lines, and each place is told', async (t) => {
  const bad = { ...anHsdsService(), name: '' }
  const bodies: Readonly<Record<string, string>> = {
    'one record': JSON.stringify(bad, null, 2),
    'in one line': JSON.stringify(bad),
    'a list': JSON.stringify([anHsdsService(), bad], null, 2),
    'a page': JSON.stringify({ total_items: 1, contents: [bad] }, null, 1),
    'lists by name': JSON.stringify({ services: [bad] }, null, 1),
    'lines of records and pages': `${JSON.stringify(anHsdsOrganization())}\n\n${JSON.stringify({ contents: [bad] })}\n`,
    'a service at a location': JSON.stringify(
      { id: uuid, location: { id: other, location_type: 'physical' }, service: bad },
      null,
      1,
    ),
    'an organization with services': JSON.stringify({ ...anHsdsOrganization(), services: [bad] }, null, 1),
  }
  const places = Object.entries(bodies).map(async ([name, body]) => [name, placesOf((await imported(t, body)).result)])
  t.same(Object.fromEntries(await Promise.all(places)), {
    'one record': ['/name required'],
    'in one line': ['1 /name required'],
    'a list': ['/1/name required'],
    'a page': ['/contents/0/name required'],
    'lists by name': ['/services/0/name required'],
    'lines of records and pages': ['3 /contents/0/name required'],
    'a service at a location': ['/service/name required'],
    'an organization with services': ['/services/0/name required'],
  })
  const broken: Readonly<Record<string, string>> = {
    '': ' empty-body',
    '{"id": ': '1 /id syntax',
    '[1]': '1 /0 no-shape',
    '{"services.csv": []}': '1  no-shape',
    '{}': '1  no-shape',
  }
  for (const [body, place] of Object.entries(broken)) t.same(placesOf((await imported(t, body)).result), [place], body)
  const lines = `${JSON.stringify(anHsdsService())}\n{"id": \n${JSON.stringify(anHsdsService())}`
  t.same(placesOf((await imported(t, lines)).result), ['2 /id syntax', '3  repeated-id'])
  const twice = [anHsdsOrganization(), anHsdsOrganization()]
  t.same(placesOf((await imported(t, twice)).result), ['1 /1/id repeated-id'])
  const long = JSON.stringify([anHsdsService({ description: 'x'.repeat(2_000) })], null, 1)
  t.same(placesOf((await imported(t, long, { documentLimitBytes: 1_000 })).result), ['5  too-long'])
  t.same(placesOf((await imported(t, JSON.stringify(anHsdsService({ id: 'No id!' })))).result), ['1 /id wrong-format'])
})

t.test(
  'A service at two places is one service, and an organization that stands in it may come whole later',
  async (t) => {
    const place = (id: string, city: string) => ({
      id,
      location: {
        id,
        location_type: 'physical',
        addresses: [{ id, address_1: '', city, address_type: 'physical', country: 'NL' }],
      },
      service: anHsdsService(),
    })
    const { drafts, notes } = await imported(t, [
      place(uuid, 'Amsterdam'),
      place(other, 'Weesp'),
      anHsdsOrganization({ email: 'info@example.org' }),
    ])
    t.same(notes, ['1 /2 assumed-kind'])
    t.match(drafts.services, [{ locations: [{ id: `location-${uuid}`, city: 'Amsterdam' }, { city: 'Weesp' }] }])
    t.match(drafts.organizations, [{ id: other, email: 'info@example.org' }])
  },
)

t.test('Terms of others come in by the mapping file, and each that is absent is named once', async (t) => {
  const term = (code: string, more: object = {}) => ({
    id: uuid,
    taxonomy_term: { id: other, code, name: code, description: code, taxonomy_detail: { name: 'Soort hulp' }, ...more },
  })
  const body = [
    anHsdsService({
      attributes: [
        term('schuld'),
        term('huur', { id: undefined, term_uri: 'https://example.org/huur' }),
        term('overig'),
        term('nieuw', { id: undefined }),
      ],
      languages: [
        { id: uuid, code: 'UR' },
        { id: uuid, code: 'pa' },
        { id: uuid, name: 'Tigrinya' },
      ],
      service_areas: [{ id: uuid, name: 'Noord' }],
    }),
    anHsdsService({ id: other, attributes: [term('nieuw', { id: undefined })] }),
  ]
  const mapping = {
    terms: {
      [other]: ['topic:debt'],
      'https://example.org/huur': ['topic:rent', 'topic:debt'],
      'language:pa': [],
      'area:Noord': ['area:noord'],
      'language:Tigrinya': ['language:ti'],
    },
    kinds: { [other.toUpperCase()]: 'informal' },
  }
  const { drafts, notes, result } = await imported(t, body, { mapping })
  t.same(drafts.services.find(({ id }) => id === uuid)?.terms, {
    topic: ['debt', 'rent'],
    language: ['ur'],
    area: ['noord'],
  })
  t.match(drafts.organizations, [{ kind: 'informal' }])
  t.same(
    notes,
    ['1 /0/attributes/3 unmapped-term', '1 /0/languages/2 unmapped-term'],
    'nor what the mapping takes for a term that there is not',
  )
  t.match(notesOf(result)[0]?.detail, '"Soort hulp:nieuw"')
  t.same(readMapping(mapping), {
    mapping: { terms: new Map(Object.entries(mapping.terms)), kinds: new Map([[other, 'informal']]) },
  })
  t.same(readMapping({ terms: { x: 'topic:debt', y: ['debt'] }, kinds: { x: 'small' }, kind: 'large', colour: 1 }), {
    problems: [
      'Expected no field colour: the fields are terms, kinds, kind.',
      'Expected formal or informal at /kind.',
      'Expected a list of terms such as topic:debt at /terms, for "x".',
      'Expected a list of terms such as topic:debt at /terms, for "y".',
      'Expected formal or informal at /kinds, for "x".',
    ],
  })
  t.match(readMapping([]), { problems: [/^Expected an object/] })
  t.match(readMapping({ terms: [] }), { problems: ['Expected an object at /terms.'] })
})

t.test('Whom a service is for never becomes a term by itself', async (t) => {
  const { drafts, result } = await imported(
    t,
    anHsdsService({ eligibility_description: 'Alleen voor vrouwen uit Noord', minimum_age: 18 }),
  )
  t.same(drafts.services[0]?.terms, {})
  t.match(
    notesOf(result).filter(({ code }) => code === 'eligibility'),
    [
      { pointer: '/minimum_age' },
      { pointer: '/eligibility_description', id: uuid, detail: /"Alleen voor vrouwen uit Noord"/ },
    ],
  )
})

t.test('HTML becomes text, and what is too long is cut at a word', async (t) => {
  const html =
    '<p>Samen <b>orde</b> in je post &amp; meer<br>elke week.</p><script>alert(1)</script><p>Bel <a href="https://example.org">ons</a>.</p>'
  const { drafts, notes } = await imported(
    t,
    anHsdsService({
      description: html,
      organization: anHsdsOrganization({ description: 'Wij & 3 < 4', name: `${'Naam '.repeat(60)}` }),
    }),
  )
  t.match(drafts.services, [
    { summary: { nl: 'Samen orde in je post & meer elke week.' }, description: { nl: 'Bel ons.' } },
  ])
  t.same(drafts.organizations[0]?.description, { nl: 'Wij & 3 < 4' })
  t.match(drafts.organizations[0]?.name, /^(Naam ){39}Naam…$/)
  t.same(notes, ['1 /description html-cleaned', '1 /organization/name shortened', '1 /organization assumed-kind'])
  const long = await imported(t, anHsdsService({ description: `${'woord '.repeat(400)}einde` }))
  t.equal(long.drafts.services[0]?.summary.nl, `${'woord '.repeat(40).trim()}…`)
  t.match(long.drafts.services[0]?.description?.nl, /^woord woord.*…$/)
})

t.test('Hours are taken where every week has them, and told otherwise', async (t) => {
  const hours = { id: uuid, freq: 'WEEKLY', byday: 'MO,WE', opens_at: '09:00', closes_at: '12:30:00' }
  const taken = { days: ['MO', 'WE'], opensAt: '09:00', closesAt: '12:30' }
  const cases: readonly [given: object, hours: object | undefined, ...codes: string[]][] = [
    [{}, taken],
    [{ freq: undefined, interval: 1, wkst: 'MO', dtstart: '2026-01-01' }, taken],
    [{ notes: 'Niet in de zomer.' }, { ...taken, note: { nl: 'Niet in de zomer.' } }],
    [{ opens_at: '09:00Z', closes_at: '12:30+01:00' }, taken, 'offset-left-out'],
    [{ byday: '1MO' }, undefined, 'inexact-hours'],
    [{ freq: 'MONTHLY' }, undefined, 'inexact-hours'],
    [{ interval: 2 }, undefined, 'inexact-hours'],
    [{ valid_to: '2026-12-31' }, undefined, 'inexact-hours'],
    [{ byday: undefined }, undefined, 'inexact-hours'],
    [{ opens_at: undefined }, undefined, 'inexact-hours'],
    [{ closes_at: '08:00' }, undefined, 'inexact-hours'],
    [{ attending_type: 'online' }, taken, 'no-field'],
  ]
  for (const [given, expected, ...codes] of cases) {
    const { drafts, result } = await imported(t, anHsdsService({ schedules: [{ ...hours, ...given }] }))
    t.same(drafts.services[0]?.schedule?.[0], expected, JSON.stringify(given))
    t.same(
      notesOf(result).flatMap(({ code, pointer }) => (/schedules/.test(pointer ?? '') ? code : [])),
      codes,
      JSON.stringify(given),
    )
  }
})

t.test('Costs, contact and status are taken so that nobody is misled', async (t) => {
  const one = async (given: object) => {
    const { drafts, notes } = await imported(t, anHsdsService(given))
    return { service: drafts.services[0], notes: notes.filter((note) => !note.endsWith('assumed-kind')) }
  }
  const none = { fees_description: undefined }
  const price = { id: uuid, option: 'Volwassenen', amount: 3, currency: 'eur', amount_description: 'per keer' }
  t.match(await one({ ...none, cost_options: [price] }), {
    service: { cost: { nl: 'Volwassenen: 3 EUR per keer' } },
    notes: [],
  })
  t.same((await one({ ...none, cost_options: [{ id: uuid, amount: 0 }] })).notes, [])
  t.same((await one(none)).notes, ['1  assumed-free'])
  const unreachable = { url: null, email: '', phones: [] }
  t.match(await one(unreachable), {
    service: { contact: { website: 'https://example.org' } },
    notes: ['1  contact-of-organization'],
  })
  const gone = await one({ ...unreachable, organization: anHsdsOrganization({ website: undefined }) })
  t.same(gone, { service: undefined, notes: ['1  no-contact'] })
  t.same(await one({ organization: undefined }), { service: undefined, notes: ['1  no-organization'] })
  t.match(await one({ status: 'defunct' }), { service: { status: 'inactive' }, notes: ['1 /status assumed-inactive'] })
  const wrong = {
    email: 'nobody',
    url: 'www.example.org',
    assured_date: '2026-02-31',
    phones: [
      { id: uuid, number: 'bel ons' },
      { id: other, number: '"020 000 0000"' },
    ],
  }
  t.match(await one(wrong), {
    service: { contact: { phone: '020 000 0000' } },
    notes: [
      '1 /url wrong-value',
      '1 /email wrong-value',
      '1 /phones/0/number wrong-value',
      '1 /assured_date wrong-value',
    ],
  })
})

t.test('What editors added to what they imported stays when it is imported again', async (t) => {
  const importer = await imported(t, anHsdsService({ languages: [{ id: uuid, code: 'ur' }] }))
  const [service] = importer.drafts.services
  const edited = {
    ...service,
    name: { nl: 'Koffie', en: 'Coffee' },
    terms: { ...service?.terms, topic: ['debt'] },
    firstTalk: { expect: { nl: 'We praten.', en: 'We talk.' }, asksFor: ['nothing'] },
  }
  await importer.put({ services: [edited], organizations: [{ ...importer.drafts.organizations[0], kind: 'informal' }] })
  const now = async (): Promise<Imported> => JSON.parse(await importer.exported())
  const same = await importer.send(hsds, JSON.stringify(anHsdsService({ languages: [{ id: uuid, code: 'ur' }] })))
  t.match(same, { report: { services: { unchanged: [uuid] }, organizations: { unchanged: [other] } } })
  const changed = await importer.send(hsds, JSON.stringify(anHsdsService({ name: 'Thee', phones: [] })))
  t.same(told(changed), ['1 /name changed-text'])
  t.match((await now()).services, [
    { name: { nl: 'Thee' }, firstTalk: edited.firstTalk, terms: { topic: ['debt'], language: ['ur'] } },
  ])
  t.same((await now()).services[0]?.name, { nl: 'Thee' }, 'a translation of another text is gone')
  const flat = JSON.stringify({ contents: [anHsdsService({ name: 'Thee' })] })
  t.match(
    await importer.send(hsds, flat),
    { report: { services: { unchanged: [uuid] } } },
    'a flat record says nothing of lists',
  )
})

t.test('Notes are counted and 1,000 of them are told; with problems nothing is stored', async (t) => {
  const many = Array.from({ length: 600 }, (_, at) =>
    JSON.stringify(anHsdsService({ id: `service-${at}`, alternate_name: 'x', accreditations: 'y' })),
  )
  const { result, drafts } = await imported(t, many.join('\n'))
  t.match(result, {
    report: { notTakenOver: { count: 1_201, notes: { length: 1_000 } }, services: { counts: { created: 600 } } },
  })
  t.equal(drafts.services.length, 600)
  const { drafts: nothing } = await imported(t, [...many, '{"id": 1}'].join('\n'))
  t.same(nothing.services, [])
})

t.test('A whole catalogue has what its records name, and terms of its own under their own names', async (t) => {
  const importer = await anImporter(t)
  await importer.put(
    aCatalogue({
      organizations: [anOrganization()],
      services: [aService({ locations: [{ id: 'hal' }, { name: 'Bus' }] })],
    }),
  )
  const before = await importer.digests()
  t.match(await importer.send(hsds, await importer.exported(hsds)), { report: { notTakenOver: { count: 0 } } })
  t.same(await importer.digests(), before)
})

t.test('Whatever stands in a record, the rest of it is taken, or its place is told', async (t) => {
  const runs = Number(process.env.RUNS ?? 150)
  const seed = Number(process.env.SEED ?? Date.now())
  t.comment(`SEED=${seed}`)
  const importer = await anImporter(t, { documentLimitBytes: 100_000 })
  await importer.put({ taxonomies })
  const whole = anHsdsService({
    email: 'info@example.org',
    assured_date: '2026-05-01',
    application_process: 'Loop binnen.',
    additional_urls: [{ id: uuid, label: 'Appointment', url: 'https://example.org/afspraak' }],
    phones: [{ id: uuid, number: '020 000 0000', type: 'voice', languages: [{ id: uuid, code: 'ur' }] }],
    schedules: [{ id: uuid, freq: 'WEEKLY', byday: 'MO', opens_at: '09:00', closes_at: '12:00', notes: 'Bel aan.' }],
    languages: [{ id: uuid, code: 'ur' }],
    service_areas: [{ id: uuid, name: 'Noord', uri: 'https://example.org/noord' }],
    cost_options: [{ id: uuid, amount: 3, currency: 'EUR', option: 'Allen' }],
    attributes: [
      { id: uuid, label: 'x', taxonomy_term: { id: uuid, code: 'a', name: 'b', taxonomy_detail: { name: 'c' } } },
    ],
    service_at_locations: [
      {
        id: uuid,
        location: {
          id: uuid,
          location_type: 'physical',
          latitude: 52,
          longitude: 4,
          addresses: [{ id: uuid, address_1: 'Straat 1', city: 'Amsterdam', postal_code: '1031 AA', country: 'NL' }],
          accessibility: [{ id: uuid, description: 'Lift', details: 'Klein' }],
        },
      },
    ],
    organization: anHsdsOrganization({
      phones: [{ number: '020' }],
      parent_organization_id: uuid,
      attributes: [{ id: uuid }],
    }),
  })
  const paths = pathsOf(whole).filter((path) => !['id', 'name'].includes(path.join()) && path.at(-1) !== 'id')
  const strange = fc.oneof(
    fc.constantFrom(
      null,
      true,
      0,
      -1.5,
      '',
      ' ',
      '<b>',
      '&amp;',
      '\u202e',
      '\u2028',
      'x'.repeat(5_000),
      [],
      {},
      [[]],
      [null, 1, 'x'],
      '2026-02-31',
      'ftp://x',
      'https://',
      '25:00',
      'MO,XX',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )
  const changes = fc.array(fc.tuple(fc.constantFrom(...paths), strange), { minLength: 1, maxLength: 4 })
  const property = fc.asyncProperty(changes, async (drawn) => {
    const record = structuredClone(whole)
    for (const [path, value] of drawn) put(record, path, value)
    const result = await importer.send(hsds, JSON.stringify(record), { dryRun: true })
    const codes = 'problems' in result ? result.problems.map(({ code, pointer }) => `${code} ${pointer}`) : []
    // What JSON or HSDS does not allow at all; everything else is taken or left out.
    const isExpected = (code: string) =>
      /^(no-shape|required|wrong-format|unbalanced-marks|lone-surrogate|control-character|forbidden-key) /.test(code)
    if (!codes.every(isExpected)) throw new Error(JSON.stringify([codes, drawn]))
  })
  await t.resolves(fc.assert(property, { numRuns: runs, seed }))
})

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const own = path.length === 0 ? [] : [path]
  return [...own, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]))]
}

/** Where an earlier change took the way to it away, nothing happens. */
function put(record: object, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path
  const part: unknown = Reflect.get(record, name)
  if (rest.length === 0) Reflect.set(record, name, value)
  else if (typeof part === 'object' && part !== null) put(part, rest, value)
}
