import { readdirSync, readFileSync } from 'node:fs'
import AjvCompiler from '@fastify/ajv-compiler'
import t from 'tap'
import type { Static } from 'typebox'
import type { Organization } from '../../src/engine/index.js'
import { compileDocumentReader, type DocumentShapes } from '../../src/http/document-reader.js'
import { documentComponents, type OrganizationSchema, type PartnerSchema } from '../../src/http/document-schemas.js'
import type { Equal, Expect } from '../../src/http/document-types.js'
import type { Partner } from '../../src/partners/partner.js'
import {
  aCapacity,
  anOption,
  anOrganization,
  aPartner,
  aQuestionSet,
  aRankedQuestion,
  aService,
  aTaxonomy,
  aTerm,
  aTermQuestion,
} from '../helpers/builders.js'

/** The partner's type is the wire's; and the comparison is a real one: a field more, less or other does not compile. */
export type Comparisons = [
  Expect<Equal<Static<typeof PartnerSchema>, Partner>>,
  // @ts-expect-error a field that the schema lacks
  Expect<Equal<Static<typeof OrganizationSchema>, Organization & { readonly stars: number }>>,
  // @ts-expect-error a field that the type lacks
  Expect<Equal<Static<typeof OrganizationSchema>, Omit<Organization, 'kind'>>>,
  // @ts-expect-error a field that may be absent on one side only
  Expect<Equal<Static<typeof OrganizationSchema>, Required<Organization>>>,
  // @ts-expect-error anything at all is not the same either
  Expect<Equal<Static<typeof OrganizationSchema>, ReturnType<typeof JSON.parse>>>,
]

const read = compileDocumentReader()

/** Pointer, code and sentence of all that is wrong with a value. */
function problemsOf(type: keyof DocumentShapes, value: unknown): string[] {
  const result = read(type, structuredClone(value))
  return 'problems' in result ? result.problems.map(({ pointer, code, detail }) => `${pointer} ${code}: ${detail}`) : []
}

/** The same without the sentences. */
const placesOf = (type: keyof DocumentShapes, value: unknown) =>
  problemsOf(type, value).map((problem) => problem.slice(0, problem.indexOf(':')))

t.test('What the builders make are documents', async (t) => {
  t.same(problemsOf('taxonomy', aTaxonomy()), [])
  t.same(problemsOf('organization', anOrganization()), [])
  t.same(problemsOf('service', aService()), [])
  t.same(problemsOf('question-set', aQuestionSet()), [])
  t.same(problemsOf('capacity', aCapacity()), [])
  t.same(problemsOf('partner', aPartner()), [])
})

t.test('The releases of the matching model’s examples hold the schemas', async (t) => {
  const folder = new URL('../../../test/cases/examples/', import.meta.url)
  const files = readdirSync(folder)
  t.equal(files.length, 20)
  for (const file of files) {
    const { release } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    const documents: [keyof DocumentShapes, unknown[]][] = [
      ['taxonomy', release.taxonomies],
      ['organization', release.organizations],
      ['service', release.services],
      ['question-set', release.questionSets],
      ['capacity', release.capacities],
    ]
    for (const [type, list] of documents) for (const each of list) t.same(problemsOf(type, each), [], `${file} ${type}`)
  }
})

t.test('Every property says what it means and shows examples that its schema takes', async (t) => {
  const found: string[] = []
  const compile = AjvCompiler()(Object.fromEntries(documentComponents.map((each) => [each.$id, each])), {
    customOptions: { discriminator: true },
  })
  const checkExamples = (schema: Record<string, unknown>, path: string): void => {
    const { $id: _id, default: _default, ...anonymous } = schema
    const validate = compile({ schema: anonymous, method: '', url: '' } as never)
    const examples = (schema.examples ?? []) as unknown[]
    examples.forEach((example, index) => {
      if (validate(structuredClone(example)) !== true) found.push(`${path} has a wrong example ${index}`)
    })
  }
  const visit = (schema: Record<string, unknown>, path: string): void => {
    const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>
    for (const [name, property] of Object.entries(properties)) {
      const words = String(property.description ?? '')
        .toLowerCase()
        .split(/\W+/)
      const other = words.filter((word) => word !== '' && word !== name.toLowerCase())
      if (other.length < 3) found.push(`${path}/${name} has no description`)
      if (!('$ref' in property) && !('examples' in property)) found.push(`${path}/${name} has no examples`)
      checkExamples(property, `${path}/${name}`)
      visit(property, `${path}/${name}`)
    }
    for (const inner of [schema.items, schema.additionalProperties]) {
      if (typeof inner !== 'object' || inner === null) continue
      if (!('$ref' in inner) && !('description' in inner)) found.push(`${path} has items without a description`)
      visit(inner as Record<string, unknown>, `${path}/*`)
    }
  }
  for (const component of documentComponents) {
    if (!('description' in component)) found.push(`${component.$id} has no description`)
    checkExamples(component as unknown as Record<string, unknown>, component.$id)
    visit(component as unknown as Record<string, unknown>, component.$id)
  }
  t.same(found, [])
  t.ok(
    documentComponents.every(({ $id }) => /^[A-Z][A-Za-z]+$/.test($id)),
    'components are named in PascalCase',
  )
})

