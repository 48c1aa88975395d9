import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { readDemo } from '../../src/demo/demo.js'
import { type Fetch, HarvestError, harvest } from '../../src/hsds/harvest.js'
import { anApp, openApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { runCommand } from '../helpers/processes.js'

const json = { 'content-type': 'application/json' }
const lines = { 'content-type': 'application/x-ndjson' }
const { catalogue } = readDemo()
const size = (list: string): number => catalogue[list]?.length ?? 0
const uuid = '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'
const service = {
  id: uuid,
  name: 'Koffie',
  description: 'Een kop koffie.',
  status: 'active',
  url: 'https://example.org/koffie',
  organization: { id: uuid, name: 'Buurthuis', description: 'Een plek.' },
  attributes: [
    { id: uuid, taxonomy_term: { id: uuid, name: 'Schuld', code: 'A1', taxonomy_detail: { name: 'Hulp' } } },
  ],
}

t.test('The demo goes out as HSDS and comes in again without a change, also as a page of the API', async (t) => {
  const app = await anApp(t)
  const send = (payload: string, headers: Record<string, string>, query = '') =>
    app.ask({
      method: 'POST',
      url: `/v1/imports?format=hsds${query}`,
      payload,
      headers: { authorization: `Bearer ${app.adminKey}`, ...headers },
    })
  const exported = await app.edit('GET', '/v1/exports?format=hsds')
  t.match(exported.headers, {
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="mokummatch-hsds.ndjson"',
  })
  t.equal(exported.body.split('\n').length, size('services') + size('organizations') + 1)
  const again = await send(exported.body, lines)
  t.match(again.json(), {
    services: { counts: { unchanged: size('services'), changed: 0, created: 0 } },
    organizations: { counts: { unchanged: size('organizations'), changed: 0 } },
    capacities: { counts: { changed: 0, created: 0 } },
    notTakenOver: { count: 0 },
  })
  const page = (await app.ask('/hsds/v3/services?full=true&per_page=5')).body
  t.match((await send(page, json)).json(), { services: { counts: { unchanged: 5 } }, notTakenOver: { count: 0 } })
  const dry = await send(JSON.stringify(service), json, '&dryRun=true')
  t.match(dry.json(), {
    dryRun: true,
    services: { created: [uuid] },
    notTakenOver: { notes: [{ code: 'unmapped-term' }, {}, {}] },
  })
  const refused = await send(JSON.stringify({ ...service, name: '' }), json)
  t.match(refused.json(), { code: 'invalid-import', errors: [{ line: 1, pointer: '/name', code: 'required' }] })
  t.match((await send('id\n', { 'content-type': 'text/csv' })).json(), { errors: [{ code: 'syntax' }] })
  t.match((await send('', json, '&type=services')).json(), { errors: [{ parameter: 'type' }] })
  t.match(await app.edit('GET', '/v1/exports?format=hsds&type=services'), { statusCode: 400 })
})

t.test('A large import of HSDS is done in a thread, with the mapping of the deployment', async (t) => {
  const mapping = join(aFolder(t), 'mapping.json')
  writeFileSync(mapping, JSON.stringify({ terms: { 'Hulp:A1': ['topic:debt'] }, kind: 'informal' }))
  const app = await anApp(t, { env: { HSDS_MAPPING_FILE: mapping } })
  const many = Array.from({ length: 1_500 }, (_, at) =>
    JSON.stringify({ ...service, id: `koffie-${at}`, alternate_name: 'x'.repeat(400) }),
  ).join('\n')
  t.ok(many.length > 1_048_576)
  const reply = await app.ask({
    method: 'POST',
    url: '/v1/imports?format=hsds',
    payload: many,
    headers: { authorization: `Bearer ${app.adminKey}`, ...lines },
  })
  t.match(reply.json(), {
    services: { counts: { created: 1_500 } },
    organizations: { created: [uuid] },
    notTakenOver: { count: 3_000, notes: { length: 1_000 } },
  })
  t.match((await app.edit('GET', '/v1/drafts/services/koffie-7')).json(), { terms: { topic: ['debt'] } })
  t.match((await app.edit('GET', `/v1/drafts/organizations/${uuid}`)).json(), { kind: 'informal' })
})

t.test('The command line imports HSDS from a file and from an address, and exports it', async (t) => {
  const source = await openApp(aFolder(t))
  t.teardown(() => source.close())
  const address = `http://127.0.0.1:${await source.listen()}/hsds/v3`
  const folder = aFolder(t)
  const file = (name: string, content: unknown): string => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(content))
    return path
  }
  const run = (...args: string[]) =>
    runCommand(args, { ...process.env, DATABASE_URL: `file:${join(folder, 'mokummatch.sqlite')}` })
  t.match(await run('import', file('taxonomies.json', { taxonomies: catalogue.taxonomies })), { code: 0 })
  const harvested = await run('import', '--format', 'hsds', address)
  t.equal(harvested.code, 0, harvested.err)
  const created = {
    services: { counts: { created: size('services') } },
    organizations: { counts: { created: size('organizations') } },
  }
  t.match(JSON.parse(harvested.out), { ...created, notTakenOver: { count: 0 } })
  const exported = await run('export', '--format', 'hsds')
  t.equal(
    exported.out,
    (
      await source.server.inject({
        url: '/v1/exports?format=hsds',
        headers: { authorization: `Bearer ${source.adminKey}` },
      })
    ).body,
  )
  const mapping = file('mapping.json', { terms: { 'Hulp:A1': ['topic:debt'] }, kind: 'informal' })
  const one = await run('import', '--format', 'hsds', '--mapping', mapping, file('one.json', service))
  t.match(JSON.parse(one.out), { services: { created: [uuid] }, notTakenOver: { notes: [{ code: 'assumed-free' }] } })
  const wrong = file('wrong.json', { terms: 1 })
  t.match(await run('import', '--format', 'hsds', '--mapping', wrong, file('one.json', service)), {
    code: 1,
    err: /--mapping: Expected an object at \/terms\./,
  })
  t.match(await run('import', '--format', 'hsds', '--mapping', 'none.json', file('one.json', service)), {
    code: 1,
    err: /--mapping: ENOENT/,
  })
  t.match(await run('import', '--mapping', mapping, 'x.json'), { code: 1, err: /--mapping is for --format hsds/ })
  t.match(await run('import', address), { code: 1, err: /Only HSDS is read from an address/ })
  for (const nobody of ['search=nobody', 'search=nobody&format=ndjson']) {
    const nothing = await run('import', '--format', 'hsds', `${address}/services?${nobody}`)
    t.match(nothing, { code: 0, err: '' }, nobody)
    t.match(JSON.parse(nothing.out), { services: { counts: { created: 0, changed: 0 } } }, nobody)
  }
  t.match(await run('import', '--format', 'hsds', `${address}/nothing`), {
    code: 1,
    err: /nothing answers with status 404\./,
  })
})

