import { scaleBand, scaleLinear } from 'd3-scale'
import { type Html, html } from '../http/html.js'

/**
 * Charts as SVG, made of numbers alone, without a browser. They are 360 units wide, so that their letters can be read on a
 * phone. Who can not see them has the table that stands beside each.
 */

export interface Bar {
  readonly label: string
  /** How it is filled; a bar of no kind shows what changes. */
  readonly kind: 'formal' | 'informal' | 'changed'
  /** 0 to 1. */
  readonly share: number
  /** What those that it is compared with have in the mean; a line across the bar. */
  readonly mean: number | null
}

export interface ChartWords {
  /** What the chart shows, in one sentence. */
  readonly title: string
  percent(share: number): string
}

const width = 360
const rowHeight = 36
const barHeight = 12
const axisHeight = 22
/** For the percentage at the end of the longest bar. */
const endRoom = 46
const longestLabel = 46

/** A page of paper can end between two pieces of a chart, and not within one. */
const rowsTogether = 6

interface Piece<Row> {
  readonly rows: readonly Row[]
  /** Of the first row, among all. */
  readonly from: number
  /** For who can not see it: the first piece says what all of them are. */
  readonly role: Html
}

function piecesOf<Row>(rows: readonly Row[], title: string): Piece<Row>[] {
  const count = Math.max(1, Math.ceil(rows.length / rowsTogether))
  return Array.from({ length: count }, (_, i) => ({
    rows: rows.slice(i * rowsTogether, (i + 1) * rowsTogether),
    from: i * rowsTogether,
    role: i === 0 ? html`role="img" aria-label="${title}"` : html`aria-hidden="true"`,
  }))
}

/** A bar for each, the label above it. */
export function barChart(bars: readonly Bar[], { title, percent }: ChartWords): Html {
  const most = Math.max(0.01, ...bars.flatMap(({ share, mean }) => [share, mean ?? 0]))
  const x = scaleLinear([0, most], [0, width - endRoom])
  const ticks = x.ticks(4)
  const axis = ticks.map(
    (
      tick,
    ) => html`<text class="tick" x="${at(x(tick))}" y="12"${tick === 0 ? undefined : html` text-anchor="middle"`}>${percent(tick)}</text>
`,
  )
  const pieces = piecesOf(bars, title).map(({ rows, from, role }) => {
    const top = from === 0 ? axisHeight : 0
    const height = top + rows.length * rowHeight
    const lines = ticks.map((tick) => `M${at(x(tick))} ${Math.max(0, top - 4)}V${height}`).join('')
    return html`<svg class="chart" viewBox="0 0 ${width} ${height}" ${role}>
<path class="grid" d="${lines}"/>${from === 0 ? axis : undefined}
${rows.map((bar, i) => barAt(bar, top + i * rowHeight, { x, percent }))}
</svg>
`
  })
  return html`${pieces}`
}

interface Scaled {
  readonly x: (share: number) => number
  readonly percent: ChartWords['percent']
}

function barAt({ label, kind, share, mean }: Bar, y: number, { x, percent }: Scaled): Html {
  const length = Math.max(1, x(share))
  return html`<text x="0" y="${y + 13}">${shortened(label)}</text>
<rect class="${kind}" x="0" y="${y + 18}" width="${at(length)}" height="${barHeight}"/>${kind === 'informal' ? stripes(length, y + 18) : undefined}
<text class="value" x="${at(length + 5)}" y="${y + 28}">${percent(share)}</text>
${mean === null ? undefined : html`<path class="mean" d="M${at(x(mean))} ${y + 15}v18"/>`}
`
}

export interface Pair extends Pick<Bar, 'label' | 'kind'> {
  /** 0 to 1. */
  readonly before: number
  readonly after: number
}

const pairHeight = 46
/** For both percentages at the end of the longest bar. */
const pairRoom = 100

