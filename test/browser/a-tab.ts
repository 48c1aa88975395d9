import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Bundle } from '../../sdk/src/client.js'
import type { HostPage, PartnerSite } from './a-partner-site.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Tab {
  readonly tab: Page
  /** Errors and warnings in the console, faults of scripts, and what the policy of the page refuses. */
  readonly complaints: readonly string[]
  /** Methods and addresses of what was asked of the service. */
  readonly requests: readonly string[]
}

/** Opens a page with the element, in a window that remembers nothing of others; waits until it asks. */
export async function openTab(
  t: Test,
  { browser, site }: { readonly browser: Browser; readonly site: PartnerSite },
  page: HostPage = {},
  settings: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings })
  t.teardown(() => context.close())
  const tab = await context.newPage()
  tab.setDefaultTimeout(10_000)
  const complaints: string[] = []
  const requests: string[] = []
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  tab.on('pageerror', (error) => complaints.push(String(error)))
  tab.on('request', (request) => {
    if (request.url().startsWith(site.baseUrl)) requests.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  await tab.goto(site.page('/', page))
  return { tab, complaints, requests }
}

/** Opens the page once more, with the bundle as this changes it, and the digest that belongs to that. */
export async function reopenWith(tab: Page, change: (bundle: Bundle) => object): Promise<void> {
  let body = ''
  await tab.route(/\/v1\/bundles\/[^/]+$/, async (route) => {
    const response = await route.fetch()
    const { bundleDigest, ...pointer } = await response.json()
    const address = new URL(route.request().url())
    const bundle = await tab.request.get(`${address.origin}${address.pathname}/${bundleDigest}`)
    body = JSON.stringify(change(await bundle.json()))
    const digest = createHash('sha256').update(body).digest('hex')
    await route.fulfill({ response, json: { ...pointer, bundleDigest: digest } })
  })
  await tab.route(/\/v1\/bundles\/[^/]+\/[0-9a-f]+$/, (route) =>
    route.fulfill({ body, contentType: 'application/json', headers: { 'access-control-allow-origin': '*' } }),
  )
  await tab.reload()
}

/** What axe finds against WCAG 2.2 AA, and its best practices, in the element or in all of the page; each with where. */
export async function violationsOf(
  tab: Page,
  within: 'mokum-match' | 'html' = 'mokum-match',
): Promise<readonly string[]> {
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe)
  return tab.evaluate(async (within) => {
    // biome-ignore lint/suspicious/noExplicitAny: it was put into the page as a text
    const { violations } = await (window as any).axe.run(within, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    )
  }, within)
}

/** Controls that somebody could not use: out of the window, covered, see-through, or smaller than 24 pixels. */
export function unusable(tab: Page): Promise<readonly string[]> {
  return tab.locator('.mm :is(button, a, input, summary, .mm-option, [role=option])').evaluateAll((all) =>
    all.flatMap((one) => {
      if (one.closest('[hidden], details:not([open]) > :not(summary)') !== null) return []
      one.scrollIntoView({ block: 'center' })
      const { left, right, top, bottom, width, height } = one.getBoundingClientRect()
      const { opacity } = getComputedStyle(one)
      const small = width < (one.matches('input') ? 16 : 24) || height < (one.matches('input') ? 16 : 24)
      const out = left < 0 || right > document.documentElement.clientWidth + 1
      const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      const covered = there === null || !(one.contains(there) || there.contains(one))
      return small || out || covered || opacity !== '1'
        ? [`${one.outerHTML.slice(0, 120)} ${JSON.stringify({ width, height, left, right, opacity, covered })}`]
        : []
    }),
  )
}
