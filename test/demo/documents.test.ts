import t from 'tap'
import { checkCatalogue } from '../../src/drafts/catalogue.js'
import { lintCatalogue } from '../../src/drafts/lint.js'
import type { PartnerLinks } from '../../src/drafts/partner-links.js'
import type { Effect, TermEffect, Text } from '../../src/engine/index.js'
import { compileDocumentReader, type DocumentShapes } from '../../src/http/document-reader.js'
import { createJudge } from '../../src/wording/wording.js'
import { capacities, catalogue, index, matchIn, partners, setOf } from './the-demo.js'

const { taxonomies, organizations, services, questionSets } = catalogue
const six = ['nl', 'en', 'tr', 'ar', 'pl', 'es']

/** Every text of the demo, with its way there. */
function* textsIn(value: unknown, path = ''): Iterable<{ path: string; text: Text }> {
  if (typeof value !== 'object' || value === null) return
  const entries = Object.entries(value)
  if (!Array.isArray(value) && entries.length > 0 && entries.every(([key]) => six.includes(key))) {
    yield { path, text: value as Text }
  } else {
    for (const [key, inner] of entries) yield* textsIn(inner, `${path}/${key}`)
  }
}

const lacking = (value: unknown, languages: readonly string[]): string[] =>
  [...textsIn(value)].flatMap(({ path, text }) =>
    languages.filter((language) => (text[language] ?? '').trim() === '').map((language) => `${path}: ${language}`),
  )

t.test('every document has its shape', (t) => {
  const read = compileDocumentReader()
  const all: [keyof DocumentShapes, readonly unknown[]][] = [
    ['taxonomy', taxonomies],
    ['organization', organizations],
    ['service', services],
    ['question-set', questionSets],
    ['capacity', capacities],
    ['partner', partners],
  ]
  for (const [type, documents] of all) {
    const problems = documents.map((one) => read(type, structuredClone(one))).filter((one) => 'problems' in one)
    t.strictSame(problems, [], type)
  }
  t.end()
})

t.test('the catalogue publishes without a warning, and every text passes the linter', (t) => {
  const judgeTexts = createJudge()
  const checked = checkCatalogue(catalogue, partners as readonly PartnerLinks[], { judgeTexts })
  t.strictSame(checked, { errors: [], warnings: [] })
  t.strictSame(lintCatalogue(catalogue, judgeTexts), [])
  const notes = capacities.flatMap(({ note = {} }) =>
    Object.entries(note).map(([language, words]) => ({ language, words, role: undefined })),
  )
  t.ok(notes.length > 0)
  t.strictSame(judgeTexts(notes), [], 'notes of helpers too')
  const ids = services.map(({ id }) => id)
  t.ok(capacities.every(({ service }) => ids.includes(service)))
  t.end()
})

t.test('whatever can be asked for has its sentences, and people live where services are', (t) => {
  const options = questionSets.flatMap(({ questions }) =>
    questions.flatMap((question) => (question.kind === 'term' ? [] : question.options)),
  )
  const effects = options.flatMap((option) => option.effects)
  const silent = taxonomies.flatMap(({ id, terms }) =>
    terms
      .filter(
        (term) =>
          /^(area|area-eindhoven|place|language)$/.test(id) ||
          effects.some((e) => e.taxonomy === id && e.term === term.id),
      )
      .filter(({ says, lacks }) => says === undefined || lacks === undefined)
      .map((term) => `${id} ${term.id}`),
  )
  t.strictSame(silent, [])
  t.strictSame(
    options.filter(({ effects, because }) => effects.length > 0 && because === undefined),
    [],
    'an answer that asks for something can be repeated in a reason',
  )
  const termsOf = (taxonomy: string) => taxonomies.find(({ id }) => id === taxonomy)?.terms.map(({ id }) => id) ?? []
  const areas = new Set([...termsOf('area'), ...termsOf('area-eindhoven')])
  t.strictSame([...areas], termsOf('place'))
  t.end()
})

t.test('nothing overrules the order in which a resident puts the topics', (t) => {
  const pointsOf = (effects: readonly (Effect | TermEffect)[]): number =>
    effects.reduce((sum, effect) => sum + (effect.mode === 'prefer' ? effect.points : 0), 0)
  for (const { id, questions } of questionSets) {
    const ranked = questions.find((question) => question.kind === 'ranked')
    if (ranked === undefined) continue
    const [first = 0, second = 0, third = 0] = ranked.rankWeights ?? []
    const points = Math.min(...ranked.options.map(({ effects }) => pointsOf(effects)).filter((sum) => sum > 0))
    const others = questions.map((question) => {
      if (question.kind === 'ranked') return 0
      if (question.kind === 'term') return pointsOf(question.effects)
      const each = question.options.map(({ effects }) => pointsOf(effects))
      return question.kind === 'single' ? Math.max(...each) : each.reduce((sum, one) => sum + one, 0)
    })
    const most = others.reduce((sum, one) => sum + one, 0)
    t.ok(points * (first - second - third) > most, `${id}: the first topic outweighs all else`)
    t.ok(points * (second - third) > most, `${id}: the second outweighs the third and all else`)
    t.ok(second * 2 > first, `${id}: a new topic outweighs one that is covered`)
  }
  t.end()
})

