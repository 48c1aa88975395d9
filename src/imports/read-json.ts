import { ApiError } from '../http/problems.js'
import { escapeName } from '../http/schema-errors.js'
import { type JsonStart, parseStrictJson } from '../http/strict-json.js'
import { type Entry, type ImportReader, type ListName, listNames, lists, type PlaceIn } from './documents.js'

/**
 * One JSON object with lists of documents, read one document at a time: found by its brackets, and then read as strictly
 * as every other JSON. What is no JSON ends the reading, and is its last problem.
 */
export function readJson(
  chunks: AsyncIterable<Buffer>,
  { documentLimitBytes }: { readonly documentLimitBytes: number },
): ImportReader {
  return {
    entries: entriesOf(chunks, new JsonSplitter(documentLimitBytes)),
    placeOf: placeIn,
    say: (at) => `at ${at} (counted from 0)`,
  }
}

function placeIn(list: ListName, at: number): PlaceIn {
  return (pointer) => ({ pointer: `/${list}/${at}${pointer}` })
}

async function* entriesOf(chunks: AsyncIterable<Buffer>, splitter: JsonSplitter): AsyncGenerator<Entry> {
  try {
    for await (const chunk of chunks) {
      yield* splitter.push(chunk)
      if (splitter.isEnded) return
    }
    yield* splitter.end()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    for (const { pointer = '', code, detail } of error.errors) yield { problem: { pointer, code, detail } }
  }
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a
const LIST = 0x5b
const LIST_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d

/** Whether it is a character of ASCII: a byte order mark, UTF-16 and what is compressed begin with another byte. */
function beginsText(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f
}

const beginNothing: ReadonlySet<number> = new Set([COMMA, COLON, LIST_END, OBJECT_END])

/** In characters; the pointer to a field with a longer name ends at the object. */
const LONGEST_TOLD_NAME = 64

/** What may come next, outside of the values that are taken as a whole. */
type Expected =
  | 'object'
  | 'first-name'
  | 'name'
  | 'colon'
  | 'list'
  | 'first-item'
  | 'item'
  | 'after-item'
  | 'after-list'
  | 'nothing'

const sentences: Readonly<Record<Expected, string>> = {
  object: 'Expected an object',
  'first-name': 'Expected a name in quotes or the end of the object',
  name: 'Expected a name in quotes',
  colon: 'Expected a colon after the name',
  list: 'Expected a list',
  'first-item': 'Expected a document or the end of the list',
  item: 'Expected a document',
  'after-item': 'Expected a comma or the end of the list',
  'after-list': 'Expected a comma or the end of the object',
  nothing: 'Expected nothing after the object',
}

/** A value that is being taken as a whole: a name, a document, or what stands in the place of one. */
interface Taken {
  readonly as: 'name' | 'document' | 'no-list'
  readonly start: JsonStart
  readonly parts: Buffer[]
  size: number
  /** Open brackets. */
  depth: number
  inString: boolean
  isEscaped: boolean
  /** Of a number or a word: ends before what cannot be a part of it. */
  readonly isBare: boolean
}

class JsonSplitter {
  readonly #limit: number
  /** Of other names nothing is kept: a body can be full of them. */
  readonly #seen = new Set<ListName>()
  #expected: Expected = 'object'
  #list: ListName | undefined
  /** Where the list or the field is that is being read. */
  #pointer = ''
  #index = 0
  #taken: Taken | undefined
  #line = 1
  /** Characters before this byte in its line. */
  #column = 0
  #isEnded = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Nothing that comes later is looked at. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** @throws ApiError where it is no JSON */
  *push(chunk: Buffer): Generator<Entry> {
    let from = 0
    for (let at = 0; at < chunk.length && !this.#isEnded; at++) {
      const byte = chunk[at] ?? 0
      const taken = this.#taken
      if (taken === undefined) {
        if (!SPACES.has(byte)) yield* this.#begin(byte)
        if (this.#taken !== undefined) from = at
      }
      if (this.#taken !== undefined && isLast(this.#taken, byte)) {
        // A number or a word ends before this byte, which is then looked at again.
        const isPart = !this.#taken.isBare
        yield* this.#end(chunk.subarray(from, isPart ? at + 1 : at))
        if (!isPart && !SPACES.has(byte)) yield* this.#begin(byte)
      }
      if (byte === LINE_FEED) {
        this.#line++
        this.#column = 0
      } else if ((byte & 0xc0) !== 0x80) this.#column++
    }
    if (this.#taken !== undefined) this.#add(this.#taken, chunk.subarray(from))
  }

  /** @throws ApiError where the body ended too soon */
  *end(): Generator<Entry> {
    if (this.#taken?.isBare) yield* this.#end(Buffer.alloc(0))
    if (this.#expected === 'object' && this.#taken === undefined) yield* this.#refuse('', 'empty-body')
    else if (this.#expected !== 'nothing' || this.#taken !== undefined) {
      throw fault('syntax', 'Expected more: the body ends before its object does', this.#start())
    }
  }

  #start(): JsonStart {
    const inList = this.#expected === 'item' || this.#expected === 'first-item'
    const pointer = inList ? `${this.#pointer}/${this.#index}` : this.#pointer
    return { line: this.#line, column: this.#column, pointer }
  }

  *#begin(byte: number): Generator<Entry> {
    const next = nextOf(this.#expected, byte)
    if (next === undefined) yield* this.#misfit(byte)
    else if (next === 'take-name') this.#take('name', byte)
    else if (next === 'take-document') this.#take('document', byte)
    else {
      if (this.#expected === 'list' && this.#list !== undefined) yield { list: this.#list }
      if (next === 'after-list' || next === 'nothing') this.#pointer = ''
      this.#expected = next
    }
  }

  /** What stands where another kind of value was expected, or no JSON. */
  *#misfit(byte: number): Generator<Entry> {
    if (this.#expected === 'object') yield* this.#refuse('', beginsText(byte) ? 'wrong-type' : 'syntax')
    else if (this.#expected !== 'list' || beginNothing.has(byte)) {
      const code = this.#expected === 'nothing' ? 'trailing-content' : 'syntax'
      throw fault(code, sentences[this.#expected], this.#start())
    } else this.#take('no-list', byte)
  }

  *#refuse(pointer: string, code: 'wrong-type' | 'empty-body' | 'syntax'): Generator<Entry> {
    this.#isEnded = true
    const how = code === 'syntax' ? ', in UTF-8 without a byte order mark, and not compressed' : ''
    const detail = `Expected an object with any of the lists ${listNames.join(', ')}${how}.`
    yield { problem: { pointer, code, detail } }
  }

  #take(as: Taken['as'], byte: number): void {
    const isBare = byte !== QUOTE && byte !== OBJECT && byte !== LIST
    const start = this.#start()
    this.#taken = { as, start, parts: [], size: 0, depth: 0, inString: false, isEscaped: false, isBare }
  }

  #add(taken: Taken, part: Buffer): void {
    taken.size += part.length
    if (taken.as === 'no-list') return
    if (taken.size > this.#limit) {
      throw fault('too-long', `Expected a document of at most ${this.#limit} bytes, but one begins`, taken.start)
    }
    taken.parts.push(part)
  }

  *#end(last: Buffer): Generator<Entry> {
    const taken = this.#taken
    if (taken === undefined) return
    this.#taken = undefined
    this.#add(taken, last)
    if (taken.as === 'no-list') {
      this.#expected = 'after-list'
      if (this.#list === undefined) return
      const detail = `Expected a list of documents of the type ${lists[this.#list]}.`
      yield { problem: { pointer: this.#pointer, code: 'wrong-type', detail } }
      return
    }
    const value = parseStrictJson(Buffer.concat(taken.parts, taken.size), taken.start)
    if (taken.as === 'name') yield* this.#named(String(value), taken.start)
    else {
      this.#expected = 'after-item'
      if (this.#list !== undefined) {
        yield { list: this.#list, at: this.#index, value, place: placeIn(this.#list, this.#index) }
      }
      this.#index++
    }
  }

  *#named(name: string, start: JsonStart): Generator<Entry> {
    this.#pointer = name.length > LONGEST_TOLD_NAME ? '' : `/${escapeName(name)}`
    this.#expected = 'colon'
    this.#index = 0
    this.#list = listNames.find((known) => known === name)
    if (this.#list !== undefined) {
      if (this.#seen.has(this.#list)) {
        throw fault('duplicate-key', 'Expected each name once in an object', { ...start, pointer: this.#pointer })
      }
      this.#seen.add(this.#list)
      return
    }
    const detail = `Expected no such field. The fields here are: ${listNames.join(', ')}.`
    yield { problem: { pointer: this.#pointer, code: 'unknown-field', detail } }
  }
}

function nextOf(expected: Expected, byte: number): Expected | 'take-name' | 'take-document' | undefined {
  switch (expected) {
    case 'object':
      return byte === OBJECT ? 'first-name' : undefined
    case 'first-name':
      return byte === QUOTE ? 'take-name' : byte === OBJECT_END ? 'nothing' : undefined
    case 'name':
      return byte === QUOTE ? 'take-name' : undefined
    case 'colon':
      return byte === COLON ? 'list' : undefined
    case 'list':
      return byte === LIST ? 'first-item' : undefined
    case 'first-item':
      return byte === LIST_END ? 'after-list' : beginNothing.has(byte) ? undefined : 'take-document'
    case 'item':
      return beginNothing.has(byte) ? undefined : 'take-document'
    case 'after-item':
      return byte === COMMA ? 'item' : byte === LIST_END ? 'after-list' : undefined
    case 'after-list':
      return byte === COMMA ? 'name' : byte === OBJECT_END ? 'nothing' : undefined
    case 'nothing':
      return undefined
  }
}

/** Whether a value ends with this byte; one that is bare ends before it. */
function isLast(taken: Taken, byte: number): boolean {
  if (taken.isBare) return SPACES.has(byte) || byte === COMMA || byte === LIST_END || byte === OBJECT_END
  if (taken.inString) {
    if (taken.isEscaped) taken.isEscaped = false
    else if (byte === BACKSLASH) taken.isEscaped = true
    else if (byte === QUOTE) {
      taken.inString = false
      return taken.depth === 0
    }
    return false
  }
  if (byte === QUOTE) taken.inString = true
  else if (byte === OBJECT || byte === LIST) taken.depth++
  else if (byte === OBJECT_END || byte === LIST_END) {
    taken.depth--
    return taken.depth === 0
  }
  return false
}

function fault(code: string, expected: string, { line, column, pointer }: JsonStart): ApiError {
  const detail = `${expected} at line ${line}, column ${column + 1}.`
  return new ApiError('invalid-json', { errors: [{ pointer, code, detail }] })
}
