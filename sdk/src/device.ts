import { compile, match, type Organization, readAnswers, type Service, withCapacities } from '../../src/engine/index.js'
import { createPresenter, prepareWords } from '../../src/words/index.js'
import type { Answers, Bundle, BundlePointer, MatchRequest, MatchResult } from './api.js'
import { isSecure, sha256 } from './digest.js'
import { MokumError } from './error.js'

/** Version of the matching model that this engine knows. */
export const engineVersion = 1

/** Matches as the server does, with the same receipt, and sends nothing. */
export type MatchOnDevice = (
  answers: Answers,
  options?: Pick<MatchRequest, 'seed' | 'without' | 'alternatives' | 'explain'>,
) => Promise<MatchResult>

/** Milliseconds in which a page can show the first question, before a slow phone is busy with the places. */
const FIRST_QUESTION_MS = 50

/**
 * Prepares a bundle for matching, once, and soon: what is shown first does not wait for it.
 *
 * @param pointer the one that named the bundle, with the capacities of the moment
 * @returns a function that rejects with the MokumError `invalid_answers` where they do not fit the questions
 * @throws MokumError `bundle_too_new`, `insecure_page`
 */
export function prepareDevice(pointer: BundlePointer, bundle: Bundle): MatchOnDevice {
  if (bundle.engine !== engineVersion) {
    throw new MokumError('bundle_too_new', 'The bundle needs a newer version of the SDK.')
  }
  if (!isSecure()) {
    throw new MokumError('insecure_page', 'No receipt can be made on this page: that needs https, or localhost.')
  }
  const prepared = new Promise((resolve) => setTimeout(resolve, FIRST_QUESTION_MS)).then(() => prepare(pointer, bundle))
  // Said by who matches.
  prepared.catch(() => undefined)
  return async (answers, options) => (await prepared)(answers, options)
}

function prepare(pointer: BundlePointer, bundle: Bundle): MatchOnDevice {
  const { capacities } = pointer
  const { questionSet, organizations, services, language } = bundle
  const questionSets = [questionSet]
  const index = withCapacities(compile({ ...pointer, ...bundle, questionSets }), capacities)
  const words = prepareWords({ ...bundle, questionSets })(questionSet.id, language)
  const sources = {
    organizations: byId<Organization>(organizations),
    services: byId<Service>(services),
    capacities: new Map(capacities.map((capacity) => [capacity.service, capacity])),
  }
  const present = createPresenter(sources, () => words)
  return async (answers, options) => {
    const read = readAnswers(index, questionSet.id, answers)
    if ('problems' in read) throw new MokumError('invalid_answers', 'The answers do not fit the questions.')
    const { receiptForm, receipt, ...rest } = match(index, read, options)
    const result = { ...rest, receipt: { ...receipt, digest: await sha256(receiptForm) } }
    return present(result, questionSet, answers, language)
  }
}

function byId<D extends { readonly id: string }>(list: readonly D[]): ReadonlyMap<string, D> {
  return new Map(list.map((one) => [one.id, one]))
}
