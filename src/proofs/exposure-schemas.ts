import { type Component, closed, component, ref } from '../http/component-schemas.js'
import {
  answerId,
  estimate,
  gini,
  holds,
  kind,
  list,
  mean,
  organization,
  orNull,
  part,
  questionId,
  service,
  taxonomyId,
  termId,
  whole,
} from './report-part-schemas.js'

const ServiceExposureSchema = component(
  'ProofServiceExposure',
  closed(
    { service: service(), organization, kind, chosen: estimate('Patterns in which it is a choice') },
    { description: 'How often a service is chosen' },
  ),
)

const OrganizationExposureSchema = component(
  'ProofOrganizationExposure',
  closed(
    {
      organization,
      kind,
      services: whole('Its services that are active and have room', [2]),
      chosen: estimate('Patterns in which a service of it is a choice'),
    },
    { description: 'How often an organization is chosen' },
  ),
)

const EqualGroupSchema = component(
  'ProofEqualGroup',
  closed(
    {
      organizations: list(
        closed(
          { organization, chosen: estimate('Matches in which a service of it is a choice') },
          { description: 'One of the equals' },
        ),
        'In the order of their ids',
      ),
      mean: part('Share that each would have if all had the same'),
      holds: holds('True where that is in the 99.99 % interval of each'),
    },
    { description: 'Organizations that differ in nothing that is asked' },
  ),
)

export const ExposureSchema = component(
  'ProofExposure',
  closed(
    {
      services: list(ref(ServiceExposureSchema), 'Those that may be chosen, the most chosen first'),
      organizations: list(ref(OrganizationExposureSchema), 'Those with such a service, the most chosen first'),
      gini: closed(
        {
          services: gini('Among these services: 0 all alike, 1 one has all'),
          organizations: gini('Among these organizations: 0 all alike, 1 one has all'),
        },
        { description: 'How unlike they are chosen, as Gini coefficients' },
      ),
      choices: whole('Places in all patterns together; in a sample in all matches', [49_152]),
      formal: whole('How many of these are of a formal organization', [26_085]),
      informal: whole('How many of these are of an informal organization', [23_067]),
      equals: closed(
        {
          holds: holds('True where it holds for each group'),
          matches: whole('Matches with a drawn pattern and a drawn seed; 0 where there are no equals', [100_000]),
          groups: list(ref(EqualGroupSchema), 'Groups of two or more'),
        },
        { description: 'Whether equals are chosen equally often over patterns and seeds' },
      ),
    },
    { description: 'Who is chosen how often' },
  ),
)

export const AnswerOutcomeSchema = component(
  'ProofAnswerOutcome',
  closed(
    {
      question: questionId('Id as the question set has it'),
      answer: orNull(
        answerId('Id of the option or term'),
        'Null where the question is not asked, or nothing is asked by what is answered',
      ),
      count: whole('Patterns with it; in a sample matches'),
      choices: mean('How many places such a pattern gets, on average'),
      formal: mean('How many of these are formal, on average'),
      informal: mean('How many of these are informal, on average'),
      meeting: mean('How many of these meet every demand, on average'),
    },
    { description: 'What those get who give an answer' },
  ),
)

const side = (description: string) =>
  closed(
    {
      question: questionId('Id as the question set has it'),
      taxonomy: taxonomyId('Id of the taxonomy that it asks about'),
    },
    { description },
  )

export const OfferSchema = component(
  'ProofOffer',
  closed(
    {
      rows: side('The first question that is answered with a term, such as an area'),
      columns: side('The first ranked question, or else the first with several answers, such as topics'),
      cells: list(
        closed(
          {
            row: termId('Answer of the row'),
            column: answerId('Answer of the column'),
            formal: whole('Formal services that may be chosen and have both', [2]),
            informal: whole('Informal services that may be chosen and have both', [1]),
            count: whole('Patterns with both answers; in a sample matches', [427]),
            meeting: orNull(
              mean('How many choices of such a pattern meet every demand, on average'),
              'How many choices of such a pattern meet every demand, on average; null where none was matched',
            ),
          },
          { description: 'What there is for two answers together' },
        ),
        'Row by row, in order',
      ),
    },
    { description: 'Two questions laid against each other: where the offer is thin' },
  ),
)

export const BusiestFullSchema = component(
  'ProofBusiestFull',
  closed(
    {
      services: list(service(), 'Those that are chosen most, the most first; at most five'),
      matches: whole('Patterns that were drawn and matched twice, with them and without', [50_000]),
      fewer: closed(
        {
          before: estimate('Matches with fewer choices than there should be'),
          after: estimate('The same without them'),
        },
        { description: 'Whether there is enough without them' },
      ),
      gini: closed(
        { before: gini('Among the other services, with them'), after: gini('Among the other services, without them') },
        { description: 'How unlike the others are chosen' },
      ),
      shifts: list(
        closed(
          { service: service(), before: estimate('Matches that choose it'), after: estimate('The same without them') },
          { description: 'A service that is chosen more' },
        ),
        'The twenty that gain most',
      ),
    },
    { description: 'What happens to the others when the busiest are full' },
  ),
)

export const exposureComponents: readonly Component[] = [
  ServiceExposureSchema,
  OrganizationExposureSchema,
  EqualGroupSchema,
  ExposureSchema,
  AnswerOutcomeSchema,
  OfferSchema,
  BusiestFullSchema,
]