t.test('Unknown fields are refused everywhere, and the sentence names those that there are', async (t) => {
  const placed = aService({
    locations: [{ city: 'Amsterdam' }],
    schedule: [{ days: ['MO'], opensAt: '09:00', closesAt: '10:00' }],
    firstTalk: { expect: { nl: 'Koffie.' }, asksFor: [] },
    seeks: [{ taxonomy: 'topic', term: 'debt', text: { nl: 'Kok.' } }],
  })
  const set = {
    ...aQuestionSet({
      questions: [
        {
          ...aRankedQuestion({ options: [anOption(), { ...anOption({ id: 'no' }), nice: true } as never] }),
          big: 1,
        } as never,
        {
          ...aTermQuestion({ effects: [{ mode: 'exclude', taxonomy: 'topic', term: 'debt' } as never] }),
          options: [],
        } as never,
      ],
      advice: [{ id: 'list', kind: 'step', when: [], text: { nl: 'Leg.' }, push: 'x' } as never],
    }),
    weight: 3,
  }
  t.same(placesOf('taxonomy', { ...aTaxonomy({ terms: [{ ...aTerm(), hue: 1 } as never] }), a: 1 }), [
    '/a unknown-field',
    '/terms/0/hue unknown-field',
  ])
  t.same(problemsOf('capacity', { ...aCapacity(), colour: 'red' }), [
    '/colour unknown-field: Expected no such field. The fields here are: service, status, until, note.',
  ])
  t.same(
    placesOf(
      'service',
      JSON.parse(JSON.stringify(placed).replaceAll(/"(city|opensAt|expect|term|phone)"/g, '"x$1":1,"$1"')),
    ),
    ['/contact/xphone', '/locations/0/xcity', '/schedule/0/xopensAt', '/firstTalk/xexpect', '/seeks/0/xterm'].map(
      (pointer) => `${pointer} unknown-field`,
    ),
  )
  t.same(placesOf('question-set', set), [
    '/weight unknown-field',
    '/questions/0/big unknown-field',
    '/questions/0/options/1/nice unknown-field',
    '/questions/1/options unknown-field',
    '/questions/1/effects/0/term unknown-field',
    '/advice/0/push unknown-field',
  ])
})

t.test('Every problem is told, with what was expected, what came and what the place is for', async (t) => {
  t.same(
    problemsOf('organization', {
      id: 'Buurt huis',
      kind: 'church',
      description: { nl: '', en_GB: 'x' },
      website: 'ftp://x',
    }),
    [
      '/name required: Expected this field, but it is missing. (Its own name, the same in every language, 1 to 200 characters.)',
      '/id wrong-format: Expected an id: lower-case letters, digits and single hyphens between them (a lower-case UUID is such an id). (What services call the organization; may start with a digit.)',
      '/kind not-allowed: Expected one of: formal, informal. (formal: helping is its office or its profession; informal: volunteers, neighbours, people who went through it.)',
      '/description/en_GB wrong-name: As a name: Expected a BCP 47 language tag, such as nl, pt-BR or zh-Hant.',
      '/description/nl too-short: Expected at least 1 character, but got 0. (The text in the language of its key, 1 to 2000 characters.)',
      '/website wrong-format: Expected a web address that starts with https:// or http://. (The page where anybody can read more about them.)',
    ],
  )
  t.same(problemsOf('organization', null), [' wrong-type: Expected an object, but got null. (Who helps.)'])
  t.same(problemsOf('taxonomy', aTaxonomy({ terms: [] })), [
    '/terms too-few: Expected at least 1, but got 0. (The entries, 1 to 20,000: a list or a forest by parent. Their order means nothing.)',
  ])
  t.same(problemsOf('taxonomy', aTaxonomy({ terms: [aTerm({ codes: ['1', '2', '1', '2'] })] })), [
    '/terms/0/codes/2 repeated: Expected a list without repeats, but this is the same as item 0 (counted from 0). Remove one of them.',
    '/terms/0/codes/3 repeated: Expected a list without repeats, but this is the same as item 1 (counted from 0). Remove one of them.',
  ])
})

