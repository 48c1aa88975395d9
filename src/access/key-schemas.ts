import Type from 'typebox'
import { scopes } from '../http/caller.js'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { givenInstant, instant } from '../http/shared-schemas.js'
import { date, id, line } from '../http/value-schemas.js'

const keyId = id({
  description: 'Id of the key, chosen by who creates it; never given to another key',
  examples: ['redactie-noord'],
})
const name = line(80, {
  description: 'Whose key it is, as releases and audit events name who did something; no two keys ever have the same',
  examples: ['Redactie Noord'],
})
const scopeList = Type.Array(word([...scopes], { description: 'Something that the key may do' }), {
  description: 'What the key may do; `admin` may do everything',
  examples: [['catalogue:write', 'publish']],
  minItems: 1,
  maxItems: scopes.length,
  uniqueItems: true,
})
const orNull = (schema: ReturnType<typeof instant>, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const KeySchema = component(
  'Key',
  closed(
    {
      id: keyId,
      name,
      scopes: scopeList,
      createdAt: instant('When it was created, UTC'),
      expiresAt: instant('From when on it is refused, UTC'),
      rotatedAt: orNull(instant('When it last got a new secret, UTC'), 'When it last got a new secret; null: never'),
      revokedAt: orNull(instant('Since when it is refused, UTC'), 'Since when it is refused for ever; null: it is not'),
      lastUsedOn: Type.Union([date({ description: 'Day on which a call came with it, UTC' }), Type.Null()], {
        description: 'Last day on which a call came with it, UTC; null: never',
      }),
    },
    { description: 'A key of an editor or a system, without its secret' },
  ),
)

export const KeyListSchema = component(
  'KeyList',
  closed(
    { items: Type.Array(ref(KeySchema), { description: 'All keys, by id; also those that are revoked or expired' }) },
    { description: 'The keys' },
  ),
)

export const KeyRequestSchema = component(
  'KeyRequest',
  closed(
    {
      id: keyId,
      name,
      scopes: scopeList,
      expiresAt: Type.Optional(givenInstant('From when on it will be refused; a year from now where absent')),
    },
    { description: 'A key to create' },
  ),
)

export const KeyRotationSchema = component(
  'KeyRotation',
  closed(
    {
      overlapHours: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 168,
          description: 'For how many hours the secret before stays valid; 24 where absent',
        }),
      ),
      expiresAt: Type.Optional(givenInstant('From when on the key will be refused; as before where absent')),
    },
    { description: 'A new secret for a key' },
  ),
)

export const KeyMadeSchema = component(
  'KeyMade',
  closed(
    {
      key: ref(KeySchema, { description: 'What others may see of it' }),
      secret: Type.Optional(
        Type.String({
          pattern: '^mmk_[A-Za-z0-9_-]{49}$',
          maxLength: 53,
          description:
            'What to send as `Authorization: Bearer`: shown this once and kept nowhere, so not in the reply to a repeated call either',
        }),
      ),
    },
    { description: 'A key and its secret' },
  ),
)

export const KeyParams = closed({
  key: id({ description: 'Id of a key, as the list gives it', examples: ['redactie-noord'] }),
})

export const keyComponents = [KeySchema, KeyListSchema, KeyRequestSchema, KeyRotationSchema, KeyMadeSchema]
