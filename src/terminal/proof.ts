interface Found {
  readonly holds: boolean
}

interface Counted extends Found {
  readonly patterns: number
  readonly share: number
  readonly example: Example | null
}

interface Example {
  readonly answers: Readonly<Record<string, string | readonly string[]>>
}

/** What of a proof fits on a screen. */
export interface ProofSummary {
  readonly questionSet: string
  readonly release: number | null
  readonly digest: string
  readonly size: {
    readonly choices: number
    readonly patterns: number
    readonly demandClasses: number
    readonly answerClasses: number
  }
  readonly outcomes: { readonly basis: 'exact' | 'sample'; readonly matches: number }
  readonly findings: {
    readonly fewer: Counted
    readonly formal: Counted
    readonly informal: Counted
    readonly givenUp: Counted
    readonly unreachable: Found & {
      readonly count: number
      readonly services: readonly { service: string; reason: string }[]
    }
    readonly uncovered: Found & {
      readonly count: number
      readonly wishes: readonly {
        question: string
        answer: string
        taxonomy: string
        term: string
        never: string | null
      }[]
    }
    readonly idle: Found & {
      readonly count: number
      readonly options: readonly { question: string; answer: string; influence: string }[]
    }
  }
  readonly comparison?: ComparisonSummary
  readonly exposure: {
    readonly gini: { readonly services: number; readonly organizations: number }
    readonly choices: number
    readonly formal: number
    readonly equals: Found & { readonly groups: readonly unknown[] }
  }
}

interface Estimated {
  readonly count: number
  readonly share: number
  readonly low: number
  readonly high: number
}

interface Named {
  readonly count: number
  readonly services: readonly { readonly service: string }[]
}

export interface ComparisonSummary {
  readonly release: number
  readonly basis: 'exact' | 'sample'
  readonly matches: number
  readonly questionSet: {
    readonly rules: readonly string[]
    readonly questions: readonly { readonly question: string; readonly change: string }[]
  }
  readonly others: { readonly changed: Estimated; readonly example: Example | null }
  readonly order: { readonly changed: Estimated }
  readonly fewer: { readonly changed: Estimated }
  readonly answers: readonly { readonly question: string; readonly answer: string | null; readonly others: Estimated }[]
  readonly services: readonly { readonly service: string; readonly before: Estimated; readonly after: Estimated }[]
  readonly arrived: Named
  readonly left: Named
}

/** Rules for publishing, and what of a proof breaks them, by the name of the rule. */
export interface RuleSummary {
  readonly rules: readonly string[]
  readonly breaches: readonly { readonly code: string; readonly detail: string }[]
}

/** A line for each finding and rule: whether it holds, with counts and the smallest example where it does not. */
export function describeProof(report: ProofSummary, { rules, breaches }: RuleSummary): string {
  const { questionSet, release, size, outcomes, findings, exposure, comparison, digest } = report
  const { unreachable, uncovered, idle } = findings
  const list = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${some(names)}`)
  const lost = unreachable.services.filter(({ reason }) => reason === 'demands' || reason === 'never-first')
  const formal = exposure.choices === 0 ? 0 : exposure.formal / exposure.choices
  return [
    `${questionSet}, ${release === null ? 'the drafts' : `release ${release}`}: ${number(size.patterns)} answer patterns, ${number(size.demandClasses)} demand classes, all walked.`,
    outcomes.basis === 'exact'
      ? `All ${number(size.answerClasses)} classes of answers were matched.`
      : `${number(outcomes.matches)} patterns were drawn from ${number(size.answerClasses)} classes of answers; shares that wishes decide have 95 % intervals.`,
    '',
    counted(`always ${size.choices} choices`, findings.fewer),
    counted('always a formal one', findings.formal),
    counted('always an informal one', findings.informal),
    counted('no demand given up', findings.givenUp),
    line(
      'every service can be chosen',
      unreachable.holds,
      `${unreachable.count} never${list(lost.map(({ service }) => service))}`,
    ),
    line(
      'every wish is covered for somebody',
      uncovered.holds,
      `${uncovered.count} never${list(uncovered.wishes.filter(({ never }) => never !== null).map(({ question, answer }) => `${question} ${answer}`))}`,
    ),
    line(
      'every option changes something',
      idle.holds,
      `${idle.count} not${list(
        idle.options
          .filter(({ influence }) => influence === 'idle' || influence === 'unseen')
          .map(({ question, answer }) => `${question} ${answer}`),
      )}`,
    ),
    ...(exposure.equals.groups.length > 0
      ? [line('equals are chosen equally often', exposure.equals.holds, 'not all')]
      : []),
    ...(rules.length > 0 ? ['', 'Rules for publishing:'] : []),
    ...rules.map((rule) => {
      const broken = breaches.filter(({ code }) => code === rule.replace(/<.*/, '')).map(({ detail }) => detail)
      return line(rule, broken.length === 0, broken.join(' '))
    }),
    '',
    ...(comparison ? [...describeComparison(comparison), ''] : []),
    `Concentration (Gini): services ${exposure.gini.services.toFixed(2)}, organizations ${exposure.gini.organizations.toFixed(2)}. Formal: ${percent(formal)} of the choices.`,
    `Digest ${digest}`,
    '',
  ].join('\n')
}

function some(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
}

/** What residents get that they would not get from another release. */
function describeComparison(comparison: ComparisonSummary): string[] {
  const { release, basis, matches, questionSet, others, order, fewer, answers, services, arrived, left } = comparison
  const share = ({ count, share, low, high }: Estimated): string =>
    basis === 'exact'
      ? `${number(count)} (${percent(share)})`
      : `${percent(share)} (${percent(low)} to ${percent(high)})`
  const shown = others.example === null ? '' : `, such as ${JSON.stringify(others.example.answers)}`
  const named = (what: string, { count, services }: Named): string[] =>
    count === 0 ? [] : [`  ${what}: ${count} (${some(services.map(({ service }) => service))})`]
  const differs = [
    ...questionSet.rules,
    ...questionSet.questions.map(({ question, change }) => `${question} ${change}`),
  ]
  const affected = answers.filter((row) => row.others.share > 0)
  return [
    `Compared with release ${release}, with the same turns; ${basis === 'exact' ? 'all patterns were matched in both' : `${number(matches)} patterns were drawn`}.`,
    ...(differs.length > 0 ? [`  the question set differs: ${differs.join(', ')}`] : []),
    `  other services: ${share(others.changed)}${shown}`,
    `  the same in another order: ${share(order.changed)}`,
    `  fewer choices: ${share(fewer.changed)}`,
    ...(affected.length > 0
      ? [
          `  most for: ${some(affected.map(({ question, answer, others }) => `${question} ${answer ?? 'skipped'} ${percent(others.share)}`))}`,
        ]
      : []),
    ...(services.length > 0
      ? [
          `  exposure: ${some(services.map(({ service, before, after }) => `${service} ${percent(before.share)} → ${percent(after.share)}`))}`,
        ]
      : []),
    ...named('may be chosen now', arrived),
    ...named('may no longer be chosen', left),
  ]
}

function counted(what: string, { holds, patterns, share, example }: Counted): string {
  const shown = example === null ? '' : `, such as ${JSON.stringify(example.answers)}`
  return line(what, holds, `not in ${number(patterns)} patterns (${percent(share)})${shown}`)
}

function line(what: string, holds: boolean, otherwise: string): string {
  return holds ? `  ✓ ${what}` : `  ✗ ${what}: ${otherwise}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
