import { dirname } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Capacity, Catalogue } from '../../src/engine/index.js'
import type { Scope } from '../../src/http/caller.js'
import { documentComponents } from '../../src/http/document-schemas.js'
import { jsonBody, piecesOf } from '../../src/imports/formats.js'
import { registerImportRoutes } from '../../src/imports/import-routes.js'
import { importComponents } from '../../src/imports/import-schemas.js'
import {
  aCapacity,
  aCatalogue,
  anEffect,
  anOption,
  anOrganization,
  aQuestion,
  aQuestionSet,
  aService,
  asking,
  aTaxonomy,
  aTerm,
  aTermQuestion,
} from '../helpers/builders.js'
import { aServer } from '../http/a-server.js'
import { anImporter, placesOf } from './an-importer.js'

const whole = { ...aCatalogue(), capacities: [aCapacity()] }
const nothing = { created: [], changed: [], unchanged: [], removed: [] }
const counts = { created: 1, changed: 0, unchanged: 0, removed: 0 }

t.test('An import creates what is named, and says so', async (t) => {
  const { put, stored } = await anImporter(t)
  t.strictSame(await put(whole), {
    report: {
      mode: 'merge',
      dryRun: false,
      taxonomies: { ...nothing, created: ['topic'], counts },
      organizations: { ...nothing, created: ['buurthuis'], counts },
      services: { ...nothing, created: ['koffie'], counts },
      questionSets: { ...nothing, created: ['geld'], counts },
      capacities: { ...nothing, created: ['koffie'], counts },
    },
  })
  const all = [
    'organization buurthuis',
    'question-set geld',
    'service koffie',
    'taxonomy topic',
    'capacity koffie limited',
  ]
  t.same(await stored(), all)
})

t.test(
  'merge replaces what is named and leaves the rest; the same again, in another order of a set, is no change',
  async (t) => {
    const { put, stored, revision } = await anImporter(t)
    const service = aService({ id: 'soep', terms: { topic: ['debt', 'law'] } })
    await put({ ...whole, services: [aService(), service] })
    const before = await revision()
    const again = {
      services: [{ ...service, terms: { topic: ['law', 'debt'] }, seeks: [] }],
      capacities: [aCapacity()],
    }
    t.match(await put(again), {
      report: { services: { ...nothing, unchanged: ['soep'] }, capacities: { unchanged: ['koffie'] } },
    })
    t.equal(await revision(), before)

    const edited = {
      services: [aService({ cost: { nl: '2 euro' } }), aService({ id: 'new' })],
      capacities: [aCapacity({ status: 'full' })],
    }
    t.match(await put(edited), {
      report: {
        services: { created: ['new'], changed: ['koffie'], unchanged: [], removed: [] },
        capacities: { ...nothing, changed: ['koffie'] },
        taxonomies: nothing,
      },
    })
    t.same(
      (await stored()).filter((line) => /service|capacity/.test(line)),
      [...['service koffie', 'service new', 'service soep'], 'capacity koffie full'],
    )
  },
)

t.test('replace removes what is not named, of the types that are present only', async (t) => {
  const { put, stored } = await anImporter(t)
  await put({
    ...whole,
    organizations: [anOrganization(), anOrganization({ id: 'kerk' })],
    services: [aService(), aService({ id: 'soep' })],
  })
  t.match(await put({ organizations: [anOrganization()], services: [aService()] }, 'replace'), {
    report: {
      organizations: { unchanged: ['buurthuis'], removed: ['kerk'] },
      services: { unchanged: ['koffie'], removed: ['soep'] },
      taxonomies: nothing,
      questionSets: nothing,
      capacities: nothing,
    },
  })
  t.match(await put({ questionSets: [], capacities: [] }, 'replace'), {
    report: { questionSets: { removed: ['geld'] }, capacities: { removed: ['koffie'] } },
  })
  t.same(await stored(), ['organization buurthuis', 'service koffie', 'taxonomy topic'])
})

t.test('A dry run says what would change and changes nothing', async (t) => {
  const { put, stored } = await anImporter(t)
  await put(whole)
  const before = await stored()
  const body = { services: [aService({ id: 'soep' })], capacities: [] }
  const dry = await put(body, 'replace', true)
  t.match(dry, {
    report: { dryRun: true, services: { created: ['soep'], removed: ['koffie'] }, capacities: { removed: ['koffie'] } },
  })
  t.same(await stored(), before)
  const wet = await put(body, 'replace')
  t.ok('report' in dry && 'report' in wet)
  if ('report' in dry && 'report' in wet) t.same({ ...dry.report, dryRun: false }, { ...wet.report, differences: [] })
})

