import t from 'tap'
import { checkCatalogue } from '../../src/drafts/catalogue.js'
import type { JudgeTexts } from '../../src/drafts/lint.js'
import type { PartnerLinks } from '../../src/drafts/partner-links.js'
import type { Catalogue, Question } from '../../src/engine/index.js'
import {
  aCatalogue,
  aDemand,
  aMultipleQuestion,
  anEffect,
  anOption,
  anOrganization,
  aPartner,
  aQuestion,
  aQuestionSet,
  aService,
  asking,
  aTaxonomy,
  aTerm,
  aTermQuestion,
  someOptions,
} from '../helpers/builders.js'

const lines = (problems: readonly { type: string; id: string; pointer: string; code: string }[]) =>
  problems.map(({ type, id, pointer, code }) => `${type} ${id}${pointer} ${code}`)

const errorsOf = (given: Partial<Catalogue>) => lines(checkCatalogue(aCatalogue(given), []).errors)

function warningsOf(given: Partial<Catalogue>, partners: readonly PartnerLinks[] = []): string[] {
  return lines(checkCatalogue(aCatalogue(given), partners).warnings)
}

const spoken = { says: { nl: 'Dat kan hier.' }, lacks: { nl: 'Dat kan hier niet.' } }

t.test('What the builders make can be published without a warning', async (t) => {
  t.same(checkCatalogue(aCatalogue(), [aPartner()]), { errors: [], warnings: [] })
})

t.test('All that is wrong is told, of all documents, with the faults of each by itself', async (t) => {
  const given = {
    taxonomies: [aTaxonomy(), aTaxonomy({ id: 'kind' })],
    organizations: [anOrganization({ backedBy: 'gone' }), anOrganization({ id: 'b', description: { en: 'x' } })],
    services: [
      aService({ organization: 'nobody' }),
      aService({ id: 'two', terms: { topic: ['gone', 'debt', 'lost'] } }),
    ],
    questionSets: [
      aQuestionSet({ contactPoint: 'nowhere' }),
      aQuestionSet({ id: 'en', languages: ['en'], defaultLanguage: 'en' }),
    ],
  }
  t.same(errorsOf(given), [
    'taxonomy kind/id reserved-id',
    'organization buurthuis/backedBy unknown-organization',
    'organization b/description/nl missing-default-language',
    'service koffie/organization unknown-organization',
    'service two/terms/topic/0 unknown-term',
    'service two/terms/topic/2 unknown-term',
    'question-set geld/contactPoint unknown-service',
    'question-set en/title/en missing-default-language',
    'question-set en/questions/0/text/en missing-default-language',
    'question-set en/questions/0/options/0/label/en missing-default-language',
    'question-set en/questions/0/options/1/label/en missing-default-language',
  ])
  t.match(checkCatalogue(aCatalogue(given), []).errors[3], {
    detail:
      'Expected the id of an organization of this catalogue, but there is no nobody. Add the organization or name another one.',
  })
})

t.test('The default language is that of the deployment', async (t) => {
  const { errors } = checkCatalogue(aCatalogue(), [], { defaultLanguage: 'en' })
  t.same(lines(errors).slice(0, 2), [
    'taxonomy topic/name/en missing-default-language',
    'taxonomy topic/terms/0/name/en missing-default-language',
  ])
})

t.test('Services name taxonomies and terms that there are, also in what they seek', async (t) => {
  const text = { nl: 'Kok' }
  const service = aService({
    terms: { topic: ['debt'], constructor: ['debt'], toString: [] },
    seeks: [
      { taxonomy: 'sharing', term: 'cooking', text },
      { taxonomy: 'topic', term: 'cooking', text },
    ],
  })
  t.same(errorsOf({ services: [service] }), [
    'service koffie/terms/constructor unknown-taxonomy',
    'service koffie/terms/toString unknown-taxonomy',
    'service koffie/seeks/0/taxonomy unknown-taxonomy',
    'service koffie/seeks/1/term unknown-term',
  ])
})

t.test('Effects name taxonomies and terms that there are; kind with formal and informal is built in', async (t) => {
  const effects = [
    anEffect({ taxonomy: 'kind', term: 'informal' }),
    anEffect({ taxonomy: 'kind', term: 'church' }),
    anEffect({ taxonomy: 'gone', term: 'debt' }),
    anEffect({ term: 'gone' }),
  ]
  const questions = [aQuestion({ options: [anOption({ effects }), anOption({ id: 'no' })] })]
  t.same(errorsOf({ questionSets: [aQuestionSet({ questions, always: [anEffect({ term: 'constructor' })] })] }), [
    'question-set geld/always/0/term unknown-term',
    'question-set geld/questions/0/options/0/effects/1/term unknown-term',
    'question-set geld/questions/0/options/0/effects/2/taxonomy unknown-taxonomy',
    'question-set geld/questions/0/options/0/effects/3/term unknown-term',
  ])
})

