import { type Html, html, pageAsText } from '../http/html.js'
import { charts, offer } from './page-charts.js'
import { changeInShort, changes } from './page-comparison.js'
import {
  asTable,
  filled,
  type Making,
  makingOf,
  oneExample,
  type ProofPageOptions,
  plainTable,
  text,
} from './page-parts.js'
import { pageStyle } from './page-style.js'
import { type State, type Verdict, verdictsOf } from './page-verdicts.js'
import { partsOf } from './publish-rules.js'
import type { ProofReport } from './report.js'

/** One HTML page of a report, whole by itself: no script, no request. The first screen says whether it can be published. */
export function proofPage(report: ProofReport, options: ProofPageOptions): string {
  const { language, names } = options
  const page = makingOf(report, options)
  const verdicts = verdictsOf(page)
  const title = `${names.questionSet.text}: ${page.words.title}`
  return pageAsText({
    language,
    title,
    style: pageStyle,
    body: html`<main>
${head(page, verdicts)}
${examples(page, verdicts)}
${changes(page)}
${charts(page)}
${offer(page)}
${byAnswer(page)}
${busiest(page)}
${how(page)}
</main>`,
  })
}

function head(page: Making, verdicts: readonly Verdict[]): Html {
  const { report, words, names, name, number, rules } = page
  const { release, size, outcomes } = report
  const bad = verdicts.filter(({ state }) => state === 'bad').length
  const look = verdicts.filter(({ state }) => state === 'look').length
  const of = release === null ? words.of.drafts : filled(words.of.release, { release: String(release) })
  const { yes, no, noOne } = words.can
  const answer = bad === 0 ? yes : bad === 1 ? noOne : filled(no, { count: number(bad) })
  const also = look === 1 ? words.can.lookOne : filled(words.can.look, { count: number(look) })
  const walked = filled(words.walked, { patterns: number(size.patterns) })
  const basis = outcomes.basis === 'exact' ? words.exact : filled(words.sample, { matches: number(outcomes.matches) })
  const change = changeInShort(page)
  return html`<p class="of">${name(names.questionSet)} · ${of}</p>
<h1>${words.title}</h1>
<div class="answer ${bad === 0 ? 'good' : 'bad'}"><p><strong>${answer}</strong>${look > 0 ? also : undefined}</p></div>
<ul class="verdicts">
${verdicts.map(
  ({ state, says }) =>
    html`<li class="${state}">${icon(state)}<p><b>${words.state[state]}:</b> ${says.join(' ')}</p></li>
`,
)}</ul>
<p class="note">${walked} ${basis}</p>
${rules.length === 0 ? undefined : html`<p class="note">${held(page)}</p>`}
${change && html`<p class="note"><a href="#changes">${change}</a></p>`}`
}

function held({ words, rules, number }: Making): string {
  const said = rules.map((rule) => {
    const [name, below] = partsOf(rule)
    return filled(words.rules[name], { below: number(below) })
  })
  return filled(words.held, { rules: said.join('; ') })
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

function byAnswer(page: Making): Html {
  const { words, report, names, name, number } = page
  const { column } = words
  const lines = report.answers.map(({ question, answer, formal, informal, meeting }) => [
    name(names.question(question)),
    answer === null ? text(words.skipped) : name(names.answer(question, answer)),
    ...[formal, informal, meeting].map((mean) => text(number(mean))),
  ])
  const heads = [column.question, column.answer, column.formal, column.informal, column.meeting]
  return html`<section class="tabled"><h2>${words.byAnswer}</h2>
<p class="note">${words.byAnswerNote}</p>
${asTable(page, { title: words.byAnswer, heads, lines, labels: 2 })}</section>`
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
