import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { readConfig } from '../../src/config.js'
import { readDemo } from '../../src/demo/demo.js'
import type { Capacity, Catalogue, Service } from '../../src/engine/index.js'
import { createUuids } from '../../src/hsds/ids.js'
import { makeCatalogue } from '../bench/catalogue.js'
import { asImport } from '../bench/documents.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { aCatalogue, anOrganization, aService, aTaxonomy, aTerm } from '../helpers/builders.js'
import { seeded } from '../helpers/random.js'
import { faultsOf, type Table, withoutSchemas } from './official.js'
import { richCapacity, richOrganization, richService } from './rich.js'

type Json = ReturnType<typeof JSON.parse>

const base = '/hsds/v3'
/** Version 5 of `service/koffie`, made by another program. */
const koffie = '8f48a9bf-2113-5f7a-8843-7c064c14358c'
const tables: Readonly<Record<string, Table>> = {
  services: 'service',
  organizations: 'organization',
  service_at_locations: 'service_at_location',
  taxonomies: 'taxonomy',
  taxonomy_terms: 'taxonomy_term',
}

const get = async (app: AppUnderTest, path: string): Promise<Json> => (await app.ask(`${base}${path}`)).json()
const linesOf = async (app: AppUnderTest, path: string): Promise<Json[]> => {
  const { payload } = await app.ask(`${base}${path}${path.includes('?') ? '&' : '?'}format=ndjson`)
  return payload
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

/** Holds each record of each list, flat and whole, to the official schema; gives how many there were. */
async function holdAll(t: Test, app: AppUnderTest): Promise<number> {
  let count = 0
  for (const [list, table] of Object.entries(tables)) {
    const shapes = list.startsWith('taxonom')
      ? ['']
      : ['', '?full=true', ...(list === 'services' ? ['?minimal=true'] : [])]
    for (const shape of shapes) {
      const records = await linesOf(app, `/${list}${shape}`)
      const faults = records.flatMap((record) => faultsOf(table, record).map((fault) => `${record.id}${fault}`))
      t.same(faults.slice(0, 5), [], `${records.length} records of ${list}${shape}`)
      t.not(records.length, 0, list)
      t.equal(new Set(records.map(({ id }) => id)).size, records.length, `each UUID of ${list} once`)
      t.notMatch(JSON.stringify(records), /null/, 'no field is null')
      count += records.length
    }
  }
  return count
}

/** What the Open Referral UK validator does: from the root to the description, then every list and what it names. */
async function walk(t: Test, app: AppUnderTest): Promise<void> {
  const root = await get(app, '/')
  t.match(root, {
    version: '3.1',
    profile: /^https:/,
    openapi_url: /^http:\/\/localhost:3000\/hsds\/v3\/openapi\.json$/,
  })
  const description: Json = (await app.ask(new URL(root.openapi_url).pathname)).json()
  t.equal(description.servers[0].url, `http://localhost:3000${base}`)
  const paths = Object.entries(description.paths as Record<string, Json>).map(([path, { get }]) => [path, get] as const)
  t.ok(paths.length >= 12)
  for (const [path, operation] of paths) {
    t.ok(operation.operationId && operation.tags.length === 1, path)
    if (path.includes('{id}') || path === '/' || path === '/openapi.json') continue
    const table = tables[path.slice(1)]!
    const first = await get(app, `${path}?page=1&per_page=7`)
    const middle = Math.ceil(first.total_pages / 2)
    for (const page of new Set([1, middle, first.total_pages])) {
      const answer = await get(app, `${path}?page=${page}&per_page=7`)
      const size = page === first.total_pages ? first.total_items - 7 * (page - 1) : 7
      const { contents, ...rest } = answer
      t.same(rest, {
        total_items: first.total_items,
        total_pages: first.total_pages,
        page_number: page,
        size,
        first_page: page === 1,
        last_page: page === first.total_pages,
        empty: false,
      })
      t.equal(contents.length, size)
      for (const { id } of contents) {
        const reply = await app.ask(`${base}${path}/${id}`)
        t.equal(reply.statusCode, 200)
        t.same(faultsOf(table, reply.json()), [], `${path}/${id}`)
        t.equal(reply.json().id, id)
      }
    }
  }
}

t.test(
  'The demo is HSDS: every record of every list is as the official schemas say',
  { skip: withoutSchemas },
  async (t) => {
    const app = await anApp(t)
    t.ok((await holdAll(t, app)) > 300)
    await walk(t, app)
    const described = await get(app, '/openapi.json')
    const all = Object.values(described.paths as Record<string, Json>).map(({ get }) => get.operationId)
    const unseen = all.filter((id) => !app.seen.has(`${id} 200`))
    t.same(unseen, [], 'each operation was asked')
  },
)

t.test('10,000 generated services are HSDS', { skip: withoutSchemas }, async (t) => {
  const seed = Number(process.env.SEED ?? 20261122)
  t.comment(`SEED=${seed}`)
  const app = await anApp(t, { demo: false })
  const random = seeded(seed)
  const documents = asImport(makeCatalogue(seeded(seed), 10_000)) as unknown as Catalogue & { capacities: Capacity[] }
  const rich = {
    ...documents,
    organizations: documents.organizations.map((one) => richOrganization(random, one)),
    services: documents.services.map((one) => richService(random, one)),
    capacities: documents.capacities.map((one) => richCapacity(random, one)),
  }
  await publish(t, app, rich)
  const services = await linesOf(app, '/services?full=true')
  t.equal(services.length, 10_000)
  const faults = services.flatMap((record) => faultsOf('service', record).map((fault) => `${record.id}${fault}`))
  t.same(faults.slice(0, 5), [])
  const links = await linesOf(app, '/service_at_locations')
  t.same(links.flatMap((record) => faultsOf('service_at_location', record)).slice(0, 5), [])
  await walk(t, app)
  const minimal = await get(app, '/services?minimal=true')
  t.match(minimal, { total_pages: 1, size: 10_000, first_page: true, last_page: true })
})

async function publish(t: Test, app: AppUnderTest, documents: object): Promise<void> {
  const reply = await app.edit('POST', '/v1/imports', documents)
  t.equal(reply.statusCode, 200, reply.body.slice(0, 900))
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: /^20[01]$/ })
}

