import fc from 'fast-check'
import t from 'tap'
import { readMapping } from '../../src/hsds/mapping.js'
import { anImporter } from '../imports/an-importer.js'
import { anHsdsOrganization, anHsdsService, hsds, imported, notesOf, other, taxonomies, uuid } from './importing.js'

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
