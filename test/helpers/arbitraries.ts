import fc from 'fast-check'
import type { MatchOptions, Question } from '../../src/engine/index.js'
import { buildRelease } from './build-release.js'
import { type Dice, diceOf, tape } from './dice.js'
import type { Release } from './naive-terms.js'

/** Random releases, and for each some random matches: mostly what residents send, partly all that nobody should. */

export interface Case {
  readonly questionSet: string
  readonly answers: Readonly<Record<string, unknown>>
  readonly options: MatchOptions
}

export interface World {
  readonly release: Release
  readonly cases: readonly Case[]
}

export interface WorldSizes {
  readonly services?: number
  readonly cases?: number
  /** Whether what is sent may be wrong. */
  readonly mayBeWrong?: boolean
}

const listOf = <Item>(arbitrary: fc.Arbitrary<Item>, minLength: number, maxLength: number): fc.Arbitrary<Item[]> =>
  fc.array(arbitrary, { minLength, maxLength, size: 'max' })

/** A release with 1 to `cases` matches of it. Lists shrink by losing items, each item to a simpler one. */
export function worlds({ services = 18, cases = 20, mayBeWrong = true }: WorldSizes = {}): fc.Arbitrary<World> {
  const tapes = fc.record({
    release: tape(40),
    taxonomies: listOf(tape(40), 1, 4),
    organizations: listOf(tape(3), 1, 7),
    services: listOf(tape(16), 0, services),
    sets: listOf(fc.record({ rules: tape(40), questions: listOf(tape(70), 1, 6) }), 1, 2),
    cases: listOf(tape(60), 1, cases),
  })
  return fc.noBias(tapes).map((drawn) => {
    const release = buildRelease({
      release: diceOf(drawn.release),
      taxonomies: drawn.taxonomies.map(diceOf),
      organizations: drawn.organizations.map(diceOf),
      services: drawn.services,
      sets: drawn.sets.map(({ rules, questions }) => ({ rules: diceOf(rules), questions: questions.map(diceOf) })),
    })
    return { release, cases: drawn.cases.map((each) => aCase(diceOf(each), release, mayBeWrong)) }
  })
}

function aCase(dice: Dice, release: Release, mayBeWrong: boolean): Case {
  const set = dice.pick(release.questionSets)
  const options = someOptions(dice, release)
  const isWrong = mayBeWrong && dice.chance(20)
  const tokens = new Map<string, readonly string[]>()
  const entries: [string, unknown][] = []
  for (const question of set.questions) {
    const { showIf } = question
    const isAsked = showIf === undefined || showIf.anyOf.some((id) => tokens.get(showIf.question)?.includes(id))
    const isLeft = dice.chance(14) || (!isAsked && !(isWrong && dice.chance(30)))
    const answer = isLeft ? [] : aTokenList(dice, question, release)
    tokens.set(question.id, answer)
    if (isWrong && dice.chance(25)) entries.push([question.id, aWrongValue(dice, question)])
    else if (!isLeft) entries.push([question.id, aValue(dice, question, answer, release)])
    else if (dice.chance(50)) entries.push([question.id, dice.chance(50) ? [] : null])
  }
  if (isWrong) entries.push(...someUnknown(dice, set.questions))
  return { questionSet: set.id, answers: Object.fromEntries(dice.chance(30) ? entries.toReversed() : entries), options }
}

function aTokenList(dice: Dice, question: Question, release: Release): string[] {
  if (question.kind === 'term') return [dice.pick(termsOf(question.taxonomy, release)).id]
  const ids = question.options.map((option) => option.id)
  if (question.kind === 'single') return [dice.pick(ids)]
  const tokens = dice.some(ids, question.maxAnswers ?? ids.length)
  const exclusive = tokens.find((id) =>
    question.options.some((option) => option.id === id && option.exclusive === true),
  )
  return exclusive === undefined ? tokens : [exclusive]
}

function aValue(dice: Dice, question: Question, tokens: readonly string[], release: Release): unknown {
  if (question.kind !== 'single' && question.kind !== 'term') return tokens
  if (question.kind === 'single' || dice.chance(50)) return tokens[0]
  const codes = termsOf(question.taxonomy, release).find((term) => term.id === tokens[0])?.codes ?? []
  return codes.length === 0 ? tokens[0] : dice.pick(codes)
}

const termsOf = (taxonomy: string, release: Release): { id: string; codes?: readonly string[] }[] => [
  ...(taxonomy === 'kind'
    ? [{ id: 'formal' }, { id: 'informal' }]
    : release.taxonomies.find((one) => one.id === taxonomy)!.terms),
]

function aWrongValue(dice: Dice, question: Question): unknown {
  const ids = 'options' in question ? question.options.map((option) => option.id) : ['t1', '1021']
  const exclusive = 'options' in question ? question.options.flatMap(({ id, exclusive }) => (exclusive ? id : [])) : []
  const item = () => dice.pick<unknown>([ids[0], ids.at(-1), 'zz', 'constructor', '__proto__', '', 5, null, [], {}])
  return dice.pick<() => unknown>([
    () => item(),
    () => [item(), item()],
    () => [item(), item(), item(), item(), item(), item()],
    () => [ids[0], ids[0]],
    () => [ids[0], 'zz', ids[0], 'zz'],
    () => dice.shuffle(ids),
    () => [...ids, ids[0]],
    () => [item()],
    () => dice.pick(['zz', 'constructor', '__proto__', '', 'toString', '9999', 'O0', ' o0']),
    () => exclusive.concat(ids.slice(0, 2)).slice(0, 2),
    () => dice.pick<unknown>([5, true, false, 0, -1.5, {}, { length: 1, 0: 'o0' }, 'o0,o1']),
  ])()
}

function someUnknown(dice: Dice, questions: readonly Question[]): [string, unknown][] {
  const pool = 'constructor,__proto__,a/b,x~y,~1,/,,always,kind,0,10,9,é,z,😀,～,Topics,toString,weet niet'.split(',')
  const keys = dice.chance(50) ? dice.some(pool, 4) : []
  const unknown = keys.filter((key) => !questions.some((question) => question.id === key))
  return unknown.map((key) => [key, dice.pick<unknown>([null, [], 'x', { a: 1 }, 5])])
}

function someOptions(dice: Dice, release: Release): MatchOptions {
  const ids = release.services.map((service) => service.id)
  const anyIds = (count: number) => {
    const known = dice.some(ids, count)
    const others = dice.chance(40) ? ['nergens', 'constructor', ...known.slice(0, 1), 'nergens'] : []
    return dice.shuffle([...known, ...others])
  }
  const seeds = ['', 'a', 'b', 'winkel|1', '"\\/', ' ', '~;=,:', 'x'.repeat(64), `s${dice.below(9)}`]
  return {
    ...(dice.chance(60) ? { seed: dice.pick(seeds) } : {}),
    ...(dice.chance(25) ? { without: anyIds(3) } : {}),
    ...(dice.chance(45) ? { alternatives: dice.pick([0, 1, 2, 3, 5, 20]) } : {}),
    ...(dice.chance(45) ? { explain: anyIds(8) } : {}),
  }
}
