import t from 'tap'
import { type CheckedOf, checkDocument } from '../../src/drafts/check-document.js'
import { documentErrorCodes, documentWarningCodes } from '../../src/drafts/document-codes.js'
import {
  aCapacity,
  anOption,
  anOrganization,
  aQuestion,
  aQuestionSet,
  aRankedQuestion,
  aService,
  asking,
  aTaxonomy,
  aTerm,
  aTermQuestion,
  someOptions,
} from '../helpers/builders.js'

/** Pointer and code of all that is wrong. */
function placesOf<T extends keyof CheckedOf>(type: T, document: CheckedOf[T], language = 'nl'): string[] {
  return checkDocument(type, document, language).map(({ pointer, code }) => `${pointer} ${code}`)
}

t.test('A web address with letters beyond ASCII is as good the ten thousandth time as the first', async (t) => {
  const organization = anOrganization({ website: 'https://b\u00fccher.example.org' })
  t.same(Array.from({ length: 10_000 }, () => placesOf('organization', organization)).flat(), [])
})

t.test('What the builders make has no problems', async (t) => {
  t.same(placesOf('taxonomy', aTaxonomy()), [])
  t.same(placesOf('organization', anOrganization()), [])
  t.same(placesOf('service', aService()), [])
  t.same(placesOf('question-set', aQuestionSet()), [])
})

t.test('A problem names its place and says what was expected and how to mend it', async (t) => {
  t.same(checkDocument('organization', anOrganization({ description: { en: 'A place.' } }), 'nl'), [
    {
      code: 'missing-default-language',
      pointer: '/description/nl',
      detail: 'Expected this text in the default language, nl; it is shown where another language is missing. Add it.',
    },
  ])
})

t.test('Every code is of lower-case words with hyphens, and is either an error or a warning', async (t) => {
  const codes = [...Object.keys(documentErrorCodes), ...Object.keys(documentWarningCodes)]
  t.same(
    codes.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code)),
    [],
  )
  t.equal(new Set(codes).size, codes.length)
})

t.test('The default language must be there in every text', async (t) => {
  const en = { en: 'Only English' }
  const missing = (...pointers: string[]) => pointers.map((pointer) => `${pointer}/nl missing-default-language`)
  t.same(
    placesOf('taxonomy', aTaxonomy({ name: en, terms: [aTerm({ name: en, says: en, lacks: en })] })),
    missing('/name', '/terms/0/name', '/terms/0/says', '/terms/0/lacks'),
  )
  const service = aService({
    name: en,
    summary: en,
    description: en,
    cost: en,
    contact: { walkIn: en },
    locations: [{ accessibility: en }],
    schedule: [{ days: ['MO'], opensAt: '09:00', closesAt: '10:00', note: en }],
    firstTalk: { expect: en, bring: en, asksFor: [], tells: en },
    seeks: [{ taxonomy: 'topic', term: 'debt', text: en }],
  })
  t.same(
    placesOf('service', service),
    missing(
      ...['/name', '/summary', '/description', '/cost', '/contact/walkIn', '/locations/0/accessibility'],
      ...['/schedule/0/note', '/firstTalk/expect', '/firstTalk/bring', '/firstTalk/tells', '/seeks/0/text'],
    ),
  )
  t.same(placesOf('service', service, 'en'), [], 'it is that of the deployment')
})

t.test('A question set goes by a default language of its own', async (t) => {
  const set = aQuestionSet({
    title: { en: 'Money' },
    intro: { nl: 'Zeven vragen.' },
    defaultLanguage: 'en',
    questions: [
      aQuestion({
        text: { en: 'Debts?' },
        help: { nl: 'x' },
        options: [anOption({ label: { en: 'Yes' }, because: { nl: 'x' } }), anOption({ id: 'no', label: { nl: 'x' } })],
      }),
      aTermQuestion({ text: { nl: 'x' } }),
    ],
    advice: [{ id: 'list', kind: 'step', when: [], text: { nl: 'x' } }],
  })
  t.same(
    placesOf('question-set', set),
    ['/intro', '/questions/0/help', '/questions/0/options/0/because', '/questions/0/options/1/label']
      .concat('/questions/1/text', '/advice/0/text')
      .map((pointer) => `${pointer}/en missing-default-language`),
  )
})

t.test('Strings are well-formed Unicode, and bidirectional marks are closed innermost first', async (t) => {
  const named = (name: string) => placesOf('organization', anOrganization({ name }))
  t.same(named('a\ud800'), ['/name malformed-string'])
  t.same(named('😀 \u2067a \u202bb\u202c\u2069'), [])
  for (const name of ['\u202eevil', 'a\u202c', '\u2066\u202aa\u2069\u202c', 'a\u2068', '\u2069', '\u202a\u2069']) {
    t.same(named(name), ['/name unbalanced-marks'], JSON.stringify(name))
  }
  const texts = { nl: 'Geld', ar: '\u2067مال' }
  t.same(placesOf('service', aService({ summary: texts })), ['/summary/ar unbalanced-marks'])
})

