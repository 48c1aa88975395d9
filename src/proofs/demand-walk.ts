import { both, isEmpty, isIn, numbersIn, type ServiceBits, type Survey, without } from '../engine/survey.js'
import type { Kernel, KernelDemand, Kernels } from './kernels.js'
import { comparePatterns, joined, type Pattern, type Strand } from './patterns.js'

/**
 * What depends on demands alone, for a run of the products of kernels (sections 5 and 6 of the matching model).
 *
 * Taking the first by `tier` and then by `failed`, within shares and with seats kept, is a greedy choice in a matroid: how
 * many there are of each tier and `failed` is the same whatever decides among equals. So who *can* be chosen is who is not
 * spanned by those that come before in these two; everything below follows from that, and needs no wish, seed or key.
 */

/** Patterns and classes that show something, and the smallest. */
export interface Found {
  patterns: number
  classes: number
  smallest: Pattern | null
}

export interface DemandTally {
  readonly all: Found
  /** By number of choices. */
  readonly byChoices: Found[]
  /** No choice of the kind, whatever the wishes: by the resident's own word, or not. */
  readonly lacking: { readonly [K in 'formal' | 'informal']: { readonly ownWord: Found; readonly other: Found } }
  /** A choice fails a demand. */
  readonly givenUp: Found
  /** By relax number, from 1: patterns. */
  readonly byRelax: number[]
  /** By number of a demand: patterns in which a choice has to fail it, and in which one may. */
  readonly must: Float64Array
  readonly may: Float64Array
  /** The smallest pattern in which a choice may fail it. */
  readonly mayShown: Map<number, Pattern>
  /** By position of a question, 0 being `always`; the last for all together. */
  readonly blockers: number[]
  /** Who may be chosen, for some wishes and turns. */
  readonly possible: ServiceBits
}

const kinds = ['formal', 'informal'] as const
const relaxNumbers = 9
const nothing = (): Found => ({ patterns: 0, classes: 0, smallest: null })

export function emptyDemandTally({ rules, services }: Survey, kernels: Kernels, questions: number): DemandTally {
  return {
    all: nothing(),
    byChoices: Array.from({ length: rules.size + 1 }, nothing),
    lacking: {
      formal: { ownWord: nothing(), other: nothing() },
      informal: { ownWord: nothing(), other: nothing() },
    },
    givenUp: nothing(),
    byRelax: new Array(relaxNumbers).fill(0),
    must: new Float64Array(kernels.demandCount),
    may: new Float64Array(kernels.demandCount),
    mayShown: new Map(),
    blockers: new Array(questions + 2).fill(0),
    possible: new Int32Array(services.active.length),
  }
}

export function addDemandTally(sum: DemandTally, more: DemandTally): void {
  addFound(sum.all, more.all)
  for (const [i, found] of sum.byChoices.entries()) addFound(found, more.byChoices[i] ?? nothing())
  for (const kind of kinds) {
    addFound(sum.lacking[kind].ownWord, more.lacking[kind].ownWord)
    addFound(sum.lacking[kind].other, more.lacking[kind].other)
  }
  addFound(sum.givenUp, more.givenUp)
  for (const list of ['byRelax', 'must', 'may', 'blockers'] as const) {
    for (let i = 0; i < sum[list].length; i += 1) sum[list][i] = (sum[list][i] ?? 0) + (more[list][i] ?? 0)
  }
  for (const [demand, pattern] of more.mayShown) show(sum.mayShown, demand, pattern)
  for (const [i, word] of more.possible.entries()) sum.possible[i] = (sum.possible[i] ?? 0) | word
}

function addFound(sum: Found, { patterns, classes, smallest }: Found): void {
  sum.patterns += patterns
  sum.classes += classes
  if (smallest && (sum.smallest === null || comparePatterns(smallest, sum.smallest) < 0)) sum.smallest = smallest
}

function show(shown: Map<number, Pattern>, demand: number, pattern: Pattern): void {
  const known = shown.get(demand)
  if (known === undefined || comparePatterns(pattern, known) < 0) shown.set(demand, pattern)
}

/** How many products of kernels there are. */
export function countWalks({ strands }: Kernels): number {
  return strands.reduce((product, kernels) => product * kernels.length, 1)
}

export interface DemandWalk {
  readonly survey: Survey
  readonly kernels: Kernels
  readonly strands: readonly Strand[]
}

