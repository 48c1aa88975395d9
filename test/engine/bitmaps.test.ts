import t, { type Test } from 'tap'
import { bitmaps } from '../../src/engine/bitmaps.js'
import { type Capacity, type MatchOptions, type Question, withCapacities } from '../../src/engine/index.js'
import { makeCatalogue } from '../bench/catalogue.js'
import { someAnswers } from '../bench/questions.js'
import { candidates, compileRelease, engineMatch } from '../helpers/engine-result.js'
import type { Release } from '../helpers/naive.js'
import { type Random, seeded } from '../helpers/random.js'

/** Where planes of bits have edges of their own: against `scan`, which looks at every service, on catalogues of thousands. */

interface Asked {
  readonly answers: Readonly<Record<string, unknown>>
  readonly options?: MatchOptions
}

function expectSame(t: Test, release: Release, asked: readonly Asked[], name: string): void {
  const [plain, quick] = [compileRelease(release), compileRelease(release, bitmaps)]
  for (const { answers, options } of asked) {
    const set = release.questionSets[0]!.id
    const expected = engineMatch(plain, set, answers, options)
    const found = engineMatch(quick, set, answers, options)
    // Only a difference is worth comparing member by member.
    if (JSON.stringify(found) !== JSON.stringify(expected)) t.strictSame(found, expected, JSON.stringify(answers))
  }
  t.pass(`${name}: ${asked.length} matches`)
}

const seeds = (count: number): Asked[] =>
  Array.from({ length: count }, (_, at) => ({ answers: {}, options: { seed: `${at}`, alternatives: at % 3 } }))

/** What residents send, and what a counter employee might. */
function someMatches(random: Random, release: Release, count: number): Asked[] {
  const ids = release.services.map(({ id }) => id)
  return Array.from({ length: count }, () => {
    const without = random.percent(30) ? random.some(ids, random.below(300)) : []
    const alternatives = random.percent(30) ? random.below(21) : 0
    const explain = random.percent(20) ? random.some(ids, 20) : []
    return { answers: someAnswers(random), options: { seed: `${random.below(9)}`, without, alternatives, explain } }
  })
}

function madeRelease(random: Random, services: number): Release {
  const { content, capacities } = makeCatalogue(random, services)
  return { ...content, capacities }
}

t.test('they choose as a look at every service does, of thousands of services', async (t) => {
  for (const [seed, services] of [500, 3000, 9000].entries()) {
    const random = seeded(seed)
    const release = madeRelease(random, services)
    expectSame(t, release, someMatches(random, release, 150), `${services} services`)
  }
})

t.test('they do so under rules of every kind', async (t) => {
  const random = seeded(4)
  const release = madeRelease(random, 2500)
  const [set] = release.questionSets
  for (const choices of [
    { size: 10, minimum: { formal: 5, informal: 5 }, perOrganization: 1 },
    { size: 10, minimum: { formal: 0, informal: 9 }, minimumWithin: 0, perOrganization: 3 },
    { size: 5, minimum: { formal: 2, informal: 3 }, minimumWithin: 3, perOrganization: 20 },
  ]) {
    const questionSets = [{ ...set!, choices }]
    expectSame(t, { ...release, questionSets }, someMatches(random, release, 100), JSON.stringify(choices))
  }
})

t.test('they do so where demands are never given up, and count what these keep out', async (t) => {
  const random = seeded(5)
  const release = madeRelease(random, 2500)
  const [set] = release.questionSets
  const questions = set!.questions.map((question): Question => {
    const { relax: _, ...hard } = question
    return hard
  })
  const always = [...(set!.always ?? []), { mode: 'require', taxonomy: 'pace', term: 'at-once' } as const]
  const questionSets = [{ ...set!, questions, always }]
  expectSame(t, { ...release, questionSets }, someMatches(random, release, 200), 'hard demands')
})

