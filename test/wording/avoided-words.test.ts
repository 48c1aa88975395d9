import t from 'tap'
import { defaultAvoidedWords, readAvoidedWords } from '../../src/wording/avoided-words.js'

const word = {
  language: 'nl',
  word: 'klant',
  forms: ['klanten', '*klant', 'vaste klanten'],
  reason: 'sells',
  instead: 'je',
}

t.test('The built-in list is one that could be given', async (t) => {
  t.same(readAvoidedWords(JSON.parse(JSON.stringify(defaultAvoidedWords))), { list: defaultAvoidedWords })
})

t.test('A list says for each word the language, the forms, why and what instead', async (t) => {
  const { forms: _, ...single } = word
  t.same(readAvoidedWords([word, single]), { list: [word, single] })
  t.same(readAvoidedWords([]), { list: [] }, 'an empty list forbids nothing')
})

t.test('All that is wrong with a list is told, by word', async (t) => {
  const cases: readonly [value: unknown, problems: readonly RegExp[]][] = [
    [{}, [/^Expected a list of at most 1,000 words/]],
    [['klant'], [/^Word 1: Expected an object/]],
    [[word, { ...word, language: 'Dutch' }], [/^Word 2: Expected a language/]],
    [[{ ...word, word: '' }], [/^Word 1: Expected one to six words in word/]],
    [[{ ...word, word: 'een * ster' }], [/in word/]],
    [[{ ...word, forms: ['*'] }], [/in forms/]],
    [[{ ...word, forms: 'klanten' }], [/in forms/]],
    [[{ ...word, reason: ' ' }], [/in reason/]],
    [[{ ...word, instead: 7 }], [/in instead/]],
    [[{ ...word, because: 'x' }], [/^Word 1: Expected no because/]],
    [[{}], [/a language/, /in word/, /in reason/, /in instead/]],
  ]
  for (const [value, problems] of cases) t.match(readAvoidedWords(value), { problems }, JSON.stringify(value))
  const many = readAvoidedWords(Array.from({ length: 1_000 }, () => ({})))
  t.equal('problems' in many && many.problems.length, 20, 'the first 20')
})