t.test('Lists have no repeats, whatever they are lists of', async (t) => {
  const hours = { days: ['MO'], opensAt: '09:00', closesAt: '10:00' } as const
  const sought = { taxonomy: 'topic', term: 'debt', text: { nl: 'Kok', en: 'Cook' } }
  const service = aService({
    terms: { topic: ['debt', 'letters', 'debt'] },
    schedule: [hours, { closesAt: '10:00', opensAt: '09:00', days: ['MO'] }],
    seeks: [sought, { ...sought, text: { en: 'Cook', nl: 'Kok' } }, { ...sought, text: { nl: 'Kok' } }],
  })
  t.same(placesOf('service', service), [
    '/terms/topic/2 repeated-item',
    '/schedule/1 repeated-item',
    '/seeks/1 repeated-item',
  ])
})

t.test('A taxonomy is not called kind, which is built in', async (t) => {
  t.same(placesOf('taxonomy', aTaxonomy({ id: 'kind' })), ['/id reserved-id'])
})

t.test('Terms are unique, and so are codes, which are never the id of a term', async (t) => {
  const terms = [
    aTerm({ id: 'a', codes: ['1', '2'] }),
    aTerm({ id: 'b', codes: ['2', 'a', '3'] }),
    aTerm({ id: 'a' }),
    aTerm({ id: 'constructor', codes: ['__proto__', 'toString'] }),
  ]
  t.same(placesOf('taxonomy', aTaxonomy({ terms })), [
    '/terms/2/id repeated-id',
    '/terms/1/codes/0 repeated-code',
    '/terms/1/codes/1 repeated-code',
  ])
})

