import { readSync } from 'node:fs'
import type { Separator } from './export-csv.js'
import type { SheetType } from './sheet-columns.js'

/** The formats of imports and exports, by their media types. */
export const mediaTypes = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
} as const

export type Format = keyof typeof mediaTypes

/** What a body is: everything in JSON or in lines of JSON, one sheet, or records of HSDS. */
export type ImportShape =
  | { readonly format: 'json' | 'ndjson' }
  | { readonly format: 'csv'; readonly type: SheetType }
  | { readonly format: 'hsds' }

export type ExportShape =
  | { readonly format: 'json' | 'ndjson' | 'hsds' }
  | { readonly format: 'csv'; readonly type: SheetType; readonly separator?: Separator | undefined }

/** Bytes in memory, or in a file that is open. */
export type Content = Buffer | { readonly fd: number; readonly size: number }

/** A body, a piece at a time. */
export type ImportBody = ImportShape & { readonly chunks: AsyncIterable<Buffer> }

/** A value in memory as a body. */
export function jsonBody(value: unknown): ImportBody {
  return { format: 'json', chunks: piecesOf(Buffer.from(JSON.stringify(value))) }
}

const PIECE_BYTES = 65_536

/** What was received, a piece at a time. */
export async function* piecesOf(content: Content): AsyncGenerator<Buffer> {
  const isFile = !Buffer.isBuffer(content)
  const size = isFile ? content.size : content.length
  for (let at = 0; at < size; at += PIECE_BYTES) {
    if (isFile) yield readPiece(content.fd, at)
    else yield content.subarray(at, at + PIECE_BYTES)
  }
}

/** At once and not in the background: it was written just now, so it is in memory, and its reader has a thread of its own. */
function readPiece(fd: number, at: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  return piece.subarray(0, readSync(fd, piece, 0, PIECE_BYTES, at))
}
