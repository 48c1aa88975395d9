import Type from 'typebox'
import { type Component, closed, component, ref, word } from '../http/component-schemas.js'
import { releaseNumber, sha256 } from '../http/shared-schemas.js'
import {
  answerId,
  basis,
  estimate,
  exampleFields,
  kind,
  list,
  organization,
  orNull,
  questionId,
  service,
  whole,
} from './report-part-schemas.js'

const ChangedExampleSchema = component(
  'ProofChangedExample',
  closed(
    { ...exampleFields, before: list(service(), 'Who was chosen with these answers before') },
    {
      description: 'The smallest answers with which others are chosen: fewest questions answered, then first in order',
    },
  ),
)

const change = (description: string) =>
  closed(
    {
      changed: estimate(description),
      example: orNull(
        ref(ChangedExampleSchema),
        'The smallest that shows it, in a sample of those with at most one tick and those that were drawn; null where there is none',
      ),
    },
    { description },
  )

const QuestionChangeSchema = component(
  'ProofQuestionChange',
  closed(
    {
      question: questionId('Id as the question set has it, or had it'),
      change: word(['new', 'gone', 'changed', 'replaced'], {
        description:
          'changed: what it asks, its options or terms differ; replaced: it is asked in another way, such as a list in place of one answer, and before it counts as not answered',
        examples: ['changed'],
      }),
      answers: list(
        closed(
          {
            answer: answerId('Id of the option or term'),
            change: word(['new', 'gone', 'changed'], {
              description: 'changed: it asks something else, or may no longer be combined',
              examples: ['new'],
            }),
          },
          { description: 'An option or term that differs' },
        ),
        'Of a question that is changed, in order; those that are gone last',
      ),
    },
    { description: 'A question that differs in what a match reads' },
  ),
)

const AnswerChangeSchema = component(
  'ProofAnswerChange',
  closed(
    {
      question: questionId('Id as the question set has it'),
      answer: orNull(
        answerId('Id of the option or term'),
        'Null where the question is not asked, or nothing is asked by what is answered',
      ),
      others: estimate('Patterns with it that get other services than before'),
    },
    { description: 'What changes for those who give an answer' },
  ),
)

const shift = {
  before: estimate('Patterns in which it was a choice'),
  after: estimate('Patterns in which it is a choice'),
  difference: Type.Number({
    description: 'Of the shares, after less before, to 9 decimals',
    minimum: -1,
    maximum: 1,
    examples: [-0.04],
  }),
}

const ServiceShiftSchema = component(
  'ProofServiceShift',
  closed(
    { service: service(), organization, kind, ...shift },
    { description: 'A service that is chosen more or less' },
  ),
)

const OrganizationShiftSchema = component(
  'ProofOrganizationShift',
  closed({ organization, kind, ...shift }, { description: 'An organization that is chosen more or less' }),
)

const MoversSchema = component(
  'ProofMovers',
  closed(
    {
      count: whole('How many there are, also beyond fifty', [1]),
      services: list(
        closed(
          {
            service: service(),
            organization,
            reason: word(['absent', 'inactive', 'full', 'left-out'], {
              description:
                'Why it may not be chosen in the other content: it does not exist there, it is inactive or full, or what the question set always asks leaves it out',
              examples: ['absent'],
            }),
            chosen: estimate('Patterns in which it is a choice, in the content where it may be'),
          },
          { description: 'A service that may be chosen in one of the two only' },
        ),
        'The most chosen first; at most fifty',
      ),
    },
    { description: 'Services that may be chosen in one of the two only' },
  ),
)

export const ComparisonSchema = component(
  'ProofComparison',
  closed(
    {
      release: releaseNumber('Number of the release before'),
      releaseDigest: sha256('Digest of its content'),
      basis: basis('exact: all classes were matched in both; sample: patterns were drawn'),
      answerClasses: whole('Classes of patterns that ask the same after, and the same before, exactly', [2_187]),
      matches: whole('How many patterns or classes were matched in both', [2_187]),
      questionSet: closed(
        {
          rules: list(
            word(['always', 'choices', 'order'], {
              description:
                'always: what is asked without any answer; choices: how many, of which kind; order: of the questions that both have',
              examples: ['choices'],
            }),
            'What differs beside the questions',
          ),
          questions: list(ref(QuestionChangeSchema), 'Questions that differ, in order; those that are gone last'),
        },
        {
          description:
            'What of the question set differs. Patterns are of the set after; before, what does not exist there is not given',
        },
      ),
      others: change('Patterns that get other services than before, in whatever order'),
      order: change('Patterns that get the same services in another order'),
      fewer: change('Patterns that get fewer choices than before'),
      answers: list(ref(AnswerChangeSchema), 'For whom: those with the most affected answers first'),
      services: list(ref(ServiceShiftSchema), 'The ten services whose exposure changes most'),
      organizations: list(ref(OrganizationShiftSchema), 'The ten organizations whose exposure changes most'),
      arrived: ref(MoversSchema, { description: 'Services that may be chosen after and not before' }),
      left: ref(MoversSchema, { description: 'Services that may be chosen before and not after' }),
    },
    {
      description:
        'What residents get that they would not get from another release. Equals take turns by the same rotation in both',
    },
  ),
)

export const comparisonComponents: readonly Component[] = [
  ChangedExampleSchema,
  QuestionChangeSchema,
  AnswerChangeSchema,
  ServiceShiftSchema,
  OrganizationShiftSchema,
  MoversSchema,
  ComparisonSchema,
]
