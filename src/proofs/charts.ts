import { scaleBand, scaleLinear } from 'd3-scale'
import { type Html, html } from '../http/html.js'

/**
 * Charts as SVG, made of numbers alone, without a browser. They are 360 units wide, so that their letters can be read on a
 * phone. Who can not see them has the table that stands beside each.
 */

export interface Bar {
  readonly label: string
  readonly kind: 'formal' | 'informal'
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
const axisHeight = 22
/** For the percentage at the end of the longest bar. */
const endRoom = 46
const longestLabel = 46

/** A bar for each, the label above it. */
export function barChart(bars: readonly Bar[], { title, percent }: ChartWords): Html {
  const most = Math.max(0.01, ...bars.flatMap(({ share, mean }) => [share, mean ?? 0]))
  const x = scaleLinear([0, most], [0, width - endRoom])
  const height = axisHeight + bars.length * rowHeight
  const ticks = x.ticks(4)
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${ticks.map(
  (
    tick,
  ) => html`<path class="grid" d="M${at(x(tick))} ${axisHeight - 4}V${height}"/><text class="tick" x="${at(x(tick))}" y="12"${tick === 0 ? undefined : html` text-anchor="middle"`}>${percent(tick)}</text>
`,
)}
${bars.map((bar, i) => barAt(bar, axisHeight + i * rowHeight, { x, percent }))}
</svg>`
}

interface Scaled {
  readonly x: (share: number) => number
  readonly percent: ChartWords['percent']
}

function barAt({ label, kind, share, mean }: Bar, y: number, { x, percent }: Scaled): Html {
  const length = Math.max(1, x(share))
  return html`<text x="0" y="${y + 13}">${shortened(label)}</text>
<rect class="${kind}" x="0" y="${y + 18}" width="${at(length)}" height="12"/>${kind === 'informal' ? stripes(length, y + 18) : undefined}
<text class="value" x="${at(length + 5)}" y="${y + 28}">${percent(share)}</text>
${mean === null ? undefined : html`<path class="mean" d="M${at(x(mean))} ${y + 15}v18"/>`}
`
}

/** So that the two kinds differ without their colours. */
function stripes(length: number, y: number): Html {
  const count = Math.floor((length - 4) / 8)
  const lines = Array.from({ length: Math.max(0, count) }, (_, i) => `M${4 + i * 8} ${y + 12}l4 -12`)
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
  const y = scaleBand(
    rows.map((_, i) => i),
    [headRoom, headRoom + rows.length * cellHeight],
  ).padding(0.08)
  const most = Math.max(1, ...cells.flat().map(({ value }) => value))
  const colour = scaleLinear([0, most], ['#ffffff', '#7fb2e5'])
  const [across, down] = [x.bandwidth(), y.bandwidth()]
  const heads = columns.map((label, i) => {
    const middle = at((x(i) ?? 0) + across / 2 + 4)
    return html`<text x="${middle}" y="${headRoom - 6}" transform="rotate(-90 ${middle} ${headRoom - 6})">${shortened(label, 19)}</text>
`
  })
  const lines = rows.map((label, row) => {
    const top = y(row) ?? 0
    return html`<text x="${labelRoom - 8}" y="${at(top + down / 2 + 4)}" text-anchor="end">${shortened(label, 19)}</text>
${(cells[row] ?? []).map(({ value, isThin }, column) => {
  const left = x(column) ?? 0
  return html`<rect class="cell" x="${at(left)}" y="${at(top)}" width="${at(across)}" height="${at(down)}" fill="${colour(value)}"/>${isThin ? html`<path class="thin" d="M${at(left)} ${at(top)}h9l-9 9z"/>` : undefined}<text x="${at(left + across / 2)}" y="${at(top + down / 2 + 4)}" text-anchor="middle">${value}</text>
`
})}`
  })
  return html`<svg class="chart" viewBox="0 0 ${right} ${headRoom + rows.length * cellHeight}" role="img" aria-label="${title}">
${heads}${lines}</svg>`
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
