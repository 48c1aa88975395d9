import { isDeepStrictEqual } from 'node:util'
import type { Option, Question, QuestionSet } from '../engine/index.js'
import type { Tokens } from '../engine/survey.js'
import type { QuestionChange, SetRule } from './comparison.js'

/** A question set as it is and as it was: how answers to the one would be heard by the other, and what differs. */

/** What a match reads of a question set, with the terms that its questions may be answered with, in order. */
export interface SetVersion {
  readonly questionSet: Pick<QuestionSet, 'questions' | 'always' | 'alwaysRelax' | 'choices'>
  readonly terms: (taxonomy: string) => readonly string[]
}

export interface Hearing {
  /** What is heard of the answer to one question; none where it was not asked in this way. */
  tokens(given: Tokens): readonly string[]
  /** Questions that were shown after this answer. */
  opens(given: Tokens): readonly string[]
  /** What is heard of all answers, in the order in which the questions were asked. */
  answers(given: readonly Tokens[]): readonly Tokens[]
  /** Questions that hung together through `showIf`. */
  readonly linked: readonly (readonly [string, string])[]
}

/** How the set before hears answers to the set after: what does not exist there is not given. */
export function createHearing(before: SetVersion, after: SetVersion): Hearing {
  const now = new Map(after.questionSet.questions.map((question) => [question.id, question]))
  const { questions } = before.questionSet
  const heardBy = new Map(
    questions.flatMap((was) => {
      const is = now.get(was.id)
      return is && isAskedAlike(was, is) ? [[was.id, heard(was, before.terms)] as const] : []
    }),
  )
  const tokens = ({ question, tokens }: Tokens): readonly string[] => heardBy.get(question)?.(tokens) ?? []
  return {
    tokens,
    opens(given) {
      const own = tokens(given)
      return questions
        .filter(({ showIf }) => showIf?.question === given.question && showIf.anyOf.some((id) => own.includes(id)))
        .map(({ id }) => id)
    },
    answers(given) {
      const said = new Map<string, readonly string[]>()
      for (const { id, showIf } of questions) {
        const answer = given.find(({ question }) => question === id)
        const own = answer ? tokens(answer) : []
        const isAsked = showIf === undefined || showIf.anyOf.some((token) => said.get(showIf.question)?.includes(token))
        if (own.length > 0 && isAsked) said.set(id, own)
      }
      return [...said].map(([question, tokens]) => ({ question, tokens }))
    },
    linked: questions.flatMap(({ id, showIf }) => (showIf ? [[showIf.question, id] as const] : [])),
  }
}

/** Whether answers to one can be answers to the other: a list stays a list in its order, a term of the same taxonomy. */
function isAskedAlike(was: Question, is: Question): boolean {
  return was.kind === is.kind && (was.kind !== 'term' || is.kind !== 'term' || was.taxonomy === is.taxonomy)
}

/** What could be said then: options that are there, one that excluded others only alone, and no more than were let in. */
function heard(question: Question, terms: SetVersion['terms']): (tokens: readonly string[]) => readonly string[] {
  if (question.kind === 'term') {
    const known = new Set(terms(question.taxonomy))
    return (tokens) => tokens.filter((token) => known.has(token))
  }
  const options = new Map(question.options.map((option, place) => [option.id, { ...option, place }]))
  const placeOf = (token: string): number => options.get(token)?.place ?? 0
  return (tokens) => {
    const known = tokens.filter((token) => options.has(token))
    const others = known.filter((token) => options.get(token)?.exclusive !== true)
    const together = known.length === others.length ? known : others.length > 0 ? others : known.slice(0, 1)
    if (question.kind === 'single') return together.slice(0, 1)
    const ordered = question.kind === 'multiple' ? together.toSorted((a, b) => placeOf(a) - placeOf(b)) : together
    return ordered.slice(0, question.maxAnswers ?? ordered.length)
  }
}

/** What differs beside the questions. */
export function ruleChanges({ questionSet: was }: SetVersion, { questionSet: is }: SetVersion): SetRule[] {
  const shared = (a: SetVersion['questionSet'], b: SetVersion['questionSet']): string[] =>
    a.questions.map(({ id }) => id).filter((id) => b.questions.some((other) => other.id === id))
  const rules: [SetRule, unknown, unknown][] = [
    ['always', [was.always ?? [], was.alwaysRelax], [is.always ?? [], is.alwaysRelax]],
    ['choices', { minimumWithin: 9, ...was.choices }, { minimumWithin: 9, ...is.choices }],
    ['order', shared(was, is), shared(is, was)],
  ]
  return rules.filter(([, a, b]) => !isDeepStrictEqual(a, b)).map(([rule]) => rule)
}

/** Questions that differ in what a match reads, in order; those that are gone last. */
export function questionChanges(before: SetVersion, after: SetVersion): QuestionChange[] {
  const then = new Map(before.questionSet.questions.map((question) => [question.id, question]))
  const now = new Set(after.questionSet.questions.map(({ id }) => id))
  const kept = after.questionSet.questions.flatMap((is): QuestionChange[] => {
    const was = then.get(is.id)
    if (was === undefined) return [{ question: is.id, change: 'new', answers: [] }]
    if (!isAskedAlike(was, is)) return [{ question: is.id, change: 'replaced', answers: [] }]
    const answers = answerChanges(valuesOf(was, before.terms), valuesOf(is, after.terms))
    const isSame = answers.length === 0 && isDeepStrictEqual(ruleOf(was), ruleOf(is)) && hasSameOrder(was, is)
    return isSame ? [] : [{ question: is.id, change: 'changed', answers }]
  })
  const gone = before.questionSet.questions.filter(({ id }) => !now.has(id))
  return [...kept, ...gone.map(({ id }) => ({ question: id, change: 'gone', answers: [] }) as const)]
}

type Values = ReadonlyMap<string, Pick<Option, 'effects' | 'exclusive'>>

function valuesOf(question: Question, terms: SetVersion['terms']): Values {
  if (question.kind === 'term') return new Map(terms(question.taxonomy).map((term) => [term, { effects: [] }]))
  return new Map(question.options.map(({ id, effects, exclusive = false }) => [id, { effects, exclusive }]))
}

type AnswerChanges = QuestionChange['answers']

function answerChanges(was: Values, is: Values): AnswerChanges {
  const kept = [...is].flatMap(([answer, value]): AnswerChanges => {
    const earlier = was.get(answer)
    if (earlier === undefined) return [{ answer, change: 'new' }]
    return isDeepStrictEqual(earlier, value) ? [] : [{ answer, change: 'changed' }]
  })
  const gone = [...was.keys()].filter((answer) => !is.has(answer))
  return [...kept, ...gone.map((answer) => ({ answer, change: 'gone' }) as const)]
}

/** All of a question that a match reads, but its options. */
function ruleOf(question: Question): unknown {
  const { relax, spread = false, showIf } = question
  if (question.kind === 'term') return { relax, spread, showIf, effects: question.effects }
  if (question.kind === 'single') return { relax, spread, showIf }
  const { maxAnswers = question.options.length, combine = 'all' } = question
  const rankWeights = question.kind === 'ranked' ? (question.rankWeights ?? []) : []
  return { relax, spread, showIf, maxAnswers, combine, rankWeights }
}

function hasSameOrder(was: Question, is: Question): boolean {
  if (was.kind === 'term' || is.kind === 'term') return true
  const shared = (a: readonly Option[], b: readonly Option[]): string[] =>
    a.map(({ id }) => id).filter((id) => b.some((other) => other.id === id))
  return isDeepStrictEqual(shared(was.options, is.options), shared(is.options, was.options))
}
