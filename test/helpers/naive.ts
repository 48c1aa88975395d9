import { createHash } from 'node:crypto'
import type {
  Advice,
  Capacity,
  Explanation,
  Kind,
  MatchOptions,
  MatchResult,
  MetWish,
  MissedDemand,
  OnlyFor,
  Wish,
} from '../../src/engine/index.js'
import { type Asks, asksOf, type Demand, type Exclusion, type NaiveProblem, readAnswers } from './naive-answers.js'
import { jcs, type Key, keyFor } from './naive-key.js'
import {
  byCodeUnit,
  type Fault,
  half,
  has,
  hasNarrowly,
  isHitBy,
  kindOf,
  kinds,
  meets,
  type Release,
  type Service,
  sorted,
  sum,
  type Tokens,
  termsOf,
  type World,
} from './naive-terms.js'

/**
 * The matching model once more, to be read beside `docs/matching-model.md`: section by section, in the words of the
 * model, with nothing prepared, shared or made quick. It exists to disagree with the engine, so it takes nothing from it
 * but types.
 */

export { type Fault, faults, type Release } from './naive-terms.js'
export type NaiveResult = { readonly problems: readonly NaiveProblem[] } | MatchResult

// ---- 5. Who may be chosen

interface View {
  readonly id: string
  readonly organization: string
  readonly kind: Kind
  readonly isInactive: boolean
  readonly isWithout: boolean
  readonly capacity: Capacity['status']
  readonly hits: readonly Exclusion[]
  readonly failed: readonly Demand[]
  readonly failedForGood: readonly Demand[]
  readonly isOut: boolean
  readonly tier: number
  readonly onlyFor: readonly OnlyFor[]
  /** Every wish that it has: the very objects of the asks. */
  readonly wishes: readonly Wish[]
  readonly met: readonly MetWish[]
}

function viewOf(world: World, service: Service, asks: Asks, without: readonly string[]): View {
  const isInactive = service.status === 'inactive'
  const isWithout = without.includes(service.id)
  const capacity = world.release.capacities.find((one) => one.service === service.id)?.status ?? 'open'
  const hits = asks.exclusions.filter(({ taxonomy, term }) => isHitBy(world, service, taxonomy, term))
  const failed = asks.demands.filter(
    ({ taxonomy, terms }) => !terms.some((term) => meets(world, service, taxonomy, term)),
  )
  const failedForGood = failed.filter((demand) => demand.relax === undefined)
  const isOut = isInactive || isWithout || capacity === 'full' || hits.length > 0 || failedForGood.length > 0
  const numbers = failed.flatMap((demand) => demand.relax ?? [])
  const counted = world.fault === '5: a relax number counts once for each demand' ? numbers : [...new Set(numbers)]
  const wishes = asks.wishes.filter(({ taxonomy, term }) => has(world, service, taxonomy, term))
  return {
    id: service.id,
    organization: service.organization,
    kind: kindOf(world, service),
    isInactive,
    isWithout,
    capacity,
    hits,
    failed,
    failedForGood,
    isOut,
    tier: sum(counted.map((relax) => 2 ** (relax - 1))),
    onlyFor: onlyForOf(world, service, asks),
    wishes,
    met: wishes.map((wish) => ({ ...wish, wide: !hasNarrowly(world, service, wish.taxonomy, wish.term) })),
  }
}

function onlyForOf(world: World, service: Service, asks: Asks): OnlyFor[] {
  const restrictions = world.release.taxonomies
    .filter((taxonomy) => taxonomy.untagged === 'all')
    .filter((taxonomy) => !asks.demands.some((demand) => demand.taxonomy === taxonomy.id))
    .map((taxonomy) => ({ taxonomy: taxonomy.id, terms: sorted(termsOf(world, service, taxonomy.id)) }))
  return restrictions.filter((one) => one.terms.length > 0).sort((a, b) => byCodeUnit(a.taxonomy, b.taxonomy))
}

// ---- 6. The choices

interface Taken {
  readonly view: View
  readonly gain: number
}

const countOf = (taken: readonly Taken[], organization: string): number =>
  taken.filter((one) => one.view.organization === organization).length
const countOfKind = (taken: readonly Taken[], kind: Kind): number =>
  taken.filter((one) => one.view.kind === kind).length

function minimumOf(world: World, asks: Asks, kind: Kind): number {
  const isExcluded = asks.exclusions.some((one) => one.taxonomy === 'kind' && one.term === kind)
  const isAskedAway = asks.demands.some((one) => one.taxonomy === 'kind' && !one.terms.includes(kind))
  return isExcluded || isAskedAway ? 0 : world.set.choices.minimum[kind]
}

