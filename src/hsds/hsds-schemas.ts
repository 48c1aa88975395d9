import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import type { Plain } from '../http/document-types.js'
import { patterns } from '../http/value-schemas.js'

/** Records of HSDS 3.1 as far as this face gives them (`docs/hsds.md`): no other field, and never null. */

const uuid = (description: string) =>
  Type.String({ format: 'uuid', description, examples: ['0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'] })
const uri = (description: string) =>
  Type.String({ format: 'uri', description, examples: ['https://example.org/contact'] })
const email = (description: string) => Type.String({ format: 'email', description, examples: ['info@example.org'] })
const words = (description: string, example: string) => Type.String({ description, examples: [example] })
const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema)
const listOf = <T extends TSchema>(schema: T & { readonly $id: string }, description: string) =>
  Type.Optional(Type.Array(ref(schema), { description }))

const HsdsTaxonomySchema = component(
  'HsdsTaxonomy',
  closed(
    {
      id: uuid('UUID of the taxonomy'),
      name: words('What the taxonomy is about, in the default language', 'Waar je over wilt praten'),
      description: words('The same again: a taxonomy has no other text here', 'Waar je over wilt praten'),
      uri: maybe(uri('Address of the taxonomy with all languages; absent where it is built in')),
    },
    { description: 'A taxonomy of terms' },
  ),
)

const HsdsTermSchema = component(
  'HsdsTaxonomyTerm',
  closed(
    {
      id: uuid('UUID of the term'),
      code: words('Id of the term within its taxonomy', 'debt'),
      name: words('What to show for the term', 'Schulden'),
      description: words('The sentence of a service that has the term, or else its name', 'Ze helpen bij schulden.'),
      parent_id: maybe(uuid('UUID of the wider term; absent for the widest')),
      taxonomy: words('Name of its taxonomy', 'Waar je over wilt praten'),
      taxonomy_id: uuid('UUID of its taxonomy'),
      taxonomy_detail: ref(HsdsTaxonomySchema, { description: 'Its taxonomy, whole' }),
      language: words('Language of name and description, as BCP 47 writes it', 'nl'),
    },
    { description: 'A term of a taxonomy' },
  ),
)

const HsdsAttributeSchema = component(
  'HsdsAttribute',
  closed(
    {
      id: uuid('UUID of the attribute'),
      link_entity: words('Which kind of record carries the attribute', 'service'),
      label: words('Name of the taxonomy, or mokummatch:id', 'Waar je over wilt praten'),
      value: maybe(
        words('Of mokummatch:id the id in the catalogue; of a capacity the day until which it lasts', 'koffie'),
      ),
      taxonomy_term_id: maybe(uuid('UUID of the term that the record carries')),
      taxonomy_term: maybe(ref(HsdsTermSchema, { description: 'The term that the record carries, whole' })),
    },
    { description: 'A term that a record carries, or its id in the catalogue' },
  ),
)

const HsdsPhoneSchema = component(
  'HsdsPhone',
  closed(
    {
      id: uuid('UUID of the phone'),
      number: words('The number as it is written', '+31 20 000 00 01'),
      type: word(['voice', 'text'], {
        description: 'voice: to call; text: it answers messages (WhatsApp)',
        examples: ['voice'],
      }),
      description: maybe(words('WhatsApp, where it answers such messages', 'WhatsApp')),
    },
    { description: 'A phone number' },
  ),
)

const organizationFields = {
  id: uuid('UUID of the organization'),
  name: words('Its own name, the same in every language', 'Buurtteam Amsterdam'),
  description: words('Who they are and what they are known for', 'Hulp bij geld, wonen en zorg.'),
  email: maybe(email('A shared mailbox')),
  website: maybe(uri('The page where anybody can read more about them')),
  parent_organization_id: maybe(uuid('UUID of the organization that stands behind an informal one')),
}

const organization = <P extends TProperties>(name: string, description: string, more: P) =>
  component(name, closed({ ...organizationFields, ...more }, { description }))

