import type { FieldCode } from './error-codes.js'
import { escapeName } from './schema-errors.js'
import { expectedByPattern } from './value-schemas.js'

/** A place where a document differs from its schema. */
export interface ShapeProblem {
  /** RFC 6901 pointer into the document. */
  readonly pointer: string
  readonly code: FieldCode
  /** What was expected, what came instead, and what the place is for. */
  readonly detail: string
}

/** What is used of an error of AJV with `verbose`: it then holds the value, and the schema around the keyword. */
export interface VerboseError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  /** Set on what AJV says of a name, beside its own error for `propertyNames`. */
  readonly propertyName?: string
  readonly parentSchema?: object
  readonly data?: unknown
}

/**
 * What one error of a document's schema tells an editor. Documents hold nothing of residents, so unlike the errors of
 * other requests these have whole pointers and say what came; texts, which may be long, are not repeated.
 */
export function shapeProblemsOf(error: VerboseError): ShapeProblem[] {
  // AJV says it twice: the errors of the name itself, and of a tag that is missing, have been reported.
  if (error.keyword === 'propertyNames') return []
  if (error.keyword === 'discriminator' && error.params.tagValue === undefined) return []
  if (error.keyword === 'uniqueItems') return repeatsOf(error)
  const [code, sentence] = explain(error)
  const named = error.params.missingProperty ?? error.params.additionalProperty ?? error.params.tag
  const name = error.propertyName ?? named
  const pointer = error.instancePath + (typeof name === 'string' ? `/${escapeName(name)}` : '')
  if (error.propertyName !== undefined) return [{ pointer, code: 'wrong-name', detail: `As a name: ${sentence}` }]
  return [{ pointer, code, detail: sentence + purposeOf(error) }]
}

function explain({ keyword, params, data, parentSchema }: VerboseError): readonly [FieldCode, string] {
  const limit = String(params.limit)
  switch (keyword) {
    case 'required':
      return ['required', 'Expected this field, but it is missing.']
    case 'additionalProperties':
      return ['unknown-field', `Expected no such field. The fields here are: ${fieldsOf(parentSchema).join(', ')}.`]
    case 'type':
      return [
        'wrong-type',
        `Expected ${kinds[String(params.type)] ?? 'another kind of value'}, but got ${kindOf(data)}.`,
      ]
    case 'enum':
      return ['not-allowed', `Expected one of: ${[params.allowedValues].flat().join(', ')}.`]
    case 'const':
      return ['not-allowed', `Expected ${String(params.allowedValue)}.`]
    case 'discriminator':
      return ['not-allowed', `Expected another ${String(params.tag)}.`]
    case 'minLength':
      return [
        'too-short',
        `Expected at least ${limit} ${limit === '1' ? 'character' : 'characters'}, but got ${lengthOf(data)}.`,
      ]
    case 'maxLength':
      return ['too-long', `Expected at most ${limit} characters, but got ${lengthOf(data)}.`]
    case 'minItems':
    case 'minProperties':
      return ['too-few', `Expected at least ${limit}, but got ${lengthOf(data)}.`]
    case 'maxItems':
    case 'maxProperties':
      return ['too-many', `Expected at most ${limit}, but got ${lengthOf(data)}.`]
    case 'minimum':
      return ['out-of-range', `Expected at least ${limit}, but got ${String(data)}.`]
    case 'maximum':
      return ['out-of-range', `Expected at most ${limit}, but got ${String(data)}.`]
    case 'pattern':
      return ['wrong-format', `Expected ${expectedByPattern(String(params.pattern)) ?? 'another form'}.`]
    default:
      return ['no-shape', 'Expected the shape that is described.']
  }
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? 'text' : 'an object'
}

/** Of text in characters (code points), as the bounds count them. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}

function fieldsOf(schema: object | undefined): string[] {
  return schema !== undefined && 'properties' in schema ? Object.keys(schema.properties ?? {}) : []
}

/** What the description of the API says of the place, so that nobody has to look it up. */
function purposeOf({ keyword, params, parentSchema }: VerboseError): string {
  if (keyword === 'additionalProperties') return ''
  const missing =
    keyword === 'required' ? memberOf(memberOf(parentSchema, 'properties'), String(params.missingProperty)) : undefined
  const description = memberOf(missing ?? parentSchema, 'description')
  return typeof description === 'string' ? ` (${description}.)` : ''
}

function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined
  return Object.entries(holder).find(([key]) => key === name)?.[1]
}

/** AJV names one pair of repeats; an editor wants to see all. */
function repeatsOf({ instancePath, data }: VerboseError): ShapeProblem[] {
  const list: readonly unknown[] = Array.isArray(data) ? data : []
  return list.flatMap((item, index): ShapeProblem[] => {
    const first = list.indexOf(item)
    if (first === index) return []
    const detail = `Expected a list without repeats, but this is the same as item ${first} (counted from 0). Remove one of them.`
    return [{ pointer: `${instancePath}/${index}`, code: 'repeated', detail }]
  })
}
