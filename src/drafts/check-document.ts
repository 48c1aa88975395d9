import type { Capacity, DocumentOf } from '../engine/index.js'
import { checkCapacity } from './capacity.js'
import type { Finding } from './document-problem.js'
import { checkOrganization } from './organization.js'
import { checkQuestionSet } from './question-set.js'
import { checkService } from './service.js'
import { checkTaxonomy } from './taxonomy.js'
import { checkValues } from './values.js'

/** The documents of editors, and the capacities beside them. */
export interface CheckedOf extends DocumentOf {
  readonly capacity: Capacity
}

type Checks = { readonly [T in keyof CheckedOf]: (document: CheckedOf[T], defaultLanguage: string) => Finding[] }

const checks: Checks = {
  taxonomy: checkTaxonomy,
  organization: checkOrganization,
  service: checkService,
  'question-set': checkQuestionSet,
  capacity: checkCapacity,
}

/**
 * All that is wrong with one document whose schema holds, as far as it can be said without any other document
 * (`docs/documents.md`). A document without problems may be a draft; see `checkCatalogue` for what publishing needs.
 *
 * @param defaultLanguage of the deployment; a question set goes by its own
 */
export function checkDocument<T extends keyof CheckedOf>(
  type: T,
  document: CheckedOf[T],
  defaultLanguage: string,
): Finding[] {
  const check: Checks[T] = checks[type]
  return [...checkValues(document), ...check(document, defaultLanguage)]
}
