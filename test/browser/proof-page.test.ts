import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { provenOf } from '../helpers/proven.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

t.test('The page of a proof answers first, asks nobody, and axe finds nothing at any width', { skip }, async (t) => {
  const app = await anApp(t)
  const { report } = await provenOf(app, { questionSet: 'mokummatch-2022', matches: 1000 })
  const origin = `http://localhost:${await app.listen()}`
  const address = `${origin}/v1/releases/${report.release}/proofs/mokummatch-2022/page`
  const saved = join(aFolder(t), 'page.html')
  writeFileSync(saved, (await app.ask(`${new URL(address).pathname}?language=en`)).body)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const complaints: string[] = []
  const scenes = [
    { url: `${address}?language=nl`, says: 'Kan dit gepubliceerd worden?', width: 320 },
    { url: `${address}?language=en`, says: 'Can this be published?', width: 1280 },
    { url: `file://${saved}`, says: 'Can this be published?', width: 360 },
  ]
  for (const { url, says, width } of scenes) {
    const context = await browser.newContext({ viewport: { width, height: 740 } })
    const page = await context.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(request.url())
    })
    await page.goto(url)
    t.equal(await page.locator('h1').innerText(), says)
    const first = await page.locator('.answer').boundingBox()
    t.ok(first && first.y + first.height < 740, 'the answer is on the first screen')
    t.equal(await page.locator('.answer').evaluate((each) => getComputedStyle(each).borderLeftWidth), '8px', 'in style')
    t.ok((await page.locator('.verdicts li').count()) >= 7, 'and a line for each finding')
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing scrolls sideways')
    for (const details of await page.locator('summary').all()) await details.click()
    await page.evaluate(axe.source)
    const violations = await page.evaluate(async () => {
      const runner = (globalThis as unknown as { axe: typeof import('axe-core') }).axe
      const found = await runner.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      })
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    })
    t.same(violations, [], `${says} ${width}`)
    await context.close()
  }
  t.same(complaints, [])
})