const small = (service: Partial<Service> = {}): Catalogue => ({
  ...aCatalogue(),
  taxonomies: [
    aTaxonomy({
      terms: [aTerm({ says: { nl: 'Ze weten veel van schulden.' } }), aTerm({ id: 'rent', parent: 'debt' })],
    }),
    aTaxonomy({
      id: 'gender',
      name: { nl: 'Vrouwen of mannen' },
      untagged: 'all',
      terms: [aTerm({ id: 'women', name: { nl: 'Vrouwen' } })],
    }),
    aTaxonomy({
      id: 'language',
      name: { nl: 'Taal' },
      terms: [aTerm({ id: 'tr', name: { nl: 'Turks' } }), aTerm({ id: 'tamazight' })],
    }),
    aTaxonomy({ id: 'area', name: { nl: 'Gebied' }, terms: [aTerm({ id: 'noord', name: { nl: 'Noord' } })] }),
  ],
  services: [aService(service)],
})

t.test('A service as a record has all that both models can say', async (t) => {
  const app = await anApp(t, { demo: false, now: () => new Date('2026-11-22T12:00:00.000Z') })
  await publish(t, app, {
    ...small({
      summary: { nl: 'Samen orde in je post.', en: 'Sort your post.' },
      description: { nl: 'Een vrijwilliger komt.' },
      terms: { topic: ['rent'], gender: ['women'], language: ['tr', 'tamazight'], area: ['noord'] },
      contact: {
        phone: '+31 20 000 00 01',
        email: 'info@example.org',
        website: 'https://example.org/café',
        whatsapp: '+31 6 00000000',
        appointment: 'https://example.org/afspraak',
        walkIn: { nl: 'Loop binnen.' },
      },
      locations: [
        {
          id: 'hal',
          name: 'Buurthuis',
          street: 'Voorbeeldstraat 1',
          postalCode: '1031 AA',
          city: 'Amsterdam',
          latitude: 52.4,
          longitude: 4.9,
          accessibility: { nl: 'Geen drempels.' },
        },
        { name: 'Bus' },
      ],
      schedule: [{ days: ['MO', 'WE'], opensAt: '09:00', closesAt: '12:30', note: { nl: 'Niet in de zomer.' } }],
      cost: { nl: '3 euro' },
      verifiedOn: '2026-05-01',
    }),
    capacities: [{ service: 'koffie', status: 'waitlist', until: '2099-01-01', note: { nl: 'Drie weken.' } }],
  })
  const [id] = (await get(app, '/services?per_page=1')).contents.map((one: Json) => one.id)
  t.equal(id, koffie, 'version 5 of service/koffie in the namespace of docs/hsds.md')
  const whole = await get(app, `/services/${id}`)
  const { attributes, organization, service_at_locations: links, ...rest } = whole
  t.match(rest, {
    name: 'Koffie',
    description: 'Samen orde in je post.\n\nEen vrijwilliger komt.',
    url: 'https://example.org/caf%C3%A9',
    email: 'info@example.org',
    status: 'active',
    application_process: 'Loop binnen.',
    fees_description: '3 euro',
    eligibility_description: 'Vrouwen of mannen: Vrouwen',
    assured_date: '2026-05-01',
    alert: 'Drie weken.',
    last_modified: '2026-11-22T12:00:00.000Z',
    additional_urls: [{ label: 'appointment', url: 'https://example.org/afspraak' }],
    phones: [
      { number: '+31 20 000 00 01', type: 'voice' },
      { number: '+31 6 00000000', type: 'text', description: 'WhatsApp' },
    ],
    schedules: [{ freq: 'WEEKLY', byday: 'MO,WE', opens_at: '09:00', closes_at: '12:30', notes: 'Niet in de zomer.' }],
    service_areas: [{ name: 'Noord', uri: /^http:\/\/localhost:3000\/hsds\/v3\/taxonomy_terms\/[0-9a-f-]{36}$/ }],
    languages: [{ name: 'Turks', code: 'tr' }, { name: 'Schulden' }],
  })
  t.notOk('cost_options' in rest, 'it is not free')
  t.same(
    attributes.map(({ label, value, taxonomy_term: term }: Json) =>
      [label, value ?? term.code, term?.language].join(' '),
    ),
    [
      'mokummatch:id koffie ',
      'Formal or informal informal en',
      'How much room it has 2099-01-01 en',
      'Gebied noord nl',
      'Vrouwen of mannen women nl',
      'Taal tr nl',
      'Taal tamazight nl',
      'Onderwerp rent nl',
    ],
  )
  t.match(organization, {
    name: 'Buurthuis',
    attributes: [{ taxonomy_term: { code: 'informal' } }, { value: 'buurthuis' }],
  })
  t.match(links, [
    {
      location: {
        name: 'Buurthuis',
        latitude: 52.4,
        addresses: [
          {
            address_1: 'Voorbeeldstraat 1',
            city: 'Amsterdam',
            postal_code: '1031 AA',
            state_province: '',
            country: 'NL',
          },
        ],
        accessibility: [{ description: 'Geen drempels.' }],
        attributes: [{ value: 'hal' }],
      },
    },
    { location: { name: 'Bus', location_type: 'physical' } },
  ])
  t.notOk('addresses' in links[1].location)
})