t.test('Effects of a term question name taxonomies with all terms that can be the answer', async (t) => {
  const terms = (...ids: string[]) => ids.map((id) => aTerm({ id }))
  const taxonomies = [
    aTaxonomy(),
    aTaxonomy({ id: 'area', terms: terms('noord', 'banne') }),
    aTaxonomy({ id: 'place', terms: terms('banne', 'noord', 'online') }),
    aTaxonomy({ id: 'town', terms: terms('noord') }),
  ]
  const ask = (taxonomy: string, ...named: string[]) =>
    errorsOf({
      taxonomies,
      questionSets: [
        asking(aTermQuestion({ taxonomy, effects: named.map((each) => ({ mode: 'require', taxonomy: each })) })),
      ],
    })
  t.same(ask('area', 'area', 'place'), [])
  t.same(ask('area', 'town', 'gone'), [
    'question-set geld/questions/0/effects/0/taxonomy missing-terms',
    'question-set geld/questions/0/effects/1/taxonomy unknown-taxonomy',
  ])
  t.same(ask('gone', 'area'), ['question-set geld/questions/0/taxonomy unknown-taxonomy'])
  t.same(ask('kind', 'kind'), [])
})

t.test('The same id twice is an error of each but the first', async (t) => {
  t.same(errorsOf({ services: [aService(), aService(), aService({ id: 'b' }), aService()] }), [
    'service koffie/id repeated-id',
    'service koffie/id repeated-id',
  ])
})

t.test('At most seven questions can be asked, whatever is answered', async (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => aTermQuestion({ id: `t${index}` }))
  t.same(errorsOf({ questionSets: [asking(...many(7))] }), [])
  t.same(errorsOf({ questionSets: [asking(...many(8))] }), ['question-set geld/questions too-many-questions'])

  const first = aQuestion({ id: 'first', options: someOptions('a', 'b', 'c') })
  const after = (id: string, ...anyOf: string[]) => aTermQuestion({ id, showIf: { question: 'first', anyOf } })
  const branches = [...many(4), first, after('x', 'a'), after('y', 'a', 'b'), after('z', 'b'), after('w', 'c')]
  t.same(errorsOf({ questionSets: [asking(...branches)] }), [], 'one answer opens one branch')
  t.same(errorsOf({ questionSets: [asking(...branches, after('v', 'b', 'c'))] }), [
    'question-set geld/questions too-many-questions',
  ])
  const several = branches.map((question) =>
    question === first ? aMultipleQuestion({ ...first, kind: 'multiple' }) : question,
  )
  t.same(
    errorsOf({ questionSets: [asking(...several)] }),
    ['question-set geld/questions too-many-questions'],
    'several answers open several',
  )
  const [problem] = checkCatalogue(aCatalogue({ questionSets: [asking(...several)] }), []).errors
  t.match(problem?.detail, /answers with which 9 are\. Take questions away/)
})

t.test('Questions that are never asked and advice that never comes are warned about', async (t) => {
  const advice = (question: string, ...anyOf: string[]) =>
    ({ id: `after-${question}`, kind: 'step', when: [{ question, anyOf }], text: { nl: 'x' } }) as const
  const set = aQuestionSet({
    questions: [
      aQuestion(),
      aQuestion({ id: 'never', showIf: { question: 'debts', anyOf: [] } }),
      aQuestion({ id: 'nor', showIf: { question: 'never', anyOf: ['yes'] } }),
      aQuestion({ id: 'then', showIf: { question: 'debts', anyOf: ['no'] } }),
    ],
    advice: [advice('then', 'yes'), advice('nor', 'yes'), advice('debts')],
  })
  t.same(warningsOf({ questionSets: [set] }), [
    'question-set geld/questions/1 unreachable-question',
    'question-set geld/questions/2 unreachable-question',
    'question-set geld/advice/1/when unreachable-advice',
    'question-set geld/advice/2/when unreachable-advice',
  ])
})

