import fc from 'fast-check'
import t from 'tap'
import { pageWords } from '../../src/capacity/page-words.js'
import { phrasesFor } from '../../src/terminal/phrases.js'
import type { AvoidedWord } from '../../src/wording/avoided-words.js'
import { readingEaseOf, syllablesOf } from '../../src/wording/reading-ease.js'
import { createJudge, type ReadText } from '../../src/wording/wording.js'
import { allInterfaceTexts, allLanguages } from '../../src/words/all-languages.js'

const aText = (words: string, given: Partial<ReadText> = {}): ReadText => ({
  language: 'nl',
  words,
  role: undefined,
  ...given,
})

/** The codes and pieces that are said of one text. */
function said(words: string, given: Partial<ReadText> = {}, list?: readonly AvoidedWord[]): string[] {
  return createJudge(list)([aText(words, given)]).map(({ code, excerpt }) => `${code} ${excerpt}`)
}

const times = (count: number, word = 'een') => Array.from({ length: count }, () => word).join(' ')

t.test('A Dutch sentence has at most 15 words, an English one 25; other languages are not measured', async (t) => {
  t.same(said(`${times(15)}.`), [])
  t.same(said(`${times(16)}.`), [`long-sentence ${times(16)}.`])
  t.same(said(`${times(15)}. ${times(15)}.`), [], 'each sentence by itself')
  t.match(said(`${times(16)}.`, { language: 'nl-BE' }), [/^long-sentence/])
  t.same(said(`${times(25)}.`, { language: 'en' }), [])
  t.match(said(`${times(26)}.`, { language: 'en-GB' }), [/^long-sentence/])
  for (const language of ['tr', 'ar', 'pl', 'es', 'constructor'])
    t.same(said(`${times(90)}.`, { language }), [], language)
})

t.test('A Dutch word has at most 15 letters between hyphens; names and addresses may have more', async (t) => {
  t.same(said('Hulp met schuldhulpverlening.'), ['long-word schuldhulpverlening'])
  t.same(said('Schuldhulpverlening is er.'), ['long-word Schuldhulpverlening'], 'a capital begins the sentence')
  for (const text of [
    'Hulp bij schulden en je energierekening.',
    'In de Waterlandpleinbuurt.',
    'SchuldHulpMaatjeNoord luistert.',
    'Kijk op buurtteamamsterdam.nl/contact-opnemen.',
    'Een maatschappelijk-werkgesprek',
  ]) {
    t.same(said(text), [], text)
  }
  t.same(said('Waterlandpleinbuurt', { role: 'name' }), [])
  t.same(said('Debt-counsellingservices', { language: 'en' }), [])
})

t.test('A question has at most 12 words, in any language', async (t) => {
  t.same(said(`${times(12)}?`, { role: 'question' }), [])
  t.same(said(`${times(6)}? ${times(7)}?`, { role: 'question' }), [`long-question ${times(6)}? ${times(7)}?`])
  t.match(said(`${times(13)}?`, { role: 'question', language: 'tr' }), [/^long-question/])
})

t.test('Words of the list are found whole, in each form that it names, whatever the case', async (t) => {
  for (const text of [
    'Voor kwetsbare mensen',
    'KWETSBAAR',
    'Probleemgezinnen',
    'Onze cliënten',
    'Voor clienten',
    'Clie\u0308ntondersteuning',
    'De doelgroep.',
    'Laag opgeleide mensen',
    'Je moet bellen',
    'Eigen schuld!',
    'Zelfredzaamheid',
    'hulpbehoevend',
    'Een schuldhulptraject',
  ]) {
    t.match(said(text).join(), /avoided-word/, text)
  }
  for (const text of [
    'Hier ontmoet je anderen met eigen schulden.',
    'Laag water',
    'Moed',
    'Het is je eigen, schuldeloze huis',
  ])
    t.same(said(text), [], text)
  t.same(said('A traject, a moet', { language: 'en' }), [])
})

