import { hash } from 'node:crypto'
import {
  hasQuestionSet,
  type Index,
  type MatchOptions,
  type MatchResult,
  match,
  type QuestionSet,
  readAnswers,
  type Taxonomy,
} from '../engine/index.js'
import {
  type CardSources,
  createPresenter,
  type Present,
  prepareWords,
  type Templates,
  type Words,
} from '../words/index.js'
import { inWords, type ProblemInWords } from './answer-problems.js'
import type { MatchResultBody } from './match-schemas.js'
import { keepRecent } from './recent.js'
import { createResultWriter, type JsonBytes } from './result-as-json.js'

/** Question sets in a language, of one release. */
const MOST_WORDS = 64

/** What matching needs of a release. */
export interface MatchedRelease extends CardSources {
  readonly index: Index
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly questionSets: ReadonlyMap<string, QuestionSet>
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

/** Why there is no result. */
export type Unmatched =
  | { readonly unknownQuestionSet: true }
  /** Pointers into the answers. */
  | { readonly problems: readonly ProblemInWords[] }

export type MatchReply = { readonly result: MatchResultBody } | Unmatched

/** The same result as JSON. */
export type MatchReplyJson = { readonly json: JsonBytes } | Unmatched

/** Pure functions, that keep nothing of what they are asked. */
export interface Matching {
  match(request: MatchRequest): MatchReply
  matchAsJson(request: MatchRequest): MatchReplyJson
}

/** Prepares a release for matching. */
export function prepareMatching(release: MatchedRelease, settings: MatchSettings): Matching {
  const prepare = prepareWords({
    questionSets: [...release.questionSets.values()],
    taxonomies: [...release.taxonomies.values()],
    templates: settings.templates,
    defaultLanguage: settings.defaultLanguage,
  })
  const words = keepRecent<Words>(MOST_WORDS)
  const wordsFor = (questionSetId: string, language: string): Words =>
    words.get(`${questionSetId} ${language}`, () => prepare(questionSetId, language))
  const present = createPresenter(release, wordsFor)
  const write = createResultWriter(release, wordsFor)

  function matched<T>(request: MatchRequest, say: Say<T>): T | Unmatched {
    const { questionSet: id, answers: sent, language } = request
    const questionSet = release.questionSets.get(id)
    if (questionSet === undefined || !hasQuestionSet(release.index, id)) return { unknownQuestionSet: true }
    const answers = readAnswers(release.index, id, sent)
    if ('problems' in answers) return { problems: answers.problems.map(inWords) }
    const result = sign(match(release.index, answers, request))
    return say(result, questionSet, sent, language ?? questionSet.defaultLanguage)
  }
  const presented: Say<MatchReply> = (result, questionSet, answers, language) => ({
    result: present(result, questionSet, answers, language),
  })
  const written: Say<MatchReplyJson> = (result, questionSet, answers, language) => ({
    json: write(result, questionSet, answers, language),
  })
  return {
    match: (request) => matched(request, presented),
    matchAsJson: (request) => matched(request, written),
  }
}

type Say<T> = (...said: Parameters<Present>) => T

/** The whole result: the digest of its receipt is the SHA-256 of the form that the engine gives. */
export function sign(matched: ReturnType<typeof match>): MatchResult {
  // Spelled out: to copy all members of an object takes longer than the hash.
  const { choices, alternatives, shortfall, uncovered, blockers, advice, explanations, receiptForm } = matched
  const { engine, release, releaseDigest, questionSet, seed, without, alternatives: more } = matched.receipt
  const digest = hash('sha256', receiptForm)
  const receipt = { engine, release, releaseDigest, questionSet, seed, without, alternatives: more, digest }
  return { choices, alternatives, shortfall, uncovered, blockers, advice, explanations, receipt }
}
