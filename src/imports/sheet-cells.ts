import { type Column, columnOf, type SheetType } from './sheet-columns.js'

/** One document as cells, and cells as a document (`docs/spreadsheets.md`). */

type Json = Record<string, unknown>
type Path = readonly (string | number)[]

/** Spreadsheets take such a cell for a formula; full-width signs do too in some languages. */
const formula = /^'*[=+\-@＝＋－＠]/
const guarded = /^'+[=+\-@＝＋－＠]/
const separators = /[\s,;|]+/
const decimal = /^-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/
const dayFirst = /^(\d{1,2})-(\d{1,2})-(\d{4})$/
const hours = /^(\D*)(\d{1,2}:\d\d) *[-–] *(\d{1,2}:\d\d)$/
const days: ReadonlySet<string> = new Set(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])

/** The cells in which a document has something, by the name of their column. */
export function cellsOf(document: object): Map<string, string> {
  const cells = new Map<string, string>()
  addCells(document, [], cells)
  return cells
}

function addCells(value: unknown, path: Path, cells: Map<string, string>): void {
  const name = path.map((segment) => (typeof segment === 'number' ? segment + 1 : segment)).join('.')
  if (typeof value === 'string') cells.set(name, formula.test(value) ? `'${value}` : value)
  else if (typeof value === 'number') cells.set(name, String(value))
  else if (Array.isArray(value)) {
    if (value.some((item) => typeof item === 'string')) cells.set(name, value.join(' '))
    else for (const [index, item] of value.entries()) addCells(item, [...path, index], cells)
  } else if (isObject(value)) {
    const { days: on, opensAt, closesAt, ...rest } = value
    const isItem = path[0] === 'schedule' && path.length === 2
    if (isItem) cells.set(name, [...(Array.isArray(on) ? on : []), `${opensAt}-${closesAt}`].join(' '))
    for (const [key, member] of Object.entries(isItem ? rest : value)) addCells(member, [...path, key], cells)
  }
}

/** A cell that says something, or what keeps it from doing so. */
export interface Cell {
  readonly column: Column
  /** Empty: nothing stands there. */
  readonly text: string
}

export interface CellProblem {
  readonly column: string
  readonly code: 'wrong-format'
  readonly detail: string
}

export interface RowDocument {
  readonly document: Json
  readonly problems: readonly CellProblem[]
  /** The name of the column for a place in the document, given the pointer to it; the nearest where there is none. */
  columnAt(pointer: string): string
}

/**
 * The document of a row: what the sheet has columns for is as the cells say, all else as in the draft.
 *
 * @param draft changed in place; `{}` where there is none
 */
export function documentOf(
  cells: readonly Cell[],
  draft: Json,
  { type, defaultLanguage }: { readonly type: SheetType; readonly defaultLanguage: string },
): RowDocument {
  const problems: CellProblem[] = []
  const before = structuredClone(draft)
  // Without hours a note of them says nothing, unless a cell has it: so hours come first.
  const ordered = [...cells].sort((a, b) => Number(isHours(b.column)) - Number(isHours(a.column)))
  for (const { column, text } of ordered) {
    if (text === '') {
      remove(draft, column.path)
      continue
    }
    const read = readCell(column, guarded.test(text) ? text.slice(1) : text)
    if (read.detail !== undefined) problems.push({ column: column.name, code: 'wrong-format', detail: read.detail })
    else for (const [index, path] of pathsOf(column).entries()) write(draft, path, read.values[index])
  }
  const numbers = new Map(Object.entries(draft).map(([name, value]) => [name, numbersOf(value, before[name])]))
  prune(draft, before)
  if (type === 'services') draft.terms ??= {}
  return { document: draft, problems, columnAt: (pointer) => columnAt(pointer, { type, defaultLanguage, numbers }) }
}

interface Sheet {
  readonly type: SheetType
  readonly defaultLanguage: string
  /** By list, the numbers in the sheet of the items that are left. */
  readonly numbers: ReadonlyMap<string, readonly number[]>
}

