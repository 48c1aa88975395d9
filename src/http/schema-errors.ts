import type { FieldCode } from './error-codes.js'
import type { FieldError } from './problems.js'
import { expectedByFormat, expectedByPattern } from './value-schemas.js'

/** What is used of an error of AJV; what a query repeats is an error of the same form. */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  /** Set on what AJV says of a name, beside its own error for `propertyNames`. */
  readonly propertyName?: string | undefined
}

/** An amplifier otherwise: a body of 16 KiB can break its schema in thousands of places. */
const MOST_ERRORS = 100

/**
 * All errors of a schema as places with a sentence that says what was expected.
 * @returns at most 100 of them, and how many were `left` out
 */
export function fieldErrorsOf(errors: readonly SchemaError[], inBody: boolean): { errors: FieldError[]; left: number } {
  // What has not the form of a day or an instant is none that there is either: saying so once is enough.
  const formless = new Set(errors.flatMap(({ keyword, instancePath }) => (keyword === 'pattern' ? [instancePath] : [])))
  const own = errors.filter(
    ({ propertyName, keyword, instancePath }) =>
      propertyName === undefined && !(keyword === 'format' && formless.has(instancePath)),
  )
  return {
    errors: own.slice(0, MOST_ERRORS).map((error) => fieldError(error, inBody)),
    left: Math.max(0, own.length - MOST_ERRORS),
  }
}

function fieldError({ keyword, instancePath, params }: SchemaError, inBody: boolean): FieldError {
  const named = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? params.tag
  const pointer = safePointer(typeof named === 'string' ? `${instancePath}/${escapeName(named)}` : instancePath)
  const { code, detail } = explain(keyword, params, inBody)
  return inBody ? { pointer, code, detail } : { parameter: pointer.split('/')[1] ?? '', code, detail }
}

/** One name of a JSON pointer (RFC 6901). */
export function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * A pointer as far as its names look like names. What else a client writes for a name (a sentence, a phone number) is
 * content, and is not repeated: the pointer ends at the object that holds it.
 */
export function safePointer(pointer: string): string {
  const names = pointer.split('/').slice(1)
  const strange = names.findIndex((name) => !/^(?:\d{1,7}|[A-Za-z][A-Za-z0-9_-]{0,63})$/.test(name))
  return (strange === -1 ? names : names.slice(0, strange)).map((name) => `/${name}`).join('')
}

function explain(keyword: string, params: SchemaError['params'], inBody: boolean): { code: FieldCode; detail: string } {
  const limit = String(params.limit)
  const kind = `${params.type ?? 'value'}`.split(',').join(' or ')
  const article = /^[aeiou]/.test(kind) ? 'an' : 'a'
  switch (keyword) {
    case 'required':
      return { code: 'required', detail: 'This is required.' }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return inBody
        ? { code: 'unknown-field', detail: 'Expected only the fields that are described.' }
        : { code: 'unknown-parameter', detail: 'Expected only the parameters that are described.' }
    case 'type':
      return { code: 'wrong-type', detail: `Expected ${article} ${kind}.` }
    case 'repeatedParameter':
      return { code: 'repeated', detail: `Expected it once, but it stands in the address ${params.times} times.` }
    case 'enum':
      return { code: 'not-allowed', detail: `Expected one of ${listed(params.allowedValues)}.` }
    case 'const':
      return { code: 'not-allowed', detail: `Expected ${JSON.stringify(params.allowedValue)}.` }
    case 'discriminator':
      return { code: 'not-allowed', detail: `Expected a ${String(params.tag)} that is described.` }
    case 'minLength':
      return { code: 'too-short', detail: `Expected at least ${limit} ${limit === '1' ? 'character' : 'characters'}.` }
    case 'maxLength':
      return { code: 'too-long', detail: `Expected at most ${limit} characters.` }
    case 'minItems':
    case 'minProperties':
      return { code: 'too-few', detail: `Expected at least ${limit}.` }
    case 'maxItems':
    case 'maxProperties':
      return { code: 'too-many', detail: `Expected at most ${limit}.` }
    case 'uniqueItems':
      return {
        code: 'repeated',
        detail: `Expected no repeats, but items ${params.j} and ${params.i} are the same.`,
      }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { code: 'out-of-range', detail: `Expected a number ${params.comparison} ${limit}.` }
    case 'multipleOf':
      return { code: 'out-of-range', detail: `Expected a multiple of ${params.multipleOf}.` }
    case 'pattern':
      return { code: 'wrong-format', detail: `Expected ${expectedByPattern(`${params.pattern}`) ?? 'another form'}.` }
    case 'format':
      return { code: 'wrong-format', detail: `Expected ${expectedByFormat(`${params.format}`) ?? 'another form'}.` }
    case 'propertyNames':
      return { code: 'wrong-name', detail: 'Expected names as described.' }
    default:
      return { code: 'no-shape', detail: 'Expected one of the shapes that are described.' }
  }
}

/** Values come from the schema, never from the request. */
function listed(values: unknown): string {
  const all = Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : []
  return all.length > 20 ? `${all.slice(0, 20).join(', ')} and others that are described` : all.join(', ')
}
