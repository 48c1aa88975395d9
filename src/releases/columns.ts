/** A typed array of which a release is made. Columns are members of plain objects only. */
export type Column = InstanceType<(typeof columnTypes)[ColumnType]>
export type ColumnType = keyof typeof columnTypes

export const columnTypes = { Uint8Array, Uint16Array, Int32Array, Uint32Array, Float64Array }

/** The same with something else in the place of each column. */
export function mapColumns(value: unknown, change: (column: Column) => unknown): unknown {
  if (isColumn(value)) return change(value)
  return isPlain(value) ? mapMembers(value, (member) => mapColumns(member, change)) : value
}

/** What all its columns take. */
export function bytesIn(value: unknown): number {
  if (isColumn(value)) return value.byteLength
  return isPlain(value) ? Object.values(value).reduce<number>((sum, member) => sum + bytesIn(member), 0) : 0
}

/** The same in memory that several threads can have at once: nothing of its columns is copied when it is sent to one. */
export function share<T extends object>(data: T): T {
  return mapColumns(data, shared) as T
}

function shared(column: Column): Column {
  if (column.buffer instanceof SharedArrayBuffer) return column
  const Type: new (buffer: ArrayBufferLike) => Column = columnTypes[typeOf(column)]
  const copy = new Type(new SharedArrayBuffer(column.byteLength))
  copy.set(column)
  return copy
}

export function typeOf(column: Column): ColumnType {
  const names = Object.keys(columnTypes) as ColumnType[]
  const name = names.find((type) => column instanceof columnTypes[type])
  if (name === undefined) throw new Error('This is no column.')
  return name
}

export function mapMembers(object: Readonly<Record<string, unknown>>, change: (member: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, change(member)]))
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function isColumn(value: unknown): value is Column {
  return Object.values(columnTypes).some((type) => value instanceof type)
}
