import { type Html, html } from '../http/html.js'
import type { PageLanguage } from '../http/page-language.js'
import type { Sentence } from '../words/index.js'
import { type PageWords, pageWords } from './page-words.js'
import type { PublishRule } from './publish-rules.js'
import type { ProofExample, ProofReport } from './report.js'
import type { ReportNames } from './report-names.js'

export interface ProofPageOptions {
  readonly language: PageLanguage
  readonly names: ReportNames
  /** Rules that the release was proven to hold before it was published; empty where none were demanded. */
  readonly rules: readonly PublishRule[]
}

/** What every part of the page is made with. */
export interface Making extends ProofPageOptions {
  readonly report: ProofReport
  readonly words: PageWords
  number(value: number): string
  percent(share: number): string
  /** A name in another language than the page says so. */
  name(sentence: Sentence): Html
}

export function makingOf(report: ProofReport, options: ProofPageOptions): Making {
  const { language } = options
  const words = pageWords[language]
  return { ...options, report, words, ...numbers(words.locale), name: nameIn(language) }
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

export function oneExample(page: Making, { answers, choices }: ProofExample): Html {
  return html`${givenList(page, answers)}
<p>${page.words.gets}:</p>${choiceList(page, choices)}`
}

/** What somebody answers. */
export function givenList({ words, names, name }: Making, answers: ProofExample['answers']): Html {
  const given = Object.entries(answers).map(([question, said]) => {
    const labels = (typeof said === 'string' ? [said] : said).map((answer) => names.answer(question, answer))
    return html`<li>${name(names.question(question))} <strong>${labels.map((label, i) => html`${i > 0 ? ', ' : undefined}${name(label)}`)}</strong></li>
`
  })
  return given.length === 0 ? html`<p>${words.nothingAnswered}</p>` : html`<p>${words.answered}:</p><ul>${given}</ul>`
}

/** Who is chosen. */
export function choiceList({ words, names, name }: Making, services: readonly string[]): Html {
  const got = services.map(
    (service) => html`<li>${name(names.service(service))}</li>
`,
  )
  return html`<ul>${got.length === 0 ? html`<li>${words.nobody}</li>` : got}</ul>`
}

export interface Table {
  readonly title: string
  readonly heads: readonly string[]
  readonly lines: readonly (readonly Html[])[]
  /** How many of the first columns are words; the others are numbers. */
  readonly labels: number
  /** What opens it; that it is the same as a table where absent. */
  readonly summary?: string
}

/** Nobody reads on further, and a phone takes long to show more; the report has them all. */
const mostLines = 500

export function asTable({ words, number }: Making, table: Table): Html {
  const lines = table.lines.slice(0, mostLines)
  const counts = { shown: number(lines.length), count: number(table.lines.length) }
  const cut = table.lines.length > mostLines ? html`<p class="note">${filled(words.tableCut, counts)}</p>` : undefined
  return html`<details><summary>${table.summary ?? words.table}</summary>${cut}${plainTable({ ...table, lines })}</details>`
}

export function plainTable({ title, heads, lines, labels }: Table): Html {
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

export function text(text: string): Html {
  return html`${text}`
}

export function filled(sentence: string, words: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
}
