import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { instant, nextCursor, pagingQuery, sha256 } from '../http/shared-schemas.js'

const digestOrNull = (description: string) => Type.Union([sha256('SHA-256 in hex'), Type.Null()], { description })

export const AuditEventSchema = component(
  'AuditEvent',
  closed(
    {
      number: Type.Integer({ minimum: 1, description: 'Place in the chain, from 1 without gaps' }),
      at: instant('When it was changed, UTC'),
      by: Type.String({
        description:
          'Name of the key, `link: ` and the label of a link, or `command line`, `rotation` or `capacity` (the service itself), or `demo`',
        examples: ['Redactie Noord'],
      }),
      action: word(['create', 'replace', 'delete', 'publish', 'rotate', 'revoke'], { description: 'What was done' }),
      type: word(
        [
          'taxonomy',
          'organization',
          'service',
          'question-set',
          'capacity',
          'capacity-link',
          'partner',
          'key',
          'release',
        ],
        {
          description: 'What kind of thing was changed; documents are changed as drafts',
        },
      ),
      id: Type.String({
        description:
          'Which one: of a capacity the id of its service, of a link that and its number, of a release its number',
        examples: ['neos-aanmelding'],
      }),
      before: digestOrNull('SHA-256 of what it was; null: there was nothing'),
      after: digestOrNull('SHA-256 of what it became; null: there is nothing any more'),
      seal: sha256('SHA-256 of all of this and of the seal of the event before: the events are a chain'),
    },
    { description: 'A change: who, when, what' },
  ),
)

export const AuditPageSchema = component(
  'AuditPage',
  closed(
    { items: Type.Array(ref(AuditEventSchema), { description: 'The newest first' }), next: nextCursor },
    { description: 'A page of audit events' },
  ),
)

export const AuditQuery = closed(pagingQuery)

export const auditComponents = [AuditEventSchema, AuditPageSchema]
