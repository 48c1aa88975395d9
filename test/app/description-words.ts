/** The parts of a schema that this test walks through. */
export interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly properties?: Record<string, Schema>
  readonly [keyword: string]: unknown
}

/** Words that add nothing to a name. */
const empty = 'a an and any at be by for has id in is it its of on or that the this to what when where which who with'
const emptyWords = new Set(empty.split(' '))

/** Why this description of a property says too little; undefined where it says enough. */
export function faultsOfWords(name: string, description = ''): string | undefined {
  if (description.trim() === '') return 'is empty'
  if (description.length < 12) return `is too short: ${description}`
  const known = new Set(wordsOf(name).map(stemOf))
  const said = wordsOf(description).filter((word) => !emptyWords.has(word))
  return said.every((word) => known.has(stemOf(word))) ? `repeats the name: ${description}` : undefined
}

/** Every property in here, at any depth, of which the description says too little. */
export function wordlessPlaces(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { properties } = value as Schema
  const isSchema = typeof properties === 'object' && ('type' in value || 'required' in value)
  const own = isSchema
    ? Object.entries(properties).flatMap(([name, { description }]) => {
        const fault = faultsOfWords(name, description)
        return fault === undefined ? [] : [`${place}.${name} ${fault}`]
      })
    : []
  const inner = Object.entries(value)
    .filter(([key]) => !['example', 'examples', 'default', 'const', 'enum'].includes(key))
    .flatMap(([key, part]) => wordlessPlaces(part, `${place}.${key}`))
  return [...own, ...inner]
}

function wordsOf(text: string): string[] {
  const apart = text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return apart.match(/[a-z0-9]+/g) ?? []
}

/** Enough to see that `opens` and `open` are one word. */
function stemOf(word: string): string {
  return word.replace(/(es|s|ed|ing)$/, '')
}