function gainOf(world: World, view: View, beside: readonly Taken[]): number {
  return sum(
    view.wishes.map((wish, index) => {
      const points = view.met[index]!.wide ? half(wish.points) : wish.points
      const isSpread = world.set.questions.some((question) => question.id === wish.question && question.spread === true)
      if (!isSpread || !beside.some((one) => one.view.wishes.includes(wish))) return points
      return world.fault === '6: spread halves upwards' ? points - half(points) : half(points)
    }),
  )
}

function capacityRank(world: World, view: View): number {
  const swapped = world.fault === '6: a waitlist comes before limited room'
  return (swapped ? ['open', 'waitlist', 'limited'] : ['open', 'limited', 'waitlist']).indexOf(view.capacity)
}

/** Rule 3; `choices` halve the gain, `counted` are those whose organizations wait. */
function firstOf(world: World, views: readonly View[], choices: readonly Taken[], counted: readonly Taken[], key: Key) {
  const doubt = (view: View) => (view.onlyFor.length > 0 && world.fault !== '5: nothing is in doubt' ? 1 : 0)
  const rows = views.map((view) => {
    const gain = gainOf(world, view, choices)
    const waiting = countOf(counted, view.organization)
    const { id, organization, tier, failed } = view
    const ranks = [tier, failed.length, -gain, doubt(view), capacityRank(world, view), waiting]
    return { view, gain, numbers: [...ranks, key(organization), organization, key(id), id] }
  })
  rows.sort((a, b) => {
    const place = a.numbers.findIndex((value, index) => value !== b.numbers[index])
    return place === -1 ? 0 : a.numbers[place]! < b.numbers[place]! ? -1 : 1
  })
  return rows[0]
}

function choose(world: World, candidates: readonly View[], asks: Asks, key: Key): Taken[] {
  const { size, minimumWithin, perOrganization } = world.set.choices
  const chosen: Taken[] = []
  while (chosen.length < size) {
    const isFree = (view: View) => !chosen.some((one) => one.view === view)
    const isKept = (view: View) => view.tier < 2 ** (minimumWithin ?? 9)
    const room = (kind: Kind) => {
      const ofKind = world.release.organizations.filter((organization) => organization.kind === kind)
      return sum(
        ofKind.map(({ id }) => {
          const free = candidates.filter((view) => view.organization === id && isFree(view) && isKept(view))
          return Math.min(free.length, perOrganization - countOf(chosen, id))
        }),
      )
    }
    const owed = (kind: Kind) =>
      Math.min(room(kind), Math.max(0, minimumOf(world, asks, kind) - countOfKind(chosen, kind)))
    const owedOf = { formal: owed('formal'), informal: owed('informal') }
    const seats = size - chosen.length
    const isTight = owedOf.formal + owedOf.informal === seats && world.fault !== '6: no seats are kept'
    const allowed = candidates
      .filter((view) => isFree(view) && countOf(chosen, view.organization) < perOrganization)
      .filter((view) => !isTight || (isKept(view) && owedOf[view.kind] > 0))
    const first = firstOf(world, allowed, chosen, chosen, key)
    if (first === undefined) break
    chosen.push(first)
  }
  return chosen
}

function goOn(world: World, candidates: readonly View[], chosen: readonly Taken[], count: number, key: Key): Taken[] {
  const more: Taken[] = []
  while (more.length < count) {
    const allowed = candidates
      .filter((view) => ![...chosen, ...more].some((one) => one.view === view))
      .filter((view) => countOf(more, view.organization) < world.set.choices.perOrganization)
    const first = firstOf(world, allowed, chosen, more, key)
    if (first === undefined) break
    more.push(first)
  }
  return more
}

function blockersOf(world: World, views: readonly View[], chosen: readonly Taken[]) {
  if (chosen.length >= world.set.choices.size) return []
  const possible = views
    .filter((view) => view.isOut && !view.isInactive && view.capacity !== 'full' && !view.isWithout)
    .filter((view) => countOf(chosen, view.organization) < world.set.choices.perOrganization)
  const blockers = ['always', ...world.set.questions.map((question) => question.id)].map((question) => ({
    question: question as string | null,
    services: possible.filter(
      (view) =>
        view.hits.every((exclusion) => exclusion.questions.every((one) => one === question)) &&
        view.failedForGood.every((demand) => demand.question === question),
    ).length,
  }))
  const found = blockers.filter((blocker) => blocker.services > 0)
  if (found.length > 0 || possible.length === 0) return found
  return [{ question: null, services: possible.length }]
}

