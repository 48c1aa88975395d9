import type { Index, Question, QuestionSet, Taxonomy } from '../engine/index.js'
import { type Asks, countIn, type ServiceBits, type Survey, survey, type Tokens } from '../engine/survey.js'
import { type Kernels, kernelsOf } from './kernels.js'
import {
  joined,
  type Pattern,
  type Strand,
  type StrandClass,
  strandsOf,
  type Unwanted,
  unwantedBy,
} from './patterns.js'

/** All ways to answer, as classes that ask the same. */
export interface AnswerSpace {
  readonly strands: readonly Strand[]
  readonly patterns: number
  readonly answerClasses: number
  /** Those that ask something. */
  readonly answers: readonly AskingAnswer[]
  /** The place of an answer in `answers`. */
  answerAt(question: string, token: string): number | undefined
  /** By `always`. */
  readonly unwanted: Unwanted
  strandAnswer(strand: number, each: StrandClass): StrandAnswer
}

/** What a proof stands on: all that each of its threads makes for itself from the same content. */
export interface Ground extends AnswerSpace {
  readonly survey: Survey
  readonly questionSet: QuestionSet
  readonly kernels: Kernels
  /** Every option and term, in order. */
  readonly everyAnswer: readonly AskingAnswer[]
  /** Every wish that there can be, in order, those of `always` first. */
  readonly wishes: readonly PossibleWish[]
  /** The place in `wishes` of each wish of an answer; `always` is an answer to `always`. */
  wishesAt(question: string, token: string): readonly number[]
  readonly grid: Grid | undefined
}

/** An option or a term. */
export interface AskingAnswer {
  readonly question: string
  readonly token: string
  readonly asks: Asks
}

export interface PossibleWish {
  readonly question: string
  readonly answer: string
  readonly taxonomy: string
  readonly term: string
  readonly has: ServiceBits
}

/** Two questions laid against each other, by the places of their answers in `answers`. */
export interface Grid {
  readonly rows: GridSide
  readonly columns: GridSide
}

export interface GridSide {
  readonly question: string
  readonly taxonomy: string
  readonly answers: readonly number[]
}

export interface GroundOf {
  readonly index: Index
  readonly questionSet: QuestionSet
  readonly taxonomies: readonly Pick<Taxonomy, 'id' | 'terms'>[]
}

/** @throws TooLarge */
export function prepareGround({ index, questionSet, taxonomies }: GroundOf): Ground {
  const surveyed = survey(index, questionSet.id)
  const terms = termsIn(taxonomies)
  const strands = strandsOf({ survey: surveyed, questionSet, terms })
  const everything = questionSet.questions.flatMap((question) =>
    tokensOf(question, terms).map((token) => ({
      question: question.id,
      token,
      asks: surveyed.asks({ question: question.id, tokens: [token] }),
    })),
  )
  const answers = everything.filter(({ asks }) => asksAnything(asks))
  const places = new Map(answers.map(({ question, token }, i) => [`${question} ${token}`, i]))
  const { wishes, wishesAt } = wishesOf([{ question: 'always', token: 'always', asks: surveyed.always }, ...answers])
  const ground = {
    survey: surveyed,
    questionSet,
    strands,
    kernels: kernelsOf(surveyed, strands),
    everyAnswer: everything,
    answers,
    answerAt: (question: string, token: string) => places.get(`${question} ${token}`),
    wishes,
    wishesAt,
    grid: gridOf(questionSet, answers),
    unwanted: unwantedBy([surveyed.always]),
    patterns: product(strands, ({ patterns }) => patterns),
    answerClasses: product(strands, ({ answerClasses }) => answerClasses.length),
  }
  return { ...ground, strandAnswer: createStrandAnswers(ground) }
}

/** The ids of the terms of a taxonomy, in order. */
export function termsIn(taxonomies: GroundOf['taxonomies']): (taxonomy: string) => readonly string[] {
  const byTaxonomy = new Map(taxonomies.map(({ id, terms }) => [id, terms.map((term) => term.id)]))
  return (id) => byTaxonomy.get(id) ?? ['formal', 'informal']
}

export function product(strands: readonly Strand[], numberOf: (strand: Strand) => number): number {
  return strands.reduce((total, strand) => total * numberOf(strand), 1)
}

export function asksAnything({ demands, exclusions, wishes }: Asks): boolean {
  return demands.length + exclusions.length + wishes.length > 0
}

export function tokensOf(question: Question, terms: (taxonomy: string) => readonly string[]): readonly string[] {
  return question.kind === 'term' ? terms(question.taxonomy) : question.options.map(({ id }) => id)
}

function wishesOf(answers: readonly AskingAnswer[]): Pick<Ground, 'wishes' | 'wishesAt'> {
  const wishes: PossibleWish[] = []
  const places = new Map<string, number[]>()
  for (const { question, token, asks } of answers) {
    const own = new Map<string, number>()
    const places_ = asks.wishes.map(({ answer, taxonomy, term, has }) => {
      const key = `${taxonomy} ${term}`
      const place = own.get(key) ?? wishes.push({ question, answer, taxonomy, term, has }) - 1
      own.set(key, place)
      return place
    })
    places.set(`${question} ${token}`, [...new Set(places_)])
  }
  return { wishes, wishesAt: (question, token) => places.get(`${question} ${token}`) ?? [] }
}

