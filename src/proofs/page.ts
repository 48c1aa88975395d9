import { type Html, html, pageAsText } from '../http/html.js'
import type { PageLanguage } from '../http/page-language.js'
import type { Sentence } from '../words/index.js'
import { type Bar, barChart, heatMap } from './charts.js'
import { pageStyle } from './page-style.js'
import { type PageWords, pageWords } from './page-words.js'
import type { Estimate, KindFinding, ProofExample, ProofReport } from './report.js'
import type { ReportNames } from './report-names.js'

export interface ProofPageOptions {
  readonly language: PageLanguage
  readonly names: ReportNames
}

/** What every part of the page is made with. */
interface Making extends ProofPageOptions {
  readonly report: ProofReport
  readonly words: PageWords
  number(value: number): string
  percent(share: number): string
  /** A name in another language than the page says so. */
  name(sentence: Sentence): Html
}

/** One HTML page of a report, whole by itself: no script, no request. The first screen says whether it can be published. */
export function proofPage(report: ProofReport, options: ProofPageOptions): string {
  const { language, names } = options
  const words = pageWords[language]
  const page: Making = { ...options, report, words, ...numbers(words.locale), name: nameIn(language) }
  const verdicts = verdictsOf(page)
  const title = `${names.questionSet.text}: ${words.title}`
  return pageAsText({
    language,
    title,
    style: pageStyle,
    body: html`<main>
${head(page, verdicts)}
${examples(page, verdicts)}
${charts(page)}
${offer(page)}
${byAnswer(page)}
${busiest(page)}
${how(page)}
</main>`,
  })
}

function numbers(locale: string): Pick<Making, 'number' | 'percent'> {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const small = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return {
    number: (value) => whole.format(value),
    // What there is, however little, is not nothing; and what is not all is not all.
    percent: (share) => {
      if (share > 0 && share < 0.0005) return `<\u00a0${small.format(0.1)}\u00a0%`
      if (share < 1 && share > 0.9995) return `>\u00a0${small.format(99.9)}\u00a0%`
      return `${small.format(share * 100)}\u00a0%`
    },
  }
}

function nameIn(language: string): Making['name'] {
  return ({ text, lang }) =>
    lang === language || lang === 'und' ? html`${text}` : html`<bdi lang="${lang}">${text}</bdi>`
}

type State = 'good' | 'look' | 'bad'

/** One line of the first screen. */
interface Verdict {
  readonly state: State
  readonly says: readonly string[]
  readonly examples: readonly (readonly [ProofExample | null, Html | undefined])[]
}

