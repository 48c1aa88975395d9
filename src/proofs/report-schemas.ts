import Type, { type Static } from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { releaseNumber, sha256 } from '../http/shared-schemas.js'
import { id, patterns } from '../http/value-schemas.js'
import { ComparisonSchema, comparisonComponents } from './comparison-schemas.js'
import {
  AnswerOutcomeSchema,
  BusiestFullSchema,
  ExposureSchema,
  exposureComponents,
  OfferSchema,
} from './exposure-schemas.js'
import { FindingsSchema, findingComponents } from './finding-schemas.js'
import type { ProofReport } from './report.js'
import { basis, CountSchema, EstimateSchema, ExampleSchema, list, orNull, part, whole } from './report-part-schemas.js'

export const ProofReportSchema = component(
  'ProofReport',
  closed(
    {
      version: Type.Literal(1, { description: 'Of this shape; members may be added to it', examples: [1] }),
      questionSet: id({ description: 'Which one, by its id', examples: ['geldzorgen-noord'] }),
      release: orNull(releaseNumber('Number of the release'), 'Number of the release; null for the drafts'),
      releaseDigest: sha256('Digest of the content that was proven; of drafts as the release that they would be'),
      rotation: Type.String({
        description: '16 hex digits that decide in which order equal organizations take turns',
        pattern: patterns.rotation.pattern,
        examples: ['6d6f6b756d313032'],
      }),
      size: closed(
        {
          choices: whole('How many places a pattern should get', [3]),
          patterns: whole('Ways to answer, each question answered or skipped, exactly'),
          demandClasses: whole('Classes of patterns that make the same demands and exclusions, exactly', [2_187]),
          answerClasses: whole('Classes of patterns that ask the same in all, exactly', [2_187]),
          services: whole('Services of the content', [49]),
          openServices: whole('Services that are active and have room', [49]),
          organizations: whole('Organizations of the content', [40]),
        },
        { description: 'What there was to walk' },
      ),
      outcomes: closed(
        {
          basis: basis('exact: all classes of answers were matched; sample: patterns were drawn'),
          matches: whole('How many matches were made for it', [2_187]),
          seed: whole('Seed of all that is drawn', [1]),
          confidence: part('Level of the intervals, each by itself', [0.95]),
          method: word(['wilson'], { description: 'How intervals are made: Wilson’s score interval' }),
        },
        { description: 'How what depends on wishes was found. What depends on demands alone is always exact' },
      ),
      findings: ref(FindingsSchema, { description: 'Each with its counts and the smallest example' }),
      exposure: ref(ExposureSchema, { description: 'Who is chosen how often' }),
      answers: list(
        ref(AnswerOutcomeSchema),
        'What those get who give each answer, in order; then those who give none',
      ),
      offer: orNull(ref(OfferSchema), 'Where the offer is thin; null where there are no two such questions'),
      busiestFull: ref(BusiestFullSchema, { description: 'What happens when the busiest are full' }),
      comparison: Type.Optional(
        ref(ComparisonSchema, { description: 'What differs from another release; only where that was asked for' }),
      ),
      digest: sha256('SHA-256 of the canonical form (RFC 8785) of all the rest; the same content gives the same'),
    },
    { description: 'What residents get from a question set, proven over all answers' },
  ),
)

/** Fails to compile when the report and its schema drift apart. */
export type SchemaHoldsTheReport = Expect<Equal<Static<typeof ProofReportSchema>, ProofReport>>

export const reportComponents: readonly Component[] = [
  ExampleSchema,
  EstimateSchema,
  CountSchema,
  ...findingComponents,
  ...exposureComponents,
  ...comparisonComponents,
  ProofReportSchema,
]
