import Type from 'typebox'
import { closed, component, ref, word } from './component-schemas.js'
import { date, email, id, line, mapById, ownerId, phone, SummarySchema, text, timeOfDay, url } from './value-schemas.js'

/** A service on the wire, with its parts (`docs/documents.md`, Service). */

export const ContactSchema = component(
  'Contact',
  closed(
    {
      phone: Type.Optional(phone({ description: 'The number to call for this service' })),
      email: Type.Optional(email({ description: 'A shared mailbox for this service' })),
      website: Type.Optional(url({ description: 'The page about this service' })),
      whatsapp: Type.Optional(
        phone({ description: 'The number that answers WhatsApp messages', examples: ['+31 20 000 00 02'] }),
      ),
      appointment: Type.Optional(
        url({ description: 'The page where an appointment can be made', examples: ['https://example.org/afspraak'] }),
      ),
      walkIn: Type.Optional(
        text({
          description: 'How to come without an appointment, or whom to ask',
          examples: [{ nl: 'Loop binnen op werkdagen tussen 9 en 12.' }],
        }),
      ),
    },
    { description: 'How to reach the service: at least one way', minProperties: 1 },
  ),
)

export const LocationSchema = component(
  'Location',
  closed(
    {
      id: Type.Optional(id({ description: 'What an import or an export calls the place', examples: ['van-der-pek'] })),
      name: Type.Optional(
        line(200, { description: 'What people call the place, 1 to 200 characters', examples: ['Huis van de Wijk'] }),
      ),
      street: Type.Optional(
        line(200, { description: 'Street and number, 1 to 200 characters', examples: ['Voorbeeldstraat 1'] }),
      ),
      postalCode: Type.Optional(
        line(20, {
          description: 'The postcode as it is written on a letter, 1 to 20 characters',
          examples: ['1031 AA'],
        }),
      ),
      city: Type.Optional(line(200, { description: 'City or village, 1 to 200 characters', examples: ['Amsterdam'] })),
      latitude: Type.Optional(
        Type.Number({ description: 'Degrees north, -90 to 90 (WGS 84)', examples: [52.39], minimum: -90, maximum: 90 }),
      ),
      longitude: Type.Optional(
        Type.Number({
          description: 'Degrees east, -180 to 180 (WGS 84)',
          examples: [4.92],
          minimum: -180,
          maximum: 180,
        }),
      ),
      accessibility: Type.Optional(
        text({
          description: 'How to get in: stairs, lift, toilet, quiet room',
          examples: [{ nl: 'Alles is op de begane grond.' }],
        }),
      ),
    },
    { description: 'A place where the service is given; it is shown, never matched on' },
  ),
)

export const OpeningHoursSchema = component(
  'OpeningHours',
  closed(
    {
      days: Type.Array(
        word(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { description: 'A day of the week', examples: ['MO', 'SA'] }),
        {
          description: 'The days of the week with these hours (RFC 5545: MO is Monday)',
          examples: [['MO', 'WE']],
          default: [],
          uniqueItems: true,
        },
      ),
      opensAt: timeOfDay({ description: 'Time of day in the time zone of the deployment, HH:MM', examples: ['09:00'] }),
      closesAt: timeOfDay({ description: 'Time of day after opensAt, HH:MM, at most 23:59', examples: ['12:30'] }),
      note: Type.Optional(
        text({ description: 'What else to know about these hours', examples: [{ nl: 'Niet in de schoolvakanties.' }] }),
      ),
    },
    { description: 'Hours on some days, shown on the card' },
  ),
)

export const FirstTalkSchema = component(
  'FirstTalk',
  closed(
    {
      expect: text({
        description: 'What happens in the first conversation',
        examples: [{ nl: 'We drinken koffie en kijken samen wat er speelt.' }],
      }),
      bring: Type.Optional(
        text({ description: 'What to bring along', examples: [{ nl: 'Neem je brieven mee, ook dichte.' }] }),
      ),
      asksFor: Type.Array(
        word(['name', 'id', 'bsn', 'income', 'nothing'], {
          description:
            'A thing they ask: a name, a proof of identity (id), the citizen service number (bsn), the income, or nothing at all',
          examples: ['name', 'nothing'],
        }),
        {
          description: 'What they ask of you in the first conversation',
          examples: [['name'], ['nothing']],
          default: [],
          uniqueItems: true,
        },
      ),
      tells: Type.Optional(
        text({ description: 'Whom they tell what you said', examples: [{ nl: 'Wij vertellen het aan niemand.' }] }),
      ),
    },
    { description: 'The first conversation: what happens, what they ask of you, whom they tell' },
  ),
)