t.test('Terms are a forest: parents exist, and nothing is above itself', async (t) => {
  const under = (...pairs: [string, string?][]) =>
    placesOf('taxonomy', aTaxonomy({ terms: pairs.map(([id, parent]) => aTerm({ id, ...(parent && { parent }) })) }))
  t.same(under(['a'], ['b', 'a'], ['c', 'b'], ['d', 'a']), [])
  t.same(under(['a', 'gone']), ['/terms/0/parent unknown-parent'])
  t.same(under(['a', 'a']), ['/terms/0/parent cyclic-parents'])
  t.same(under(['below', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['x', 'y'], ['y', 'x'], ['far', 'below']), [
    '/terms/1/parent cyclic-parents',
    '/terms/4/parent cyclic-parents',
  ])
  const [problem] = checkDocument(
    'taxonomy',
    aTaxonomy({ terms: [aTerm({ id: 'a', parent: 'b' }), aTerm({ id: 'b', parent: 'a' })] }),
    'nl',
  )
  t.match(problem?.detail, /each other's parents: a, b\. Take the parent away/)
})

t.test('A forest is at most 16 terms deep', async (t) => {
  const chain = (length: number) =>
    Array.from({ length }, (_, depth) => aTerm({ id: `t${depth}`, ...(depth > 0 && { parent: `t${depth - 1}` }) }))
  t.same(placesOf('taxonomy', aTaxonomy({ terms: chain(16) })), [])
  t.same(placesOf('taxonomy', aTaxonomy({ terms: chain(18).reverse() })), [
    '/terms/0/parent parents-too-deep',
    '/terms/1/parent parents-too-deep',
  ])
  t.equal(placesOf('taxonomy', aTaxonomy({ terms: chain(20_000) })).length, 20_000 - 16)
})

t.test('Only an informal organization has another one behind it', async (t) => {
  t.same(placesOf('organization', anOrganization({ backedBy: 'gemeente' })), [])
  t.same(placesOf('organization', anOrganization({ kind: 'formal', backedBy: 'buurthuis' })), [
    '/backedBy backed-formal',
    '/backedBy backed-by-itself',
  ])
})

t.test('Web addresses are well-formed and hold no user name', async (t) => {
  const website = (url: string) => placesOf('organization', anOrganization({ website: url }))
  for (const url of [
    'https://example.org',
    'http://example.org:8080/a?b=c#d',
    'https://xn--bcher-kva.example',
    'https://bücher.example',
  ]) {
    t.same(website(url), [], url)
  }
  for (const url of [
    'https://',
    'https://bank.example@evil.example',
    'https://:x@a.example',
    'https://a b',
    'ftp://a.example',
    'javascript:1',
    'https://a.example:99999',
  ]) {
    t.same(website(url), ['/website wrong-url'], url)
  }
  t.same(placesOf('service', aService({ contact: { website: 'https://', appointment: 'http://?' } })), [
    '/contact/website wrong-url',
    '/contact/appointment wrong-url',
  ])
})

t.test('A service has at most 200 terms, and never terms of kind', async (t) => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`)
  t.same(placesOf('service', aService({ terms: { a: ids(100), b: ids(100) } })), [])
  t.same(placesOf('service', aService({ terms: { a: ids(100), b: ids(101) } })), ['/terms too-many-terms'])
  t.same(placesOf('service', aService({ terms: { kind: ['formal'] } })), ['/terms/kind kind-in-terms'])
})

t.test('Hours close after they open', async (t) => {
  const open = (opensAt: string, closesAt: string) =>
    placesOf('service', aService({ schedule: [{ days: ['MO'], opensAt, closesAt }] }))
  t.same(open('09:00', '09:01'), [])
  t.same(open('09:00', '09:00'), ['/schedule/0/closesAt closes-too-early'])
  t.same(open('22:00', '02:00'), ['/schedule/0/closesAt closes-too-early'])
})

t.test('Dates are in the calendar', async (t) => {
  const verified = (verifiedOn: string) => placesOf('service', aService({ verifiedOn }))
  for (const day of ['2024-02-29', '2000-02-29', '0001-01-01', '2026-12-31']) t.same(verified(day), [], day)
  for (const day of ['2026-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-11-00', '2026-13-01']) {
    t.same(verified(day), ['/verifiedOn no-such-date'], day)
  }
})

t.test('The state of a service ends on a date of the calendar, and its note has the default language', async (t) => {
  t.same(placesOf('capacity', aCapacity({ until: '2027-01-01', note: { nl: 'Weer plek in januari.' } })), [])
  t.same(placesOf('capacity', aCapacity({ until: '2027-02-30', note: { en: 'Full.' } })), [
    '/note/nl missing-default-language',
    '/until no-such-date',
  ])
})

t.test('Places of a service have ids of their own', async (t) => {
  const locations = [{ id: 'a' }, { city: 'Weesp' }, { id: 'a', city: 'Weesp' }]
  t.same(placesOf('service', aService({ locations })), ['/locations/2/id repeated-id'])
})

t.test('Questions, options and advice are unique, and no question is called always', async (t) => {
  const advice = { kind: 'step', when: [], text: { nl: 'Leg.' } } as const
  const set = aQuestionSet({
    questions: [
      aQuestion({ id: 'always' }),
      aQuestion({ id: 'q', options: someOptions('a', 'b', 'a') }),
      aTermQuestion({ id: 'q' }),
    ],
    advice: [
      { id: 'x', ...advice },
      { id: 'x', ...advice },
    ],
  })
  t.same(placesOf('question-set', set), [
    '/questions/2/id repeated-id',
    '/questions/0/id reserved-id',
    '/questions/1/options/2/id repeated-id',
    '/advice/1/id repeated-id',
  ])
})

t.test('showIf names an earlier question with options, and options of it', async (t) => {
  const first = aQuestion({ id: 'first', options: someOptions('a', 'b') })
  const shown = (question: string, ...anyOf: string[]) => aQuestion({ id: 'next', showIf: { question, anyOf } })
  t.same(placesOf('question-set', asking(first, shown('first', 'a', 'b'))), [])
  t.same(placesOf('question-set', asking(first, shown('first', 'a', 'c', 'constructor'))), [
    '/questions/1/showIf/anyOf/1 unknown-option',
    '/questions/1/showIf/anyOf/2 unknown-option',
  ])
  t.same(placesOf('question-set', asking(shown('first', 'a'), first)), ['/questions/0/showIf/question later-question'])
  t.same(placesOf('question-set', asking(first, shown('next', 'a'))), ['/questions/1/showIf/question later-question'])
  t.same(placesOf('question-set', asking(first, shown('gone', 'a'))), ['/questions/1/showIf/question unknown-question'])
  t.same(placesOf('question-set', asking(aTermQuestion(), shown('subject', 'debt'))), [
    '/questions/1/showIf/question term-question',
  ])
})

t.test('Advice names questions with options, and options of them, wherever they are', async (t) => {
  const when = [
    { question: 'debts', anyOf: ['yes', 'maybe'] },
    { question: 'gone', anyOf: ['yes'] },
    { question: 'subject', anyOf: ['debt'] },
  ]
  const advice = [{ id: 'x', kind: 'notice', when, text: { nl: 'Bel.' }, website: 'https://' } as const]
  t.same(placesOf('question-set', aQuestionSet({ questions: [aTermQuestion(), aQuestion()], advice })), [
    '/advice/0/when/0/anyOf/1 unknown-option',
    '/advice/0/when/1/question unknown-question',
    '/advice/0/when/2/question term-question',
    '/advice/0/website wrong-url',
  ])
})

t.test('No more answers are allowed than there are options', async (t) => {
  const most = (maxAnswers: number) => placesOf('question-set', asking(aRankedQuestion({ maxAnswers })))
  t.same(most(2), [])
  t.same(most(3), ['/questions/0/maxAnswers max-answers-too-high'])
})

t.test('The choices kept for formal and informal are together at most size', async (t) => {
  const kept = (formal: number, informal: number) =>
    placesOf('question-set', aQuestionSet({ choices: { size: 3, minimum: { formal, informal }, perOrganization: 1 } }))
  t.same(kept(1, 2), [])
  t.same(kept(2, 2), ['/choices/minimum minima-too-high'])
})
