import { type Compiled, expected, type Index } from './compiled.js'
import type { ShowIf } from './documents.js'
import {
  type CompiledQuestion,
  type CompiledQuestionSet,
  type GivenAnswer,
  type OptionToken,
  type Token,
  termToken,
} from './question-sets.js'
import type { Problem, ProblemCode, Problems } from './result.js'

/** Only `readAnswers` has this key, so only it can make `Answers`. */
const read: unique symbol = Symbol('read')

/** Answers without a problem, for one question set of one release. */
export interface Answers {
  readonly [read]: true
  readonly content: Compiled
  readonly questionSet: CompiledQuestionSet
  /** The asked questions that have tokens, in order. */
  readonly given: readonly GivenAnswer[]
}

/**
 * Reads the answers of a resident (section 3): tokens in the engine's form, or every problem with its place.
 *
 * @param answers map from question ids to any JSON values; nothing in it makes this throw
 * @throws Error where the release has no such question set (`hasQuestionSet`)
 */
export function readAnswers(
  index: Index,
  questionSetId: string,
  answers: Readonly<Record<string, unknown>>,
): Answers | Problems {
  const { content } = index
  const questionSet = expected(content.questionSets.get(questionSetId), 'question set', questionSetId)
  const problems: Problem[] = []
  const report: Report = (code, ...path) => problems.push({ code, pointer: pointer(path) })
  const given: GivenAnswer[] = []
  /** Questions with a problem, and those that depend on one. */
  const unclear = new Set<string>()
  for (const question of questionSet.questions) {
    const { id, showIf } = question
    const value = Object.hasOwn(answers, id) ? answers[id] : undefined
    if (showIf && unclear.has(showIf.question)) unclear.add(id)
    else if (!isSkipped(value)) {
      const tokens = isAskedAfter(given, showIf) ? readTokens(question, value, report) : report('not-asked', id)
      if (typeof tokens === 'number') unclear.add(id)
      else given.push({ question, tokens })
    }
  }
  const unknown = Object.keys(answers).filter((key) => !questionSet.byId.has(key))
  for (const key of unknown.sort()) report('unknown-question', key)
  return problems.length > 0 ? { problems } : { [read]: true, content, questionSet, given }
}

/** Notes a problem; gives how many there are now. */
type Report = (code: ProblemCode, ...path: readonly (string | number)[]) => number

function isSkipped(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function isAskedAfter(given: readonly GivenAnswer[], showIf: ShowIf | undefined): boolean {
  const before = given.find(({ question }) => question.id === showIf?.question)
  return showIf === undefined || !!before?.tokens.some(({ id }) => showIf.anyOf.includes(id))
}

/** `multiple` and `ranked` take a list, `single` and `term` a string. */
export function takesList({ kind }: Pick<CompiledQuestion, 'kind'>): boolean {
  return kind === 'multiple' || kind === 'ranked'
}

/** The tokens, or a number where there was a problem. */
function readTokens(question: CompiledQuestion, value: unknown, report: Report): readonly Token[] | number {
  const { id, kind, maxAnswers } = question
  if (!takesList(question)) {
    const token = readItem(question, value)
    return typeof token === 'string' ? report(token, id) : [token]
  }
  if (!Array.isArray(value)) return report('wrong-type', id)
  if (value.length > maxAnswers) return report('too-many-answers', id)
  const chosen: OptionToken[] = []
  let found = 0
  for (let i = 0; i < value.length; i += 1) {
    const option = readOption(question, value[i])
    if (typeof option === 'string') found = report(option, id, i)
    else if (chosen.includes(option)) found = report('repeated-option', id, i)
    else chosen.push(option)
  }
  if (found > 0) return found
  if (chosen.length > 1 && chosen.some(({ exclusive }) => exclusive)) return report('exclusive-option', id)
  return kind === 'ranked' ? chosen : [...question.tokens.values()].filter((option) => chosen.includes(option))
}

function readOption({ tokens }: CompiledQuestion, item: unknown): OptionToken | ProblemCode {
  return typeof item === 'string' ? (tokens.get(item) ?? 'unknown-option') : 'wrong-type'
}

/** One item's token, or the code of its problem. */
function readItem(question: CompiledQuestion, item: unknown): Token | ProblemCode {
  if (typeof item !== 'string' || question.taxonomy === undefined) return readOption(question, item)
  const id = question.taxonomy.numbers.has(item) ? item : question.taxonomy.codes.get(item)
  return id === undefined ? 'unknown-term' : termToken(question, id)
}

function pointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