t.test('they do so whoever is left', async (t) => {
  const random = seeded(6)
  const release = madeRelease(random, 2000)
  const all = release.services.map(({ id }) => id)
  const without = all.map((id) => ({ id, by: random.below(1000) })).filter(({ by }) => by > 2)
  const asked = someMatches(random, release, 20)
  const full = all.map((service): Pick<Capacity, 'service' | 'status'> => ({ service, status: 'full' }))
  expectSame(t, { ...release, capacities: full }, asked, 'all are full')
  expectSame(t, { ...release, capacities: full.slice(0, -2) }, asked, 'all but two are full')
  const inactive = release.services.map((service) => ({ ...service, status: 'inactive' as const }))
  expectSame(t, { ...release, services: inactive }, asked, 'nobody is active')
  expectSame(t, { ...release, services: [] }, asked, 'there is nobody')
  const passedBy = asked.map(({ answers }) => ({ answers, options: { without: without.map(({ id }) => id) } }))
  expectSame(t, release, [...passedBy, ...asked], 'nearly all are passed by, and then nobody is')
  const one = release.services.map((service) => ({ ...service, organization: release.organizations[0]!.id }))
  expectSame(t, { ...release, services: one }, asked, 'all are of one organization')
})

t.test('a capacity is in force at once, in the same content', async (t) => {
  const random = seeded(7)
  const release = madeRelease(random, 1500)
  const asked = someMatches(random, release, 30)
  const quick = compileRelease(release, bitmaps)
  for (let click = 0; click < 5; click += 1) {
    const capacities = random.some(release.services, 400).map(({ id }) => ({ service: id, status: 'full' as const }))
    const plain = compileRelease({ ...release, capacities })
    const clicked = withCapacities(quick, capacities)
    for (const { answers, options } of asked) {
      const expected = engineMatch(plain, 'bench', answers, options)
      t.same(JSON.stringify(engineMatch(clicked, 'bench', answers, options)), JSON.stringify(expected))
    }
  }
})

/** Services without terms but those given by place, each of an organization of its own, and two questions for a term. */
function equals(count: number, termsAt: (place: number) => Record<string, string[]>): Release {
  const flat = (id: string) => ({ id, match: 'covers' as const, untagged: 'none' as const, terms: [{ id, name: {} }] })
  const question = (taxonomy: string): Question => ({
    id: taxonomy,
    kind: 'term',
    text: {},
    taxonomy,
    effects: [{ mode: 'prefer', taxonomy, points: 10 }],
  })
  return {
    release: 1,
    releaseDigest: 'a'.repeat(64),
    rotation: '0123456789abcdef',
    taxonomies: [flat('x'), flat('y')],
    organizations: Array.from({ length: count }, (_, at) => ({
      id: `o${at}`,
      kind: at % 2 === 0 ? 'formal' : 'informal',
    })),
    services: Array.from({ length: count }, (_, at) => ({
      id: `s${String(at).padStart(6, '0')}`,
      organization: `o${at}`,
      status: 'active',
      terms: termsAt(at),
    })),
    questionSets: [
      {
        id: 'set',
        questions: [question('x'), question('y')],
        choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
      },
    ],
    capacities: Array.from({ length: count >> 4 }, (_, at) => ({ service: `s00${at * 7}`, status: 'limited' })),
  }
}

t.test('among very many equals they find the first by its key', async (t) => {
  // So few that each is looked at, and so many that those with the lowest keys are.
  for (const count of [8000, 30_000]) {
    expectSame(
      t,
      equals(count, () => ({})),
      seeds(20),
      `${count} equals`,
    )
  }
})

t.test('among very many equals of organizations whose keys are not low they find the first too', async (t) => {
  const release = equals(30_000, (at): Record<string, string[]> => (at < 20_000 ? { x: ['x'] } : {}))
  // Of 10,010 organizations ten have all who are best.
  const services = release.services.map((service, at) =>
    at < 20_000 ? { ...service, organization: `o${at % 10}` } : service,
  )
  const asked = seeds(20).map((one) => ({ ...one, answers: { x: 'x' } }))
  expectSame(t, { ...release, services }, asked, 'ten organizations')
})

t.test('who is better is found after very many equals', async (t) => {
  const count = 30_000
  // The first block promises both terms, and nobody in it has both; the last service has.
  const release = equals(
    count,
    (at): Record<string, string[]> =>
      at === 0 ? { y: ['y'] } : at === count - 1 ? { x: ['x'], y: ['y'] } : { x: ['x'] },
  )
  const asked = seeds(3).map((one) => ({ ...one, answers: { x: 'x', y: 'y' } }))
  expectSame(t, release, asked, 'one has all')
})

