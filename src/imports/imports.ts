import type { Readable } from 'node:stream'
import type { Storage } from '../storage/storage.js'
import { applyImport, type ImportOptions, type ImportResult, type ImportStores } from './apply-import.js'
import { type ExportStores, openExport } from './export.js'
import { countDocuments, type ImportChecks, readImport } from './read-import.js'
import { Turns } from './turns.js'

export interface Imports {
  /** Imports a JSON body: all of it, or nothing where there is a problem. Never throws because of the body. */
  importDocuments(body: unknown, options: ImportOptions): Promise<ImportResult>
  /** The drafts as JSON text in the shape of an import. */
  openExport(): Readable
}

export interface ImportsOptions extends ImportChecks, ImportStores {
  readonly storage: Storage
  readonly drafts: ImportStores['drafts'] & ExportStores['drafts']
  readonly capacities: ImportStores['capacities'] & ExportStores['capacities']
}

/** Imports into and exports of one database, for the API and for the command line. */
export function createImports(options: ImportsOptions): Imports {
  const { storage } = options
  return {
    async importDocuments(body, given) {
      // Each document is checked and compared, and then written where that is asked for.
      const turns = new Turns(countDocuments(body) * (given.dryRun ? 2 : 3), given.onProgress)
      const read = await readImport(body, options, turns)
      if ('problems' in read) return read
      const result = await applyImport(read.documents, given, { storage, stores: options, turns })
      turns.end()
      return result
    },
    openExport: () => openExport(storage, options),
  }
}
