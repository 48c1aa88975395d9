import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { FieldChangeSchema, nextCursor, pagingQuery } from '../http/shared-schemas.js'
import { ownerId } from '../http/value-schemas.js'

/** What differs between two contents, on the wire. */

const DocumentChangeSchema = component(
  'DocumentChange',
  closed(
    {
      type: word(['taxonomy', 'organization', 'service', 'question-set', 'capacity'], {
        description: 'What kind of document it is about; capacity only between releases',
        examples: ['service'],
      }),
      id: ownerId({
        description: 'Id of the document; of a capacity that of its service',
        examples: ['buurtteam-noord'],
      }),
      change: word(['created', 'changed', 'removed'], {
        description:
          'created: only the newer content has it; removed: only the older one; changed: both, but not the same',
        examples: ['changed'],
      }),
      fields: Type.Array(ref(FieldChangeSchema), {
        description:
          'What differs, field by field; of what was created or removed the document as a whole. A set in another order is no change',
      }),
    },
    { description: 'What differs of one document' },
  ),
)

export const ChangePageSchema = component(
  'ChangePage',
  closed(
    {
      items: Type.Array(ref(DocumentChangeSchema), {
        description: 'Changes in the order of types and ids; at most limit of them',
      }),
      next: nextCursor,
    },
    { description: 'A page of changes' },
  ),
)

export const DiscardedSchema = component(
  'Discarded',
  closed(
    {
      outcome: word(['restored', 'removed', 'unchanged'], {
        description:
          'restored: the draft is as the release in force has it; removed: that has no such document, and the draft is gone; unchanged: there was no change',
        examples: ['restored'],
      }),
    },
    { description: 'What discarding a change did' },
  ),
)

export const ChangesQuery = closed(pagingQuery)
export const ReleaseChangesQuery = closed({
  since: Type.Optional(
    Type.Integer({
      description: 'Number of the release to compare with, 0 for nothing at all; absent: the release before',
      minimum: 0,
      maximum: 2_147_483_647,
      examples: [0],
    }),
  ),
  ...pagingQuery,
})

export const ChangeParams = closed({
  type: word(['taxonomy', 'organization', 'service', 'question-set'], {
    description: 'What kind of document it is',
    examples: ['service'],
  }),
  id: ownerId({ description: 'Id of the document, as the list of changes has it', examples: ['buurtteam-noord'] }),
})

export const changeComponents = [DocumentChangeSchema, ChangePageSchema, DiscardedSchema]
