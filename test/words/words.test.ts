import t from 'tap'
import type { Choice, MetWish, MissedDemand, Service, Text } from '../../src/engine/index.js'
import { allLanguages } from '../../src/words/all-languages.js'
import { pickText, prepareWords } from '../../src/words/index.js'
import { nl } from '../../src/words/languages/nl.js'
import { sources } from './catalogue.js'

const wordsFor = prepareWords(sources)
const everybody: Pick<Service, 'terms'> = { terms: {} }
const languages = ['nl', 'en', 'tr', 'ar', 'pl', 'es']

const met = (question: string, answer: string, [taxonomy, term]: [string, string], wide = false): MetWish => ({
  question,
  answer,
  taxonomy,
  term,
  points: 1,
  wide,
})
const missed = (taxonomy: string, ...terms: string[]): MissedDemand => ({
  question: 'stairs',
  answers: ['none'],
  taxonomy,
  terms,
})

function say(
  { language = 'nl', answers = { want: ['listen'] } as Record<string, unknown>, service = everybody, set = 'noord' },
  choice: Partial<Choice>,
) {
  return wordsFor(set, language).describe(answers)({ met: [], missed: [], onlyFor: [], ...choice }, () => service.terms)
}
const reasons = (...texts: [string, string][]) => ({
  reasons: texts.map(([lang, text]) => ({ text, lang })),
  doesNotFit: [],
})
const misfits = (...texts: [string, string][]) => ({
  reasons: [],
  doesNotFit: texts.map(([lang, text]) => ({ text, lang })),
})

t.test('a reason joins what was answered and what can be done here', async (t) => {
  t.same(
    say({}, { met: [met('want', 'listen', ['help', 'listening'])] }),
    reasons(['nl', 'Je wilt iemand die luistert. Hier kun je gewoon praten.']),
  )
  t.same(
    say({}, { met: [met('want', 'listen', ['help', 'listening']), met('want', 'listen', ['help', 'together'])] }),
    reasons(['nl', 'Je wilt iemand die luistert. Hier kun je gewoon praten. Hier doen ze het met je samen.']),
    'two wishes of one answer repeat it once',
  )
  t.same(
    say({}, { met: [met('want', 'debt', ['topic', 'debt']), met('about', 'letters', ['topic', 'letters'])] }),
    reasons(['nl', 'Je koos: Schulden. Dat kan hier: Schulden.'], ['nl', 'Je koos: Brieven. Dat kan hier: Brieven.']),
    'templates where the editors wrote nothing; the answer to a term question is a term',
  )
  t.same(
    say({}, { met: [met('always', 'always', ['help', 'listening']), met('always', 'always', ['help', 'together'])] })
      .reasons,
    [
      { text: 'Hier kun je gewoon praten.', lang: 'nl' },
      { text: 'Hier doen ze het met je samen.', lang: 'nl' },
    ],
    'a wish of the question set itself repeats no answer',
  )
  t.same(
    say({}, { met: [met('want', 'digid', ['help', 'digid'])] }),
    reasons(['nl', 'Je koos: Hulp met DigiD? Dat kan hier: DigiD.']),
    'a label with a mark of its own gets no full stop',
  )
})

t.test('kind needs no document', async (t) => {
  t.same(say({}, { met: [met('always', 'always', ['kind', 'informal'])], missed: [missed('kind', 'formal')] }), {
    reasons: [{ text: 'Hier praat je met een vrijwilliger of iemand uit de buurt.', lang: 'nl' }],
    doesNotFit: [{ text: 'Hier praat je niet met iemand die dit als werk doet.', lang: 'nl' }],
  })
})

t.test('a wish met widely names the nearest wider term that the service has', async (t) => {
  const wide = { met: [met('about', 'letters', ['topic', 'letters'], true)] }
  const say1 = (terms: Service['terms'], language = 'nl') => say({ service: { terms }, language }, wide)
  t.same(say1({ topic: ['money'] }), reasons(['nl', 'Je koos: Brieven. Deze plek helpt breder: Geld.']))
  t.same(say1({ topic: ['money', 'debt'] }), reasons(['nl', 'Je koos: Brieven. Deze plek helpt breder: Schulden.']))
  t.same(say1({ topic: ['money'] }, 'en'), reasons(['en', 'You chose: Letters. This place helps more broadly: Money.']))
})

t.test('what is missed is said in the editors’ words, or as a list of what is not here', async (t) => {
  t.same(say({}, { missed: [missed('help', 'ground-floor')] }), misfits(['nl', 'Er is een trap.']))
  t.same(
    say({}, { missed: [missed('help', 'evening', 'ground-floor'), missed('language', 'tr', 'ar', 'en')] }),
    misfits(
      ['nl', 'Er is een trap. Dit past niet bij alles. Hier niet: In de avond.'],
      ['nl', 'Dit past niet bij alles. Hier niet: Turks, Arabisch of Engels.'],
    ),
  )
  t.same(
    say({}, { missed: [missed('help', 'ground-floor'), missed('help', 'ground-floor')] }),
    misfits(['nl', 'Er is een trap.']),
    'two demands for the same say it once',
  )
})