function columnAt(pointer: string, { type, defaultLanguage, numbers }: Sheet): string {
  const [list = '', ...inside] = pointer.split('/').slice(1)
  const steps = [
    list,
    ...inside.map((step, index) => (index === 0 ? (numbers.get(list)?.[Number(step)] ?? step) : step)),
  ]
  for (let length = steps.length; length > 0; length--) {
    const name = steps.slice(0, length).join('.')
    const found = columnOf(type, name) ?? columnOf(type, `${name}.${defaultLanguage}`)
    if (found !== undefined) return found.name
  }
  return steps.join('.')
}

function isHours({ kind }: Column): boolean {
  return kind === 'hours'
}

/** Where the parts of a cell stand in the document. */
function pathsOf(column: Column): Path[] {
  const { path } = column
  return isHours(column) ? ['days', 'opensAt', 'closesAt'].map((member) => [...path, member]) : [path]
}

type CellValue = { readonly values: readonly unknown[]; readonly detail?: undefined } | { readonly detail: string }

function readCell({ kind }: Column, text: string): CellValue {
  if (kind === 'words') return { values: [text.split(separators).filter((word) => word !== '')] }
  if (kind === 'number') {
    return decimal.test(text)
      ? { values: [Number(text.replace(',', '.'))] }
      : { detail: 'Expected a number, such as 52.39 or 52,39.' }
  }
  if (kind === 'date') {
    const [, day = '', month = '', year] = dayFirst.exec(text) ?? []
    return { values: [year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`] }
  }
  return kind === 'hours' ? hoursOf(text) : { values: [text] }
}

function hoursOf(text: string): CellValue {
  const [, before = '', opensAt, closesAt] = hours.exec(text) ?? []
  const on = before.split(separators).filter((day) => day !== '')
  if (opensAt === undefined || closesAt === undefined || !on.every((day) => days.has(day))) {
    return { detail: 'Expected days and hours, such as MO TU 09:00-12:30, with the days MO TU WE TH FR SA SU.' }
  }
  return { values: [on, opensAt.padStart(5, '0'), closesAt.padStart(5, '0')] }
}

function remove(document: Json, path: Path): void {
  const holder = holderOf(document, path, false)
  if (Array.isArray(holder)) holder[Number(path.at(-1))] = undefined
  else if (holder !== undefined) Reflect.deleteProperty(holder, String(path.at(-1)))
}

function write(document: Json, path: Path, value: unknown): void {
  const holder = holderOf(document, path, true)
  if (holder === undefined) return
  // Names are of languages and taxonomies, none of which can be `__proto__`.
  Reflect.set(holder, path.at(-1) ?? '', value)
}

/** What holds the last step of a path; made where it is absent and wanted. */
function holderOf(document: Json, path: Path, make: boolean): Json | unknown[] | undefined {
  let holder: Json | unknown[] = document
  for (const [index, step] of path.slice(0, -1).entries()) {
    let next: unknown = Object.hasOwn(holder, step) ? Reflect.get(holder, step) : undefined
    if (!isObject(next) && !Array.isArray(next)) {
      if (!make) return undefined
      next = typeof path[index + 1] === 'number' ? [] : {}
      Reflect.set(holder, step, next)
    }
    holder = next as Json | unknown[]
  }
  return holder
}

/** Takes away what the cells left empty: objects without members, items of lists without anything. */
function prune(document: Json, before: Json): void {
  for (const [name, value] of Object.entries(document)) {
    if (name === 'terms') continue
    if (Array.isArray(value)) document[name] = numbersOf(value, before[name]).map((number) => value[number - 1])
    else if (isObject(value)) {
      prune(value, isObject(before[name]) ? before[name] : {})
      if (saysNothing(value)) Reflect.deleteProperty(document, name)
    }
  }
}

/** From 1, of the items that still say something, or never did. */
function numbersOf(items: unknown, before: unknown): number[] {
  if (!Array.isArray(items)) return []
  return Array.from(items).flatMap((item, index) => {
    const was: unknown = Array.isArray(before) ? before[index] : undefined
    const old = isObject(was) ? was : undefined
    if (isObject(item)) prune(item, old ?? {})
    const isLeft = isObject(item) ? !saysNothing(item) || (old !== undefined && saysNothing(old)) : item !== undefined
    return isLeft ? [index + 1] : []
  })
}

function saysNothing(value: Json): boolean {
  return Object.values(value).every((member) => Array.isArray(member) && member.length === 0)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
