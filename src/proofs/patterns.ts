import type { Question, QuestionSet } from '../engine/index.js'
import type { Asks, Survey } from '../engine/survey.js'
import { mostJoint, mostJointClasses, mostPatterns, mostValues, TooLarge } from './too-large.js'

/**
 * All ways to answer a question set. Questions that hang together through `showIf` are a *strand*; strands are answered
 * independently, so a pattern is one way to answer each strand.
 */

/** What is said to one question: the tokens, and its place among all that can be said, a skip being the last. */
export interface Said {
  readonly tokens: readonly string[]
  readonly place: number
}

/** How all questions of a strand, or of the set, are answered: the smallest pattern of some. */
export interface Pattern {
  /** How many questions are answered. */
  readonly answered: number
  /** In the order of the questions. */
  readonly said: readonly Said[]
}

/** Ways to answer a strand that ask the same. */
export interface StrandClass {
  /** By question of the strand; undefined where nothing is said. */
  readonly asks: readonly (Asks | undefined)[]
  readonly patterns: number
  /** Fewest questions answered, then first in order. */
  readonly smallest: Pattern
  readonly unwanted: Unwanted
}

/** Kinds that the resident's own word is against: their minimum counts as 0 (section 6). */
export interface Unwanted {
  readonly formal: boolean
  readonly informal: boolean
}

export interface Strand {
  readonly questions: readonly Question[]
  /** Their places among the questions of the set, from 0. */
  readonly places: readonly number[]
  readonly patterns: number
  /** By demands and exclusions. The smallest first. */
  readonly demandClasses: readonly StrandClass[]
  /** By all that is asked, in the order that counts for the fair key. The smallest first. */
  readonly answerClasses: readonly StrandClass[]
}

const silent: Said = { tokens: [], place: Number.MAX_SAFE_INTEGER }

export interface StrandsOf {
  readonly survey: Pick<Survey, 'asks'>
  readonly questionSet: Pick<QuestionSet, 'questions'>
  /** The ids of the terms of a taxonomy, in order. */
  readonly terms: (taxonomy: string) => readonly string[]
  /** Pairs of questions that hang together for another reason than `showIf`. */
  readonly linked?: readonly (readonly [string, string])[]
}

/** @throws TooLarge */
export function strandsOf({ survey, questionSet: { questions }, terms, linked = [] }: StrandsOf): Strand[] {
  const roots = new Map(questions.map(({ id }) => [id, id]))
  const shown = questions.flatMap(({ id, showIf }) => (showIf ? [[showIf.question, id] as const] : []))
  for (const [one, other] of [...shown, ...linked]) {
    const [root, joining] = [roots.get(one), roots.get(other)]
    if (root === undefined || joining === undefined) continue
    for (const [id, own] of roots) if (own === joining) roots.set(id, root)
  }
  const strands = [...new Set(roots.values())].map((root) => {
    const own = questions.filter(({ id }) => roots.get(id) === root)
    const places = own.map((question) => questions.indexOf(question))
    return { ...strandOf({ survey, terms, questions: own }), places }
  })
  const patterns = strands.reduce((product, strand) => product * strand.patterns, 1)
  if (patterns > mostPatterns)
    throw new TooLarge(
      `There are more than ${mostPatterns} ways to answer: ask fewer questions, or let fewer be ticked.`,
    )
  return strands
}

/** Things to say to one question that ask the same and lead to the same questions. */
interface Value {
  /** The first of them. */
  readonly said: Said
  readonly asks: Asks | undefined
  count: number
  /** The questions that are asked after it. */
  readonly opens: readonly string[]
  readonly demandKey: number
  readonly answerKey: number
}

interface StrandQuestions {
  readonly survey: Pick<Survey, 'asks'>
  readonly terms: (taxonomy: string) => readonly string[]
  readonly questions: readonly Question[]
}

