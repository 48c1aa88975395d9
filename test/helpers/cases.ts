import type { ChoiceRules, MatchOptions } from '../../src/engine/index.js'
import type { Release } from './naive-terms.js'

/** The form of `test/cases/*.json`, as the README beside them says; needs nothing of Node, so that browsers read it too. */

export type Members = Readonly<Record<string, unknown>>

export interface Case {
  readonly name: string
  readonly rule: readonly string[]
  readonly with?: Partial<Release>
  readonly choices?: ChoiceRules
  readonly questionSet?: string
  readonly answers?: Members
  readonly options?: MatchOptions
  readonly expected: Members
}

export interface CaseFile {
  readonly about: string
  readonly release: Release
  readonly cases: readonly Case[]
}

export interface Input {
  readonly release: Release
  readonly questionSet: string
  readonly answers: Members
  readonly options: MatchOptions
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const pick = (from: unknown, like: Members): Members =>
  isMembers(from) ? Object.fromEntries(Object.keys(like).map((name) => [name, from[name]])) : {}

export function inputOf(file: CaseFile, one: Case): Input {
  const release = { ...file.release, ...one.with }
  const questionSet = one.questionSet ?? release.questionSets[0]!.id
  const { choices } = one
  const questionSets =
    choices === undefined
      ? release.questionSets
      : release.questionSets.map((set) => (set.id === questionSet ? { ...set, choices } : set))
  return { release: { ...release, questionSets }, questionSet, answers: one.answers ?? {}, options: one.options ?? {} }
}

/** A reading cut down to what the expectation names. */
export function asExpected(reading: Members, expected: Members): Members {
  const cut = (name: string): unknown => {
    const [actual, wanted] = [reading[name], expected[name]]
    if (name === 'problems') return list(actual).map((problem) => pick(problem, { code: '', pointer: '' }))
    if (name === 'receipt' && isMembers(wanted)) return pick(actual, wanted)
    if (name !== 'choices' && name !== 'alternatives' && name !== 'explanations') return actual
    return list(actual).map((entry, place) => {
      const like = list(wanted)[place]
      return isMembers(like) ? pick(entry, like) : isMembers(entry) ? entry.service : entry
    })
  }
  return Object.fromEntries(Object.keys(expected).map((name) => [name, cut(name)]))
}
