import type {
  Advice,
  Content,
  Effect,
  Kind,
  Option,
  Question,
  RankedQuestion,
  ShowIf,
  TermEffect,
  TermQuestion,
} from './documents.js'
import { type CompiledTaxonomy, numberIn, type Terms, taxonomyById, termNumber } from './taxonomies.js'

export interface CompiledQuestionSet {
  readonly id: string
  /** What is asked of every service, as the only answer to a question `always`; at position 0. */
  readonly always: GivenAnswer
  /** At the positions 1, 2, … */
  readonly questions: readonly CompiledQuestion[]
  readonly byId: ReadonlyMap<string, CompiledQuestion>
  readonly size: number
  readonly minimum: Readonly<Record<Kind, number>>
  /** Kept seats are for candidates with a tier below this. */
  readonly keptBelow: number
  readonly perOrganization: number
  /** Notices first, each kind in the order of the set. */
  readonly advice: readonly Advice[]
}

export interface CompiledQuestion {
  readonly id: string
  readonly position: number
  readonly kind: Question['kind']
  readonly showIf: ShowIf | undefined
  readonly maxAnswers: number
  /** Options in the order of the set; none for `term`. */
  readonly tokens: ReadonlyMap<string, OptionToken>
  /** Only for `term`. */
  readonly taxonomy: CompiledTaxonomy | undefined
  readonly termEffects: readonly CompiledEffect[]
  readonly combineAny: boolean
  readonly spread: boolean
  readonly relax: number | undefined
  readonly rankWeights: readonly number[]
}

/** An answer in the engine's form: an option, or a term with the effects of its question. */
export interface Token {
  readonly id: string
  readonly effects: readonly CompiledEffect[]
}

export interface OptionToken extends Token {
  readonly exclusive: boolean
}

export interface GivenAnswer {
  readonly question: CompiledQuestion
  readonly tokens: readonly Token[]
}

export interface CompiledEffect {
  readonly mode: Effect['mode']
  readonly taxonomy: CompiledTaxonomy
  /** The number of the term; −1 in the effects of a `term` question, where the answer is the term. */
  readonly term: number
  /** 0 but for `prefer`. */
  readonly points: number
  readonly relax: number | undefined
}

export function compileQuestionSet(set: Content['questionSets'][number], terms: Terms): CompiledQuestionSet {
  const { id, advice = [], alwaysRelax: relax, choices } = set
  const { size, minimum, minimumWithin = 9, perOrganization } = choices
  const everybody: Option = { id: 'always', label: {}, effects: set.always ?? [] }
  const always: Question = { id: 'always', kind: 'single', text: {}, options: [everybody], ...(relax && { relax }) }
  const question = compileQuestion(always, 0, terms)
  const questions = set.questions.map((one, i) => compileQuestion(one, i + 1, terms))
  return {
    id,
    always: { question, tokens: [...question.tokens.values()] },
    questions,
    byId: new Map(questions.map((one) => [one.id, one])),
    size,
    minimum,
    keptBelow: 2 ** minimumWithin,
    perOrganization,
    advice: [...advice.filter(({ kind }) => kind === 'notice'), ...advice.filter(({ kind }) => kind === 'step')],
  }
}

/** What only some kinds of question have. */
type Members = Partial<Omit<RankedQuestion, 'kind'> & Omit<TermQuestion, 'kind'>>

function compileQuestion(question: Question, position: number, terms: Terms): CompiledQuestion {
  const { id, kind, showIf, spread = false, relax } = question
  const members: Members = question
  const { options = [], maxAnswers = options.length, combine, rankWeights = [], taxonomy, effects = [] } = members
  const compileEffects = (all: readonly (Effect | TermEffect)[]) => all.map((effect) => compileEffect(effect, terms))
  return {
    id,
    position,
    kind,
    showIf,
    maxAnswers,
    tokens: new Map(
      options.map(({ id, exclusive = false, effects }) => [id, { id, exclusive, effects: compileEffects(effects) }]),
    ),
    taxonomy: taxonomy === undefined ? undefined : taxonomyById(terms, taxonomy),
    termEffects: compileEffects(effects),
    combineAny: combine === 'any',
    spread,
    relax,
    rankWeights,
  }
}

function compileEffect(effect: Effect | TermEffect, terms: Terms): CompiledEffect {
  return {
    mode: effect.mode,
    taxonomy: taxonomyById(terms, effect.taxonomy),
    term: 'term' in effect ? termNumber(terms, effect.taxonomy, effect.term) : -1,
    points: effect.mode === 'prefer' ? effect.points : 0,
    relax: effect.mode === 'require' ? effect.relax : undefined,
  }
}

/** The answer to a `term` question: its effects, each with the term that has this id in the effect's taxonomy. */
export function termToken(question: CompiledQuestion, id: string): Token {
  return { id, effects: question.termEffects.map((effect) => ({ ...effect, term: numberIn(effect.taxonomy, id) })) }
}