const HsdsOrganizationSchema = organization('HsdsOrganization', 'An organization', {})
const HsdsFullOrganizationSchema = organization('HsdsFullOrganization', 'An organization with all that it has', {
  phones: listOf(HsdsPhoneSchema, 'The number to call'),
  attributes: listOf(HsdsAttributeSchema, 'Whether it is formal or informal, and its id in the catalogue'),
})

const HsdsUrlSchema = component(
  'HsdsUrl',
  closed(
    {
      id: uuid('UUID of the address'),
      label: words('What the address is for', 'appointment'),
      url: uri('The page itself'),
    },
    { description: 'A web address beside the first' },
  ),
)

const HsdsLanguageSchema = component(
  'HsdsLanguage',
  closed(
    {
      id: uuid('UUID of the language of this service'),
      name: words('What the language is called, in the default language', 'Turks'),
      code: maybe(words('Letters of ISO 639, where the catalogue names it by them', 'tr')),
    },
    { description: 'A language that is spoken there' },
  ),
)

const HsdsServiceAreaSchema = component(
  'HsdsServiceArea',
  closed(
    {
      id: uuid('UUID of the area of this service'),
      name: words('What the area is called', 'Amsterdam Noord'),
      uri: uri('Address of the area as a term of its taxonomy'),
    },
    { description: 'Where the people come from for whom a service is' },
  ),
)

const HsdsScheduleSchema = component(
  'HsdsSchedule',
  closed(
    {
      id: uuid('UUID of the hours'),
      freq: word(['WEEKLY'], { description: 'How often: every week', examples: ['WEEKLY'] }),
      byday: words('Days of the week (RFC 5545), with commas between them', 'MO,WE'),
      opens_at: words('Time of day in the time zone of the place, HH:MM', '09:00'),
      closes_at: words('Time of day after opens_at, HH:MM', '12:30'),
      notes: maybe(words('What else to know about these hours', 'Niet in de schoolvakanties.')),
    },
    { description: 'Hours on some days of every week' },
  ),
)

const HsdsCostOptionSchema = component(
  'HsdsCostOption',
  closed(
    {
      id: uuid('UUID of the price'),
      option: words('For whom it is: everybody', 'everybody'),
      amount: Type.Number({ description: 'In the currency: always 0, since it is free', examples: [0] }),
      currency: words('Three letters of ISO 4217', 'EUR'),
    },
    { description: 'That a service is free; what others cost stands in fees_description' },
  ),
)

const HsdsAddressSchema = component(
  'HsdsAddress',
  closed(
    {
      id: uuid('UUID of the address'),
      address_1: words('Street and number; empty where they are not known', 'Voorbeeldstraat 1'),
      city: words('City or village; empty where it is not known', 'Amsterdam'),
      state_province: words('Always empty: the catalogue has no provinces', ''),
      postal_code: words('As it is written on a letter; empty where it is not known', '1031 AA'),
      country: words('Two letters of ISO 3166', 'NL'),
      address_type: word(['physical'], { description: 'A place to go to', examples: ['physical'] }),
    },
    { description: 'Where a place is' },
  ),
)

const HsdsAccessibilitySchema = component(
  'HsdsAccessibility',
  closed(
    {
      id: uuid('UUID of the description'),
      description: words('How to get in: stairs, lift, toilet, quiet room', 'Alles is op de begane grond.'),
    },
    { description: 'How to get into a place' },
  ),
)

const locationFields = {
  id: uuid('UUID of the place'),
  location_type: word(['physical'], { description: 'A place to go to', examples: ['physical'] }),
  name: maybe(words('What people call the place', 'Huis van de Wijk')),
  latitude: maybe(Type.Number({ description: 'Degrees north (WGS 84)', examples: [52.39] })),
  longitude: maybe(Type.Number({ description: 'Degrees east (WGS 84)', examples: [4.92] })),
}

const HsdsLocationSchema = component('HsdsLocation', closed(locationFields, { description: 'A place' }))
const HsdsFullLocationSchema = component(
  'HsdsFullLocation',
  closed(
    {
      ...locationFields,
      addresses: listOf(HsdsAddressSchema, 'Where it is, as far as the catalogue knows'),
      accessibility: listOf(HsdsAccessibilitySchema, 'How to get in'),
      attributes: listOf(HsdsAttributeSchema, 'Its id in the catalogue, where it has one'),
    },
    { description: 'A place with all that is known of it' },
  ),
)