t.test('Other APIs are harvested page by page, each record whole', async (t) => {
  const base = 'https://example.org/o/hsds'
  const flat = (id: string) => ({ id, name: id, status: 'active' })
  const page = (number: number, contents: object[], total = 2) => ({
    page_number: number,
    total_pages: total,
    contents,
  })
  const answers: Readonly<Record<string, unknown>> = {
    [base]: { version: '3.0', openapi_url: `${base}/openapi.json` },
    [`${base}/services?full=true&page=1`]: page(1, [flat('a'), { ...flat('b'), phones: [] }]),
    [`${base}/services?full=true&page=2`]: page(2, [flat('c')]),
    [`${base}/services/a`]: { ...flat('a'), phones: [{ number: '1' }] },
    [`${base}/services/c`]: flat('c'),
    [`${base}/list?x=1`]: page(1, [], 0),
    [`${base}/list?x=1&page=1`]: page(1, [], 0),
    [`${base}/file.json`]: flat('alone'),
    [`${base}/strange`]: page(1, [flat('a')]),
    [`${base}/strange?page=1`]: { contents: 'none' },
  }
  const asked: string[] = []
  const fetch: Fetch = async (address) => {
    asked.push(address)
    if (address === `${base}/down`) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    return new Response(JSON.stringify(answers[address]), { status: address in answers ? 200 : 404 })
  }
  const had = async (path: string) => (await buffer(Readable.from(harvest(base + path, fetch)))).toString()
  const ids = (await had('')).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
  t.same(ids, [answers[`${base}/services/a`], { ...flat('b'), phones: [] }, flat('c')])
  t.equal(asked.at(-1), `${base}/organizations?full=true&page=1`, 'organizations may be left out')
  t.equal(await had('/list?x=1'), '[]\n', 'a list of nothing')
  t.same(JSON.parse(await had('/file.json')), flat('alone'))
  await t.rejects(had('/strange'), new HarvestError(`${base}/strange?page=1 gives no page of HSDS.`))
  await t.rejects(had('/down'), new HarvestError(`${base}/down can't be reached: connect ECONNREFUSED.`))
  await t.rejects(had('/gone'), new HarvestError(`${base}/gone answers with status 404.`))
})

t.test('What is no mapping file stops the start with a sentence', async (t) => {
  const mapping = join(aFolder(t), 'mapping.json')
  writeFileSync(mapping, '{"terms": {"x": "topic:debt"}}')
  await t.rejects(openApp(aFolder(t), { demo: false, env: { HSDS_MAPPING_FILE: mapping } }), {
    message: /HSDS_MAPPING_FILE: Expected a list of terms such as topic:debt at \/terms, for "x"\./,
  })
})