t.test('Two questions that can demand at once where no terms means for everybody are warned about', async (t) => {
  const audience = aTaxonomy({
    id: 'audience',
    untagged: 'all',
    terms: [aTerm({ id: 'young', ...spoken }), aTerm({ id: 'women', ...spoken })],
  })
  const services = [aService({ terms: { topic: ['debt'], audience: ['young', 'women'] } })]
  const young = aDemand({ taxonomy: 'audience', term: 'young' })
  const women = aDemand({ taxonomy: 'audience', term: 'women' })
  const warn = (questions: readonly Question[], always = false) =>
    warningsOf({
      taxonomies: [aTaxonomy(), audience],
      services,
      questionSets: [aQuestionSet({ questions: [aQuestion(), ...questions], ...(always && { always: [young] }) })],
    })
  const age = aQuestion({ id: 'age', options: [anOption({ effects: [young] }), anOption({ id: 'no' })] })
  const gender = aQuestion({ id: 'gender', options: [anOption({ effects: [women] }), anOption({ id: 'no' })] })
  t.same(warn([age, gender]), ['question-set geld/questions/2 shared-demand'])
  t.same(warn([age, { ...gender, showIf: { question: 'age', anyOf: ['no'] } }]), [], 'one answer or the other')
  t.same(warn([age, { ...gender, showIf: { question: 'age', anyOf: ['yes'] } }]), [
    'question-set geld/questions/2 shared-demand',
  ])
  t.same(warn([age], true), ['question-set geld/questions/1 shared-demand'], 'what is always demanded counts too')
  t.same(
    warn([aMultipleQuestion({ options: [anOption({ effects: [young, women] }), anOption({ id: 'no' })] })]),
    [],
    'one question is not two',
  )
})

t.test('Taxonomies and terms that nothing names are warned about', async (t) => {
  const topic = aTaxonomy({
    terms: [
      aTerm(spoken),
      aTerm({ id: 'money' }),
      aTerm({ id: 'loans', parent: 'money' }),
      aTerm({ id: 'old' }),
      aTerm({ id: 'law' }),
    ],
  })
  const area = aTaxonomy({ id: 'area', terms: [aTerm({ id: 'noord' }), aTerm({ id: 'zuid' })] })
  const given = {
    taxonomies: [topic, aTaxonomy({ id: 'spare' }), area],
    services: [
      aService({ terms: { topic: ['debt', 'loans'] }, seeks: [{ taxonomy: 'topic', term: 'law', text: { nl: 'x' } }] }),
    ],
    questionSets: [asking(aTermQuestion({ taxonomy: 'area', effects: [{ mode: 'require', taxonomy: 'area' }] }))],
  }
  t.same(warningsOf(given), ['taxonomy topic/terms/3 unused-term', 'taxonomy spare unused-taxonomy'])
})

t.test('A wish or demand that no active service meets is warned about', async (t) => {
  const terms = ['money', 'debt', 'loans', 'law'].map((id) =>
    aTerm({ id, ...spoken, ...(id === 'debt' && { parent: 'money' }), ...(id === 'loans' && { parent: 'debt' }) }),
  )
  const wish = (match: 'covers' | 'overlaps') => {
    const effects = ['money', 'debt', 'loans', 'law'].map((term) => anEffect({ term }))
    return warningsOf({
      taxonomies: [aTaxonomy({ match, terms })],
      services: [aService(), aService({ id: 'past', status: 'inactive', terms: { topic: ['law'] } })],
      questionSets: [asking(aQuestion({ options: [anOption({ effects }), anOption({ id: 'no' })] }))],
    })
  }
  const at = (index: number) => `question-set geld/questions/0/options/0/effects/${index} unmet-effect`
  t.same(wish('overlaps'), [at(3)])
  t.same(wish('covers'), [at(0), at(3)])
})

t.test('Terms that answers ask for without a sentence for reasons are warned about', async (t) => {
  const given = (term: object) => ({
    taxonomies: [aTaxonomy({ terms: [aTerm(term)] })],
    questionSets: [aQuestionSet({ always: [aDemand({ relax: 1 })] })],
  })
  t.same(warningsOf(given({})), ['taxonomy topic/terms/0 missing-says', 'taxonomy topic/terms/0 missing-lacks'])
  t.same(warningsOf(given(spoken)), [])
})

t.test('Languages that a question set promises and does not have are warned about', async (t) => {
  const given = {
    services: [aService(), aService({ id: 'b', name: { nl: 'B', tr: 'B' }, summary: { nl: 'B', tr: 'B' } })],
    questionSets: [aQuestionSet({ languages: ['nl', 'tr'], title: { nl: 'Geld', tr: 'Para' } })],
  }
  t.same(warningsOf(given), [
    'question-set geld/questions/0/text missing-language',
    'question-set geld/questions/0/options/0/label missing-language',
    'question-set geld/questions/0/options/1/label missing-language',
    'question-set geld/languages/1 missing-language',
  ])
  const { detail } = checkCatalogue(aCatalogue(given), []).warnings.at(-1)!
  t.match(
    detail,
    'promises tr, but texts without it are in 1 of 2 services (koffie), 1 of 1 organizations (buurthuis), 1 of 1 taxonomies (topic);',
  )
  t.same(
    warningsOf({ questionSets: [aQuestionSet({ languages: ['en'] })] }).at(-1),
    'question-set geld/languages unlisted-default-language',
  )
})