t.test('a choice that meets no wish and misses no demand says so', async (t) => {
  t.same(
    say({ answers: { want: ['listen'], stairs: null } }, {}),
    misfits(['nl', 'Wat je graag wilt, vonden we hier niet. Een eerste gesprek kan hier wel.']),
  )
  t.same(
    say({ answers: { want: ['listen'], stairs: 'none' } }, {}),
    misfits(['nl', 'Deze plek past bij een deel van wat je koos, niet bij alles.']),
  )
  for (const stairs of ['none', 'no-office'])
    t.same(say({ answers: { stairs } }, {}), reasons(['nl', 'Deze plek past bij wat je koos.']))
  t.same(
    say({ answers: { about: 'debt' } }, { met: [met('always', 'always', ['help', 'listening'])] }),
    {
      reasons: [{ text: 'Hier kun je gewoon praten.', lang: 'nl' }],
      doesNotFit: [{ text: nl.differs, lang: 'nl' }],
    },
    'a wish of the question set is not the resident’s',
  )
})

t.test('where all was skipped, "everyone" is said only where it is true', async (t) => {
  const skipped = 'Je sloeg de vragen over. Deze plek is er voor iedereen.'
  const notForAll = 'Je sloeg de vragen over. Kijk zelf of deze plek bij je past.'
  for (const answers of [{}, { want: [], stairs: null }, { want: ['whatever'] }, JSON.parse('{"__proto__": "x"}')])
    t.same(say({ answers }, {}), reasons(['nl', skipped]))
  t.same(say({ answers: {} }, { onlyFor: [{ taxonomy: 'audience', terms: ['parents', 'young'] }] }), {
    reasons: [{ text: notForAll, lang: 'nl' }],
    doesNotFit: [{ text: 'Alleen voor: ouders en jongeren.', lang: 'nl' }],
  })
  t.same(
    say({ answers: {}, service: { terms: { audience: ['young'] } } }, {}),
    reasons(['nl', notForAll]),
    'also where the question set itself demands young people',
  )
  t.same(say({ answers: {} }, { missed: [missed('help', 'ground-floor')] }), {
    reasons: [{ text: notForAll, lang: 'nl' }],
    doesNotFit: [{ text: 'Er is een trap.', lang: 'nl' }],
  })
})

t.test('every language has all its sentences', async (t) => {
  const said = Object.fromEntries(
    languages.map((language) => {
      const { reasons, doesNotFit } = say(
        { language },
        {
          met: [met('want', 'debt', ['topic', 'debt'])],
          missed: [missed('language', 'tr', 'ar', 'en')],
          onlyFor: [{ taxonomy: 'audience', terms: ['parents', 'young'] }],
        },
      )
      t.same(
        [...reasons, ...doesNotFit].map(({ lang }) => lang),
        [language, language, language],
      )
      return [language, [...reasons, ...doesNotFit].map(({ text }) => text)]
    }),
  )
  t.same(said, {
    nl: [
      'Je koos: Schulden. Dat kan hier: Schulden.',
      'Dit past niet bij alles. Hier niet: Turks, Arabisch of Engels.',
      'Alleen voor: ouders en jongeren.',
    ],
    en: [
      'You chose: Debt. That is possible here: Debt.',
      'This does not fit everything. Not here: Turkish, Arabic or English.',
      'Only for: parents and young people.',
    ],
    tr: [
      'Seçiminiz: Borç. Bu burada mümkün: Borç.',
      'Her şeye uymuyor. Burada yok: Türkçe, Arapça veya İngilizce.',
      'Yalnızca şunlar için: ebeveynler ve gençler.',
    ],
    ar: [
      'اخترت: الديون. هذا ممكن هنا: الديون.',
      'هذا المكان لا يناسب كل شيء. غير متوفر هنا: التركية، العربية أو \u2068English\u2069.',
      'مخصص فقط لـ: الأهل والشباب.',
    ],
    pl: [
      'Wybrana odpowiedź: Długi. To jest tu możliwe: Długi.',
      'Nie wszystko tu pasuje. Tego tu nie ma: Turecki, Arabski lub Angielski.',
      'To miejsce jest tylko dla tych osób: rodzice i młodzi ludzie.',
    ],
    es: [
      'Elegiste: Deudas. Eso es posible aquí: Deudas.',
      'No encaja con todo. Aquí no: Turco, Árabe o Inglés.',
      'Solo para: padres y jóvenes.',
    ],
  })
  t.same(
    say({ language: 'es' }, { onlyFor: [{ taxonomy: 'audience', terms: ['parents', 'migrants'] }] }).doesNotFit.at(-1),
    { text: 'Solo para: padres e inmigrantes.', lang: 'es' },
  )
})

