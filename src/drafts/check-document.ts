import type { DocumentType } from '../engine/index.js'
import type { DocumentProblem, Finding } from './document-problem.js'
import type { DocumentOf } from './draft-store.js'
import { checkOrganization } from './organization.js'
import { checkQuestionSet } from './question-set.js'
import { checkService } from './service.js'
import { checkTaxonomy } from './taxonomy.js'
import { checkValues } from './values.js'

type Checks = { readonly [T in DocumentType]: (document: DocumentOf[T], defaultLanguage: string) => Finding[] }

const checks: Checks = {
  taxonomy: checkTaxonomy,
  organization: checkOrganization,
  service: checkService,
  'question-set': checkQuestionSet,
}

/**
 * All that is wrong with one document whose schema holds, as far as it can be said without any other document
 * (`spec/documents.md`). A document without problems may be a draft; see `checkCatalogue` for what publishing needs.
 *
 * @param defaultLanguage of the deployment; a question set goes by its own
 */
export function checkDocument<T extends DocumentType>(
  type: T,
  document: DocumentOf[T],
  defaultLanguage: string,
): DocumentProblem[] {
  const check: Checks[T] = checks[type]
  const findings = [...checkValues(document), ...check(document, defaultLanguage)]
  return findings.map((finding) => ({ ...finding, type, id: document.id }))
}
