import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'
import { provenOf } from '../helpers/proven.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

t.test(
  'The page of a proof answers first, asks nobody, and axe finds nothing at any width, nor paper cuts a chart',
  { skip },
  async (t) => {
    const app = await anApp(t)
    const { report } = await provenOf(app, { questionSet: 'mokummatch-2022', matches: 1000 })
    const origin = `http://localhost:${await app.listen()}`
    const address = `${origin}/v1/releases/${report.release}/proofs/mokummatch-2022/page`
    const saved = join(aFolder(t), 'page.html')
    writeFileSync(saved, (await app.ask(`${new URL(address).pathname}?language=en`)).body)
    const closed = (await app.edit('GET', '/v1/drafts/services/humanitas-paperwork-at-home')).json()
    await app.edit('POST', '/v1/imports', { services: [{ ...closed, status: 'inactive' }] })
    const { id } = await provenOf(app, { questionSet: 'mokummatch-2022', compareWith: 'in-force', matches: 1000 })
    const compared = join(aFolder(t), 'compared.html')
    writeFileSync(compared, (await app.edit('GET', `/v1/proofs/${id}/page?language=nl`)).body)
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const complaints: string[] = []
    const scenes = [
      { url: `${address}?language=nl`, says: 'Kan dit gepubliceerd worden?', width: 320 },
      { url: `${address}?language=en`, says: 'Can this be published?', width: 1280 },
      { url: `file://${saved}`, says: 'Can this be published?', width: 360 },
      { url: `file://${compared}`, says: 'Kan dit gepubliceerd worden?', width: 320 },
      { url: `file://${compared}`, says: 'Kan dit gepubliceerd worden?', width: 1280 },
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
      t.equal(
        await page.locator('.answer').evaluate((each) => getComputedStyle(each).borderLeftWidth),
        '8px',
        'in style',
      )
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

    const page = await browser.newPage()
    await page.goto(`file://${compared}`)
    t.match(
      await page.locator('#changes + .headline').innerText(),
      /^Van de 100 manieren van antwoorden krijgen er \d+ /,
    )
    await page.locator('a[href="#changes"]').click()
    t.ok((await page.locator('#changes').boundingBox())!.y < 100, 'the first screen leads there')
    await page.emulateMedia({ media: 'print' })
    const tallest = await page
      .locator('svg.chart')
      .evaluateAll((all) => Math.max(...all.map((one) => one.clientHeight)))
    t.ok(tallest < 500, 'no chart is so tall that a page of paper would cut it')
  },
)
