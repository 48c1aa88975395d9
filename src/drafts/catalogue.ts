import type { Catalogue, DocumentType, Organization, QuestionSet, Service, Taxonomy } from '../engine/index.js'
import { checkDocument } from './check-document.js'
import type { DocumentProblem, Finding } from './document-problem.js'
import { type Known, knownOf } from './known.js'
import { warnOfLanguages } from './languages.js'
import { type JudgeTexts, warnOfTexts } from './lint.js'
import { type PartnerLinks, warnOfContactPoint, warnOfPartner } from './partner-links.js'
import { checkMostAsked, warnOfSharedDemands, warnOfUnreachable } from './reach.js'
import { brokenInOrganization, brokenInQuestionSet, brokenInService } from './references.js'
import { warnOfScripts, warnOfScriptsIn } from './scripts.js'
import { warnOfUse } from './use.js'

export interface CatalogueProblems {
  /** With any of these nothing is published. */
  readonly errors: readonly DocumentProblem[]
  /** Publishing goes on; editors should look. At most 100 with one code, and then how many more there are. */
  readonly warnings: readonly DocumentProblem[]
}

export interface CatalogueRules {
  /** Of the deployment. */
  readonly defaultLanguage?: string
  /** How texts read; without it nothing is said of that. */
  readonly judgeTexts?: JudgeTexts
}

const MOST_WITH_ONE_CODE = 100

/**
 * Everything that is wrong with a whole catalogue of documents whose schemas hold (`docs/documents.md`, *Errors at
 * publishing*): never only the first. Takes time in proportion to the size of the catalogue.
 */
export function checkCatalogue(
  catalogue: Catalogue,
  partners: readonly PartnerLinks[],
  { defaultLanguage = 'nl', judgeTexts = () => [] }: CatalogueRules = {},
): CatalogueProblems {
  const known = knownOf(catalogue)
  return {
    errors: errorsIn(catalogue, known, defaultLanguage),
    warnings: bounded([
      ...warningsIn(catalogue, partners, known),
      ...warnOfTexts(catalogue, judgeTexts).map(({ excerpt: _, ...problem }) => problem),
    ]),
  }
}

/** One fault that is everywhere must not hide the others. */
function bounded(warnings: readonly DocumentProblem[]): DocumentProblem[] {
  const counts = new Map<string, number>()
  const firstLeftOut = new Map<string, DocumentProblem>()
  const kept = warnings.filter((warning) => {
    const count = (counts.get(warning.code) ?? 0) + 1
    counts.set(warning.code, count)
    if (count === MOST_WITH_ONE_CODE + 1) firstLeftOut.set(warning.code, warning)
    return count <= MOST_WITH_ONE_CODE
  })
  const more = [...firstLeftOut].map(([code, { type, id, pointer }]): DocumentProblem => {
    const detail = `There are ${(counts.get(code) ?? 0) - MOST_WITH_ONE_CODE} more with the code ${code}, this one first. Mend some and publish again, or see all about texts with mokummatch lint.`
    return { type, id, pointer, code: 'more-warnings', detail }
  })
  return [...kept, ...more]
}

function errorsIn(catalogue: Catalogue, known: Known, language: string): DocumentProblem[] {
  const { taxonomies, organizations, services, questionSets } = catalogue
  return [
    ...taxonomies.flatMap((each) => found('taxonomy', each, checkDocument('taxonomy', each, language))),
    ...repeatedIds('taxonomy', taxonomies),
    ...organizations.flatMap((each) =>
      found('organization', each, [
        ...checkDocument('organization', each, language),
        ...brokenInOrganization(each, known),
      ]),
    ),
    ...repeatedIds('organization', organizations),
    ...services.flatMap((each) =>
      found('service', each, [...checkDocument('service', each, language), ...brokenInService(each, known)]),
    ),
    ...repeatedIds('service', services),
    ...questionSets.flatMap((each) =>
      found('question-set', each, [
        ...checkDocument('question-set', each, language),
        ...brokenInQuestionSet(each, known),
        ...checkMostAsked(each),
      ]),
    ),
    ...repeatedIds('question-set', questionSets),
  ]
}

function warningsIn(catalogue: Catalogue, partners: readonly PartnerLinks[], known: Known): DocumentProblem[] {
  const { taxonomies, organizations, services, questionSets } = catalogue
  return [
    ...taxonomies.flatMap((each) => found('taxonomy', each, warnOfTaxonomy(each))),
    ...organizations.flatMap((each) => found('organization', each, warnOfOrganization(each))),
    ...services.flatMap((each) => found('service', each, warnOfService(each))),
    ...questionSets.flatMap((each) => found('question-set', each, warnOfQuestionSet(each, known))),
    ...warnOfUse(catalogue, known),
    ...warnOfLanguages(catalogue, known),
    ...partners.flatMap((each) => found('partner', each, warnOfPartner(each, known))),
  ]
}

function found(
  type: DocumentType | 'partner',
  { id }: { readonly id: string },
  findings: readonly Finding[],
): DocumentProblem[] {
  return findings.map((finding) => ({ ...finding, type, id }))
}

function repeatedIds(type: DocumentType, documents: readonly { readonly id: string }[]): DocumentProblem[] {
  const seen = new Set<string>()
  return documents.flatMap((document) => {
    if (!seen.has(document.id)) {
      seen.add(document.id)
      return []
    }
    const detail = `Expected one ${type} with the id ${document.id}, but there are more. Rename or remove the others.`
    return found(type, document, [{ code: 'repeated-id', pointer: '/id', detail }])
  })
}

function warnOfTaxonomy(taxonomy: Taxonomy): Finding[] {
  return [
    ...warnOfScriptsIn(taxonomy.name, '/name'),
    ...taxonomy.terms.flatMap((term, index) => warnOfScriptsIn(term.name, `/terms/${index}/name`)),
  ]
}

function warnOfOrganization(organization: Organization): Finding[] {
  return warnOfScripts(organization.name, '/name')
}

function warnOfService(service: Service): Finding[] {
  const emptyHours = (service.schedule ?? []).flatMap(({ days }, index): Finding[] => {
    const detail = 'Expected the days of the week with these hours, but there are none. Name them or remove the hours.'
    return days.length > 0 ? [] : [{ code: 'no-days', pointer: `/schedule/${index}/days`, detail }]
  })
  return [...warnOfScriptsIn(service.name, '/name'), ...emptyHours]
}

function warnOfQuestionSet(set: QuestionSet, known: Known): Finding[] {
  return [...warnOfUnreachable(set), ...warnOfSharedDemands(set, known), ...warnOfContactPoint(set.contactPoint, known)]
}
