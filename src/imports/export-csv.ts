import { stringify } from 'csv-stringify/sync'
import { cellsOf } from './sheet-cells.js'
import { columnsIn, type SheetType } from './sheet-columns.js'

/** What stands between the cells of a sheet; Dutch spreadsheets open one with semicolons. */
export const separators = { comma: ',', semicolon: ';', tab: '\t' } as const

export type Separator = keyof typeof separators

/** With it spreadsheets read a sheet as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** A sheet of all documents of one type: read once for its columns, and once more for its rows. */
export async function* sheetText(
  documents: () => AsyncIterable<string>,
  { type, separator = 'comma' }: { readonly type: SheetType; readonly separator?: Separator | undefined },
  { defaultLanguage }: { readonly defaultLanguage: string },
): AsyncGenerator<string> {
  const names = new Set<string>()
  for await (const text of documents()) for (const name of cellsOf(JSON.parse(text)).keys()) names.add(name)
  const columns = columnsIn(type, names, defaultLanguage)
  const row = (cells: readonly string[]): string =>
    stringify([[...cells]], { delimiter: separators[separator], record_delimiter: 'windows' })
  yield BYTE_ORDER_MARK + row(columns.map(({ name }) => name))
  for await (const text of documents()) {
    const cells = cellsOf(JSON.parse(text))
    yield row(columns.map(({ name }) => cells.get(name) ?? ''))
  }
}
