import Type, { type Static } from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import {
  CapacitySchema,
  OrganizationSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySchema,
} from '../http/document-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { releaseNumber, sha256 } from '../http/shared-schemas.js'
import { id, languageTag, patterns } from '../http/value-schemas.js'
import type { Templates } from '../words/index.js'
import type { Bundle } from './bundle.js'

/** Bundles on the wire: what a device needs to ask and to match without a server. */

const sentence = (description: string) => Type.String({ description })
const direction = word(['ltr', 'rtl'], { description: 'In which direction the language is written', examples: ['ltr'] })

const kindTemplates = (kind: string) =>
  closed(
    {
      name: sentence(`Whom one talks with at a ${kind} organization, to stand after a colon`),
      says: sentence(`What is said of a ${kind} organization where that was wished for`),
      lacks: sentence(`What is said where a ${kind} organization was demanded and this is another`),
    },
    { description: `How a ${kind} organization is spoken of` },
  )

const TemplatesSchema = component(
  'Templates',
  closed(
    {
      lang: languageTag({ description: 'Language of these templates (BCP 47)' }),
      dir: direction,
      comma: sentence('Between the items of a list, but for the last two'),
      and: sentence('Between the last two items where all are meant'),
      or: sentence('Between the last two items where none is meant'),
      euphony: Type.Optional(
        Type.Array(
          closed(
            {
              of: word(['and', 'or'], { description: 'The conjunction that has another form', examples: ['and'] }),
              before: sentence('A regular expression, without regard to case, of what follows then'),
              use: sentence('The form that the conjunction has there'),
            },
            { description: 'Another form of a conjunction' },
          ),
          { description: 'Other forms of the conjunctions, by what follows' },
        ),
      ),
      chose: sentence('Before a reason, where an answer has no sentence of its own; {} is the place of its name'),
      here: sentence('After it, where the term has no sentence of its own; {} is the place of its name'),
      wider: sentence('Where a service has the term only through a wider one; {} is the place of its name'),
      lacks: sentence('Where none of the demanded terms is met; {} is the place of their names'),
      onlyFor: sentence('For whom only a service is; {} is the place of the names'),
      skipped: sentence('Where no answer asked for anything and the service is for everyone'),
      skippedNotForAll: sentence('Where no answer asked for anything and the service is not for everyone'),
      fits: sentence('Where there were demands only, and all are met'),
      fitsPartly: sentence('Where all demands are met and no wish is'),
      differs: sentence('Where there were wishes only, and none is met'),
      capacity: closed(
        {
          open: sentence('What is said where there is room'),
          limited: sentence('What is said where there is little room'),
          waitlist: sentence('What is said where one has to wait'),
          full: sentence('What is said where there is no room'),
        },
        { description: 'How much room there is, in words' },
      ),
      kind: closed(
        { formal: kindTemplates('formal'), informal: kindTemplates('informal') },
        { description: 'How formal and informal organizations are spoken of' },
      ),
    },
    { description: 'The sentences of one language, for reasons and for what does not fit' },
  ),
)

const InterfaceTextsSchema = component(
  'InterfaceTexts',
  closed(
    {
      lang: languageTag({ description: 'Language of these texts (BCP 47)' }),
      dir: direction,
      messages: Type.Record(Type.String(), Type.String(), {
        description: 'Texts by key; {n} and {of} are the places of numbers. Others may come with a later version',
        examples: [{ next: 'Volgende', skip: 'Overslaan' }],
      }),
    },
    { description: 'What an interface says by itself: buttons, headings, what went wrong' },
  ),
)

export const BundleSchema = component(
  'Bundle',
  closed(
    {
      engine: Type.Literal(1, { description: 'Version of the matching model that it was made for' }),
      language: languageTag({
        description: 'Language of the texts (BCP 47). What is not translated is in the default of the set',
      }),
      defaultLanguage: languageTag({ description: 'Default language of the deployment' }),
      questionSet: ref(QuestionSetSchema, { description: 'What to ask and by which rules to choose' }),
      taxonomies: Type.Array(ref(TaxonomySchema), {
        description: 'Of taxonomies that residents choose from all terms, of others those in use and all wider ones',
      }),
      organizations: Type.Array(ref(OrganizationSchema), {
        description: 'The organizations of the services, and who stands behind them',
      }),
      services: Type.Array(ref(ServiceSchema), { description: 'All services that can be chosen' }),
      templates: Type.Array(ref(TemplatesSchema), {
        description: 'For sentences, the language of the bundle first; one or two tables',
        minItems: 1,
      }),
      interface: ref(InterfaceTextsSchema, { description: 'What an interface says by itself' }),
    },
    {
      description:
        'What a device needs to ask the questions and to match without a server, each text in one language only',
    },
  ),
)

export const BundlePointerSchema = component(
  'BundlePointer',
  closed(
    {
      release: releaseNumber('Number of the release in force'),
      releaseDigest: sha256('SHA-256 of the content of the release'),
      rotation: Type.String({
        description: '16 hex digits that decide in which order equal organizations take turns',
        pattern: patterns.rotation.pattern,
        examples: ['6d6f6b756d313032'],
      }),
      bundleDigest: sha256('SHA-256 of the bundle: its address, and how to see that it is whole'),
      capacities: Type.Array(ref(CapacitySchema), {
        description: 'How much room there is at the services of the bundle that are not open',
      }),
    },
    { description: 'Where the bundle of this moment is, and what changes more often than it' },
  ),
)

/** Fails to compile when what is made and what is described drift apart. */
export type SchemasHoldTheBundle = [
  Expect<Equal<Static<typeof TemplatesSchema>, Templates>>,
  Expect<Equal<keyof Static<typeof BundleSchema>, keyof Bundle>>,
]

const questionSet = id({ description: 'Id of a published question set', examples: ['geldzorgen-noord'] })

export const BundleSetParams = closed({ questionSet })

export const BundleParams = closed({
  questionSet,
  bundleDigest: sha256('bundleDigest of the pointer', {
    examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  }),
})

export const BundleQuery = closed({
  language: Type.Optional(
    languageTag({ description: 'Language of the texts (BCP 47); absent: the default of the question set' }),
  ),
  parts: word(['all', 'questions'], {
    description: 'questions: only what it takes to ask, for a device that lets the server match',
    default: 'all',
    examples: ['all', 'questions'],
  }),
})

export const bundleComponents = [TemplatesSchema, InterfaceTextsSchema, BundleSchema, BundlePointerSchema]
