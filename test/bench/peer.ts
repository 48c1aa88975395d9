import { fnv, mix } from '../../src/engine/fair-key.js'
import type { Kind } from '../../src/engine/index.js'
import { asksOf, readAnswers } from '../helpers/naive-answers.js'
import type { QuestionSet, Release, Tokens } from '../helpers/naive-terms.js'
import type { BenchCatalogue } from './catalogue.js'
import type { RandomAnswers } from './questions.js'

/**
 * What the peers share. They get wishes and demands ready made, before the clock starts, and give back which services are
 * chosen, with tier and gain, in order. (The engine's own time holds reading the answers, reasons, blockers and the
 * receipt too.) Hashing for the fair key is the engine's.
 */
export interface Peer {
  readonly name: string
  pick(query: Query): Picked[] | Promise<Picked[]>
  /** Of a slow one: that so many answers, the first, are enough. */
  readonly queryLimit?: number
}

export interface Picked {
  readonly service: string
  readonly tier: number
  readonly gain: number
}

/** Terms are the numbers of `numberTerms`. */
export interface Query {
  readonly answers: RandomAnswers
  readonly wishes: readonly { readonly term: number; readonly points: number }[]
  /** The first so many wishes are of spread questions. */
  readonly spreadCount: number
  /** Met by any of the terms; `bit` is 2^(relax − 1). */
  readonly demands: readonly { readonly terms: readonly number[]; readonly bit: number }[]
  readonly exclusions: readonly number[]
  /** The half of the fair key that the answers fix. */
  readonly fair: number
}

/** A number for each `taxonomy/term`. */
export type TermNumbers = ReadonlyMap<string, number>

export function numberTerms({ taxonomies }: BenchCatalogue['content']): TermNumbers {
  const all = taxonomies.flatMap(({ id, terms }) => terms.map((term) => `${id}/${term.id}`))
  return new Map(['kind/formal', 'kind/informal', ...all].map((term, number) => [term, number]))
}

/** @throws Error where the question set asks what the peers don't do: they are made for that of the bench. */
export function makeQuery({ content, capacities }: BenchCatalogue, answers: RandomAnswers): Query {
  const set = content.questionSets[0]!
  const release: Release = { ...content, capacities }
  const { tokens } = readAnswers({ release, set, fault: undefined }, answers)
  const { wishes, demands, exclusions } = asksOf({ release, set, fault: undefined }, tokens)
  const isSpread = ({ question }: { question: string }) =>
    set.questions.some((one) => one.id === question && one.spread)
  const numbers = numberTerms(content)
  const numberOf = (taxonomy: string, term: string): number => numbers.get(`${taxonomy}/${term}`)!
  const spreadCount = wishes.filter(isSpread).length
  const restrictive = content.taxonomies.filter(({ untagged }) => untagged === 'all').map(({ id }) => id)
  if (wishes.slice(0, spreadCount).some((wish) => !isSpread(wish))) throw new Error('Spread wishes must come first.')
  return {
    answers,
    wishes: wishes.map(({ taxonomy, term, points }) => ({ term: numberOf(taxonomy, term), points })),
    spreadCount,
    demands: demands.map(({ taxonomy, terms, relax }) => {
      if (relax === undefined || restrictive.includes(taxonomy))
        throw new Error(`No peer does this demand: ${taxonomy}`)
      return { terms: terms.map((term) => numberOf(taxonomy, term)), bit: 2 ** (relax - 1) }
    }),
    exclusions: exclusions.map(({ taxonomy, term }) => numberOf(taxonomy, term)),
    fair: fnv(`|${canonical(set, tokens)}`),
  }
}

function canonical({ questions }: QuestionSet, tokens: Tokens): string {
  const named = questions.flatMap((question) => {
    const asking = (tokens.get(question.id) ?? []).filter(
      (id) => question.kind === 'term' || question.options.some((one) => one.id === id && one.effects.length > 0),
    )
    return asking.length > 0 ? [`${question.id}=${asking.join(',')}`] : []
  })
  return named.join(';')
}

/** What a service is whatever is asked. */
export interface Standing {
  readonly id: string
  readonly organization: string
  readonly kind: Kind
  readonly capacity: number
  /** The halves of the fair keys that the release fixes. */
  readonly organizationKey: number
  readonly serviceKey: number
}

