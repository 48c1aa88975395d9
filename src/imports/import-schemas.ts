import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import {
  CapacitySchema,
  OrganizationSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySchema,
} from '../http/document-schemas.js'
import { FieldChangeSchema } from '../http/shared-schemas.js'
import { ownerId } from '../http/value-schemas.js'

/** Imports and exports on the wire (`docs/documents.md`, Import and export). */

export const CatalogueDocumentsSchema = component(
  'CatalogueDocuments',
  closed(
    {
      taxonomies: Type.Optional(
        Type.Array(ref(TaxonomySchema), { description: 'Taxonomies, each id once', examples: [[]] }),
      ),
      organizations: Type.Optional(
        Type.Array(ref(OrganizationSchema), {
          description: 'Organizations, each id once',
          examples: [
            [{ id: 'buurthuis', name: 'Buurthuis', kind: 'informal', description: { nl: 'Een plek in de buurt.' } }],
          ],
        }),
      ),
      services: Type.Optional(
        Type.Array(ref(ServiceSchema), { description: 'Services, each id once', examples: [[]] }),
      ),
      questionSets: Type.Optional(
        Type.Array(ref(QuestionSetSchema), { description: 'Question sets, each id once', examples: [[]] }),
      ),
      capacities: Type.Optional(
        Type.Array(ref(CapacitySchema), {
          description: 'How much room services have, at most one for each; in an export those that are not open',
          examples: [[{ service: 'thuisadministratie-noord', status: 'limited' }]],
        }),
      ),
    },
    {
      description:
        'Drafts and capacities, as an import takes and an export gives them; a list that is absent is not touched',
    },
  ),
)

/** Bodies that are no single JSON value are text to a description. */
export const LinesSchema = Type.String({
  description:
    'A line of JSON for each document, `{"type": …, "document": …}`; the type is taxonomy, organization, service, question-set or capacity',
})

export const SheetSchema = Type.String({
  description:
    'A sheet in UTF-8 with a header and a row for each organization or service; columns are separated by commas, semicolons or tabs. What it has no columns for stays as it is',
})

const sheetType = Type.Optional(
  word(['organizations', 'services'], {
    description: 'Of what the sheet is; needed with CSV, and refused with all else',
  }),
)

export const ImportQuery = closed({
  mode: word(['merge', 'replace'], {
    description:
      'merge: create or replace what is named; replace: of the types that are present, also remove what is not named',
    examples: ['merge'],
    default: 'merge',
  }),
  dryRun: Type.Boolean({
    description: 'true: report what would change, field by field, and change nothing',
    examples: [true],
    default: false,
  }),
  type: sheetType,
  format: Type.Optional(
    word(['hsds'], {
      description:
        'hsds: the body is of the Human Services Data Specification, as JSON or in lines of JSON (docs/hsds.md); absent: what its media type says',
    }),
  ),
})

export const ExportQuery = closed({
  format: word(['json', 'ndjson', 'csv', 'hsds'], {
    description:
      'json: one object with lists; ndjson: a line of JSON for each document; csv: one sheet; hsds: a line of JSON for each record of HSDS 3.1',
    examples: ['json'],
    default: 'json',
  }),
  type: sheetType,
  separator: Type.Optional(
    word(['comma', 'semicolon', 'tab'], {
      description:
        'What stands between the cells of a sheet: a comma where absent; Dutch spreadsheets open one with semicolons. Refused with all but CSV',
    }),
  ),
})

const ids = (description: string) =>
  Type.Array(ownerId({ description: 'Id of a document; of a capacity that of its service' }), {
    description,
    examples: [['buurthuis']],
    maxItems: 1_000,
  })

const count = (description: string) => Type.Integer({ description, minimum: 0, examples: [1] })

const ImportedCountsSchema = component(
  'ImportedCounts',
  closed(
    {
      created: count('How many documents were not there before'),
      changed: count('How many documents were there and are replaced'),
      unchanged: count('How many documents were there and are the same'),
      removed: count('How many documents were there and are not named'),
    },
    { description: 'How many documents there are of each kind, be they named or not' },
  ),
)

