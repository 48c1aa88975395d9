import fc from 'fast-check'
import t from 'tap'
import type { Taxonomy } from '../../src/engine/index.js'
import { documentDigest } from '../../src/releases/digests.js'
import { makeCatalogue } from '../bench/catalogue.js'
import { asImport } from '../bench/documents.js'
import { aCatalogue, anOrganization, aService } from '../helpers/builders.js'
import { seeded } from '../helpers/random.js'
import { anImporter, placesOf } from '../imports/an-importer.js'
import {
  anHsdsOrganization,
  anHsdsService,
  hsds,
  type Imported,
  imported,
  notesOf,
  other,
  told,
  uuid,
} from './importing.js'
import { officialExample, officialExamples, withoutSchemas } from './official.js'
import { richCapacity, richOrganization, richService } from './rich.js'

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
