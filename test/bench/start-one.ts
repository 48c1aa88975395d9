import { openApp } from './served.js'

// Started by start.ts: opens the app on a database, and says how long that took from the start of the process.
const [file = '', compiledFile = 'none'] = process.argv.slice(2)
const server = await openApp(file, async () => undefined, { COMPILED_FILE: compiledFile })
await server.ready()
const readyMs = performance.now()
const ready = await server.inject('/health/ready')
process.send?.({ readyMs, status: ready.statusCode, rssBytes: process.memoryUsage.rss() })
await server.close()
process.disconnect()
