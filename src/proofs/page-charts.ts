import { type Html, html } from '../http/html.js'
import type { Sentence } from '../words/index.js'
import { type Bar, barChart, heatMap } from './charts.js'
import { asTable, filled, type Making, text } from './page-parts.js'
import type { Estimate, OfferCell } from './report.js'

/** The most and the least chosen, where there are too many to show all. */
const mostBars = 30
const leastBars = 6

export function charts(page: Making): Html {
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

/** Rows of the map, where there are too many to show all. */
const mostRows = 40

export function offer(page: Making): Html | undefined {
  const { words, report, names, name, number } = page
  if (report.offer === null) return undefined
  const { rows, columns, cells } = report.offer
  const columnIds = [...new Set(cells.map(({ column }) => column))]
  const at = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]))
  const all = [...new Set(cells.map(({ row }) => row))].map((id): OfferRow => {
    const own = columnIds.map((column) => at.get(`${id} ${column}`) ?? { formal: 0, informal: 0 })
    return { label: names.answer(rows.question, id), cells: own }
  })
  const shown = thinnest(all)
  const map = {
    rows: shown.map(({ label }) => label.text),
    columns: columnIds.map((id) => names.answer(columns.question, id).text),
    cells: shown.map(({ cells }) =>
      cells.map((cell) => ({ value: cell.formal + cell.informal, isThin: isThin(cell) })),
    ),
  }
  const lines = all.map(({ label, cells }) => [
    name(label),
    ...cells.map(({ formal, informal }) => text(`${formal} + ${informal}`)),
  ])
  const heads = [words.column.name, ...map.columns]
  const title = `${words.offer} (${words.column.formal} + ${words.column.informal})`
  const says = [words.offerNote]
  if (!all.some(({ cells }) => cells.some(isThin))) says.push(words.offerFull)
  if (shown.length < all.length)
    says.push(filled(words.offerCut, { shown: number(shown.length), count: number(all.length) }))
  return html`<h2>${words.offer}</h2>
<figure><figcaption><p class="note">${says.join(' ')}</p></figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${words.offer}">${heatMap(map, { title: words.offer })}</div>
${asTable(page, { title, heads, lines, labels: 1 })}
</figure>`
}

interface OfferRow {
  readonly label: Sentence
  readonly cells: readonly Pick<OfferCell, 'formal' | 'informal'>[]
}

function isThin({ formal, informal }: OfferRow['cells'][number]): boolean {
  return formal === 0 || informal === 0
}

/** The rows where most lacks, then those with least, in the order that they have. */
function thinnest(rows: readonly OfferRow[]): readonly OfferRow[] {
  if (rows.length <= mostRows) return rows
  const lacks = ({ cells }: OfferRow): number => cells.filter(isThin).length
  const offers = ({ cells }: OfferRow): number =>
    cells.reduce((sum, { formal, informal }) => sum + formal + informal, 0)
  const first = new Set(rows.toSorted((a, b) => lacks(b) - lacks(a) || offers(a) - offers(b)).slice(0, mostRows))
  return rows.filter((row) => first.has(row))
}
