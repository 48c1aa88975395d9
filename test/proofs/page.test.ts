import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import t from 'tap'
import type { Comparison } from '../../src/proofs/comparison.js'
import { proofPage } from '../../src/proofs/page.js'
import { pagePolicy } from '../../src/proofs/page-style.js'
import { type NamedDocuments, namesIn } from '../../src/proofs/report-names.js'
import { aComparison, aReportWithFaults, aShare } from '../helpers/a-report.js'
import { anApp } from '../helpers/an-app.js'
import { aQuestion } from '../helpers/builders.js'
import { provenOf } from '../helpers/proven.js'

const questionSet = 'mokummatch-2022'

t.test('What is proven of a release is kept with it, as a report and as a page, for everybody', async (t) => {
  const app = await anApp(t)
  const before = await app.ask('/v1/releases/1/proofs')
  t.same(before.json(), { items: [] })
  t.equal((await app.ask(`/v1/releases/1/proofs/${questionSet}`)).statusCode, 404)
  t.equal((await app.ask('/v1/releases/9/proofs')).statusCode, 404)

  const { id, report } = await provenOf(app, { questionSet, matches: 1000 })
  const { items } = (await app.ask('/v1/releases/1/proofs')).json()
  t.match(items, [{ questionSet, digest: report.digest }])
  const kept = await app.ask(`/v1/releases/1/proofs/${questionSet}`)
  t.same(kept.json(), report)
  const again = await app.ask({
    url: `/v1/releases/1/proofs/${questionSet}`,
    headers: { 'if-none-match': String(kept.headers.etag) },
  })
  t.equal(again.statusCode, 304)

  const { report: other } = await provenOf(app, { questionSet, matches: 1000, seed: 7 })
  t.not(other.digest, report.digest)
  t.same((await app.ask('/v1/releases/1/proofs')).json(), { items }, 'the first stays')

  const page = await app.ask(`/v1/releases/1/proofs/${questionSet}/page`)
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.body) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  t.equal(page.headers['content-security-policy'], pagePolicy)
  t.equal((await app.edit('GET', `/v1/proofs/${id}/page`)).body, page.body)
  t.match(pagePolicy, `style-src 'sha256-${hash}'`, 'the policy lets this style through, and nothing else')
  t.match(page.body, '<html lang="nl">')
  t.notMatch(page.body, /<script|style="|(src|href)="(?!data:)/i, 'whole by itself')
  const english = await app.ask({
    url: `/v1/releases/1/proofs/${questionSet}/page`,
    headers: { 'accept-language': 'en' },
  })
  t.match(english.body, '<html lang="en">')
  t.not(english.headers.etag, page.headers.etag)
  const turkish = await app.ask(`/v1/releases/1/proofs/${questionSet}/page?language=tr`)
  t.same(
    [turkish.statusCode, turkish.json().errors],
    [400, [{ parameter: 'language', code: 'not-allowed', detail: 'Expected one of "nl", "en".' }]],
  )

  t.same(await app.rooms.verifyProofs(), { proofs: 1, faults: [] })
  const database = new Database(app.path)
  t.throws(() => database.exec("UPDATE proofs SET digest = 'x'"), /cannot be changed/)
  t.throws(() => database.exec('DELETE FROM proofs'), /cannot be deleted/)
  database.exec('DROP TRIGGER proofs_are_not_changed')
  database.exec(`UPDATE proofs SET report = replace(report, '"holds":true', '"holds":false')`)
  database.close()
  t.match(await app.rooms.verifyProofs(), { proofs: 1, faults: [/mokummatch-2022 in release 1 is not as it was/] })
})

t.test('The page of the drafts is for who may prove them', async (t) => {
  const app = await anApp(t)
  const asked = await app.edit('POST', '/v1/proofs', { questionSet, release: 'draft', matches: 1000 })
  const page = `${asked.headers.location}/page`
  t.equal((await app.ask(page)).statusCode, 401)
  t.equal((await app.edit('GET', page)).statusCode, 404, 'there is none before it is done')
  const cancelled = await app.server.inject({
    method: 'DELETE',
    url: String(asked.headers.location),
    headers: { authorization: `Bearer ${app.adminKey}` },
  })
  t.equal(cancelled.statusCode, 200)
  t.equal((await app.edit('GET', '/v1/proofs/0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55/page')).statusCode, 404)
})

