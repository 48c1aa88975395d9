import Type, { type TSchema } from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { id, ownerId } from '../http/value-schemas.js'

/** What all parts of a report are described with. */

export const whole = (description: string, examples = [16_384]) =>
  Type.Integer({ description, minimum: 0, maximum: Number.MAX_SAFE_INTEGER, examples })
export const part = (description: string, examples = [0.25]) =>
  Type.Number({ description, minimum: 0, maximum: 1, examples })
export const mean = (description: string) => Type.Number({ description, minimum: 0, examples: [1.5] })
export const holds = (description: string) => Type.Boolean({ description, examples: [true] })
export const list = <T extends TSchema>(item: T, description: string) => Type.Array(item, { description })
export const orNull = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const questionId = (description: string) => id({ description, examples: ['topics', 'always'] })
export const answerId = (description: string) => id({ description, examples: ['debt', 'always'] })
export const taxonomyId = (description: string) => id({ description, examples: ['topic'] })
export const termId = (description: string) => id({ description, examples: ['debt'] })
export const service = (description = 'Id as the catalogue has it') =>
  ownerId({ description, examples: ['buurtteam-noord'] })
export const organization = ownerId({ description: 'Id of the organization that offers it', examples: ['humanitas'] })
export const kind = word(['formal', 'informal'], { description: 'Kind of the organization', examples: ['informal'] })

export const exampleFields = {
  answers: Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Array(Type.String())], { description: 'What is answered, by id' }),
    { description: 'Answers as a match takes them, by the id of a question', examples: [{ topics: ['debt'] }] },
  ),
  choices: list(service(), 'Who is chosen with these answers, without a seed, in the order of choosing'),
}

export const ExampleSchema = component(
  'ProofExample',
  closed(exampleFields, {
    description: 'The smallest answers that show something: fewest questions answered, then first in order',
  }),
)
export const example = (description: string) => orNull(ref(ExampleSchema), description)

export const EstimateSchema = component(
  'ProofEstimate',
  closed(
    {
      count: whole('Patterns of which it is so; in a sample matches', [410]),
      of: whole('Patterns that were looked at; in a sample matches'),
      share: part('Count divided by all that were looked at, to 9 decimals; 0 where there are none'),
      low: part('Lower end of the 95 % interval (Wilson); the share itself where it is exact'),
      high: part('Upper end of the 95 % interval (Wilson); the share itself where it is exact'),
    },
    { description: 'A proportion, exact or from a sample' },
  ),
)
export const estimate = (description: string) => ref(EstimateSchema, { description })

export const countFields = {
  patterns: whole('How many answer patterns, exactly', [0]),
  share: part('Of all answer patterns, to 9 decimals'),
  demandClasses: whole('In how many demand classes they are, exactly', [0]),
}
export const CountSchema = component('ProofCount', closed(countFields, { description: 'An exact number of patterns' }))

export const basis = (description: string) => word(['exact', 'sample'], { description, examples: ['exact'] })
export const gini = (description: string) => part(description, [0.36])
