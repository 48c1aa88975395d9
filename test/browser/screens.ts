import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../helpers/an-app.js'
import { aPartnerSite } from './a-partner-site.js'
import { launchChromium } from './chromium.js'

/** Photographs every step: `node dist/test/browser/screens.js folder [language …]`. */
const [folder = 'screens', ...languages] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'mokummatch-screens-'))
const app = await openApp(work)
const site = await aPartnerSite(app)
const browser = await launchChromium()
const head =
  '<style>body{margin:0;font-family:system-ui,sans-serif}main{max-width:70rem;margin:auto;padding:1rem}</style>'
for (const language of languages.length > 0 ? languages : ['nl', 'ar']) {
  for (const width of [360, 1280]) {
    const page = await browser.newPage({ viewport: { width, height: width === 360 ? 640 : 900 }, deviceScaleFactor: 1 })
    const url = site.page('/screens', {
      head,
      lang: language,
      attributes: `language="${language}" exit-url="https://example.org/"`,
    })
    let n = 0
    const shoot = async (name: string): Promise<void> => {
      n += 1
      await page.screenshot({
        path: `${folder}/${language}-${width}-${String(n).padStart(2, '0')}-${name}.png`,
        fullPage: true,
      })
    }
    await page.goto(url)
    const main = page.locator('.mm-actions .mm-main')
    await main.waitFor()
    await shoot('start')
    await main.click()
    for (let question = 1; question < 10 && (await page.locator('form').count()) > 0; question += 1) {
      const rows = page.locator('.mm-option')
      const heading = await page.locator('.mm-heading').textContent()
      await shoot(`question-${question}`)
      const wanted = [[1, 0, 2], [2], [1], [0], [], [2, 0]][question - 1] ?? []
      if ((await rows.count()) > 0) for (const row of wanted) await rows.nth(row).click()
      else {
        const input = page.getByRole('combobox')
        if ((await page.locator('.mm-problem').count()) === 0) {
          await input.fill('xyz')
          await main.click()
          await shoot('problem')
        }
        await input.fill('')
        await input.press('ArrowDown')
        await shoot('list')
        await input.press('ArrowDown')
        await input.press('Enter')
      }
      await shoot(`question-${question}-answered`)
      await main.click()
      if ((await page.locator('.mm-heading').textContent()) === heading) throw new Error(`${heading} stays`)
    }
    await shoot('review')
    await main.click()
    await page.locator('.mm-card').first().waitFor()
    await shoot('results')
    for (const more of await page.locator('.mm-card summary').all()) await more.click()
    await shoot('results-more')
    await page.locator('.mm-actions .mm-second').last().click()
    await shoot('not-now')
    await page.close()
  }
}
await browser.close()
await site.close()
await app.close()
rmSync(work, { recursive: true })
