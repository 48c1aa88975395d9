import { both, countIn, isEmpty, isIn, isSame, numbersIn } from '../engine/survey.js'
import type { Composing } from './composing.js'
import type { Found } from './demand-walk.js'
import type { Ground } from './ground.js'
import type { NamedDemand } from './kernels.js'
import { comparePatterns, type Pattern } from './patterns.js'
import type {
  FewerFinding,
  GivenUpDemand,
  GivenUpFinding,
  IdleFinding,
  KindFinding,
  OptionInfluence,
  UncoveredFinding,
  UnreachableFinding,
  UnreachableService,
  WishOutcome,
} from './report.js'
import { exactly, sampled } from './statistics.js'

/** What is proven or refuted, from the sums. */

export function fewer({ ground, proven: { demands }, count, example }: Composing): FewerFinding {
  const found: Found = { patterns: 0, classes: 0, smallest: null }
  for (const { patterns, classes, smallest } of demands.byChoices.slice(0, -1)) {
    found.patterns += patterns
    found.classes += classes
    if (smallest && (!found.smallest || comparePatterns(smallest, found.smallest) < 0)) found.smallest = smallest
  }
  const none = demands.byChoices[0] ?? found
  const positions: (string | null)[] = ['always', ...ground.questionSet.questions.map(({ id }) => id), null]
  return {
    holds: found.patterns === 0,
    ...count(found),
    example: example(found.smallest),
    none: { ...count(none), example: example(none.smallest) },
    byChoices: demands.byChoices.map(({ patterns }, choices) => ({ choices, patterns })),
    blockers: positions
      .map((question, i) => ({ question, patterns: demands.blockers[i] ?? 0 }))
      .filter(({ patterns }) => patterns > 0),
  }
}

export function kindFinding({ proven, estimate, count, example }: Composing, kind: 'formal' | 'informal'): KindFinding {
  const { ownWord, other } = proven.demands.lacking[kind]
  const { patterns, smallest } = proven.outcomes.lacking[kind]
  return {
    kind,
    holds: other.patterns === 0 && patterns === 0,
    ...count(other),
    example: example(other.smallest),
    byOwnWord: count(ownWord),
    lacking: estimate(patterns),
    lackingExample: example(smallest),
  }
}

const mostGivenUpDemands = 200

export function givenUp(of: Composing): GivenUpFinding {
  const { demands } = of.proven
  const rows = givenUpDemands(of)
  return {
    holds: demands.givenUp.patterns === 0,
    ...of.count(demands.givenUp),
    example: of.example(demands.givenUp.smallest),
    byRelax: demands.byRelax.map((patterns, i) => ({ relax: i + 1, patterns })).filter(({ patterns }) => patterns > 0),
    demands: rows.slice(0, mostGivenUpDemands).map(({ shown, ...row }) => ({ ...row, example: of.example(shown) })),
    demandCount: rows.length,
  }
}

type GivenUpRow = Omit<GivenUpDemand, 'example'> & { readonly shown: Pattern | null }

/** What was found of the demands of kernels, as those of the classes that share them: each has its part of the patterns. */
function givenUpDemands({ ground, proven: { demands } }: Composing): GivenUpRow[] {
  const rows = new Map<string, { named: NamedDemand; made: number; must: number; may: number; shown: Pattern | null }>()
  for (const [strand, kernels] of ground.kernels.strands.entries()) {
    for (const kernel of kernels) {
      for (const [i, { number }] of kernel.demands.entries()) {
        const shown = demands.mayShown.get(number)
        for (const member of kernel.members) {
          const named = member.demands[i]
          if (named === undefined || shown === undefined || isRepeated(member.demands, i)) continue
          const key = keyOf(named)
          const row = rows.get(key) ?? { named, made: 0, must: 0, may: 0, shown: null }
          const own = swapped(ground, strand, shown, member.smallest)
          row.must += ((demands.must[number] ?? 0) / kernel.patterns) * member.patterns
          row.may += ((demands.may[number] ?? 0) / kernel.patterns) * member.patterns
          if (row.shown === null || comparePatterns(own, row.shown) < 0) row.shown = own
          rows.set(key, row)
        }
      }
    }
  }
  addMade(ground, rows)
  return [...rows.values()]
    .map(({ named, ...row }) => ({ ...named, ...row }))
    .sort((a, b) => b.must - a.must || b.may - a.may || (a.shown && b.shown ? comparePatterns(a.shown, b.shown) : 0))
}

function keyOf({ question, taxonomy, terms, relax }: NamedDemand): string {
  return JSON.stringify([question, taxonomy, terms, relax])
}

/** Two options may demand the same: then it counts once. */
function isRepeated(demands: readonly NamedDemand[], place: number): boolean {
  const named = demands[place]
  return named !== undefined && demands.findIndex((other) => keyOf(other) === keyOf(named)) < place
}

/** A pattern with what is said to one strand as a member of its kernel has it; the first strand is `always`. */
function swapped({ strands }: Ground, strand: number, pattern: Pattern, own: Pattern): Pattern {
  const places = strands[strand - 1]?.places ?? []
  const said = [...pattern.said]
  for (const [i, place] of places.entries()) {
    const one = own.said[i]
    if (one) said[place] = one
  }
  return { answered: said.filter(({ tokens }) => tokens.length > 0).length, said }
}

