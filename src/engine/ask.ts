import type { Answers, GivenAnswer } from './answers.js'
import type { CompiledEffect, CompiledQuestion, Token } from './question-sets.js'
import type { CompiledTaxonomy } from './taxonomies.js'

/** What the answers ask of a service (section 4). */
export interface Ask {
  readonly wishes: readonly AskedWish[]
  readonly demands: readonly Demand[]
  readonly exclusions: readonly AskedExclusion[]
  /** Restrictive taxonomies without a demand: a service with terms of one is in doubt. */
  readonly undemanded: readonly CompiledTaxonomy[]
}

export interface AskedWish {
  readonly question: CompiledQuestion
  readonly answer: string
  readonly taxonomy: CompiledTaxonomy
  readonly term: number
  /** Points × weight. */
  readonly points: number
}

/** Met by a service that meets any of its terms. */
export interface Demand {
  readonly question: CompiledQuestion
  /** The tokens with a require effect in it. */
  readonly answers: string[]
  readonly taxonomy: CompiledTaxonomy
  readonly terms: number[]
  /** The bit that failing it adds to a tier, 2^(relax − 1); 0 where it is never given up. */
  readonly bit: number
}

export interface AskedExclusion {
  readonly taxonomy: CompiledTaxonomy
  readonly term: number
  /** One bit, 2^position, for each question that makes it. */
  questions: number
}

/** The wishes, demands and exclusions of `always` and of all given answers, in order. */
export function ask(answers: Answers): Ask {
  const { questionSet, given, content } = answers
  const wishes: AskedWish[] = []
  const demands = new Map<string, Demand>()
  const exclusions = new Map<number, AskedExclusion>()
  const always: GivenAnswer = { question: questionSet.always, tokens: [questionSet.alwaysToken] }
  for (const { question, tokens } of [always, ...given]) {
    for (const [i, token] of tokens.entries()) {
      for (const effect of token.effects) {
        if (effect.mode === 'prefer') wishes.push(wish(question, token, effect, i))
        else if (effect.mode === 'require') demand(demands, question, token, effect)
        else exclude(exclusions, question, effect)
      }
    }
  }
  const demanded = new Set([...demands.values()].map(({ taxonomy }) => taxonomy))
  return {
    wishes,
    demands: [...demands.values()],
    exclusions: [...exclusions.values()],
    undemanded: content.terms.restrictive.filter((taxonomy) => !demanded.has(taxonomy)),
  }
}

function wish(question: CompiledQuestion, token: Token, effect: CompiledEffect, i: number): AskedWish {
  const { rankWeights } = question
  const weight = rankWeights[Math.min(i, rankWeights.length - 1)] ?? 1
  return { question, answer: token.id, taxonomy: effect.taxonomy, term: effect.term, points: effect.points * weight }
}

function demand(demands: Map<string, Demand>, question: CompiledQuestion, token: Token, effect: CompiledEffect): void {
  // A space separates: no id has one.
  const key = `${question.position} ${question.combineAny ? '' : token.id} ${effect.taxonomy.id}`
  const known = demands.get(key)
  if (known === undefined) {
    const relax = effect.relax ?? question.relax
    const bit = relax === undefined ? 0 : 2 ** (relax - 1)
    demands.set(key, { question, answers: [token.id], taxonomy: effect.taxonomy, terms: [effect.term], bit })
    return
  }
  if (!known.answers.includes(token.id)) known.answers.push(token.id)
  if (!known.terms.includes(effect.term)) known.terms.push(effect.term)
}

function exclude(exclusions: Map<number, AskedExclusion>, question: CompiledQuestion, effect: CompiledEffect): void {
  const known = exclusions.get(effect.term) ?? { taxonomy: effect.taxonomy, term: effect.term, questions: 0 }
  known.questions |= 1 << question.position
  exclusions.set(effect.term, known)
}
