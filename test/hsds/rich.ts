import type { Capacity, Organization, Service } from '../../src/engine/index.js'
import type { Random } from '../helpers/random.js'

/** What a record of HSDS is made of beyond terms, drawn at random: all that the schemas of documents take. */

/** As every mail server and RFC 3986 take them. */
const plain = { websites: ['https://example.org', 'https://example.org/a?b=c#d'], mailboxes: ['info@example.org'] }

const odd = {
  websites: [
    'https://example.org',
    'https://example.org/café/ä?q=a|b[c]{d}#e#f',
    'http://voorbeeld.example.org:8080/a%20b/%zz',
    'https://voorbeeld.nl/ruimte%',
    'https://bücher.example.org/x"y"',
  ],
  mailboxes: ['info@example.org', 'a..b@example.org', "o'neil+1@sub.example.org", '.x@example.org', 'x@-a.example.org'],
}

export interface Richness {
  /** Whether there are addresses that others would spell otherwise, or not take. */
  readonly isOdd?: boolean
}

const phones = ['+31 20 000 00 01', '112', '(020) 000-0002']
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export function richService(random: Random, service: Service, { isOdd = true }: Richness = {}): Service {
  const { websites, mailboxes } = isOdd ? odd : plain
  const maybe = <T extends object>(make: () => T): T | object => (random.percent(50) ? make() : {})
  const text = (words: string) => ({ nl: words, ...maybe(() => ({ en: `In English: ${words}` })) })
  return {
    ...service,
    summary: text('Samen orde in je post.'),
    ...maybe(() => ({ description: text('Een vrijwilliger komt bij je thuis. Je hoeft niets mee te nemen.') })),
    contact: {
      phone: random.pick(phones),
      ...maybe(() => ({ email: random.pick(mailboxes) })),
      ...maybe(() => ({ website: random.pick(websites) })),
      ...maybe(() => ({ whatsapp: random.pick(phones) })),
      ...maybe(() => ({ appointment: random.pick(websites) })),
      ...maybe(() => ({ walkIn: text('Loop binnen op werkdagen.') })),
    },
    ...maybe(() => ({
      locations: Array.from({ length: 1 + random.below(3) }, (_, at) => ({
        ...maybe(() => ({
          id: random.percent(50) ? `plek-${at}` : `location-0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b5${at}`,
        })),
        ...maybe(() => ({ name: 'Huis van de Wijk' })),
        ...maybe(() => ({ street: `Voorbeeldstraat ${at + 1}` })),
        ...maybe(() => ({ postalCode: '1031 AA' })),
        city: `Amsterdam ${at}`,
        ...maybe(() => ({ latitude: 52.39, longitude: 4.92 })),
        ...maybe(() => ({ accessibility: text('Alles is op de begane grond.') })),
      })),
    })),
    ...maybe(() => ({
      schedule: Array.from({ length: 1 + random.below(3) }, (_, at) => ({
        days: random.some(days, 3),
        opensAt: `0${7 + at}:00`,
        closesAt: '17:30',
        ...maybe(() => ({ note: text('Niet in de schoolvakanties.') })),
      })),
    })),
    ...maybe(() => ({ cost: text('3 euro per maaltijd') })),
    ...maybe(() => ({ verifiedOn: '2026-05-01' })),
  }
}

export function richOrganization(
  random: Random,
  organization: Organization,
  { isOdd = true }: Richness = {},
): Organization {
  const { websites, mailboxes } = isOdd ? odd : plain
  return {
    ...organization,
    ...(random.percent(50) && { website: random.pick(websites) }),
    ...(random.percent(50) && { email: random.pick(mailboxes) }),
    ...(random.percent(50) && { phone: random.pick(phones) }),
  }
}

export function richCapacity(random: Random, capacity: Capacity): Capacity {
  return {
    ...capacity,
    ...(random.percent(50) && { note: { nl: 'Over drie weken is er weer plek.' } }),
    ...(random.percent(50) && { until: '2099-01-01' }),
  }
}