t.test('Of a question or an effect only the errors of its own kind are told', async (t) => {
  const ask = (question: object) => placesOf('question-set', aQuestionSet({ questions: [question as never] }))
  t.same(ask({ id: 'q', kind: 'single', text: { nl: 'x' } }), ['/questions/0/options required'])
  t.same(ask({ ...aTermQuestion(), kind: 'essay' }), ['/questions/0/kind not-allowed'])
  t.same(ask({ id: 'q', text: { nl: 'x' } }), ['/questions/0/kind required'])
  t.same(
    ask({
      ...aTermQuestion(),
      effects: [
        { mode: 'prefer', taxonomy: 'topic' },
        { mode: 'push', taxonomy: 'topic' },
      ],
    }),
    ['/questions/0/effects/0/points required', '/questions/0/effects/1/mode not-allowed'],
  )
  const always = (effect: object) => placesOf('question-set', aQuestionSet({ always: [effect as never] }))
  t.same(always({ mode: 'require', taxonomy: 'topic', term: 'debt', points: 3 }), ['/always/0/points unknown-field'])
  t.same(always({ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 3, relax: 1 }), [
    '/always/0/relax unknown-field',
  ])
  t.same(always({ mode: 'exclude', taxonomy: 'topic', term: 'debt', relax: 1 }), ['/always/0/relax unknown-field'])
})

