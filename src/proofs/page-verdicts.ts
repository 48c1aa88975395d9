import { type Html, html } from '../http/html.js'
import { filled, type Making } from './page-parts.js'
import type { KindFinding, ProofExample } from './report.js'

export type State = 'good' | 'look' | 'bad'

/** One line of the first screen. */
export interface Verdict {
  readonly state: State
  readonly says: readonly string[]
  readonly examples: readonly (readonly [ProofExample | null, Html | undefined])[]
}

/** In the order of what matters most to a resident. */
export function verdictsOf(page: Making): Verdict[] {
  const { findings, exposure } = page.report
  const { equals } = exposure
  const all = [
    fewer(page),
    kind(page, findings.formal),
    kind(page, findings.informal),
    unreachable(page),
    uncovered(page),
    ...(equals.groups.length > 0 ? [simple(equals.holds, page.words.equals)] : []),
    givenUp(page),
    idle(page),
  ]
  return [...all.filter(({ state }) => state === 'bad'), ...all.filter(({ state }) => state !== 'bad')]
}

function simple(isGood: boolean, { good, bad }: { readonly good: string; readonly bad: string }): Verdict {
  return { state: isGood ? 'good' : 'bad', says: [isGood ? good : bad], examples: [] }
}

function fewer({ report, words, number, percent }: Making): Verdict {
  const { holds, patterns, share, none, example } = report.findings.fewer
  const choices = number(report.size.choices)
  if (holds) return { state: 'good', says: [filled(words.fewer.good, { choices })], examples: [] }
  const says = [filled(words.fewer.bad, { choices, patterns: number(patterns), share: percent(share) })]
  if (none.patterns > 0) says.push(filled(words.fewer.none, { patterns: number(none.patterns) }))
  return { state: 'bad', says, examples: [[none.example ?? example, undefined]] }
}

function kind({ words, number, percent }: Making, finding: KindFinding): Verdict {
  const own = finding.byOwnWord.patterns > 0 ? [words.kind.byOwnWord] : []
  const what = words.kind[finding.kind]
  if (finding.holds) return { state: 'good', says: [filled(words.kind.good, { kind: what }), ...own], examples: [] }
  const { count, share } = finding.lacking
  const patterns = number(Math.max(count, finding.patterns))
  const says = filled(words.kind.bad, { kind: what, patterns, share: percent(Math.max(share, finding.share)) })
  return { state: 'bad', says: [says, ...own], examples: [[finding.example ?? finding.lackingExample, undefined]] }
}

/** Of one kind of findings so many are shown. */
const mostExamples = 4

function unreachable({ report, words, number, names, name }: Making): Verdict {
  const { holds, count, services } = report.findings.unreachable
  const lost = services.flatMap(({ service, reason, example }) =>
    reason === 'demands' || reason === 'never-first' ? [{ service, reason, example } as const] : [],
  )
  const keptOut = services.length - lost.length
  const says = keptOut > 0 ? [filled(words.unreachable.keptOut, { count: number(keptOut) })] : []
  if (holds) return { state: 'good', says: [words.unreachable.good, ...says], examples: [] }
  const all = number(report.size.services)
  return {
    state: 'bad',
    says: [filled(words.unreachable.bad, { count: number(count), all }), ...says],
    examples: lost
      .slice(0, mostExamples)
      .map(({ service, reason, example }) => [
        reason === 'never-first' ? example : null,
        html`<strong>${name(names.service(service))}</strong> ${words.reason[reason]}`,
      ]),
  }
}

function uncovered({ report, words, number, names, name }: Making): Verdict {
  const { holds, count, wishes } = report.findings.uncovered
  if (holds) return { state: 'good', says: [words.uncovered.good], examples: [] }
  const never = wishes.filter((wish) => wish.never !== null)
  return {
    state: 'bad',
    says: [filled(words.uncovered.bad, { count: number(count) })],
    examples: never
      .slice(0, mostExamples)
      .map(({ question, answer, taxonomy, term, example }) => [
        example,
        html`<strong>${name(names.term(taxonomy, term))}</strong> (${name(names.question(question))} ${name(names.answer(question, answer))})`,
      ]),
  }
}

function givenUp({ report, words, number, percent }: Making): Verdict {
  const { holds, patterns, share, example } = report.findings.givenUp
  if (holds) return { state: 'good', says: [words.givenUp.good], examples: [] }
  const says = filled(words.givenUp.look, { patterns: number(patterns), share: percent(share) })
  return { state: 'look', says: [says], examples: [[example, undefined]] }
}

function idle({ report, words, number, names, name }: Making): Verdict {
  const { holds, count, options } = report.findings.idle
  if (holds) return { state: 'good', says: [words.idle.good], examples: [] }
  const idle = options.filter(({ influence }) => influence === 'idle' || influence === 'unseen')
  return {
    state: 'look',
    says: [filled(words.idle.look, { count: number(count) })],
    examples: idle
      .slice(0, mostExamples)
      .map(({ question, answer }) => [
        null,
        html`${name(names.question(question))} <strong>${name(names.answer(question, answer))}</strong>`,
      ]),
  }
}