t.test('What is said names the word, why, and what to write instead', async (t) => {
  const list = [
    { language: 'en', word: 'client', forms: ['clients'], reason: 'makes a file of a person', instead: 'you' },
  ]
  t.same(createJudge(list)([aText('Our Clients.', { language: 'en' })]), [
    {
      code: 'avoided-word',
      text: 0,
      excerpt: 'Clients',
      detail: 'Expected other words than “Clients”: it makes a file of a person. Write instead: you.',
    },
  ])
  t.same(said('Onze cliënten', {}, list), [], 'a list of the deployment stands in the place of the built-in one')
})

t.test('Syllables are counted by vowels, those that belong together once', async (t) => {
  const words: Readonly<Record<number, string>> = {
    1: 'huis schuld mooi nieuw eeuw groei tv jij koe',
    2: 'buurthuis praten cliënt brieven geïnd',
    3: 'radio beïnvloed uitkering huurtoeslag',
    4: 'vrijwilliger financiën energieën',
    5: 'administratie schuldhulpverlening organisatie',
  }
  for (const [count, all] of Object.entries(words)) {
    for (const word of all.split(' ')) t.equal(syllablesOf(word), Number(count), word)
  }
})

t.test('The reading ease is that of Flesch and Douma', async (t) => {
  t.equal(readingEaseOf({ sentences: 10, words: 100, syllables: 150 }).toFixed(1), '82.0')
  t.equal(readingEaseOf({ sentences: 4, words: 100, syllables: 200 }).toFixed(2), '29.55')
})

t.test('Dutch texts of one document that together are hard to read are told once', async (t) => {
  const hard = 'Ondersteuning bij administratieve verplichtingen en financiële problematiek.'
  const judge = createJudge()
  const found = judge(Array.from({ length: 9 }, () => aText(hard)))
  t.match(found, [{ code: 'hard-text', text: undefined, excerpt: '' }])
  t.match(found[0]?.detail, /score at least 60 by Flesch-Douma, but they score -?\d/)
  t.same(judge(Array.from({ length: 5 }, () => aText(hard))), [], 'fewer than 50 words are not measured')
  t.same(judge(Array.from({ length: 9 }, () => aText(hard.slice(0, -1)))), [], 'nor are labels and names')
  t.same(judge(Array.from({ length: 20 }, () => aText('Kom langs en drink een kop koffie.'))), [])
})

t.test('Whatever the text and the language, nothing throws and the same is said again', async () => {
  const judge = createJudge()
  const text = fc.record({
    language: fc.constantFrom('nl', 'en', 'tr', 'zh-Hant', '', '-', '__proto__'),
    words: fc.string({ unit: 'binary', maxLength: 400 }),
    role: fc.constantFrom('question' as const, 'name' as const, undefined),
  })
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
      const found = judge(texts)
      return (
        JSON.stringify(found) === JSON.stringify(judge(texts)) &&
        found.every(({ excerpt }) => excerpt.length <= 80) &&
        (texts.some(({ words }) => isHalved(words)) || !found.some(({ excerpt }) => isHalved(excerpt)))
      )
    }),
  )
})

t.test('A text made to be slow is judged as quickly as any other of its length', async (t) => {
  const judge = createJudge()
  for (const piece of ['.', ')', 'a', 'a.', 'ie', '*', ' ', '. ', '“', '\u0308', 'eigen ', '1.', '..', 'é-']) {
    const found = judge([aText(piece.repeat(1_000_000 / piece.length), { role: 'question' })])
    t.ok(found.length < 1_000_000, piece)
  }
})

t.test('What the service itself says to residents and helpers keeps to the rules', async (t) => {
  const judge = createJudge()
  for (const language of ['nl', 'en'] as const) {
    const tables = [...allLanguages, ...allInterfaceTexts].filter(({ lang }) => lang === language)
    t.equal(tables.length, 2)
    const texts = stringsIn([tables, phrasesFor(language), pageWords[language]]).map((words) =>
      aText(words, { language }),
    )
    t.ok(texts.length > 30, language)
    t.same(judge(texts), [], language)
  }
})

/** Whether there is half a surrogate pair. */
function isHalved(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
