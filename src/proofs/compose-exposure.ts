import { both, countIn, isIn, numbersIn, without } from '../engine/survey.js'
import type { Composing, Proven } from './composing.js'
import { firstAsked, type Ground } from './ground.js'
import type { AnswerOutcome, BusiestFull, EqualGroup, Exposure, Offer } from './report.js'
import { gini, mayBe, rounded, sampled } from './statistics.js'

/** Who is chosen how often, from the sums. */

export function exposure({ ground, proven, estimate }: Composing): Exposure {
  const { survey, kernels } = ground
  const { ids, organizations, formal } = survey.services
  const { byService, byOrganization, byKind } = proven.outcomes
  const kindOf = (s: number | undefined) => (s !== undefined && isIn(formal, s) ? 'formal' : 'informal')
  const base = [...numbersIn(kernels.base)]
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

export function answerOutcomes({ ground, proven }: Composing): AnswerOutcome[] {
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

export function offer({ ground, proven }: Composing): Offer | null {
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

export function busiestFull({ ground, proven }: Composing): BusiestFull {
  const { full, matches, before, after } = proven.busiest
  const { ids } = ground.survey.services
  const others = [...numbersIn(ground.kernels.base)].filter((s) => !full.includes(s))
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
