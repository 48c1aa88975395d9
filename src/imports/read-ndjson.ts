import { linesOf } from '../http/lines.js'
import { ApiError } from '../http/problems.js'
import { escapeName } from '../http/schema-errors.js'
import { parseStrictJson } from '../http/strict-json.js'
import { type Entry, type ImportReader, type ListName, listNames, lists, type PlaceIn } from './documents.js'

const byType = new Map<unknown, ListName>(listNames.map((list) => [lists[list], list]))
const types = [...byType.keys()].join(', ')
/** JSON takes no other white space between values. */
const blank = /^[ \t\r]*$/

/** Newline-delimited JSON: `{type, document}` in each line, the types in any order. Blank lines are let through. */
export function readNdjson(
  chunks: AsyncIterable<Buffer>,
  { documentLimitBytes }: { readonly documentLimitBytes: number },
): ImportReader {
  return { entries: entriesOf(chunks, documentLimitBytes), placeOf: (_list, at) => placeIn(at), say: sayLine }
}

function placeIn(line: number): PlaceIn {
  return (pointer) => ({ line, pointer: `/document${pointer}` })
}

function sayLine(line: number): string {
  return `at line ${line}`
}

async function* entriesOf(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Entry> {
  let line = 0
  for await (const bytes of linesOf(chunks, limit)) {
    line += 1
    if (bytes === undefined) yield tooLong(line, limit)
    else if (bytes.length > 0 && !blank.test(bytes.toString('latin1'))) yield entryOf(bytes, line)
  }
}

function tooLong(line: number, limit: number): Entry {
  const detail = `Expected a line of at most ${limit} bytes.`
  return { problem: { line, pointer: '', code: 'too-long', detail } }
}

function entryOf(bytes: Buffer, line: number): Entry {
  const problem = (pointer: string, code: string, detail: string): Entry => ({
    problem: { line, pointer, code, detail },
  })
  let value: unknown
  try {
    value = parseStrictJson(bytes, { line, column: 0, pointer: '' })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const [{ pointer = '', code, detail } = { code: error.code, detail: error.detail }] = error.errors
    return problem(pointer, code, detail)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem('', 'wrong-type', 'Expected an object {type, document} in this line.')
  }
  const { type, document, ...others } = value as Readonly<Record<string, unknown>>
  const [other] = Object.keys(others)
  if (other !== undefined) {
    return problem(
      `/${escapeName(other)}`,
      'unknown-field',
      'Expected no such field. The fields here are: type, document.',
    )
  }
  const list = byType.get(type)
  if (list === undefined) return problem('/type', 'not-allowed', `Expected one of: ${types}.`)
  if (document === undefined) return problem('/document', 'required', 'Expected this field, but it is missing.')
  return { list, at: line, value: document, place: placeIn(line) }
}
