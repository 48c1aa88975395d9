import { isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse'
import { type Entry, type ImportProblem, type ImportReader, lists, type PlaceIn } from './documents.js'
import { type Cell, documentOf } from './sheet-cells.js'
import { type Column, columnOf, columnPaths, type SheetType } from './sheet-columns.js'

/** A draft from which a row has what its sheet does not say. */
export interface DraftText {
  readonly text: string
  readonly digest: string
}

export type ReadDraft = (type: (typeof lists)[SheetType], id: string) => Promise<DraftText | undefined>

export interface ReadCsvOptions {
  readonly type: SheetType
  readonly defaultLanguage: string
  /** Longest row, in bytes. */
  readonly documentLimitBytes: number
  readonly readDraft: ReadDraft
}

type Cells = readonly Buffer[]

const delimiters = [',', ';', '\t'] as const
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])
/** How far to look for the end of the header. */
const LONGEST_HEADER = 262_144

/** A sheet: a header, and a row for each document (`docs/spreadsheets.md`). */
export function readCsv(chunks: AsyncIterable<Buffer>, options: ReadCsvOptions): ImportReader {
  return {
    entries: entriesOf(chunks, options),
    placeOf: (_list, row) => () => ({ row }),
    say: (row) => `in row ${row}`,
  }
}

async function* entriesOf(chunks: AsyncIterable<Buffer>, options: ReadCsvOptions): AsyncGenerator<Entry> {
  let header: readonly (Column | undefined)[] | undefined
  let row = 0
  for await (const cells of rowsOf(chunks, options.documentLimitBytes)) {
    row += 1
    if (cells === 'not-utf8' || cells instanceof CsvError) yield { problem: { row, ...brokenRow(cells) } }
    else if (header === undefined) {
      const read = readHeader(cells, options.type)
      for (const problem of read.problems) yield { problem }
      if (read.problems.length > 0) return
      header = read.columns
      yield { list: options.type }
    } else if (cells.some((cell) => cell.length > 0)) yield* rowEntries(cells, { row, header, ...options })
  }
  if (header === undefined && row === 0) {
    yield { problem: { row: 1, code: 'missing-column', detail: `Expected a header. ${sayColumns(options.type)}` } }
  }
}