t.test('With any problem nothing is stored, and every problem of every document is told with its place', async (t) => {
  const { put, stored } = await anImporter(t)
  const body = {
    taxonomies: [aTaxonomy(), aTaxonomy({ id: 'kind' }), { id: 'x' }],
    organizations: 'none',
    services: [
      aService({ id: 'a' }),
      aService({ id: 'b', terms: { topic: ['debt', 'debt'] }, verifiedOn: '2026-02-30' }),
      aService({ id: 'c', terms: { kind: ['formal'], topic: ['Debt'] }, summary: { en: 'x' } }),
      aService({ id: 'd', terms: { kind: ['formal'] }, summary: { en: 'x' } }),
      aService({ id: 'a' }),
      null,
    ],
    questionSets: [asking(aQuestion({ showIf: { question: 'gone', anyOf: ['x'] } }))],
    capacities: [aCapacity({ service: 'a', until: '2026-02-30' }), aCapacity({ service: 'a' })],
    partners: [],
    'a/b~c': 1,
  }
  const result = await put(body)
  t.same(placesOf(result), [
    '/taxonomies/1/id reserved-id',
    ...['name', 'match', 'untagged', 'terms'].map((field) => `/taxonomies/2/${field} required`),
    '/organizations wrong-type',
    '/services/1/terms/topic/1 repeated',
    '/services/2/terms/topic/0 wrong-format',
    '/services/3/summary/nl missing-default-language',
    '/services/3/terms/kind kind-in-terms',
    '/services/4/id repeated-id',
    '/services/5 wrong-type',
    '/questionSets/0/questions/0/showIf/question unknown-question',
    '/capacities/0/until no-such-date',
    '/capacities/1/service repeated-id',
    '/partners unknown-field',
    '/a~1b~0c unknown-field',
  ])
  const detail =
    'Expected no such field. The fields here are: taxonomies, organizations, services, questionSets, capacities.'
  t.match('problems' in result && result.count === 17 && result.problems.at(-1), { detail })
  t.same(await stored(), [])
})

t.test('What is no object with lists is refused', async (t) => {
  const { put } = await anImporter(t)
  for (const body of [null, [], 'text', 3]) t.same(placesOf(await put(body)), [' wrong-type'])
  t.match(await put({}), { report: { services: nothing } })
})

t.test('Problems are told up to 1,000, and all are counted', async (t) => {
  const { put } = await anImporter(t)
  const result = await put({ services: Array.from({ length: 1_500 }, () => ({})) })
  t.ok('problems' in result && result.problems.length === 1_000 && result.count === 1_500 * 7)
})

t.test(
  'Of names that are no list nothing is kept but the first 1,000 problems, each with a short pointer',
  async (t) => {
    const { send } = await anImporter(t)
    const names = [...Array.from({ length: 1_500 }, (_, index) => `field${index % 2}`), 'x'.repeat(10_000), 'services']
    const body = (last: string) => `{${[...names, last].map((name) => `"${name}":[]`).join()}}`
    const result = await send({ format: 'json' }, body('n'.repeat(65)))
    t.match(result, { count: 1_502, problems: { length: 1_000 } })
    t.same([...new Set(placesOf(result))], ['/field0 unknown-field', '/field1 unknown-field'])
    t.same(placesOf(await send({ format: 'json' }, `{"${'n'.repeat(65)}":[],"${'n'.repeat(64)}":[]}`)), [
      ' unknown-field',
      `/${'n'.repeat(64)} unknown-field`,
    ])
    t.match(await send({ format: 'json' }, body('services')), { count: 1_502 }, 'a list twice is no JSON')
    t.same(placesOf(await send({ format: 'json' }, '{"services":[],"services":[]}')), ['/services duplicate-key'])
  },
)

t.test('A long import tells how far it is: how many were read, and how many of them applied', async (t) => {
  const { imports, revision } = await anImporter(t)
  const body = { services: Array.from({ length: 500 }, (_, index) => aService({ id: `s${index}` })) }
  for (const dryRun of [true, false]) {
    const told: number[] = []
    const onProgress = (done: { readonly read: number; readonly applied: number }) =>
      told.push(done.read + done.applied)
    const result = await imports.importDocuments(jsonBody(body), { mode: 'merge', dryRun, onProgress })
    t.match(result, { report: { mode: 'merge', dryRun, services: { counts: { created: 500 } } } })
    t.ok(told.length > 3 && (told.at(-1) ?? 0) >= 1_000)
    t.same(
      told.toSorted((a, b) => a - b),
      told,
    )
  }
  t.ok((await revision()) > 0)
})