/** In the order of what matters most to a resident. */
function verdictsOf(page: Making): Verdict[] {
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

function head({ report, words, names, name, number }: Making, verdicts: readonly Verdict[]): Html {
  const { release, size, outcomes } = report
  const bad = verdicts.filter(({ state }) => state === 'bad').length
  const look = verdicts.filter(({ state }) => state === 'look').length
  const of = release === null ? words.of.drafts : filled(words.of.release, { release: String(release) })
  const { yes, no, noOne } = words.can
  const answer = bad === 0 ? yes : bad === 1 ? noOne : filled(no, { count: number(bad) })
  const also = look === 1 ? words.can.lookOne : filled(words.can.look, { count: number(look) })
  const walked = filled(words.walked, { patterns: number(size.patterns) })
  const basis = outcomes.basis === 'exact' ? words.exact : filled(words.sample, { matches: number(outcomes.matches) })
  return html`<p class="of">${name(names.questionSet)} · ${of}</p>
<h1>${words.title}</h1>
<div class="answer ${bad === 0 ? 'good' : 'bad'}"><p><strong>${answer}</strong>${look > 0 ? also : undefined}</p></div>
<ul class="verdicts">
${verdicts.map(
  ({ state, says }) =>
    html`<li class="${state}">${icon(state)}<p><b>${words.state[state]}:</b> ${says.join(' ')}</p></li>
`,
)}</ul>
<p class="note">${walked} ${basis}</p>`
}

/** Shapes that differ without their colours: a tick in a circle, a triangle, a cross in a square. */
const shapes: Readonly<Record<State, string>> = {
  good: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12.5l3.5 3.5 7.5-8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>',
  look: '<path d="M12 2L23 21.5H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M12 9v6M12 18v.5" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>',
  bad: '<rect x="1" y="1" width="22" height="22" rx="4" fill="currentColor"/><path d="M7.5 7.5l9 9M16.5 7.5l-9 9" stroke="#fff" stroke-width="2.75" stroke-linecap="round"/>',
}

function icon(state: State): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${{ html: shapes[state] }}</svg>`
}

function examples(page: Making, verdicts: readonly Verdict[]): Html | undefined {
  const { words } = page
  const shown = verdicts.filter((verdict) => verdict.examples.length > 0)
  if (shown.length === 0) return undefined
  return html`<h2>${words.examples}</h2>
<p class="note">${words.examplesNote}</p>
<div class="examples">
${shown.map(({ state, says, examples }) => {
  return html`<section class="example ${state}"><h3>${says[0]}</h3>
${examples.map(([example, about]) => html`${about && html`<p>${about}</p>`}${example === null ? undefined : oneExample(page, example)}`)}
</section>
`
})}</div>`
}

function oneExample({ words, names, name }: Making, { answers, choices }: ProofExample): Html {
  const given = Object.entries(answers).map(([question, said]) => {
    const labels = (typeof said === 'string' ? [said] : said).map((answer) => names.answer(question, answer))
    return html`<li>${name(names.question(question))} <strong>${labels.map((label, i) => html`${i > 0 ? ', ' : undefined}${name(label)}`)}</strong></li>
`
  })
  const got = choices.map(
    (service) => html`<li>${name(names.service(service))}</li>
`,
  )
  return html`${given.length === 0 ? html`<p>${words.nothingAnswered}</p>` : html`<p>${words.answered}:</p><ul>${given}</ul>`}
<p>${words.gets}:</p><ul>${got.length === 0 ? html`<li>${words.nobody}</li>` : got}</ul>`
}

/** The most and the least chosen, where there are too many to show all. */
const mostBars = 30
const leastBars = 6

function charts(page: Making): Html {
  const { words, report, names, number, percent } = page
  const { services, organizations, equals, gini, choices, formal } = report.exposure
  const meanOf = (kind: 'formal' | 'informal'): number => {
    const own = organizations.filter((each) => each.kind === kind)
    return own.reduce((sum, { chosen }) => sum + chosen.share, 0) / Math.max(1, own.length)
  }
  const means = { formal: meanOf('formal'), informal: meanOf('informal') }
  const spread = filled(words.spreadNote, {
    services: number(gini.services),
    organizations: number(gini.organizations),
    formal: percent(choices === 0 ? 0 : formal / choices),
  })
  return html`<h2>${words.charts}</h2>
<p class="note">${spread}</p>
<div class="charts">
${exposure(
  page,
  { title: words.services, note: words.bars },
  services.map(({ service, kind, chosen }) => ({ name: names.service(service), kind, chosen, mean: null })),
)}
${exposure(
  page,
  { title: words.organizations, note: `${words.bars} ${words.meanOfKind}` },
  organizations.map(({ organization, kind, chosen }) => ({
    name: names.organization(organization),
    kind,
    chosen,
    mean: means[kind],
  })),
)}
${equals.groups.map((group) => {
  const kinds = new Map(organizations.map(({ organization, kind }) => [organization, kind]))
  return exposure(
    page,
    { title: words.equalsTitle, note: words.equalsNote },
    group.organizations.map(({ organization, chosen }) => ({
      name: names.organization(organization),
      kind: kinds.get(organization) ?? 'informal',
      chosen,
      mean: group.mean,
    })),
  )
})}
</div>`
}

interface Exposed {
  readonly name: Sentence
  readonly kind: 'formal' | 'informal'
  readonly chosen: Estimate
  readonly mean: number | null
}

function exposure(
  page: Making,
  { title, note }: { readonly title: string; readonly note: string },
  rows: readonly Exposed[],
): Html {
  const { words, number, percent, name } = page
  const isCut = rows.length > mostBars + leastBars
  const shown = isCut ? [...rows.slice(0, mostBars), ...rows.slice(-leastBars)] : rows
  const bars = shown.map(({ name, kind, chosen, mean }): Bar => ({ label: name.text, kind, share: chosen.share, mean }))
  const { column } = words
  const hasMean = rows.some(({ mean }) => mean !== null)
  const lines = rows.map(({ name: label, kind, chosen, mean }) => [
    name(label),
    text(column[kind]),
    text(percent(chosen.share)),
    text(`${percent(chosen.low)} – ${percent(chosen.high)}`),
    ...(hasMean ? [text(mean === null ? '' : percent(mean))] : []),
  ])
  const heads = [column.name, column.kind, column.share, column.interval, ...(hasMean ? [column.mean] : [])]
  return html`<figure><figcaption><h3>${title}</h3><p class="note">${note}${isCut ? ` ${filled(words.barsCut, { count: number(rows.length) })}` : undefined}</p></figcaption>
${barChart(bars, { title, percent })}
${asTable(page, { title, heads, lines, labels: 2 })}
</figure>
`
}

interface Table {
  readonly title: string
  readonly heads: readonly string[]
  readonly lines: readonly (readonly Html[])[]
  /** How many of the first columns are words; the others are numbers. */
  readonly labels: number
}

function asTable({ words }: Making, table: Table): Html {
  return html`<details><summary>${words.table}</summary>${plainTable(table)}</details>`
}

function plainTable({ title, heads, lines, labels }: Table): Html {
  const classOf = (i: number): Html | undefined => (i < labels ? undefined : html` class="number"`)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><caption>${title}</caption>
<thead><tr>${heads.map((each, i) => html`<th scope="col"${classOf(i)}>${each}</th>`)}</tr></thead>
<tbody>${lines.map(
    (
      cells,
    ) => html`<tr>${cells.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${classOf(i)}>${cell}</td>`))}</tr>
`,
  )}</tbody></table></div>`
}

function offer(page: Making): Html | undefined {
  const { words, report, names, name } = page
  if (report.offer === null) return undefined
  const { rows, columns, cells } = report.offer
  const rowIds = [...new Set(cells.map(({ row }) => row))]
  const columnIds = [...new Set(cells.map(({ column }) => column))]
  const at = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]))
  const found = rowIds.map((row) => columnIds.map((column) => at.get(`${row} ${column}`) ?? { formal: 0, informal: 0 }))
  const isThin = ({ formal, informal }: { readonly formal: number; readonly informal: number }): boolean =>
    formal === 0 || informal === 0
  const map = {
    rows: rowIds.map((id) => names.answer(rows.question, id).text),
    columns: columnIds.map((id) => names.answer(columns.question, id).text),
    cells: found.map((line) => line.map((cell) => ({ value: cell.formal + cell.informal, isThin: isThin(cell) }))),
  }
  const lines = rowIds.map((id, i) => [
    name(names.answer(rows.question, id)),
    ...(found[i] ?? []).map(({ formal, informal }) => text(`${formal} + ${informal}`)),
  ])
  const heads = [words.column.name, ...map.columns]
  const title = `${words.offer} (${words.column.formal} + ${words.column.informal})`
  return html`<h2>${words.offer}</h2>
