import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { type App, type AppOptions, createApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { createRooms, loadDemo, type Rooms } from '../../src/rooms.js'
import { openStorage } from '../../src/storage/storage.js'
import { aFolder } from './database.js'
import { checkReplies } from './described-replies.js'

export type Server = App['server']
export type Reply = Awaited<ReturnType<Server['inject']>>

export interface AppSettings {
  /** Variables of the environment, as `docs/configuration.md` lists them. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether the demo is published; true if absent. */
  readonly demo?: boolean
  /** The clock; that of the machine if absent. */
  readonly now?: () => Date
  /** What the routes get in place of the rooms, such as one that fails half-way. */
  readonly replaced?: (rooms: Rooms) => Partial<Rooms>
  /** How the thread that publishes is started; as the service does if absent. */
  readonly startPublishing?: AppOptions['startPublishing']
}

export interface OpenApp {
  readonly server: Server
  readonly rooms: Rooms
  /** The database file, beside which are its `-wal` and `-shm`. */
  readonly path: string
  readonly adminKey: string
  /** Every line that was logged, at trace. */
  readonly lines: readonly string[]
  /** Listens on a free port of this machine, and gives it. */
  listen(): Promise<number>
  close(): Promise<void>
}

const adminKey = 'an-admin-key-of-a-test-0123456789abcdef'
const machineClock = (): Date => new Date()

/** The real app on a database in this folder. Close it. */
export async function openApp(folder: string, settings: AppSettings = {}): Promise<OpenApp> {
  const { env = {}, demo = true, now = machineClock, replaced = () => ({}), startPublishing } = settings
  const path = join(folder, 'mokummatch.sqlite')
  const unlimited = { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000', RATE_LIMIT_KEY_PER_MINUTE: '1000000' }
  const config = readConfig({
    DATABASE_URL: `file:${path}`,
    LOG_LEVEL: 'trace',
    MOKUMMATCH_ADMIN_KEY: adminKey,
    ...unlimited,
    ...env,
  })
  const storage = await openStorage({ url: config.databaseUrl })
  const rooms = createRooms({ ...config, storage, now })
  if (demo) await loadDemo(rooms)
  const lines: string[] = []
  const logStream = { write: (line: string) => void lines.push(line) }
  const { server } = await createApp({
    rooms: { ...rooms, ...replaced(rooms) },
    config,
    now,
    logStream,
    startPublishing,
  })
  return {
    server,
    rooms,
    path,
    adminKey,
    lines,
    async listen() {
      const url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))
      return Number(url.port)
    },
    async close() {
      await server.close()
      await storage.close()
    },
  }
}

export interface AppUnderTest extends OpenApp {
  /** A GET of an address, or any request. */
  ask(request: string | InjectOptions): Promise<Reply>
  /** `POST /v1/matches`; an object is sent as JSON, a text as it is. */
  match(body: object | string, headers?: Record<string, string>): Promise<Reply>
  /** A call with the admin key. */
  edit(method: 'GET' | 'POST', url: string, body?: unknown): Promise<Reply>
  /** Operations of the description with the statuses that came, such as `match 200`. */
  readonly seen: ReadonlySet<string>
}

/**
 * The real app on a database of its own, with the demo; closed when the test ends. Each reply that it gives, to whatever
 * request, is held to its API description: what differs fails the test.
 */
export async function anApp(t: Test, settings: AppSettings = {}): Promise<AppUnderTest> {
  const app = await openApp(aFolder(t), settings)
  t.teardown(() => app.close())
  const seen = checkReplies(t, app.server)
  const json = { 'content-type': 'application/json' }
  return {
    ...app,
    seen,
    ask: (request) => app.server.inject(request),
    match: (payload, headers = {}) =>
      app.server.inject({ method: 'POST', url: '/v1/matches', payload, headers: { ...json, ...headers } }),
    edit: (method, url, body) =>
      app.server.inject({
        method,
        url,
        headers: { authorization: `Bearer ${adminKey}`, ...(body !== undefined && json) },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      }),
  }
}
