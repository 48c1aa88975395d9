import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  canonicalForm,
  compareRows,
  type DigestRow,
  digestLine,
  digestOfLines,
  documentDigest,
  seal,
} from '../../src/releases/digests.js'
import { aService, aTaxonomy } from '../helpers/builders.js'
import { releaseDigest } from '../helpers/release-digest.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

t.test('The canonical form has its keys sorted, its sets sorted and no empty lists', (t) => {
  const taxonomy = aTaxonomy({
    id: 'area',
    name: { tr: 'Bölge', nl: 'Gebied' },
    terms: [
      { id: 'b', name: { nl: 'B' }, parent: 'a-b', codes: ['1023', '1022'] },
      { id: 'a-b', name: { nl: 'AB' }, codes: [] },
      { id: 'a', name: { nl: 'A' } },
    ],
  })
  t.equal(
    canonicalForm('taxonomy', taxonomy),
    '{"id":"area","match":"overlaps","name":{"nl":"Gebied","tr":"Bölge"},"terms":[{"id":"a","name":{"nl":"A"}},' +
      '{"id":"a-b","name":{"nl":"AB"}},{"codes":["1022","1023"],"id":"b","name":{"nl":"B"},"parent":"a-b"}],"untagged":"none"}',
  )
  const service = {
    id: 's',
    terms: { topic: ['z', 'a'], area: [] },
    schedule: [{ days: ['TU', 'MO'], opensAt: '09:00' }],
    locations: [{ latitude: 52.4, longitude: 5 }],
    seeks: [],
  }
  t.equal(
    canonicalForm('service', service),
    '{"id":"s","locations":[{"latitude":52.4,"longitude":5}],"schedule":[{"days":["TU","MO"],"opensAt":"09:00"}],"terms":{"topic":["a","z"]}}',
  )
  t.equal(documentDigest('service', service), sha256(canonicalForm('service', service)))
  t.equal(
    canonicalForm('question-set', { terms: ['b', 'a'], empty: [], deep: [{ list: [] }] }),
    '{"deep":[{}],"terms":["b","a"]}',
  )
  t.end()
})

t.test('A name that JavaScript knows is a name like others', (t) => {
  const document = JSON.parse('{"terms":{"__proto__":["b","a"],"constructor":["a"]},"__proto__":{"list":[]}}')
  t.equal(canonicalForm('service', document), '{"__proto__":{},"terms":{"__proto__":["a","b"],"constructor":["a"]}}')
  t.throws(() => canonicalForm('service', { latitude: Number.NaN }))
  t.end()
})

t.test('The same content in another order has the same digest, another content has another', (t) => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}(-[a-z0-9]{1,3})?$/), { minLength: 2, maxLength: 8 })
  const shuffles = ids.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  )
  fc.assert(
    fc.property(shuffles, ([written, shuffled]) => {
      const service = (list: string[]) => documentDigest('service', aService({ id: 's', terms: { topic: list } }))
      const reversed = Object.fromEntries(Object.entries(aService({ id: 's', terms: { topic: shuffled } })).reverse())
      const taxonomy = (list: string[]) =>
        documentDigest(
          'taxonomy',
          aTaxonomy({ id: 't', terms: list.map((id) => ({ id, name: { nl: id }, codes: list })) }),
        )
      const rows = (list: string[]) => list.map((id): DigestRow => ({ type: 'service', id, digest: sha256(id) }))
      return (
        service(written) === service(shuffled) &&
        service(written) === documentDigest('service', reversed) &&
        taxonomy(written) === taxonomy(shuffled) &&
        releaseDigest(rows(written)) === releaseDigest(rows(shuffled)) &&
        service(written) !== service(written.slice(1)) &&
        taxonomy(written) !== taxonomy(written.slice(1)) &&
        releaseDigest(rows(written)) !== releaseDigest(rows(written.slice(1)))
      )
    }),
    { numRuns: 300 },
  )
  const inOrder = (languages: string[]) => documentDigest('question-set', { id: 'q', languages })
  t.not(inOrder(['nl', 'en']), inOrder(['en', 'nl']), 'a list that is no set keeps its order')
  t.end()
})

t.test('The digest of a release is that of its sorted lines', (t) => {
  const row = (type: DigestRow['type'], id: string): DigestRow => ({ type, id, digest: sha256(id) })
  const rows = [
    row('taxonomy', 'a'),
    row('service', 'a-b'),
    row('service', 'a'),
    row('service', '9'),
    row('capacity', 'z'),
  ]
  const lines = rows.map(({ type, id, digest }) => `${type} ${id} ${digest}`).sort()
  t.equal(releaseDigest(rows), sha256(lines.join('\n')))
  t.equal(releaseDigest([]), sha256(''))
  t.same(
    [...rows].sort(compareRows).map(({ type, id, digest }) => `${type} ${id} ${digest}`),
    lines,
  )

  const capacities = rows.filter(({ type }) => type === 'capacity').map(digestLine)
  const documents = lines.filter((line) => !line.startsWith('capacity '))
  t.equal(digestOfLines(capacities, Buffer.from(documents.join('\n'))), sha256(lines.join('\n')))
  t.equal(digestOfLines(capacities, Buffer.from('')), sha256(capacities.join('\n')))
  t.end()
})

t.test('A seal covers everything that is said of a release', (t) => {
  const sealed = {
    number: 2,
    createdAt: '2026-11-21T12:00:00.000Z',
    createdBy: 'editor',
    note: null,
    digest: sha256('a'),
    rotation: '0123456789abcdef',
    previous: sha256('b'),
    previousSeal: sha256('c'),
  }
  const text =
    `{"createdAt":"2026-11-21T12:00:00.000Z","createdBy":"editor","digest":"${sha256('a')}","note":null,"number":2,` +
    `"previous":"${sha256('b')}","previousSeal":"${sha256('c')}","rotation":"0123456789abcdef"}`
  t.equal(seal(sealed), sha256(text))
  t.equal(seal({ ...sealed, rules: null }), sha256(text), 'without rules it is what it was before there were any')
  const others = [
    { number: 3 },
    { createdAt: '2026-11-21T12:00:01.000Z' },
    { createdBy: 'other' },
    { note: '' },
    { digest: sha256('d') },
    { rotation: 'ffffffffffffffff' },
    { previous: null },
    { previousSeal: null },
    { rules: 'choice' },
    { rules: 'choice,reachable' },
  ]
  t.equal(new Set([sealed, ...others.map((other) => ({ ...sealed, ...other }))].map(seal)).size, 11)
  t.end()
})
