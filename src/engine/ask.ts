import type { Compiled } from './compiled.js'
import type { Answered, Token } from './question-sets.js'
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
    const questions = 1 << position
    /** Where the demands begin that a further term may be added to. */
    let first = demands.length
    for (let i = 0; i < tokens.length; i += 1) {
      const { id: answer, effects } = tokens[i] as Token
      if (combine !== 'any') first = demands.length
      for (const { effect, term, sets } of effects) {
        const { taxonomy } = effect
        const { has, fully, hit, any } = sets
        if (effect.mode === 'prefer') {
          const points = effect.points * (rankWeights[i] ?? rankWeights.at(-1) ?? 1)
          wishes.push({ named: { question: id, answer, taxonomy, term, points }, points, spread, has, fully })
        } else if (effect.mode === 'require') {
          let demand = demands.find(({ named }, place) => place >= first && named.taxonomy === taxonomy)
          if (demand === undefined) {
            const { relax = question.relax } = effect
            const tierBit = relax === undefined ? 0 : 1 << (relax - 1)
            demand = { named: { question: id, answers: [], taxonomy, terms: [] }, questions, tierBit, has: [], any }
            demands.push(demand)
          }
          const { answers, terms } = demand.named
          if (!answers.includes(answer)) answers.push(answer)
          if (!terms.includes(term)) {
            terms.push(term)
            demand.has.push(has)
          }
        } else {
          const known = exclusions.find((exclusion) => exclusion.hit.from === hit.from)
          if (known === undefined) exclusions.push({ named: { taxonomy, term }, questions, hit })
          else known.questions |= questions
        }
      }
    }
  }
  const undemanded = terms.restrictive.filter(({ id }) => !demands.some(({ named }) => named.taxonomy === id))
  return { wishes, demands, exclusions, undemanded }
}
