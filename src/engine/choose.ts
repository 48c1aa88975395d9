import type { Ask, AskedWish } from './ask.js'
import type { Blocked, Field, Taken } from './candidates.js'
import { type Index, kindOf } from './compiled.js'
import type { Kind } from './documents.js'
import type { CompiledQuestionSet } from './question-sets.js'
import { look, type Shows } from './sight.js'
import { termNumber } from './taxonomies.js'

/** What the judge knows of one match. */
export interface Case {
  readonly index: Index
  readonly asked: Ask
  readonly rules: CompiledQuestionSet
  /** `fnv(seed + "|" + canonical)`, the half of the fair key that the resident's answers fix. */
  readonly fair: number
  /** Numbers of services that may not be chosen. */
  readonly without: ReadonlySet<number>
}

export interface Chosen {
  readonly choices: readonly Taken[]
  readonly alternatives: readonly Taken[]
  readonly shortfall: { readonly [K in Kind]?: number }
  /** Wishes of spread questions that a choice has. */
  readonly covered: ReadonlySet<AskedWish>
  /** Where there are fewer choices than there should be. */
  readonly blocked: Blocked | undefined
}

/** Chooses one service at a time (section 6), and then the alternatives. */
export function choose(of: Case, alternatives: number): Chosen {
  const { index, asked, rules, fair, without } = of
  const { perOrganization, keptBelow } = rules
  const field = index.candidates.open({ asked, fair, without, perOrganization, keptBelow })
  const owing = countedMinimum(of)
  const covered = new Set<AskedWish>()
  const choices = takeChoices({ of, field, owing, covered })
  const blocked = choices.length < rules.size ? field.blocked() : undefined
  const more = takeAlternatives(field, alternatives, covered)
  return { choices, alternatives: more, shortfall: shortfallOf(of, owing), covered, blocked }
}

interface Round {
  readonly of: Case
  readonly field: Field
  /** How many of each kind, by the number of its term, there still have to be; counted down. */
  readonly owing: Map<number, number>
  /** Wishes of spread questions that a choice has; added to. */
  readonly covered: Set<AskedWish>
}

function takeChoices(round: Round): Taken[] {
  const { of, field, owing, covered } = round
  const choices: Taken[] = []
  while (choices.length < of.rules.size) {
    const taken = field.take({ kept: keptFor(round, of.rules.size - choices.length), covered })
    if (taken === undefined) break
    choices.push(taken)
    const kind = kindOf(of.index.content, taken.service)
    owing.set(kind, (owing.get(kind) ?? 0) - 1)
    cover(round, taken.service)
  }
  return choices
}

function cover({ of, covered }: Round, service: number): void {
  const shows = lookAt(of, service)
  for (const wish of of.asked.wishes) {
    if (wish.question.spread && shows(wish.has)) covered.add(wish)
  }
}

/** Shares count alternatives only, and no seats are kept. */
function takeAlternatives(field: Field, wanted: number, covered: ReadonlySet<AskedWish>): Taken[] {
  const alternatives: Taken[] = []
  if (wanted > 0) field.startAlternatives()
  while (alternatives.length < wanted) {
    const taken = field.take({ kept: undefined, covered })
    if (taken === undefined) break
    alternatives.push(taken)
  }
  return alternatives
}

function shortfallOf(of: Case, owing: ReadonlyMap<number, number>): Chosen['shortfall'] {
  const owed = kinds.map((kind) => [kind, owing.get(kindNumber(of, kind)) ?? 0] as const)
  return Object.fromEntries(owed.filter(([, choices]) => choices > 0))
}

const kinds: readonly Kind[] = ['formal', 'informal']

function kindNumber({ index }: Case, kind: Kind): number {
  return termNumber(index.content.terms, 'kind', kind)
}

/** How many of each kind, by the number of its term, there have to be: none where the resident's own word is against it. */
function countedMinimum(of: Case): Map<number, number> {
  const { exclusions, demands } = of.asked
  return new Map(
    kinds.map((kind) => {
      const term = kindNumber(of, kind)
      const unwanted =
        exclusions.some((exclusion) => exclusion.term === term) ||
        demands.some((demand) => demand.taxonomy.id === 'kind' && !demand.terms.includes(term))
      return [term, unwanted ? 0 : of.rules.minimum[kind]]
    }),
  )
}

/**
 * The kinds to which this choice is kept (rule 2), or undefined where it is free.
 *
 * @param seats the choices still to make, this one included
 */
function keptFor({ field, owing }: Round, seats: number): ReadonlySet<number> | undefined {
  let wanted = 0
  for (const owed of owing.values()) wanted += Math.max(0, owed)
  if (wanted < seats) return undefined
  const owed = field.room(new Map([...owing].filter(([, owed]) => owed > 0)))
  return sum(owed.values()) === seats ? new Set(owed.keys()) : undefined
}

/** What a service shows, for who asks about a few. */
export function lookAt({ index, asked }: Case, service: number): Shows {
  return look(index.content, asked.sight, service)
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