t.test('who has all that is wished for comes next too, while what is covered still counts', async (t) => {
  const release = equals(
    6000,
    (at): Record<string, string[]> =>
      at % 3 === 0 ? { y: ['y'] } : at % 3 === 1 ? { x: ['x'], y: ['y'] } : { x: ['x'] },
  )
  const [set] = release.questionSets
  // Half of one point is none: who lacks that wish is then as good.
  for (const points of [1, 2, 3]) {
    const questions = ['x', 'y'].map(
      (id): Question => ({
        id,
        kind: 'term',
        text: {},
        taxonomy: id,
        spread: true,
        effects: [{ mode: 'prefer', taxonomy: id, points: id === 'x' ? points : 10 }],
      }),
    )
    const questionSets = [{ ...set!, questions, choices: { ...set!.choices, size: 5 } }]
    const asked = seeds(30).map((one) => ({ ...one, answers: { x: 'x', y: 'y' } }))
    expectSame(t, { ...release, questionSets }, asked, `${points} points`)
  }
})

t.test('areas may be in each other a hundred deep', async (t) => {
  const random = seeded(8)
  const release = equals(2000, () => ({ x: [`x${random.below(100)}`, `x${random.below(100)}`] }))
  const terms = Array.from({ length: 100 }, (_, at) => ({
    id: `x${at}`,
    name: {},
    ...(at > 0 && { parent: `x${at - 1 - random.below(Math.min(at, 3))}` }),
  }))
  const [x, y] = release.taxonomies
  const asked = Array.from({ length: 60 }, () => ({ answers: { x: `x${random.below(100)}` }, options: {} }))
  for (const match of ['covers', 'overlaps'] as const) {
    expectSame(t, { ...release, taxonomies: [{ ...x!, match, terms }, y!] }, asked, match)
  }
})

t.test('there may be more terms than 16 bits can number', async (t) => {
  const terms = Array.from({ length: 70_000 }, (_, at) => ({ id: `x${at}`, name: {} }))
  const release = equals(40, (at) => ({ x: [`x${at}`, `x${69_999 - at}`] }))
  const [x, y] = release.taxonomies
  const asked = ['x0', 'x7', 'x65536', 'x69992', 'x69999'].map((id) => ({ answers: { x: id } }))
  const large = { ...release, taxonomies: [{ ...x!, terms }, y!] }
  expectSame(t, large, asked, '70,000 terms')
  for (const prepare of Object.values(candidates)) {
    const found = engineMatch(compileRelease(large, prepare), 'set', { x: 'x69992' })
    t.equal('choices' in found && found.choices[0]?.service, 's000007')
  }
})

t.test('answers may ask as much as a question set can make them', async (t) => {
  const [options, effects] = [20, 20]
  const term = (question: number, option: number, effect: number) =>
    `x${(question * options + option) * effects + effect}`
  const terms = Array.from({ length: 7 * options * effects }, (_, at) => ({ id: `x${at}`, name: {} }))
  // Each service has one wish more than the one before it, so that every wish divides them.
  const release = equals(terms.length, (at) => ({ x: terms.slice(0, at + 1).map(({ id }) => id) }))
  const questions = Array.from(
    { length: 7 },
    (_, question): Question => ({
      id: `q${question}`,
      kind: 'multiple',
      text: {},
      options: Array.from({ length: options }, (_, option) => ({
        id: `o${option}`,
        label: {},
        effects: Array.from({ length: effects }, (_, effect) => ({
          mode: 'prefer' as const,
          taxonomy: 'x',
          term: term(question, option, effect),
          points: 1 + effect,
        })),
      })),
    }),
  )
  const all = Array.from({ length: options }, (_, option) => `o${option}`)
  const answers = Object.fromEntries(questions.map(({ id }) => [id, all]))
  const [x, y] = release.taxonomies
  const questionSets = [{ ...release.questionSets[0]!, questions }]
  const large = { ...release, taxonomies: [{ ...x!, terms }, y!], questionSets }
  const found = engineMatch(compileRelease(large, bitmaps), 'set', answers)
  const chosen = 'choices' in found ? found.choices.map(({ service, gain }) => ({ service, gain })) : []
  const points = 7 * options * ((effects * (effects + 1)) / 2)
  t.same(chosen, [
    { service: 's002799', gain: points },
    { service: 's002798', gain: points - effects },
    { service: 's002797', gain: points - effects - (effects - 1) },
  ])
})
