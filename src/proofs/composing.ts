import type { QuestionSet } from '../engine/index.js'
import type { DemandTally, Found } from './demand-walk.js'
import { type Ground, given } from './ground.js'
import type { Influence, Search } from './more-matches.js'
import type { OutcomeTally } from './outcome-walk.js'
import type { Pattern } from './patterns.js'
import type { Basis, Count, Estimate, ProofExample } from './report.js'

/** All that the stages of a proof found. */
export interface Proven {
  readonly seed: number
  readonly isExact: boolean
  readonly demands: DemandTally
  readonly outcomes: OutcomeTally
  readonly influences: readonly Influence[]
  readonly searches: readonly Search[]
  readonly equals: {
    readonly groups: readonly (readonly number[])[]
    readonly counts: Float64Array
    readonly matches: number
  }
  readonly busiest: {
    readonly full: readonly number[]
    readonly matches: number
    readonly before: { readonly chosen: Float64Array; readonly fewer: number }
    readonly after: { readonly chosen: Float64Array; readonly fewer: number }
  }
}

/** What every part of the report is made with. */
export interface Composing {
  readonly ground: Ground
  readonly proven: Proven
  readonly basis: Basis
  /** A count of the outcomes as a share of all of them, or of so many. */
  estimate(count: number, of?: number): Estimate
  count(found: Found): Count
  example(pattern: Pattern | null | undefined): ProofExample | null
}

export function exampleOf({ questionSet, survey }: Ground, pattern: Pattern): ProofExample {
  const choices = survey.outcome(given(questionSet, pattern)).map(({ service }) => survey.services.ids[service] ?? '')
  return { answers: answersOf(questionSet, pattern), choices }
}

/** Answers as a match takes them. */
export function answersOf(questionSet: QuestionSet, pattern: Pattern): ProofExample['answers'] {
  const kinds = new Map(questionSet.questions.map(({ id, kind }) => [id, kind]))
  const answers = given(questionSet, pattern).map(({ question, tokens }) => {
    const takesList = kinds.get(question) === 'multiple' || kinds.get(question) === 'ranked'
    return [question, takesList ? tokens : (tokens[0] ?? '')] as const
  })
  return Object.fromEntries(answers)
}
