import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { documentErrorCodes, documentWarningCodes } from '../../src/drafts/document-codes.js'
import { fnv, mix, rotated } from '../../src/engine/fair-key.js'
import { compile, match, readAnswers } from '../../src/engine/index.js'
import { errorCodes, fieldCodes, noteCodes } from '../../src/http/error-codes.js'
import { documentDigest, seal } from '../../src/releases/digests.js'
import { releaseDigest } from '../helpers/release-digest.js'

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const model = page('matching-model.md')
const documents = page('documents.md')
const hex = (value: number): string => value.toString(16).padStart(8, '0')

t.test('docs/documents.md has exactly the codes with which a document is refused or warned about', async (t) => {
  const table = (head: string, codes: Readonly<Record<string, string>>): string =>
    [head, '|---|---|', ...Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)].join('\n')
  t.ok(documents.includes(`\n\n${table('| error | what is wrong |', documentErrorCodes)}\n\n`), 'the table of errors')
  t.ok(documents.includes(`\n\n${table('| warning | what to look at |', documentWarningCodes)}\n\n`), 'of warnings')
})

t.test('Every code that the API writes stands in a table, and every code of a table is written', async (t) => {
  const tables = /error-codes|document-codes/
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const sources = files.filter((path) => !tables.test(path)).map((path) => readFileSync(join('src', path), 'utf8'))
  const known = new Set(
    Object.keys({ ...errorCodes, ...fieldCodes, ...documentErrorCodes, ...documentWarningCodes, ...noteCodes }),
  )
  // Faults of a history are written by the command line alone, each with its sentence.
  const ofApi = files.filter((path) => !tables.test(path) && !path.includes('verify'))
  for (const path of ofApi) {
    for (const [, code = ''] of readFileSync(join('src', path), 'utf8').matchAll(/\bcode: '([a-z0-9-]+)'/g))
      t.ok(known.has(code), `${path}: ${code} stands in a table`)
  }
  for (const code of known)
    t.ok(
      sources.some((source) => source.includes(`'${code}'`) || source.includes(`\n  ${code}: `)),
      `${code} is written somewhere`,
    )
})

t.test('docs/documents.md has the true digests and seal of its small release', async (t) => {
  const forms = documents.match(/^ {4}\{.*\}$/gm) ?? []
  const types = ['taxonomy', 'organization', 'service', 'capacity'] as const
  t.equal(forms.length, types.length)
  const rows = types.map((type, index) => {
    const document: { readonly id?: string; readonly service?: string } = JSON.parse(forms[index] ?? '')
    return { type, id: document.id ?? document.service ?? '', digest: documentDigest(type, document) }
  })
  for (const { type, id, digest } of rows) t.match(documents, `    ${type} ${id} ${digest}\n`)
  const digest = releaseDigest(rows)
  t.match(documents, `the digest \`${digest}\``)
  const release = { number: 1, createdAt: '2026-11-21T09:00:00.000Z', createdBy: 'admin', note: null }
  const sealed = seal({ ...release, digest, rotation: '0123456789abcdef', previous: null, previousSeal: null })
  t.match(documents, `its seal is \`${sealed}\``)
})

t.test('docs/matching-model.md has the true keys and receipt of its example', async (t) => {
  const rotation = '0123456789abcdef'
  const keys = ['', 'counter-3'].map((seed) => {
    const asked = fnv(`${seed}|topics=debt,talking;ease=no-stairs`)
    return ['buurtteam', 'leefkring', 'parish'].map((id) => hex(mix(asked ^ rotated(rotation, id))))
  })
  for (const value of keys.flat()) t.match(model, `\`${value}\``)

  const prefers = (term: string) => [{ mode: 'prefer', taxonomy: 'topic', term, points: 6 } as const]
  const index = compile({
    release: 1,
    releaseDigest: `${'0'.repeat(63)}1`,
    rotation,
    taxonomies: [
      { id: 'topic', match: 'overlaps', untagged: 'none', terms: [aTerm('debt'), aTerm('talking')] },
      { id: 'ease', match: 'covers', untagged: 'none', terms: [aTerm('no-stairs')] },
    ],
    organizations: [
      { id: 'buurtteam', kind: 'formal' },
      { id: 'leefkring', kind: 'informal' },
      { id: 'parish', kind: 'informal' },
    ],
    services: [
      { id: 'desk', organization: 'buurtteam', status: 'active', terms: { topic: ['debt'], ease: ['no-stairs'] } },
      { id: 'house', organization: 'leefkring', status: 'active', terms: { topic: ['debt', 'talking'] } },
      { id: 'kitchen', organization: 'parish', status: 'active', terms: { topic: ['talking'], ease: ['no-stairs'] } },
    ],
    questionSets: [
      {
        id: 'worries',
        choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
        questions: [
          {
            id: 'topics',
            kind: 'ranked',
            text: {},
            spread: true,
            rankWeights: [2, 1],
            options: ['debt', 'talking'].map((id) => ({ id, label: {}, effects: prefers(id) })),
          },
          {
            id: 'ease',
            kind: 'multiple',
            text: {},
            options: [
              {
                id: 'no-stairs',
                label: {},
                effects: [{ mode: 'require', taxonomy: 'ease', term: 'no-stairs', relax: 2 }],
              },
              { id: 'dont-know', label: {}, effects: [] },
            ],
          },
        ],
      },
    ],
  })
  const answers = readAnswers(index, 'worries', { topics: ['debt', 'talking'], ease: ['no-stairs'] })
  if ('problems' in answers) throw new Error('The answers of the example have problems.')
  const { receiptForm } = match(index, answers)
  const shown = /^ {4}(\{"alternatives"[\s\S]*?"without":\[\]\})$/m.exec(model)?.[1]
  t.equal(shown?.replaceAll(/\n +/g, ''), receiptForm)
  t.match(model, createHash('sha256').update(receiptForm).digest('hex'))
})

function aTerm(id: string) {
  return { id, name: {} }
}