t.test('A text of white space only is warned about', async (t) => {
  t.same(warningsOf({ services: [aService({ summary: { nl: ' ' } })] }), ['service koffie/summary/nl blank-text'])
})

t.test('What is said of the texts of a document is a warning, with its place', async (t) => {
  const judged: unknown[] = []
  const judgeTexts: JudgeTexts = (texts) => {
    judged.push(...texts.map(({ pointer, words, role }) => `${pointer} ${role} ${words}`))
    return texts.flatMap(({ words }, text) =>
      words === 'Geldzorgen' ? [{ code: 'long-word', text, excerpt: words, detail: 'Say it with less.' }] : [],
    )
  }
  const { warnings } = checkCatalogue(aCatalogue(), [], { judgeTexts })
  t.same(warnings, [
    { type: 'question-set', id: 'geld', pointer: '/title/nl', code: 'long-word', detail: 'Say it with less.' },
  ])
  t.ok(judged.includes('/questions/0/text/nl question Gaat het over schulden?'), 'a question is known as one')
  t.ok(judged.includes('/terms/0/name/nl name Schulden'), 'and so is a name')
})

t.test('A question with more than 8 options beside those without effects is warned about', async (t) => {
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => anOption({ id: `o${index}`, effects: [anEffect()] }))
  const tail = [
    anOption({ id: 'dont-know', effects: [] }),
    anOption({ id: 'none', effects: [anEffect()], exclusive: true }),
  ]
  const ask = (count: number) =>
    warningsOf({ questionSets: [asking(aQuestion({ options: [...options(count), ...tail] }))] }).filter((line) =>
      line.endsWith('many-options'),
    )
  t.same(ask(8), [])
  t.same(ask(9), ['question-set geld/questions/0/options many-options'])
})

t.test('One fault that is everywhere does not hide the others: 100 with one code, and how many more', async (t) => {
  const services = Array.from({ length: 250 }, (_, index) => aService({ id: `s${index}`, summary: { nl: ' ' } }))
  const { warnings } = checkCatalogue(
    aCatalogue({ services, taxonomies: [aTaxonomy(), aTaxonomy({ id: 'spare' })] }),
    [],
  )
  t.equal(warnings.length, 102)
  t.equal(warnings.filter(({ code }) => code === 'blank-text').length, 100)
  t.match(warnings, [{ code: 'unused-taxonomy' }])
  t.match(warnings.at(-1), { code: 'more-warnings', type: 'service', id: 's100', detail: /^There are 150 more with/ })
})

t.test('Names with a word in letters of two scripts that look alike are warned about', async (t) => {
  const named = (name: string) => warningsOf({ organizations: [anOrganization({ name })] })
  t.same(named('Вuurthuis Noord'), ['organization buurthuis/name mixed-scripts'])
  for (const name of ['Дом соседа', 'Huis Ελπίδα', 'بيت Noord', 'Café Français', '猫カフェ', 'Zażółć'])
    t.same(named(name), [], name)
  const term = aTerm({ name: { nl: 'Sсhulden' }, says: { nl: 'x' } })
  t.same(warningsOf({ taxonomies: [aTaxonomy({ terms: [term] })] }), ['taxonomy topic/terms/0/name/nl mixed-scripts'])
})

t.test('Partners whose question set or contact point goes are warned about', async (t) => {
  const partner = aPartner({ questionSets: ['geld', 'old'], contactPoint: 'gone' })
  t.same(warningsOf({}, [partner]), [
    'partner buurtsite/questionSets/1 unknown-question-set',
    'partner buurtsite/contactPoint unknown-service',
  ])
})

t.test('A contact point that is not active, and hours on no day, are warned about', async (t) => {
  const services = [
    aService(),
    aService({ id: 'b', status: 'inactive', schedule: [{ days: [], opensAt: '09:00', closesAt: '10:00' }] }),
  ]
  t.same(warningsOf({ services, questionSets: [aQuestionSet({ contactPoint: 'b' })] }), [
    'service b/schedule/0/days no-days',
    'question-set geld/contactPoint inactive-contact-point',
  ])
})

t.test('A catalogue of 100,000 services is checked in a time in proportion to it', async (t) => {
  const services = Array.from({ length: 100_000 }, (_, index) =>
    aService({ id: `s${index}`, terms: { topic: ['debt', 'gone'] } }),
  )
  const { errors, warnings } = checkCatalogue(aCatalogue({ services }), [])
  t.equal(errors.length, 100_000)
  t.same(warnings, [])
})