t.test('docs/hsds.md has the namespace and a UUID that follow from each other', async (t) => {
  const page = readFileSync(new URL('../../../docs/hsds.md', import.meta.url), 'utf8')
  t.ok(page.includes(`\`${readConfig({}).hsdsNamespace}\``))
  t.ok(page.includes(`\`service/koffie\` is \`${koffie}\`.`))
  t.equal(createUuids(readConfig({}).hsdsNamespace)('service', 'koffie'), koffie)
})

t.test('A UUID that came in stays, all others follow from the id alone', async (t) => {
  const uuid = '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'
  const app = await anApp(t, { demo: false })
  await publish(t, app, {
    ...small(),
    organizations: [anOrganization({ id: uuid })],
    services: [aService({ id: uuid, organization: uuid, locations: [{ id: `location-${uuid}` }] })],
  })
  const record = await get(app, `/services/${uuid}`)
  t.same(await get(app, `/services/${uuid.toUpperCase()}`), record, 'in either case')
  t.match(record, { id: uuid, organization_id: uuid, organization: { id: uuid } })
  t.notMatch(JSON.stringify(record), /mokummatch:id/)
  const ofParts = [...record.cost_options, ...record.phones, ...record.attributes].map(({ id }: Json) => id)
  t.ok(ofParts.length > 2 && !ofParts.includes(uuid), 'what it has does not')
  t.match(record.service_at_locations, [{ location_id: uuid, location: { id: uuid } }])
  const other = await anApp(t, { demo: false, env: { HSDS_NAMESPACE: uuid, PUBLIC_URL: 'https://mokum.example.org' } })
  await publish(t, other, small())
  const elsewhere = (await get(other, '/services')).contents[0]
  t.not(elsewhere.id, koffie, 'a namespace of its own gives other UUIDs')
  t.match(await get(other, '/'), { openapi_url: 'https://mokum.example.org/hsds/v3/openapi.json' })
})

