import type {
  Advice,
  ChoiceRules,
  Content,
  Option,
  Question,
  RankedQuestion,
  TermEffect,
  TermQuestion,
} from './documents.js'
import { setsFor, type TermSets } from './sight.js'
import { type CompiledTaxonomy, numberIn, type Terms, taxonomyById } from './taxonomies.js'

export interface CompiledQuestionSet extends ChoiceRules {
  readonly id: string
  /** What is asked of every service, as the only answer to a question `always`; at position 0. */
  readonly always: Answered
  /** At the positions 1, 2, … */
  readonly questions: readonly CompiledQuestion[]
  /** Kept seats are for candidates with a tier below this. */
  readonly keptBelow: number
  /** Notices first, each kind in the order of the set. */
  readonly advice: readonly Advice[]
}

/** What of a question decides how its answers are asked of services. */
export interface Asking extends Pick<Question, 'id' | 'spread'>, Pick<RankedQuestion, 'combine' | 'rankWeights'> {
  readonly position: number
  readonly relax?: number | undefined
}

export interface CompiledQuestion extends Asking, Pick<Question, 'kind' | 'showIf'> {
  readonly maxAnswers: number
  /** In the order of the set; none for `term`. */
  readonly options: readonly Token[]
  /** Only for `term`. */
  readonly taxonomy: CompiledTaxonomy | undefined
  readonly effects: readonly TermEffect[]
}

/** An answer in the engine's form: an option, or a term with the effects of its question. */
export interface Token {
  readonly id: string
  readonly exclusive: boolean
  readonly effects: readonly CompiledEffect[]
}

/** What was answered to a question, or is asked as if it was. */
export interface Answered {
  readonly question: Asking
  readonly tokens: readonly Token[]
}

/** What a resident answered. */
export interface GivenAnswer extends Answered {
  readonly question: CompiledQuestion
}

/** An effect, and who it speaks of. */
export interface CompiledEffect {
  readonly effect: TermEffect
  /** Id. */
  readonly term: string
  readonly sets: TermSets
}

export function compileQuestionSet(set: Content['questionSets'][number], terms: Terms): CompiledQuestionSet {
  const { id, questions, always = [], alwaysRelax: relax, choices, advice = [] } = set
  return {
    id,
    always: {
      question: { id: 'always', position: 0, relax },
      tokens: [compileToken({ id: 'always', effects: always }, terms)],
    },
    questions: questions.map((question, i) => compileQuestion(question, i + 1, terms)),
    ...choices,
    keptBelow: 2 ** (choices.minimumWithin ?? 9),
    advice: [...advice.filter(({ kind }) => kind === 'notice'), ...advice.filter(({ kind }) => kind === 'step')],
  }
}

/** What only some kinds of question have. */
type Members = Partial<Omit<RankedQuestion, 'kind'> & Omit<TermQuestion, 'kind'>>

function compileQuestion(question: Question, position: number, terms: Terms): CompiledQuestion {
  const members: Members = question
  const { options = [], taxonomy, effects = [] } = members
  // A taxonomy that is not there is to be found now, not when somebody answers.
  for (const effect of effects) taxonomyById(terms, effect.taxonomy)
  return {
    maxAnswers: options.length || 1,
    ...question,
    position,
    options: options.map((option) => compileToken(option, terms)),
    taxonomy: taxonomy === undefined ? undefined : taxonomyById(terms, taxonomy),
    effects,
  }
}

/** An option or, with the effects of its question, a term: then it is the term of each of them, in the taxonomy of each. */
export function compileToken(
  { id, exclusive = false, effects }: Pick<Option, 'id' | 'exclusive'> & Pick<Option | TermQuestion, 'effects'>,
  terms: Terms,
): Token {
  return {
    id,
    exclusive,
    effects: effects.map((effect) => compileEffect(effect, 'term' in effect ? effect.term : id, terms)),
  }
}

function compileEffect(effect: TermEffect, term: string, terms: Terms): CompiledEffect {
  const taxonomy = taxonomyById(terms, effect.taxonomy)
  return { effect, term, sets: setsFor(terms, taxonomy, numberIn(taxonomy, term)) }
}
