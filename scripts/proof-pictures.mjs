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
import { jsonBody } from '../dist/src/imports/formats.js'
import { createRooms, loadDemo } from '../dist/src/rooms.js'
import { openStorage } from '../dist/src/storage/storage.js'

const cli = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url))
const images = fileURLToPath(new URL('../docs/images', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'proof-pictures-'))
const url = `file:${join(folder, 'demo.sqlite')}`

const storage = await openStorage({ url })
const rooms = createRooms({ storage, defaultLanguage: 'nl', now: () => new Date() })
await loadDemo(rooms)
// Drafts to compare with what is published: a place that closes, and one that helps with more.
const read = (id) => storage.read(async (db) => (await rooms.drafts.read(db, 'service', id)).document)
const [closed, wider] = [await read('humanitas-paperwork-at-home'), await read('leefkringhuis-letters')]
const services = [
  { ...closed, status: 'inactive' },
  { ...wider, terms: { ...wider.terms, topic: [...wider.terms.topic, 'home'] } },
]
await rooms.imports.importDocuments(jsonBody({ services }), { by: 'pictures', mode: 'merge', dryRun: false })
await storage.close()

const pageOf = (questionSet, ...options) => {
  const file = join(folder, 'proof.html')
  execFileSync(process.execPath, [cli, 'prove', questionSet, '--html', file, '--language', 'en', ...options], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: 'inherit',
  })
  return pathToFileURL(file).href
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  for (const questionSet of ['mokummatch-2022', 'geldzorgen-noord']) {
    const page = await browser.newPage({ viewport: { width: 760, height: 1000 } })
    await page.goto(pageOf(questionSet))
    const last = await page.locator('.verdicts + .note').boundingBox()
    const clip = { x: 0, y: 0, width: 760, height: Math.ceil(last.y + last.height + 16) }
    await page.screenshot({ path: join(images, `proof-${questionSet}.png`), clip, fullPage: true })
    const map = page.locator('figure', { has: page.locator('.cell') })
    if ((await map.count()) > 0) await map.first().screenshot({ path: join(images, 'proof-offer.png') })
    await page.close()
  }
  const page = await browser.newPage({ viewport: { width: 900, height: 1000 } })
  await page.goto(pageOf('geldzorgen-noord', '--compare'))
  const from = await page.locator('#changes').boundingBox()
  const to = await page.locator('#changes ~ h2').first().boundingBox()
  const clip = { x: 0, y: from.y - 16, width: 900, height: to.y - from.y - 16 }
  await page.screenshot({ path: join(images, 'proof-changes.png'), clip, fullPage: true })
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
