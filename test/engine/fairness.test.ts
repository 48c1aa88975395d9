import t, { type Test } from 'tap'
import { compileRelease, engineMatch, sha256 } from '../helpers/engine-result.js'
import type { NaiveResult, Release } from '../helpers/naive.js'

/** Equal chances (section 10). The draws are fixed: the same numbers on every run, so a failure is never bad luck. */

type Result = Exclude<NaiveResult, { problems: unknown }>
type Kind = 'formal' | 'informal'

const draws = 5040
const names = ['a', 'zorg-voor-elkaar', '0', 'buurt-1', 'buurt-2', 'constructor', 'z9', '3f2a']
const letters = [...'abcdefg']

/** Organizations that differ in nothing but kind, names and how many equal services they have: 1, 2, 3 … */
function equals(kinds: readonly Kind[], minimum: { formal: number; informal: number }): Release {
  const organizations = kinds.map((kind, at) => ({ id: names[at]!, kind }))
  const options = letters.map((id) => ({
    id,
    label: { nl: id },
    effects: [{ mode: 'prefer' as const, taxonomy: 'topic', term: 'money', points: 1 }],
  }))
  return {
    release: 1,
    releaseDigest: 'a'.repeat(64),
    rotation: '0123456789abcdef',
    taxonomies: [{ id: 'topic', match: 'covers', untagged: 'none', terms: [{ id: 'money', name: { nl: 'geld' } }] }],
    organizations,
    services: organizations.flatMap(({ id }, at) =>
      Array.from({ length: at + 1 }, (_, nth) => ({
        id: `${names[(at * 3 + nth) % names.length]}-${at}-${nth}`,
        organization: id,
        status: 'active' as const,
        terms: { topic: ['money'] },
      })),
    ),
    questionSets: [
      {
        id: 'set',
        questions: [{ id: 'topics', kind: 'ranked', text: { nl: 'Wat?' }, options }],
        choices: { size: 3, minimum, perOrganization: 1 },
      },
    ],
    capacities: [],
  }
}

const permutations = (items: readonly string[]): string[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((one) => one !== item)).map((rest) => [item, ...rest]))

/** Each count is within four and a half standard deviations of a fair draw, the mean of them all being given. */
function isEven(t: Test, counts: readonly number[], total: number, name: string): void {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const chance = mean / total
  const bound = 4.5 * Math.sqrt(total * chance * (1 - chance))
  const far = counts.filter((count) => Math.abs(count - mean) > bound)
  t.strictSame(far, [], `${name}: ${counts.join(', ')}; mean ${Math.round(mean)}, bound ${Math.round(bound)}`)
}

function checkFairness(t: Test, release: Release, kind: Kind, results: readonly Result[]): void {
  const organizationOf = new Map(release.services.map(({ id, organization }) => [id, organization]))
  const chosen = results.map(({ choices }) => choices.map(({ service }) => service))
  const helpers = chosen.map((services) => services.map((id) => organizationOf.get(id)!))
  const equal = release.organizations.filter((one) => one.kind === kind).map(({ id }) => id)
  const count = (holds: (organizations: readonly string[]) => boolean) => helpers.filter(holds).length

  const each = equal.map((id) => count((list) => list.includes(id)))
  isEven(t, each, draws, 'among the choices')
  const first = equal.map((id) => count((list) => list.find((one) => equal.includes(one)) === id))
  isEven(t, first, draws, 'the first of the kind')
  const pairs = equal.flatMap((one, at) => equal.slice(at + 1).map((other) => [one, other] as const))
  if (pairs.length > 1) {
    const together = pairs.map(([one, other]) => count((list) => list.includes(one) && list.includes(other)))
    isEven(t, together, draws, 'two together')
  }
  for (const [at, id] of equal.entries()) {
    const own = release.services.filter((service) => service.organization === id)
    const often = own.map((service) => chosen.filter((list) => list.includes(service.id)).length)
    isEven(t, often, each[at]!, `the services of ${id}`)
  }
}

const sixEqual = equals(Array(6).fill('formal'), { formal: 1, informal: 0 })

t.test('equal organizations are chosen equally often over seeds', async (t) => {
  const index = compileRelease(sixEqual)
  const results = Array.from({ length: draws }, (_, at) => engineMatch(index, 'set', {}, { seed: `${at}` }) as Result)
  checkFairness(t, sixEqual, 'formal', results)
})

t.test('equal organizations are chosen equally often over answers', async (t) => {
  const index = compileRelease(sixEqual)
  const results = permutations(letters).map((topics) => engineMatch(index, 'set', { topics }) as Result)
  t.equal(results.length, draws)
  checkFairness(t, sixEqual, 'formal', results)
})

t.test('equal organizations are chosen equally often over rotations', async (t) => {
  const results = Array.from({ length: draws }, (_, at) => {
    const index = compileRelease({ ...sixEqual, rotation: sha256(`${at}`).slice(0, 16) })
    return engineMatch(index, 'set', {}) as Result
  })
  checkFairness(t, sixEqual, 'formal', results)
})

t.test('equal organizations of one kind are chosen equally often where a seat is kept for it', async (t) => {
  const kinds: Kind[] = ['formal', 'informal', 'formal', 'informal', 'formal', 'informal', 'informal']
  const release = equals(kinds, { formal: 2, informal: 1 })
  const index = compileRelease(release)
  const results = Array.from({ length: draws }, (_, at) => engineMatch(index, 'set', {}, { seed: `${at}` }) as Result)
  checkFairness(t, release, 'formal', results)
  checkFairness(t, release, 'informal', results)
})