t.test('what a service says of its first talk agrees with its terms', (t) => {
  for (const { id, terms, firstTalk } of services) {
    const ease = terms.ease ?? []
    const asksFor = firstTalk?.asksFor ?? []
    t.equal(ease.includes('no-name'), asksFor.includes('nothing'), `${id}: your name`)
    const asksForPapers = asksFor.some((what) => what === 'id' || what === 'bsn' || what === 'income')
    t.equal(ease.includes('no-papers'), !asksForPapers, `${id}: papers and numbers`)
  }
  t.end()
})

t.test(
  'texts are there in Dutch and English, and in six languages for what the question set of Noord asks and shows',
  (t) => {
    t.strictSame(lacking([catalogue, capacities], ['nl', 'en']), [])
    const shown = services.filter(({ terms }) => terms.area !== undefined)
    const helping = organizations.filter(({ id }) => shown.some(({ organization }) => organization === id))
    t.ok(shown.length > 40 && helping.length > 30)
    t.strictSame(lacking([setOf('geldzorgen-noord'), taxonomies, shown, helping, capacities], six), [])
    t.end()
  },
)

t.test('all says that it is a demo, and nobody real can be called or visited by mistake', (t) => {
  for (const { id, intro } of questionSets) t.match(intro?.nl, /demo/, id)
  for (const { id, name, phone, email, website, description } of organizations) {
    t.match(description.nl, /demo/i, id)
    const isInvented = name.startsWith('Voorbeeld')
    const own = services.filter(({ organization }) => organization === id)
    for (const { id, verifiedOn, locations = [] } of own) {
      t.equal(verifiedOn, undefined, `${id}: nobody checked it`)
      t.notOk(
        locations.some(({ street, postalCode }) => street ?? postalCode),
        `${id}: no address`,
      )
    }
    if (isInvented) {
      t.match(phone, /^\+31 20 000 00 \d\d$/, id)
      t.match(email, /@example\.org$/, id)
      t.match(website, /\.example\.org$/, id)
      continue
    }
    t.notOk(phone ?? email, `${id}: its website only`)
    for (const { id, contact, schedule } of own) {
      t.notOk(contact.phone ?? contact.email ?? contact.whatsapp ?? schedule, `${id}: no number, no opening hours`)
    }
  }
  t.end()
})

t.test('every website is one that a source gives, or invented', (t) => {
  const known =
    'amsterdam.nl buurthuisvdpek.nl buurtteamamsterdam.nl deregenboog.org geldfit.nl hoopvoornoord.nl humanitas.nl juridischloket.nl schuldhulpmaatje.nl verdedignoord.nl wooninfo.nl'.split(
      ' ',
    )
  const named = JSON.stringify([catalogue, capacities, partners]).match(
    /[\w-]+(\.[\w-]+)*\.(nl|org|com|net|eu|amsterdam)\b/g,
  )
  const sites = new Set(named?.map((host) => host.replace(/^www\./, '')))
  const own = [...sites].filter((site) => site !== 'example.org' && !site.endsWith('.example.org'))
  t.strictSame(own.sort(), known)
  t.end()
})

t.test('places of Noord serve all of Noord, so nobody who skips the questions hears "for everybody" in vain', (t) => {
  const areas = new Set(services.flatMap(({ terms }) => terms.area ?? terms['area-eindhoven'] ?? ['none']))
  t.strictSame([...areas].sort(), ['amsterdam', 'eindhoven', 'nederland', 'noord'])
  t.end()
})

t.test('wherever somebody may say to live, a place there or around it comes up', (t) => {
  for (const id of ['geldzorgen-noord', 'geldzorgen-eindhoven']) {
    const asked = setOf(id).questions.find((question) => question.id === 'area')
    const areas = taxonomies.find((one) => asked?.kind === 'term' && one.id === asked.taxonomy)?.terms ?? []
    t.ok(areas.length > 5, id)
    const inVain = areas.filter((area) => {
      const { choices } = matchIn(index, id, { where: 'near-home', area: area.id })
      return !choices.some(({ met }) => met.some(({ question }) => question === 'area'))
    })
    t.strictSame(inVain, [], id)
  }
  t.end()
})

t.test('a postcode is the smallest area that surely holds it', (t) => {
  const areas = Object.entries({
    1021: 'ijplein-vogelbuurt',
    1027: 'noord-oost',
    1032: 'oud-noord',
    1035: 'noord-west',
  })
  for (const [postcode, area] of areas) {
    const { receiptForm } = matchIn(index, 'geldzorgen-noord', { where: 'near-home', area: postcode })
    t.match(receiptForm, `"area":"${area}"`)
  }
  t.end()
})
