import { type Html, html } from '../http/html.js'
import { type Bar, barChart, pairChart } from './charts.js'
import type { AnswerChange, Comparison, Mover, Movers, QuestionChange, Shift } from './comparison.js'
import { type ComparisonWords, comparisonWords } from './comparison-words.js'
import { asTable, choiceList, filled, givenList, type Making, text } from './page-parts.js'

/** What the report says of a comparison: how many get others, for whom, who is chosen more, who comes and goes. */

/** What every part of it is made with. */
interface Comparing {
  readonly page: Making
  readonly comparison: Comparison
  readonly words: ComparisonWords
  /** A sentence with the number of the release before, what it is after, and more. */
  say(sentence: string, more?: Readonly<Record<string, string>>): string
}

function comparingOf(page: Making): Comparing | undefined {
  const { comparison, release: proven } = page.report
  if (comparison === undefined) return undefined
  const words = comparisonWords[page.language]
  const after = proven === null ? words.drafts : filled(words.release, { number: String(proven) })
  const both = { release: String(comparison.release), after }
  return { page, comparison, words, say: (sentence, more = {}) => filled(sentence, { ...both, ...more }) }
}

/** In one sentence; undefined where nothing was compared. */
export function changeInShort(page: Making): string | undefined {
  const comparing = comparingOf(page)
  return comparing && headline(comparing)
}

function headline({ comparison, words, say, page }: Comparing): string {
  const { changed, example } = comparison.others
  const { share, count, of } = changed
  // What a sample has none of may still be found beside it; what all of it has need not be all there is.
  if (count === 0 && example === null) return say(words.nobody)
  if (count === of && comparison.basis === 'exact') return say(words.everybody)
  const ofHundred = Math.round(share * 100)
  if (ofHundred === 0) return say(words.fewerThanOne)
  if (ofHundred === 100) return say(words.allButOne)
  return say(words.some, { count: page.number(ofHundred) })
}

export function changes(page: Making): Html | undefined {
  const comparing = comparingOf(page)
  if (comparing === undefined) return undefined
  const { comparison, words } = comparing
  const parts = [forWhom(comparing), shifts(comparing)].filter((part) => part !== undefined)
  return html`<h2 id="changes">${words.title}</h2>
<p class="headline"><strong>${headline(comparing)}</strong></p>
<p class="note">${basis(comparing)}</p>
${setChanges(comparing)}
${example(comparing)}
${movers(comparing, { title: words.arrived, reasons: words.wasOut, found: comparison.arrived })}
${movers(comparing, { title: words.left, reasons: words.isOut, found: comparison.left })}
${parts.length === 0 ? undefined : html`<div class="charts">${parts}</div>`}`
}

function basis({ comparison, words, say, page }: Comparing): string {
  const { number, percent } = page
  const { others, order, fewer, basis, matches } = comparison
  const { count, of, share, low, high } = others.changed
  const shares = { share: percent(share), low: percent(low), high: percent(high) }
  const counted =
    basis === 'exact'
      ? say(words.exact, { count: number(count), all: number(of), ...shares })
      : say(words.sample, { matches: number(matches), ...shares })
  const says = basis === 'exact' && count === 0 ? [] : [counted]
  if (order.changed.count > 0) says.push(say(words.order, { share: percent(order.changed.share) }))
  if (fewer.changed.count > 0) says.push(say(words.fewer, { share: percent(fewer.changed.share) }))
  return [...says, words.turns].join(' ')
}

function setChanges(comparing: Comparing): Html | undefined {
  const { comparison, words, say } = comparing
  const { rules, questions } = comparison.questionSet
  if (rules.length + questions.length === 0) return undefined
  return html`<h3>${words.set}</h3>
<p class="note">${say(words.setNote)}</p>
<ul class="listed">
${questions.map(
  (change) => html`<li>${questionChange(comparing, change)}</li>
`,
)}${rules.map(
  (rule) => html`<li>${words.rules[rule]}</li>
`,
)}</ul>`
}

function questionChange({ words, page }: Comparing, { question, change, answers }: QuestionChange): Html {
  const { names, name } = page
  const listed = answers.map(
    (one, i) => html`${i > 0 ? ', ' : ' — '}${name(names.answer(question, one.answer))} (${words.answers[one.change]})`,
  )
  return html`${words.questions[change]} ${name(names.question(question))}${listed}`
}