t.test('Lists are narrowed by term, taxonomy, organization, words and time', async (t) => {
  let now = '2026-11-20T12:00:00.000Z'
  const app = await anApp(t, { demo: false, now: () => new Date(now) })
  const start: Catalogue = {
    ...small(),
    organizations: [anOrganization(), anOrganization({ id: 'buurtteam', name: 'Buurtteam', kind: 'formal' })],
    services: [
      aService(),
      aService({
        id: 'gesprek',
        organization: 'buurtteam',
        name: { nl: 'Gesprek', en: 'A Talk' },
        terms: { topic: ['rent'] },
      }),
      aService({ id: 'soep', status: 'inactive', terms: {}, locations: [{ city: 'Amsterdam' }] }),
    ],
  }
  await publish(t, app, start)
  const names = async (query: string, list = 'services') =>
    (await get(app, `/${list}${query}`)).contents.map((one: Json) => one.name ?? one.service.name).sort()
  const terms = new Map<string, string>()
  for (const { id, code } of (await get(app, '/taxonomy_terms')).contents) terms.set(code, id)
  const taxonomies = new Map<string, string>()
  for (const { id, name } of (await get(app, '/taxonomies')).contents) taxonomies.set(name, id)
  const topic = taxonomies.get('Onderwerp')
  t.same(await names(''), ['Gesprek', 'Koffie', 'Koffie'])
  t.same(await names(`?taxonomy_term_id=${terms.get('debt')}`), ['Koffie'], 'the term itself')
  t.same(await names(`?taxonomy_term_id=${terms.get('formal')}`), ['Gesprek'])
  t.same(await names(`?taxonomy_term_id=${terms.get('open')}&taxonomy_id=${topic}`), ['Gesprek', 'Koffie'], 'both hold')
  t.same(await names('?taxonomy_term_id=unknown'), [])
  t.same(await names('?search=TALK'), ['Gesprek'], 'in every language')
  const [team] = (await get(app, '/organizations?search=team')).contents
  t.same(await names(`?organization_id=${team.id}`), ['Gesprek'])
  const loud = (id: unknown) => String(id).toUpperCase()
  t.same(await names(`?organization_id=${loud(team.id)}&taxonomy_id=${loud(topic)}`), ['Gesprek'], 'in either case')
  t.same(await names(`?taxonomy_term_id=${loud(terms.get('debt'))}`), ['Koffie'], 'in either case')
  t.equal((await get(app, `/taxonomy_terms?taxonomy_id=${loud(topic)}`)).contents.length, 2)
  t.equal((await get(app, `/taxonomy_terms?parent_id=${loud(terms.get('debt'))}`)).contents.length, 1)
  t.match(await get(app, `/organizations/${loud(team.id)}`), { id: team.id })
  t.match(await get(app, `/taxonomies/${loud(topic)}`), { id: topic })
  t.match(await get(app, `/taxonomy_terms/${loud(terms.get('debt'))}`), { id: terms.get('debt') })
  t.same(await names('?organization_id=nobody'), [])
  t.same(await names(`?taxonomy_term_id=${terms.get('informal')}`, 'organizations'), ['Buurthuis'])
  t.same(await names('?full=true', 'service_at_locations'), ['Koffie'])
  t.same(
    (await get(app, `/taxonomy_terms?taxonomy_id=${topic}&top_only=true`)).contents.map((one: Json) => one.code),
    ['debt'],
  )
  t.same(
    (await get(app, `/taxonomy_terms?parent_id=${terms.get('debt')}`)).contents.map((one: Json) => one.code),
    ['rent'],
  )
  t.same(await names('?search=vrouwen', 'taxonomies'), ['Vrouwen of mannen'])

  const modified = async (after: string) => names(`?modified_after=${encodeURIComponent(after)}`)
  t.equal((await modified('2026-11-20T12:00:00Z')).length, 3, 'then or later')
  t.same(await modified('2026-11-20T12:00:00.001Z'), [])
  now = '2026-11-21T12:00:00.000Z'
  await publish(t, app, { capacities: [{ service: 'koffie', status: 'full' }] })
  t.same(await modified('2026-11-21'), ['Koffie'], 'its capacity')
  now = '2026-11-22T12:00:00.000Z'
  await publish(t, app, { organizations: [anOrganization({ id: 'buurtteam', name: 'Team', kind: 'formal' })] })
  t.same(await modified('2026-11-22T13:00:00+02:00'), ['Gesprek'], 'its organization')
  now = '2026-11-23T12:00:00.000Z'
  await publish(t, app, { taxonomies: [aTaxonomy({ name: { nl: 'Thema' }, terms: start.taxonomies[0]!.terms })] })
  t.same(await modified('2026-11-23T00:00'), ['Gesprek', 'Koffie'], 'a taxonomy of its terms')
  t.match((await get(app, '/services?minimal=true&search=gesprek')).contents, [{ last_modified: now }])
})

