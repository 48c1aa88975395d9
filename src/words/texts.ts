import type { Text } from '../engine/index.js'

/** One or more sentences wholly in one language. */
export interface Sentence {
  readonly text: string
  /** BCP 47 tag of the language that the text is really in; `und` where nobody can know. */
  readonly lang: string
}

/** Each language followed by its wider forms (RFC 4647, lookup): `tr-TR` → `tr-TR`, `tr`; without repeats. */
export function fallbacks(languages: readonly string[]): string[] {
  const tags = new Set<string>()
  for (const language of languages) {
    for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) tags.add(tag)
  }
  return [...tags]
}

/**
 * The text in the first of these languages that is there, also in a wider form of it; otherwise in the first by code
 * unit, so that something is always said.
 *
 * @param languages BCP 47 tags, spelled as in the documents, the most wanted first
 */
export function pickText(text: Text, languages: readonly string[]): Sentence {
  return pickIn(text, fallbacks(languages))
}

/** `pickText` for languages that went through `fallbacks` already. */
export function pickIn(text: Text, languages: readonly string[]): Sentence {
  for (const lang of languages) {
    const found = textIn(text, lang)
    if (found !== undefined) return { text: found, lang }
  }
  const lang = Object.keys(text).sort()[0] ?? 'und'
  return { text: textIn(text, lang) ?? '', lang }
}

/** The text in exactly this language; a language such as `constructor`, which a request may hold, has none. */
export function textIn(text: Text, language: string): string | undefined {
  return Object.hasOwn(text, language) ? text[language] : undefined
}
