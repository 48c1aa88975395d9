import Type, { type TSchemaOptions } from 'typebox'
import { closed, component, ref, word } from './component-schemas.js'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { patterns } from './value-schemas.js'

/** Shapes of the API that belong to no document and no room. */

export const SentenceSchema = component(
  'Sentence',
  closed(
    {
      text: Type.String({ description: 'What to show', examples: ['Hier kun je gewoon praten.'] }),
      lang: Type.String({ description: 'Language of the text (BCP 47), for its `lang` attribute', examples: ['nl'] }),
    },
    { description: 'A text in the language that was asked for, or else in the default language' },
  ),
)

const shownAnswers = Type.Optional(
  Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Array(Type.String())], { description: 'What is answered, by id' }),
    {
      description:
        'With a rule for publishing that is broken: the smallest answers that show it, as a match on the drafts takes them. A proof made them up',
      examples: [{ topics: ['debt'] }],
    },
  ),
)

const FieldErrorSchema = component(
  'FieldError',
  closed(
    {
      pointer: Type.Optional(
        Type.String({
          description: 'JSON pointer (RFC 6901) into the body, or into the JSON of a line',
          examples: ['/answers/topics/2'],
        }),
      ),
      line: Type.Optional(
        Type.Integer({ description: 'Line of a body of lines of JSON, from 1', minimum: 1, examples: [99_999] }),
      ),
      row: Type.Optional(
        Type.Integer({ description: 'Row of a sheet, of which the header is row 1', minimum: 1, examples: [2] }),
      ),
      column: Type.Optional(
        Type.String({ description: 'Name of a column of a sheet, as in its header', examples: ['contact.phone'] }),
      ),
      parameter: Type.Optional(
        Type.String({ description: 'Name of a parameter of the path, the query or the headers', examples: ['limit'] }),
      ),
      code: Type.String({ description: 'What kind of error it is; stable', examples: ['unknown-option'] }),
      detail: Type.String({ description: 'What was expected; never the value that came' }),
      answers: shownAnswers,
    },
    { description: 'One place where a request went wrong' },
  ),
)

/** A problem (RFC 9457). Open: a problem may say more than all problems do. */
export const ProblemSchema = component(
  'Problem',
  Type.Object(
    {
      type: Type.String({ format: 'uri-reference', description: 'Where this kind of problem is described' }),
      title: Type.String({ description: 'The problem in a few words' }),
      status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status' }),
      detail: Type.String({ description: 'What to do about it' }),
      instance: Type.String({ format: 'uri-reference', description: 'Names this occurrence: the request id' }),
      code: Type.String({ description: 'What kind of problem it is; stable', examples: ['invalid-request'] }),
      errors: Type.Optional(Type.Array(ref(FieldErrorSchema), { description: 'All places where it went wrong' })),
    },
    { description: 'A problem (RFC 9457)' },
  ),
)

export const PublishProblemSchema = component(
  'PublishProblem',
  closed(
    {
      code: Type.String({ description: 'What is wrong, in kebab-case', examples: ['unused-term'] }),
      type: word(['taxonomy', 'organization', 'service', 'question-set', 'capacity', 'partner', 'release'], {
        description: 'What kind of document it is about',
        examples: ['taxonomy'],
      }),
      id: Type.String({ description: 'Id of the document', examples: ['topic'] }),
      pointer: Type.String({ description: 'RFC 6901 pointer into the document', examples: ['/terms/3'] }),
      detail: Type.String({ description: 'What was expected and how to mend it, as a sentence' }),
      answers: shownAnswers,
    },
    { description: 'Something about a document that an editor should know' },
  ),
)

/** What is said when something was written, and of what can be. */
export const etag = Type.String({
  description: 'Tag of it as it stands, for `If-Match`',
  examples: ['"4c1e0c5a9f0b2d7e8a6b3c5d7e9f1a2b"'],
})

export const writeOutcome = word(['created', 'changed', 'unchanged'], {
  description: 'created: it was not there before; changed: it was replaced; unchanged: it was the same already',
  examples: ['changed'],
})

