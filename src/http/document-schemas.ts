import Type from 'typebox'
import { closed, component, ref, word } from './component-schemas.js'
import { questionSetComponents } from './question-set-schemas.js'
import { serviceComponents } from './service-schemas.js'
import {
  date,
  email,
  id,
  languageTag,
  line,
  origin,
  ownerId,
  phone,
  text,
  url,
  valueComponents,
} from './value-schemas.js'

/**
 * The documents on the wire, as `docs/documents.md` has them. What a schema can't say (references, forests, a closing
 * time after the opening time) is checked in `src/drafts`. Bounds that the page does not give only keep one document
 * from growing without end.
 */

export const TermSchema = component(
  'Term',
  closed(
    {
      id: id({
        description: 'What services, effects and answers call the term, unique in its taxonomy',
        examples: ['debt', 'volewijck'],
      }),
      name: text({
        description: 'How the term is shown to residents and editors',
        examples: [{ nl: 'Schulden', en: 'Debt' }],
      }),
      parent: Type.Optional(
        id({
          description:
            'Id of the wider term that this one is a part of; absent for a widest one. At most 16 terms deep',
          examples: ['money', 'noord'],
        }),
      ),
      codes: Type.Optional(
        Type.Array(line(200, { description: 'A code, 1 to 200 characters', examples: ['1031'] }), {
          description:
            'Other notations that an answer may use for the term, such as postcodes; unique in the taxonomy and never the id of a term',
          examples: [['1031', '1032']],
          maxItems: 20_000,
          uniqueItems: true,
        }),
      ),
      says: Type.Optional(
        text({
          description: 'The sentence when a service has the term',
          examples: [{ nl: 'Hier kun je gewoon praten.' }],
        }),
      ),
      lacks: Type.Optional(
        text({
          description: 'The sentence when a demand for the term is not met',
          examples: [{ nl: 'Er is een trap.' }],
        }),
      ),
    },
    { description: 'One entry of a taxonomy' },
  ),
)

export const TaxonomySchema = component(
  'Taxonomy',
  closed(
    {
      id: id({
        description: 'What services and effects call the taxonomy; never kind, which is built in',
        examples: ['topic', 'area'],
      }),
      name: text({ description: 'How editors know the taxonomy', examples: [{ nl: 'Onderwerp', en: 'Topic' }] }),
      match: word(['covers', 'overlaps'], {
        description:
          'When a service has a wanted term: covers, if it carries that term or a wider one; overlaps, also if it carries a narrower one',
        examples: ['overlaps', 'covers'],
      }),
      untagged: word(['none', 'all'], {
        description:
          'What a service without terms of this taxonomy meets: none of its terms (an ability, such as a language) or all (a restriction, such as an age)',
        examples: ['none', 'all'],
      }),
      terms: Type.Array(ref(TermSchema), {
        description: 'The entries, 1 to 20,000: a list or a forest by parent. Their order means nothing',
        examples: [[{ id: 'debt', name: { nl: 'Schulden' } }]],
        minItems: 1,
        maxItems: 20_000,
      }),
    },
    { description: 'A named list of terms, flat or a forest, with which services are described and asked for' },
  ),
)

const { terms: _, ...taxonomySettings } = TaxonomySchema.properties

export const TaxonomySummarySchema = component(
  'TaxonomySummary',
  closed(taxonomySettings, { description: 'A taxonomy without its terms, which can be many' }),
)

export const OrganizationSchema = component(
  'Organization',
  closed(
    {
      id: ownerId({ description: 'What services call the organization; may start with a digit' }),
      name: line(200, {
        description: 'Its own name, the same in every language, 1 to 200 characters',
        examples: ['Buurtteam Amsterdam'],
      }),
      kind: word(['formal', 'informal'], {
        description:
          'formal: helping is its office or its profession; informal: volunteers, neighbours, people who went through it',
        examples: ['formal', 'informal'],
      }),
      description: text({
        description: 'Who they are and what they are known for',
        examples: [{ nl: 'Hulp bij geld, wonen en zorg. Gratis.' }],
      }),
      website: Type.Optional(url({ description: 'The page where anybody can read more about them' })),
      email: Type.Optional(email({ description: 'A shared mailbox, never the address of a person' })),
      phone: Type.Optional(phone({ description: 'A number for everybody, never that of a person' })),
      backedBy: Type.Optional(
        ownerId({
          description:
            'Id of the organization that stands behind this one, shown on the card; only for informal organizations',
        }),
      ),
    },
    { description: 'Who helps' },
  ),
)

export const CapacitySchema = component(
  'Capacity',
  closed(
    {
      service: ownerId({ description: 'Which service it is about, by its id', examples: ['thuisadministratie-noord'] }),
      status: word(['open', 'limited', 'waitlist', 'full'], {
        description:
          'How much room there is now: open, limited, waitlist (chosen after equals with more room) or full (not chosen)',
        examples: ['limited', 'full'],
      }),
      until: Type.Optional(
        date({
          description:
            'YYYY-MM-DD: at midnight at the start of this day, in the time zone of the deployment, the service is open again',
        }),
      ),
      note: Type.Optional(
        text({ description: 'What a resident should know about it', examples: [{ nl: 'Weer plek vanaf september.' }] }),
      ),
    },
    { description: 'How much room a service has: state beside the documents, at most one for each service' },
  ),
)

export const PartnerSchema = component(
  'Partner',
  closed(
    {
      id: id({ description: 'What a site calls itself when it starts', examples: ['buurtteams', 'neos'] }),
      name: line(200, {
        description: 'The name of the partner, 1 to 200 characters',
        examples: ['Buurtteams Amsterdam'],
      }),
      questionSets: Type.Optional(
        Type.Array(id({ description: 'Id of a question set', examples: ['geldzorgen-noord'] }), {
          description: 'The question sets that the site may use, at most 100; the first is the default',
          examples: [['geldzorgen-noord']],
          maxItems: 100,
          uniqueItems: true,
        }),
      ),
      languages: Type.Array(languageTag({ description: 'A language tag (BCP 47)' }), {
        description: 'The languages that the site offers, 1 to 100, the usual one first',
        examples: [['nl', 'en', 'tr']],
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
      }),
      origins: Type.Optional(
        Type.Array(origin({ description: 'Scheme, host and port of web pages' }), {
          description:
            'Which web pages may call the API from a browser, at most 1,000: https://…, or http://localhost with or without a port to try',
          examples: [['https://www.example.org']],
          maxItems: 1000,
          uniqueItems: true,
        }),
      ),
      contactPoint: Type.Optional(
        ownerId({
          description: 'Id of the service to call at any step, outside the choosing',
          examples: ['neos-aanmelding'],
        }),
      ),
    },
    { description: 'A site that embeds MokumMatch. Partners are settings, not part of a release' },
  ),
)

export { QuestionSetSchema } from './question-set-schemas.js'
export { ServiceSchema } from './service-schemas.js'

/** All components that documents are made of, for `addSchema`. */
export const documentComponents = [
  ...valueComponents,
  TermSchema,
  TaxonomySchema,
  TaxonomySummarySchema,
  OrganizationSchema,
  ...serviceComponents,
  CapacitySchema,
  PartnerSchema,
  ...questionSetComponents,
]