const documents: NamedDocuments = {
  questionSet: {
    title: { nl: 'Geld & <zo>' },
    questions: [
      {
        id: 'pace',
        kind: 'single',
        text: { nl: 'Hoe snel?' },
        options: [{ id: 'now', label: { nl: 'Meteen' }, effects: [] }],
      },
    ],
  },
  taxonomies: [{ id: 'pace', terms: [{ id: 'at-once', name: { nl: 'Meteen' } }] }],
  services: new Map([['soup', { nl: 'Soep' }]]),
  organizations: new Map([['church', 'De kerk']]),
}

t.test('Each fault is a red line with its count and its example, in words', (t) => {
  const names = namesIn(documents, 'money', ['nl'])
  const page = proofPage(aReportWithFaults, { language: 'nl', names, rules: [] })
  t.match(page, 'Geld &amp; &lt;zo&gt;', 'texts are no HTML')
  const lines = [...page.matchAll(/<li class="(good|look|bad)">[\s\S]*?<b>(.*?)<\/b>(.*?)<\/p>/g)].map((found) => [
    found[1],
    found[3]?.trim(),
  ])
  t.same(lines, [
    [
      'bad',
      'Niet iedereen krijgt 3 keuzes. Bij 2 van de manieren van antwoorden (50,0\u00a0%) zijn het er minder. Bij 1 daarvan is er geen enkele keuze.',
    ],
    ['bad', 'Niet iedereen krijgt een formele plek. Bij 1 van de manieren van antwoorden (25,0\u00a0%) ontbreekt die.'],
    ['bad', 'Plekken die nooit gekozen worden: 1 van de 2.'],
    ['bad', 'Wensen die bij niemand uitkomen: 1.'],
    ['good', 'Iedereen krijgt een informele plek. Wie er zelf geen wil, telt niet mee.'],
    [
      'look',
      'Niet aan elke eis wordt altijd voldaan. Bij 1 van de manieren van antwoorden (25,0\u00a0%) geeft een eis mee die mag meegeven.',
    ],
    ['look', 'Antwoorden die iets vragen en niets aan de keuzes veranderen: 1.'],
  ])
  t.match(page, 'Nog niet. 4 dingen zijn niet goed.')
  t.match(page, /Hoe snel\? <strong>Meteen<\/strong>/)
  t.match(page, '<strong>Soep</strong> Door de eisen past deze plek bij geen enkel antwoord.')
  t.match(page, '<li>niemand</li>')
  t.end()
})