// ---- 8. The result

const missedOf = (demands: readonly Demand[]): MissedDemand[] =>
  demands.map(({ question, answers, taxonomy, terms }) => ({ question, answers, taxonomy, terms }))

const choiceOf = ({ view, gain }: Taken) => ({
  service: view.id,
  tier: view.tier,
  gain,
  capacity: view.capacity,
  met: view.met,
  missed: missedOf(view.failed),
  onlyFor: view.onlyFor,
})

function adviceOf(world: World, tokens: Tokens): string[] {
  const holds = (advice: Advice) =>
    advice.when.every(({ question, anyOf }) => anyOf.some((token) => tokens.get(question)?.includes(token)))
  const given = (world.set.advice ?? []).filter(holds)
  return [...given.filter((one) => one.kind === 'notice'), ...given.filter((one) => one.kind === 'step')].map(
    (one) => one.id,
  )
}

function explain(world: World, views: readonly View[], chosen: readonly Taken[], service: string): Explanation {
  const view = views.find((one) => one.id === service)
  if (view === undefined) return { service, outcome: 'unknown' }
  if (view.isInactive) return { service, outcome: 'inactive' }
  if (view.capacity === 'full') return { service, outcome: 'full' }
  if (view.isWithout) return { service, outcome: 'without' }
  const exclusions = view.hits.map(({ taxonomy, term }) => ({ taxonomy, term }))
  if (exclusions.length > 0) return { service, outcome: 'excluded', exclusions }
  if (view.failedForGood.length > 0) return { service, outcome: 'demand', missed: missedOf(view.failedForGood) }
  if (chosen.some((one) => one.view === view)) return { service, outcome: 'chosen' }
  const { tier, met, failed } = view
  return { service, outcome: 'candidate', tier, gain: gainOf(world, view, chosen), met, missed: missedOf(failed) }
}

// ---- 9. The receipt

function canonicalAnswers(world: World, tokens: Tokens): Record<string, unknown> {
  const answered = world.set.questions.filter((question) => (tokens.get(question.id) ?? []).length > 0)
  return Object.fromEntries(
    answered.map(({ id, kind }) => [id, kind === 'single' || kind === 'term' ? tokens.get(id)![0] : tokens.get(id)]),
  )
}

/** What the model says of a match; with a fault, what it would be if that rule were broken. */
export function naiveMatch(
  release: Release,
  questionSetId: string,
  answers: Readonly<Record<string, unknown>>,
  options: MatchOptions = {},
  fault?: Fault,
): NaiveResult {
  const set = release.questionSets.find((one) => one.id === questionSetId)!
  const world: World = { release, set, fault }
  const { problems, tokens } = readAnswers(world, answers)
  if (problems.length > 0) return { problems }

  const seed = options.seed ?? ''
  const without = sorted(options.without ?? [])
  const alternatives = options.alternatives ?? 0
  const asks = asksOf(world, tokens)
  const views = release.services.map((service) => viewOf(world, service, asks, without))
  const candidates = views.filter((view) => !view.isOut)
  const key = keyFor(world, tokens, seed)
  const chosen = choose(world, candidates, asks, key)
  const more = goOn(world, candidates, chosen, alternatives, key)

  const lacking = kinds.map((kind) => [kind, minimumOf(world, asks, kind) - countOfKind(chosen, kind)] as const)
  const isSpread = (id: string) => set.questions.some((question) => question.id === id && question.spread === true)
  const uncovered = asks.wishes.filter(
    (wish) => isSpread(wish.question) && !chosen.some((one) => one.view.wishes.includes(wish)),
  )
  const short = ({ view, gain }: Taken) => ({ service: view.id, tier: view.tier, gain })
  const receipt = {
    engine: 1,
    releaseDigest: release.releaseDigest,
    questionSet: set.id,
    seed,
    without,
    alternatives,
  } as const
  const form = jcs({
    ...receipt,
    rotation: release.rotation,
    answers: canonicalAnswers(world, tokens),
    choices: chosen.map(short),
    more: more.map(short),
  })
  return {
    choices: chosen.map(choiceOf),
    alternatives: more.map(choiceOf),
    shortfall: Object.fromEntries(lacking.filter(([, count]) => count > 0)),
    uncovered,
    blockers: blockersOf(world, views, chosen),
    advice: adviceOf(world, tokens),
    explanations: [...new Set(options.explain ?? [])].map((service) => explain(world, views, chosen, service)),
    receipt: { ...receipt, release: release.release, digest: createHash('sha256').update(form).digest('hex') },
  }
}
