import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from './app.js'
import { readConfig } from './config.js'
import { createRooms } from './rooms.js'
import { openStorage } from './storage/storage.js'

// `npm run openapi`: writes what the service says of itself, with the settings that it has without any variable but the
// address, which is one of the form that clients meet.
const publicUrl = 'https://mokummatch.example.org'
const folder = mkdtempSync(join(tmpdir(), 'mokummatch-'))
const database = `file:${join(folder, 'empty.sqlite')}`
const config = readConfig({ DATABASE_URL: database, PUBLIC_URL: publicUrl, LOG_LEVEL: 'silent' })
const storage = await openStorage({ url: config.databaseUrl })
const now = (): Date => new Date()
const rooms = createRooms({ ...config, storage, now })
const { server } = await createApp({ rooms, config, now })
await server.ready()
const apis = { swagger: 'openapi.json', hsds: 'hsds-v3.json' }
for (const [decorator, file] of Object.entries(apis)) {
  // The package's own folder: this file is compiled to dist/src.
  const path = new URL(`../../openapi/${file}`, import.meta.url)
  writeFileSync(path, `${JSON.stringify(server.getDecorator<() => object>(decorator)(), null, 2)}\n`)
}
await server.close()
await storage.close()
rmSync(folder, { recursive: true })
