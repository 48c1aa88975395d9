import Type from 'typebox'
import { closed, component, ref, word } from '../http/component-schemas.js'
import { CapacitySchema } from '../http/document-schemas.js'
import { givenInstant, instant, releaseNumber } from '../http/shared-schemas.js'
import { date, line, ownerId } from '../http/value-schemas.js'

const { status, until, note } = CapacitySchema.properties

export const CapacityRequestSchema = component(
  'CapacityRequest',
  closed({ status, until, note }, { description: 'How much room a service has; what is open has no day and no note' }),
)

export const CapacitySetSchema = component(
  'CapacitySet',
  closed(
    {
      outcome: word(['published', 'unchanged'], {
        description: 'published: a new release is in force; unchanged: it was so already',
        examples: ['published'],
      }),
      release: releaseNumber('Number of the release that is in force now'),
      capacity: ref(CapacitySchema, { description: 'As it is in that release' }),
    },
    { description: 'How much room there is now, and since which release' },
  ),
)

export const CapacityParams = closed({
  id: ownerId({ description: 'Id of a service, as the list of services has it', examples: ['buurtteam-noord'] }),
})

const linkNumber = (examples: { readonly examples?: number[] } = {}) =>
  Type.Integer({
    ...examples,
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'Which link of the service, from 1; never given to another',
  })
const label = line(80, {
  description: 'For whom or for what the link is, as releases and audit events name who used it, after `link: `',
  examples: ['Balie'],
})
const instantOrNull = (what: string) => Type.Union([instant(`${what}, UTC`), Type.Null()], { description: what })

export const CapacityLinkSchema = component(
  'CapacityLink',
  closed(
    {
      service: ownerId({ description: 'Id of the service of which it changes the capacity, and nothing else' }),
      number: linkNumber(),
      label,
      createdAt: instant('When it was made, UTC'),
      createdBy: Type.String({ description: 'Name of the key with which it was made', examples: ['Redactie Noord'] }),
      expiresAt: instantOrNull('From when on it is refused; null: it does not expire'),
      revokedAt: instantOrNull('Since when it is refused for ever; null: it is not'),
      lastUsedOn: Type.Union([date({ description: 'Day on which something was set with it, UTC' }), Type.Null()], {
        description: 'Last day on which something was set with it, UTC; null: never',
      }),
    },
    {
      description: 'A link with which a helper without an account says how much room a service has; without its secret',
    },
  ),
)

export const CapacityLinkListSchema = component(
  'CapacityLinkList',
  closed(
    {
      items: Type.Array(ref(CapacityLinkSchema), {
        description: 'All links of the service, the oldest first; also those that are revoked or expired',
      }),
    },
    { description: 'The links of a service' },
  ),
)

export const CapacityLinkRequestSchema = component(
  'CapacityLinkRequest',
  closed(
    {
      label,
      expiresAt: Type.Optional(givenInstant('From when on it will be refused; absent: it does not expire')),
    },
    { description: 'A link to make' },
  ),
)

export const CapacityLinkMadeSchema = component(
  'CapacityLinkMade',
  closed(
    {
      link: ref(CapacityLinkSchema, { description: 'What others may see of it' }),
      url: Type.Optional(
        Type.String({
          format: 'uri',
          description:
            'The address to hand to the helper: shown this once and kept nowhere, so not in the reply to a repeated call either. Who has it can use it',
        }),
      ),
    },
    { description: 'A link and its address' },
  ),
)

export const CapacityLinkParams = closed({ ...CapacityParams.properties, link: linkNumber({ examples: [1] }) })

export const CapacityPageQuery = closed({
  language: Type.Optional(word(['nl', 'en'], { description: 'Language of the page', examples: ['en'] })),
  saved: Type.Optional(Type.Literal('yes', { description: 'Says that what is shown was just set' })),
})

export const capacityComponents = [
  CapacityRequestSchema,
  CapacitySetSchema,
  CapacityLinkSchema,
  CapacityLinkListSchema,
  CapacityLinkRequestSchema,
  CapacityLinkMadeSchema,
]
