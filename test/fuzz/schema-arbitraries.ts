import fc, { type Arbitrary } from 'fast-check'

export type Type = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null'

/** JSON Schema 2020-12, as far as the description of the API uses it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: Type | readonly Type[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: Schema
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

export type Components = Readonly<Record<string, Schema>>

export interface Vocabulary {
  readonly components: Components
  /** Ids that there are: what looks like an id mostly is one of them. */
  readonly ids: readonly string[]
  /** What properties of a name hold, whatever their schema says. */
  readonly properties: Readonly<Record<string, Arbitrary<unknown>>>
  /** Values of a component, by its name: every other one is one of them. */
  readonly known: Readonly<Record<string, readonly unknown[]>>
}

/** Of many scripts; with two code units, joined to the one before, written from right to left, of no width. */
const sign = fc.constantFrom(...'aZ0 -é&<>"\\/\t漢ğŞשل\u0301\u200d\u202e💥🏳')

/** A few of what may be many. */
const FEW = 3
const anyJson = fc.jsonValue({ maxDepth: 2 })

export function resolved(schema: Schema, components: Components): Schema {
  const found = schema.$ref === undefined ? schema : components[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]
  if (found === undefined) throw new Error(`There is no ${schema.$ref}.`)
  return found
}

/** Values that a schema takes. Strings are short, or just as long as they may be. */
export function createValidValues({
  components,
  ids,
  properties,
  known,
}: Vocabulary): (schema: Schema) => Arbitrary<unknown> {
  const values = new Map<Schema, Arbitrary<unknown>>()

  function valid(given: Schema): Arbitrary<unknown> {
    const schema = resolved(given, components)
    const found = values.get(schema) ?? withKnown(made(schema), known[given.$ref?.split('/').at(-1) ?? ''])
    values.set(schema, found)
    return found
  }

  function made(schema: Schema): Arbitrary<unknown> {
    const branches = schema.oneOf ?? schema.anyOf
    if (branches !== undefined) return fc.oneof(...branches.map(valid))
    if (isList(schema.type)) return fc.oneof(...schema.type.map((type) => valid({ ...schema, type })))
    if ('const' in schema) return fc.constant(schema.const)
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
    if (schema.type === 'object') return object(schema)
    if (schema.type === 'array') return array(schema)
    if (schema.type === 'string') return string(schema)
    if (schema.type === 'integer') return integer(schema)
    if (schema.type === 'number')
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e9, noNaN: true })
    if (schema.type === 'boolean') return fc.boolean()
    return schema.type === 'null' ? fc.constant(null) : anyJson
  }

  function object(schema: Schema): Arbitrary<unknown> {
    const { properties: own = {}, required = [], additionalProperties: more } = schema
    if (typeof more === 'object') {
      const names =
        schema.propertyNames === undefined ? fc.string() : string({ ...schema.propertyNames, type: 'string' })
      const { minProperties: minKeys = 0, maxProperties = FEW } = schema
      return fc.dictionary(names, valid(more), { minKeys, maxKeys: Math.max(minKeys, Math.min(FEW, maxProperties)) })
    }
    const members = Object.entries(own).map(([name, member]) => [name, properties[name] ?? valid(member)] as const)
    if (members.length === 0) return fc.dictionary(fc.string(), anyJson, { maxKeys: FEW })
    return fc.record(Object.fromEntries(members), { requiredKeys: required.filter((name) => name in own) })
  }

  function array({
    items = {},
    minItems: minLength = 0,
    maxItems = FEW,
    uniqueItems = false,
  }: Schema): Arbitrary<unknown> {
    const size = { minLength, maxLength: Math.max(minLength, Math.min(FEW, maxItems)) }
    const distinct = { ...size, selector: (item: unknown) => JSON.stringify(item) }
    return uniqueItems ? fc.uniqueArray(valid(items), distinct) : fc.array(valid(items), size)
  }

  function string({ pattern, format, minLength = 0, maxLength = 1_000 }: Schema): Arbitrary<string> {
    if (format === 'date') return day
    if (format === 'date-time') return instant
    if (format === 'uuid') return fc.uuid()
    const fits = (text: string): boolean => [...text].length >= minLength && [...text].length <= maxLength
    const most = Math.min(maxLength, Math.max(minLength, 20))
    if (pattern === undefined) return fc.string({ unit: sign, minLength, maxLength: most }).filter(fits)
    const matching = fc.stringMatching(new RegExp(pattern, 'u')).filter(fits)
    const isIn = (text: string): boolean => new RegExp(pattern, 'u').test(text) && fits(text)
    const longest = 'a'.repeat(maxLength)
    const some = [{ weight: 4, arbitrary: matching }]
    if (isIn(longest)) some.push({ weight: 1, arbitrary: fc.constant(longest) })
    if (isIn('an-id-0')) some.push({ weight: 12, arbitrary: fc.constantFrom(...ids.filter(isIn)) })
    return fc.oneof(...some)
  }

  return valid
}

function withKnown(drawn: Arbitrary<unknown>, known: readonly unknown[] = []): Arbitrary<unknown> {
  return known.length === 0 ? drawn : fc.oneof(drawn, fc.constantFrom(...known))
}

function isList(type: Schema['type']): type is readonly Type[] {
  return Array.isArray(type)
}

function integer({ minimum = -1e6, maximum = 1e6 }: Schema): Arbitrary<number> {
  const small = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 5) })
  return fc.oneof({ weight: 3, arbitrary: small }, { weight: 1, arbitrary: fc.integer({ min: minimum, max: maximum }) })
}

const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
const day = moment.map((date) => date.toISOString().slice(0, 10))
const instant = fc
  .tuple(moment, fc.constantFrom('Z', '+02:00', '-03:30', '+14:00'))
  .map(([date, offset]) => date.toISOString().replace('Z', offset))