t.test(
  'What changes is said in a sentence, with an example, for whom, and what comes and goes by its last name',
  (t) => {
    const { questionSet, ...then } = documents
    const earlier = {
      ...then,
      questionSet: questionSet && {
        ...questionSet,
        questions: [...questionSet.questions, aQuestion({ id: 'place', text: { nl: 'Waar?' } })],
      },
      services: new Map([['tea', { nl: 'Thee & koek' }]]),
      organizations: new Map([['house', 'Het huis']]),
    }
    const names = namesIn({ ...documents, earlier }, 'money', ['nl'])
    const pageOf = (comparison: Comparison) =>
      proofPage({ ...aReportWithFaults, comparison }, { language: 'nl', names, rules: [] })
    const page = pageOf(
      aComparison({
        questionSet: {
          rules: ['choices'],
          questions: [
            { question: 'pace', change: 'changed', answers: [{ answer: 'now', change: 'changed' }] },
            { question: 'place', change: 'gone', answers: [] },
          ],
        },
      }),
    )
    const half = 'Van de 100 manieren van antwoorden krijgen er 50 andere plekken dan in publicatie 3.'
    t.match(page, `<a href="#changes">${half}</a>`)
    t.match(
      page,
      'Het zijn er 2 van de 4 (50,0\u00a0%). Zij zijn allemaal nagekeken. Bij 25,0\u00a0% zijn het er minder dan toen.',
    )
    t.match(page, '<li>Anders: Hoe snel? — Meteen (vraagt iets anders)</li>')
    t.match(page, '<li>Weg: Waar?</li>')
    t.match(page, 'Hoeveel keuzes er zijn, of van welke soort, is anders.')
    t.match(page, /kreeg in publicatie 3:<\/p><ul><li>Soep<\/li>\s*<li>Thee &amp; koek<\/li>/)
    t.match(page, '<li>Thee &amp; koek: bestaat niet meer (50,0\u00a0%)</li>')
    t.match(page, 'Meteen · Hoe snel?')
    t.match(page, 'en krijgt met de concepten:')
    t.match(page, '<th scope="col" class="number">Publicatie 3</th><th scope="col" class="number">Concepten</th>')
    t.match(
      page,
      /Het huis<\/th><td class="number">50,0\u00a0%<\/td><td class="number">0,0\u00a0%<\/td><td class="number">−50,0/,
    )
    const later = { ...aReportWithFaults, release: 4, comparison: aComparison() }
    t.match(proofPage(later, { language: 'nl', names, rules: [] }), 'en krijgt met publicatie 4:')
    const nobody = { changed: aShare(0), example: null }
    const same = pageOf(aComparison({ others: nobody, fewer: nobody, services: [], left: { count: 0, services: [] } }))
    t.match(same, '<strong>Niemand krijgt andere plekken dan in publicatie 3.</strong>')
    const says = (share: number): string | undefined => {
      const changed = { count: 1, of: 200_000, share, low: share - 0.001, high: share + 0.001 }
      const told = pageOf(aComparison({ basis: 'sample', matches: 200_000, others: { changed, example: null } }))
      return /<p class="headline"><strong>(.*?)<\/strong>/.exec(told)?.[1]
    }
    t.match(says(0.004), 'krijgt er minder dan één andere plekken')
    t.match(says(0.124), 'krijgen er 12 andere plekken')
    t.match(says(0.999), 'krijgen er meer dan 99 andere plekken')
    t.match(says(1), 'krijgen er meer dan 99 andere plekken')
    t.match(says(0), 'krijgt er minder dan één andere plekken', 'an example was found beside the sample')
    t.notMatch(
      proofPage(aReportWithFaults, { language: 'nl', names, rules: [] }),
      'id="changes"',
      'nothing was compared',
    )
    t.end()
  },
)

t.test(
  'A page of a large catalogue stays short: what is chosen most and least, where least is, tables that are cut',
  (t) => {
    const id = (i: number): string => `p-${String(i).padStart(3, '0')}`
    const share = (count: number) => ({ count, of: 1_000, share: count / 1_000, low: 0, high: 1 })
    const { exposure, offer } = aReportWithFaults
    const report = {
      ...aReportWithFaults,
      exposure: {
        ...exposure,
        services: Array.from({ length: 600 }, (_, i) => {
          return { service: id(i), organization: 'church', kind: 'formal' as const, chosen: share(600 - i) }
        }),
      },
      offer: offer && {
        ...offer,
        cells: Array.from({ length: 60 }, (_, i) => {
          return { row: `area-${i}`, column: 'now', formal: i % 2, informal: i, count: 1, meeting: 1 }
        }),
      },
    }
    const page = proofPage(report, { language: 'nl', names: namesIn(documents, 'money', ['nl']), rules: [] })
    t.match(page, 'Van de 600 staan hier de meest en de minst gekozen.')
    t.match(page, 'De eerste 500 van de 600. Het rapport zelf heeft ze alle.')
    t.match(page, '>p-499</th>')
    t.notMatch(page, '>p-500</th>')
    t.match(page, 'Van de 60 staan hier de 40 met het minste.')
    const rows = [...page.matchAll(/text-anchor="end">(area-\d+)</g)].map(([, row]) => row)
    t.equal(rows.length, 40)
    t.same(rows.slice(-2), ['area-56', 'area-58'], 'what has nothing formal is all there, in order')
    t.notOk(rows.includes('area-59'))
    t.end()
  },
)
