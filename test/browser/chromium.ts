import { type Browser, chromium } from 'playwright-core'
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

export const withoutChromium = needs('chromium', executablePath)

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args })
}
