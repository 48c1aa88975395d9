import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

const service = 'buurtteam-noord'

const words = {
  nl: {
    open: 'Er is plek',
    full: 'Vol',
    waitlist: 'Wachtlijst',
    save: 'Bewaar dag en tekst',
    broken: 'Deze link werkt niet',
  },
  en: {
    open: 'There is room',
    full: 'Full',
    waitlist: 'Waiting list',
    save: 'Save day and text',
    broken: 'This link does not work',
  },
} as const

/** The demo with a link, and a browser to open it with. */
async function aHelper(t: Test) {
  const app = await anApp(t)
  const origin = `http://localhost:${await app.listen()}`
  const made = await app.edit('POST', `/v1/services/${service}/capacity-links`, { label: 'Balie' })
  const address = origin + new URL(made.json().url).pathname
  const browser: Browser = await launchChromium()
  t.teardown(() => browser.close())
  const complaints: string[] = []
  const open = async (path = '', options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ locale: 'nl-NL', viewport: { width: 360, height: 740 }, ...options })
    const page = await context.newPage()
    page.on('console', (message) => {
      // What is refused answers 4xx, which the browser mentions too.
      if (!/status of 40[04]/.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (!/^data:/.test(request.url()) && new URL(request.url()).origin !== origin) complaints.push(request.url())
    })
    await page.goto(address + path)
    return page
  }
  const state = async () => (await app.ask(`/v1/services/${service}/capacity`)).json()
  return { app, open, state, complaints, broken: `/../${'x'.repeat(43)}` }
}

const stateOn = (page: Page) => page.locator('.state').innerText()
const button = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}\\b`) })

t.test('Without scripts a helper says that it is full, until when and why, and takes it back', { skip }, async (t) => {
  const { open, state, complaints, app } = await aHelper(t)
  const page = await open('', { javaScriptEnabled: false })
  t.equal(await stateOn(page), words.nl.open)
  await button(page, words.nl.full).click()
  t.equal(await stateOn(page), words.nl.full)
  t.match(await page.getByRole('status').innerText(), 'Bewaard.')
  t.match(await state(), { status: 'full' })
  const match = await app.match({ questionSet: 'geldzorgen-noord', answers: {}, explain: [service] })
  t.match(match.json().explanations, [{ service, outcome: 'full' }], 'it is in force when the page says so')

  await page.getByLabel('Vanaf welke dag is er weer plek?').fill('2035-01-02')
  await page.getByLabel('Wat is goed om te weten?').fill('Even dicht.\nBel gerust.')
  await button(page, words.nl.save).click()
  t.same(await state(), { service, status: 'full', until: '2035-01-02', note: { nl: 'Even dicht. Bel gerust.' } })
  t.match(await page.locator('.now').innerText(), /dinsdag 2 januari 2035[\s\S]*“Even dicht\. Bel gerust\.”/)

  await page.getByRole('link', { name: 'English' }).click()
  t.equal(await stateOn(page), words.en.full)
  t.equal(await page.locator('html').getAttribute('lang'), 'en')
  await button(page, words.en.waitlist).click()
  t.match(await state(), { status: 'waitlist', until: '2035-01-02' }, 'another button keeps day and note')
  await page.reload()
  t.equal(await stateOn(page), words.en.waitlist, 'and may be shown again')
  await button(page, words.en.open).click()
  t.same(await state(), { service, status: 'open' })
  t.same(complaints, [])
})

t.test(
  'With a keyboard alone everything can be done, and Enter in a field presses no other state',
  { skip },
  async (t) => {
    const { open, state } = await aHelper(t)
    const page = await open()
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('value') ?? document.activeElement?.id)
    for (const expected of ['', 'open', 'limited', 'waitlist', 'full']) {
      await page.keyboard.press('Tab')
      if (expected !== '') t.equal(await focused(), expected, `after the language comes ${expected}`)
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/saved=yes/)
    t.match(await state(), { status: 'full' })
    await page.locator('#until').fill('2035-01-02')
    await page.locator('#until').press('Enter')
    await page.locator('.about').waitFor()
    t.same(await state(), { service, status: 'full', until: '2035-01-02' })
    await page.locator('#until').fill('2020-01-02')
    await page.locator('#until').press('Enter')
    await page.locator('.problem').waitFor()
    t.equal(await focused(), '2020-01-02', 'what is wrong has the focus')
    t.match(await page.title(), /^Nog niet bewaard/)
    t.same(await state(), { service, status: 'full', until: '2035-01-02' })
  },
)

t.test('axe finds nothing, at any width, with text twice as large, in both languages', { skip }, async (t) => {
  const { open, complaints, broken } = await aHelper(t)
  for (const language of ['nl', 'en'] as const) {
    const query = `?language=${language}`
    const scenes: readonly [string, string, (page: Page) => Promise<unknown>][] = [
      ['open', query, (page) => button(page, words[language].open).click()],
      [
        'full',
        query,
        async (page) => {
          await page.locator('#until').fill('2035-01-02')
          await page.locator('#note').fill('Even dicht vanwege de verhuizing naar een ander gebouw.')
          await button(page, words[language].full).click()
        },
      ],
      [
        'refused',
        query,
        async (page) => {
          await page.locator('#until').fill('2020-01-02')
          await button(page, words[language].waitlist).click()
        },
      ],
      ['broken', broken + query, async (page) => page.getByRole('heading', { name: words[language].broken }).waitFor()],
    ]
    for (const [scene, path, act] of scenes) {
      const page = await open(path)
      await check(t, page, `${language} ${scene}, before`)
      await act(page)
      await check(t, page, `${language} ${scene}`)
      await page.context().close()
    }
  }
  t.same(complaints, [])
})

async function check(t: Test, page: Page, scene: string): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 740 })
    for (const size of ['100%', '200%']) {
      const where = `${scene}, ${width} px, ${size}`
      await page.evaluate((fontSize) => {
        document.documentElement.style.fontSize = fontSize
      }, size)
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      t.notOk(isTooWide, `${where}: nothing is beside the page`)
      await page.evaluate(axe.source)
      const violations = await page.evaluate(async () => {
        const runner = (globalThis as unknown as { axe: typeof import('axe-core') }).axe
        const found = await runner.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        })
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      })
      t.same(violations, [], where)
      for (const choice of await page.locator('.choice').all()) {
        const box = await choice.boundingBox()
        t.ok(box && box.height >= 72 && box.width >= 250, `${where}: a button that a thumb finds`)
      }
    }
  }
}
