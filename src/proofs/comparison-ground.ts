import type { QuestionSet } from '../engine/index.js'
import { type Asks, type ServiceBits, type Survey, survey, type Tokens, without } from '../engine/survey.js'
import { createHearing, type Hearing, type SetVersion } from './earlier-set.js'
import { type AnswerSpace, createStrandAnswers, type GroundOf, product, termsIn, tokensOf } from './ground.js'
import { openTo } from './kernels.js'
import { askedKeys, strandsOf, unwantedBy } from './patterns.js'
import { TooLarge } from './too-large.js'

/** What a comparison stands on. Its classes are of patterns that ask the same after, and the same before. */
export interface ComparisonGround extends AnswerSpace {
  readonly before: Side
  readonly after: Side
  readonly hearing: Hearing
  /** The number after of each service before; −1 where it is gone. */
  readonly serviceAfter: Int32Array
}

/** One of the two contents. */
export interface Side extends SetVersion {
  readonly questionSet: QuestionSet
  readonly survey: Survey
  readonly release: number
  readonly releaseDigest: string
  /** Who is active, has room, and is not out by `always`. */
  readonly base: ServiceBits
}

/**
 * @param beforeOf compiled with the rotation of the other one
 * @throws TooLarge
 */
export function prepareComparison(beforeOf: GroundOf, afterOf: GroundOf): ComparisonGround {
  const [before, after] = [sideOf(beforeOf), sideOf(afterOf)]
  const hearing = createHearing(before, after)
  const { questionSet, terms } = after
  const asksBefore = (given: Tokens): Asks | undefined => {
    const heard = hearing.tokens(given)
    const asks = heard.length > 0 ? before.survey.asks({ ...given, tokens: heard }) : undefined
    return asks?.canonical ? asks : undefined
  }
  /** Of what is said to one question: the same text where both are asked the same; empty where nothing is. */
  const bothAsk = (given: Tokens): string => {
    const now = after.survey.asks(given).canonical
    const [then, opens] = [asksBefore(given), hearing.opens(given)]
    if (now === '' && then === undefined && opens.length === 0) return ''
    return JSON.stringify([now, then && [askedKeys(then), then.canonical], opens])
  }
  const strands = walkable(() =>
    strandsOf({
      survey: { asks: (given) => ({ ...after.survey.asks(given), canonical: bothAsk(given) }) },
      questionSet,
      terms,
      linked: hearing.linked,
    }),
  )
  const answers = questionSet.questions.flatMap((question) =>
    tokensOf(question, terms).flatMap((token) => {
      const given = { question: question.id, tokens: [token] }
      const asks = after.survey.asks(given)
      return asks.canonical || asksBefore(given) ? [{ question: question.id, token, asks }] : []
    }),
  )
  const places = new Map(answers.map(({ question, token }, i) => [`${question} ${token}`, i]))
  const answerAt = (question: string, token: string): number | undefined => places.get(`${question} ${token}`)
  const numbers = new Map(after.survey.services.ids.map((id, number) => [id, number]))
  return {
    before,
    after,
    hearing,
    serviceAfter: Int32Array.from(before.survey.services.ids, (id) => numbers.get(id) ?? -1),
    strands,
    patterns: product(strands, ({ patterns }) => patterns),
    answerClasses: product(strands, ({ answerClasses }) => answerClasses.length),
    answers,
    answerAt,
    unwanted: unwantedBy([after.survey.always]),
    strandAnswer: createStrandAnswers({ strands, answers, answerAt }),
  }
}

/** Questions that hung together before hang together here: more may be too many. */
function walkable<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    throw new TooLarge(`Together with the set that it is compared with: ${error.message}`)
  }
}

function sideOf({ index, questionSet, taxonomies }: GroundOf): Side {
  const surveyed = survey(index, questionSet.id)
  const { active, full } = surveyed.services
  const { release, releaseDigest } = index.content
  return {
    questionSet,
    terms: termsIn(taxonomies),
    survey: surveyed,
    release,
    releaseDigest,
    base: openTo([surveyed.always], without(active, full)),
  }
}
