import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { openStorage } from '../../src/storage/storage.js'

/** Another process that writes 200 rows a second without end, and says the number of each when it stands. */
const [url] = process.argv.slice(2)
const storage = await openStorage({ url: String(url) })
const began = performance.now()
for (let i = 0; ; i++) {
  await setTimeout(began + i * 5 - performance.now())
  await storage.write((db) =>
    db.run(
      "INSERT INTO partners (id, changed_at, document) VALUES ($1, '2026-01-01T00:00:00.000Z', $2)",
      `p-${i}`,
      JSON.stringify({ text: 'x'.repeat(i % 3 === 0 ? 9_000 : 10) }),
    ),
  )
  writeSync(1, `${i}\n`)
}