t.test('A capacity is of a service that there is after the import', async (t) => {
  const { put } = await anImporter(t)
  await put({ services: [aService(), aService({ id: 'soep' })] })
  const both = [aCapacity(), aCapacity({ service: 'soep' }), aCapacity({ service: 'gone' })]
  t.same(
    placesOf(await put({ services: [aService({ id: 'new' })], capacities: [...both, aCapacity({ service: 'new' })] })),
    ['/capacities/2/service unknown-service'],
  )
  t.same(placesOf(await put({ services: [aService()], capacities: both }, 'replace')), [
    '/capacities/1/service unknown-service',
    '/capacities/2/service unknown-service',
  ])
})

t.test(
  'An open capacity where nothing was said is no change, and an import without capacities keeps them',
  async (t) => {
    const { put, stored } = await anImporter(t)
    await put(whole)
    t.match(await put({ services: [] }, 'replace'), {
      report: { services: { removed: ['koffie'] }, capacities: nothing },
    })
    t.ok((await stored()).includes('capacity koffie limited'))
    const open = [aCapacity({ service: 'soep', status: 'open' })]
    t.match(await put({ services: [aService({ id: 'soep' })], capacities: open }), {
      report: { capacities: { ...nothing, unchanged: ['soep'] } },
    })
  },
)

t.test('An export has the shape of an import: documents by id, and the capacities that are not open', async (t) => {
  const { put, exported } = await anImporter(t)
  t.same(JSON.parse(await exported()), {
    taxonomies: [],
    organizations: [],
    services: [],
    questionSets: [],
    capacities: [],
  })
  const services = [aService({ id: 'soep' }), aService()]
  const capacities = [aCapacity({ service: 'soep', status: 'open' }), aCapacity({ note: { nl: 'Vol' } })]
  await put({ ...whole, services, capacities })
  const sorted = { ...whole, services: services.toReversed(), capacities: capacities.slice(1) }
  t.strictSame(JSON.parse(await exported()), sorted)
  await put({ services: [aService({ id: 'soep' })] }, 'replace')
  t.same(JSON.parse(await exported()).capacities, [], 'no capacity without its service')
})

const someId = fc.constantFrom('a', 'b2', 'constructor', 'money-talk', 'x-1')
const someText = fc.record(
  { nl: fc.constantFrom('Geld', 'Één 😀', '“Ja”'), en: fc.constantFrom('Money', ' x ') },
  { requiredKeys: ['nl'] },
)
const someIds = fc.uniqueArray(someId, { maxLength: 3 })
const unique = <T extends { readonly id: string }>(some: fc.Arbitrary<T>) =>
  fc.uniqueArray(some, { selector: ({ id }) => id, maxLength: 4 })
const someTaxonomy = fc
  .record({ id: someId, name: someText, ids: someIds, codes: fc.uniqueArray(fc.constantFrom('10', 'ü', '__proto__')) })
  .map(({ ids, codes, ...given }) =>
    aTaxonomy({
      ...given,
      terms: ['root', ...ids].map((id, index) => aTerm({ id, ...(index === 0 ? { codes } : { parent: 'root' }) })),
    }),
  )
const someOrganization = fc
  .record({ id: someId, description: someText, website: fc.constant('https://example.org/') }, { requiredKeys: ['id'] })
  .map(anOrganization)
const someService = fc
  .record(
    {
      id: someId,
      summary: someText,
      terms: fc.dictionary(someId, someIds, { maxKeys: 3 }),
      cost: someText,
      locations: fc.constantFrom([], [{ city: 'Weesp', latitude: 52.3 }]),
      schedule: fc.constantFrom([], [{ days: ['SU', 'MO'] as const, opensAt: '00:00', closesAt: '23:59' }]),
      verifiedOn: fc.constant('2026-02-28'),
    },
    { requiredKeys: ['id'] },
  )
  .map(aService)
const someSet = fc
  .record({ id: someId, title: someText, points: fc.integer({ min: 1, max: 100 }) })
  .map(({ points, ...given }) => {
    const effects = [anEffect({ points }), { mode: 'require', taxonomy: 'kind', term: 'informal', relax: 3 } as const]
    return aQuestionSet({
      ...given,
      always: [],
      questions: [aQuestion({ options: [anOption({ effects }), anOption({ id: 'no' })] }), aTermQuestion()],
    })
  })
