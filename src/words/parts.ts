import type { Text } from '../engine/index.js'
import { fill, type NamingTemplate, type Templates } from './templates.js'
import { pickIn, type Sentence, textIn } from './texts.js'

/** What is spoken with: languages, the most wanted first and wider forms in it, and the tables of templates. */
export interface Tongue {
  readonly languages: readonly string[]
  readonly tables: ReadonlyMap<string, Templates>
}

/** A piece of a sentence, which may exist in some languages only. */
export interface Part {
  in(language: string): string | undefined
  /** What is said where it exists in none of the wanted languages. */
  apart(): readonly Sentence[]
}

/** An editor's own sentence or, in a language where that is absent, the template around these names (at least one). */
export function part(tongue: Tongue, own: Text | undefined, template: NamingTemplate, names: readonly Text[]): Part {
  return {
    in(language) {
      const sentence = own && textIn(own, language)
      const table = tongue.tables.get(language)
      if (sentence !== undefined || table === undefined) return sentence
      const translated = names.map((name) => textIn(name, language))
      return translated.every((name) => name !== undefined) ? fill(table, template, translated) : undefined
    },
    apart: () =>
      names.length > 1
        ? names.flatMap((name) => join(tongue, [part(tongue, own, template, [name])]))
        : names.map((name) => pickIn(own ?? name, tongue.languages)),
  }
}

/** The parts as one, in the first language in which all of them exist; where there is none, one by one. */
export function join(tongue: Tongue, parts: readonly Part[]): readonly Sentence[] {
  for (const lang of tongue.languages) {
    const texts = parts.map((piece) => piece.in(lang))
    if (texts.every((text) => text !== undefined)) return [{ text: texts.join(' '), lang }]
  }
  return parts.flatMap((piece) => (parts.length > 1 ? join(tongue, [piece]) : piece.apart()))
}
