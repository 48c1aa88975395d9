import { readFileSync } from 'node:fs'
import { readConfig } from '../config.js'
import { createRooms, type Rooms, type RoomsOptions } from '../rooms.js'
import { openStorage } from '../storage/storage.js'
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
  const config = readConfig()
  const storage = await openStorage({ url: config.databaseUrl })
  try {
    return await run(createRooms({ ...config, ...settings, storage, now: () => new Date() }))
  } finally {
    await storage.close()
  }
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
