import type { Text } from '../engine/index.js'

/** In the language, or what there is. */
export function textIn(text: Text, language: string): string {
  return text[language] ?? Object.values(text)[0] ?? ''
}

/** Without what is not known: HSDS has no null, and no empty list says more than none. */
export function known<T extends object>(record: { readonly [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(record).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(entries) as T
}
