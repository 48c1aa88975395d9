import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { aFolder } from '../helpers/database.js'
import { aFreePort, cli } from '../helpers/processes.js'
import { violationsOf } from './a-tab.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

const sites = ['buurtteams', 'maak020', 'neos'] as const
const contact = /buurtteamamsterdam\.nl|Vraag een loket in Eindhoven/

let browser: Browser
let origin: string
let service: string
t.before(async () => {
  if (skip !== false) return
  browser = await launchChromium()
  ;({ origin, service } = await aDemo(t))
})
t.teardown(() => browser?.close())

/** The command of a newcomer, on ports that are free. */
async function aDemo(t: Test) {
  const [port, demoPort] = [await aFreePort(), await aFreePort()]
  const database = `file:${join(aFolder(t), 'demo.sqlite')}`
  const child = spawn(process.execPath, [cli, 'serve', '--demo'], {
    env: { PATH: process.env.PATH, PORT: `${port}`, DEMO_PORT: `${demoPort}`, DATABASE_URL: database },
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  })
  const origin = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text
      const [, found] = /^The demo: +(\S+)$/m.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(`It does not say where the demo is:\n${said}`)))
  })
  return { origin, service: `http://localhost:${port}` }
}

/** A window of its own; what the console says, and every preflight, is kept. */
async function aWindow(t: Test, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  t.teardown(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const preflights: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  network.on('Network.requestWillBeSent', ({ request }) => {
    if (request.method === 'OPTIONS') preflights.push(request.url)
  })
  return { context, page, complaints, preflights }
}

const main = (page: Page) => page.locator('.mm-actions .mm-main')

/** Answers the first question, skips the others, and looks at what was found. */
async function toThreePlaces(page: Page, visit: (step: string) => Promise<void> = async () => {}): Promise<void> {
  await main(page).waitFor()
  await visit('start')
  await main(page).click()
  await page.locator('.mm-option').nth(1).click()
  await visit('question')
  await main(page).click()
  const skip = page.getByRole('button', { name: 'Overslaan' })
  while ((await skip.count()) > 0) await skip.click()
  await visit('review')
  await main(page).click()
  await page.locator('.mm-card').nth(2).waitFor()
  await visit('results')
}

for (const site of sites) {
  t.test(`From the first page of the demo, ${site} leads to three places`, { skip }, async (t) => {
    const { page, complaints, preflights } = await aWindow(t)
    await page.goto(origin)
    await page.locator(`a[href="/${site}"]`).click()
    t.match(await page.locator('body').innerText(), /Dit is een demo, niet de website van/)
    await toThreePlaces(page, async (step) => {
      if (step === 'review') t.same(preflights, [], 'no call had to be announced')
    })
    t.equal(await page.getByRole('article').count(), 3)
    t.same(complaints, [], 'CORS, SRI and CSP let it through')
    t.equal(preflights.length, site === 'neos' ? 1 : 0, 'where the service matches, the answers are announced')
  })

  t.test(`axe finds nothing on ${site}, on a phone and on a screen`, { skip }, async (t) => {
    for (const viewport of [
      { width: 360, height: 640 },
      { width: 1280, height: 800 },
    ]) {
      const { page } = await aWindow(t, { viewport })
      await page.goto(`${origin}/${site}`)
      await toThreePlaces(page, async (step) => {
        t.same(await violationsOf(page, 'html'), [], `${step}, ${viewport.width} px`)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        t.ok(width <= viewport.width, `${step} is ${width} px wide, of ${viewport.width}`)
      })
    }
  })

  t.test(`Without JavaScript ${site} says whom to talk to`, { skip }, async (t) => {
    const { page } = await aWindow(t, { javaScriptEnabled: false })
    await page.goto(`${origin}/${site}`)
    t.match(await page.getByRole('main').innerText(), contact)
  })
}

t.test('With text of 200 % no page of the demo scrolls sideways on a phone', { skip }, async (t) => {
  const { page } = await aWindow(t, { viewport: { width: 360, height: 640 }, bypassCSP: true })
  for (const path of ['', ...sites, 'weer']) {
    await page.goto(`${origin}/${path}`)
    await page.addStyleTag({ content: 'html { font-size: 200% }' })
    if (path !== '' && path !== 'weer') await main(page).waitFor()
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, path)
  }
})

t.test('Every page that the demo links to is there, in both languages', { skip }, async (t) => {
  const { page, complaints } = await aWindow(t)
  const seen = new Set<string>()
  const follow = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    seen.add(path)
    const response = await page.goto(origin + path)
    t.equal(response?.status(), 200, path)
    t.equal(await page.locator('html').getAttribute('lang'), path.startsWith('/en/') ? 'en' : 'nl')
    t.same(await violationsOf(page, 'html'), [], path)
    const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
    for (const link of links) await follow(link)
  }
  await follow('/')
  t.equal(seen.size, 8, 'the first page and three partners, in two languages')
  t.same(complaints, [])
})

t.test('A script that was changed on the way does not run, and the page says whom to talk to', { skip }, async (t) => {
  const { context, page, complaints } = await aWindow(t)
  await context.route('**/cdn/mokum-match.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${await response.text()};globalThis.changed = true` })
  })
  await page.goto(`${origin}/buurtteams`)
  t.equal(await page.evaluate(() => 'changed' in globalThis), false)
  t.ok(await page.locator('mokum-match').getByRole('link').isVisible())
  t.match(complaints.join(), /integrity/)
})

t.test('The page of NEOS lets no other script run, and no text become HTML', { skip }, async (t) => {
  const { page, complaints } = await aWindow(t)
  await page.goto(`${origin}/neos`)
  await main(page).waitFor()
  const refused = await page.evaluate(() => {
    const script = document.createElement('script')
    try {
      script.textContent = 'globalThis.changed = true'
      document.body.append(script)
      document.body.innerHTML = '<b>changed</b>'
    } catch (error) {
      return String(error)
    }
    return 'changed' in globalThis
  })
  t.match(refused, /TrustedHTML|TrustedScript/)
  t.match(complaints.join(), /Content Security Policy|Trusted/)
})

t.test('Who leaves NEOS quickly comes elsewhere, and Back does not show the page again', { skip }, async (t) => {
  const { page, complaints } = await aWindow(t)
  await page.goto(origin)
  await page.goto(`${origin}/neos`)
  await toThreePlaces(page)
  await page.getByRole('button', { name: 'Snel weg' }).click()
  await page.waitForURL(`${origin}/weer`)
  await page.goBack()
  t.equal(page.url(), `${origin}/`)
  t.same(complaints, [])
})

t.test('The pages are of another origin than the service, which lets them ask for a match', { skip }, async (t) => {
  t.not(origin, service)
  for (const [from, allowed] of [
    [origin, origin],
    ['http://localhost:1', null],
  ] as const) {
    const reply = await fetch(`${service}/v1/matches`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    })
    t.equal(reply.headers.get('access-control-allow-origin'), allowed)
  }
})
