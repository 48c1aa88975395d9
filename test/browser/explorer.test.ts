import { chromium } from 'playwright-core'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { needs } from '../helpers/debian.js'

const executablePath = '/usr/bin/chromium'
/** A browser that asks for nothing by itself. */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
]

const skip = needs('chromium', executablePath)

t.test('In the explorer somebody tries a match with its first example and sees three places', { skip }, async (t) => {
  const app = await anApp(t)
  const origin = `http://localhost:${await app.listen()}`
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  const complaints: string[] = []
  const elsewhere: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  await page.addInitScript(() => {
    // What the page's policy refuses has to be heard.
    document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))
  })

  await page.goto(`${origin}/docs`)
  const operation = page.locator('.opblock[id$="-match"]')
  await operation.locator('.opblock-summary-control').click()
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const response = operation.locator('.live-responses-table .response')
  await response.waitFor()
  t.equal(await response.locator('.response-col_status').innerText(), '200')
  const body = JSON.parse(await response.locator('.response-col_description pre').first().innerText())
  t.equal(body.choices.length, 3)
  t.same(complaints, [], 'no error in the console, and nothing against the policy')
  t.same(elsewhere, [], 'no request to another host')
})
