import type { Compiled } from './compiled.js'
import type { Answered, Asking, CompiledEffect, Token } from './question-sets.js'
import type { Exclusion, MissedDemand, Wish } from './result.js'
import type { TermSet } from './sight.js'
import type { CompiledTaxonomy } from './taxonomies.js'

/** What the answers ask of a service (section 4). Each thing is `named` as a result says it. */
export interface Ask {
  readonly wishes: readonly AskedWish[]
  readonly demands: readonly Demand[]
  readonly exclusions: readonly AskedExclusion[]
  /** Restrictive taxonomies without a demand: a service with terms of one is in doubt. */
  readonly undemanded: readonly CompiledTaxonomy[]
}

export interface AskedWish {
  readonly named: Wish
  /** Points × weight. */
  readonly points: number
  readonly spread: boolean | undefined
  readonly has: TermSet
  readonly fully: TermSet
}

/** Met by a service that meets any of its terms. */
export interface Demand {
  readonly named: MissedDemand & { readonly answers: string[]; readonly terms: string[] }
  /** What failing it adds to a tier, 2^(relax − 1); 0 where it is never given up. */
  readonly tierBit: number
  /** One bit, 2^position, for its question. */
  readonly questions: number
  /** For each of its terms. */
  readonly has: TermSet[]
  /** Only of a restrictive taxonomy, where who carries no term is for everyone. */
  readonly any: TermSet | undefined
}

export interface AskedExclusion {
  readonly named: Exclusion
  /** One bit, 2^position, for each question that makes it. */
  questions: number
  readonly hit: TermSet
}

/** The wishes, demands and exclusions of these answers, in order. */
export function ask({ terms }: Compiled, answers: readonly Answered[]): Ask {
  const wishes: AskedWish[] = []
  const demands: Demand[] = []
  const exclusions: AskedExclusion[] = []
  for (const { question, tokens } of answers) {
    const { id, position, spread, combine, rankWeights = [1] } = question
    /** Where the demands begin that a further term may be added to. */
    let first = demands.length
    for (let i = 0; i < tokens.length; i += 1) {
      const { id: answer, effects } = tokens[i] as Token
      if (combine !== 'any') first = demands.length
      for (const asking of effects) {
        const { effect, term, sets } = asking
        const { taxonomy } = effect
        if (effect.mode === 'prefer') {
          const points = effect.points * (rankWeights[i] ?? rankWeights.at(-1) ?? 1)
          const named = { question: id, answer, taxonomy, term, points }
          wishes.push({ named, points, spread, has: sets.has, fully: sets.fully })
        } else if (effect.mode === 'require') {
          const known = demands.find(({ named }, place) => place >= first && named.taxonomy === taxonomy)
          const demand = known ?? newDemand(question, asking, effect.relax ?? question.relax)
          if (known === undefined) demands.push(demand)
          addTerm(demand, answer, asking)
        } else addExclusion(exclusions, asking, 1 << position)
      }
    }
  }
  const undemanded = terms.restrictive.filter(({ id }) => !demands.some(({ named }) => named.taxonomy === id))
  return { wishes, demands, exclusions, undemanded }
}

function newDemand({ id, position }: Asking, { effect, sets }: CompiledEffect, relax: number | undefined): Demand {
  return {
    named: { question: id, answers: [], taxonomy: effect.taxonomy, terms: [] },
    questions: 1 << position,
    tierBit: relax === undefined ? 0 : 1 << (relax - 1),
    has: [],
    any: sets.any,
  }
}

function addTerm({ named: { answers, terms }, has }: Demand, answer: string, { term, sets }: CompiledEffect): void {
  if (!answers.includes(answer)) answers.push(answer)
  if (terms.includes(term)) return
  terms.push(term)
  has.push(sets.has)
}

function addExclusion(exclusions: AskedExclusion[], { effect, term, sets }: CompiledEffect, questions: number): void {
  const { hit } = sets
  const known = exclusions.find((exclusion) => exclusion.hit.from === hit.from)
  if (known === undefined) exclusions.push({ named: { taxonomy: effect.taxonomy, term }, questions, hit })
  else known.questions |= questions
}
