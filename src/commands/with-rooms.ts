import { existsSync, readFileSync } from 'node:fs'
import { readConfig } from '../config.js'
import type { Rooms, RoomsOptions } from '../rooms.js'
import { databasePath } from '../storage/gate.js'
import { openStorage, type Storage } from '../storage/storage.js'
import { unreadable } from './files.js'
import { Refusal } from './refusal.js'

/** As whom releases and audit events name what a command does. */
export const byCommandLine = { by: 'command line' } as const

/**
 * Opens the rooms over the database of the configuration, and closes it whatever happens.
 *
 * @param settings in place of those of the configuration
 */
export async function withRooms<T>(
  run: (rooms: Rooms) => Promise<T>,
  settings: Pick<RoomsOptions, 'hsdsMappingFile' | 'hsdsMappingFrom'> = {},
): Promise<T> {
  const storage = await openStorage({ url: readConfig().databaseUrl })
  try {
    return await run(await roomsOver(storage, settings))
  } finally {
    await storage.close()
  }
}

/**
 * `withRooms` over a database that is there already.
 *
 * @throws Refusal as `requireDatabase`
 */
export async function withKeptRooms<T>(run: (rooms: Rooms) => Promise<T>): Promise<T> {
  requireDatabase()
  return withRooms(run)
}

/**
 * For whatever has nothing to do in an empty database: under a name that is not right, one would be made, found in order,
 * and published.
 *
 * @throws Refusal that names the file
 */
export function requireDatabase(): void {
  const path = databasePath(readConfig().databaseUrl)
  if (existsSync(path)) return
  throw new Refusal(`There is no database ${path}: give DATABASE_URL that of the service. serve and import make one.`)
}

/** Loads the rooms first: they are most of the code, and `--help` needs none of it. */
export async function roomsOver(
  storage: Storage,
  settings: Pick<RoomsOptions, 'hsdsMappingFile' | 'hsdsMappingFrom'> = {},
): Promise<Rooms> {
  const { createRooms } = await import('../rooms.js')
  return createRooms({ ...readConfig(), ...settings, storage, now: () => new Date() })
}

/**
 * The JSON of a file, or of standard input where its name is `-`.
 *
 * @throws Refusal that names the file and the reason
 */
export function readJson({ parseJson }: Rooms, file: string): unknown {
  try {
    return parseJson(readFileSync(file === '-' ? 0 : file))
  } catch (error) {
    throw unreadable(file === '-' ? 'Standard input' : file, error)
  }
}