export const warnings = (description: string) =>
  Type.Optional(
    Type.Array(ref(PublishProblemSchema), {
      description: `${description}. Absent where they could not be read, though the edit was made`,
    }),
  )

const side = (description: string) => Type.Optional(Type.Unknown({ description, examples: ['Koffie'] }))

export const FieldChangeSchema = component(
  'FieldChange',
  closed(
    {
      pointer: Type.String({
        description:
          'RFC 6901 pointer to the field in the newer document, or in the older one where only that has it; empty for the document as a whole',
        examples: ['/name/nl'],
      }),
      from: side('What stood there; absent where the field is new'),
      to: side('What stands there now; absent where the field is gone'),
    },
    { description: 'A field that differs' },
  ),
)

export const instant = (description: string) =>
  Type.String({ format: 'date-time', pattern: 'Z$', maxLength: 40, description, examples: ['2026-09-01T07:30:00Z'] })

/** An instant of a request: with any offset but `-00:00`, which says that the offset is not known. */
export const givenInstant = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: patterns.instant.pattern,
    maxLength: 40,
    description: `${description}; with any offset`,
    examples: ['2026-09-01T07:30:00Z', '2026-09-01T09:30:00+02:00'],
  })

export const sha256 = (description: string, options: { readonly examples?: string[] } = {}) =>
  Type.String({ ...options, pattern: patterns.sha256.pattern, minLength: 64, maxLength: 64, description })

const releaseNumbers = { minimum: 1, maximum: 2_147_483_647 } as const

export const releaseNumber = (description: string, options: { readonly examples?: number[] } = {}) =>
  Type.Integer({ ...options, ...releaseNumbers, description })

/** The number of a release, or a word. One schema and no union: what fits neither is then told once. */
export const releaseOr = <Word extends string>({ pattern }: { readonly pattern: string }, options: TSchemaOptions) =>
  Type.Unsafe<number | Word>({ ...options, type: ['integer', 'string'], ...releaseNumbers, pattern })

/** Query parameters of every list. */
export const pagingQuery = {
  cursor: Type.Optional(
    Type.String({ pattern: patterns.cursor.pattern, maxLength: 512, description: '`next` of the page before' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Most items in the page' }),
}

/** A query parameter that filters services by their terms. */
export const termsQuery = (description: string) =>
  Type.Optional(
    Type.Array(
      Type.String({
        description: 'taxonomy:term',
        pattern: patterns.term.pattern,
        maxLength: 129,
        examples: ['topic:debt'],
      }),
      { description, maxItems: 20, examples: [['topic:debt']] },
    ),
  )

/** `next` of a page. */
export const nextCursor = Type.Union([Type.String(), Type.Null()], {
  description: '`cursor` of the next page; null on the last one',
})

export const NotModifiedSchema = Type.Null({ description: 'What you hold is still so' })

export const HealthSchema = closed(
  { status: word(['live', 'ready'], { description: 'What was asked, and is so' }) },
  { description: 'How this replica is' },
)

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]

export const problemTypeParams = closed({
  code: Type.String({ maxLength: 64, description: '`code` of a problem', examples: ['not-found'] }),
})

export const ProblemTypeSchema = component(
  'ProblemType',
  closed(
    {
      code: word(codes, { description: 'The stable code' }),
      status: Type.Integer({ description: 'The HTTP status' }),
      title: Type.String({ description: 'The problem in a few words' }),
      mend: Type.String({ description: 'What it means and how to mend it' }),
    },
    { description: 'A kind of problem' },
  ),
)

export const OpenApiSchema = Type.Object({}, { additionalProperties: true, description: 'OpenAPI 3.1' })

/** What `createServer` registers by itself. */
/** What the description of any API needs, since any call can be refused. */
export const problemComponents = [FieldErrorSchema, ProblemSchema]

export const sharedComponents = [
  SentenceSchema,
  ...problemComponents,
  ProblemTypeSchema,
  PublishProblemSchema,
  FieldChangeSchema,
]
