import type { Condition, Option, Question, QuestionSet } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { checkDefaultLanguage, textsOfQuestionSet } from './texts.js'
import { checkUniqueIds, checkUrl } from './values.js'

/** The name that reasons give to effects of no question. */
const ALWAYS = 'always'

/** What must hold for a question set beyond its schema. Its own default language counts, not that of the deployment. */
export function checkQuestionSet(set: QuestionSet): Finding[] {
  const { questions, advice = [] } = set
  return [
    ...checkDefaultLanguage(textsOfQuestionSet(set), set.defaultLanguage),
    ...checkUniqueIds(questions, '/questions', 'in the question set'),
    ...questions.flatMap((question, index) => checkQuestion(question, index, questions)),
    ...checkMinima(set),
    ...checkUniqueIds(advice, '/advice', 'among the advice'),
    ...advice.flatMap((entry, index) => [
      ...entry.when.flatMap((condition, position) =>
        checkCondition(condition, questions, `/advice/${index}/when/${position}`),
      ),
      ...checkUrl(entry.website, `/advice/${index}/website`),
    ]),
  ]
}

function checkQuestion(question: Question, index: number, questions: readonly Question[]): Finding[] {
  const pointer = `/questions/${index}`
  return [
    ...checkReserved(question.id, pointer),
    ...(question.kind === 'term' ? [] : checkOptions(question, pointer)),
    ...(question.showIf === undefined ? [] : checkShowIf(question.showIf, index, questions)),
  ]
}

function checkReserved(id: string, pointer: string): Finding[] {
  if (id !== ALWAYS) return []
  const detail = 'Expected another id: always stands for what is asked whatever is answered. Rename the question.'
  return [{ code: 'reserved-id', pointer: `${pointer}/id`, detail }]
}

function checkOptions(question: Exclude<Question, { kind: 'term' }>, pointer: string): Finding[] {
  const findings = checkUniqueIds(question.options, `${pointer}/options`, 'in the question')
  const maxAnswers = question.kind === 'single' ? undefined : question.maxAnswers
  const count = question.options.length
  if (maxAnswers !== undefined && maxAnswers > count) {
    const detail = `Expected at most ${count}, the number of options, but it is ${maxAnswers}. Lower it, or leave it out to allow all.`
    findings.push({ code: 'max-answers-too-high', pointer: `${pointer}/maxAnswers`, detail })
  }
  return findings
}

function checkShowIf(showIf: Condition, index: number, questions: readonly Question[]): Finding[] {
  const pointer = `/questions/${index}/showIf`
  const asked = questions.findIndex((question) => question.id === showIf.question)
  if (asked >= index) {
    const detail = `Expected a question that is asked before this one, but ${showIf.question} is not. Change the order of the questions.`
    return [{ code: 'later-question', pointer: `${pointer}/question`, detail }]
  }
  return checkCondition(showIf, questions, pointer)
}

function checkCondition(condition: Condition, questions: readonly Question[], pointer: string): Finding[] {
  const question = questions.find(({ id }) => id === condition.question)
  if (question === undefined) {
    const detail = `Expected the id of a question of this set, but there is no ${condition.question}. Name one of the questions.`
    return [{ code: 'unknown-question', pointer: `${pointer}/question`, detail }]
  }
  if (question.kind === 'term') {
    const detail = `Expected a question with options, but ${condition.question} is of kind term. Name another question.`
    return [{ code: 'term-question', pointer: `${pointer}/question`, detail }]
  }
  return condition.anyOf.flatMap((id, position) => checkOption(id, question.options, `${pointer}/anyOf/${position}`))
}

function checkOption(id: string, options: readonly Option[], pointer: string): Finding[] {
  if (options.some((option) => option.id === id)) return []
  const expected = options.map((option) => option.id).join(', ')
  return [
    {
      code: 'unknown-option',
      pointer,
      detail: `Expected an option of that question (${expected}), but there is no ${id}.`,
    },
  ]
}

function checkMinima({ choices }: QuestionSet): Finding[] {
  const { size, minimum } = choices
  const kept = minimum.formal + minimum.informal
  if (kept <= size) return []
  const detail = `Expected formal and informal together to be at most size (${size}), but they are ${kept}. Lower one of them or raise size.`
  return [{ code: 'minima-too-high', pointer: '/choices/minimum', detail }]
}