<figure><figcaption><p class="note">${words.offerNote}${found.flat().some(isThin) ? undefined : ` ${words.offerFull}`}</p></figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${words.offer}">${heatMap(map, { title: words.offer })}</div>
${asTable(page, { title, heads, lines, labels: 1 })}
</figure>`
}

function byAnswer(page: Making): Html {
  const { words, report, names, name, number } = page
  const { column } = words
  const lines = report.answers.map(({ question, answer, formal, informal, meeting }) => [
    name(names.question(question)),
    answer === null ? text(words.skipped) : name(names.answer(question, answer)),
    ...[formal, informal, meeting].map((mean) => text(number(mean))),
  ])
  const heads = [column.question, column.answer, column.formal, column.informal, column.meeting]
  return html`<h2>${words.byAnswer}</h2>
<p class="note">${words.byAnswerNote}</p>
${asTable(page, { title: words.byAnswer, heads, lines, labels: 2 })}`
}

function busiest(page: Making): Html | undefined {
  const { words, report, names, name, number, percent } = page
  const { services, fewer, shifts } = report.busiestFull
  if (services.length === 0) return undefined
  const { column } = words
  const list = services.map((id) => names.service(id).text).join(', ')
  const says = filled(words.busiestFewer, {
    before: percent(fewer.before.share),
    after: percent(fewer.after.share),
    choices: number(report.size.choices),
  })
  const lines = shifts.map(({ service, before, after }) => [
    name(names.service(service)),
    text(percent(before.share)),
    text(percent(after.share)),
  ])
  return html`<h2>${words.busiest}</h2>
<p class="note">${filled(words.busiestNote, { names: list })} ${says}</p>
${lines.length === 0 ? undefined : html`<details><summary>${words.busiestGain}</summary>${plainTable({ title: words.busiestGain, heads: [column.name, column.before, column.after], lines, labels: 1 })}</details>`}`
}

function how({ words, report, number }: Making): Html {
  const { seed, matches } = report.outcomes
  return html`<h2>${words.how}</h2>
<p class="note">${filled(words.howNote, { seed: String(seed), matches: number(matches) })}</p>
<p class="note">${words.digest}: <code>${report.digest}</code></p>`
}

function text(text: string): Html {
  return html`${text}`
}

function filled(sentence: string, words: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
}
