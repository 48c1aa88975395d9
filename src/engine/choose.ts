import type { Ask, AskedWish } from './ask.js'
import type { CandidateList } from './candidates.js'
import type { Index } from './compiled.js'
import type { Kind } from './documents.js'
import { mix } from './fair-key.js'
import type { CompiledQuestionSet } from './question-sets.js'
import { look, type Shown } from './sight.js'
import { termNumber } from './taxonomies.js'
import { hasWish, worth } from './weigh.js'

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

/** A service as it was when it was chosen. */
export interface Taken {
  readonly service: number
  readonly tier: number
  readonly gain: number
}

export interface Chosen {
  readonly choices: readonly Taken[]
  readonly alternatives: readonly Taken[]
  readonly shortfall: { readonly [K in Kind]?: number }
  /** Wishes of spread questions that a choice has. */
  readonly covered: ReadonlySet<AskedWish>
}

interface Round {
  readonly of: Case
  readonly list: CandidateList
  /** By place in the list: 1 where it is taken. */
  readonly taken: Uint8Array
  readonly covered: Set<AskedWish>
  /** Taken of each organization, by its number, for the share. */
  readonly counts: Map<number, number>
}

/** Chooses one service at a time (section 6), and then the alternatives. */
export function choose(of: Case, alternatives: number): Chosen {
  const list = of.index.candidates.list(of.asked, of.without)
  const round: Round = { of, list, taken: new Uint8Array(list.count), covered: new Set(), counts: new Map() }
  const owing = countedMinimum(of)
  const choices = takeChoices(round, owing)
  const more = takeAlternatives(round, alternatives)
  return { choices, alternatives: more, shortfall: shortfallOf(of, owing), covered: round.covered }
}

/** @param owing how many of each kind there still have to be; counted down */
function takeChoices(round: Round, owing: Map<number, number>): Taken[] {
  const { of, covered } = round
  const choices: Taken[] = []
  while (choices.length < of.rules.size) {
    const place = first(round, keptFor(round, owing, of.rules.size - choices.length))
    if (place === none) break
    const taken = take(round, place)
    choices.push(taken)
    const kind = kindOf(of, taken.service)
    owing.set(kind, (owing.get(kind) ?? 0) - 1)
    const shown = lookAt(of, taken.service)
    for (const wish of of.asked.wishes) if (wish.question.spread && hasWish(shown, wish)) covered.add(wish)
  }
  return choices
}

/** Shares count alternatives only, and no seats are kept. */
function takeAlternatives(round: Round, wanted: number): Taken[] {
  const among: Round = { ...round, counts: new Map() }
  const alternatives: Taken[] = []
  while (alternatives.length < wanted) {
    const place = first(among, undefined)
    if (place === none) break
    alternatives.push(take(among, place))
  }
  return alternatives
}

function shortfallOf(of: Case, owing: ReadonlyMap<number, number>): Chosen['shortfall'] {
  const owed = kinds.map((kind) => [kind, owing.get(kindNumber(of, kind)) ?? 0] as const)
  return Object.fromEntries(owed.filter(([, choices]) => choices > 0))
}

const kinds: readonly Kind[] = ['formal', 'informal']
const none = -1

function kindNumber({ index }: Case, kind: Kind): number {
  return termNumber(index.content.terms, 'kind', kind)
}

