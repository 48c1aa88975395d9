import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { readAdminKey } from './access/admin-key.js'
import { createApp, createRooms, loadDemo } from './app.js'
import { readConfig } from './config.js'
import { createMetrics } from './http/metrics.js'
import { databasePath } from './storage/gate.js'
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

  const file = databasePath(config.databaseUrl)
  const adminKey = readAdminKey(config.adminKey ?? undefined, join(dirname(file), 'admin-key'))
  const metrics = createMetrics()
  const { server, stop } = await createApp({ rooms, config, now, adminKeyHash: adminKey.hash, metrics })
  const measured =
    config.metricsPort === null ? undefined : await metrics.listen({ host: config.host, port: config.metricsPort })
  await server.listen({ host: config.host, port: config.port })

  say(`The API:       ${config.publicUrl}/v1/openapi.json`)
  say(`The explorer:  ${config.publicUrl}/docs`)
  say(`The database:  ${file}`)
  say(`The admin key: ${adminKey.file ?? 'as MOKUMMATCH_ADMIN_KEY has it'}`)
  const signal = await Promise.race(['SIGTERM', 'SIGINT'].map((name) => once(process, name).then(() => name)))
  say(`${signal}: finishing what is under way.`)
  await stop()
  measured?.close()
  await storage.close()
}