function example({ comparison, words, say, page }: Comparing): Html | undefined {
  const { example } = comparison.others.example ? comparison.others : comparison.order
  if (example === null) return undefined
  return html`<section class="example changed"><h3>${words.example}</h3>
${givenList(page, example.answers)}
<p>${say(words.got)}:</p>${choiceList(page, example.before)}
<p>${say(words.gets)}:</p>${choiceList(page, example.choices)}
</section>`
}

/** So many are named. */
const mostNamed = 12

function movers(
  { words, say, page }: Comparing,
  {
    title,
    reasons,
    found,
  }: { readonly title: string; readonly reasons: ComparisonWords['wasOut']; readonly found: Movers },
): Html | undefined {
  if (found.count === 0) return undefined
  const { names, name, number, percent } = page
  const shown = found.services.slice(0, mostNamed)
  const row = ({ service, reason, chosen }: Mover): Html =>
    html`<li>${name(names.service(service))}: ${reasons[reason]} (${percent(chosen.share)})</li>
`
  const rest = found.count - shown.length
  return html`<h3>${title}</h3>
<ul class="listed">
${shown.map(row)}${rest === 0 ? undefined : html`<li>${say(words.more, { count: number(rest) })}</li>`}</ul>`
}

const mostBars = 12

function forWhom(comparing: Comparing): Html | undefined {
  const { comparison, words, page } = comparing
  const { percent, name, names } = page
  const affected = comparison.answers.filter(({ others }) => others.count > 0)
  if (affected.length === 0) return undefined
  const { column } = page.words
  const said = ({ question, answer }: AnswerChange): string => {
    const label = answer === null ? page.words.skipped : names.answer(question, answer).text
    return `${label} · ${names.question(question).text}`
  }
  const bars = affected
    .slice(0, mostBars)
    .toSorted((a, b) => b.others.share - a.others.share)
    .map((row): Bar => ({ label: said(row), kind: 'changed', share: row.others.share, mean: null }))
  const lines = comparison.answers.map(({ question, answer, others }) => [
    name(names.question(question)),
    answer === null ? text(page.words.skipped) : name(names.answer(question, answer)),
    text(percent(others.share)),
    text(`${percent(others.low)} – ${percent(others.high)}`),
  ])
  const heads = [column.question, column.answer, words.column.others, column.interval]
  return html`<figure><figcaption><h3>${words.forWhom}</h3><p class="note">${words.forWhomNote}</p></figcaption>
${barChart(bars, { title: words.forWhom, percent })}
${asTable(page, { title: words.forWhom, heads, lines, labels: 2 })}
</figure>
`
}

function shifts(comparing: Comparing): Html | undefined {
  const { comparison, words, say, page } = comparing
  const { percent, names, name } = page
  const { services, organizations } = comparison
  if (services.length === 0) return undefined
  const pairs = services.map(({ service, kind, before, after }) => ({
    label: names.service(service).text,
    kind,
    before: before.share,
    after: after.share,
  }))
  const { of, column } = page.words
  const { release } = page.report
  const heads = [
    column.name,
    say(of.release),
    release === null ? of.drafts : filled(of.release, { release: String(release) }),
    words.column.difference,
  ]
  const cells = ({ before, after, difference }: Shift): Html[] => [
    text(percent(before.share)),
    text(percent(after.share)),
    text(`${difference > 0 ? '+' : '−'}${percent(Math.abs(difference))}`),
  ]
  return html`<figure><figcaption><h3>${words.shifts}</h3><p class="note">${say(words.shiftsNote)}</p></figcaption>
${pairChart(pairs, { title: words.shifts, percent })}
${asTable(page, {
  title: words.shifts,
  heads,
  lines: services.map((row) => [name(names.service(row.service)), ...cells(row)]),
  labels: 1,
})}
${asTable(page, {
  summary: words.organizations,
  title: words.organizations,
  heads,
  lines: organizations.map((row) => [name(names.organization(row.organization)), ...cells(row)]),
  labels: 1,
})}
</figure>
`
}
