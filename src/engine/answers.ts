import { type Compiled, expected, type Index } from './compiled.js'
import type { Condition } from './documents.js'
import {
  type CompiledQuestion,
  type CompiledQuestionSet,
  compileToken,
  type GivenAnswer,
  type Token,
} from './question-sets.js'
import type { Problem, ProblemCode, Problems } from './result.js'
import type { Terms } from './taxonomies.js'

/** Only for the compiler: so nothing but `readAnswers` makes `Answers`. */
declare const read: unique symbol

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
  const { questions } = questionSet
  const problems: Problem[] = []
  const report = (code: ProblemCode, key: string, place = ''): readonly Token[] => {
    problems.push({ code, pointer: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${place}` })
    return []
  }
  const given: GivenAnswer[] = []
  /** Questions with a problem, and those that depend on one. */
  const unclear = new Set<string | undefined>()
  for (const question of questions) {
    const { id, showIf } = question
    const value = Object.hasOwn(answers, id) ? answers[id] : undefined
    const before = problems.length
    if (unclear.has(showIf?.question)) unclear.add(id)
    else if (!isSkipped(value)) {
      if (showIf && !holds(given, showIf)) report('not-asked', id)
      else given.push({ question, tokens: readTokens(question, value, content.terms, report) })
      if (problems.length > before) unclear.add(id)
    }
  }
  const unknown = Object.keys(answers).filter((key) => !questions.some(({ id }) => id === key))
  for (const key of unknown.sort()) report('unknown-question', key)
  const whole: Omit<Answers, typeof read> = { content, questionSet, given }
  return problems.length > 0 ? { problems } : (whole as Answers)
}

/** Notes a problem, with its place in the answer; gives no tokens. */
type Report = (code: ProblemCode, key: string, place?: string) => readonly Token[]

function isSkipped(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** Whether the question has one of these tokens. */
export function holds(given: readonly GivenAnswer[], { question, anyOf }: Condition): boolean {
  return given.some((answer) => answer.question.id === question && answer.tokens.some(({ id }) => anyOf.includes(id)))
}

/** `multiple` and `ranked` take a list, `single` and `term` a string. */
export function takesList({ kind }: Pick<CompiledQuestion, 'kind'>): boolean {
  return kind === 'multiple' || kind === 'ranked'
}

function readTokens(question: CompiledQuestion, value: unknown, terms: Terms, report: Report): readonly Token[] {
  const { id, kind, options, maxAnswers } = question
  const isList = Array.isArray(value)
  if (isList !== takesList(question)) return report('wrong-type', id)
  const items: readonly unknown[] = isList ? value : [value]
  if (items.length > maxAnswers) return report('too-many-answers', id)
  const tokens: Token[] = []
  for (const [i, item] of items.entries()) {
    const token = readItem(question, item, terms)
    const place = isList ? `/${i}` : ''
    if (typeof token === 'string') report(token, id, place)
    else if (tokens.includes(token)) report('repeated-option', id, place)
    else tokens.push(token)
  }
  const isWhole = tokens.length === items.length
  if (isWhole && tokens.length > 1 && tokens.some(({ exclusive }) => exclusive)) return report('exclusive-option', id)
  return kind === 'multiple' ? options.filter((option) => tokens.includes(option)) : tokens
}

/** One item's token, or the code of its problem. */
function readItem(question: CompiledQuestion, item: unknown, terms: Terms): Token | ProblemCode {
  const { options, taxonomy } = question
  if (typeof item !== 'string') return 'wrong-type'
  if (taxonomy === undefined) return options.find(({ id }) => id === item) ?? 'unknown-option'
  const id = taxonomy.numbers.has(item) ? item : taxonomy.codes.get(item)
  return id === undefined ? 'unknown-term' : compileToken({ id, effects: question.effects }, terms)
}
