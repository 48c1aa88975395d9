import type { Advice, ChoiceRules, Content, Effect, Kind, Option, Question, ShowIf, TermEffect } from './documents.js'
import { type CompiledTaxonomy, type Terms, taxonomyById, termNumber } from './taxonomies.js'

export interface CompiledQuestionSet {
  readonly id: string
  /** What is asked of every service, as the only answer to a question `always`; at position 0. */
  readonly always: CompiledQuestion
  readonly alwaysToken: Token
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
  readonly place: number
  readonly exclusive: boolean
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
  const questions = set.questions.map((question, i) => compileQuestion(question, i + 1, terms))
  const advice = set.advice ?? []
  return {
    id: set.id,
    always: alwaysQuestion(set.alwaysRelax),
    alwaysToken: { id: 'always', effects: (set.always ?? []).map((effect) => compileEffect(effect, terms)) },
    questions,
    byId: new Map(questions.map((question) => [question.id, question])),
    ...compileRules(set.choices),
    advice: [...advice.filter(({ kind }) => kind === 'notice'), ...advice.filter(({ kind }) => kind === 'step')],
  }
}

function compileRules({ size, minimum, minimumWithin = 9, perOrganization }: ChoiceRules) {
  return { size, minimum, keptBelow: 2 ** minimumWithin, perOrganization }
}

function compileQuestion(question: Question, position: number, terms: Terms): CompiledQuestion {
  const options = question.kind === 'term' ? [] : question.options
  const many = question.kind === 'multiple' || question.kind === 'ranked'
  return {
    id: question.id,
    position,
    kind: question.kind,
    showIf: question.showIf,
    maxAnswers: (many ? question.maxAnswers : undefined) ?? options.length,
    tokens: new Map(options.map((option, place) => [option.id, compileOption(option, place, terms)])),
    taxonomy: question.kind === 'term' ? taxonomyById(terms, question.taxonomy) : undefined,
    termEffects: question.kind === 'term' ? question.effects.map((effect) => compileEffect(effect, terms)) : [],
    combineAny: many && question.combine === 'any',
    spread: question.spread === true,
    relax: question.relax,
    rankWeights: (question.kind === 'ranked' ? question.rankWeights : undefined) ?? [],
  }
}

function alwaysQuestion(relax: number | undefined): CompiledQuestion {
  return {
    id: 'always',
    position: 0,
    kind: 'single',
    showIf: undefined,
    maxAnswers: 1,
    tokens: new Map(),
    taxonomy: undefined,
    termEffects: [],
    combineAny: false,
    spread: false,
    relax,
    rankWeights: [],
  }
}

function compileOption(option: Option, place: number, terms: Terms): OptionToken {
  return {
    id: option.id,
    place,
    exclusive: option.exclusive === true,
    effects: option.effects.map((effect) => compileEffect(effect, terms)),
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
  const effects = question.termEffects.map((effect) => {
    const term = effect.taxonomy.numbers.get(id)
    if (term === undefined)
      throw new Error(`Question ${question.id}: taxonomy ${effect.taxonomy.id} has not all its terms.`)
    return { ...effect, term }
  })
  return { id, effects }
}
