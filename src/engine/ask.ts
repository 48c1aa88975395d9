import type { Answers } from './answers.js'
import type { CompiledEffect, CompiledQuestion, Token } from './question-sets.js'
import { type Bit, type Sight, SightMaker } from './sight.js'
import type { CompiledTaxonomy } from './taxonomies.js'

/** What the answers ask of a service (section 4). */
export interface Ask {
  readonly wishes: readonly AskedWish[]
  readonly demands: readonly Demand[]
  readonly exclusions: readonly AskedExclusion[]
  /** Restrictive taxonomies without a demand: a service with terms of one is in doubt. */
  readonly undemanded: readonly { readonly taxonomy: CompiledTaxonomy; readonly any: Bit }[]
  /** Shows of a service what all of these need to know. */
  readonly sight: Sight
}

export interface AskedWish {
  readonly question: CompiledQuestion
  readonly answer: string
  readonly taxonomy: CompiledTaxonomy
  readonly term: number
  /** Points × weight. */
  readonly points: number
  readonly has: Bit
  readonly fully: Bit
}

/** Met by a service that meets any of its terms. */
export interface Demand {
  readonly question: CompiledQuestion
  /** The tokens with a require effect in it. */
  readonly answers: string[]
  readonly taxonomy: CompiledTaxonomy
  readonly terms: number[]
  /** What failing it adds to a tier, 2^(relax − 1); 0 where it is never given up. */
  readonly tierBit: number
  /** For each of its terms. */
  readonly has: Bit[]
  /** Only of a restrictive taxonomy, where who carries no term is for everyone. */
  readonly any: Bit | undefined
}

export interface AskedExclusion {
  readonly taxonomy: CompiledTaxonomy
  readonly term: number
  /** One bit, 2^position, for each question that makes it. */
  questions: number
  readonly hit: Bit
}

/** The wishes, demands and exclusions of `always` and of all given answers, in order. */
export function ask({ questionSet, given, content }: Pick<Answers, 'questionSet' | 'given' | 'content'>): Ask {
  const asking: Asking = { wishes: [], demands: new Map(), exclusions: new Map(), maker: new SightMaker(content.terms) }
  for (const { question, tokens } of [questionSet.always, ...given]) {
    for (const [i, token] of tokens.entries()) {
      for (const effect of token.effects) {
        if (effect.mode === 'prefer') wish(asking, question, token, effect, i)
        else if (effect.mode === 'require') demand(asking, question, token, effect)
        else exclude(asking, question, effect)
      }
    }
  }
  const { wishes, maker } = asking
  const demands = [...asking.demands.values()]
  const demanded = new Set(demands.map(({ taxonomy }) => taxonomy))
  const undemanded = content.terms.restrictive
    .filter((taxonomy) => !demanded.has(taxonomy))
    .map((taxonomy) => ({ taxonomy, any: maker.any(taxonomy) }))
  return { wishes, demands, exclusions: [...asking.exclusions.values()], undemanded, sight: maker.make() }
}

interface Asking {
  readonly wishes: AskedWish[]
  readonly demands: Map<string, Demand>
  readonly exclusions: Map<number, AskedExclusion>
  readonly maker: SightMaker
}

function wish(
  { wishes, maker }: Asking,
  question: CompiledQuestion,
  token: Token,
  effect: CompiledEffect,
  i: number,
): void {
  const { rankWeights } = question
  const { taxonomy, term } = effect
  const weight = rankWeights[Math.min(i, rankWeights.length - 1)] ?? 1
  const points = effect.points * weight
  const has = maker.has(taxonomy, term)
  const fully = maker.fully(taxonomy, term)
  wishes.push({ question, answer: token.id, taxonomy, term, points, has, fully })
}

function demand({ demands, maker }: Asking, question: CompiledQuestion, token: Token, effect: CompiledEffect): void {
  const { taxonomy, term } = effect
  // A space separates: no id has one.
  const key = `${question.position} ${question.combineAny ? '' : token.id} ${taxonomy.id}`
  const known = demands.get(key)
  if (known === undefined) {
    const relax = effect.relax ?? question.relax
    const tierBit = relax === undefined ? 0 : 1 << (relax - 1)
    const any = taxonomy.restrictive ? maker.any(taxonomy) : undefined
    const has = [maker.has(taxonomy, term)]
    demands.set(key, { question, answers: [token.id], taxonomy, terms: [term], tierBit, has, any })
    return
  }
  if (!known.answers.includes(token.id)) known.answers.push(token.id)
  if (known.terms.includes(term)) return
  known.terms.push(term)
  known.has.push(maker.has(taxonomy, term))
}

function exclude({ exclusions, maker }: Asking, question: CompiledQuestion, { taxonomy, term }: CompiledEffect): void {
  const known = exclusions.get(term) ?? { taxonomy, term, questions: 0, hit: maker.hit(term) }
  known.questions |= 1 << question.position
  exclusions.set(term, known)
}
