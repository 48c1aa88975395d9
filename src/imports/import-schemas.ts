import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import {
  CapacitySchema,
  OrganizationSchema,
  QuestionSetSchema,
  ServiceSchema,
  TaxonomySchema,
} from '../http/document-schemas.js'
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

export const ImportQuery = closed({
  mode: word(['merge', 'replace'], {
    description:
      'merge: create or replace what is named; replace: of the types that are present, also remove what is not named',
    examples: ['merge'],
    default: 'merge',
  }),
  dryRun: Type.Boolean({
    description: 'true: report what would change, and change nothing',
    examples: [true],
    default: false,
  }),
})

const ids = (description: string) =>
  Type.Array(ownerId({ description: 'Id of a document; of a capacity that of its service' }), {
    description,
    examples: [['buurthuis']],
  })

export const ImportedListSchema = component(
  'ImportedList',
  closed(
    {
      created: ids('Ids of what was not there before, in the order of the import'),
      changed: ids('Ids of what was there and is replaced, in the order of the import'),
      unchanged: ids('Ids of what was there and is the same, in the order of the import'),
      removed: ids('Ids of what was there and is not named; only with mode=replace'),
    },
    { description: 'What an import does to the documents of one type' },
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
    },
    { description: 'What an import changes in the drafts and the capacities' },
  ),
)

export const importComponents = [CatalogueDocumentsSchema, ImportedListSchema, ImportReportSchema]
