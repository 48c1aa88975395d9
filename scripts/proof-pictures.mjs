/**
 * `npm run build && node scripts/proof-pictures.mjs`: proves the question sets of the demo and takes pictures of the pages, into
 * docs/images. It takes some minutes, and needs Chromium (`CHROMIUM`, or that of Debian).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { createRooms, loadDemo } from '../dist/src/rooms.js'
import { openStorage } from '../dist/src/storage/storage.js'

const cli = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url))
const images = fileURLToPath(new URL('../docs/images', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'proof-pictures-'))
const url = `file:${join(folder, 'demo.sqlite')}`

const storage = await openStorage({ url })
await loadDemo(createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() }))
await storage.close()

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  for (const questionSet of ['mokummatch-2022', 'geldzorgen-noord']) {
    const file = join(folder, `${questionSet}.html`)
    execFileSync(process.execPath, [cli, 'prove', questionSet, '--html', file, '--language', 'en'], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: 'inherit',
    })
    const page = await browser.newPage({ viewport: { width: 760, height: 1000 } })
    await page.goto(pathToFileURL(file).href)
    const last = await page.locator('.verdicts + .note').boundingBox()
    const clip = { x: 0, y: 0, width: 760, height: Math.ceil(last.y + last.height + 16) }
    await page.screenshot({ path: join(images, `proof-${questionSet}.png`), clip, fullPage: true })
    const map = page.locator('figure', { has: page.locator('.cell') })
    if ((await map.count()) > 0) await map.first().screenshot({ path: join(images, 'proof-offer.png') })
    await page.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
