import Type from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import { instant, PublishProblemSchema, releaseNumber, releaseOr, sha256 } from '../http/shared-schemas.js'
import { id, patterns } from '../http/value-schemas.js'
import { list, orNull, whole } from './report-part-schemas.js'
import { ProofReportSchema, reportComponents } from './report-schemas.js'

/** Proofs on the wire. `docs/proofs.md` has the formulas. */

const provenSet = id({ description: 'Which one, by its id', examples: ['mokummatch-2022'] })

export const ProofRequestSchema = component(
  'ProofRequest',
  closed(
    {
      questionSet: provenSet,
      seed: Type.Optional(
        Type.Integer({
          description: 'Seed of all that is drawn; another one draws other patterns; 1 where absent',
          minimum: 0,
          maximum: 4_294_967_295,
          examples: [1],
        }),
      ),
      matches: Type.Optional(
        Type.Integer({
          description:
            'How many patterns to draw where there are more than ten million classes of answers; 200,000 where absent',
          minimum: 1_000,
          maximum: 10_000_000,
          examples: [200_000],
        }),
      ),
      release: Type.Optional(
        releaseOr<'draft'>(patterns.draft, {
          description:
            'Number of a release, or draft: the drafts as they would be published; absent: the release in force, or the drafts where they are compared',
          examples: ['draft'],
        }),
      ),
      compareWith: Type.Optional(
        releaseOr<'in-force'>(patterns.inForce, {
          description:
            'What residents get now: number of a release, or in-force. The report then says what would change, for whom. Absent: nothing is compared',
          examples: ['in-force'],
        }),
      ),
    },
    { description: 'What to prove' },
  ),
)

export const ProofJobSchema = component(
  'ProofJob',
  closed(
    {
      id: Type.String({ description: 'Names the job on this replica', format: 'uuid' }),
      state: word(['waiting', 'running', 'done', 'failed', 'cancelled'], {
        description: 'waiting: others come first; done: the report is there; failed: the failure says why',
        examples: ['done'],
      }),
      questionSet: provenSet,
      release: Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Literal('draft'), Type.Null()], {
        description: 'What was asked for: a number, draft, or null for the release in force',
        examples: ['draft'],
      }),
      compareWith: Type.Union(
        [Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Literal('in-force'), Type.Null()],
        { description: 'What it is compared with: a number or in-force; null: nothing', examples: ['in-force'] },
      ),
      createdAt: instant('When it was asked for, UTC'),
      endedAt: orNull(instant('When it was done, failed or cancelled, UTC'), 'When it ended; null: it has not'),
      progress: orNull(
        closed(
          {
            stage: word(['demands', 'outcomes', 'influence', 'search', 'equals', 'busiest', 'comparison'], {
              description: 'What is under way, in this order; comparison only where something is compared',
              examples: ['outcomes'],
            }),
            done: whole('Tasks of the stage that are behind', [12]),
            total: whole('All tasks of the stage', [50]),
          },
          { description: 'How far it is' },
        ),
        'How far it is; null before and after',
      ),
      failure: orNull(
        closed(
          {
            code: word(['too-large', 'not-publishable', 'unknown-release', 'unknown-question-set', 'internal-error'], {
              description: 'Why it failed; stable',
              examples: ['too-large'],
            }),
            detail: Type.String({ description: 'What was expected and how to mend it, as a sentence' }),
            problems: list(ref(PublishProblemSchema), 'What keeps the drafts from being published'),
          },
          { description: 'Why there is no report' },
        ),
        'Why there is no report; null unless it failed',
      ),
      breaches: list(
        ref(PublishProblemSchema),
        'What of the report breaks the rules for publishing of this deployment (`PUBLISH_RULES`); empty where nothing does, where there are no rules, and until it is done',
      ),
      report: orNull(ref(ProofReportSchema), 'The report; null until it is done'),
    },
    { description: 'A proof that was asked for' },
  ),
)

export const ProofParams = closed({
  proof: Type.String({
    description: 'Id of the job, as the reply to its request has it',
    format: 'uuid',
    examples: ['0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'],
  }),
})

export const PageQuery = closed({
  language: Type.Optional(
    word(['nl', 'en'], {
      description: 'Language of the page; where absent, as `Accept-Language` asks for, or else Dutch',
      examples: ['nl'],
    }),
  ),
})

export const PageSchema = Type.String({
  description: 'One HTML page, whole by itself: no script, and no request to anybody',
  examples: ['<!doctype html>…'],
})

export const KeptProofsSchema = component(
  'KeptProofs',
  closed(
    {
      items: list(
        closed(
          {
            questionSet: id({ description: 'Which one was proven, by its id', examples: ['mokummatch-2022'] }),
            digest: sha256('Digest of the report'),
            createdAt: instant('When it was proven, UTC'),
          },
          { description: 'A proof of this release' },
        ),
        'The first proof of each question set, by the id of the question set; those that nobody asked for are not there',
      ),
    },
    { description: 'What was proven of a release' },
  ),
)

export const KeptProofsParams = closed({
  number: releaseNumber('Number of the release, from 1 without gaps', { examples: [1] }),
})

export const KeptProofParams = closed({
  number: releaseNumber('Number of the release, from 1 without gaps', { examples: [1] }),
  questionSet: id({ description: 'Which one was proven, by its id', examples: ['mokummatch-2022'] }),
})

export const proofComponents: readonly Component[] = [
  KeptProofsSchema,
  ...reportComponents,
  ProofRequestSchema,
  ProofJobSchema,
]