/** Walks the products with the numbers from `from` up to, not with, `to`. */
export function walkDemands(walk: DemandWalk, from: number, to: number): DemandTally {
  const { survey, kernels, strands } = walk
  const questions = strands.reduce((count, strand) => count + strand.questions.length, 0)
  const tally = emptyDemandTally(survey, kernels, questions)
  const product = createProducts(kernels)
  const judge = createJudge(walk, tally)
  for (let number = from; number < to; number += 1) judge(product(number))
  return tally
}

/** One product: what a kernel of each strand leaves together. */
interface Product {
  readonly kernels: readonly Kernel[]
  readonly open: ServiceBits
  readonly meeting: ServiceBits
  readonly patterns: number
  readonly classes: number
  readonly answered: number
}

/** Products by number, the last strand turning fastest; what did not turn since the one before is not put together again. */
function createProducts({ strands, alive }: Kernels): (number: number) => Product {
  const digits = strands.map(() => -1)
  const chosen: Kernel[] = []
  const none = { kernels: chosen, open: alive, meeting: alive, patterns: 1, classes: 1, answered: 0 }
  const stages: Product[] = strands.map(() => none)
  const turn = (number: number): number => {
    let rest = number
    let first = strands.length
    for (let i = strands.length - 1; i >= 0; i -= 1) {
      const { length } = strands[i] ?? []
      const digit = rest % length
      rest = Math.floor(rest / length)
      if (digits[i] !== digit) first = i
      digits[i] = digit
    }
    return first
  }
  return (number) => {
    for (let i = turn(number); i < strands.length; i += 1) {
      const kernel = strands[i]?.[digits[i] ?? 0]
      if (kernel === undefined) continue
      chosen[i] = kernel
      const before = stages[i - 1] ?? none
      stages[i] = {
        kernels: chosen,
        open: both(before.open, kernel.open),
        meeting: both(before.meeting, kernel.meeting),
        patterns: before.patterns * kernel.patterns,
        classes: before.classes * kernel.classes,
        answered: before.answered + kernel.smallest.answered,
      }
    }
    return stages[strands.length - 1] ?? none
  }
}

/** Services of one `tier` and one `failed`, and the demands that may be among those they fail. */
interface Group {
  readonly services: ServiceBits
  readonly tier: number
  readonly failing: readonly KernelDemand[]
}

/** Judges products one after another, and adds what it finds to the tally. */
function createJudge(walk: DemandWalk, tally: DemandTally): (product: Product) => void {
  const { size } = walk.survey.rules
  const taking = createTaking(walk.survey)
  const write = createWriter(walk, tally)
  return (product) => {
    const demands = product.kernels.flatMap((kernel) => kernel.demands)
    taking.start(product, demands)
    const outcome: Outcome = { givenUp: 0, must: new Set(), may: new Set(), taking }
    forEachGroup(product, demands, ({ services, tier, failing }) => {
      const possible = taking.unspanned(services)
      if (isEmpty(possible)) return false
      for (let i = 0; i < possible.length; i += 1) tally.possible[i] = (tally.possible[i] ?? 0) | (possible[i] ?? 0)
      const best = failing.map((demand) => taking.totalWith(both(possible, demand.meets)))
      taking.take(possible)
      if (tier > 0) outcome.givenUp |= tier
      for (const [i, demand] of failing.entries()) {
        if (!isEmpty(without(possible, demand.meets))) outcome.may.add(demand.number)
        if ((best[i] ?? 0) < taking.total()) outcome.must.add(demand.number)
      }
      return taking.total() === size
    })
    write(product, outcome)
  }
}

interface Outcome {
  /** The bits of the relax numbers of what is given up. */
  givenUp: number
  readonly must: Set<number>
  readonly may: Set<number>
  readonly taking: Taking
}

const levels = Array.from({ length: relaxNumbers }, (_, i) => 2 ** (relaxNumbers - 1 - i))

