import { readFileSync, writeFileSync } from 'node:fs'

/**
 * `node dist/test/bench/plot.js`: draws docs/images/performance.svg from the figures in docs/images/performance.json,
 * which are copied from what the bench prints. Both axes are logarithmic.
 */
interface Line {
  readonly name: string
  readonly colour: string
  /** Services, and microseconds of half of the matches at most (p50). */
  readonly points: readonly (readonly [number, number])[]
}

const folder = new URL('../../../docs/images/', import.meta.url)
const [width, height, left, top, right, bottom] = [760, 420, 70, 20, 200, 50]
const services = { from: 5000, to: 1_500_000 }
const micros = { from: 10, to: 1_000_000 }

const part = (value: number, { from, to }: { from: number; to: number }): number =>
  Math.log(value / from) / Math.log(to / from)
const x = (value: number): string => (left + part(value, services) * (width - left - right)).toFixed(1)
const y = (value: number): string => (height - bottom - part(value, micros) * (height - top - bottom)).toFixed(1)

const { lines }: { lines: readonly Line[] } = JSON.parse(readFileSync(new URL('performance.json', folder), 'utf8'))

const grid = [10, 100, 1000, 10_000, 100_000, 1_000_000].map(
  (value) =>
    `<path d="M${left} ${y(value)}H${width - right}" stroke="#ccc"/><text x="${left - 8}" y="${y(value)}" text-anchor="end" dy="4">${labelOf(value)}</text>`,
)
const ticks = [5000, 20_000, 100_000, 400_000, 1_500_000].map(
  (value) =>
    `<path d="M${x(value)} ${top}V${height - bottom}" stroke="#eee"/><text x="${x(value)}" y="${height - bottom + 18}" text-anchor="middle">${value.toLocaleString('en')}</text>`,
)
const drawn = lines.map(({ name, colour, points }) => {
  const places = points.map(([at, time]) => `${x(at)},${y(time)}`)
  const [last] = points.slice(-1)
  const dots = points.map(([at, time]) => `<circle cx="${x(at)}" cy="${y(time)}" r="3.5" fill="${colour}"/>`)
  const label = `<text x="${x(last![0])}" y="${y(last![1])}" dx="9" dy="4" fill="${colour}">${name}</text>`
  return `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`
})

function labelOf(time: number): string {
  return time < 1000 ? `${time} µs` : time < 1_000_000 ? `${time / 1000} ms` : `${time / 1_000_000} s`
}

writeFileSync(
  new URL('performance.svg', folder),
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    '<title>Time of a match by the number of services</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...grid,
    ...ticks,
    ...drawn,
    `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">services</text>`,
    '</svg>\n',
  ].join('\n'),
)