function strandOf(of: StrandQuestions): Omit<Strand, 'places'> {
  const { questions } = of
  const values = questions.map((question) => valuesOf(question, of))
  const byDemands = new Map<string, Folding>()
  const byAnswers = new Map<string, Folding>()
  const path: Value[] = []
  let patterns = 0
  let visits = 0
  const walk = (place: number, count: number, open: ReadonlySet<string>): void => {
    const question = questions[place]
    if (question === undefined) {
      visits += 1
      if (visits > mostJoint || byAnswers.size > mostJointClasses) throw tooManyIn(questions)
      patterns += count
      fold(byDemands, path.map(({ demandKey }) => demandKey).join(), path, count)
      fold(byAnswers, path.map(({ answerKey }) => answerKey).join(), path, count)
      return
    }
    const isAsked = question.showIf === undefined || open.has(question.id)
    for (const value of isAsked ? (values[place] ?? []) : [notAsked]) {
      path.push(value)
      walk(place + 1, count * value.count, value.opens.length > 0 ? new Set([...open, ...value.opens]) : open)
      path.pop()
    }
  }
  walk(0, 1, new Set())
  return { questions, patterns, demandClasses: folded(byDemands), answerClasses: folded(byAnswers) }
}

const notAsked: Value = { said: silent, asks: undefined, count: 1, opens: [], demandKey: 0, answerKey: 0 }

interface Folding {
  patterns: number
  smallest: Pattern
  asks: readonly (Asks | undefined)[]
}

function fold(classes: Map<string, Folding>, key: string, path: readonly Value[], count: number): void {
  const known = classes.get(key)
  const answered = path.filter(({ said }) => said !== silent).length
  if (known === undefined || isSmaller(answered, path, known.smallest)) {
    const smallest = { answered, said: path.map(({ said }) => said) }
    classes.set(key, { patterns: count + (known?.patterns ?? 0), smallest, asks: path.map(({ asks }) => asks) })
  } else known.patterns += count
}

function isSmaller(answered: number, path: readonly Value[], than: Pattern): boolean {
  if (answered !== than.answered) return answered < than.answered
  for (const [i, { said }] of path.entries()) {
    const place = than.said[i]?.place ?? 0
    if (said.place !== place) return said.place < place
  }
  return false
}

/** Below 0 where `a` is smaller: fewer questions answered, then what comes first in the first question that differs. */
export function comparePatterns(a: Pattern, b: Pattern): number {
  if (a.answered !== b.answered) return a.answered - b.answered
  for (const [i, { place }] of a.said.entries()) {
    const other = b.said[i]?.place ?? 0
    if (place !== other) return place - other
  }
  return 0
}

/** One pattern of the whole set from one of each strand. */
export function joined(strands: readonly Pick<Strand, 'places'>[], parts: readonly Pattern[]): Pattern {
  const said: Said[] = []
  let answered = 0
  for (const [i, part] of parts.entries()) {
    answered += part.answered
    for (const [j, each] of part.said.entries()) said[strands[i]?.places[j] ?? 0] = each
  }
  return { answered, said }
}

function folded(classes: ReadonlyMap<string, Folding>): StrandClass[] {
  return [...classes.values()]
    .sort((a, b) => comparePatterns(a.smallest, b.smallest))
    .map((folding) => ({ ...folding, unwanted: unwantedBy(folding.asks) }))
}

export function unwantedBy(heard: readonly (Asks | undefined)[]): Unwanted {
  const isAgainst = (kind: string): boolean =>
    heard.some(
      (asks) =>
        asks?.exclusions.some(({ taxonomy, term }) => taxonomy === 'kind' && term === kind) ||
        asks?.demands.some(({ taxonomy, terms }) => taxonomy === 'kind' && !terms.includes(kind)),
    )
  return { formal: isAgainst('formal'), informal: isAgainst('informal') }
}

