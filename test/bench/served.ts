import { createApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import type { Server } from '../../src/http/server.js'
import { jsonBody } from '../../src/imports/formats.js'
import { createRooms, type Rooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import type { BenchCatalogue } from './catalogue.js'
import { asImport } from './documents.js'

/** The app on a database file that `fill` has put something into, without log lines. Storage closes with the server. */
export async function openApp(
  file: string,
  fill: (rooms: Rooms) => Promise<unknown>,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const config = readConfig({
    ...env,
    DATABASE_URL: `file:${file}`,
    LOG_LEVEL: 'silent',
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000',
  })
  const now = (): Date => new Date()
  const storage = await openStorage({ url: config.databaseUrl })
  const rooms = createRooms({ ...config, storage, now })
  await fill(rooms)
  const { server } = await createApp({ rooms, config, now })
  server.addHook('onClose', () => storage.close())
  return server
}

/** Imports and publishes a catalogue of the bench. */
export async function publish({ imports, publish }: Rooms, catalogue: BenchCatalogue): Promise<void> {
  const imported = await imports.importDocuments(jsonBody(asImport(catalogue)), { mode: 'merge', dryRun: false })
  if ('problems' in imported) throw new Error(JSON.stringify(imported.problems.slice(0, 3)))
  const published = await publish({ by: 'bench', rotation: catalogue.content.rotation })
  if (published.outcome === 'refused') throw new Error(JSON.stringify(published.problems.slice(0, 3)))
}
