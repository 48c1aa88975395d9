import Type, { type Static } from 'typebox'
import { closed, component, ref } from '../http/component-schemas.js'
import { CapacitySchema, OrganizationSchema } from '../http/document-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { AdviceSchema } from '../http/question-set-schemas.js'
import {
  ContactSchema,
  FirstTalkSchema,
  LocationSchema,
  OpeningHoursSchema,
  ServiceSchema,
  SoughtSchema,
} from '../http/service-schemas.js'
import { SentenceSchema } from '../http/shared-schemas.js'
import type * as words from '../words/index.js'

/** What a card shows of a place: the published documents with each text in one language. */

const sentence = (description: string, text: string) =>
  ref(SentenceSchema, { description, examples: [{ text, lang: 'nl' }] })

const ContactCardSchema = component(
  'ContactCard',
  closed(
    {
      ...ContactSchema.properties,
      walkIn: Type.Optional(
        sentence('How to come without an appointment, or whom to ask', 'Loop binnen op werkdagen tussen 9 en 12.'),
      ),
    },
    { description: 'How to reach the place: at least one way' },
  ),
)

const LocationCardSchema = component(
  'LocationCard',
  closed(
    {
      ...LocationSchema.properties,
      accessibility: Type.Optional(
        sentence('How to get in: stairs, lift, toilet, quiet room', 'Alles is op de begane grond.'),
      ),
    },
    { description: 'Where the place is' },
  ),
)

const OpeningHoursCardSchema = component(
  'OpeningHoursCard',
  closed(
    {
      ...OpeningHoursSchema.properties,
      note: Type.Optional(sentence('What else to know about these hours', 'Niet in de schoolvakanties.')),
    },
    { description: 'Hours on some days of the week' },
  ),
)

const FirstTalkCardSchema = component(
  'FirstTalkCard',
  closed(
    {
      expect: sentence('What happens in the first conversation', 'We drinken koffie en kijken samen wat er speelt.'),
      bring: Type.Optional(sentence('What to bring along', 'Neem je brieven mee, ook dichte.')),
      asksFor: FirstTalkSchema.properties.asksFor,
      tells: Type.Optional(sentence('Whom they tell what you said', 'Wij vertellen het aan niemand.')),
    },
    { description: 'The first conversation: what happens, what they ask of you, whom they tell' },
  ),
)

const SoughtCardSchema = component(
  'SoughtCard',
  closed(
    { ...SoughtSchema.properties, text: sentence('What they look for', 'We zoeken iemand die op woensdag kookt.') },
    { description: 'What a resident could do for them' },
  ),
)

export const ServiceCardSchema = component(
  'ServiceCard',
  closed(
    {
      id: ServiceSchema.properties.id,
      name: sentence('How the service is called', 'Hulp bij je post'),
      summary: sentence('What it is, in one or two sentences', 'Samen orde in je post.'),
      description: Type.Optional(
        sentence('More about it, for who wants to know', 'Een vrijwilliger komt bij je thuis.'),
      ),
      contact: ref(ContactCardSchema, { description: 'How to reach the place: at least one way' }),
      locations: Type.Array(ref(LocationCardSchema), { description: 'Where the service is given; may be empty' }),
      schedule: Type.Array(ref(OpeningHoursCardSchema), { description: 'When it is open; may be empty' }),
      firstTalk: Type.Optional(ref(FirstTalkCardSchema, { description: 'What the first conversation is like' })),
      cost: Type.Optional(sentence('What it costs; absent: it is free', '3 euro per maaltijd')),
      seeks: Type.Array(ref(SoughtCardSchema), {
        description: 'What a resident could do for them, shown after the result; may be empty',
      }),
      verifiedOn: ServiceSchema.properties.verifiedOn,
    },
    { description: 'A place for a first conversation, as a card shows it' },
  ),
)

const BackerSchema = component(
  'Backer',
  closed(
    { id: OrganizationSchema.properties.id, name: OrganizationSchema.properties.name },
    { description: 'The organization that stands behind an informal one' },
  ),
)

export const OrganizationCardSchema = component(
  'OrganizationCard',
  closed(
    {
      ...OrganizationSchema.properties,
      description: sentence('Who they are and what they are known for', 'Hulp bij geld, wonen en zorg. Gratis.'),
      backedBy: Type.Optional(ref(BackerSchema, { description: 'Who stands behind it' })),
    },
    { description: 'Who helps' },
  ),
)

export const CapacityCardSchema = component(
  'CapacityCard',
  closed(
    {
      status: CapacitySchema.properties.status,
      until: CapacitySchema.properties.until,
      note: Type.Optional(sentence('What to know about it', 'Weer plek vanaf september.')),
    },
    { description: 'How much room there is now' },
  ),
)

export const AdviceCardSchema = component(
  'AdviceCard',
  closed(
    {
      id: AdviceSchema.properties.id,
      kind: AdviceSchema.properties.kind,
      text: sentence('The advice itself', 'Leg je post op één plek.'),
      phone: AdviceSchema.properties.phone,
      website: AdviceSchema.properties.website,
    },
    { description: 'A notice or a small next step that goes with these answers' },
  ),
)

/** Fails to compile when a card and its schema drift apart. */
export type SchemasHoldTheCards = [
  Expect<Equal<Static<typeof ServiceCardSchema>, words.ServiceCard>>,
  Expect<Equal<Static<typeof OrganizationCardSchema>, words.OrganizationCard>>,
  Expect<Equal<Static<typeof CapacityCardSchema>, words.CapacityCard>>,
  Expect<Equal<Static<typeof AdviceCardSchema>, words.AdviceCard>>,
]

export const cardComponents = [
  ContactCardSchema,
  LocationCardSchema,
  OpeningHoursCardSchema,
  FirstTalkCardSchema,
  SoughtCardSchema,
  ServiceCardSchema,
  BackerSchema,
  OrganizationCardSchema,
  CapacityCardSchema,
  AdviceCardSchema,
]
