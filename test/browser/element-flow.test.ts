import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aPartnerSite, fallback, type HostPage, type PartnerSite } from './a-partner-site.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

let browser: Browser
let site: PartnerSite
t.before(async () => {
  if (skip !== false) return
  site = await aPartnerSite(await anApp(t))
  browser = await launchChromium()
})
t.teardown(async () => {
  await browser?.close()
  await site?.close()
})

/** Opens a page with the element in a window of its own; what the console says is kept. */
async function open(t: Test, page: HostPage = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  t.teardown(() => context.close())
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  tab.on('pageerror', (error) => complaints.push(String(error)))
  await tab.goto(site.page('/', page))
  await tab.locator('.mm-actions').waitFor()
  return { tab, complaints }
}

const heading = (tab: Page) => tab.locator('.mm-heading')
const main = (tab: Page) => tab.locator('.mm-actions .mm-main')

t.test('By mouse, somebody answers every question in Dutch and sees three places', { skip }, async (t) => {
  const { tab, complaints } = await open(t)
  t.equal(await tab.getByText('Bel 020 000 00 99.').isVisible(), false, `${fallback} is for before`)
  await tab.getByRole('button', { name: 'Beginnen' }).click()
  for (const chosen of [
    ['Schulden', 'Rondkomen'],
    ['Iemand die luistert'],
    ['Maakt niet uit'],
    ['Dicht bij mijn huis'],
  ]) {
    for (const name of chosen) await tab.getByText(name, { exact: true }).click()
    await tab.getByRole('button', { name: 'Volgende' }).click()
  }
  await tab.getByRole('combobox', { name: 'Waar woon je?' }).click()
  await tab.getByRole('option', { name: 'Volewijck' }).click()
  await tab.getByRole('button', { name: 'Volgende' }).click()
  await tab.getByRole('button', { name: 'Overslaan' }).click()
  t.equal(await heading(tab).textContent(), 'Klopt dit?')
  t.match(await tab.locator('dd').allInnerTexts(), ['Schulden Rondkomen'], 'in the order in which they were chosen')
  await main(tab).click()
  await tab.getByRole('heading', { name: 'Drie plekken voor een eerste gesprek' }).waitFor()
  t.equal(await tab.getByRole('article').count(), 3)
  t.same(complaints, [])
})
