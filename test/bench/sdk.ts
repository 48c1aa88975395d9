import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { readDemo } from '../../src/demo/demo.js'
import { jsonBody } from '../../src/imports/formats.js'
import { launchChromium } from '../browser/chromium.js'
import { type Random, seeded } from '../helpers/random.js'
import { openApp } from './served.js'
import { quantile } from './timing.js'

/**
 * `npm run bench:sdk`: what the questions cost a cheap phone on a slow line, how large the bundles of larger catalogues
 * are, and what others weigh that a site could take. Nothing here fails for being slow.
 */
const line = { latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8, offline: false }
const slowdowns = [1, 6] as const
const visits = 5
const questionSet = 'geldzorgen-noord'
/** Of each, what a site would import; `files` come as they are. */
const others: readonly { name: string; version: string; uses?: string; entry?: string; files?: readonly string[] }[] = [
  { name: '@open-formulieren/sdk', version: '3.3.0', uses: '{ OpenForm }', entry: 'dist/open-forms-sdk.mjs' },
  { name: '@open-formulieren/sdk', version: '3.3.0', files: ['dist/open-forms-sdk.css'] },
  { name: 'survey-core', version: '3.1.1', uses: '{ Model }', entry: 'fesm/survey-core.mjs' },
  { name: '@typeform/embed', version: '6.1.1', uses: '{ createWidget }', entry: 'build/index.js' },
  { name: 'ky', version: '1.14.3', uses: 'ky', entry: 'distribution/index.js' },
  { name: 'openapi-fetch', version: '0.17.0', uses: 'createClient', entry: 'dist/index.mjs' },
]

const gzipped = (content: Uint8Array): number => gzipSync(content, { level: 9 }).length
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
const row = (what: string, bytes: number): void => console.log(`  ${what.padEnd(48)} ${kB(bytes).padStart(9)}`)

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`)
const work = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
try {
  await benchCatalogue(200, (service) => benchPhone(service))
  await benchCatalogue(5_000)
  await benchSizes()
} finally {
  rmSync(work, { recursive: true })
}

/** The demo, as often as it takes, each time with other words: text that is only repeated would pack too well. */
function aCatalogue(size: number): Record<string, readonly unknown[]> {
  const { catalogue } = readDemo()
  const services = catalogue.services as readonly Document[]
  const random = seeded(2)
  const words = JSON.stringify(services).match(/\p{L}{4,}/gu) ?? []
  const copies = Math.ceil(size / services.length)
  const copied = (documents: readonly Document[], links: readonly string[]) =>
    Array.from({ length: copies }, (_, copy) =>
      documents.map((document) => (copy === 0 ? document : another(document, { copy, links, words, random }))),
    ).flat()
  return {
    ...catalogue,
    organizations: copied(catalogue.organizations as readonly Document[], ['backedBy']),
    services: copied(services, ['organization']).slice(0, size),
  }
}

type Document = Readonly<Record<string, unknown>> & { readonly id: string }

interface Copying {
  readonly copy: number
  /** Properties that name a document that is copied too. */
  readonly links: readonly string[]
  readonly words: readonly string[]
  readonly random: Random
}

function another(document: Document, { copy, links, words, random }: Copying): Document {
  const renewed = (text: string): string =>
    text.replace(/\p{L}{4,}/gu, (word) => (random.percent(40) ? random.pick(words) : word))
  const isText = (value: unknown): value is Record<string, string> =>
    typeof value === 'object' && value !== null && 'nl' in value
  const over = (value: unknown): unknown => {
    if (isText(value)) return Object.fromEntries(Object.entries(value).map(([tag, text]) => [tag, renewed(text)]))
    if (Array.isArray(value)) return value.map(over)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, over(inner)]))
  }
  const linked = links.flatMap((name) => (name in document ? [[name, `${document[name]}-${copy}`]] : []))
  return { ...(over(document) as Document), ...Object.fromEntries(linked), id: `${document.id}-${copy}` }
}

async function benchCatalogue(size: number, use: (service: string) => Promise<void> = async () => {}): Promise<void> {
  const server = await openApp(join(work, `${size}.sqlite`), async ({ imports, publish }) => {
    const imported = await imports.importDocuments(jsonBody(aCatalogue(size)), { mode: 'merge', dryRun: false })
    if ('problems' in imported) throw new Error(JSON.stringify(imported.problems.slice(0, 3)))
    const published = await publish({ by: 'bench' })
    if (published.outcome === 'refused') throw new Error(JSON.stringify(published.problems.slice(0, 3)))
  })
  try {
    await server.listen({ host: '127.0.0.1', port: 0 })
    const service = `http://localhost:${(server.server.address() as AddressInfo).port}`
    const pointer = await (await fetch(`${service}/v1/bundles/${questionSet}`)).json()
    const address = `${service}/v1/bundles/${questionSet}/${pointer.bundleDigest}`
    const [gzip, br] = [await bytesOf(address, 'gzip'), await bytesOf(address, 'br')]
    const { services } = await (await fetch(address)).json()
    console.log(`\nBundle of ${services.length} services, all cards, one language: ${kB(gzip)} gzip, ${kB(br)} brotli`)
    await use(service)
  } finally {
    await server.close()
  }
}

