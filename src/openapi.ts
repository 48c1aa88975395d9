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
// The package's own folder: this file is compiled to dist/src.
const file = new URL('../../openapi/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(server.swagger(), null, 2)}\n`)
await server.close()
await storage.close()
rmSync(folder, { recursive: true })