const someCatalogue: fc.Arbitrary<Catalogue> = fc.record({
  taxonomies: unique(someTaxonomy),
  organizations: unique(someOrganization),
  services: unique(someService),
  questionSets: unique(someSet),
})
const someStatuses = fc.array(fc.constantFrom<Capacity['status']>('limited', 'waitlist', 'full'), { maxLength: 4 })

t.test('Any catalogue, exported and imported elsewhere, is the same', async (t) => {
  const [here, there] = [await anImporter(t), await anImporter(t)]
  await fc.assert(
    fc.asyncProperty(someCatalogue, someStatuses, async (catalogue, statuses) => {
      const capacities = catalogue.services.flatMap(({ id }, index) =>
        statuses[index] ? [{ service: id, status: statuses[index] }] : [],
      )
      const first = await here.put({ ...catalogue, capacities }, 'replace')
      t.same(placesOf(first), [])
      const exported = await here.exported()
      t.same(placesOf(await there.put(JSON.parse(exported), 'replace')), [])
      t.equal(await there.exported(), exported)
      t.same(await there.digests(), await here.digests())
    }),
    { numRuns: 60 },
  )
})

/** The routes on a server, called with a key that has these scopes. */
async function aServerWithImports(t: Test, scopes: readonly Scope[] = ['admin']) {
  const { imports, path } = await anImporter(t)
  const { app } = await aServer({
    components: [...documentComponents, ...importComponents],
    routes: (app) => {
      app.addHook('onRequest', async (request) => {
        request.caller = { name: 'test', scopes }
      })
      registerImportRoutes(app, {
        importDocuments: async (_request, content, { shape, ...options }) =>
          imports.importDocuments({ ...shape, chunks: piecesOf(content) }, options),
        openExport: imports.openExport,
        bodyLimitBytes: 1_000_000,
        folder: dirname(path),
      })
    },
  })
  t.teardown(() => app.close())
  const post = (url: string, body: unknown) =>
    app.inject({ method: 'POST', url, payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return { app, post }
}

t.test('Over HTTP an import answers with a report, and an export is its JSON', async (t) => {
  const { app, post } = await aServerWithImports(t)
  const dry = await post('/v1/imports?dryRun=true', whole)
  t.equal(dry.statusCode, 200)
  t.match(dry.json(), { mode: 'merge', dryRun: true, services: { created: ['koffie'] } })
  const replaced = await post('/v1/imports?mode=replace', whole)
  t.match(replaced.json(), { mode: 'replace', dryRun: false, services: { created: ['koffie'] } })
  const exported = await app.inject('/v1/exports')
  t.equal(exported.statusCode, 200)
  t.match(exported.headers, { 'content-type': /^application\/json/, 'content-disposition': /attachment/ })
  t.same(exported.json(), whole)
})

t.test('Over HTTP the problems of an import are errors of one problem, and wrong queries are refused', async (t) => {
  const { app, post } = await aServerWithImports(t)
  const refused = await post('/v1/imports', { services: [aService({ terms: { kind: ['formal'] } })] })
  t.equal(refused.statusCode, 400)
  t.match(refused.headers['content-type'], 'application/problem+json')
  t.match(refused.json(), {
    code: 'invalid-import',
    detail: 'Nothing was imported, because of 1 problem. Mend each place and send the whole import again.',
    errors: [{ pointer: '/services/0/terms/kind', code: 'kind-in-terms', detail: /^Expected no terms of kind/ }],
  })
  const many = await post('/v1/imports', { services: Array.from({ length: 200 }, () => ({})) })
  t.match(many.json().detail, 'Nothing was imported, because of 1400 problems. The first 1000 are named.')
  t.match((await post('/v1/imports?mode=add', whole)).json(), {
    code: 'invalid-request',
    errors: [{ parameter: 'mode' }],
  })
  t.match((await post('/v1/imports?dryrun=true', whole)).json(), { code: 'invalid-request' })
  for (const query of ['separator=tab', 'format=ndjson&separator=comma'])
    t.match((await app.inject(`/v1/exports?${query}`)).json(), {
      code: 'invalid-request',
      errors: [{ parameter: 'separator', code: 'unknown-parameter' }],
    })
  t.match((await app.inject({ method: 'POST', url: '/v1/imports' })).json(), {
    code: 'invalid-import',
    errors: [{ pointer: '' }],
  })
})

t.test('Question sets need the scope for questions, other documents that for the catalogue', async (t) => {
  const { post } = await aServerWithImports(t, ['catalogue:write'])
  t.match((await post('/v1/imports', whole)).json(), { status: 403, code: 'forbidden' })
  t.equal((await post('/v1/imports', { services: [aService()] })).statusCode, 200)
})
