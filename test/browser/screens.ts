import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../helpers/an-app.js'
import { aPartnerSite } from './a-partner-site.js'
import { launchChromium } from './chromium.js'
import { walk } from './walk.js'

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
    for await (const name of walk(page)) await shoot(name)
    await page.close()
  }
}
await browser.close()
await site.close()
await app.close()
rmSync(work, { recursive: true })