const linkFields = {
  id: uuid('UUID of the service at this place'),
  service_id: uuid('UUID of the service'),
  location_id: uuid('UUID of the place'),
}

/** Within a service: a place where it is given. */
const HsdsPlaceSchema = component(
  'HsdsPlaceOfService',
  closed(
    { ...linkFields, location: ref(HsdsFullLocationSchema, { description: 'The place, whole' }) },
    { description: 'A place where a service is given' },
  ),
)

const serviceFields = {
  id: uuid('UUID of the service'),
  organization_id: uuid('UUID of the organization that offers it'),
  name: words('How the service is shown', 'Hulp bij je post'),
  description: words('The summary of the card, and after an empty line what more there is to know', 'Samen orde.'),
  url: maybe(uri('The page about this service')),
  email: maybe(email('A shared mailbox for this service')),
  status: word(['active', 'inactive'], {
    description: 'active: it may be chosen; inactive: it is kept but not offered',
    examples: ['active'],
  }),
  application_process: maybe(words('How to come without an appointment, or whom to ask', 'Loop binnen.')),
  fees_description: maybe(words('What it costs', '3 euro per maaltijd')),
  eligibility_description: maybe(words('For whom alone it is, by taxonomy and term', 'Leeftijd: Jong')),
  assured_date: maybe(
    Type.String({
      format: 'date',
      description: 'When somebody last checked that this is true',
      examples: ['2026-05-01'],
    }),
  ),
  alert: maybe(words('What there is to know of the room that it has now', 'Over drie weken is er weer plek.')),
  last_modified: maybe(
    Type.String({
      format: 'date-time',
      description:
        'When the service, its organization, its capacity or a taxonomy of its terms was last published anew',
      examples: ['2026-09-01T07:30:00.000Z'],
    }),
  ),
}

const HsdsServiceSchema = component(
  'HsdsService',
  closed(
    {
      ...serviceFields,
      organization: maybe(ref(HsdsOrganizationSchema, { description: 'The organization that offers it' })),
    },
    { description: 'A service, without what it has many of' },
  ),
)

export const HsdsFullServiceSchema = component(
  'HsdsFullService',
  closed(
    {
      ...serviceFields,
      organization: maybe(ref(HsdsFullOrganizationSchema, { description: 'The organization that offers it, whole' })),
      additional_urls: listOf(HsdsUrlSchema, 'Where an appointment can be made'),
      phones: listOf(HsdsPhoneSchema, 'Numbers to call or to send messages to'),
      schedules: listOf(HsdsScheduleSchema, 'When it is open'),
      service_areas: listOf(HsdsServiceAreaSchema, 'Where the people come from for whom it is'),
      service_at_locations: listOf(HsdsPlaceSchema, 'Where it is given'),
      languages: listOf(HsdsLanguageSchema, 'Which languages are spoken'),
      cost_options: listOf(HsdsCostOptionSchema, 'That it is free; absent where fees_description says what it costs'),
      attributes: listOf(HsdsAttributeSchema, 'Its terms, formal or informal, how much room it has, and its id'),
    },
    { description: 'A service with all that it has' },
  ),
)

const HsdsMinimalServiceSchema = component(
  'HsdsMinimalService',
  closed(
    {
      id: serviceFields.id,
      name: serviceFields.name,
      status: serviceFields.status,
      last_modified: serviceFields.last_modified,
    },
    { description: 'A service with what HSDS requires, and when it last changed' },
  ),
)

const HsdsLinkSchema = component(
  'HsdsServiceAtLocation',
  closed(
    {
      ...linkFields,
      location: ref(HsdsLocationSchema, { description: 'The place' }),
      service: ref(HsdsServiceSchema, { description: 'The service' }),
    },
    { description: 'A service at a place' },
  ),
)

const HsdsFullLinkSchema = component(
  'HsdsFullServiceAtLocation',
  closed(
    {
      ...linkFields,
      location: ref(HsdsFullLocationSchema, { description: 'The place, whole' }),
      service: ref(HsdsFullServiceSchema, { description: 'The service, whole' }),
    },
    { description: 'A service at a place, with all that both have' },
  ),
)

