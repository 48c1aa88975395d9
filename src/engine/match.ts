import { type Answers, holds } from './answers.js'
import { ask } from './ask.js'
import { type Case, type Chosen, choose } from './choose.js'
import { type Index, serviceNumber } from './compiled.js'
import { fnv } from './fair-key.js'
import { canonicalAnswers, receiptForm } from './receipt.js'
import type { Blocker, Match, MatchOptions } from './result.js'
import { describe, explain } from './why.js'

/**
 * Chooses for these answers (sections 4 to 9): the same result for the same input, on every machine, for ever.
 *
 * @param answers read by `readAnswers` from this release
 * @throws Error where the answers were read from another release
 */
export function match(index: Index, answers: Answers, options: MatchOptions = {}): Match {
  const { content } = index
  const { questionSet: rules, given } = answers
  if (answers.content.terms !== content.terms) throw new Error('These answers were read from another release.')
  const { seed = '', without = [], alternatives = 0, explain: questioned = [] } = options
  const asked = ask(content, [rules.always, ...given])
  const of: Case = {
    index,
    asked,
    rules,
    fair: fnv(`${seed}|${canonicalAnswers(given)}`),
    without: new Set(without.flatMap((id) => serviceNumber(content, id) ?? [])),
  }
  const chosen = choose(of, alternatives)
  const choices = chosen.choices.map((taken) => describe(of, taken))
  const more = chosen.alternatives.map((taken) => describe(of, taken))
  const receipt = {
    engine: 1,
    release: content.release,
    releaseDigest: content.releaseDigest,
    questionSet: rules.id,
    seed,
    without: [...new Set(without)].sort(),
    alternatives,
  } as const
  // Spelled out: to spread one object into another here takes a fifth of a match.
  return {
    choices,
    alternatives: more,
    shortfall: chosen.shortfall,
    uncovered: asked.wishes.filter((wish) => wish.spread && !chosen.covered.has(wish)).map(({ named }) => named),
    blockers: blockers(of, chosen),
    advice: rules.advice.filter(({ when }) => when.every((one) => holds(given, one))).map(({ id }) => id),
    explanations: [...new Set(questioned)].map((id) => explain(of, id, chosen)),
    receipt,
    receiptForm: receiptForm(receipt, content, given, { choices, alternatives: more }),
  }
}

/** Single questions, or null where no single one is enough. */
function blockers({ rules }: Case, { blocked }: Chosen): readonly Blocker[] {
  if (!blocked?.total) return []
  const single = [rules.always.question, ...rules.questions].flatMap(({ id, position }) => {
    const services = blocked.by.get(1 << position)
    return services === undefined ? [] : [{ question: id, services }]
  })
  return single.length > 0 ? single : [{ question: null, services: blocked.total }]
}