/** In how many patterns each demand is made. */
function addMade({ kernels, patterns }: Ground, rows: ReadonlyMap<string, { made: number }>): void {
  for (const strand of kernels.strands) {
    const all = strand.reduce((sum, kernel) => sum + kernel.patterns, 0)
    for (const { members } of strand) {
      for (const member of members) {
        for (const [i, named] of member.demands.entries()) {
          const row = rows.get(keyOf(named))
          if (row && !isRepeated(member.demands, i)) row.made += (patterns / all) * member.patterns
        }
      }
    }
  }
}

export function unreachable(of: Composing): UnreachableFinding {
  const { survey, kernels } = of.ground
  const services = [...survey.services.ids.keys()].flatMap((s) => unreachableService(of, s) ?? [])
  const count = services.filter(({ reason }) => reason === 'demands' || reason === 'never-first').length
  const sought = new Set(of.proven.searches.map(({ service }) => service))
  const unsought = [...numbersIn(both(kernels.base, of.proven.demands.possible))].filter(
    (s) => of.proven.outcomes.byService[s] === 0 && !sought.has(s),
  ).length
  return { holds: count === 0, count, unsought, services }
}

function unreachableService(of: Composing, s: number): UnreachableService | undefined {
  const { ground, proven, basis } = of
  const { survey, kernels } = ground
  const { ids, organizations, active, full } = survey.services
  const named = { service: ids[s] ?? '', organization: survey.organizations[organizations[s] ?? 0] ?? '' }
  const byDemands = { ...named, proof: 'demands', asked: [], example: null } as const
  if (!isIn(active, s)) return { ...byDemands, reason: 'inactive' }
  if (isIn(full, s)) return { ...byDemands, reason: 'full' }
  const example = of.example({ answered: 0, said: [] })
  const { exclusions, demands } = survey.always
  const hits = exclusions.filter((exclusion) => isIn(exclusion.hits, s))
  if (hits.length > 0) {
    const asked = hits.map(({ taxonomy, term }) => ({ taxonomy, terms: [term] }))
    return { ...byDemands, reason: 'excluded-always', asked, example }
  }
  if (!isIn(kernels.base, s)) {
    const failed = demands.filter(({ tierBit, meets }) => tierBit === 0 && !isIn(meets, s))
    const asked = failed.map(({ taxonomy, terms }) => ({ taxonomy, terms }))
    return { ...byDemands, reason: 'demanded-always', asked, example }
  }
  if (!isIn(proven.demands.possible, s)) return { ...byDemands, reason: 'demands', example }
  const search = proven.searches.find(({ service }) => service === s)
  if (search === undefined || search.isReached) return undefined
  return { ...named, reason: 'never-first', proof: basis, asked: [], example: of.example(search.fitting) }
}

export function uncovered(of: Composing): UncoveredFinding {
  const { ground, proven, basis, estimate, example } = of
  const wishes = ground.wishes.map(({ question, answer, taxonomy, term, has }, i): WishOutcome => {
    const [wished, covered] = [proven.outcomes.wished[i] ?? 0, proven.outcomes.covered[i] ?? 0]
    const isImpossible = isEmpty(both(has, proven.demands.possible))
    return {
      question,
      answer,
      taxonomy,
      term,
      services: countIn(both(has, ground.kernels.alive)),
      covered: estimate(covered, wished),
      never: isImpossible ? 'demands' : wished > 0 && covered === 0 ? basis : null,
      example: example(proven.outcomes.uncovered[i]),
    }
  })
  const least = wishes.toSorted((a, b) => a.covered.share - b.covered.share)
  const count = wishes.filter(({ never }) => never !== null).length
  return { holds: count === 0, count, wishes: least }
}

export function idle({ ground, proven, example }: Composing): IdleFinding {
  const influences = new Map(proven.influences.map((influence) => [influence.answer, influence]))
  const options = ground.everyAnswer.map(({ question, token }): OptionInfluence => {
    const place = ground.answerAt(question, token)
    const named = { question, answer: token }
    const found = place === undefined ? undefined : influences.get(place)
    if (place === undefined || found === undefined)
      return { ...named, influence: 'none', changed: exactly(0, 0), example: null }
    const { compared, changed, smallest } = found
    const influence = isIdle(ground, place) ? 'idle' : smallest === null ? 'unseen' : 'some'
    return { ...named, influence, changed: sampled(changed, compared), example: example(smallest) }
  })
  const count = options.filter(({ influence }) => influence === 'idle' || influence === 'unseen').length
  return { holds: count === 0, count, options }
}

/** Whether an answer asks only what no two candidates differ in. */
function isIdle({ answers, survey, kernels }: Ground, place: number): boolean {
  const { demands = [], exclusions = [], wishes = [] } = answers[place]?.asks ?? {}
  const { base } = kernels
  const isNobody = (bits: Int32Array): boolean => isEmpty(both(bits, base))
  const isEverybody = (bits: Int32Array): boolean => isSame(both(bits, base), base)
  const isRestrictive = (taxonomy: string): boolean => survey.restricted.some((each) => each.taxonomy === taxonomy)
  return (
    demands.every(({ meets, taxonomy }) => isEverybody(meets) && !isRestrictive(taxonomy) && taxonomy !== 'kind') &&
    exclusions.every(({ hits, taxonomy }) => isNobody(hits) && taxonomy !== 'kind') &&
    wishes.every(({ has, widely }) => isNobody(has) || (isEverybody(has) && (isNobody(widely) || isEverybody(widely))))
  )
}
