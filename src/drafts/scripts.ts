import type { Text } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { pointerTo } from './document-problem.js'
import type { PlacedText } from './texts.js'

/**
 * Words of Dutch texts that judge people or talk down to them, as residents of Noord named them. Each also stands for
 * its longer forms (`kwetsbare`, `cliënten`, `schuldhulptraject`); `moet` only from the start of a word, because of
 * `ontmoeten`; and one's own debts (`eigen schulden`) are no fault.
 */
const judging: readonly { readonly word: string; readonly found: RegExp }[] = [
  { word: 'kwetsbaar', found: /kwetsba(ar|re)/ },
  { word: 'probleemgezin', found: /probleemgezin/ },
  { word: 'cliënt', found: /cli[ëe]nt/ },
  { word: 'doelgroep', found: /doelgroep/ },
  { word: 'laagopgeleid', found: /laagopgeleid|laag opgeleid/ },
  { word: 'moet', found: /(?<!\p{L})moet/u },
  { word: 'eigen schuld', found: /eigen schuld(?!en)/ },
  { word: 'zelfredzaam', found: /zelfredza(am|me)/ },
  { word: 'hulpbehoevend', found: /hulpbehoevend/ },
  { word: 'traject', found: /traject/ },
]

/** What editors should look at again in the texts of a document. */
export function warnOfWords(texts: readonly PlacedText[]): Finding[] {
  return texts.flatMap(({ pointer, text }) =>
    Object.entries(text).flatMap(([language, words]) => warnOfText(language, words, pointer + pointerTo(language))),
  )
}

function warnOfText(language: string, words: string, pointer: string): Finding[] {
  if (words.trim() === '') {
    const detail = 'Expected words, but there is white space only. Write the text or leave it out.'
    return [{ code: 'blank-text', pointer, detail }]
  }
  if (language !== 'nl' && !language.startsWith('nl-')) return []
  const plain = words.normalize('NFC').toLowerCase()
  return judging
    .filter(({ found }) => found.test(plain))
    .map(({ word }) => ({
      code: 'judging-word',
      pointer,
      detail: `Expected words that do not judge or lecture, but there is “${word}”. Say it in another way.`,
    }))
}

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
