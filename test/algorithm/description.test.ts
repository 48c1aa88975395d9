import { readFileSync } from 'node:fs'
import t from 'tap'
import { readConfig } from '../../src/config.js'
import { anApp } from '../helpers/an-app.js'
import { standardFile, withoutStandard } from '../helpers/standards.js'

const https = { PUBLIC_URL: 'https://match.example.org', CONTACT_NAME: 'Gemeente Noorderhaaks' }

interface Field {
  readonly type: string
  readonly required?: boolean | string
  readonly max_length?: number
  readonly permitted_values?: readonly string[]
  readonly items?: Readonly<Record<string, Field>>
}

/** What an entry breaks of the publication standard, which is a list of fields and no JSON Schema. */
function faultsOf(entry: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Field>>): string[] {
  const unknown = Object.keys(entry).filter((name) => !Object.hasOwn(fields, name))
  return [
    ...unknown.map((name) => `${name} is no field`),
    ...Object.entries(fields).flatMap(([name, field]) => faultsOfField(name, entry[name], field)),
  ]
}

function faultsOfField(name: string, value: unknown, field: Field): string[] {
  const { type, required, max_length: most = Number.POSITIVE_INFINITY, permitted_values: permitted, items } = field
  if (value === undefined) return required === true ? [`${name} is absent`] : []
  if (type === 'array') {
    if (!Array.isArray(value)) return [`${name} is no list`]
    return value.flatMap((item) => {
      if (items && 'title' in items) return faultsOf(item, items).map((fault) => `${name}: ${fault}`)
      return permitted && !permitted.includes(item) ? [`${name} may not be ${item}`] : []
    })
  }
  if (typeof value !== 'string' || value === '') return [`${name} is no text`]
  if (permitted && !permitted.includes(value)) return [`${name} may not be ${value}`]
  return [...value].length > most ? [`${name} is longer than ${most}`] : []
}

t.test(
  'The entry is as the publication standard of the Algorithm Register asks, field by field',
  { skip: withoutStandard('algorithm-register') },
  async (t) => {
    const { properties } = JSON.parse(readFileSync(standardFile('algorithm-register/schema-v1_0.json'), 'utf8'))
    const all = {
      ...https,
      ALGORITHM_STATUS: 'Buiten gebruik',
      ALGORITHM_BEGIN_DATE: '2027-01',
      ALGORITHM_END_DATE: '2028-12',
      ALGORITHM_LAWFUL_BASIS: 'Wet gemeentelijke schuldhulpverlening, artikel 2.',
      SOURCE_URL: 'https://example.org/mokummatch.git',
    }
    for (const env of [https, all]) {
      const { ask } = await anApp(t, { env })
      const entry = (await ask('/v1/algorithm-description')).json()
      t.same(faultsOf(entry, properties), [])
      const broken = { ...entry, name: 'x'.repeat(101), status: 'Af', category: ['Geld'], color: 'red' }
      t.same(faultsOf({ ...broken, organization: undefined }, properties), [
        'color is no field',
        'name is longer than 100',
        'organization is absent',
        'category may not be Geld',
        'status may not be Af',
      ])
    }
  },
)

t.test(
  'What only the deployment can say comes from its configuration, and is left out where it says nothing',
  async (t) => {
    const { ask } = await anApp(t, {
      env: { ...https, ALGORITHM_STATUS: 'In gebruik', ALGORITHM_BEGIN_DATE: '2027-01' },
    })
    const { headers, body } = await ask('/v1/algorithm-description')
    const entry = JSON.parse(body)
    t.match(entry, {
      organization: 'Gemeente Noorderhaaks',
      status: 'In gebruik',
      begin_date: '2027-01',
      contact_email: 'info@example.org',
      publication_category: 'Impactvolle algoritmes',
      source_id: 'https://match.example.org/v1/algorithm-description',
    })
    for (const absent of ['end_date', 'lawful_basis', 'publiccode']) t.notOk(absent in entry, absent)
    t.match(headers, { 'access-control-allow-origin': '*', 'cache-control': /^public/ })
    const headersOfHolder = { 'if-none-match': String(headers.etag) }
    t.equal((await ask({ url: '/v1/algorithm-description', headers: headersOfHolder })).statusCode, 304)
  },
)

t.test('A use that ends before it begins is refused at the start', (t) => {
  const period = (begin: string, end: string) =>
    readConfig({ ALGORITHM_BEGIN_DATE: begin, ALGORITHM_END_DATE: end }).algorithmEndDate
  t.throws(() => period('2027-02', '2027-01'), { name: 'ConfigError', message: /ALGORITHM_END_DATE must/ })
  t.equal(period('2027-02', '2027-02'), '2027-02')
  t.end()
})

t.test('It says of itself what residents are promised', async (t) => {
  const { ask } = await anApp(t)
  const {
    methods_and_models: method,
    source_data: data,
    human_intervention: people,
  } = (await ask('/v1/algorithm-description')).json()
  t.match(method, 'niet zelflerend')
  t.match(data, 'vergeten')
  t.match(people, 'De bewoner kiest zelf')
})
