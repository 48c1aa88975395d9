import type { Text } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { pointerTo } from './document-problem.js'

/** Scripts with letters that look alike: a name in two of them may pass for another name. */
const scripts: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
]

/** Names with a word in letters of two scripts that look alike. */
export function warnOfScripts(name: string, pointer: string): Finding[] {
  // Nearly all names are plain; those are not taken apart.
  if (/^[\0-\u024f]*$/.test(name)) return []
  return (name.match(/[\p{L}\p{M}]+/gu) ?? []).flatMap((word): Finding[] => {
    const used = scripts.filter(([, letters]) => letters.test(word)).map(([script]) => script)
    if (used.length < 2) return []
    const detail = `Expected each word in letters of one script, but “${word}” has ${used.join(' and ')} letters, which look alike. Type the word again.`
    return [{ code: 'mixed-scripts', pointer, detail }]
  })
}

export function warnOfScriptsIn(name: Text, pointer: string): Finding[] {
  return Object.entries(name).flatMap(([language, words]) => warnOfScripts(words, pointer + pointerTo(language)))
}
