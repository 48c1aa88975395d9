import Type, { type Static, type TSchema, type TSchemaOptions } from 'typebox'
import { component, ref } from './component-schemas.js'

/**
 * The patterns of plain values, each with the words for what it expects. All of them are linear: every character can be
 * taken by one part of the pattern only. (AJV compiles them with the `u` flag.)
 */
export const patterns = {
  id: {
    pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
    expected: 'an id: lower-case letters, digits and single hyphens between them, starting with a letter',
  },
  ownerId: {
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    expected: 'an id: lower-case letters, digits and single hyphens between them (a lower-case UUID is such an id)',
  },
  language: {
    pattern: '^[a-z]{2,8}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{1,8})*$',
    expected: 'a BCP 47 language tag, such as nl, pt-BR or zh-Hant',
  },
  line: {
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    expected: 'text without control characters (no line breaks or tabs)',
  },
  date: {
    pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
    expected: 'a date as YYYY-MM-DD',
  },
  time: {
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    expected: 'a time of day as HH:MM, from 00:00 to 23:59',
  },
  url: {
    pattern: '^https?://[^\\s\\u0000-\\u001f\\u007f-\\u009f]+$',
    expected: 'a web address that starts with https:// or http://',
  },
  email: {
    pattern: "^[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$",
    expected: 'an email address, such as info@example.org',
  },
  phone: {
    pattern: '^\\+?[0-9(][0-9 ()./-]*$',
    expected: 'a phone number: digits, spaces, brackets and hyphens, with or without a + at the start',
  },
  origin: {
    pattern: '^(https://[a-z0-9-]+(\\.[a-z0-9-]+)*|http://localhost)(:[1-9][0-9]{0,4})?$',
    expected: 'an origin in lower case without a path: https://… or, to try, http://localhost with or without a port',
  },
  instant: {
    pattern: '^[0-9-]{10}T[0-9:.]+(Z|[+][0-9:]{5}|-(?!00:00)[0-9:]{5})$',
    expected: 'an instant with its offset, such as 2026-09-01T07:30:00Z or 2026-09-01T09:30:00+02:00',
  },
  dateOrInstant: {
    pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})?)?$',
    expected: 'a date or an instant, such as 2026-09-01 or 2026-09-01T07:30:00Z (a + in an address is %2B)',
  },
  sha256: { pattern: '^[0-9a-f]{64}$', expected: '64 hexadecimal digits in lower case' },
  rotation: { pattern: '^[0-9a-f]{16}$', expected: '16 hexadecimal digits in lower case' },
  term: {
    pattern: '^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$',
    expected: 'the ids of a taxonomy and of a term with a colon between them, such as topic:debt',
  },
  cursor: { pattern: '^[A-Za-z0-9_-]+$', expected: 'a cursor: `next` of the page before' },
  seed: { pattern: '^[ -~]*$', expected: 'ASCII characters that can be printed: no accents, no line breaks' },
  draft: { pattern: '^draft$', expected: 'the number of a release, or draft' },
  inForce: { pattern: '^in-force$', expected: 'the number of a release, or in-force' },
} as const

/** What a value must be that does not match a pattern of these schemas; `undefined` for other patterns. */
export function expectedByPattern(pattern: string): string | undefined {
  return Object.values(patterns).find((known) => known.pattern === pattern)?.expected
}

const formats: Readonly<Record<string, string>> = {
  date: 'a day that there is, as YYYY-MM-DD',
  'date-time': 'an instant that there is, with its offset, such as 2026-09-01T07:30:00Z',
  uuid: 'a UUID',
}

/** The same for the formats that requests have. */
export function expectedByFormat(format: string): string | undefined {
  return Object.hasOwn(formats, format) ? formats[format] : undefined
}

type Words = TSchemaOptions & { description: string }

/** An id that starts with a letter: of all but organizations and services. */
export const id = (options: Words) =>
  Type.String({
    examples: ['debt-help', 'noord'],
    ...options,
    pattern: patterns.id.pattern,
    minLength: 1,
    maxLength: 64,
  })

/** An id of an organization or a service: may start with a digit. */
export const ownerId = (options: Words) =>
  Type.String({
    examples: ['buurtteam-noord', '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55'],
    ...options,
    pattern: patterns.ownerId.pattern,
    minLength: 1,
    maxLength: 64,
  })

export const languageTag = (options: Words) =>
  Type.String({ examples: ['nl', 'tr'], ...options, pattern: patterns.language.pattern, maxLength: 35 })

/** A string in one language or none: a name, a street. */
export const line = (maxLength: number, options: Words) =>
  Type.String({ ...options, pattern: patterns.line.pattern, minLength: 1, maxLength })

export const date = (options: Words) =>
  Type.String({ format: 'date', examples: ['2026-09-01', '2026-12-24'], ...options, pattern: patterns.date.pattern })

export const timeOfDay = (options: Words) =>
  Type.String({ examples: ['09:00', '17:30'], ...options, pattern: patterns.time.pattern })

export const url = (options: Words) =>
  Type.String({
    examples: ['https://example.org', 'https://example.org/contact'],
    ...options,
    pattern: patterns.url.pattern,
    maxLength: 2000,
  })

export const email = (options: Words) =>
  Type.String({ examples: ['info@example.org'], ...options, pattern: patterns.email.pattern, maxLength: 254 })

export const phone = (options: Words) =>
  Type.String({
    examples: ['+31 20 000 00 01', '112'],
    ...options,
    pattern: patterns.phone.pattern,
    minLength: 2,
    maxLength: 40,
  })

export const origin = (options: Words) =>
  Type.String({
    examples: ['https://www.example.org', 'http://localhost:5173'],
    ...options,
    pattern: patterns.origin.pattern,
    maxLength: 280,
  })

const languageMap = (maxLength: number, description: string, examples: Record<string, string>[]) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    description,
    examples,
    minProperties: 1,
    maxProperties: 100,
    propertyNames: { pattern: patterns.language.pattern, maxLength: 35 },
    additionalProperties: line(maxLength, {
      description: `The text in the language of its key, 1 to ${maxLength} characters`,
      examples: ['Schulden', 'Debt'],
    }),
  })

export const TextSchema = component(
  'Text',
  languageMap(
    2000,
    'A text by BCP 47 language tag, 1 to 2,000 characters in each language. The default language must be there: of the deployment (nl) or, in a question set, its own.',
    [{ nl: 'Schulden', en: 'Debt' }, { nl: 'Brieven en papieren' }],
  ),
)

export const SummarySchema = component(
  'Summary',
  languageMap(
    240,
    'A short text by BCP 47 language tag, 1 to 240 characters in each language. The default language must be there.',
    [{ nl: 'Samen orde in je post en rekeningen.', en: 'Sort your post and bills together.' }],
  ),
)

/** A text in some languages, at a property. */
export const text = (options: Words) => ref(TextSchema, options)

/** A map from ids (starting with a letter) to values of one schema. */
export function mapById<T extends TSchema>(value: T, options: TSchemaOptions) {
  return Type.Unsafe<Record<string, Static<T>>>({
    ...options,
    type: 'object',
    propertyNames: { pattern: patterns.id.pattern, maxLength: 64 },
    additionalProperties: value,
  })
}

export const valueComponents = [TextSchema, SummarySchema]
