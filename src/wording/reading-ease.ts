/**
 * How easily Dutch reads, by the formula of Flesch in the Dutch form of W.H. Douma (Wageningen, 1960):
 * 206.8 − 0.77 × syllables in a hundred words − 0.93 × words in a sentence. In his table 60 to 70 is *normal*, 70 to 80
 * *fairly easy*; below 60 begins *fairly difficult* (`docs/writing.md` has the source).
 */

/** What the formula counts. */
export interface Tally {
  readonly sentences: number
  readonly words: number
  readonly syllables: number
}

/** Tallies of several texts as one. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { sentences, words, syllables }) => ({
      sentences: sum.sentences + sentences,
      words: sum.words + words,
      syllables: sum.syllables + syllables,
    }),
    { sentences: 0, words: 0, syllables: 0 },
  )
}

/** About 0 (hard) to 100 (easy). Meaningless without words. */
export function readingEaseOf({ sentences, words, syllables }: Tally): number {
  return 206.8 - (77 * syllables) / words - (0.93 * words) / sentences
}

/** A vowel: letters that sound as one, the longest first, or one letter. `ë` and the like begin a vowel of their own. */
const VOWEL = /aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ou|au|ei|[aeiouyáéíóúàèìòùäëïöüâêîôû]/g

/** The syllables of a Dutch word, by its vowels: right for nearly all, and an estimate for loan words. */
export function syllablesOf(word: string): number {
  return word.normalize('NFC').toLowerCase().match(VOWEL)?.length ?? 1
}