export const SoughtSchema = component(
  'Sought',
  closed(
    {
      taxonomy: id({ description: 'Id of the taxonomy of the term', examples: ['sharing'] }),
      term: id({ description: 'Id of the term that a resident could offer', examples: ['cooking'] }),
      text: text({
        description: 'What they look for, as a sentence',
        examples: [{ nl: 'We zoeken iemand die op woensdag kookt.' }],
      }),
    },
    { description: 'What a resident could do for them: shown after the result, never part of the choosing' },
  ),
)

export const ServiceSchema = component(
  'Service',
  closed(
    {
      id: ownerId({
        description: 'What the catalogue, capacities and results call the service; may start with a digit',
        examples: ['thuisadministratie-noord'],
      }),
      organization: ownerId({ description: 'Id of the organization that offers it', examples: ['humanitas'] }),
      name: text({
        description: 'How the service is shown',
        examples: [{ nl: 'Hulp bij je post', en: 'Help with your post' }],
      }),
      summary: ref(SummarySchema, {
        description: 'What it is, for the card: 1 to 240 characters in each language',
        examples: [{ nl: 'Samen orde in je post.' }],
      }),
      description: Type.Optional(
        text({
          description: 'More about it, for who wants to know',
          examples: [{ nl: 'Een vrijwilliger komt bij je thuis.' }],
        }),
      ),
      status: word(['active', 'inactive'], {
        description: 'active: it may be chosen; inactive: it is kept but never chosen or shown',
        examples: ['active', 'inactive'],
      }),
      terms: mapById(
        Type.Array(id({ description: 'Id of a term', examples: ['debt'] }), {
          description: 'Ids of terms of the taxonomy; their order means nothing',
          examples: [['debt']],
          maxItems: 200,
          uniqueItems: true,
        }),
        {
          description:
            'What the service is, by taxonomy id: at most 200 terms together. The kind (formal, informal) comes from the organization and never stands here',
          examples: [{ topic: ['debt', 'letters'], language: ['nl', 'tr'] }],
        },
      ),
      contact: ref(ContactSchema, { description: 'How to reach the service: at least one way' }),
      locations: Type.Optional(
        Type.Array(ref(LocationSchema), {
          description: 'Where the service is given, at most 1,000 places',
          examples: [[{ city: 'Amsterdam' }]],
          maxItems: 1000,
        }),
      ),
      schedule: Type.Optional(
        Type.Array(ref(OpeningHoursSchema), {
          description: 'When it is open, at most 1,000 entries; shown on the card, never matched on',
          examples: [[{ days: ['MO'], opensAt: '09:00', closesAt: '12:00' }]],
          maxItems: 1000,
        }),
      ),
      firstTalk: Type.Optional(ref(FirstTalkSchema, { description: 'What the first conversation is like' })),
      cost: Type.Optional(
        text({ description: 'What it costs; absent: it is free', examples: [{ nl: '3 euro per maaltijd' }] }),
      ),
      seeks: Type.Optional(
        Type.Array(ref(SoughtSchema), {
          description: 'What a resident could do for them, at most 100 things',
          examples: [
            [{ taxonomy: 'sharing', term: 'cooking', text: { nl: 'We zoeken iemand die op woensdag kookt.' } }],
          ],
          maxItems: 100,
        }),
      ),
      verifiedOn: Type.Optional(
        date({
          description: 'YYYY-MM-DD: when somebody last checked that all of this is true; not the day of the last edit',
        }),
      ),
    },
    { description: 'What an organization offers to a resident' },
  ),
)

export const serviceComponents = [
  ContactSchema,
  LocationSchema,
  OpeningHoursSchema,
  FirstTalkSchema,
  SoughtSchema,
  ServiceSchema,
]