const HsdsApiSchema = component(
  'HsdsApi',
  closed(
    {
      version: words('Which version of HSDS the records are of', '3.1'),
      profile: uri('Where that version is described'),
      openapi_url: uri('Where this API is described (OpenAPI 3.1)'),
    },
    { description: 'What this API is' },
  ),
)

const count = (description: string) => Type.Integer({ minimum: 0, description, examples: [1] })
const flag = (description: string) => Type.Boolean({ description, examples: [true] })

const pageOf = (name: string, description: string, items: TSchema) =>
  component(
    name,
    closed(
      {
        total_items: count('How many there are in all pages'),
        total_pages: count('How many pages there are; 0 where there is nothing'),
        page_number: count('Which page this is, from 1'),
        size: count('How many are in this page'),
        first_page: flag('Whether no page comes before this one'),
        last_page: flag('Whether no page comes after this one'),
        empty: flag('Whether nothing is in this page'),
        contents: Type.Array(items, { description: 'What is in this page' }),
      },
      { description },
    ),
  )

const eitherOf = (description: string, ...components: readonly (TSchema & { readonly $id: string })[]) =>
  Type.Unsafe<object>({ description, anyOf: components.map((schema) => ref(schema)) })

export const answers = {
  api: HsdsApiSchema,
  service: HsdsFullServiceSchema,
  organization: HsdsFullOrganizationSchema,
  serviceAtLocation: HsdsFullLinkSchema,
  taxonomy: HsdsTaxonomySchema,
  term: HsdsTermSchema,
  services: pageOf(
    'HsdsServicePage',
    'Services',
    eitherOf(
      'A service: flat, whole with full=true, or its least with minimal=true',
      HsdsServiceSchema,
      HsdsFullServiceSchema,
      HsdsMinimalServiceSchema,
    ),
  ),
  organizations: pageOf(
    'HsdsOrganizationPage',
    'Organizations',
    eitherOf('An organization: flat, or whole with full=true', HsdsOrganizationSchema, HsdsFullOrganizationSchema),
  ),
  serviceAtLocations: pageOf(
    'HsdsServiceAtLocationPage',
    'Services at places',
    eitherOf('A service at a place: flat, or whole with full=true', HsdsLinkSchema, HsdsFullLinkSchema),
  ),
  taxonomies: pageOf('HsdsTaxonomyPage', 'Taxonomies', ref(HsdsTaxonomySchema)),
  terms: pageOf('HsdsTaxonomyTermPage', 'Terms', ref(HsdsTermSchema)),
} as const

export const hsdsComponents = [
  HsdsTaxonomySchema,
  HsdsTermSchema,
  HsdsAttributeSchema,
  HsdsPhoneSchema,
  HsdsOrganizationSchema,
  HsdsFullOrganizationSchema,
  HsdsUrlSchema,
  HsdsLanguageSchema,
  HsdsServiceAreaSchema,
  HsdsScheduleSchema,
  HsdsCostOptionSchema,
  HsdsAddressSchema,
  HsdsAccessibilitySchema,
  HsdsLocationSchema,
  HsdsFullLocationSchema,
  HsdsPlaceSchema,
  HsdsServiceSchema,
  HsdsFullServiceSchema,
  HsdsMinimalServiceSchema,
  HsdsLinkSchema,
  HsdsFullLinkSchema,
  HsdsApiSchema,
  answers.services,
  answers.organizations,
  answers.serviceAtLocations,
  answers.taxonomies,
  answers.terms,
]

