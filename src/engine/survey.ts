import { type Ask, ask } from './ask.js'
import type { Taken } from './candidates.js'
import { choose } from './choose.js'
import { type Capacities, full, type Index, kindOf } from './compiled.js'
import { fnv } from './fair-key.js'
import {
  type Answered,
  type CompiledQuestion,
  type CompiledQuestionSet,
  compileToken,
  type GivenAnswer,
  type Token,
} from './question-sets.js'
import { canonicalAnswers } from './receipt.js'
import { createServiceSets, meeting, type ServiceBits, type ServiceSets, without } from './service-bits.js'
import type { Terms } from './taxonomies.js'

/**
 * For who walks all answers that there can be instead of matching one: what each answer asks, told as the services that
 * meet it, and who is chosen, by number and without words.
 */

export { isIn } from './bits.js'
export { both, countIn, isEmpty, isSame, numbersIn, type ServiceBits, without } from './service-bits.js'
export { earned } from './weigh.js'

/** A demand (section 4), and who meets it. */
export interface SurveyedDemand {
  readonly taxonomy: string
  /** Sorted by code unit. */
  readonly terms: readonly string[]
  /** 2^(relax − 1); 0 where it is never given up. */
  readonly tierBit: number
  readonly meets: ServiceBits
}

/** An exclusion, and who is hit by it. */
export interface SurveyedExclusion {
  readonly taxonomy: string
  readonly term: string
  readonly hits: ServiceBits
}

/** A wish, and who has it. */
export interface SurveyedWish {
  readonly answer: string
  readonly taxonomy: string
  readonly term: string
  readonly points: number
  readonly has: ServiceBits
  /** Who has it, but only through a wider term. */
  readonly widely: ServiceBits
}

/** What one question, or `always`, asks of services. No demand, exclusion or wish spans two questions. */
export interface Asks {
  readonly demands: readonly SurveyedDemand[]
  readonly exclusions: readonly SurveyedExclusion[]
  readonly wishes: readonly SurveyedWish[]
  /** Its part of the text that the fair key is made of (section 7); empty where it has none. */
  readonly canonical: string
}

/** The tokens of one question; none where it is skipped or not asked. */
export interface Tokens {
  readonly question: string
  readonly tokens: readonly string[]
}

export interface OutcomeOptions {
  /** As in a match; the empty one where absent. */
  readonly seed?: string
  /** An answer that is not heard: its effects are passed over, while the fair key stays. */
  readonly unheard?: { readonly question: string; readonly token: string }
  /** Numbers of services that may not be chosen, as if they were full. */
  readonly without?: ReadonlySet<number>
}

export interface Survey {
  readonly rules: Pick<CompiledQuestionSet, 'size' | 'minimum' | 'keptBelow' | 'perOrganization'>
  /** Services by number. */
  readonly services: {
    readonly ids: readonly string[]
    /** The number of its organization. */
    readonly organizations: Int32Array
    readonly active: ServiceBits
    readonly full: ServiceBits
    readonly formal: ServiceBits
    /** Its place in the order of section 6: open, limited, waitlist, full. */
    readonly capacities: Capacities
  }
  /** Ids by number. */
  readonly organizations: readonly string[]
  readonly always: Asks
  /** What these answers to a question ask, whatever else is answered. */
  asks(given: Tokens): Asks
  /** For each taxonomy with `untagged: all`: who carries a term of it, and is in doubt where nobody asks. */
  readonly restricted: readonly { readonly taxonomy: string; readonly carriers: ServiceBits }[]
  /**
   * Who is chosen, in the order of choosing: the choices that `match` gives for these answers.
   *
   * @param given in the order of the questions, and only what residents can send
   */
  outcome(given: readonly Tokens[], options?: OutcomeOptions): readonly Taken[]
}

/** @throws Error where the release has no such question set (`hasQuestionSet`) */
export function survey(index: Index, questionSetId: string): Survey {
  const { content, capacities } = index
  const { ids, organizations, active } = content.services
  const set = content.questionSets.get(questionSetId)
  if (set === undefined) throw new Error(`There is no question set ${questionSetId} in this release.`)
  const bits = createServiceSets(content)
  const tokens = createTokens(set, content.terms)
  const asksOf = (answer: Answered): Asks => ({
    ...surveyed(bits, ask(content, [answer])),
    canonical: canonicalAnswers([answer]),
  })
  return {
    rules: set,
    services: {
      ids,
      organizations,
      active: bits.where((s) => active[s] === 1),
      full: bits.where((s) => capacities[s] === full),
      formal: bits.where((s) => kindOf(content, s) === 'formal'),
      capacities,
    },
    organizations: content.organizations.ids,
    always: asksOf(set.always),
    asks: (given) => asksOf(tokens(given)),
    restricted: content.terms.restrictive.map((taxonomy) => ({
      taxonomy: taxonomy.id,
      carriers: bits.showing(taxonomy),
    })),
    outcome(list, { seed = '', unheard, without = new Set<number>() } = {}) {
      const given = list.filter((each) => each.tokens.length > 0).map(tokens)
      const heard = unheard === undefined ? given : given.map((answer) => silenced(answer, unheard))
      const asked = ask(content, [set.always, ...heard])
      const fair = fnv(`${seed}|${canonicalAnswers(given)}`)
      return choose({ index, asked, rules: set, fair, without }, 0).choices
    },
  }
}

/** The token keeps its place, which a weight goes by. */
function silenced({ question, tokens }: GivenAnswer, unheard: { question: string; token: string }): GivenAnswer {
  if (question.id !== unheard.question) return { question, tokens }
  return { question, tokens: tokens.map((token) => (token.id === unheard.token ? { ...token, effects: [] } : token)) }
}

/** Finds answers by their ids, once each. */
function createTokens(set: CompiledQuestionSet, terms: Terms): (given: Tokens) => GivenAnswer {
  const questions = new Map(set.questions.map((question) => [question.id, question]))
  const known = new Map<CompiledQuestion, Map<string, Token>>()
  const tokenOf = (question: CompiledQuestion, id: string): Token => {
    const tokens = known.get(question) ?? new Map(question.options.map((option) => [option.id, option]))
    known.set(question, tokens)
    const token = tokens.get(id) ?? compileToken({ id, effects: question.effects }, terms)
    tokens.set(id, token)
    return token
  }
  return ({ question: id, tokens }) => {
    const question = questions.get(id)
    if (question === undefined) throw new Error(`Question set ${set.id} has no question ${id}.`)
    return { question, tokens: tokens.map((token) => tokenOf(question, token)) }
  }
}

/** What is asked, with who meets it. */
function surveyed(bits: ServiceSets, { demands, exclusions, wishes }: Ask): Omit<Asks, 'canonical'> {
  return {
    demands: demands.map((demand) => {
      const { taxonomy, terms } = demand.named
      return { taxonomy, terms: [...terms].sort(), tierBit: demand.tierBit, meets: meeting(bits, demand) }
    }),
    exclusions: exclusions.map(({ named, hit }) => ({ ...named, hits: bits.showing(hit) })),
    wishes: wishes.map(({ named: { answer, taxonomy, term, points }, has, fully }) => ({
      answer,
      taxonomy,
      term,
      points,
      has: bits.showing(has),
      widely: without(bits.showing(has), bits.showing(fully)),
    })),
  }
}
