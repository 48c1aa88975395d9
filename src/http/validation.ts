import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'

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
  const buildValidator: typeof pool = (schemas) => {
    const body = pool(schemas, {
      onCreate: leaveDays,
      customOptions: { ...strict, coerceTypes: false, useDefaults: false },
    })
    const text = pool(schemas, { customOptions: { ...strict, coerceTypes: 'array', useDefaults: true } })
    return (route) => (isBody(route) ? body : text)(route)
  }
  return { buildValidator }
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

/** The compiler is typed as taking a schema, and called with the route around it. */
function isBody(route: object | boolean): boolean {
  return typeof route === 'object' && 'httpPart' in route && route.httpPart === 'body'
}
