import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { anApp } from '../helpers/an-app.js'
import { violationsOf } from './a-tab.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const
const read = (path: string): string => readFileSync(`sdk/${path}`, 'utf8')

let browser: Browser
let service: string
t.before(async () => {
  if (skip !== false) return
  service = `http://localhost:${await (await anApp(t)).listen()}`
  browser = await launchChromium()
})
t.teardown(() => browser?.close())

/** As somebody who installed the package would build it. */
async function bundleOf(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  return outputFiles[0]!.text
}

/** Opens a page whose service is that of the test, in a window of its own; what the console says is kept. */
async function openSite(t: Test, { html, script = '' }: { readonly html: string; readonly script?: string }) {
  const here = html.replaceAll('https://match.example.org', service)
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/' ? [types.html, here] : url === '/page.js' ? [types.js, script] : [types.js, '']
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
  t.teardown(async () => {
    await page.close()
    server.close()
  })
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}`)
  return { page, complaints }
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

for (const example of ['react/page.jsx', 'dom/page.js']) {
  t.test(`The example ${example} asks, goes back and finds three places`, { skip }, async (t) => {
    const [folder] = example.split('/')
    const script = await bundleOf(`sdk/examples/${example}`)
    const { page, complaints } = await openSite(t, { html: read(`examples/${folder}/index.html`), script })
    const heading = page.getByRole('heading', { level: 2 })
    await heading.waitFor()
    t.equal(await heading.innerText(), 'Waar wil je over praten?')
    for (const topic of ['Schulden', 'Rondkomen', 'Schulden']) await page.getByLabel(topic).click()
    await page.getByLabel('Schulden').click()
    for (const topic of ['Eten en spullen', 'Gezin en kinderen']) await page.getByLabel(topic).click()
    t.equal(await page.getByRole('alert').innerText(), 'Kies hoogstens 3.')
    t.equal(await page.locator('input:checked').count(), 3, 'one too many is not taken, and keeps nobody here')
    await press(page, 'Volgende')
    await press(page, 'Vorige')
    t.equal(
      await page
        .getByRole('alert')
        .innerText()
        .catch(() => ''),
      '',
    )
    await page.getByLabel('Eten en spullen').click()
    t.same(await violationsOf(page, 'html'), [], 'a question')
    await press(page, 'Volgende')
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Wat wil je nu het liefst?')
    await page.getByLabel('Iemand die luistert').click()
    await press(page, 'Vorige')
    t.ok(await page.getByLabel('Schulden').isChecked(), 'an answer is there when somebody comes back')
    await press(page, 'Volgende')
    t.ok(await page.getByLabel('Iemand die luistert').isChecked())
    await page.getByRole('button', { name: 'Volgende', exact: true }).dblclick()
    t.equal(await heading.innerText(), 'Met wie praat je het liefst?', 'a double click does what one click does')
    await press(page, 'Volgende')
    await page.getByLabel('Dicht bij mijn huis').click()
    await press(page, 'Volgende')
    const field = page.getByRole('combobox')
    await field.fill('xyz')
    await press(page, 'Volgende')
    t.match(await page.getByRole('alert').innerText(), /Dit kennen we niet/)
    t.same(await violationsOf(page, 'html'), [], 'a field')
    await field.fill('1021 ab')
    await press(page, 'Volgende')
    await press(page, 'Overslaan')
    t.match(await page.getByRole('definition').allInnerTexts(), ['Rondkomen, Schulden'], 'in the order of choosing')
    await press(page, 'Laat plekken zien')
    await page.getByRole('article').nth(2).waitFor()
    t.equal(await page.getByRole('article').count(), 3)
    t.same(await violationsOf(page, 'html'), [], 'results')
    const others = page.getByRole('button', { name: 'Laat andere plekken zien', exact: true })
    while ((await others.count()) > 0) {
      const [first] = await page.getByRole('article').all()
      const before = await first?.elementHandle()
      await others.click()
      await before?.waitForElementState('hidden')
      await heading.waitFor()
    }
    t.equal(await heading.innerText(), 'Er is nu geen andere plek die past.')
    await press(page, 'Terug naar de plekken')
    await page.getByRole('article').nth(2).waitFor()
    t.same(
      complaints.filter((text) => !text.includes('favicon')),
      [],
    )
  })
}

for (const example of ['react/page.jsx', 'dom/page.js']) {
  t.test(`Without a connection the example ${example} says whom to call`, { skip }, async (t) => {
    const [folder] = example.split('/')
    const html = read(`examples/${folder}/index.html`).replace('https://match.example.org', 'http://localhost:1')
    const { page } = await openSite(t, { html, script: await bundleOf(`sdk/examples/${example}`) })
    await page.getByRole('button', { name: 'Probeer het nog eens' }).waitFor()
    t.equal(await page.getByRole('link').getAttribute('href'), 'tel:+31200000001')
  })
}

t.test('The example react/element.tsx shows the element, and its types hold', { skip }, async (t) => {
  const example = 'sdk/examples/react/element.tsx'
  const { JsxEmit, ModuleKind, ScriptTarget } = ts
  const settings = { strict: true, noEmit: true, module: ModuleKind.NodeNext, target: ScriptTarget.ES2022 }
  const program = ts.createProgram([example], { ...settings, jsx: JsxEmit.ReactJSX, types: [] })
  t.same(
    ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    [],
  )
  const { page } = await openSite(t, { html: read('examples/react/index.html'), script: await bundleOf(example) })
  await press(page, 'Beginnen')
  await page.getByRole('heading', { name: 'Waar wil je over praten?' }).waitFor()
  t.equal(await page.locator('[data-step]').getAttribute('data-step'), 'question')
})

t.test('The five lines of the README put the questions on a page', { skip }, async (t) => {
  const [, lines = ''] = /```html\n([\s\S]*?)```/.exec(read('README.md')) ?? []
  t.equal(lines.trimEnd().split('\n').length, 5)
  const { version, files } = await (await fetch(`${service}/sdk/0.1.0/manifest.json`)).json()
  let html = lines
  for (const path of ['style.css', 'cdn/mokum-match.js']) {
    t.ok(lines.includes(`/sdk/${version}/${path}`), path)
    const { integrity } = files.find((file: { readonly path: string }) => file.path === path)
    html = html.replace('sha384-…', integrity)
  }
  const { page, complaints } = await openSite(t, { html: `<!doctype html><html lang="nl">${html}</html>` })
  await page.getByRole('button', { name: 'Beginnen' }).click()
  await page.getByRole('heading', { name: 'Waar wil je over praten?' }).waitFor()
  t.same(
    complaints.filter((text) => !text.includes('favicon')),
    [],
  )
})