/** As it comes over the line. */
function bytesOf(address: string, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'accept-encoding': encoding } }, (reply) => {
      let bytes = 0
      reply.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

async function benchPhone(service: string): Promise<void> {
  const { version, files } = await (await fetch(`${service}/sdk/0.1.0/manifest.json`)).json()
  const tag = (path: string): string => {
    const { integrity } = files.find((file: { readonly path: string }) => file.path === path)
    return `"${service}/sdk/${version}/${path}" integrity="${integrity}" crossorigin="anonymous"`
  }
  const html = `<!doctype html><html lang="nl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href=${tag('style.css')}><script src=${tag('cdn/mokum-match.js')} defer></script>
<mokum-match base-url="${service}" partner="buurtteams" question-set="${questionSet}"><p>Bel 020 000 00 01.</p></mokum-match>`
  const site = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const browser = await launchChromium()
  try {
    const address = `http://localhost:${(site.address() as AddressInfo).port}`
    for (const slowdown of slowdowns) {
      const all: Visit[] = []
      for (let visit = 0; visit < visits; visit += 1) all.push(await visitOf(browser, { address, slowdown }))
      const median = (value: (visit: Visit) => number): string => `${Math.round(quantile(all.map(value), 0.5))} ms`
      console.log(`On 400 kbit/s, answers after 400 ms, a processor ${slowdown} times slower, ${visits} cold visits:`)
      console.log(`  the page asks, with nothing in a cache   ${median(({ readyMs }) => readyMs)}`)
      console.log(`  from there to the first question         ${median(({ firstMs }) => firstMs)}`)
      console.log(`  to a next question, the slowest          ${median(({ nextMs }) => Math.max(...nextMs))}`)
      console.log(`  to the three places                      ${median(({ placesMs }) => placesMs)}`)
      console.log(`  requests, and bytes as they came         ${all[0]?.requests}, ${kB(all[0]?.bytes ?? 0)}`)
    }
  } finally {
    await browser.close()
    site.close()
  }
}

interface Visit {
  readonly readyMs: number
  readonly firstMs: number
  readonly nextMs: readonly number[]
  readonly placesMs: number
  readonly requests: number
  readonly bytes: number
}

async function visitOf(
  browser: Browser,
  { address, slowdown }: { readonly address: string; readonly slowdown: number },
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } })
  const page = await context.newPage()
  const phone = await context.newCDPSession(page)
  await phone.send('Network.enable')
  await phone.send('Network.emulateNetworkConditions', line)
  await phone.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  let [requests, bytes] = [0, 0]
  phone.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests += 1
    bytes += encodedDataLength
  })
  await page.addInitScript(() => {
    const painted = () =>
      new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))
    const ready = new Promise<number>((done) => addEventListener('mokum-ready', () => painted().then(done)))
    const press = async () => {
      const began = performance.now()
      document.querySelector<HTMLElement>('.mm-actions .mm-main')?.click()
      return (await painted()) - began
    }
    Object.assign(globalThis, { bench: { ready, press } })
  })
  await page.goto(address)
  const readyMs = await page.evaluate(() => (globalThis as unknown as Timed).bench.ready)
  const firstMs = await press(page)
  const nextMs: number[] = []
  while ((await page.locator('form').count()) > 0) {
    const option = page.locator('.mm-option').first()
    if ((await option.count()) > 0) await option.click()
    nextMs.push(await press(page))
  }
  const placesMs = await press(page)
  if ((await page.locator('.mm-card').count()) !== 3) throw new Error('Three places were expected.')
  await context.close()
  return { readyMs, firstMs, nextMs, placesMs, requests, bytes }
}

interface Timed {
  readonly bench: { readonly ready: Promise<number>; press(): Promise<number> }
}

/** Milliseconds until what comes after a press is painted. */
function press(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as Timed).bench.press())
}

async function benchSizes(): Promise<void> {
  console.log('\nWhat a site loads, minified, gzip -9:')
  row('cdn/mokum-match.js: all of MokumMatch', gzipped(readFileSync('sdk/dist/cdn/mokum-match.js')))
  row('style.css', gzipped(readFileSync('sdk/dist/style.css')))
  row('@mokummatch/sdk/client', await bundled('{ createClient }', 'sdk/dist/sdk/src/client.js'))
  for (const { name, version, uses, entry, files = [] } of others) {
    const folder = fetched(name, version)
    if (folder === undefined) {
      console.log(`  ${`${name} ${version}`.padEnd(48)} not measured: it could not be fetched from npm`)
      continue
    }
    if (entry !== undefined) row(`${name} ${version}, ${uses}`, await bundled(uses ?? '', join(folder, entry)))
    for (const file of files) row(`${name} ${version}, ${file}`, gzipped(readFileSync(join(folder, file))))
  }
}

/** The package as npm has it, without what it depends on; undefined where there is no network. */
function fetched(name: string, version: string): string | undefined {
  const folder = join(work, name.replace('/', '-'))
  const arguments_ = ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]
  try {
    mkdirSync(folder, { recursive: true })
    const packed = execFileSync('npm', arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    execFileSync('tar', ['xzf', join(folder, packed), '-C', folder])
    return join(folder, 'package')
  } catch {
    return undefined
  }
}

/** What comes with a page that uses these names; what is loaded later does not count. */
async function bundled(uses: string, entry: string): Promise<number> {
  const name = uses.replace(/[{} ]/g, '')
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `import ${uses} from ${JSON.stringify(resolve(entry))}\nglobalThis.used = ${name}`,
      resolveDir: '.',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    outdir: '/out',
    write: false,
    metafile: true,
    logLevel: 'silent',
    loader: { '.png': 'dataurl', '.svg': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
  })
  const first = new Set<string>()
  const add = (path: string): void => {
    if (first.has(path)) return
    first.add(path)
    for (const { kind, path: next } of metafile.outputs[path]?.imports ?? []) if (kind === 'import-statement') add(next)
  }
  add(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === '<stdin>') ?? '')
  const sizes = [...first].map((path) => outputFiles.find((file) => file.path.endsWith(path.split('/').at(-1) ?? '')))
  return sizes.reduce((sum, file) => sum + (file === undefined ? 0 : gzipped(file.contents)), 0)
}