/** Two bars for each, open before and filled after, the label above them. */
export function pairChart(pairs: readonly Pair[], { title, percent }: ChartWords): Html {
  const most = Math.max(0.01, ...pairs.flatMap(({ before, after }) => [before, after]))
  const x = scaleLinear([0, most], [0, width - pairRoom])
  const pieces = piecesOf(pairs, title).map(
    ({ rows, role }) => html`<svg class="chart" viewBox="0 0 ${width} ${rows.length * pairHeight}" ${role}>
${rows.map((pair, i) => pairAt(pair, i * pairHeight, { x, percent }))}</svg>
`,
  )
  return html`${pieces}`
}

function pairAt({ label, kind, before, after }: Pair, y: number, { x, percent }: Scaled): Html {
  const [was, is] = [Math.max(1, x(before)), Math.max(1, x(after))]
  return html`<text x="0" y="${y + 13}">${shortened(label)}</text>
<rect class="before" x="0.5" y="${y + 18.5}" width="${at(was)}" height="8"/>
<rect class="${kind}" x="0" y="${y + 29}" width="${at(is)}" height="10"/>${kind === 'informal' ? stripes(is, y + 29, 10) : undefined}
<text class="value" x="${at(Math.max(was, is) + 6)}" y="${y + 32}">${percent(before)} → ${percent(after)}</text>
`
}

/** So that the two kinds differ without their colours. */
function stripes(length: number, y: number, height = barHeight): Html {
  const count = Math.floor((length - 4) / 8)
  const lines = Array.from({ length: Math.max(0, count) }, (_, i) => `M${4 + i * 8} ${y + height}l4 -${height}`)
  return html`<path class="stripes" d="${lines.join('')}"/>`
}

export interface HeatMap {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** By row, then by column. */
  readonly cells: readonly (readonly HeatCell[])[]
}

export interface HeatCell {
  readonly value: number
  /** Something lacks here: it gets a mark. */
  readonly isThin: boolean
}

/** What is wider than the place of a chart, in pixels, keeps its size and is moved sideways. */
const widestColumn = 544
const labelRoom = 156
const headRoom = 152
const cellHeight = 26
const leastCellWidth = 26

/** A colour and a number for each cell. */
export function heatMap({ rows, columns, cells }: HeatMap, { title }: Pick<ChartWords, 'title'>): Html {
  const right = Math.max(width, labelRoom + columns.length * leastCellWidth)
  const x = scaleBand(
    columns.map((_, i) => i),
    [labelRoom, right],
  ).padding(0.06)
  const most = Math.max(1, ...cells.flat().map(({ value }) => value))
  const colour = scaleLinear([0, most], ['#ffffff', '#7fb2e5'])
  const across = x.bandwidth()
  const heads = columns.map((label, i) => {
    const middle = at((x(i) ?? 0) + across / 2 + 4)
    return html`<text x="${middle}" y="${headRoom - 6}" transform="rotate(-90 ${middle} ${headRoom - 6})">${shortened(label, 19)}</text>
`
  })
  const cellAt = ({ value, isThin }: HeatCell, column: number, top: number): Html => {
    const left = x(column) ?? 0
    return html`<rect class="cell" x="${at(left)}" y="${top}" width="${at(across)}" height="${cellHeight - 2}" fill="${colour(value)}"/>${isThin ? html`<path class="thin" d="M${at(left)} ${top}h9l-9 9z"/>` : undefined}<text x="${at(left + across / 2)}" y="${top + 16}" text-anchor="middle">${value}</text>
`
  }
  const pieces = piecesOf(rows, title).map(({ rows, from, role }) => {
    const first = from === 0 ? headRoom : 0
    const lines = rows.map((label, i) => {
      const top = first + i * cellHeight + 1
      return html`<text x="${labelRoom - 8}" y="${top + 16}" text-anchor="end">${shortened(label, 19)}</text>
${(cells[from + i] ?? []).map((cell, column) => cellAt(cell, column, top))}`
    })
    const height = first + rows.length * cellHeight
    return html`<svg class="${right > widestColumn ? 'chart wide' : 'chart'}" width="${right}" viewBox="0 0 ${right} ${height}" ${role}>
${from === 0 ? heads : undefined}${lines}</svg>
`
  })
  return html`${pieces}`
}

/** Coordinates with one decimal: the same text on every machine. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function shortened(label: string, most = longestLabel): string {
  const letters = [...label]
  return letters.length <= most
    ? label
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
