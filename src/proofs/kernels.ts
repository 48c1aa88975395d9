import { type Asks, both, isSame, type ServiceBits, type Survey, without } from '../engine/survey.js'
import { comparePatterns, type Pattern, type Strand, type StrandClass, type Unwanted, unwantedBy } from './patterns.js'

/**
 * What a class of demands does to the services of this catalogue. Classes that nobody in it tells apart (terms that the
 * same services carry) share a kernel and are walked once; what comes of it holds for each of them.
 */
export interface Kernel {
  /** Who is not out by it. */
  readonly open: ServiceBits
  /** Who is not out by it and fails none of its demands. */
  readonly meeting: ServiceBits
  /** Who is out by each question, by its position; 0 is `always`. */
  readonly out: readonly { readonly position: number; readonly services: ServiceBits }[]
  /** Those that can be given up, and that somebody fails. */
  readonly demands: readonly KernelDemand[]
  /** Whether the resident's own word is against a kind: then its minimum counts as 0. */
  readonly unwanted: Unwanted
  readonly patterns: number
  readonly classes: number
  readonly smallest: Pattern
  /** Each with its demands in the order of `demands`. */
  readonly members: readonly Member[]
}

export interface KernelDemand {
  /** Its number among the demands of all kernels. */
  readonly number: number
  readonly tierBit: number
  readonly meets: ServiceBits
}

/** A class of demands, as it is named. */
export interface Member {
  readonly patterns: number
  readonly smallest: Pattern
  readonly demands: readonly NamedDemand[]
}

export interface NamedDemand {
  readonly question: string
  readonly taxonomy: string
  readonly terms: readonly string[]
  readonly relax: number
}

/** The kernels of `always` and of each strand, with the number of their demands. */
export interface Kernels {
  readonly strands: readonly (readonly Kernel[])[]
  readonly demandCount: number
  /** Who is active and has room. */
  readonly alive: ServiceBits
  /** Of these, who is not out by `always`. */
  readonly base: ServiceBits
}

export function kernelsOf(survey: Survey, strands: readonly Strand[]): Kernels {
  const alive = without(survey.services.active, survey.services.full)
  const always: StrandClass = {
    asks: [survey.always],
    patterns: 1,
    smallest: { answered: 0, said: [] },
    unwanted: unwantedBy([survey.always]),
  }
  const base = openTo([survey.always], alive)
  const positions = new Map(
    strands.flatMap(({ questions, places }) => questions.map(({ id }, i) => [id, (places[i] ?? 0) + 1] as const)),
  )
  let demandCount = 0
  const make = (classes: readonly StrandClass[], ids: readonly string[]): Kernel[] => {
    const drafts = new Map<string, Draft>()
    for (const each of classes) addTo(drafts, each, { ids, alive, base, positions })
    return [...drafts.values()]
      .sort((a, b) => comparePatterns(a.smallest, b.smallest))
      .map((draft) => {
        const demands = draft.demands.map((demand, i) => ({ ...demand, number: demandCount + i }))
        demandCount += demands.length
        return { ...draft, demands }
      })
  }
  const kernels = [
    make([always], ['always']),
    ...strands.map(({ demandClasses, questions }) =>
      make(
        demandClasses,
        questions.map(({ id }) => id),
      ),
    ),
  ]
  return { strands: kernels, demandCount, alive, base }
}

interface Draft extends Omit<Kernel, 'demands' | 'patterns' | 'classes' | 'members'> {
  readonly demands: readonly Omit<KernelDemand, 'number'>[]
  patterns: number
  classes: number
  readonly members: Member[]
}

interface Surroundings {
  readonly ids: readonly string[]
  readonly alive: ServiceBits
  readonly base: ServiceBits
  readonly positions: ReadonlyMap<string, number>
}

function addTo(drafts: Map<string, Draft>, each: StrandClass, { ids, alive, base, positions }: Surroundings): void {
  const heard = each.asks.flatMap((asks, i) => (asks ? [{ asks, question: ids[i] ?? '' }] : []))
  const out = heard.flatMap(({ asks, question }) => {
    const services = without(alive, openTo([asks], alive))
    const position = positions.get(question) ?? 0
    return services.some((word) => word !== 0) ? [{ position, services }] : []
  })
  const open = openTo(
    heard.map(({ asks }) => asks),
    alive,
  )
  const demands = heard
    .flatMap(({ asks, question }) =>
      asks.demands
        .filter(({ tierBit }) => tierBit > 0)
        .map(({ taxonomy, terms, tierBit, meets }) => {
          const met = both(meets, base)
          const relax = 32 - Math.clz32(tierBit)
          const key = `${question} ${relax} ${textOf(met)}`
          return { key, tierBit, meets: met, named: { question, taxonomy, terms, relax } }
        }),
    )
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const failed = demands.filter(({ meets }) => !isSame(meets, base))
  const { unwanted } = each
  const key = JSON.stringify([
    textOf(open),
    out.map(({ position, services }) => [position, textOf(services)]),
    failed.map(({ key }) => key),
    unwanted,
  ])
  const member = { patterns: each.patterns, smallest: each.smallest, demands: failed.map(({ named }) => named) }
  const known = drafts.get(key)
  if (known) {
    known.patterns += each.patterns
    known.classes += 1
    known.members.push(member)
    return
  }
  drafts.set(key, {
    open,
    meeting: failed.reduce((bits, { meets }) => both(bits, meets), open),
    out,
    demands: failed.map(({ tierBit, meets }) => ({ tierBit, meets })),
    unwanted,
    patterns: each.patterns,
    classes: 1,
    smallest: each.smallest,
    members: [member],
  })
}

/** Who of these is not hit by an exclusion and meets what is never given up. */
export function openTo(heard: readonly Asks[], among: ServiceBits): ServiceBits {
  return heard.reduce((bits, { exclusions, demands }) => {
    const left = exclusions.reduce((rest, { hits }) => without(rest, hits), bits)
    return demands.reduce((rest, { tierBit, meets }) => (tierBit === 0 ? both(rest, meets) : rest), left)
  }, among)
}

/** A text that no other set of as many services has. */
function textOf(bits: ServiceBits): string {
  return Array.from(bits, (word) => (word >>> 0).toString(36)).join(' ')
}
