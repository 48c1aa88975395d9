import type { OpeningHours, Service } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { KIND } from './taxonomy.js'
import { checkDefaultLanguage, textsOfService } from './texts.js'
import { checkDate, checkUniqueIds, checkUrl } from './values.js'

const MAX_TERMS = 200

/** What must hold for a service beyond its schema. */
export function checkService(service: Service, defaultLanguage: string): Finding[] {
  return [
    ...checkDefaultLanguage(textsOfService(service), defaultLanguage),
    ...checkTerms(service.terms),
    ...checkUrl(service.contact.website, '/contact/website'),
    ...checkUrl(service.contact.appointment, '/contact/appointment'),
    ...checkUniqueIds(service.locations ?? [], '/locations', 'in the service'),
    ...(service.schedule ?? []).flatMap(checkHours),
    ...checkDate(service.verifiedOn, '/verifiedOn'),
  ]
}

function checkTerms(terms: Service['terms']): Finding[] {
  const findings: Finding[] = []
  if (Object.hasOwn(terms, KIND)) {
    const detail =
      'Expected no terms of kind: a service has the kind (formal, informal) of its organization. Remove them.'
    findings.push({ code: 'kind-in-terms', pointer: `/terms/${KIND}`, detail })
  }
  const count = Object.values(terms).reduce((sum, list) => sum + list.length, 0)
  if (count > MAX_TERMS) {
    const detail = `Expected at most ${MAX_TERMS} terms of all taxonomies together, but there are ${count}. Name wider terms instead.`
    findings.push({ code: 'too-many-terms', pointer: '/terms', detail })
  }
  return findings
}

function checkHours({ opensAt, closesAt }: OpeningHours, index: number): Finding[] {
  if (closesAt > opensAt) return []
  const detail = `Expected a time after opensAt (${opensAt}) on the same day, but it closes at ${closesAt}. Hours past midnight take two entries.`
  return [{ code: 'closes-too-early', pointer: `/schedule/${index}/closesAt`, detail }]
}
