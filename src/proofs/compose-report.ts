import { both, countIn, hasBit, isEmpty, sameBits, servicesIn, without } from './bits.js'
import type { DemandTally, Found } from './demand-walk.js'
import { countOpen, firstAsked, type Ground, given, product } from './ground.js'
import type { NamedDemand } from './kernels.js'
import type { Influence, Search } from './more-matches.js'
import type { OutcomeTally } from './outcome-walk.js'
import { comparePatterns, type Pattern } from './patterns.js'
import type {
  AnswerOutcome,
  Basis,
  BusiestFull,
  Count,
  EqualGroup,
  Estimate,
  Exposure,
  FewerFinding,
  GivenUpDemand,
  GivenUpFinding,
  IdleFinding,
  KindFinding,
  Offer,
  OptionInfluence,
  ProofExample,
  ProofReport,
  UncoveredFinding,
  UnreachableFinding,
  UnreachableService,
  WishOutcome,
} from './report.js'
import { confidence, exactly, gini, mayBe, rounded, sampled } from './statistics.js'

/** A report before it is said of which release it is, and signed. */
export type UnsignedReport = Omit<ProofReport, 'release' | 'releaseDigest' | 'rotation' | 'digest'>

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
interface Composing {
  readonly ground: Ground
  readonly proven: Proven
  readonly basis: Basis
  /** A count of the outcomes as a share of all of them, or of so many. */
  estimate(count: number, of?: number): Estimate
  count(found: Found): Count
  example(pattern: Pattern | null | undefined): ProofExample | null
}

export function composeReport(ground: Ground, proven: Proven): UnsignedReport {
  const { survey, questionSet, strands, patterns, answerClasses } = ground
  const { isExact, outcomes, seed } = proven
  const estimator = isExact ? exactly : sampled
  const of: Composing = {
    ground,
    proven,
    basis: isExact ? 'exact' : 'sample',
    estimate: (count, all = outcomes.patterns) => estimator(count, all),
    count: ({ patterns: some, classes }) => ({
      patterns: some,
      share: rounded(some / patterns),
      demandClasses: classes,
    }),
    example: (pattern) => (pattern ? exampleOf(ground, pattern) : null),
  }
  return {
    version: 1,
    questionSet: questionSet.id,
    size: {
      choices: survey.rules.size,
      patterns,
      demandClasses: product(strands, ({ demandClasses }) => demandClasses.length),
      answerClasses,
      services: survey.services.ids.length,
      openServices: countOpen(ground),
      organizations: survey.organizations.length,
    },
    outcomes: { basis: of.basis, matches: outcomes.matches, seed, confidence, method: 'wilson' },
    findings: {
      fewer: fewer(of),
      formal: kindFinding(of, 'formal'),
      informal: kindFinding(of, 'informal'),
      givenUp: givenUp(of),
      unreachable: unreachable(of),
      uncovered: uncovered(of),
      idle: idle(of),
    },
    exposure: exposure(of),
    answers: answerOutcomes(of),
    offer: offer(of),
    busiestFull: busiestFull(of),
  }
}

function exampleOf({ questionSet, survey }: Ground, pattern: Pattern): ProofExample {
  const list = given(questionSet, pattern)
  const kinds = new Map(questionSet.questions.map(({ id, kind }) => [id, kind]))
  const answers = list.map(({ question, tokens }) => {
    const takesList = kinds.get(question) === 'multiple' || kinds.get(question) === 'ranked'
    return [question, takesList ? tokens : (tokens[0] ?? '')] as const
  })
  const choices = survey.outcome(list).map(({ service }) => survey.services.ids[service] ?? '')
  return { answers: Object.fromEntries(answers), choices }
}

