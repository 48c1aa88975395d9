import { createHash } from 'node:crypto'

/** The style of the page of a report: dark on white, one column on a phone, two charts beside each other where there is room. */
export const pageStyle = `
*, ::before, ::after { box-sizing: border-box }
html { color-scheme: light; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; background: #fff; color: #17202b; font: 1.0625rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere }
main { max-width: 66rem; margin: 0 auto; padding: 1.25rem 16px 3rem }
h1, h2, h3, p, ul { margin: 0 }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; hyphens: auto }
h2 { margin-top: 3rem; font-size: 1.375rem; line-height: 1.3 }
h3 { font-size: 1.0625rem; line-height: 1.35 }
:focus-visible { outline: .2rem solid #0b4f9e; outline-offset: .2rem; border-radius: .25rem }
.of, .note { color: #43505f }
.of { margin-bottom: .5rem }
.note { margin-top: .25rem; max-width: 44rem }
.answer { margin-top: 1rem; padding: .875rem 18px; border-left: 8px solid var(--tone); background: var(--tint); border-radius: .375rem }
.answer p { max-width: 44rem }
.answer strong { display: block; font-size: 1.25rem; line-height: 1.3 }
.verdicts { margin-top: 1rem; padding: 0; list-style: none }
.verdicts li { display: flex; gap: .75rem; padding: .75rem 0; border-bottom: .0625rem solid #dbe0e6 }
.verdicts svg { flex: none; width: 1.75rem; height: 1.75rem; color: var(--tone) }
.verdicts b { color: var(--tone) }
.verdicts p { max-width: 44rem }
.good { --tone: #12693a; --tint: #eaf6ef }
.look { --tone: #7a4b00; --tint: #fdf4e3 }
.bad { --tone: #a3242b; --tint: #fdeeee }
.changed { --tone: #5b3f94 }
.headline { margin-top: .5rem; font-size: 1.125rem }
.listed { margin-top: .25rem; padding-left: 1.25rem; max-width: 44rem }
h2 ~ h3, section.changed { margin-top: 1.25rem }
a { color: #0b4f9e }
.examples, .charts { display: grid; gap: 1.5rem; margin-top: 1rem }
.example { padding: 1rem 18px; border: .0625rem solid #c3cad3; border-left: 6px solid var(--tone); border-radius: .375rem }
.example p { margin-top: .5rem }
.example ul { margin-top: .25rem; padding-left: 1.25rem }
figure { margin: 0; min-width: 0 }
figcaption { margin-bottom: .75rem }
.chart { display: block; width: 100%; max-width: 34rem; height: auto; font-size: 12px; fill: #17202b }
.chart.wide { width: auto; max-width: none }
.scroll { overflow-x: auto }
.grid { stroke: #dbe0e6 }
.tick { fill: #43505f; font-size: 11px }
.value { font-size: 11px }
rect.formal { fill: #1d5a9e }
rect.informal { fill: #b4530a }
rect.changed { fill: #5b3f94 }
rect.before { fill: #fff; stroke: #43505f }
.stripes { stroke: #fff; stroke-width: 1.5 }
.mean { stroke: #17202b; stroke-width: 2.5 }
.cell { stroke: #c3cad3 }
.thin { fill: #a3242b }
details { margin-top: .75rem }
summary { padding: .375rem 0; cursor: pointer; color: #0b4f9e; text-decoration: underline; text-underline-offset: .2em }
table { border-collapse: collapse; font-size: .9375rem }
caption { padding: .25rem 0; text-align: left; color: #43505f }
th, td { padding: .3125rem .75rem .3125rem 0; text-align: left; vertical-align: top; border-bottom: .0625rem solid #dbe0e6; overflow-wrap: break-word }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
code { font-size: .875rem }
@media (min-width: 48em) { main { padding-top: 2rem } h1 { font-size: 2.125rem } .examples, .charts { grid-template-columns: 1fr 1fr; column-gap: 3rem } }
@media (forced-colors: active) { rect.formal, rect.informal, rect.changed, .thin { fill: CanvasText } rect.before { fill: Canvas; stroke: CanvasText } .chart { fill: CanvasText } .cell { fill: Canvas } }
@media print {
@page { margin: 14mm }
body { font-size: 10pt }
main { padding: 0; max-width: none }
h2, h3, figcaption, h2 + .note, .headline { break-after: avoid }
h2 { margin-top: 1.75rem }
.example, .verdicts li, figcaption, p, svg, tr { break-inside: avoid }
.verdicts li { padding: .375rem 0 }
.scroll > .chart { max-width: 26rem }
.chart.wide { width: 100% }
details:not([open]), .tabled:has(details:not([open])) { display: none }
thead { display: table-header-group }
.scroll { overflow: visible }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`

const hash = createHash('sha256').update(pageStyle).digest('base64')

/** The page has this one style and an icon in its text; it runs nothing, asks nothing of anybody, and stands in no frame. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
