import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'
import type { SchemaError } from './schema-errors.js'

/** Words of OpenAPI that may stand in a schema and mean nothing to a validator. */
const annotations = ['example', 'externalDocs', 'xml']

/**
 * Validators in which nothing is coerced, dropped or filled in, and which name all errors. Only what comes as text
 * (path, query, headers) is read as the declared number, boolean or list. Body limits keep the cost of all errors small.
 */
export function strictValidators() {
  const pool = AjvCompiler()
  const strict = {
    allErrors: true,
    removeAdditional: false,
    discriminator: true,
    allowUnionTypes: true,
    keywords: annotations,
  }
  const build: typeof pool = (schemas) => {
    const customOptions = { ...strict, coerceTypes: false, useDefaults: false }
    const body = pool(schemas, { onCreate: leaveDays, customOptions })
    const text = pool(schemas, { customOptions: { ...strict, coerceTypes: 'array', useDefaults: true } })
    return (route) => (isBody(route) ? body(route) : asWritten(route, text(route)))
  }
  let built: { readonly schemas: object; readonly validator: ReturnType<typeof pool> } | undefined
  const buildValidator: typeof pool = (schemas, options) => {
    // Asked for each route; the pool would write all schemas as text to see that they are still the same.
    if (built === undefined || !hasSameMembers(built.schemas, schemas))
      built = { schemas, validator: build(schemas, options) }
    return built.validator
  }
  return { buildValidator }
}

const wholeNumber = /^-?(?:0|[1-9]\d*)$/

interface Validate {
  (given: Record<string, unknown>): unknown
  errors?: readonly SchemaError[] | null
}

/**
 * AJV reads `1e1`, `0x10`, `05` and ` 5` as numbers as well: what is not written as one is emptied, which is none either.
 * Of what stands there twice it says only that it is of another type.
 */
function asWritten<V extends Validate>(route: object | boolean, validate: V): V {
  const { properties = {} } = (route as { schema?: { properties?: Record<string, { type?: unknown }> } }).schema ?? {}
  const integers = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
  const single = Object.keys(properties).filter((name) => properties[name]?.type !== 'array')
  if (single.length === 0) return validate
  return new Proxy(validate, {
    apply: (target, _this, [given]: [Record<string, unknown>]) => {
      for (const name of integers) {
        const text = given[name]
        if (typeof text === 'string' && !wholeNumber.test(text)) given[name] = ''
      }
      const repeated = single.flatMap((name) => repeatedError(name, given[name]) ?? [])
      const isRight = target(given)
      if (repeated.length === 0) return isRight
      const names = new Set(repeated.map(({ instancePath }) => instancePath))
      target.errors = [...(target.errors ?? []).filter(({ instancePath }) => !names.has(instancePath)), ...repeated]
      return false
    },
  })
}

function repeatedError(name: string, value: unknown): SchemaError | undefined {
  if (!Array.isArray(value)) return undefined
  return { keyword: 'repeatedParameter', instancePath: `/${name}`, params: { times: value.length } }
}

/** Lets any day of the right form through: whoever reads a document says which is not in the calendar, in words of its own. */
export function leaveDays(ajv: { addFormat(name: string, format: true): unknown }): void {
  ajv.addFormat('date', true)
}

/**
 * Validators for a route whose body is a document: whoever reads it tells all its problems, of which those of the schema
 * are a part.
 */
export function documentAsSent(): FastifySchemaCompiler<FastifySchema> {
  const validators = strictValidators().buildValidator({})
  return (route) => (route.httpPart === 'body' ? () => true : validators(route))
}

function hasSameMembers(before: object, now: object): boolean {
  const [a, b] = [Object.values(before), Object.values(now)]
  return a.length === b.length && a.every((schema, at) => schema === b[at])
}

/** The compiler is typed as taking a schema, and called with the route around it. */
function isBody(route: object | boolean): boolean {
  return typeof route === 'object' && 'httpPart' in route && route.httpPart === 'body'
}
