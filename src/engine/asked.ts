import type { QuestionSet } from './documents.js'

/**
 * Whether a question is asked after these answers (section 3): always without `showIf`, else where the question it
 * depends on is asked itself and answered with one of the options. For a questionnaire that goes step by step; it
 * passes over problems, which `readAnswers` finds.
 *
 * @param answers map from question ids to an id or a list of ids
 */
export function isAsked(
  { questions }: Pick<QuestionSet, 'questions'>,
  questionId: string,
  answers: Readonly<Record<string, unknown>>,
): boolean {
  const question = questions.find(({ id }) => id === questionId)
  if (question === undefined) return false
  if (question.showIf === undefined) return true
  const { question: other, anyOf } = question.showIf
  const value = Object.hasOwn(answers, other) ? answers[other] : undefined
  const tokens: readonly unknown[] = Array.isArray(value) ? value : [value]
  return isAsked({ questions }, other, answers) && anyOf.some((id) => tokens.includes(id))
}
