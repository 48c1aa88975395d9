import type { Organization } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { checkDefaultLanguage, textsOfOrganization } from './texts.js'
import { checkUrl } from './values.js'

/** What must hold for an organization beyond its schema. */
export function checkOrganization(organization: Organization, defaultLanguage: string): Finding[] {
  return [
    ...checkDefaultLanguage(textsOfOrganization(organization), defaultLanguage),
    ...checkUrl(organization.website, '/website'),
    ...checkBackedBy(organization),
  ]
}

function checkBackedBy({ id, kind, backedBy }: Organization): Finding[] {
  if (backedBy === undefined) return []
  const pointer = '/backedBy'
  const findings: Finding[] = []
  if (kind === 'formal') {
    const detail = 'Expected no backedBy here: only informal organizations have another one behind them. Remove it.'
    findings.push({ code: 'backed-formal', pointer, detail })
  }
  if (backedBy === id) {
    const detail =
      'Expected the id of another organization: nobody stands behind itself. Name another one or remove it.'
    findings.push({ code: 'backed-by-itself', pointer, detail })
  }
  return findings
}