export const ImportedListSchema = component(
  'ImportedList',
  closed(
    {
      created: ids('Ids of what was not there before, in the order of the import; at most 1,000'),
      changed: ids('Ids of what was there and is replaced, in the order of the import; at most 1,000'),
      unchanged: ids('Ids of what was there and is the same, in the order of the import; at most 1,000'),
      removed: ids('Ids of what was there and is not named, only with mode=replace; at most 1,000'),
      counts: ref(ImportedCountsSchema, { description: 'How many documents there are of each, also beyond 1,000' }),
    },
    { description: 'What an import does to the documents of one type' },
  ),
)

const DifferenceSchema = component(
  'ImportDifference',
  closed(
    {
      list: word(['taxonomies', 'organizations', 'services', 'questionSets', 'capacities'], {
        description: 'In which list of the import the document stands',
        examples: ['services'],
      }),
      id: ownerId({ description: 'Id of the document; of a capacity that of its service' }),
      fields: Type.Array(ref(FieldChangeSchema), {
        description: 'What would differ, field by field. A set in another order is no difference',
      }),
    },
    { description: 'What an import would change in one document that is there' },
  ),
)

const ImportNoteSchema = component(
  'ImportNote',
  closed(
    {
      list: Type.Optional(
        word(['organizations', 'services'], {
          description: 'Of which list the document is that it would be a part of',
          examples: ['services'],
        }),
      ),
      id: Type.Optional(ownerId({ description: 'Id of that document in the catalogue' })),
      pointer: Type.Optional(
        Type.String({
          description: 'JSON pointer (RFC 6901) into the body, or into the JSON of a line',
          examples: ['/contents/0/eligibility_description'],
        }),
      ),
      line: Type.Optional(
        Type.Integer({ description: 'Line of a body of lines of JSON, from 1', minimum: 1, examples: [12] }),
      ),
      code: Type.String({ description: 'What kind of note it is; stable', examples: ['eligibility'] }),
      detail: Type.String({ description: 'What was not taken over and what to do, as a sentence' }),
    },
    { description: 'Something that an import did not take over, or not as it stands' },
  ),
)

const NotTakenOverSchema = component(
  'NotTakenOver',
  closed(
    {
      notes: Type.Array(ref(ImportNoteSchema), {
        description: 'In the order of the body, at most 1,000',
        maxItems: 1_000,
      }),
      count: count('How many notes there are, be they told or not'),
    },
    { description: 'What an import of HSDS did not take over' },
  ),
)

const list = (what: string) => ref(ImportedListSchema, { description: `What happens to ${what}` })

export const ImportReportSchema = component(
  'ImportReport',
  closed(
    {
      mode: word(['merge', 'replace'], { description: 'How it was imported, as the query says', examples: ['merge'] }),
      dryRun: Type.Boolean({
        description: 'true: this is what would happen; false: it has happened',
        examples: [false],
      }),
      taxonomies: list('taxonomies'),
      organizations: list('organizations'),
      services: list('services'),
      questionSets: list('question sets'),
      capacities: list('capacities, by the id of the service'),
      differences: Type.Optional(
        Type.Array(ref(DifferenceSchema), {
          description:
            'Only of a dry run: what would differ in documents that change, in the order of the import, up to 1,000 fields',
        }),
      ),
      notTakenOver: Type.Optional(
        ref(NotTakenOverSchema, { description: 'Only of HSDS: what was not taken over, or not as it stands' }),
      ),
    },
    { description: 'What an import changes in the drafts and the capacities' },
  ),
)

export const importComponents = [
  CatalogueDocumentsSchema,
  ImportedCountsSchema,
  ImportedListSchema,
  DifferenceSchema,
  ImportNoteSchema,
  NotTakenOverSchema,
  ImportReportSchema,
]
