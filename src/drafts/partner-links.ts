import type { Reader } from '../storage/storage.js'
import type { DocumentProblem, Finding } from './document-problem.js'
import type { DraftStore } from './draft-store.js'
import type { Known } from './known.js'
import { unknownService } from './references.js'
import { warnOfScripts } from './scripts.js'

/** What is said of partners, which are settings beside the catalogue. */
export interface PartnerLinks {
  readonly id: string
  readonly name: string
  readonly questionSets?: readonly string[]
  readonly contactPoint?: string
}

type KnownLinks = Pick<Known, 'questionSets' | 'services'>

export function warnOfPartner(partner: PartnerLinks, known: KnownLinks): Finding[] {
  const gone = (partner.questionSets ?? []).flatMap((id, index): Finding[] => {
    const detail = `The partner asks the question set ${id}, which this catalogue does not have. Add or keep the set, or change the partner.`
    return known.questionSets.has(id)
      ? []
      : [{ code: 'unknown-question-set', pointer: `/questionSets/${index}`, detail }]
  })
  const { contactPoint } = partner
  return [
    ...gone,
    ...(contactPoint === undefined ? [] : unknownService(contactPoint, '/contactPoint', known)),
    ...warnOfContactPoint(contactPoint, known),
    ...warnOfScripts(partner.name, '/name'),
  ]
}

export function warnOfContactPoint(contactPoint: string | undefined, { services }: KnownLinks): Finding[] {
  if (contactPoint === undefined || services.get(contactPoint) !== false) return []
  const detail = `Expected an active service to call at any step, but ${contactPoint} is inactive. Make it active or name another one.`
  return [{ code: 'inactive-contact-point', pointer: '/contactPoint', detail }]
}

/** What publishing the drafts would say of a partner; reads only what it names. */
export async function warnOfPartnerNow(
  db: Reader,
  drafts: DraftStore,
  partner: PartnerLinks,
): Promise<(DocumentProblem & { readonly type: 'partner' })[]> {
  const { id, questionSets = [], contactPoint } = partner
  const known = { questionSets: new Set<string>(), services: new Map<string, boolean>() }
  for (const set of questionSets) {
    if ((await drafts.read(db, 'question-set', set)) !== undefined) known.questionSets.add(set)
  }
  const service = contactPoint === undefined ? undefined : await drafts.read(db, 'service', contactPoint)
  if (service !== undefined) known.services.set(service.id, service.document.status === 'active')
  return warnOfPartner(partner, known).map((finding) => ({ ...finding, type: 'partner', id }))
}
