import type { Effect, MissedDemand, Problem, Question, Wish } from '../../src/engine/index.js'
import { sorted, type Tokens, taxonomyOf, type World } from './naive-terms.js'

/** Sections 3 and 4 of the matching model for the naive implementation. */

export type NaiveProblem = Pick<Problem, 'code' | 'pointer'>

// ---- 3. Answers

const pointerTo = (...path: (string | number)[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export function readAnswers(world: World, answers: Readonly<Record<string, unknown>>) {
  const problems: NaiveProblem[] = []
  const tokens = new Map<string, readonly string[]>()
  const spoiled = new Set<string>()
  for (const question of world.set.questions) {
    const { id, showIf } = question
    const value = Object.hasOwn(answers, id) ? answers[id] : null
    const isSkipped = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (showIf !== undefined && spoiled.has(showIf.question)) {
      spoiled.add(id)
      continue
    }
    const isAsked = showIf === undefined || showIf.anyOf.some((option) => tokens.get(showIf.question)?.includes(option))
    const found: NaiveProblem[] = []
    if (!isAsked && !isSkipped) found.push({ code: 'not-asked', pointer: pointerTo(id) })
    if (isAsked && !isSkipped) tokens.set(id, readValue(world, question, value, found))
    if (isAsked && isSkipped && world.fault === '3: a skip is taken for the first option' && question.kind === 'single')
      tokens.set(id, [question.options[0]!.id])
    if (found.length > 0) spoiled.add(id)
    problems.push(...found)
  }
  for (const key of sorted(Object.keys(answers)))
    if (!world.set.questions.some((question) => question.id === key))
      problems.push({ code: 'unknown-question', pointer: pointerTo(key) })
  return { problems, tokens }
}

function readValue(world: World, question: Question, value: unknown, found: NaiveProblem[]): string[] {
  const problem = (code: Problem['code'], ...path: number[]): string[] => {
    found.push({ code, pointer: pointerTo(question.id, ...path) })
    return []
  }
  if (question.kind === 'term') {
    if (typeof value !== 'string') return problem('wrong-type')
    const term = taxonomyOf(world, question.taxonomy).terms.find(
      (one) => one.id === value || one.codes?.includes(value),
    )
    return term === undefined ? problem('unknown-term') : [term.id]
  }
  const ids = question.options.map((option) => option.id)
  if (question.kind === 'single') {
    if (typeof value !== 'string') return problem('wrong-type')
    return ids.includes(value) ? [value] : problem('unknown-option')
  }
  if (!Array.isArray(value)) return problem('wrong-type')
  if (value.length > (question.maxAnswers ?? ids.length)) return problem('too-many-answers')
  value.forEach((item: unknown, index) => {
    if (typeof item !== 'string') problem('wrong-type', index)
    else if (!ids.includes(item)) problem('unknown-option', index)
    else if (value.indexOf(item) < index) problem('repeated-option', index)
  })
  const isExclusive = question.options.some((option) => option.exclusive === true && value.includes(option.id))
  if (found.length === 0 && isExclusive && value.length > 1) problem('exclusive-option')
  return question.kind === 'ranked' ? value : ids.filter((id) => value.includes(id))
}

// ---- 4. Wishes and demands

export interface Demand extends MissedDemand {
  readonly answers: string[]
  readonly terms: string[]
  readonly relax: number | undefined
}
export interface Exclusion {
  readonly taxonomy: string
  readonly term: string
  readonly questions: string[]
}
export interface Asks {
  readonly wishes: Wish[]
  readonly demands: Demand[]
  readonly exclusions: Exclusion[]
}

export function effectsOf(question: Question, token: string): readonly Effect[] {
  if (question.kind === 'term') return question.effects.map((effect) => ({ ...effect, term: token }))
  return question.options.find((option) => option.id === token)!.effects
}

function weightOf(question: Question, position: number): number {
  if (question.kind !== 'ranked' || question.rankWeights === undefined) return 1
  return question.rankWeights[position] ?? question.rankWeights.at(-1)!
}

export function asksOf(world: World, tokens: Tokens): Asks {
  const asks: Asks = { wishes: [], demands: [], exclusions: [] }
  for (const effect of world.set.always ?? [])
    addEffect(asks, effect, {
      question: 'always',
      answer: 'always',
      weight: 1,
      any: false,
      relax: world.set.alwaysRelax,
    })
  for (const question of world.set.questions) {
    const isAny = 'combine' in question && question.combine === 'any'
    const any = isAny !== (world.fault === '4: combine any and all are swapped')
    for (const [position, answer] of (tokens.get(question.id) ?? []).entries())
      for (const effect of effectsOf(question, answer)) {
        const weight = weightOf(question, position)
        addEffect(asks, effect, { question: question.id, answer, weight, any, relax: question.relax })
      }
  }
  return asks
}

interface Source {
  readonly question: string
  readonly answer: string
  readonly weight: number
  readonly any: boolean
  readonly relax: number | undefined
}

function addEffect(asks: Asks, effect: Effect, { question, answer, weight, any, relax }: Source): void {
  const { taxonomy, term } = effect
  if (effect.mode === 'prefer') asks.wishes.push({ question, answer, taxonomy, term, points: effect.points * weight })
  if (effect.mode === 'require') {
    let demand = asks.demands.find(
      (one) => one.question === question && one.taxonomy === taxonomy && (any || one.answers.includes(answer)),
    )
    if (demand === undefined) {
      demand = { question, answers: [], taxonomy, terms: [], relax: effect.relax ?? relax }
      asks.demands.push(demand)
    }
    if (!demand.answers.includes(answer)) demand.answers.push(answer)
    if (!demand.terms.includes(term)) demand.terms.push(term)
  }
  if (effect.mode === 'exclude') {
    const exclusion = asks.exclusions.find((one) => one.taxonomy === taxonomy && one.term === term)
    if (exclusion === undefined) asks.exclusions.push({ taxonomy, term, questions: [question] })
    else exclusion.questions.push(question)
  }
}
