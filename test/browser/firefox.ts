import { createRequire } from 'node:module'
import type { Browser, PuppeteerNode } from 'puppeteer-core'
import { needs } from '../helpers/debian.js'

/** Required, not imported: tap's own resolver of imports does not follow the exports of one of its dependencies. */
const puppeteer: PuppeteerNode = createRequire(import.meta.url)('puppeteer-core')

const executablePath = '/usr/bin/firefox-esr'
export const withoutFirefox = needs('firefox-esr', executablePath)

/** Over WebDriver BiDi; asks for nothing by itself. */
export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'app.update.auto': false,
      'browser.shell.checkDefaultBrowser': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'toolkit.telemetry.enabled': false,
    },
  })
}