function fewer({ ground, proven: { demands }, count, example }: Composing): FewerFinding {
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

function kindFinding({ proven, estimate, count, example }: Composing, kind: 'formal' | 'informal'): KindFinding {
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

function givenUp(of: Composing): GivenUpFinding {
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

function unreachable(of: Composing): UnreachableFinding {
  const { survey, kernels } = of.ground
  const services = [...survey.services.ids.keys()].flatMap((s) => unreachableService(of, s) ?? [])
  const count = services.filter(({ reason }) => reason === 'demands' || reason === 'never-first').length
  const sought = new Set(of.proven.searches.map(({ service }) => service))
  const unsought = [...servicesIn(both(kernels.base, of.proven.demands.possible))].filter(
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
  if (!hasBit(active, s)) return { ...byDemands, reason: 'inactive' }
  if (hasBit(full, s)) return { ...byDemands, reason: 'full' }
  const example = of.example({ answered: 0, said: [] })
  const { exclusions, demands } = survey.always
  const hits = exclusions.filter((exclusion) => hasBit(exclusion.hits, s))
  if (hits.length > 0) {
    const asked = hits.map(({ taxonomy, term }) => ({ taxonomy, terms: [term] }))
    return { ...byDemands, reason: 'excluded-always', asked, example }
  }
  if (!hasBit(kernels.base, s)) {
    const failed = demands.filter(({ tierBit, meets }) => tierBit === 0 && !hasBit(meets, s))
    const asked = failed.map(({ taxonomy, terms }) => ({ taxonomy, terms }))
    return { ...byDemands, reason: 'demanded-always', asked, example }
  }
  if (!hasBit(proven.demands.possible, s)) return { ...byDemands, reason: 'demands', example }
  const search = proven.searches.find(({ service }) => service === s)
  if (search === undefined || search.isReached) return undefined
  return { ...named, reason: 'never-first', proof: basis, asked: [], example: of.example(search.fitting) }
}

function uncovered(of: Composing): UncoveredFinding {
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

function idle({ ground, proven, example }: Composing): IdleFinding {
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
  const isEverybody = (bits: Int32Array): boolean => sameBits(both(bits, base), base)
  const isRestrictive = (taxonomy: string): boolean => survey.restricted.some((each) => each.taxonomy === taxonomy)
  return (
    demands.every(({ meets, taxonomy }) => isEverybody(meets) && !isRestrictive(taxonomy) && taxonomy !== 'kind') &&
    exclusions.every(({ hits, taxonomy }) => isNobody(hits) && taxonomy !== 'kind') &&
    wishes.every(({ has, widely }) => isNobody(has) || (isEverybody(has) && (isNobody(widely) || isEverybody(widely))))
  )
}

function exposure({ ground, proven, estimate }: Composing): Exposure {
  const { survey, kernels } = ground
  const { ids, organizations, formal } = survey.services
  const { byService, byOrganization, byKind } = proven.outcomes
  const kindOf = (s: number | undefined) => (s !== undefined && hasBit(formal, s) ? 'formal' : 'informal')
  const base = [...servicesIn(kernels.base)]
  const services = base.map(
    (s) =>
      ({
        service: ids[s] ?? '',
        organization: survey.organizations[organizations[s] ?? 0] ?? '',
        kind: kindOf(s),
        chosen: estimate(byService[s] ?? 0),
      }) as const,
  )
  const ofOrganization = new Map<number, number[]>()
  for (const s of base) {
    const organization = organizations[s] ?? 0
    ofOrganization.set(organization, [...(ofOrganization.get(organization) ?? []), s])
  }
  const shown = [...ofOrganization].sort(([a], [b]) => a - b)
  const organizationRows = shown.map(
    ([o, own]) =>
      ({
        organization: survey.organizations[o] ?? '',
        kind: kindOf(own[0]),
        services: own.length,
        chosen: estimate(byOrganization[o] ?? 0),
      }) as const,
  )
  return {
    services: services.toSorted((a, b) => b.chosen.count - a.chosen.count),
    organizations: organizationRows.toSorted((a, b) => b.chosen.count - a.chosen.count),
    gini: {
      services: gini(base.map((s) => byService[s] ?? 0)),
      organizations: gini(shown.map(([o]) => byOrganization[o] ?? 0)),
    },
    choices: byKind.formal + byKind.informal,
    ...byKind,
    equals: equals(ground, proven.equals),
  }
}

function equals({ survey }: Ground, { groups, counts, matches }: Proven['equals']): Exposure['equals'] {
  const rows = groups.map((group): EqualGroup => {
    const total = group.reduce((sum, o) => sum + (counts[o] ?? 0), 0)
    const mean = total / group.length / matches
    return {
      organizations: group.map((o) => ({
        organization: survey.organizations[o] ?? '',
        chosen: sampled(counts[o] ?? 0, matches),
      })),
      mean: rounded(mean),
      holds: group.every((o) => mayBe(mean, counts[o] ?? 0, matches)),
    }
  })
  return { holds: rows.every(({ holds }) => holds), matches, groups: rows }
}

function answerOutcomes({ ground, proven }: Composing): AnswerOutcome[] {
  const { patterns, choices, formal, meeting } = proven.outcomes.answers
  const names = [
    ...ground.answers.map(({ question, token }) => ({ question, answer: token })),
    ...ground.questionSet.questions.map(({ id }) => ({ question: id, answer: null })),
  ]
  return names.map((name, i) => {
    const count = patterns[i] ?? 0
    const mean = (sum: number): number => (count === 0 ? 0 : rounded(sum / count))
    const [all, some] = [choices[i] ?? 0, formal[i] ?? 0]
    return {
      ...name,
      count,
      choices: mean(all),
      formal: mean(some),
      informal: mean(all - some),
      meeting: mean(meeting[i] ?? 0),
    }
  })
}

function offer({ ground, proven }: Composing): Offer | null {
  const { grid, survey, kernels, answers } = ground
  if (grid === undefined) return null
  const { cells } = proven.outcomes
  const { rows, columns } = grid
  const whoOf = (place: number): Int32Array => {
    const asks = answers[place]?.asks
    const who = asks && firstAsked(asks)?.who
    return who ? both(who, kernels.base) : new Int32Array(kernels.base.length)
  }
  const columnsWho = columns.answers.map(whoOf)
  return {
    rows: { question: rows.question, taxonomy: rows.taxonomy },
    columns: { question: columns.question, taxonomy: columns.taxonomy },
    cells: rows.answers.flatMap((row, i) => {
      const rowWho = whoOf(row)
      return columns.answers.map((column, j) => {
        const who = both(rowWho, columnsWho[j] ?? rowWho)
        const place = i * columns.answers.length + j
        const count = cells.patterns[place] ?? 0
        return {
          row: answers[row]?.token ?? '',
          column: answers[column]?.token ?? '',
          formal: countIn(both(who, survey.services.formal)),
          informal: countIn(without(who, survey.services.formal)),
          count,
          meeting: count === 0 ? null : rounded((cells.meeting[place] ?? 0) / count),
        }
      })
    }),
  }
}

const mostShifts = 20

function busiestFull({ ground, proven }: Composing): BusiestFull {
  const { full, matches, before, after } = proven.busiest
  const { ids } = ground.survey.services
  const others = [...servicesIn(ground.kernels.base)].filter((s) => !full.includes(s))
  const gain = (s: number): number => (after.chosen[s] ?? 0) - (before.chosen[s] ?? 0)
  return {
    services: full.map((s) => ids[s] ?? ''),
    matches,
    fewer: { before: sampled(before.fewer, matches), after: sampled(after.fewer, matches) },
    gini: {
      before: gini(others.map((s) => before.chosen[s] ?? 0)),
      after: gini(others.map((s) => after.chosen[s] ?? 0)),
    },
    shifts: others
      .filter((s) => gain(s) > 0)
      .sort((a, b) => gain(b) - gain(a) || a - b)
      .slice(0, mostShifts)
      .map((s) => ({
        service: ids[s] ?? '',
        before: sampled(before.chosen[s] ?? 0, matches),
        after: sampled(after.chosen[s] ?? 0, matches),
      })),
  }
}
