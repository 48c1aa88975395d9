import { type Components, resolved, type Schema, type Type } from './schema-arbitraries.js'

/** A value in which one thing is other than its schema says, and what that is. */
export interface Broken {
  readonly what: string
  readonly value: () => unknown
}

/** Much longer lists are a matter of the limit of bodies. */
const MOST_ITEMS = 300

/**
 * All ways to break one thing in a value that its schema takes: a field too many or too few, another type, a bound that is
 * passed, a form that is left.
 */
export function breaksOf(schema: Schema, value: unknown, components: Components): Broken[] {
  return [...breaks(schema, value, '', components)]
}

function* breaks(given: Schema, value: unknown, at: string, components: Components): Generator<Broken> {
  const schema = branchOf(resolved(given, components), value, components)
  if (schema === undefined) return
  for (const [what, broken] of own(schema, value)) yield { what: `${at} ${what}`, value: () => broken }
  if (Array.isArray(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries())
      for (const inner of breaks(schema.items, item, `${at}/${index}`, components))
        yield { ...inner, value: () => value.with(index, inner.value()) }
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const { [name]: known = schema.additionalProperties } = schema.properties ?? {}
      if (typeof known !== 'object') continue
      for (const inner of breaks(known, member, `${at}/${name}`, components))
        yield { ...inner, value: () => ({ ...value, [name]: inner.value() }) }
    }
  }
}

/** Of several schemas the first that a value seems to be of. */
function branchOf(schema: Schema, value: unknown, components: Components): Schema | undefined {
  const branches = (schema.oneOf ?? schema.anyOf)?.map((branch) => resolved(branch, components))
  if (branches === undefined) return schema
  return branches.find((branch) => {
    const constants = Object.entries(branch.properties ?? {}).filter(([, member]) => 'const' in member)
    return isObject(value)
      ? branch.type === 'object' && constants.every(([name, member]) => value[name] === member.const)
      : [branch.type].flat().includes(typeOf(value))
  })
}

function* own(schema: Schema, value: unknown): Generator<readonly [what: string, broken: unknown]> {
  if (schema.type !== undefined || schema.enum !== undefined) {
    yield ['is a list', [value]]
    yield ['is an object', { value }]
    if (schema.type !== 'null') yield ['is null', null]
    if (typeof value === 'number' || typeof value === 'boolean') yield ['is a text', String(value)]
    if (typeof value === 'string') yield ['is a number', 7]
  }
  if (schema.enum !== undefined || 'const' in schema) yield ['is another word', 'no-such-word']
  if (isObject(value)) {
    for (const name of schema.required ?? []) {
      const { [name]: _, ...rest } = value
      yield [`lacks ${name}`, rest]
    }
    if (schema.additionalProperties === false) yield ['has a surprise', { ...value, surprise: 1 }]
    if (schema.minProperties !== undefined) yield ['is empty', {}]
  }
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema
    if (minItems > 0) yield ['has too few', value.slice(0, minItems - 1)]
    if (maxItems < MOST_ITEMS && value.length > 0) yield ['has too many', Array(maxItems + 1).fill(value[0])]
    if (uniqueItems && value.length > 0) yield ['repeats one', [...value, value[0]]]
  }
  if (typeof value === 'string' && schema.enum === undefined) {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema
    if (minLength > 0) yield ['is too short', value.slice(0, minLength - 1)]
    if (maxLength < 5_000) yield ['is too long', 'a'.repeat(maxLength + 1)]
    if (pattern !== undefined || format !== undefined) {
      const others = ['', ' ', 'É', 'a\nb', '!', '--', '2026-02-30'].filter(
        (text) => !new RegExp(pattern ?? '^$', 'u').test(text),
      )
      for (const text of others) yield [`has another form: ${JSON.stringify(text)}`, text]
    }
  }
  if (typeof value === 'number') {
    const { minimum, maximum } = schema
    if (minimum !== undefined) yield ['is too small', minimum - 1]
    if (maximum !== undefined) yield ['is too large', maximum + 1]
    if (schema.type === 'integer') yield ['is no whole number', value + 0.5]
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typeOf(value: unknown): Type {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : (typeof value as Type)
}