/** Visits who is open by `tier` and then `failed`, ascending, until a visit says that it is enough. */
function forEachGroup(
  { open, meeting }: Product,
  demands: readonly KernelDemand[],
  visit: (group: Group) => boolean,
): void {
  if (visit({ services: meeting, tier: 0, failing: [] }) || demands.length === 0) return
  const byLevel = levels.map((bit) => demands.filter(({ tierBit }) => tierBit === bit))
  const descend = (services: ServiceBits, level: number, tier: number): boolean => {
    if (isEmpty(services)) return false
    const bit = levels[level]
    if (bit === undefined) return tier > 0 && leaf(services, tier)
    const own = byLevel[level] ?? []
    if (own.length === 0) return descend(services, level + 1, tier)
    const met = own.reduce((bits, { meets }) => both(bits, meets), services)
    return descend(met, level + 1, tier) || descend(without(services, met), level + 1, tier | bit)
  }
  const leaf = (services: ServiceBits, tier: number): boolean => {
    const failing = demands.filter(({ tierBit }) => (tier & tierBit) !== 0)
    const bits = levels.filter((bit) => (tier & bit) !== 0).length
    if (failing.length === bits) return visit({ services, tier, failing })
    return byFailed(services, failing).some((group) => visit({ services: group, tier, failing }))
  }
  descend(open, 0, 0)
}

/** The same services by how many of these demands they fail, ascending. */
function byFailed(services: ServiceBits, demands: readonly KernelDemand[]): ServiceBits[] {
  const groups: ServiceBits[] = []
  for (const s of numbersIn(services)) {
    const failed = demands.filter(({ meets }) => !isIn(meets, s)).length
    groups[failed] ??= new Int32Array(services.length)
    const group = groups[failed]
    group[s >>> 5] = (group[s >>> 5] ?? 0) | (1 << (s & 31))
  }
  return groups.filter((group) => group !== undefined)
}

/** Choices within shares and with seats kept, as far as `tier` and `failed` decide them. */
interface Taking {
  start(product: Product, demands: readonly KernelDemand[]): void
  /** Those of the next group who may be among the choices. */
  unspanned(services: ServiceBits): ServiceBits
  /** Takes from the next group, of which all may be among the choices. */
  take(services: ServiceBits): void
  total(): number
  /** What `total` would be with these. */
  totalWith(services: ServiceBits): number
  /** The most formal and informal choices that there can be. */
  most(): Counts
  readonly unwanted: { formal: boolean; informal: boolean }
  /** Whether the share of an organization is used up. */
  isUsedUp(organization: number): boolean
}

interface Counts {
  formal: number
  informal: number
}

function createTaking({ rules, services, organizations }: Survey): Taking {
  const { size, minimum, keptBelow, perOrganization } = rules
  const counts = new Int32Array(organizations.length)
  /** An organization for each that is counted. */
  const counted: number[] = []
  const found: Counts = { formal: 0, informal: 0 }
  /** Those of the groups before the last. */
  const before: Counts = { formal: 0, informal: 0 }
  /** The most that leaves the kept seats to the other kind. */
  const caps: Counts = { formal: size, informal: size }
  const unwanted = { formal: false, informal: false }
  const informal = services.formal.map((word) => ~word)

  /** Stops where there are enough of both. */
  const count = (bits: ServiceBits, enough: Counts): void => {
    for (const s of numbersIn(bits)) {
      const organization = services.organizations[s] ?? 0
      if ((counts[organization] ?? 0) >= perOrganization) continue
      counts[organization] = (counts[organization] ?? 0) + 1
      counted.push(organization)
      if (isIn(services.formal, s)) found.formal += 1
      else found.informal += 1
      if (found.formal >= enough.formal && found.informal >= enough.informal) return
    }
  }
  const undo = (length: number, { formal, informal }: Counts): void => {
    while (counted.length > length) {
      const organization = counted.pop() ?? 0
      counts[organization] = (counts[organization] ?? 0) - 1
    }
    found.formal = formal
    found.informal = informal
  }
  /** As many of one kind as wanted, or as there is room for. */
  const roomFor = (bits: ServiceBits, wanted: Counts): number => {
    count(bits, wanted)
    const room = Math.min(wanted.formal + wanted.informal, found.formal + found.informal)
    undo(0, { formal: 0, informal: 0 })
    return room
  }
  const sum = (): number =>
    Math.min(size, Math.min(found.formal, caps.formal) + Math.min(found.informal, caps.informal))
  return {
    unwanted,
    start({ kernels, open }, demands) {
      undo(0, { formal: 0, informal: 0 })
      unwanted.formal = kernels.some((kernel) => kernel.unwanted.formal)
      unwanted.informal = kernels.some((kernel) => kernel.unwanted.informal)
      const near = demands.reduce((bits, { tierBit, meets }) => (tierBit >= keptBelow ? both(bits, meets) : bits), open)
      caps.informal =
        size - (unwanted.formal ? 0 : roomFor(both(near, services.formal), { formal: minimum.formal, informal: 0 }))
      caps.formal =
        size - (unwanted.informal ? 0 : roomFor(both(near, informal), { formal: 0, informal: minimum.informal }))
      Object.assign(before, found)
    },
    unspanned(bits) {
      if (counted.length === 0 && caps.formal > 0 && caps.informal > 0) return bits
      const left = new Int32Array(bits.length)
      for (const s of numbersIn(bits)) {
        const [of, cap] = isIn(services.formal, s) ? [found.formal, caps.formal] : [found.informal, caps.informal]
        if (of >= cap || (counts[services.organizations[s] ?? 0] ?? 0) >= perOrganization) continue
        left[s >>> 5] = (left[s >>> 5] ?? 0) | (1 << (s & 31))
      }
      return left
    },
    take(bits) {
      Object.assign(before, found)
      count(bits, { formal: size, informal: size })
    },
    total: sum,
    totalWith(bits) {
      const kept = { ...found }
      const length = counted.length
      count(bits, { formal: size, informal: size })
      const total = sum()
      undo(length, kept)
      return total
    },
    most() {
      const least = {
        formal: Math.min(before.formal, caps.formal),
        informal: Math.min(before.informal, caps.informal),
      }
      return {
        formal: Math.min(found.formal, caps.formal, size - least.informal),
        informal: Math.min(found.informal, caps.informal, size - least.formal),
      }
    },
    isUsedUp: (organization) => (counts[organization] ?? 0) >= perOrganization,
  }
}

