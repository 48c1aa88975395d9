import AjvCompiler from '@fastify/ajv-compiler'
import type { Static } from 'typebox'
import type { Capacity, DocumentOf } from '../engine/index.js'
import { type Component, ref } from './component-schemas.js'
import {
  CapacitySchema,
  documentComponents,
  OrganizationSchema,
  PartnerSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySchema,
} from './document-schemas.js'
import type { Plain } from './document-types.js'
import { type ShapeProblem, shapeProblemsOf } from './shape-problems.js'
import { leaveDays } from './validation.js'

export type { ShapeProblem } from './shape-problems.js'

/** What a document of each type is once its schema holds. */
export interface DocumentShapes extends DocumentOf {
  readonly capacity: Capacity
  readonly partner: Plain<Static<typeof PartnerSchema>>
}

export type ReadDocument<D> = { readonly document: D } | { readonly problems: readonly ShapeProblem[] }

/**
 * Reads a JSON value as a document: all problems of its schema, or the document. Lists that may be absent there and that
 * the types have (`effects` of an option) are filled in, in the value itself.
 */
export type DocumentReader = <T extends keyof DocumentShapes>(
  type: T,
  value: unknown,
) => ReadDocument<DocumentShapes[T]>

const schemas = {
  taxonomy: TaxonomySchema,
  organization: OrganizationSchema,
  service: ServiceSchema,
  'question-set': QuestionSetSchema,
  capacity: CapacitySchema,
  partner: PartnerSchema,
} satisfies Record<keyof DocumentShapes, Component>

/** A schema is compiled when its first document comes, which takes some hundred milliseconds: make one for a process. */
export function compileDocumentReader(): DocumentReader {
  const components = Object.fromEntries(documentComponents.map((schema) => [schema.$id, schema]))
  const customOptions = {
    allErrors: true,
    coerceTypes: false,
    discriminator: true,
    removeAdditional: false,
    useDefaults: true,
    verbose: true,
  }
  const compile = AjvCompiler()(components, { onCreate: leaveDays, customOptions })
  const validators = new Map<keyof DocumentShapes, ReturnType<typeof compile>>()
  return <T extends keyof DocumentShapes>(type: T, value: unknown) => {
    const validate = validators.get(type) ?? compile({ schema: ref(schemas[type]) })
    validators.set(type, validate)
    if (validate(value) === true) return { document: value as DocumentShapes[T] }
    return { problems: (validate.errors ?? []).flatMap(shapeProblemsOf) }
  }
}
