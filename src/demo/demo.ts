import { readdirSync, readFileSync } from 'node:fs'

/** The demo: an import and partners, as they stand in the JSON files of this room. */
export interface Demo {
  readonly catalogue: Readonly<Record<string, readonly unknown[]>>
  readonly partners: readonly unknown[]
}

/** Given, so that the demo has the same release digest and the same answers everywhere. */
export const demoRotation = '6d6f6b756d313032'

/** The package's own folder: this file is compiled to dist/src/demo. */
const folder = new URL('../../../src/demo/', import.meta.url)

export function readDemo(): Demo {
  const catalogue: Record<string, unknown[]> = {}
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const content: Record<string, unknown[]> = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    for (const [list, documents] of Object.entries(content))
      catalogue[list] = [...(catalogue[list] ?? []), ...documents]
  }
  const { partners = [], ...rest } = catalogue
  return { catalogue: rest, partners }
}
