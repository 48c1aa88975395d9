import { createHash } from 'node:crypto'
import {
  type Capacity,
  hasQuestionSet,
  type Index,
  type MatchOptions,
  type MatchResult,
  match,
  type Organization,
  type Problem,
  type QuestionSet,
  readAnswers,
  type Service,
  type Taxonomy,
} from '../engine/index.js'
import { createPresenter, prepareWords, type Templates } from '../words/index.js'
import type { MatchResultBody } from './match-schemas.js'

/** What matching needs of a release. */
export interface MatchedRelease {
  readonly index: Index
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: ReadonlyMap<string, Organization>
  readonly services: ReadonlyMap<string, Service>
  readonly questionSets: ReadonlyMap<string, QuestionSet>
  readonly capacities: ReadonlyMap<string, Capacity>
}

export interface MatchSettings {
  /** Of the deployment; every text has it. */
  readonly defaultLanguage: string
  readonly templates: readonly Templates[]
}

export interface MatchRequest extends MatchOptions {
  readonly questionSet: string
  readonly answers: Readonly<Record<string, unknown>>
  /** BCP 47; the question set's own language where absent. */
  readonly language?: string
}

export type MatchReply =
  | { readonly result: MatchResultBody }
  | { readonly unknownQuestionSet: true }
  /** Pointers into the answers. */
  | { readonly problems: readonly Problem[] }

/** Prepares a release for matching; the function it returns is pure and keeps nothing of what it is asked. */
export function prepareMatching(
  release: MatchedRelease,
  settings: MatchSettings,
): (request: MatchRequest) => MatchReply {
  const wordsFor = prepareWords({
    questionSets: [...release.questionSets.values()],
    taxonomies: [...release.taxonomies.values()],
    templates: settings.templates,
    defaultLanguage: settings.defaultLanguage,
  })
  const present = createPresenter(release, wordsFor)
  return (request) => {
    const { questionSet: id, answers: sent, language, ...options } = request
    const questionSet = release.questionSets.get(id)
    if (questionSet === undefined || !hasQuestionSet(release.index, id)) return { unknownQuestionSet: true }
    const answers = readAnswers(release.index, id, sent)
    if ('problems' in answers) return answers
    const result = sign(match(release.index, answers, options))
    return { result: present(result, questionSet, sent, language ?? questionSet.defaultLanguage) }
  }
}

/** The whole result: the digest of its receipt is the SHA-256 of the form that the engine gives. */
export function sign({ receiptForm, receipt, ...rest }: ReturnType<typeof match>): MatchResult {
  return { ...rest, receipt: { ...receipt, digest: createHash('sha256').update(receiptForm).digest('hex') } }
}
