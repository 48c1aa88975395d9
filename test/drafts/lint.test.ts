import t from 'tap'
import { checkCatalogue } from '../../src/drafts/catalogue.js'
import { lintCatalogue } from '../../src/drafts/lint.js'
import { createJudge } from '../../src/wording/wording.js'
import { aCatalogue, anOrganization, aQuestionSet, aService, aTaxonomy, aTerm } from '../helpers/builders.js'

const lint = (given: Parameters<typeof aCatalogue>[0]) => lintCatalogue(aCatalogue(given), createJudge())
const lines = (given: Parameters<typeof aCatalogue>[0]) =>
  lint(given).map(({ type, id, pointer, code, excerpt }) => `${type} ${id}${pointer} ${code} ${excerpt}`.trim())

const spoken = (words: string) => ({ nl: words, tr: words, en: words })

t.test('Each text that an editor should mend is told with its place, its piece and a way to mend it', async (t) => {
  const found = lint({
    organizations: [anOrganization({ description: { nl: 'Voor kwetsbare mensen.' } })],
    services: [aService({ firstTalk: { expect: { nl: 'Je moet bellen.' }, asksFor: ['name'] }, cost: { nl: '' } })],
  })
  t.match(found, [
    {
      type: 'organization',
      id: 'buurthuis',
      pointer: '/description/nl',
      code: 'avoided-word',
      excerpt: 'kwetsbare',
      detail: /^Expected other words than “kwetsbare”: it says that .* Write instead: /,
    },
    { type: 'service', id: 'koffie', pointer: '/cost/nl', code: 'blank-text', excerpt: '' },
    { type: 'service', id: 'koffie', pointer: '/firstTalk/expect/nl', code: 'avoided-word', excerpt: 'moet' },
  ])
})

t.test('Every text that lacks a promised language is told, with all languages and who promises them', async (t) => {
  const set = aQuestionSet({ languages: ['nl', 'tr', 'en'], title: spoken('Geld') })
  const found = lint({ questionSets: [set], services: [aService({ name: spoken('Koffie') })] })
  t.same(
    found.map(({ type, pointer, code }) => `${type}${pointer} ${code}`),
    [
      'taxonomy/name missing-language',
      'taxonomy/terms/0/name missing-language',
      'taxonomy/terms/0/says missing-language',
      'organization/description missing-language',
      'service/summary missing-language',
      'question-set/questions/0/text missing-language',
      'question-set/questions/0/options/0/label missing-language',
      'question-set/questions/0/options/1/label missing-language',
    ],
  )
  t.match(found[0]?.detail, /^Expected this text in tr, en too, which geld promises/)
})

t.test('Languages count for what a question set can show', async (t) => {
  const area = aTaxonomy({
    id: 'area',
    name: spoken('Gebied'),
    terms: [
      aTerm({ id: 'noord', name: spoken('Noord') }),
      aTerm({ id: 'banne', parent: 'noord', name: spoken('Banne') }),
    ],
  })
  const topic = aTaxonomy({ name: spoken('Onderwerp'), terms: [aTerm({ name: spoken('Schulden') })] })
  const house = anOrganization({ description: spoken('Een huis.') })
  const far = anOrganization({ id: 'far' })
  const backed = anOrganization({ id: 'backed', backedBy: 'backer', description: spoken('Een tafel.') })
  const services = [
    aService({ id: 'gone', status: 'inactive' }),
    aService({ id: 'away', organization: 'far', terms: { area: ['banne'] } }),
    aService({ id: 'here', organization: 'backed', name: spoken('Hier'), summary: spoken('Kom maar.') }),
  ]
  const always = [{ mode: 'exclude', taxonomy: 'area', term: 'noord' } as const]
  const of = (given: object) =>
    lines({
      taxonomies: [topic, area, aTaxonomy({ id: 'unseen' })],
      organizations: [house, far, backed, anOrganization({ id: 'backer' })],
      services,
      questionSets: [aQuestionSet({ languages: ['nl', 'tr'], title: spoken('Geld'), questions: [], always, ...given })],
    })
  t.same(of({}), ['organization backer/description missing-language'], 'the one that stands behind is shown too')
  t.same(
    of({ contactPoint: 'away' }).filter((line) => line.includes('away') || line.includes('far')),
    [
      'organization far/description missing-language',
      'service away/name missing-language',
      'service away/summary missing-language',
    ],
    'whom to call is always shown',
  )
})

t.test('Publishing counts the languages that are missing, and lint names each', async (t) => {
  const catalogue = aCatalogue({ questionSets: [aQuestionSet({ languages: ['nl', 'tr'], questions: [] })] })
  const warnings = checkCatalogue(catalogue, [], { judgeTexts: createJudge() }).warnings
  t.same(
    warnings.filter(({ code }) => code === 'missing-language').map(({ pointer }) => pointer),
    ['/title', '/languages/1'],
  )
})
