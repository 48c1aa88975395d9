import type { Browser as Chromium } from 'playwright-core'
import type { Browser as Firefox, Page } from 'puppeteer-core'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aPartnerSite, type PartnerSite } from './a-partner-site.js'
import { launchChromium, withoutChromium } from './chromium.js'
import { type Compared, comparedData, comparingScript } from './engine-bundle.js'
import { launchFirefox, withoutFirefox } from './firefox.js'

/** The same in another browser: the same digests, and the same steps. */

let chromium: Chromium
let firefox: Firefox
let site: PartnerSite
t.before(async () => {
  site = await aPartnerSite(await anApp(t))
  if (withoutChromium === false) chromium = await launchChromium()
  if (withoutFirefox === false) firefox = await launchFirefox()
})
t.teardown(async () => {
  await chromium?.close()
  await firefox?.close()
  await site?.close()
})

declare const compare: (json: string) => Promise<Compared>

t.test(
  'Chromium gives what every conformance case expects, and what the server gives',
  { skip: withoutChromium },
  async (t) => {
    const tab = await chromium.newPage()
    await tab.goto(site.page('/empty'))
    await tab.evaluate(await comparingScript())
    t.same(await tab.evaluate((json) => compare(json), comparedData()), { cases: [], pairs: [] })
  },
)

t.test(
  'Firefox gives what every conformance case expects, and what the server gives',
  { skip: withoutFirefox },
  async (t) => {
    const tab = await firefox.newPage()
    await tab.goto(site.page('/empty'))
    await tab.evaluate(await comparingScript())
    t.same(await tab.evaluate((json) => compare(json), comparedData()), { cases: [], pairs: [] })
    await tab.close()
  },
)

/** Presses what has this text, in the element. */
async function press(tab: Page, text: string): Promise<void> {
  await tab.locator(`::-p-xpath(//mokum-match//*[self::button or self::label][normalize-space()="${text}"])`).click()
}
const heading = (tab: Page, text: string) =>
  tab.waitForSelector(`::-p-xpath(//*[@class="mm-heading"][normalize-space()="${text}"])`)

for (const { mode, language, start, next, chosen, skip: skipped, review, find, results } of [
  {
    mode: 'device',
    language: 'nl',
    start: 'Beginnen',
    next: 'Volgende',
    chosen: 'Schulden',
    skip: 'Overslaan',
    review: 'Klopt dit?',
    find: 'Laat plekken zien',
    results: 'Drie plekken voor een eerste gesprek',
  },
  {
    mode: 'server',
    language: 'ar',
    start: 'ابدأ',
    next: 'التالي',
    chosen: 'الديون',
    skip: 'تخطي',
    review: 'هل هذا صحيح؟',
    find: 'عرض الأماكن',
    results: 'ثلاثة أماكن لحديث أول',
  },
]) {
  t.test(
    `In Firefox somebody goes from the first question to three places (${mode}, ${language})`,
    { skip: withoutFirefox },
    async (t) => {
      const tab = await firefox.newPage()
      const faults: string[] = []
      tab.on('pageerror', (error) => faults.push(String(error)))
      await tab.goto(site.page('/', { lang: language, attributes: `mode="${mode}" language="${language}"` }))
      await press(tab, start)
      await press(tab, chosen)
      await press(tab, next)
      for (let n = 0; n < 4; n += 1) await press(tab, skipped)
      await heading(tab, review)
      await tab.goBack()
      await press(tab, next)
      await heading(tab, review)
      await press(tab, find)
      await heading(tab, results)
      t.equal(await tab.$$eval('.mm-card', (cards) => cards.length), 3)
      t.equal(await tab.$eval('.mm-heading', (one) => one === document.activeElement), true)
      t.same(faults, [])
      await tab.close()
    },
  )
}

t.test('In Firefox a place of a list is chosen by keyboard alone', { skip: withoutFirefox }, async (t) => {
  const tab = await firefox.newPage()
  await tab.goto(site.page('/', { attributes: 'history="off"' }))
  await press(tab, 'Beginnen')
  for (let n = 0; n < 3; n += 1) await press(tab, 'Overslaan')
  for (const key of ['Tab', ' ', 'Enter', 'Tab', 'ArrowDown', 'ArrowDown', 'Enter'] as const)
    await tab.keyboard.press(key)
  t.not(await tab.$eval('[role=combobox]', (one) => (one as HTMLInputElement).value), '')
  await tab.keyboard.press('Enter')
  await heading(tab, 'Wat maakt het makkelijker voor jou?')
  t.pass()
  await tab.close()
})