/** The first question that is answered with a term, and the first ranked one, or else the first with several answers. */
function gridOf({ questions }: QuestionSet, answers: readonly AskingAnswer[]): Grid | undefined {
  const rows = questions.find(({ kind }) => kind === 'term')
  const columns = questions.find(({ kind }) => kind === 'ranked') ?? questions.find(({ kind }) => kind === 'multiple')
  const side = (question: Question | undefined): GridSide | undefined => {
    const own = answers.flatMap((answer, i) => (answer.question === question?.id ? [{ ...answer, i }] : []))
    const taxonomy = own[0] && firstAsked(own[0].asks)?.taxonomy
    if (question === undefined || taxonomy === undefined) return undefined
    return { question: question.id, taxonomy, answers: own.map(({ i }) => i) }
  }
  const [row, column] = [side(rows), side(columns)]
  return row && column && { rows: row, columns: column }
}

/** What an answer asks first: its demand, or else its wish. */
export function firstAsked({
  demands,
  wishes,
}: Asks): { readonly taxonomy: string; readonly who: ServiceBits } | undefined {
  const [demand] = demands
  if (demand) return { taxonomy: demand.taxonomy, who: demand.meets }
  return wishes[0] && { taxonomy: wishes[0].taxonomy, who: wishes[0].has }
}

interface PlacedTokens extends Tokens {
  /** Of the question, among those of the set. */
  readonly place: number
}

/** What is said to one strand, as a match takes it and as tallies count it. */
export interface StrandAnswer {
  readonly given: readonly PlacedTokens[]
  /** Places in `answers` of what is said and asks something; where nothing does, of the question after all of these. */
  readonly said: readonly number[]
  /** Places in `wishes`. */
  readonly wishes: readonly number[]
  /** Places among the rows and the columns of the grid. */
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/** Makes what is said by a class of a strand, once each. */
export function createStrandAnswers(
  ground: Pick<Ground, 'strands' | 'answers' | 'answerAt'> & Partial<Pick<Ground, 'wishesAt' | 'grid'>>,
): AnswerSpace['strandAnswer'] {
  const known = new Map<StrandClass, StrandAnswer>()
  const rows = new Map(ground.grid?.rows.answers.map((place, i) => [place, i]))
  const columns = new Map(ground.grid?.columns.answers.map((place, i) => [place, i]))
  const make = (strand: Strand | undefined, { smallest }: StrandClass): StrandAnswer => {
    const list = (strand?.questions ?? []).map(({ id }, i) => {
      return { question: id, tokens: smallest.said[i]?.tokens ?? [], place: strand?.places[i] ?? 0 }
    })
    const said = list.flatMap(({ question, tokens, place }) => {
      const asking = tokens.flatMap((token) => ground.answerAt(question, token) ?? [])
      return asking.length > 0 ? asking : [ground.answers.length + place]
    })
    return {
      given: list.filter(({ tokens }) => tokens.length > 0),
      said,
      wishes: list.flatMap(({ question, tokens }) =>
        tokens.flatMap((token) => ground.wishesAt?.(question, token) ?? []),
      ),
      rows: said.flatMap((place) => rows.get(place) ?? []),
      columns: said.flatMap((place) => columns.get(place) ?? []),
    }
  }
  return (strand, each) => {
    const found = known.get(each) ?? make(ground.strands[strand], each)
    known.set(each, found)
    return found
  }
}

/** One class of each strand: patterns that ask the same. */
export interface AnswerClass {
  readonly parts: readonly StrandAnswer[]
  /** What is said to each question that is answered, in order. */
  readonly given: readonly Tokens[]
  readonly patterns: number
  readonly unwanted: Unwanted
  /** How many questions the smallest pattern answers. */
  readonly answered: number
  smallest(): Pattern
}

export function answerClassOf(ground: AnswerSpace, classes: readonly StrandClass[]): AnswerClass {
  const parts: StrandAnswer[] = []
  const given: PlacedTokens[] = []
  let [patterns, answered, formal, informal] = [1, 0, ground.unwanted.formal, ground.unwanted.informal]
  for (let i = 0; i < classes.length; i += 1) {
    const each = classes[i]
    if (each === undefined) continue
    const part = ground.strandAnswer(i, each)
    parts.push(part)
    for (const tokens of part.given) given.push(tokens)
    patterns *= each.patterns
    answered += each.smallest.answered
    formal ||= each.unwanted.formal
    informal ||= each.unwanted.informal
  }
  // Strands may be entwined: a question may hang on another that is not the one before it.
  for (let i = 1; i < given.length; i += 1) {
    if ((given[i - 1]?.place ?? 0) > (given[i]?.place ?? 0)) given.sort((a, b) => a.place - b.place)
  }
  const smallest = (): Pattern =>
    joined(
      ground.strands,
      classes.map((each) => each.smallest),
    )
  return { parts, given, patterns, answered, unwanted: { formal, informal }, smallest }
}

/** What is said to each question that is answered, in order. */
export function given({ questions }: Pick<QuestionSet, 'questions'>, { said }: Pattern): Tokens[] {
  return questions.flatMap(({ id }, i) => {
    const tokens = said[i]?.tokens ?? []
    return tokens.length > 0 ? [{ question: id, tokens }] : []
  })
}

export function countOpen({ kernels }: Ground): number {
  return countIn(kernels.alive)
}