t.test('Lines hold all records: who asks for a page of them is told so', async (t) => {
  const app = await anApp(t)
  const refused = async (path: string) =>
    (await app.ask(base + path)).json().errors?.map(({ code, parameter }: Json) => `${parameter} ${code}`)
  for (const list of ['services', 'organizations', 'taxonomies', 'taxonomy_terms', 'service_at_locations']) {
    t.same(await refused(`/${list}?format=ndjson&page=2&per_page=3`), [
      'page unknown-parameter',
      'per_page unknown-parameter',
    ])
    t.match(await app.ask(`${base}/${list}?format=ndjson&page=1`), { statusCode: 200 }, 'which is where all begins')
  }
})

t.test('It answers as all published data does: open, with a tag, and strict', async (t) => {
  const app = await anApp(t)
  for (const path of ['', '/', '/services', '/services?format=ndjson', '/openapi.json']) {
    const { headers, statusCode } = await app.ask(base + path)
    t.match(
      { statusCode, ...headers },
      { statusCode: 200, 'access-control-allow-origin': '*', 'api-version': '1.0.0' },
      path,
    )
  }
  for (const path of ['/services', '/services?format=ndjson', '/taxonomies']) {
    const { headers } = await app.ask(base + path)
    t.match(headers, {
      etag: /^"1\.0\.0-[0-9a-f]{32}"$/,
      'cache-control': 'public, max-age=60, stale-while-revalidate=600',
    })
    const again = await app.ask({ url: base + path, headers: { 'if-none-match': String(headers.etag) } })
    t.match(again, { statusCode: 304, body: '' }, path)
  }
  const etag = async () => (await app.ask(`${base}/services`)).headers.etag
  const before = await etag()
  await app.edit('POST', '/v1/releases', { note: 'The same again', rotation: '0123456789abcdef' })
  t.not(await etag(), before, 'another release has another tag')
  const refused: Readonly<Record<string, [status: number, place?: string]>> = {
    '/services?colour=red': [400, 'colour'],
    '/services?page=0': [400, 'page'],
    '/services?per_page=101': [400, 'per_page'],
    '/services?minimal=true&per_page=10001': [400, 'per_page'],
    '/organizations?minimal=true': [400, 'minimal'],
    '/services?format=xml': [400, 'format'],
    '/services?modified_after=yesterday': [400, 'modified_after'],
    '/services?modified_after=2026-13-01': [400, 'modified_after'],
    '/services/00000000-0000-4000-8000-000000000000': [404],
    '/services/': [404],
    '/nothing': [404],
  }
  for (const [path, [status, place]] of Object.entries(refused)) {
    const reply = await app.ask(base + path)
    t.match(reply, { statusCode: status, headers: { 'content-type': /^application\/problem\+json/ } }, path)
    t.equal(reply.json().errors?.[0].parameter, place, path)
  }
  t.match(await app.ask({ method: 'POST', url: `${base}/services` }), { statusCode: 405, headers: { allow: /GET/ } })
  const { contents, ...page } = (await app.ask(`${base}/services?page=1000000`)).json()
  t.same(contents, [])
  t.match(page, { size: 0, empty: true, last_page: true, first_page: false })
})

t.test('Before anything is published it says that it is not ready, but what it is', async (t) => {
  const app = await anApp(t, { demo: false })
  t.match(await app.ask(`${base}/services`), { statusCode: 503, headers: { 'retry-after': '5' } })
  t.match(await app.ask(`${base}/`), { statusCode: 200 })
})

t.test('Every service of the demo is there, with what the catalogue says of it', async (t) => {
  const app = await anApp(t)
  const demo = readDemo().catalogue.services as readonly Service[]
  const records = await linesOf(app, '/services?full=true')
  t.equal(records.length, demo.length)
  const own = new Map(records.map((record) => [record.attributes[0].value, record]))
  for (const { id, terms } of demo) {
    const carried = own.get(id)?.attributes.flatMap(({ taxonomy_term: term }: Json) => term?.code ?? []) ?? []
    for (const term of Object.values(terms).flat()) t.ok(carried.includes(term), `${id} ${term}`)
  }
})
