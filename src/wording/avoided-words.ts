import { bare } from './sentences.js'

/** A word that texts in one language should not use. */
export interface AvoidedWord {
  /** Primary language tag, such as `nl`: its variants (`nl-BE`) count too. */
  readonly language: string
  /** The word as it is spoken of; it counts as a form. */
  readonly word: string
  /**
   * Its other forms, each a whole word or several. `*` before or after one word stands for more of it: `*traject` is
   * also `schuldhulptraject`.
   */
  readonly forms?: readonly string[]
  /** Completes "…: it …", in the language of the editors. */
  readonly reason: string
  /** What to write in its place. */
  readonly instead: string
}

/** The words that are avoided where the deployment gives no list of its own. */
export const defaultAvoidedWords: readonly AvoidedWord[] = [
  {
    language: 'nl',
    word: 'kwetsbaar',
    forms: ['kwetsbare', 'kwetsbaren', 'kwetsbaarder', 'kwetsbaarheid'],
    reason: 'says that somebody is weak, not what happens to them',
    instead: 'mensen met geldzorgen, mensen die het zwaar hebben',
  },
  {
    language: 'nl',
    word: 'probleemgezin',
    forms: ['probleemgezin*'],
    reason: 'makes the family the problem',
    instead: 'gezin',
  },
  {
    language: 'nl',
    word: 'cliënt',
    forms: ['cliënt*', '*cliënt', '*cliënten', 'client', 'clienten', 'cliente', 'clientes'],
    reason: 'makes a file of a person',
    instead: 'je, mensen, bewoners',
  },
  {
    language: 'nl',
    word: 'doelgroep',
    forms: ['doelgroep*', '*doelgroep', '*doelgroepen'],
    reason: 'speaks about people, not with them',
    instead: 'who it is for: jongeren, ouders, iedereen',
  },
  {
    language: 'nl',
    word: 'laagopgeleid',
    forms: ['laagopgeleide', 'laagopgeleiden', 'laag opgeleid', 'laag opgeleide', 'laag opgeleiden'],
    reason: 'ranks people',
    instead: 'leave it out, and write plainly',
  },
  {
    language: 'nl',
    word: 'moet',
    forms: ['moeten', 'moest', 'moesten'],
    reason: 'gives orders, and who is under stress hears them as blame',
    instead: 'je kunt, je mag, dit helpt, dit is nodig',
  },
  {
    language: 'nl',
    word: 'eigen schuld',
    reason: 'blames',
    instead: 'leave it out',
  },
  {
    language: 'nl',
    word: 'zelfredzaam',
    forms: ['zelfredzame', 'zelfredzamer', 'zelfredzaamheid*'],
    reason: 'measures people',
    instead: 'wat je zelf wilt doen',
  },
  {
    language: 'nl',
    word: 'hulpbehoevend',
    forms: ['hulpbehoevende', 'hulpbehoevenden'],
    reason: 'says that somebody can do nothing',
    instead: 'mensen die hulp willen',
  },
  {
    language: 'nl',
    word: 'traject',
    forms: ['traject*', '*traject', '*trajecten'],
    reason: 'is a word of offices, and promises a long road',
    instead: 'hulp, afspraken, stappen',
  },
]

/** Finds avoided words among the words of a sentence. */
export type FindAvoided = (words: readonly string[]) => readonly FoundWord[]

export interface FoundWord {
  readonly avoided: AvoidedWord
  /** As it stands in the text. */
  readonly found: string
}

/** A form with `*`. */
interface LongerForm {
  readonly fits: (word: string) => boolean
  readonly length: number
  readonly avoided: AvoidedWord
}

/** Prepares a list for texts in one language. */
export function prepareAvoided(list: readonly AvoidedWord[], language: string): FindAvoided {
  const phrases = new Map<string, { readonly words: readonly string[]; readonly avoided: AvoidedWord }[]>()
  const longer: LongerForm[] = []
  for (const avoided of list.filter((entry) => entry.language === language)) {
    for (const form of [avoided.word, ...(avoided.forms ?? [])]) {
      if (form.includes('*')) {
        const starred = folded(form)
        longer.push({ fits: fitting(starred), length: starred.replaceAll('*', '').length, avoided })
        continue
      }
      const words = form.split(/\s+/).map((word) => folded(bare(word)))
      const [first = ''] = words
      phrases.set(first, [...(phrases.get(first) ?? []), { words, avoided }])
    }
  }
  // Most words are shorter than all of those, and are not held against each.
  const shortest = longer.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY)
  return (words) => {
    const own = words.map(folded)
    return own.flatMap((word, index): FoundWord[] => {
      const phrase = phrases.get(word)?.find(({ words }) => words.every((each, at) => own[index + at] === each))
      const avoided =
        phrase?.avoided ?? (word.length < shortest ? undefined : longer.find(({ fits }) => fits(word))?.avoided)
      const length = phrase?.words.length ?? 1
      return avoided ? [{ avoided, found: words.slice(index, index + length).join(' ') }] : []
    })
  }
}

/** Without regard to case, and to how accents are put together; the same on every machine. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

function fitting(form: string): (word: string) => boolean {
  const inner = form.replace(/^\*|\*$/g, '')
  if (!form.startsWith('*')) return (word) => word.startsWith(inner)
  return form.endsWith('*') ? (word) => word.includes(inner) : (word) => word.endsWith(inner)
}

const TAG = /^[a-z]{2,3}$/
const FORM = /^(?:\*?[^\s*]+\*?|[^\s*]+(?: [^\s*]+){1,5})$/

/**
 * Reads a list that somebody wrote, which may hold at most 1,000 words with 100 forms each.
 *
 * @param value of a JSON file
 * @returns the list, or what is wrong with it, in sentences
 */
export function readAvoidedWords(
  value: unknown,
): { readonly list: readonly AvoidedWord[] } | { readonly problems: readonly string[] } {
  if (!Array.isArray(value) || value.length > 1_000) {
    return {
      problems: ['Expected a list of at most 1,000 words: [{"language", "word", "forms", "reason", "instead"}].'],
    }
  }
  const problems = value.flatMap((entry: unknown, index) =>
    problemsOf(entry).map((each) => `Word ${index + 1}: ${each}`),
  )
  return problems.length > 0 ? { problems: problems.slice(0, 20) } : { list: value }
}

function problemsOf(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return ['Expected an object.']
  const { language, word, forms = [], reason, instead, ...rest }: Record<string, unknown> = { ...entry }
  const isForm = (form: unknown): boolean => typeof form === 'string' && form.length <= 100 && FORM.test(form)
  const isSaid = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '' && text.length <= 500
  return [
    ...Object.keys(rest).map((name) => `Expected no ${name}. Take it away.`),
    ...(typeof language === 'string' && TAG.test(language) ? [] : ['Expected a language such as nl in language.']),
    ...(isForm(word) ? [] : ['Expected one to six words in word.']),
    ...(Array.isArray(forms) && forms.length <= 100 && forms.every(isForm)
      ? []
      : ['Expected at most 100 forms of one to six words in forms; * may stand before or after one word.']),
    ...(isSaid(reason) ? [] : ['Expected why it is avoided in reason, in at most 500 characters.']),
    ...(isSaid(instead) ? [] : ['Expected what to write in its place in instead, in at most 500 characters.']),
  ]
}