function kindOf({ index }: Case, service: number): number {
  const { organizations, services } = index.content
  return organizations.kinds[services.organizations[service] ?? 0] ?? 0
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
function keptFor(round: Round, owing: ReadonlyMap<number, number>, seats: number): ReadonlySet<number> | undefined {
  const wanted = new Map([...owing].filter(([, owed]) => owed > 0))
  if (sum(wanted.values()) < seats) return undefined
  const owed = roomFor(round, wanted)
  return sum(owed.values()) === seats ? new Set(owed.keys()) : undefined
}

/** For each wanted kind, as many as wanted or, where the candidates within the shares are fewer, as many as these. */
function roomFor({ of, list, taken, counts }: Round, wanted: ReadonlyMap<number, number>): Map<number, number> {
  const { organizations } = of.index.content.services
  const room = new Map<number, number>()
  const seen = new Map(counts)
  let missing = sum(wanted.values())
  for (let place = 0; place < list.count && missing > 0; place += 1) {
    if (taken[place] === 1 || (list.tiers[place] ?? 0) >= of.rules.keptBelow) continue
    const service = list.services[place] ?? 0
    const kind = kindOf(of, service)
    const found = room.get(kind) ?? 0
    const organization = organizations[service] ?? 0
    const used = seen.get(organization) ?? 0
    if (found >= (wanted.get(kind) ?? 0) || used >= of.rules.perOrganization) continue
    seen.set(organization, used + 1)
    room.set(kind, found + 1)
    missing -= 1
  }
  return room
}

/** The place of the first candidate by rule 3 among those that may be taken, or `none`. */
function first(round: Round, kept: ReadonlySet<number> | undefined): number {
  const { of, list, taken, counts } = round
  const { organizations } = of.index.content.services
  let best = none
  let bestGain = 0
  for (let place = 0; place < list.count; place += 1) {
    if (taken[place] === 1) continue
    const ahead = best === none ? 1 : aheadByDemands(list, place, best)
    // A gain only becomes less beside choices, so what is behind now stays behind.
    if (ahead < 0 || (ahead === 0 && (list.gains[place] ?? 0) < bestGain)) continue
    const service = list.services[place] ?? 0
    if ((counts.get(organizations[service] ?? 0) ?? 0) >= of.rules.perOrganization) continue
    if (kept && ((list.tiers[place] ?? 0) >= of.rules.keptBelow || !kept.has(kindOf(of, service)))) continue
    const gain = gainBeside(of, service, list.gains[place] ?? 0, round.covered)
    if (ahead > 0 || gain > bestGain || (gain === bestGain && isBeforeAmongEquals(round, place, best))) {
      best = place
      bestGain = gain
    }
  }
  return best
}

/** Above 0 where `a` comes before `b` by tier, then by the number of failed demands; 0 where they are equal. */
function aheadByDemands({ tiers, failed }: CandidateList, a: number, b: number): number {
  return (tiers[b] ?? 0) - (tiers[a] ?? 0) || (failed[b] ?? 0) - (failed[a] ?? 0)
}

/** Rule 3 from doubt on: whether `a` comes before `b`, whose tier, failed demands and gain are equal. */
function isBeforeAmongEquals({ of, list, counts }: Round, a: number, b: number): boolean {
  const { content, capacities } = of.index
  const { services, organizations } = content
  const [s, t] = [list.services[a] ?? 0, list.services[b] ?? 0]
  const [o, p] = [services.organizations[s] ?? 0, services.organizations[t] ?? 0]
  const key = (rotated: number | undefined): number => mix(of.fair ^ (rotated ?? 0))
  const order =
    (list.doubts[a] ?? 0) - (list.doubts[b] ?? 0) ||
    (capacities[s] ?? 0) - (capacities[t] ?? 0) ||
    (counts.get(o) ?? 0) - (counts.get(p) ?? 0) ||
    key(organizations.rotated[o]) - key(organizations.rotated[p]) ||
    o - p ||
    key(services.rotated[s]) - key(services.rotated[t]) ||
    s - t
  return order < 0
}

function take({ of, list, taken, covered, counts }: Round, place: number): Taken {
  const service = list.services[place] ?? 0
  const organization = of.index.content.services.organizations[service] ?? 0
  taken[place] = 1
  counts.set(organization, (counts.get(organization) ?? 0) + 1)
  return { service, tier: list.tiers[place] ?? 0, gain: gainBeside(of, service, list.gains[place] ?? 0, covered) }
}

/** The gain of a service beside choices that cover some wishes, from its gain beside none. */
export function gainBeside(of: Case, service: number, alone: number, covered: ReadonlySet<AskedWish>): number {
  if (covered.size === 0) return alone
  const shown = lookAt(of, service)
  let gain = alone
  for (const wish of covered) gain += worth(shown, wish, true) - worth(shown, wish, false)
  return gain
}

/** What a service shows, for who asks about a few. */
export function lookAt({ index, asked }: Case, service: number): Shown {
  return look(index.content, asked.sight, service, new Int32Array(asked.sight.width))
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