function createWriter(
  { survey, strands }: DemandWalk,
  tally: DemandTally,
): (product: Product, outcome: Outcome) => void {
  const { size } = survey.rules
  return (product, { givenUp, must, may, taking }) => {
    const { patterns, kernels, answered } = product
    let pattern: Pattern | undefined
    const smallest = (): Pattern => {
      pattern ??= joined(
        strands,
        kernels.slice(1).map((kernel) => kernel.smallest),
      )
      return pattern
    }
    const isNew = (known: Pattern | null | undefined): boolean =>
      !known || answered < known.answered || (answered === known.answered && comparePatterns(smallest(), known) < 0)
    const find = (found: Found | undefined): void => {
      if (found === undefined) return
      found.patterns += patterns
      found.classes += product.classes
      if (isNew(found.smallest)) found.smallest = smallest()
    }
    const total = taking.total()
    find(tally.all)
    find(tally.byChoices[total])
    const most = taking.most()
    for (const kind of kinds) {
      if (most[kind] === 0) find(taking.unwanted[kind] ? tally.lacking[kind].ownWord : tally.lacking[kind].other)
    }
    if (givenUp > 0) find(tally.givenUp)
    for (let relax = 1; relax <= relaxNumbers; relax += 1) {
      if ((givenUp >>> (relax - 1)) & 1) tally.byRelax[relax - 1] = (tally.byRelax[relax - 1] ?? 0) + patterns
    }
    for (const demand of must) tally.must[demand] = (tally.must[demand] ?? 0) + patterns
    for (const demand of may) {
      tally.may[demand] = (tally.may[demand] ?? 0) + patterns
      if (isNew(tally.mayShown.get(demand))) tally.mayShown.set(demand, smallest())
    }
    if (total < size) {
      for (const position of blockersOf(product, survey, taking, tally.blockers.length - 1))
        tally.blockers[position] = (tally.blockers[position] ?? 0) + patterns
    }
  }
}

/** The positions of the questions that keep out somebody whom no other question does; else `all`, where there is anybody. */
function blockersOf({ kernels }: Product, { services }: Survey, { isUsedUp }: Taking, all: number): readonly number[] {
  const outs = kernels.flatMap((kernel) => kernel.out)
  const once = new Int32Array(services.active.length)
  const more = new Int32Array(services.active.length)
  for (const { services: bits } of outs) {
    for (const [i, word] of bits.entries()) {
      more[i] = (more[i] ?? 0) | ((once[i] ?? 0) & word)
      once[i] = (once[i] ?? 0) | word
    }
  }
  const hasRoom = (bits: ServiceBits): boolean => {
    for (const s of numbersIn(bits)) if (!isUsedUp(services.organizations[s] ?? 0)) return true
    return false
  }
  const alone = outs.filter(({ services: bits }) => hasRoom(without(bits, more))).map(({ position }) => position)
  if (alone.length > 0 || !hasRoom(once)) return alone
  return [all]
}
