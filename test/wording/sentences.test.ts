import fc from 'fast-check'
import t from 'tap'
import { sentencesOf } from '../../src/wording/sentences.js'

const split = (text: string) => sentencesOf(text).map((sentence) => sentence.text)

t.test('A text is taken apart where its sentences end', async (t) => {
  const cases: readonly [text: string, sentences: readonly string[]][] = [
    ['Kom langs. Bel ons!', ['Kom langs.', 'Bel ons!']],
    ['Wat wil je? Vraag het… Wij luisteren.', ['Wat wil je?', 'Vraag het…', 'Wij luisteren.']],
    ['Je zegt: “Ik wil praten.” Dat mag.', ['Je zegt: “Ik wil praten.”', 'Dat mag.']],
    ['Neem mee: je brief (mag dicht zijn). Meer niet.', ['Neem mee: je brief (mag dicht zijn).', 'Meer niet.']],
    ['Eerste regel\nTweede regel', ['Eerste regel', 'Tweede regel']],
    ['ماذا تريد؟ نحن هنا.', ['ماذا تريد؟', 'نحن هنا.']],
    ['Schulden', ['Schulden']],
    ['', []],
    [' – · … !! ', []],
  ]
  for (const [text, sentences] of cases) t.same(split(text), sentences, text)
})

t.test('A full stop inside a sentence does not end it', async (t) => {
  for (const text of [
    'Neem bijv. je brieven mee.',
    'Wij helpen o.a. met huur, energie enz. en meer.',
    'Vraag het i.v.m. je huur aan mevr. De Boer.',
    'Open van 9.30 tot 17.00 uur op nr. 12.',
    'Een potje van 1.000 euro of 2,50 per keer.',
    'Kijk op www.example.org/nl of mail info@example.org als je wilt.',
    'Volgens J. R. de Vries kan het.',
    '1. Bel ons als je wilt.',
    'Neem de tijd... en kom dan.',
    'Het duurt max. 30 min. per keer.',
  ]) {
    t.same(split(text), [text], text)
  }
})

t.test('An abbreviation that often comes last ends a sentence where a capital follows', async (t) => {
  t.same(split('Brieven, post enz. Kom gerust.'), ['Brieven, post enz.', 'Kom gerust.'])
  t.same(split('Om 9 a.m. Bring nothing.'), ['Om 9 a.m.', 'Bring nothing.'])
})

t.test('Words are what has a letter or a digit, without the marks around it', async (t) => {
  const [sentence] = sentencesOf('“Hallo,” – zei zij & ik – (om 9.30 uur) in ’t e-mailhuis.')
  t.same(sentence?.words, ['Hallo', 'zei', 'zij', 'ik', 'om', '9.30', 'uur', 'in', 't', 'e-mailhuis'])
})

t.test('A sentence is whole where it ends as one', async (t) => {
  t.same(
    sentencesOf('Kom langs. Een kop koffie').map(({ isWhole }) => isWhole),
    [true, false],
  )
})

t.test('Whatever the text, nothing is lost, added or thrown', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), aText()), (text) => {
      const sentences = sentencesOf(text)
      const kept = sentences.map((sentence) => sentence.text).join(' ')
      const letters = (all: string) => all.match(/[\p{L}\p{N}]/gu)?.join('') ?? ''
      return letters(kept) === letters(text) && sentences.every(({ words }) => words.length > 0)
    }),
  )
})

/** Pieces that look like ends, put together. */
function aText() {
  const piece = fc.constantFrom(
    'bijv.',
    'enz.',
    'o.a.',
    '1.',
    '…',
    '...',
    '.',
    ')',
    '”',
    'Ja',
    'nee!',
    '9.30',
    '\n',
    ' ',
  )
  return fc.array(piece, { maxLength: 30 }).chain((pieces) => fc.constantFrom(pieces.join(' '), pieces.join('')))
}
