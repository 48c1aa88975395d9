import type { Compiled, Index } from './compiled.js'
import { type CompiledQuestion, type CompiledQuestionSet, type Token, termToken } from './question-sets.js'
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

export interface GivenAnswer {
  readonly question: CompiledQuestion
  readonly tokens: readonly Token[]
}

/** What became of one question; a clouded one depends on a question with a problem. */
type Reading =
  | { readonly state: 'asked'; readonly tokens: readonly Token[] }
  | { readonly state: 'not-asked' | 'problem' | 'clouded' }

const details: Readonly<Record<ProblemCode, string>> = {
  'not-asked': 'This question is not asked after the other answers: leave its answer out.',
  'wrong-type':
    'Expected the id of an option or a term as a string; for a multiple or ranked question a list of these.',
  'too-many-answers': 'There are more answers here than this question allows (maxAnswers): leave some out.',
  'unknown-option': 'This question has no such option: send the id of one of its options.',
  'unknown-term': 'The taxonomy of this question has no such term or code: send one that it has, or skip the question.',
  'repeated-option': 'This option stands here twice: send each option once.',
  'exclusive-option': 'One of these options can only be chosen alone: send it alone, or leave it out.',
  'unknown-question': 'The question set has no such question: leave it out.',
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
  const questionSet = index.content.questionSets.get(questionSetId)
  if (questionSet === undefined) throw new Error(`There is no question set ${questionSetId} in this release.`)
  const problems: Problem[] = []
  const report: Report = (code, ...path) => {
    problems.push({ code, pointer: pointer(path), detail: details[code] })
  }
  const readings = new Map<string, Reading>()
  for (const question of questionSet.questions) {
    const value = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
    readings.set(question.id, readQuestion(question, value, readings, report))
  }
  const unknown = Object.keys(answers).filter((key) => !questionSet.byId.has(key))
  for (const key of unknown.sort()) report('unknown-question', key)
  if (problems.length > 0) return { problems }

  const given = questionSet.questions.flatMap((question) => {
    const reading = readings.get(question.id)
    return reading?.state === 'asked' && reading.tokens.length > 0 ? [{ question, tokens: reading.tokens }] : []
  })
  return { [read]: true, content: index.content, questionSet, given }
}

type Report = (code: ProblemCode, ...path: readonly (string | number)[]) => void

function readQuestion(
  question: CompiledQuestion,
  value: unknown,
  readings: ReadonlyMap<string, Reading>,
  report: Report,
): Reading {
  const skipped = value === undefined || value === null || (Array.isArray(value) && value.length === 0)
  if (question.showIf) {
    const { question: other, anyOf } = question.showIf
    const before = readings.get(other)
    if (before?.state === 'problem' || before?.state === 'clouded') return { state: 'clouded' }
    const asked = before?.state === 'asked' && before.tokens.some(({ id }) => anyOf.includes(id))
    if (!asked) {
      if (skipped) return { state: 'not-asked' }
      report('not-asked', question.id)
      return { state: 'problem' }
    }
  }
  if (skipped) return { state: 'asked', tokens: [] }
  const tokens = takesList(question) ? readList(question, value, report) : readOne(question, value, report)
  return tokens === undefined ? { state: 'problem' } : { state: 'asked', tokens }
}

/** `multiple` and `ranked` take a list, `single` and `term` a string. */
export function takesList({ kind }: Pick<CompiledQuestion, 'kind'>): boolean {
  return kind === 'multiple' || kind === 'ranked'
}

function readOne(question: CompiledQuestion, value: unknown, report: Report): readonly Token[] | undefined {
  const token = readItem(question, value)
  if (typeof token !== 'string') return [token]
  report(token, question.id)
  return undefined
}

function readList(question: CompiledQuestion, value: unknown, report: Report): readonly Token[] | undefined {
  if (!Array.isArray(value)) {
    report('wrong-type', question.id)
    return undefined
  }
  if (value.length > question.maxAnswers) {
    report('too-many-answers', question.id)
    return undefined
  }
  const tokens = new Map<string, Token>()
  let sound = true
  for (const [i, item] of value.entries()) {
    const token = readItem(question, item)
    const problem = typeof token === 'string' ? token : tokens.has(token.id) ? 'repeated-option' : undefined
    if (problem) {
      report(problem, question.id, i)
      sound = false
    } else if (typeof token !== 'string') tokens.set(token.id, token)
  }
  if (!sound) return undefined
  if (tokens.size > 1 && [...tokens.keys()].some((id) => question.tokens.get(id)?.exclusive)) {
    report('exclusive-option', question.id)
    return undefined
  }
  return question.kind === 'ranked'
    ? [...tokens.values()]
    : [...question.tokens.values()].filter(({ id }) => tokens.has(id))
}

/** One item's token, or the code of its problem. */
function readItem(question: CompiledQuestion, item: unknown): Token | ProblemCode {
  if (typeof item !== 'string') return 'wrong-type'
  if (question.taxonomy === undefined) return question.tokens.get(item) ?? 'unknown-option'
  const id = question.taxonomy.numbers.has(item) ? item : question.taxonomy.codes.get(item)
  return id === undefined ? 'unknown-term' : termToken(question, id)
}

function pointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
