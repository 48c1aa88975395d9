import { readFileSync } from 'node:fs'
import { readConfig } from '../config.js'
import type { Rooms, RoomsOptions } from '../rooms.js'
import { openStorage, type Storage } from '../storage/storage.js'
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
  settings: Pick<RoomsOptions, 'hsdsMappingFile'> = {},
): Promise<T> {
  const storage = await openStorage({ url: readConfig().databaseUrl })
  try {
    return await run(await roomsOver(storage, settings))
  } finally {
    await storage.close()
  }
}

/** Loads the rooms first: they are most of the code, and `--help` needs none of it. */
export async function roomsOver(
  storage: Storage,
  settings: Pick<RoomsOptions, 'hsdsMappingFile'> = {},
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
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(`${file === '-' ? 'Standard input' : file} can't be read: ${reason}`)
  }
}