export interface Candidate {
  readonly service: Standing
  readonly tier: number
  readonly failed: number
  /** Beside no choices. */
  readonly gain: number
  readonly inDoubt: boolean
}

export interface Candidates<C extends Candidate> {
  /** The candidate at a place, undefined past the last. */
  readonly at: (place: number) => C | undefined
  /** By tier, failed and gain, so that choosing may stop before the end. */
  readonly isSorted: boolean
  /** What each wish of a spread question earns in full, so that half of it can go. */
  readonly spread: (candidate: C) => readonly number[]
}

/** The rules of the question set of the bench: three, one of each kind at least, one of each organization. */
const size = 3
const kinds: readonly Kind[] = ['formal', 'informal']

export interface Choice {
  readonly candidate: Candidate
  /** Beside the choices before it. */
  readonly gain: number
}

/** Chooses by the model, without sorting anything. */
export function choose<C extends Candidate>(candidates: Candidates<C>, fair: number): Choice[] {
  const chosen: Choice[] = []
  /** By spread wish: whether a choice has it. */
  const covered: boolean[] = []
  while (chosen.length < size) {
    const kept = keptKind(candidates, chosen)
    let best: C | undefined
    let bestGain = 0
    for (let place = 0; ; place += 1) {
      const candidate = candidates.at(place)
      if (candidate === undefined) break
      const ahead = best === undefined ? 1 : best.tier - candidate.tier || best.failed - candidate.failed
      if (ahead < 0 || (ahead === 0 && candidate.gain < bestGain)) {
        if (candidates.isSorted) break
        continue
      }
      const { organization, kind } = candidate.service
      if (kept !== undefined && kind !== kept) continue
      if (chosen.some((choice) => choice.candidate.service.organization === organization)) continue
      const gain =
        covered.length === 0 ? candidate.gain : gainBeside(candidate.gain, candidates.spread(candidate), covered)
      if (
        best === undefined ||
        ahead > 0 ||
        gain > bestGain ||
        (gain === bestGain && isBefore(candidate, best, fair))
      ) {
        best = candidate
        bestGain = gain
      }
    }
    if (best === undefined) break
    for (const [wish, earned] of candidates.spread(best).entries()) if (earned > 0) covered[wish] = true
    chosen.push({ candidate: best, gain: bestGain })
  }
  return chosen
}

/** Whether nothing that these candidates left out could have been chosen, where all that come after have a higher tier. */
export function isComplete(chosen: readonly Choice[]): boolean {
  return chosen.length === size && kinds.every((kind) => hasKind(chosen, kind))
}

export function nameChoices(chosen: readonly Choice[]): Picked[] {
  return chosen.map(({ candidate: { service, tier }, gain }) => ({ service: service.id, tier, gain }))
}

/** The kind to which the last seats are kept, where there is a candidate of it. */
function keptKind<C extends Candidate>({ at }: Candidates<C>, chosen: readonly Choice[]): Kind | undefined {
  const owed = kinds.filter((kind) => !hasKind(chosen, kind))
  const [kind] = owed
  if (kind === undefined || owed.length < size - chosen.length) return undefined
  for (let place = 0; ; place += 1) {
    const candidate = at(place)
    if (candidate === undefined) return undefined
    if (candidate.service.kind === kind) return kind
  }
}

function hasKind(chosen: readonly Choice[], kind: Kind): boolean {
  return chosen.some(({ candidate }) => candidate.service.kind === kind)
}

function gainBeside(alone: number, spread: readonly number[], covered: readonly boolean[]): number {
  let gain = alone
  for (const [wish, earned] of spread.entries()) if (covered[wish]) gain -= earned - (earned >> 1)
  return gain
}

function isBefore(a: Candidate, b: Candidate, fair: number): boolean {
  const [s, t] = [a.service, b.service]
  const order =
    Number(a.inDoubt) - Number(b.inDoubt) ||
    s.capacity - t.capacity ||
    mix(fair ^ s.organizationKey) - mix(fair ^ t.organizationKey) ||
    byId(s.organization, t.organization) ||
    mix(fair ^ s.serviceKey) - mix(fair ^ t.serviceKey) ||
    byId(s.id, t.id)
  return order < 0
}

function byId(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
