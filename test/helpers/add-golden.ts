import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { MatchOptions, Question } from '../../src/engine/index.js'
import { compileRelease } from './engine-result.js'
import { digestOf, digestsFile, type GoldenMatch, readRelease, releaseFile } from './golden.js'
import type { Release } from './naive-terms.js'
import { type Random, seeded } from './random.js'

/**
 * Adds golden matches of a release with answers drawn at random, and prints the seal to add to `golden.test.ts`:
 *
 *     node dist/test/helpers/add-golden.js <release> <count> <seed> [file of a release to take in first]
 *
 * It never touches a line or a release that is there: to see whether they still hold is what the test is for.
 */
const [name = '', count = '', seed = '', source] = process.argv.slice(2)
if (!/^[a-z0-9-]+$/.test(name) || !(Number(count) > 0) || seed === '') {
  throw new Error('Usage: node dist/test/helpers/add-golden.js <release> <count> <seed> [file]')
}
if (source !== undefined) takeIn(source)

const release = readRelease(name)
const index = compileRelease(release)
const random = seeded(Number(seed))
const known = new Set(existsSync(digestsFile) ? readFileSync(digestsFile, 'utf8').split('\n').map(keyOf) : [])
const lines: string[] = []
for (let tries = 0; lines.length < Number(count) && tries < Number(count) * 20; tries += 1) {
  const drawn = someMatch(random, release)
  const line = JSON.stringify({ ...drawn, digest: digestOf(index, drawn) })
  if (known.has(keyOf(line))) continue
  known.add(keyOf(line))
  lines.push(`${line}\n`)
}
appendFileSync(digestsFile, lines.join(''))
const all = readFileSync(digestsFile, 'utf8')
const seal = { lines: all.split('\n').length - 1, sha256: createHash('sha256').update(all).digest('hex') }
console.log(`${lines.length} matches of ${name} added; the seal: ${JSON.stringify(seal)}`)

/** What a match is of, without its digest. */
function keyOf(line: string): string {
  return line.replace(/,"digest":"[0-9a-f]*"\}$/, '')
}

/** Keeps what a match reads of a release, and none of the texts. */
function takeIn(file: string): void {
  const given: Release = JSON.parse(readFileSync(file, 'utf8'))
  const withoutTexts = (key: string, value: unknown): unknown =>
    ['text', 'label', 'name'].includes(key)
      ? {}
      : ['help', 'because', 'says', 'lacks'].includes(key)
        ? undefined
        : value
  const kept: Release = {
    release: given.release,
    releaseDigest: given.releaseDigest,
    rotation: given.rotation,
    taxonomies: given.taxonomies.map(({ id, match, untagged, terms }) => ({ id, match, untagged, terms })),
    organizations: given.organizations.map(({ id, kind }) => ({ id, kind })),
    services: given.services.map(({ id, organization, status, terms }) => ({ id, organization, status, terms })),
    questionSets: given.questionSets.map(({ id, questions, always, alwaysRelax, choices, advice }) => ({
      id,
      questions,
      ...(always === undefined ? {} : { always }),
      ...(alwaysRelax === undefined ? {} : { alwaysRelax }),
      choices,
      ...(advice === undefined ? {} : { advice }),
    })),
    capacities: given.capacities.map(({ service, status }) => ({ service, status })),
  }
  // The flag makes it fail where the file is there already.
  writeFileSync(releaseFile(name), `${JSON.stringify(kept, withoutTexts)}\n`, { flag: 'wx' })
}

function someMatch(random: Random, { questionSets, taxonomies, services }: Release): GoldenMatch {
  const set = random.pick(questionSets)
  const answers: Record<string, string | string[]> = {}
  const tokens = new Map<string, readonly string[]>()
  for (const question of set.questions) {
    const { id, showIf } = question
    const isAsked = showIf === undefined || showIf.anyOf.some((token) => tokens.get(showIf.question)?.includes(token))
    if (!isAsked || random.percent(15)) continue
    const given =
      question.kind === 'term' ? [someTerm(random, taxonomies, question.taxonomy)] : someOptions(random, question)
    tokens.set(id, given)
    answers[id] = question.kind === 'term' || question.kind === 'single' ? given[0]! : given
  }
  const options: MatchOptions = {
    ...(random.percent(30) ? { seed: `seed ${random.below(1000)}` } : {}),
    ...(random.percent(25)
      ? {
          without: random.some(
            services.map(({ id }) => id),
            3,
          ),
        }
      : {}),
    ...(random.percent(40) ? { alternatives: random.below(6) } : {}),
  }
  return { release: name, questionSet: set.id, answers, options }
}

/** A term, or one of its codes. */
function someTerm(random: Random, taxonomies: Release['taxonomies'], taxonomy: string): string {
  if (taxonomy === 'kind') return random.pick(['formal', 'informal'])
  const { id, codes = [] } = random.pick(taxonomies.find((one) => one.id === taxonomy)!.terms)
  return random.pick([id, ...codes])
}

function someOptions(random: Random, { kind, options, ...rest }: Exclude<Question, { kind: 'term' }>): string[] {
  const most =
    kind === 'single' ? 1 : Math.min(options.length, 'maxAnswers' in rest ? rest.maxAnswers! : options.length)
  const picked = random.some(options, 1 + random.below(most))
  const alone = picked.find(({ exclusive }) => exclusive)
  return (alone ? [alone] : picked).map(({ id }) => id)
}
