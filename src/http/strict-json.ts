import { isUtf8 } from 'node:buffer'
import type { FieldCode } from './error-codes.js'
import { ApiError } from './problems.js'
import { escapeName, safePointer } from './schema-errors.js'

/** Levels of lists and objects in each other; also what keeps the recursion small. */
const MOST_LEVELS = 64
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ending = /[ \t\n\r]*/y
const refusedCharacter = /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u

/** Where JSON begins that is a part of something longer: its errors then speak of the whole. */
export interface JsonStart {
  /** From 1. */
  readonly line: number
  /** Characters before it in that line. */
  readonly column: number
  /** RFC 6901 pointer to it. */
  readonly pointer: string
}

const whole: JsonStart = { line: 1, column: 0, pointer: '' }

/**
 * Reads JSON (RFC 8259) that means the same to everybody: what `JSON.parse` takes, but for bytes that are not UTF-8,
 * repeated names, names that reach a prototype, lone surrogates, control characters, numbers beyond double precision
 * and deep nesting. `-0` becomes `0`, and `5.0` is `5`. One pass; no content is repeated in an error.
 * @throws ApiError `invalid-json`, with the place
 */
export function parseStrictJson(bytes: Buffer, start: JsonStart = whole): unknown {
  if (bytes.length === 0) throw fault('empty-body', 'Expected a JSON value.', start.pointer)
  if (!isUtf8(bytes)) throw fault('not-utf8', 'Expected text in UTF-8.', start.pointer)
  const text = bytes.toString('utf8')
  if (text.startsWith('\ufeff')) {
    throw fault(
      'syntax',
      'Expected JSON without a byte order mark before it: save the text without one.',
      start.pointer,
    )
  }
  return parseText(text, start)
}

function fault(code: FieldCode, detail: string, pointer: string): ApiError {
  return new ApiError('invalid-json', { errors: [{ pointer, code, detail }] })
}

function parseText(text: string, start: JsonStart): unknown {
  const path: (string | number)[] = []
  let at = 0

  function refuse(code: FieldCode, expected: string, levels: number, where = at): never {
    const inside = path.slice(0, levels).map((name) => `/${escapeName(String(name))}`)
    const pointer = start.pointer + safePointer(inside.join(''))
    const lines = text.slice(0, where).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1 + (lines.length === 1 ? start.column : 0)
    throw fault(code, `${expected} at line ${start.line + lines.length - 1}, column ${column}.`, pointer)
  }

  function skipSpace(): number {
    for (;;) {
      const char = text.charCodeAt(at)
      if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return char
      at++
    }
  }

  function readValue(level: number): unknown {
    const char = skipSpace()
    if (char === 0x22) return readString(level)
    if (char === 0x7b) return readObject(level)
    if (char === 0x5b) return readArray(level)
    if (char === 0x74) return readWord('true', true, level)
    if (char === 0x66) return readWord('false', false, level)
    if (char === 0x6e) return readWord('null', null, level)
    return readNumber(level)
  }

  function readWord<T>(word: string, value: T, level: number): T {
    if (!text.startsWith(word, at)) refuse('syntax', 'Expected a JSON value', level)
    at += word.length
    return value
  }

  function readNumber(level: number): number {
    number.lastIndex = at
    const digits = number.exec(text)?.[0]
    if (digits === undefined) return refuse('syntax', 'Expected a JSON value', level)
    const value = Number(digits)
    if (!Number.isFinite(value)) refuse('number-too-large', 'Expected a number of double precision', level)
    at += digits.length
    return value === 0 ? 0 : value
  }

  function readString(level: number): string {
    const start = at++
    let isPlain = true
    for (;;) {
      const char = text.charCodeAt(at++)
      if (char === 0x22) break
      if (char === 0x5c) {
        isPlain = false
        at++
      } else if (char < 0x20 || Number.isNaN(char)) refuse('syntax', 'Expected the end of a string', level, at - 1)
      else if (char >= 0x7f && char <= 0x9f) refuse('control-character', 'Expected no control character', level, at - 1)
    }
    return isPlain ? text.slice(start + 1, at - 1) : readEscapes(text.slice(start, at), start, level)
  }

  function readEscapes(quoted: string, start: number, level: number): string {
    const value = unquote(quoted)
    if (value === undefined) return refuse('syntax', 'Expected a valid escape in the string', level, start)
    const refused = refusedCharacter.exec(value)?.[0]
    if (refused === undefined) return value
    return refused.charCodeAt(0) > 0x9f
      ? refuse('lone-surrogate', 'Expected well-formed Unicode in the string', level, start)
      : refuse('control-character', 'Expected no control character in the string', level, start)
  }

  function readArray(level: number): unknown[] {
    if (level >= MOST_LEVELS) refuse('too-deep', `Expected at most ${MOST_LEVELS} levels`, level)
    const items: unknown[] = []
    at++
    if (skipSpace() === 0x5d) {
      at++
      return items
    }
    for (;;) {
      path[level] = items.length
      items.push(readValue(level + 1))
      const char = skipSpace()
      if (char !== 0x2c && char !== 0x5d) refuse('syntax', 'Expected a comma or the end of the list', level)
      at++
      if (char === 0x5d) return items
    }
  }

  function readObject(level: number): Record<string, unknown> {
    if (level >= MOST_LEVELS) refuse('too-deep', `Expected at most ${MOST_LEVELS} levels`, level)
    const fields: Record<string, unknown> = {}
    at++
    if (skipSpace() === 0x7d) {
      at++
      return fields
    }
    for (;;) {
      const name = readName(fields, level)
      if (skipSpace() !== 0x3a) refuse('syntax', 'Expected a colon after the name', level + 1)
      at++
      fields[name] = readValue(level + 1)
      const char = skipSpace()
      if (char !== 0x2c && char !== 0x7d) refuse('syntax', 'Expected a comma or the end of the object', level)
      at++
      if (char === 0x7d) return fields
    }
  }

  function readName(fields: Record<string, unknown>, level: number): string {
    if (skipSpace() !== 0x22) refuse('syntax', 'Expected a name in quotes', level)
    const start = at
    const name = readString(level)
    path[level] = name
    const reachesPrototype = name === '__proto__' || (name === 'prototype' && path[level - 1] === 'constructor')
    if (reachesPrototype) refuse('forbidden-key', 'Expected another name', level + 1, start)
    if (Object.hasOwn(fields, name)) refuse('duplicate-key', 'Expected each name once in an object', level + 1, start)
    return name
  }

  const value = readValue(0)
  ending.lastIndex = at
  at += ending.exec(text)?.[0].length ?? 0
  if (at < text.length) refuse('trailing-content', 'Expected nothing after the value', 0)
  return value
}

function unquote(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
