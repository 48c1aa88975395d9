import type { CapacityStatus, Kind } from '../engine/index.js'

/**
 * The sentences of one language: plain data, so that it can also travel in a bundle. `{}` is the place of a name or a
 * joined list; it stands once, at the end, after a colon: names are in no grammatical case.
 */
export interface Templates extends Readonly<Record<NamingTemplate | PlainTemplate, string>> {
  /** BCP 47 tag. */
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  /** Between the items of a list, but for the last two. */
  readonly comma: string
  /** Between the last two items where all are meant. */
  readonly and: string
  /** Between the last two items where none is meant ("not here: a, b or c"). */
  readonly or: string
  /** Other forms of a conjunction, by what follows: a regular expression without regard to case. */
  readonly euphony?: readonly { readonly of: 'and' | 'or'; readonly before: string; readonly use: string }[]
  readonly capacity: Readonly<Record<CapacityStatus, string>>
  /** Stands in for the document that the reserved taxonomy `kind` has not. */
  readonly kind: Readonly<Record<Kind, { readonly name: string; readonly says: string; readonly lacks: string }>>
}

/** Sentences with a place for names. */
export type NamingTemplate =
  /** Before a reason, where the answer has no `because`: label of the option or name of the term. */
  | 'chose'
  /** After it, where the term has no `says`. */
  | 'here'
  /** The service has the term only through this wider one. */
  | 'wider'
  /** Demanded terms without `lacks`, none of which the service meets. */
  | 'lacks'
  | 'onlyFor'

export type PlainTemplate =
  /** No answer asked for anything, and the service is for everyone. */
  | 'skipped'
  /** No answer asked for anything, and the service is not for everyone or misses something. */
  | 'skippedNotForAll'
  /** There were demands only, and all are met. */
  | 'fits'
  /** All demands are met, no wish is. */
  | 'fitsPartly'
  /** There were wishes only, and none is met. */
  | 'differs'

/** The template with these names, all of its language, in its place. */
export function fill(templates: Templates, template: NamingTemplate, names: readonly string[]): string {
  return fillIn(templates, templates[template], template === 'lacks' ? 'or' : 'and', names)
}

/** A sentence of the same language, with these names in its place. */
export function fillIn(
  templates: Templates,
  sentence: string,
  conjunction: 'and' | 'or',
  names: readonly string[],
): string {
  const value = joinList(templates, conjunction, names)
  // A name that ends a sentence itself gets no second full stop.
  return sentence.replace('{}', () => value).replace(/([.!?…؟]\u2069?)\.$/, '$1')
}

function joinList(templates: Templates, conjunction: 'and' | 'or', names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  const items = names.map((name) => isolate(name, templates.dir))
  const end = items.pop() ?? ''
  if (items.length === 0) return end
  const euphonic = templates.euphony?.find(
    ({ of, before }) => of === conjunction && new RegExp(`^(${before})`, 'i').test(last),
  )
  return items.join(templates.comma) + (euphonic?.use ?? templates[conjunction]) + end
}

/** Keeps a name with letters of the other direction from turning the order of the sentence around it. */
function isolate(name: string, dir: 'ltr' | 'rtl'): string {
  const turns = dir === 'rtl' ? /[A-Za-zÀ-ɏͰ-ԯ]/ : /[\u0590-\u08ff\ufb1d-\ufefc]/
  return turns.test(name) ? `\u2068${name}\u2069` : name
}
