import { buffer, text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { CapacityStore } from '../../src/capacity/capacity-store.js'
import { checkDocument } from '../../src/drafts/check-document.js'
import { DraftStore } from '../../src/drafts/draft-store.js'
import { hsdsLines } from '../../src/hsds/export-lines.js'
import { createUuids } from '../../src/hsds/ids.js'
import { readHsds } from '../../src/hsds/import-entries.js'
import { type Mapping, readMapping } from '../../src/hsds/mapping.js'
import { compileDocumentReader } from '../../src/http/document-reader.js'
import type { ImportResult } from '../../src/imports/apply-import.js'
import { type ExportShape, type ImportShape, jsonBody } from '../../src/imports/formats.js'
import type { ImportMode } from '../../src/imports/import-report.js'
import { createImports } from '../../src/imports/imports.js'
import { documentDigest } from '../../src/releases/digests.js'
import { fieldChanges } from '../../src/releases/field-changes.js'
import { aDatabase } from '../helpers/database.js'

const readDocument = compileDocumentReader()

export interface Putting {
  readonly mode?: ImportMode
  readonly dryRun?: boolean
  /** Bytes of a piece in which the body comes; all at once where absent. */
  readonly piece?: number
}

export interface ImporterSettings {
  /** As a mapping file has it. */
  readonly mapping?: object
  readonly documentLimitBytes?: number
}

const hsdsSettings = {
  publicUrl: 'https://mokum.example.org',
  language: 'nl',
  country: 'NL',
  uuidOf: createUuids('833565f9-5b1a-4fca-9ded-9f7ba0b694d1'),
}

function mappingOf(value: object): Mapping {
  const read = readMapping(value)
  if ('mapping' in read) return read.mapping
  throw new Error(read.problems.join(' '))
}

/** Imports into a database of their own; the ids of what is in the drafts. */
export async function anImporter(t: Test, { mapping = {}, documentLimitBytes = 20_000 }: ImporterSettings = {}) {
  const hsds = { ...hsdsSettings, mapping: mappingOf(mapping) }
  const { storage, path } = await aDatabase(t)
  const now = () => new Date('2026-11-21T12:00:00.000Z')
  const drafts = new DraftStore({ digest: documentDigest, now })
  const capacities = new CapacityStore({ now })
  const imports = createImports({
    storage,
    drafts,
    capacities,
    digest: documentDigest,
    compare: fieldChanges,
    readDocument,
    checkDocument,
    defaultLanguage: 'nl',
    documentLimitBytes,
    readHsds: (chunks, drafts) => readHsds(chunks, { ...hsds, drafts, limitBytes: documentLimitBytes }),
    hsdsLines: (documents) => hsdsLines(documents, hsds),
  })
  const put = (body: unknown, mode: ImportMode = 'merge', dryRun = false) =>
    imports.importDocuments(jsonBody(body), { mode, dryRun })
  const send = (shape: ImportShape, body: string | Buffer, { mode = 'merge', dryRun = false, piece }: Putting = {}) =>
    imports.importDocuments({ ...shape, chunks: piecesOf(Buffer.from(body), piece) }, { mode, dryRun })
  const stored = () =>
    storage.read(async (db) => {
      const ids: string[] = []
      for await (const { type, id } of drafts.keys(db)) ids.push(`${type} ${id}`)
      const rows = await capacities.page(db, { after: '', limit: 1_000 })
      return [...ids, ...rows.map(({ service, status }) => `capacity ${service} ${status}`)]
    })
  const digests = () =>
    storage.read(async (db) => {
      const found: string[] = []
      for await (const { type, id, digest } of drafts.keys(db)) found.push(`${type} ${id} ${digest}`)
      return found
    })
  return {
    storage,
    path,
    drafts,
    capacities,
    imports,
    put,
    send,
    stored,
    digests,
    revision: () => storage.read((db) => drafts.revision(db)),
    exported: (shape: ExportShape = { format: 'json' }) => text(imports.openExport(shape)),
    exportedBytes: (shape: ExportShape) => buffer(imports.openExport(shape)),
  }
}

async function* piecesOf(bytes: Buffer, piece = bytes.length || 1): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}

/** Places and codes, such as `/services/0/id repeated-id`, `7 /type not-allowed` or `3 id required`. */
export function placesOf(result: ImportResult): string[] {
  if (!('problems' in result)) return []
  return result.problems.map(({ pointer, line, row, column, code }) =>
    [line, row, column, pointer, code].filter((part) => part !== undefined).join(' '),
  )
}
