import { once } from 'node:events'
import { createApp } from './app.js'
import { readConfig } from './config.js'
import { createRooms, loadDemo } from './rooms.js'
import { openStorage } from './storage/storage.js'

export interface ServeOptions {
  /** Load and publish the demo where nothing was ever published. */
  readonly demo: boolean
  /** Takes the lines that a person at the terminal reads. */
  readonly say: (line: string) => void
}

/** The process of the service: resolves when it has stopped, after SIGTERM or SIGINT. */
export async function serve({ demo, say }: ServeOptions): Promise<void> {
  const config = readConfig()
  const now = (): Date => new Date()
  const storage = await openStorage({ url: config.databaseUrl })
  const rooms = createRooms({ storage, defaultLanguage: config.defaultLanguage, now })
  if (demo) say(await loadDemo(rooms))
  const app = await createApp({ rooms, config, now })
  await app.listen()
  say(`The API:       ${config.publicUrl}/v1/openapi.json`)
  say(`The explorer:  ${config.publicUrl}/docs`)
  say(`The database:  ${config.databaseUrl}`)
  say(`The admin key: ${app.adminKeyFile ?? 'as MOKUMMATCH_ADMIN_KEY has it'}`)

  const signal = await Promise.race(['SIGTERM', 'SIGINT'].map((name) => once(process, name).then(() => name)))
  say(`${signal}: finishing what is under way.`)
  await app.stop()
  await storage.close()
}
