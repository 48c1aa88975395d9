import type { Readable } from 'node:stream'
import type { Reader, Storage } from '../storage/storage.js'
import { type ApplyOptions, applyImport, type ImportResult, type ImportStores } from './apply-import.js'
import type { ImportReader } from './documents.js'
import { type ExportStores, openExport } from './export.js'
import type { ExportShape, ImportBody } from './formats.js'
import { type HsdsDrafts, hsdsDrafts } from './hsds-drafts.js'
import { type ReadDraft, readCsv } from './read-csv.js'
import { readJson } from './read-json.js'
import { readNdjson } from './read-ndjson.js'
import { type ImportChecks, stageDocuments } from './stage.js'
import { Staging } from './staging-store.js'
import { type OnProgress, Turns } from './turns.js'

export interface ImportOptions extends ApplyOptions {
  /** Who imports, for the audit; `command line` where absent. */
  readonly by?: string
  /** Whether question sets may be in it; true where absent. */
  readonly takesQuestionSets?: boolean
  readonly onProgress?: OnProgress
}

export interface Imports {
  /**
   * Imports a body: all of it, or nothing where there is a problem.
   *
   * @throws ApiError `forbidden`; else only what the body itself throws, or the database
   */
  importDocuments(body: ImportBody, options: ImportOptions): Promise<ImportResult>
  /** The drafts in the shape of an import. */
  openExport(shape: ExportShape): Readable
}

export interface ImportsOptions extends ImportChecks, ImportStores {
  readonly storage: Storage
  readonly drafts: ImportStores['drafts'] &
    ExportStores['drafts'] & { read(db: Reader, ...named: Parameters<ReadDraft>): ReturnType<ReadDraft> }
  readonly capacities: ImportStores['capacities'] & ExportStores['capacities']
  /** Reads records of HSDS as documents, each an edit of its draft. */
  readonly readHsds: (chunks: AsyncIterable<Buffer>, drafts: HsdsDrafts) => ImportReader
  readonly hsdsLines: ExportStores['hsdsLines']
  /** Longest document, in bytes. */
  readonly documentLimitBytes: number
}

/** Imports into and exports of one database, for the API and for the command line. */
export function createImports(options: ImportsOptions): Imports {
  const { storage, ...stores } = options
  return {
    importDocuments: (body, { takesQuestionSets = true, onProgress, ...given }) =>
      storage.scratch(async (scratch) => {
        const staging = await Staging.open(scratch)
        const turns = new Turns(onProgress)
        const reader = readerOf(body, options)
        const staged = await stageDocuments(reader, { staging, checks: options, turns, takesQuestionSets })
        if ('problems' in staged) return staged
        turns.apply()
        const { present, notTakenOver } = staged
        const told = body.format === 'hsds' ? notTakenOver : undefined
        return applyImport(given, { storage, staging, present, reader, stores, turns, notTakenOver: told })
      }),
    openExport: (shape) => openExport(storage, options, shape),
  }
}

function readerOf(body: ImportBody, { storage, drafts, ...options }: ImportsOptions): ImportReader {
  const { chunks } = body
  if (body.format === 'csv') {
    const readDraft: ReadDraft = (type, id) => storage.read((db) => drafts.read(db, type, id))
    return readCsv(chunks, { ...options, type: body.type, readDraft })
  }
  if (body.format === 'hsds') return options.readHsds(chunks, hsdsDrafts({ storage, drafts, ...options }))
  return body.format === 'json' ? readJson(chunks, options) : readNdjson(chunks, options)
}
