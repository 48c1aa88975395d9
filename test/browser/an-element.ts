import type { Browser, BrowserContextOptions } from 'playwright-core'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aPartnerSite, type HostPage, type PartnerSite } from './a-partner-site.js'
import { openTab, type Tab } from './a-tab.js'
import { launchChromium, withoutChromium } from './chromium.js'

interface ElementUnderTest {
  /** Opens a page with the element, in a window that remembers nothing of others. */
  open(t: Test, page?: HostPage, settings?: BrowserContextOptions): Promise<Tab>
  /** The site of a partner, on another origin than the service. */
  site(): PartnerSite
}

/** For all tests of a file: one service, one site of a partner and one browser. */
export function anElement(): ElementUnderTest {
  let browser: Browser
  let site: PartnerSite
  t.before(async () => {
    if (withoutChromium !== false) return
    site = await aPartnerSite(await anApp(t))
    browser = await launchChromium()
  })
  t.teardown(async () => {
    await browser?.close()
    await site?.close()
  })
  return { open: (t, page, settings) => openTab(t, { browser, site }, page, settings), site: () => site }
}
