import Type, { type Static, type TProperties, type TSchema, type TSchemaOptions } from 'typebox'

/** A schema with a name of its own: `#/components/schemas/<name>` in the API's description. */
export type Component<T extends TSchema = TSchema> = T & { readonly $id: string }

/** Names a schema, in PascalCase. Routes and other schemas then point at it with {@link ref}. */
export function component<T extends TSchema>(name: string, schema: T): Component<T> {
  return Object.assign(schema, { $id: name })
}

/** Points at a component; `options` (a description, examples) say what it means in this place. */
export function ref<T extends TSchema>(schema: Component<T>, options: TSchemaOptions = {}) {
  return Type.Unsafe<Static<T>>({ ...options, $ref: `${schema.$id}#` })
}

/**
 * An object without other fields than these. A property with a `default` may be absent on the wire and is there after
 * validation, so its static type has no question mark.
 */
export function closed<P extends TProperties>(properties: P, options: TSchemaOptions = {}) {
  const schema = Type.Object(properties, { ...options, additionalProperties: false })
  const required = Object.keys(properties).filter((key) => isRequired(properties[key]))
  if (required.length > 0) return Object.assign(schema, { required })
  Reflect.deleteProperty(schema, 'required')
  return schema
}

function isRequired(schema: TSchema | undefined): boolean {
  return schema !== undefined && !Type.IsOptional(schema) && !('default' in schema)
}

/** One of a few words. */
export function word<const W extends string[]>(words: readonly [...W], options: TSchemaOptions) {
  return Type.Enum(words, { ...options, type: 'string' })
}

/**
 * One of several components, told apart by the value of `property`: AJV then reports the errors of the right branch
 * only.
 */
export function oneOf<T extends TSchema>(property: string, branches: readonly Component<T>[], options: TSchemaOptions) {
  return Type.Unsafe<Static<T>>({
    ...options,
    type: 'object',
    required: [property],
    discriminator: { propertyName: property },
    oneOf: branches.map((branch) => ref(branch)),
  })
}