/** The cells of each row; an error is the last. */
async function* rowsOf(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Cells | CsvError | 'not-utf8'> {
  const rows: Cells[] = []
  const { start, rest } = await begin(chunks)
  // Marks of UTF-16, or a letter of it.
  if (start[0] === 0xff || start[0] === 0xfe || start.subarray(0, 2).includes(0)) {
    yield 'not-utf8'
    return
  }
  const parser = parse({
    delimiter: delimiterOf(start),
    encoding: null,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: limit,
    // Collected here and not by the stream, which would lose those before an error.
    on_record: (cells: unknown) => {
      rows.push(cells as Cells)
      return null
    },
  })
  let failed: unknown
  parser.on('error', (error) => {
    failed = error
  })
  parser.resume()
  const feed = async (chunk: Buffer | null): Promise<void> => {
    await new Promise<unknown>((resolve) => {
      if (chunk === null) parser.once('close', resolve).end()
      else parser.write(chunk, resolve)
    })
  }
  const pieces = async function* (): AsyncGenerator<Buffer | null> {
    yield start
    yield* rest
    yield null
  }
  for await (const piece of pieces()) {
    await feed(piece)
    yield* rows.splice(0)
    if (failed === undefined) continue
    if (!(failed instanceof CsvError)) throw failed
    yield failed
    return
  }
}

/** The first bytes, as far as the end of the header, without a byte order mark; and what comes after them. */
async function begin(chunks: AsyncIterable<Buffer>) {
  const rest = chunks[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < LONGEST_HEADER && !/[\r\n]/.test(start.toString('latin1'))) {
    const next = await rest.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  const isMarked = start.subarray(0, 3).equals(byteOrderMark)
  return { start: isMarked ? start.subarray(3) : start, rest: { [Symbol.asyncIterator]: () => rest } }
}

/** What stands most often in the header, in whose names none of them can be. */
function delimiterOf(start: Buffer): string {
  const [header = ''] = start.toString('latin1').split(/[\r\n]/)
  const counts = delimiters.map((delimiter) => header.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}

const brokenBy: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened in this row and never closed',
  CSV_MAX_RECORD_SIZE: 'this row does not end: a quote in it is never closed, or it is longer than a document may be',
}

function brokenRow(error: CsvError | 'not-utf8'): Pick<ImportProblem, 'code' | 'detail'> {
  if (!(error instanceof CsvError)) {
    return { code: 'not-utf8', detail: 'Expected a sheet in UTF-8. In a spreadsheet, save it as CSV UTF-8.' }
  }
  const what = brokenBy[error.code] ?? 'a quote stands inside of a cell'
  const detail = `Expected quotes around whole cells only, and each quote in such a cell twice, but ${what}.`
  return { code: 'not-csv', detail }
}

function sayColumns(type: SheetType): string {
  return `The columns are: ${columnPaths(type)}.`
}

function readHeader(cells: Cells, type: SheetType) {
  const problems: ImportProblem[] = []
  const names = cells.map((cell) => cell.toString('utf8').trim())
  // Spreadsheets leave empty columns at the end.
  const columns = names.map((name) => (name === '' ? undefined : columnOf(type, name)))
  const seen = new Set<string>()
  for (const [index, column] of names.entries()) {
    const at = { row: 1, column: column.slice(0, 100) }
    if (column === '') continue
    if (columns[index] === undefined) {
      problems.push({ ...at, code: 'unknown-column', detail: `Expected no such column. ${sayColumns(type)}` })
    } else if (seen.has(column)) {
      problems.push({ ...at, code: 'repeated-column', detail: 'Expected each column once. Remove one of them.' })
    }
    seen.add(column)
  }
  if (!names.includes('id')) {
    const detail = `Expected a header with the column id, and commas, semicolons or tabs between the columns. ${sayColumns(type)}`
    problems.unshift({ row: 1, column: 'id', code: 'missing-column', detail })
  }
  return { columns, problems }
}

interface Row extends ReadCsvOptions {
  readonly row: number
  readonly header: readonly (Column | undefined)[]
}

async function* rowEntries(bytes: Cells, { row, header, type, ...options }: Row): AsyncGenerator<Entry> {
  const { cells, problems } = readCells(bytes, { row, header })
  const id = cells.find(({ column }) => column.name === 'id')?.text ?? ''
  const draft = id === '' ? undefined : await options.readDraft(lists[type], id)
  const { defaultLanguage } = options
  const made = documentOf(cells, draft === undefined ? {} : JSON.parse(draft.text), { type, defaultLanguage })
  const unread = made.problems.map((problem) => ({ row, ...problem }))
  // Of a row in other bytes, or with cells that moved up, what else is wrong would only follow from that.
  if (problems.length > 0) for (const problem of [...problems, ...unread]) yield { problem }
  else {
    const place: PlaceIn = (pointer) => ({ row, column: made.columnAt(pointer) })
    yield { list: type, at: row, value: made.document, place, base: draft?.digest ?? null, unread }
  }
}

function readCells(bytes: Cells, { row, header }: Pick<Row, 'row' | 'header'>) {
  const problems: ImportProblem[] = []
  const cells: Cell[] = []
  for (const [index, column] of header.entries()) {
    // Spreadsheets leave out empty cells at the end of a row.
    const cell = bytes[index] ?? Buffer.alloc(0)
    if (column === undefined) continue
    if (isUtf8(cell)) {
      const text = cell.toString('utf8')
      // Nobody sees the spaces around a date or an id in a sheet; those around a text are part of it.
      cells.push({ column, text: column.kind === 'text' ? text : text.trim() })
    } else {
      const detail = 'Expected text in UTF-8, but this cell has other bytes. In a spreadsheet, save it as CSV UTF-8.'
      problems.push({ row, column: column.name, code: 'not-utf8', detail })
    }
  }
  const beyond = bytes.findIndex((cell, index) => cell.length > 0 && header[index] === undefined)
  if (beyond !== -1) {
    const detail = `Expected nothing in cell ${beyond + 1}, for which the header has no name. Put quotes around a cell with a separator in it.`
    problems.push({ row, code: 'too-many-cells', detail })
  }
  return { cells, problems }
}
