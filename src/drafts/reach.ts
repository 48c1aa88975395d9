import type { Question, QuestionSet } from '../engine/index.js'
import { type Asked, askable, canBothBe, mostAsked } from './asked-questions.js'
import type { Finding } from './document-problem.js'
import type { Known } from './known.js'

const MOST_QUESTIONS = 7

/** A resident never gets more than seven questions, whatever the answers are. */
export function checkMostAsked({ questions }: QuestionSet): Finding[] {
  const most = mostAsked(questions)
  if (most <= MOST_QUESTIONS) return []
  const detail = `Expected at most ${MOST_QUESTIONS} questions to be asked, whatever is answered, but there are answers with which ${most} are. Take questions away, or ask some of them only after certain answers (showIf).`
  return [{ code: 'too-many-questions', pointer: '/questions', detail }]
}

/** Questions that are never asked, and advice that is never given. */
export function warnOfUnreachable({ questions, advice = [] }: QuestionSet): Finding[] {
  const asked = askable(questions)
  const answerable = new Set(questions.filter((_question, index) => asked[index]).map(({ id }) => id))
  const unasked = questions.flatMap((question, index): Finding[] => {
    if (asked[index]) return []
    const detail = `No answers make ${question.id} be asked, so none of its options can be chosen. Change its showIf or remove the question.`
    return [{ code: 'unreachable-question', pointer: `/questions/${index}`, detail }]
  })
  const ungiven = advice.flatMap((entry, index): Finding[] => {
    if (entry.when.every(({ question, anyOf }) => answerable.has(question) && anyOf.length > 0)) return []
    const detail = `No answers bring the advice ${entry.id}: one of its conditions never holds. Change the condition or remove the advice.`
    return [{ code: 'unreachable-advice', pointer: `/advice/${index}/when`, detail }]
  })
  return [...unasked, ...ungiven]
}

interface Demander extends Asked {
  readonly id: string
  readonly taxonomy: string
}

/**
 * Questions that can both demand from one taxonomy where no terms means "for everybody". The terms of a taxonomy are
 * alternatives, so a place that is for one group only then fails one of the two demands.
 */
export function warnOfSharedDemands(set: QuestionSet, known: Known): Finding[] {
  const demanders = set.questions.flatMap(demandersOf).filter(({ taxonomy }) => isOpenToAll(taxonomy, known))
  const always = new Set((set.always ?? []).flatMap(({ mode, taxonomy }) => (mode === 'require' ? [taxonomy] : [])))
  return demanders.flatMap((demander, position): Finding[] => {
    const rivals = demanders
      .slice(0, position)
      .filter((rival) => rival.taxonomy === demander.taxonomy && canBothBe(set.questions, rival, demander))
      .map(({ id }) => id)
    if (always.has(demander.taxonomy)) rivals.unshift('always')
    if (rivals.length === 0) return []
    const detail = `This question and ${rivals.join(', ')} can demand from the taxonomy ${demander.taxonomy} at once, where a service without terms is for everybody and the terms are alternatives. Use one taxonomy for each dimension, such as age and gender.`
    return [{ code: 'shared-demand', pointer: `/questions/${demander.index}`, detail }]
  })
}

function isOpenToAll(taxonomy: string, { taxonomies }: Known): boolean {
  return taxonomies.get(taxonomy)?.untagged === 'all'
}

/** The taxonomies from which a question can demand, with the options that do. */
function demandersOf(question: Question, index: number): Demander[] {
  const options = new Map<string, string[] | undefined>()
  if (question.kind === 'term') {
    for (const { mode, taxonomy } of question.effects) if (mode === 'require') options.set(taxonomy, undefined)
  } else {
    for (const option of question.options) {
      for (const { mode, taxonomy } of option.effects) {
        if (mode === 'require') options.set(taxonomy, [...(options.get(taxonomy) ?? []), option.id])
      }
    }
  }
  return [...options].map(([taxonomy, anyOf]) => ({ id: question.id, index, taxonomy, anyOf }))
}
