import fc from 'fast-check'
import t from 'tap'
import { type Asked, askable, canBothBe, mostAsked } from '../../src/drafts/asked-questions.js'
import type { Option, Question } from '../../src/engine/index.js'
import {
  aMultipleQuestion,
  anOption,
  aQuestion,
  aRankedQuestion,
  aTermQuestion,
  someOptions,
} from '../helpers/builders.js'

/** All answers that a question takes, as sets of options; for a term question one that stands for any term. */
function answersTo(question: Question): string[][] {
  if (question.kind === 'term') return [[], ['any']]
  const most = question.kind === 'single' ? 1 : (question.maxAnswers ?? question.options.length)
  let sets: Option[][] = [[]]
  for (const option of question.options) sets = sets.flatMap((set) => [set, [...set, option]])
  const allowed = sets.filter(
    (set) => set.length <= most && (set.length < 2 || set.every(({ exclusive }) => !exclusive)),
  )
  return allowed.map((set) => set.map(({ id }) => id))
}

/** Every way to answer the questions, one by one, as a resident would: what is asked and what is chosen. */
function* waysThrough(
  questions: readonly Question[],
  given = new Map<string, string[]>(),
): Generator<Map<string, string[]>> {
  const [question, ...rest] = questions
  if (question === undefined) return yield given
  const chosen = question.showIf && given.get(question.showIf.question)
  if (question.showIf && !question.showIf.anyOf.some((id) => chosen?.includes(id)))
    return yield* waysThrough(rest, given)
  for (const answer of answersTo(question)) yield* waysThrough(rest, new Map([...given, [question.id, answer]]))
}

const someQuestions: fc.Arbitrary<Question[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('single', 'multiple', 'ranked', 'term'),
      options: fc.integer({ min: 2, max: 3 }),
      exclusive: fc.integer({ min: -3, max: 2 }),
      maxAnswers: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      parent: fc.integer({ min: -3, max: 4 }),
      anyOf: fc.uniqueArray(fc.constantFrom('o0', 'o1', 'o2'), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => {
    const questions: Question[] = []
    for (const { kind, options: count, exclusive, maxAnswers, parent, anyOf } of drawn) {
      const earlier = questions[parent]
      const options = someOptions(...['o0', 'o1', 'o2'].slice(0, count)).map((option, index) =>
        index === exclusive ? { ...option, exclusive: true } : option,
      )
      const given = {
        id: `q${questions.length}`,
        ...(earlier && earlier.kind !== 'term' && { showIf: { question: earlier.id, anyOf } }),
      }
      const several = { ...given, options, ...(maxAnswers !== undefined && { maxAnswers }) }
      if (kind === 'single') questions.push(aQuestion({ ...given, options }))
      else if (kind === 'multiple') questions.push(aMultipleQuestion(several))
      else if (kind === 'ranked') questions.push(aRankedQuestion(several))
      else questions.push(aTermQuestion(given))
    }
    return questions
  })

t.test('The most that can be asked is what trying all answers finds', async (t) => {
  fc.assert(
    fc.property(someQuestions, (questions) => {
      const ways = [...waysThrough(questions)]
      const most = Math.max(...ways.map((given) => given.size))
      const asked = questions.map(({ id }) => ways.some((given) => given.has(id)))
      return mostAsked(questions) === most && askable(questions).join() === asked.join()
    }),
    { numRuns: 1_000 },
  )
  t.pass()
})

t.test('Two questions can both be asked and answered so exactly if some answers do it', async (t) => {
  const someAsked = fc.record({
    index: fc.nat(4),
    anyOf: fc.option(fc.uniqueArray(fc.constantFrom('o0', 'o1', 'o2')), { nil: undefined }),
  })
  fc.assert(
    fc.property(someQuestions, someAsked, someAsked, (questions, first, second) => {
      const [one, other] = [first, second].map(({ index, anyOf }): Asked => {
        const place = index % questions.length
        return { index: place, anyOf: questions[place]!.kind === 'term' ? undefined : anyOf }
      })
      const holds = (given: Map<string, string[]>, { index, anyOf }: Asked) => {
        const chosen = given.get(questions[index]!.id)
        return chosen !== undefined && (anyOf === undefined || anyOf.some((id) => chosen.includes(id)))
      }
      const found = [...waysThrough(questions)].some((given) => holds(given, one!) && holds(given, other!))
      return canBothBe(questions, one!, other!) === found
    }),
    { numRuns: 1_000 },
  )
  t.pass()
})

t.test('The largest question set is looked through at once, not answer by answer', async (t) => {
  const options = Array.from({ length: 20 }, (_, index) => anOption({ id: `o${index}` }))
  const first = aMultipleQuestion({ id: 'first', options, maxAnswers: 10 })
  const shown = Array.from({ length: 19 }, (_, index) =>
    aTermQuestion({ id: `q${index}`, showIf: { question: 'first', anyOf: [`o${index}`] } }),
  )
  t.equal(mostAsked([first, ...shown]), 11)
})