t.test('Every bound of the documents page is held on both sides', async (t) => {
  const text = (length: number) => ({ nl: '😀'.repeat(length) })
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`)
  const codeOf = (type: keyof DocumentShapes, value: unknown) =>
    placesOf(type, value).map((place) => place.split(' ').at(-1))
  const fits: [string, keyof DocumentShapes, unknown][] = [
    ['an id of 64', 'taxonomy', aTaxonomy({ id: 'a'.repeat(64) })],
    ['a UUID', 'service', aService({ id: '0b2c7a3e-5d41-4f0c-9d0e-2f6f3c1a7b55' })],
    ['a text of 2,000', 'organization', anOrganization({ description: text(2000) })],
    ['a summary of 240', 'service', aService({ summary: text(240) })],
    ['200 terms', 'service', aService({ terms: { topic: ids(200) } })],
    ['20,000 terms', 'taxonomy', aTaxonomy({ terms: ids(20_000).map((id) => aTerm({ id })) })],
    [
      '20 options',
      'question-set',
      aQuestionSet({ questions: [aRankedQuestion({ options: ids(20).map((id) => anOption({ id })) })] }),
    ],
    ['20 questions', 'question-set', aQuestionSet({ questions: ids(20).map((id) => aTermQuestion({ id })) })],
    [
      'size 10',
      'question-set',
      aQuestionSet({
        choices: { size: 10, minimum: { formal: 0, informal: 0 }, minimumWithin: 9, perOrganization: 1 },
      }),
    ],
    [
      'a local origin',
      'partner',
      aPartner({ origins: ['http://localhost', 'http://localhost:5173', 'https://a.example.org:8443'] }),
    ],
  ]
  for (const [what, type, value] of fits) t.same(problemsOf(type, value), [], what)
  const breaks: [string, keyof DocumentShapes, unknown][] = [
    ['too-long', 'taxonomy', aTaxonomy({ id: 'a'.repeat(65) })],
    ['wrong-format', 'taxonomy', aTaxonomy({ id: '1st' })],
    ['wrong-format', 'service', aService({ id: 'a--b' })],
    ['wrong-format', 'service', aService({ id: 'a-' })],
    ['wrong-format', 'service', aService({ id: 'é' })],
    ['wrong-name', 'service', aService({ terms: { Topic: ['debt'] } })],
    ['too-long', 'organization', anOrganization({ description: text(2001) })],
    ['wrong-format', 'organization', anOrganization({ description: { nl: 'a\nb' } })],
    ['wrong-format', 'organization', anOrganization({ description: { nl: 'a\u0085b' } })],
    ['too-few', 'organization', anOrganization({ description: {} })],
    ['too-long', 'service', aService({ summary: text(241) })],
    ['too-many', 'service', aService({ terms: { topic: ids(201) } })],
    ['too-few', 'service', aService({ contact: {} })],
    ['wrong-format', 'service', aService({ contact: { website: 'javascript:alert(1)' } })],
    ['wrong-format', 'service', aService({ contact: { email: 'a b@example.org' } })],
    ['wrong-format', 'service', aService({ verifiedOn: '2026-13-01' })],
    ['wrong-format', 'service', aService({ schedule: [{ days: ['MO'], opensAt: '9:00', closesAt: '10:00' }] })],
    ['wrong-format', 'service', aService({ schedule: [{ days: ['MO'], opensAt: '09:00', closesAt: '24:00' }] })],
    [
      'not-allowed',
      'service',
      aService({ schedule: [{ days: ['ma' as never], opensAt: '09:00', closesAt: '10:00' }] }),
    ],
    ['out-of-range', 'service', aService({ locations: [{ latitude: 90.1, longitude: 4 }] })],
    ['too-many', 'taxonomy', aTaxonomy({ terms: ids(20_001).map((id) => aTerm({ id })) })],
    ['not-allowed', 'capacity', aCapacity({ status: 'closed' as never })],
    ['too-few', 'question-set', aQuestionSet({ questions: [aRankedQuestion({ options: [anOption()] })] })],
    [
      'too-many',
      'question-set',
      aQuestionSet({ questions: [aRankedQuestion({ options: ids(21).map((id) => anOption({ id })) })] }),
    ],
    ['too-many', 'question-set', aQuestionSet({ questions: ids(21).map((id) => aTermQuestion({ id })) })],
    ['too-few', 'question-set', aQuestionSet({ questions: [] })],
    ['too-few', 'question-set', aQuestionSet({ languages: [] })],
    ['too-few', 'question-set', aQuestionSet({ questions: [aTermQuestion({ effects: [] })] })],
    ['too-many', 'question-set', aQuestionSet({ questions: [aRankedQuestion({ rankWeights: ids(11).map(() => 1) })] })],
    ['out-of-range', 'question-set', aQuestionSet({ questions: [aRankedQuestion({ rankWeights: [101] })] })],
    ['out-of-range', 'question-set', aQuestionSet({ questions: [aRankedQuestion({ maxAnswers: 0 })] })],
    ['out-of-range', 'question-set', aQuestionSet({ alwaysRelax: 10 })],
    [
      'out-of-range',
      'question-set',
      aQuestionSet({ choices: { size: 11, minimum: { formal: 0, informal: 0 }, perOrganization: 1 } }),
    ],
    [
      'out-of-range',
      'question-set',
      aQuestionSet({ choices: { size: 3, minimum: { formal: -1, informal: 0 }, perOrganization: 1 } }),
    ],
    [
      'out-of-range',
      'question-set',
      aQuestionSet({ choices: { size: 3, minimum: { formal: 0, informal: 0 }, perOrganization: 0 } }),
    ],
    [
      'wrong-type',
      'question-set',
      aQuestionSet({ always: [{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 1.5 }] }),
    ],
    [
      'out-of-range',
      'question-set',
      aQuestionSet({ always: [{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 101 }] }),
    ],
    ['wrong-format', 'partner', aPartner({ origins: ['http://example.org'] })],
    ['wrong-format', 'partner', aPartner({ origins: ['https://example.org/page'] })],
  ]
  for (const [code, type, value] of breaks)
    t.same(codeOf(type, value), [code], `${type} ${code} ${JSON.stringify(value).slice(0, 80)}`)
  const many = Array.from({ length: 21 }, () => ({ mode: 'exclude', taxonomy: 'topic', term: 'debt' }))
  t.same(
    codeOf(
      'question-set',
      aQuestionSet({ questions: [aRankedQuestion({ options: [anOption({ effects: many as never }), anOption()] })] }),
    ),
    ['too-many'],
  )
})

t.test('Lists may be absent, and are then there and empty', async (t) => {
  const set = { ...aQuestionSet(), advice: [{ id: 'list', kind: 'step', text: { nl: 'Leg.' } }] }
  const options = [
    { id: 'a', label: { nl: 'A' } },
    { id: 'b', label: { nl: 'B' } },
  ]
  const result = read('question-set', { ...set, questions: [{ ...aRankedQuestion(), options }] })
  t.match(result, {
    document: { advice: [{ when: [] }], questions: [{ options: [{ effects: [] }, { effects: [] }] }] },
  })
  const service = read('service', {
    ...aService(),
    schedule: [{ opensAt: '09:00', closesAt: '10:00' }],
    firstTalk: { expect: { nl: 'x' } },
  })
  t.match(service, { document: { schedule: [{ days: [] }], firstTalk: { asksFor: [] } } })
})

t.test('The patterns take a time in proportion to the text', async (t) => {
  const patterns = new Set(JSON.stringify(documentComponents).match(/(?<="pattern":)"(?:[^"\\]|\\.)*"/g))
  t.ok(patterns.size >= 9)
  const text = 200_000
  for (const quoted of patterns) {
    const pattern = new RegExp(JSON.parse(quoted), 'u')
    for (const piece of ['a', 'a-', '-', '1', 'a.', 'https://', 'https://a.', 'a@a.', '0 ', 'nl-']) {
      // A pattern that goes back over the text for each character would need hours for one of these.
      pattern.test(`${piece.repeat(text / piece.length)}\u0000`)
      pattern.test(`https://${piece.repeat(text / piece.length)}\u0000`)
    }
  }
})
