import { once } from 'node:events'
import { createApp } from './app.js'
import { ConfigError, readConfig } from './config.js'
import { createRooms, loadDemo, openDemoPages } from './rooms.js'
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
  const rooms = createRooms({ ...config, storage, now })
  if (demo) say(await loadDemo(rooms))
  const pages = demo ? [`http://localhost:${config.demoPort}`] : []
  const app = await createApp({ rooms, config, now, pages })
  await app.listen().catch((error: unknown) => {
    throw listenFault(error)
  })
  const demoPages = demo ? await openDemoPages(config) : undefined
  if (demoPages) say(`The demo:      ${demoPages.says}`)
  say(`The API:       ${config.publicUrl}/v1/openapi.json`)
  say(`The explorer:  ${config.publicUrl}/docs`)
  say(`The database:  ${config.databaseUrl}`)
  say(`The admin key: ${app.adminKeyFile ?? 'as MOKUMMATCH_ADMIN_KEY has it'}`)

  const signal = await Promise.race(['SIGTERM', 'SIGINT'].map((name) => once(process, name).then(() => name)))
  say(`${signal}: finishing what is under way.`)
  await Promise.all([app.stop(), demoPages?.close()])
  await storage.close()
}

const listenFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT, and METRICS_PORT where it is given, must be ports that nothing else listens on.',
  EACCES: 'PORT must be a port that this user may listen on; those below 1024 often are not.',
  EADDRNOTAVAIL: 'HOST must be an address of this machine.',
  ENOTFOUND: 'HOST must be an address of this machine.',
}

/** Where the system lets nobody listen, a setting has to change. */
function listenFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const sentence = Object.hasOwn(listenFaults, code) ? listenFaults[code] : undefined
  return sentence === undefined ? error : new ConfigError([sentence])
}
