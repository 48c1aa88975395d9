/** A JSON object that came in, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of a field, where it has one that is more than white space. */
export function textOf(record: Fields, name: string): string | undefined {
  const value = record[name]
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

export function numberOf(record: Fields, name: string): number | undefined {
  const value = record[name]
  return typeof value === 'number' ? value : undefined
}

/** The objects of a list, with their places in it; empty where there is no list. */
export function listOf(record: Fields, name: string): readonly { readonly item: Fields; readonly at: string }[] {
  const list = record[name]
  if (!Array.isArray(list)) return []
  return list.flatMap((item, index) => (isFields(item) ? [{ item, at: `/${name}/${index}` }] : []))
}

/** Whether a field says anything: HSDS has no null, but feeds do. */
export function isSaid(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return !Array.isArray(value) || value.length > 0
}