t.test('a sentence is wholly in one language, the first that has all its parts', async (t) => {
  const listening = { met: [met('want', 'listen', ['help', 'listening'])] }
  const en = reasons(['en', 'You want somebody who listens. You can just talk here.'])
  t.same(say({ language: 'en' }, listening), en)
  t.same(say({ language: 'en-GB' }, listening), en)
  for (const language of ['tr', 'xx', 'constructor', '', '-'])
    t.same(say({ language }, listening), reasons(['nl', 'Je wilt iemand die luistert. Hier kun je gewoon praten.']))
  t.same(
    say(
      { language: 'en' },
      { met: [met('want', 'listen', ['help', 'listening']), met('want', 'listen', ['help', 'together'])] },
    ),
    reasons(['nl', 'Je wilt iemand die luistert. Hier kun je gewoon praten. Hier doen ze het met je samen.']),
    'one part in Dutch only makes all of it Dutch',
  )
  t.same(
    say({ language: 'en' }, { missed: [missed('help', 'ground-floor')] }),
    misfits(['en', 'This does not fit everything. Not here: No stairs.']),
    'a template in the wanted language goes before an editor’s sentence in another',
  )
  t.same(
    say({ language: 'ar' }, { met: [met('want', 'digid', ['help', 'digid'])] }),
    reasons(['ar', 'اخترت: \u2068DigiD\u2069. هذا ممكن هنا: \u2068DigiD\u2069.']),
  )
})

t.test('parts that share no language stand apart, each with its own', async (t) => {
  const yes = { set: 'somali', answers: { q: 'a' }, language: 'en' }
  t.same(
    say(yes, { met: [met('q', 'a', ['help', 'listening'])] }),
    reasons(['so', 'Waxaad tidhi haa.'], ['en', 'You can just talk here.']),
  )
  t.same(
    say({ ...yes, answers: { q: 'b' } }, { met: [met('q', 'b', ['help', 'listening'])] }),
    reasons(['so', 'Maya'], ['en', 'You can just talk here.']),
    'a label without a template stays what it is',
  )
})

t.test('a device with one language, or with too little, still speaks', async (t) => {
  const only = (text: Text): Text => (text.tr === undefined ? { nl: text.nl ?? '' } : { tr: text.tr })
  const device = prepareWords({
    ...sources,
    taxonomies: sources.taxonomies.map((taxonomy) => ({
      ...taxonomy,
      terms: taxonomy.terms.map((term) => ({ id: term.id, name: only(term.name) })),
    })),
    templates: allLanguages.filter(({ lang }) => lang === 'tr'),
  })('noord', 'tr')
  const describe = device.describe({ want: ['debt'] })
  t.same(
    describe(
      { met: [met('want', 'debt', ['topic', 'debt'])], missed: [missed('help', 'evening', 'nowhere')], onlyFor: [] },
      () => everybody.terms,
    ),
    {
      reasons: [{ text: 'Seçiminiz: Borç. Bu burada mümkün: Borç.', lang: 'tr' }],
      doesNotFit: [
        { text: 'In de avond', lang: 'nl' },
        { text: 'nowhere', lang: 'und' },
      ],
    },
  )
  t.throws(() => prepareWords({ ...sources, templates: [] }), {
    message: 'Expected the templates of at least one language.',
  })
  t.throws(() => wordsFor('nowhere', 'nl'), { message: 'There are no texts of a question set nowhere.' })
})

t.test('of a text the first wanted language is picked', async (t) => {
  const text = { nl: 'Ja', tr: 'Evet', 'pt-BR': 'Sim' }
  t.same(pickText(text, ['tr', 'nl']), { text: 'Evet', lang: 'tr' })
  t.same(pickText(text, ['tr-TR', 'nl']), { text: 'Evet', lang: 'tr' })
  t.same(pickText(text, ['pt-BR-x-a', 'nl']), { text: 'Sim', lang: 'pt-BR' })
  t.same(pickText(text, ['so', 'toString', 'nl']), { text: 'Ja', lang: 'nl' })
  t.same(pickText({ tr: 'Evet', en: 'Yes' }, ['so']), { text: 'Yes', lang: 'en' }, 'the first by code unit at last')
  t.same(pickText({}, ['so']), { text: '', lang: 'und' })
  t.same(wordsFor('noord', 'tr-TR').pick(text), { text: 'Evet', lang: 'tr' })
})

t.test('the tables are whole, calm and in their own language', async (t) => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => key !== 'euphony')
            .map(([key, inner]) => [key, shape(inner)]),
        )
      : typeof value
  const avoided =
    /kwetsbaar|probleem|cliënt|doelgroep|laagopgeleid|\bmoet|schuld|zelfredzaam|hulpbehoevend|traject|\bbest/i
  for (const table of allLanguages) {
    t.same(shape(table), shape(nl), table.lang)
    for (const key of ['chose', 'here', 'wider', 'lacks', 'onlyFor'] as const) t.match(table[key], /^[^{}]*: \{\}\.$/)
    const all = JSON.stringify(table)
    t.notMatch(all, avoided)
    t.notMatch(all, /\s\s|\.\.|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
    t.equal(/[\u0600-\u06ff]/.test(all), table.dir === 'rtl')
    for (const sentence of [table.skipped, table.fits, table.differs, ...Object.values(table.capacity)])
      t.match(sentence, /\.$/)
  }
})