export type TaxonomyRecord = Plain<Static<typeof HsdsTaxonomySchema>>
export type TermRecord = Plain<Static<typeof HsdsTermSchema>>
export type AttributeRecord = Plain<Static<typeof HsdsAttributeSchema>>
export type PhoneRecord = Plain<Static<typeof HsdsPhoneSchema>>
export type OrganizationRecord = Plain<Static<typeof HsdsOrganizationSchema>>
export type FullOrganizationRecord = Plain<Static<typeof HsdsFullOrganizationSchema>>
export type UrlRecord = Plain<Static<typeof HsdsUrlSchema>>
export type LanguageRecord = Plain<Static<typeof HsdsLanguageSchema>>
export type ServiceAreaRecord = Plain<Static<typeof HsdsServiceAreaSchema>>
export type ScheduleRecord = Plain<Static<typeof HsdsScheduleSchema>>
export type LocationRecord = Plain<Static<typeof HsdsLocationSchema>>
export type FullLocationRecord = Plain<Static<typeof HsdsFullLocationSchema>>
export type PlaceRecord = Plain<Static<typeof HsdsPlaceSchema>>
export type ServiceRecord = Plain<Static<typeof HsdsServiceSchema>>
export type FullServiceRecord = Plain<Static<typeof HsdsFullServiceSchema>>
export type MinimalServiceRecord = Plain<Static<typeof HsdsMinimalServiceSchema>>
export type LinkRecord = Plain<Static<typeof HsdsLinkSchema>>
export type FullLinkRecord = Plain<Static<typeof HsdsFullLinkSchema>>

/** Most records in a page; of minimal services, which should all come at once. */
export const MOST_IN_PAGE = 100
export const MOST_MINIMAL = 10_000

const filterId = (description: string) =>
  Type.Optional(Type.String({ maxLength: 64, description, examples: ['0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'] }))

const perPage = (maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description, examples: [20] }))

const listQuery = {
  page: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 1, description: 'Which page, from 1' }),
  per_page: perPage(MOST_IN_PAGE, 'Most records in a page; 50 where absent'),
  format: word(['json', 'ndjson'], {
    description:
      'json: a page; ndjson: all records, each in a line of its own, without pages: per_page, and a page but the first, are then refused',
    examples: ['ndjson'],
    default: 'json',
  }),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'In names and descriptions, in every language, whatever the case',
      examples: ['post'],
    }),
  ),
}

const termQuery = {
  taxonomy_term_id: filterId('Records that carry the term with this UUID themselves'),
  taxonomy_id: filterId('Records that carry any term of the taxonomy with this UUID'),
}

const fullQuery = {
  full: Type.Boolean({ default: false, description: 'true: each record with all that it has', examples: [true] }),
}

const serviceQuery = {
  ...listQuery,
  ...termQuery,
  ...fullQuery,
  organization_id: filterId('Services of the organization with this UUID'),
  modified_after: Type.Optional(
    Type.String({
      pattern: patterns.dateOrInstant.pattern,
      description: 'Last modified at this instant or later, as a date or an instant; UTC where it names no offset',
      examples: ['2020-01-01T00:00:00Z'],
    }),
  ),
}

export const queries = {
  services: closed({
    ...serviceQuery,
    per_page: perPage(
      MOST_MINIMAL,
      `Most services in a page: 50 where absent, at most ${MOST_IN_PAGE}; with minimal=true ${MOST_MINIMAL}`,
    ),
    minimal: Type.Boolean({
      default: false,
      description: 'true: of each service just id, name, status and last_modified',
      examples: [true],
    }),
  }),
  serviceAtLocations: closed(serviceQuery),
  organizations: closed({ ...listQuery, ...termQuery, ...fullQuery }),
  taxonomies: closed(listQuery),
  terms: closed({
    ...listQuery,
    taxonomy_id: filterId('Terms of the taxonomy with this UUID'),
    parent_id: filterId('Terms just below the term with this UUID'),
    top_only: Type.Boolean({ default: false, description: 'true: only terms without a wider one', examples: [true] }),
  }),
} as const

export type ServiceListQuery = Static<(typeof queries)['services']>
export type LinkListQuery = Static<(typeof queries)['serviceAtLocations']>
export type OrganizationListQuery = Static<(typeof queries)['organizations']>
export type TermListQuery = Static<(typeof queries)['terms']>
export type ListQuery = Static<(typeof queries)['taxonomies']>

export const RecordParams = closed({
  id: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'UUID as the lists give it, in lower or upper case',
    examples: ['0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'],
  }),
})

export const LinesSchema = Type.String({ description: 'With format=ndjson: a record in each line' })
