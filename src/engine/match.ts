import type { Answers } from './answers.js'
import { ask } from './ask.js'
import { type Case, type Chosen, choose } from './choose.js'
import { type Index, serviceNumber } from './compiled.js'
import { fnv } from './fair-key.js'
import { canonicalAnswers, receipt, receiptForm } from './receipt.js'
import type { Blocker, Match, MatchOptions } from './result.js'
import { describe, explain, nameWish } from './why.js'

/**
 * Chooses for these answers (sections 4 to 9): the same result for the same input, on every machine, for ever.
 *
 * @param answers read by `readAnswers` from this release
 * @throws Error where the answers were read from another release
 */
export function match(index: Index, answers: Answers, options: MatchOptions = {}): Match {
  if (answers.content.terms !== index.content.terms) throw new Error('These answers were read from another release.')
  const { content } = index
  const { seed = '', without = [], alternatives = 0, explain: questioned = [] } = options
  const asked = ask(answers)
  const of: Case = {
    index,
    asked,
    rules: answers.questionSet,
    fair: fnv(`${seed}|${canonicalAnswers(answers)}`),
    without: new Set(without.flatMap((id) => serviceNumber(content, id) ?? [])),
  }
  const chosen = choose(of, alternatives)
  const choices = chosen.choices.map((taken) => describe(of, taken))
  const more = chosen.alternatives.map((taken) => describe(of, taken))
  const unsigned = receipt(content, answers, { seed, without, alternatives })
  return {
    choices,
    alternatives: more,
    shortfall: chosen.shortfall,
    uncovered: asked.wishes
      .filter((wish) => wish.question.spread && !chosen.covered.has(wish))
      .map((wish) => nameWish(of, wish)),
    blockers: blockers(of, chosen),
    advice: advice(answers),
    explanations: [...new Set(questioned)].map((id) => explain(of, id, chosen)),
    receipt: unsigned,
    receiptForm: receiptForm(unsigned, content, answers, { choices, more }),
  }
}

/** Single questions, or null where no single one is enough. */
function blockers({ rules }: Case, { blocked }: Chosen): Blocker[] {
  if (blocked === undefined || blocked.total === 0) return []
  const { alone, total } = blocked
  if (alone.size === 0) return [{ question: null, services: total }]
  return [rules.always.question, ...rules.questions].flatMap(({ id, position }) => {
    const services = alone.get(position)
    return services === undefined ? [] : [{ question: id, services }]
  })
}

function advice({ questionSet, given }: Answers): string[] {
  const isGiven = (question: string, anyOf: readonly string[]): boolean =>
    given.some((answer) => answer.question.id === question && answer.tokens.some(({ id }) => anyOf.includes(id)))
  return questionSet.advice
    .filter(({ when }) => when.every(({ question, anyOf }) => isGiven(question, anyOf)))
    .map(({ id }) => id)
}
