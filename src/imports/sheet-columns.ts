/** The columns that a sheet of organizations or of services may have (`docs/spreadsheets.md`). */

export type SheetType = 'organizations' | 'services'

/**
 * How a cell is written: `text` as it is, `word` without spaces, `words` with spaces between them, `number` with a decimal
 * point or comma, `date` as YYYY-MM-DD or D-M-YYYY, `hours` as `MO TU 09:00-12:30`.
 */
export type CellKind = 'text' | 'word' | 'words' | 'number' | 'date' | 'hours'

interface ColumnShape {
  /** The path into the document, with dots; `<language>` and `<taxonomy>` are any of these, `#` an item, from 1. */
  readonly path: string
  readonly kind: CellKind
}

export interface Column {
  /** As the header has it, such as `locations.1.accessibility.nl`. */
  readonly name: string
  readonly kind: CellKind
  /** Names and, from 0, positions. */
  readonly path: readonly (string | number)[]
}

const shapes: Readonly<Record<SheetType, readonly ColumnShape[]>> = {
  organizations: [
    { path: 'id', kind: 'word' },
    { path: 'name', kind: 'text' },
    { path: 'kind', kind: 'word' },
    { path: 'description.<language>', kind: 'text' },
    { path: 'website', kind: 'word' },
    { path: 'email', kind: 'word' },
    { path: 'phone', kind: 'text' },
    { path: 'backedBy', kind: 'word' },
  ],
  services: [
    { path: 'id', kind: 'word' },
    { path: 'organization', kind: 'word' },
    { path: 'status', kind: 'word' },
    { path: 'name.<language>', kind: 'text' },
    { path: 'summary.<language>', kind: 'text' },
    { path: 'description.<language>', kind: 'text' },
    { path: 'terms.<taxonomy>', kind: 'words' },
    { path: 'contact.phone', kind: 'text' },
    { path: 'contact.email', kind: 'word' },
    { path: 'contact.website', kind: 'word' },
    { path: 'contact.whatsapp', kind: 'text' },
    { path: 'contact.appointment', kind: 'word' },
    { path: 'contact.walkIn.<language>', kind: 'text' },
    { path: 'locations.#.id', kind: 'word' },
    { path: 'locations.#.name', kind: 'text' },
    { path: 'locations.#.street', kind: 'text' },
    { path: 'locations.#.postalCode', kind: 'text' },
    { path: 'locations.#.city', kind: 'text' },
    { path: 'locations.#.latitude', kind: 'number' },
    { path: 'locations.#.longitude', kind: 'number' },
    { path: 'locations.#.accessibility.<language>', kind: 'text' },
    { path: 'schedule.#', kind: 'hours' },
    { path: 'schedule.#.note.<language>', kind: 'text' },
    { path: 'firstTalk.expect.<language>', kind: 'text' },
    { path: 'firstTalk.bring.<language>', kind: 'text' },
    { path: 'firstTalk.asksFor', kind: 'words' },
    { path: 'firstTalk.tells.<language>', kind: 'text' },
    { path: 'cost.<language>', kind: 'text' },
    { path: 'seeks.#.taxonomy', kind: 'word' },
    { path: 'seeks.#.term', kind: 'word' },
    { path: 'seeks.#.text.<language>', kind: 'text' },
    { path: 'verifiedOn', kind: 'date' },
  ],
}

/** What may stand for a part of a path that is not fixed. Lists have at most 1,000 items. */
const parts: Readonly<Record<string, string>> = {
  '<language>': '[a-z]{2,8}(?:-[A-Za-z0-9]{1,8})*',
  '<taxonomy>': '[a-z][a-z0-9]*(?:-[a-z0-9]+)*',
  '#': '[1-9][0-9]{0,2}|1000',
}

const patterns = {
  organizations: patternsOf(shapes.organizations),
  services: patternsOf(shapes.services),
}

function patternsOf(all: readonly ColumnShape[]) {
  return all.map(({ path, kind }) => {
    const segments = path.split('.').map((segment) => `(?:${parts[segment] ?? segment})`)
    return { kind, pattern: new RegExp(`^${segments.join('\\.')}$`) }
  })
}

/** The column of this name; undefined where a sheet of this type has none. */
export function columnOf(type: SheetType, name: string): Column | undefined {
  const shape = patterns[type].find(({ pattern }) => pattern.test(name))
  if (shape === undefined) return undefined
  const path = name.split('.').map((segment) => (/^\d+$/.test(segment) ? Number(segment) - 1 : segment))
  return { name, kind: shape.kind, path }
}

/** All shapes of columns, for a sentence. */
export function columnPaths(type: SheetType): string {
  return shapes[type].map(({ path }) => path).join(', ')
}

/**
 * The columns in which these documents have something, and those without which there is no document: in the order of the
 * shapes, items by number, the default language before the others.
 */
export function columnsIn(type: SheetType, names: ReadonlySet<string>, defaultLanguage: string): Column[] {
  const always = shapes[type]
    .filter(({ path }) => !path.includes('#') && !path.includes('<taxonomy>'))
    .map(({ path }) => path.replace('<language>', defaultLanguage))
  const columns = [...new Set([...always, ...names])].flatMap((name) => columnOf(type, name) ?? [])
  const places = new Map(columns.map((column) => [column.name, placeOf(type, column, defaultLanguage)]))
  return columns.sort((a, b) => compare(places.get(a.name) ?? [], places.get(b.name) ?? []))
}

/** The items of a list stand together, so their number comes before the shape of what is in them. */
function placeOf(type: SheetType, { name, path }: Column, defaultLanguage: string): readonly (string | number)[] {
  const [list, item] = path
  const shape = patterns[type].findIndex(({ pattern }) => pattern.test(name))
  const language = path.at(-1) === defaultLanguage ? '' : String(path.at(-1))
  if (typeof item !== 'number') return [shape, 0, 0, language]
  return [shapes[type].findIndex((other) => other.path.startsWith(`${list}.`)), item, shape, language]
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? ''
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}
