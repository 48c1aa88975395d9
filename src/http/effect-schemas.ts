import Type from 'typebox'
import { closed, component, oneOf } from './component-schemas.js'
import { id } from './value-schemas.js'

/** What answers ask of services, on the wire (`docs/documents.md`, Effect). */

export const mode = <const M extends string>(value: M, description: string) =>
  Type.Literal(value, { description, examples: [value] })

const taxonomy = () =>
  id({ description: 'Id of the taxonomy that the term is of; kind is built in', examples: ['topic', 'kind'] })
const term = () => id({ description: 'Id of the term that is asked for', examples: ['debt', 'informal'] })
const points = () =>
  Type.Integer({
    description: 'How much the wish counts, 1 to 100 points',
    examples: [10, 40],
    minimum: 1,
    maximum: 100,
  })
export const relax = (description: string) => Type.Integer({ description, examples: [1, 9], minimum: 1, maximum: 9 })

const prefers = 'prefer: a wish; services with the term come earlier'
const requires = 'require: a demand; services without the term are out, or later where the demand may be given up'
const excludes = 'exclude: services with the term or a narrower one are out'
const effectRelax =
  'When the demand may be given up, 1 to 9, low numbers first; absent: as the question says, else never'

export const PreferEffectSchema = component(
  'PreferEffect',
  closed(
    { mode: mode('prefer', prefers), taxonomy: taxonomy(), term: term(), points: points() },
    { description: 'A wish for a term' },
  ),
)

export const RequireEffectSchema = component(
  'RequireEffect',
  closed(
    { mode: mode('require', requires), taxonomy: taxonomy(), term: term(), relax: Type.Optional(relax(effectRelax)) },
    { description: 'A demand for a term' },
  ),
)

export const ExcludeEffectSchema = component(
  'ExcludeEffect',
  closed(
    { mode: mode('exclude', excludes), taxonomy: taxonomy(), term: term() },
    { description: 'No service with this term' },
  ),
)

export const EffectSchema = component(
  'Effect',
  oneOf('mode', [PreferEffectSchema, RequireEffectSchema, ExcludeEffectSchema], {
    description:
      'What one answer asks of a service; its mode is prefer, require or exclude. Effects name taxonomies, never a service or an organization',
  }),
)

export const TermPreferEffectSchema = component(
  'TermPreferEffect',
  closed(
    { mode: mode('prefer', prefers), taxonomy: taxonomy(), points: points() },
    { description: 'A wish for the term that is the answer' },
  ),
)

export const TermRequireEffectSchema = component(
  'TermRequireEffect',
  closed(
    { mode: mode('require', requires), taxonomy: taxonomy(), relax: Type.Optional(relax(effectRelax)) },
    { description: 'A demand for the term that is the answer' },
  ),
)

export const TermExcludeEffectSchema = component(
  'TermExcludeEffect',
  closed(
    { mode: mode('exclude', excludes), taxonomy: taxonomy() },
    { description: 'No service with the term that is the answer' },
  ),
)

export const TermEffectSchema = component(
  'TermEffect',
  oneOf('mode', [TermPreferEffectSchema, TermRequireEffectSchema, TermExcludeEffectSchema], {
    description: 'An effect of a term question, where the answer is the term; its mode is prefer, require or exclude',
  }),
)

export const effects = (description: string) => ({
  description,
  examples: [[{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 10 }]],
})

export const effectComponents = [
  PreferEffectSchema,
  RequireEffectSchema,
  ExcludeEffectSchema,
  EffectSchema,
  TermPreferEffectSchema,
  TermRequireEffectSchema,
  TermExcludeEffectSchema,
  TermEffectSchema,
]