/** A skip, and all that can be said to a question; what asks the same and leads to the same once. */
function valuesOf(question: Question, { survey, terms, questions }: StrandQuestions): Value[] {
  const dependents = questions.filter(({ showIf }) => showIf?.question === question.id)
  const values = new Map<string, Value>()
  const keys = { demands: new Map<string, number>(), answers: new Map<string, number>() }
  const nothing = JSON.stringify(askedKeys({ demands: [], exclusions: [], wishes: [], canonical: '' }).demands)
  numbered(keys.demands, nothing)
  numbered(keys.answers, JSON.stringify([nothing, '', []]))
  if (countLists(question) > mostValues) throw tooManyIn([question])
  let place = 0
  for (const tokens of tokenLists(question, terms)) {
    const asks = survey.asks({ question: question.id, tokens })
    const { demands, wishes } = askedKeys(asks)
    const demandKey = numbered(keys.demands, JSON.stringify(demands))
    const answerKey = numbered(keys.answers, JSON.stringify([JSON.stringify(demands), asks.canonical, wishes]))
    const opens = dependents.filter(({ showIf }) => showIf?.anyOf.some((id) => tokens.includes(id))).map(({ id }) => id)
    const key = `${answerKey} ${opens.join()}`
    const known = values.get(key)
    if (known) known.count += 1
    else values.set(key, { said: { tokens, place }, asks, count: 1, opens, demandKey, answerKey })
    place += 1
  }
  return [{ ...notAsked }, ...values.values()]
}

/** What is asked, as texts that are the same where it is. */
export function askedKeys({ demands, exclusions, wishes }: Asks) {
  const sorted = (list: readonly unknown[]): string[] => list.map((each) => JSON.stringify(each)).sort()
  return {
    demands: [
      sorted(demands.map(({ taxonomy, terms, tierBit }) => [taxonomy, terms, tierBit])),
      sorted(exclusions.map(({ taxonomy, term }) => [taxonomy, term])),
    ],
    wishes: wishes.map(({ answer, taxonomy, term, points }) => [answer, taxonomy, term, points]),
  }
}

function numbered(known: Map<string, number>, key: string): number {
  const number = known.get(key) ?? known.size
  known.set(key, number)
  return number
}

function tooManyIn(questions: readonly Question[]): TooLarge {
  const ids = questions.map(({ id }) => id).join(', ')
  return new TooLarge(
    `There are too many ways to answer ${ids}: expected at most ${mostValues} for one question and ${mostJointClasses} that ask something else for questions that hang together; set maxAnswers lower.`,
  )
}

/** How many there are of several tokens. */
function countLists(question: Question): number {
  if (question.kind === 'term' || question.kind === 'single') return 0
  const together = question.options.filter(({ exclusive }) => !exclusive).length
  const most = Math.min(question.maxAnswers ?? together, together)
  let [sum, lists] = [0, 1]
  for (let length = 1; length <= most; length += 1) {
    lists *= (together - length + 1) / (question.kind === 'ranked' ? 1 : length)
    sum += lists
  }
  return sum
}

/** All that can be said to a question: fewest tokens first, then in the order of the options. */
function* tokenLists(question: Question, terms: (taxonomy: string) => readonly string[]): Iterable<readonly string[]> {
  if (question.kind === 'term') {
    for (const term of terms(question.taxonomy)) yield [term]
    return
  }
  const alone = new Set(question.options.filter(({ exclusive }) => exclusive).map(({ id }) => id))
  const ids = question.options.map(({ id }) => id)
  const most = question.kind === 'single' ? 1 : (question.maxAnswers ?? ids.length)
  if (most >= 1) for (const id of ids) yield [id]
  const together = question.kind === 'single' ? [] : ids.filter((id) => !alone.has(id))
  for (let length = 2; length <= Math.min(most, together.length); length += 1) {
    yield* question.kind === 'ranked' ? arrangements(together, length) : combinations(together, length)
  }
}

function* combinations(ids: readonly string[], length: number, from = 0): Iterable<readonly string[]> {
  if (length === 0) yield []
  for (let i = from; length > 0 && i <= ids.length - length; i += 1) {
    for (const rest of combinations(ids, length - 1, i + 1)) yield [ids[i] ?? '', ...rest]
  }
}

function* arrangements(ids: readonly string[], length: number): Iterable<readonly string[]> {
  if (length === 0) yield []
  for (const id of length > 0 ? ids : []) {
    const others = ids.filter((other) => other !== id)
    for (const rest of arrangements(others, length - 1)) yield [id, ...rest]
  }
}
