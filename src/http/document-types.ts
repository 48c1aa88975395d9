import type { Static } from 'typebox'
import type * as engine from '../engine/index.js'
import type { CapacitySchema, OrganizationSchema, TaxonomySchema } from './document-schemas.js'
import type { QuestionSetSchema } from './question-set-schemas.js'
import type { ServiceSchema } from './service-schemas.js'

/** A type with all aliases resolved and everything read-only, so that two spellings of one shape are the same. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T

/** Whether two types are the same one, not merely assignable. */
export type Equal<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false

/** Does not compile unless what it gets is `true`. */
export type Expect<Holds extends true> = Holds

/** Fails to compile when a schema and the engine's type of the same document drift apart. */
export type SchemasHoldTheDomain = [
  Expect<Equal<Static<typeof TaxonomySchema>, engine.Taxonomy>>,
  Expect<Equal<Static<typeof OrganizationSchema>, engine.Organization>>,
  Expect<Equal<Static<typeof ServiceSchema>, engine.Service>>,
  Expect<Equal<Static<typeof CapacitySchema>, engine.Capacity>>,
  Expect<Equal<Static<typeof QuestionSetSchema>, engine.QuestionSet>>,
]
