import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { standardFile, withoutStandard } from '../helpers/standards.js'

/** The schemas and examples of HSDS 3.1.1, as Open Referral publishes them. */
const standard = 'hsds-3.1.1'

/** For the `skip` of a test: false, or why there is nothing to hold to. */
export const withoutSchemas = withoutStandard(standard)

const folder = standardFile(standard)
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
for (const file of filesIn(folder).filter((name) => name !== 'openapi.json'))
  ajv.addSchema(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')), file)

function filesIn(path: string): string[] {
  const names = existsSync(path) ? readdirSync(path) : []
  return names.filter((name) => name.endsWith('.json')).sort()
}

export type Table = 'service' | 'organization' | 'service_at_location' | 'taxonomy' | 'taxonomy_term'

/** What a record breaks of the official schema, each as its place and the rule. */
export function faultsOf(table: Table, record: unknown): string[] {
  const validate = ajv.getSchema(`${table}.json`)
  if (validate === undefined) throw new Error(`There is no schema of ${table}.`)
  if (validate(record) === true) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Names of the official examples. */
export const officialExamples = filesIn(`${folder}/examples`)

/** The bytes of an official example. */
export function officialExample(name: string): Buffer {
  return readFileSync(`${folder}/examples/${name}`)
}
