import type { Kind, MatchResult, MissedDemand, Question } from '../../src/engine/index.js'
import { naiveMatch } from './naive.js'
import { asksOf, effectsOf, readAnswers } from './naive-answers.js'
import { kinds, type QuestionSet, type Release, taxonomyOf, type World } from './naive-terms.js'

/**
 * What a proof says, by writing out every pattern and asking the naive implementation. To see what demands alone decide,
 * it tries each way to choose where `tier` and `failed` leave a choice.
 */

export interface NaiveAnswers {
  readonly answers: Readonly<Record<string, string | readonly string[]>>
  /** How many are answered, and the place of each answer among all that could be said, a skip being the last. */
  readonly order: readonly number[]
}

export interface NaivePattern extends NaiveAnswers {
  readonly result: MatchResult
  /** Every outcome that `tier` and `failed` allow, as lists of services. */
  readonly outcomes: readonly (readonly NaiveCandidate[])[]
  readonly ownWord: Readonly<Record<Kind, boolean>>
  /** The same text for the same demands and exclusions, and for the same of all that is asked. */
  readonly demandClass: string
  readonly answerClass: string
  readonly wishes: ReadonlySet<string>
  readonly covered: ReadonlySet<string>
  /** Answers that ask something, as `question token`. */
  readonly asking: readonly string[]
  /** By `keyOfDemand`: those that can be given up. */
  readonly relaxed: ReadonlySet<string>
}

export interface NaiveCandidate {
  readonly service: string
  readonly tier: number
  readonly missed: readonly string[]
}

/** Every pattern; undefined where there are more than `most`. */
export function naivePatterns(release: Release, set: QuestionSet, most: number): NaivePattern[] | undefined {
  return naiveAnswers(release, set, most)?.map((given) => patternOf({ release, set, fault: undefined }, given))
}

/** Every way to answer; undefined where there are more than `most`. */
export function naiveAnswers(release: Release, set: QuestionSet, most: number): NaiveAnswers[] | undefined {
  const world: World = { release, set, fault: undefined }
  const patterns: NaiveAnswers[] = []
  const walk = (place: number, answers: NaiveAnswers['answers'], places: readonly number[]): boolean => {
    const question = set.questions[place]
    if (question === undefined) {
      patterns.push({ answers, order: [Object.keys(answers).length, ...places] })
      return patterns.length <= most
    }
    const tokens = readAnswers(world, answers).tokens
    const { showIf } = question
    const isAsked = showIf === undefined || showIf.anyOf.some((id) => tokens.get(showIf.question)?.includes(id))
    const values = isAsked ? valuesOf(world, question) : []
    if (patterns.length + values.length > most) return false
    const skipped = walk(place + 1, answers, [...places, Number.POSITIVE_INFINITY])
    return skipped && values.every((value, i) => walk(place + 1, { ...answers, [question.id]: value }, [...places, i]))
  }
  return walk(0, {}, []) ? patterns : undefined
}

function valuesOf(world: World, question: Question): (string | readonly string[])[] {
  if (question.kind === 'term') return taxonomyOf(world, question.taxonomy).terms.map(({ id }) => id)
  const ids = question.options.map(({ id }) => id)
  if (question.kind === 'single') return ids
  const alone = question.options.filter(({ exclusive }) => exclusive).map(({ id }) => id)
  const grow = (lists: readonly (readonly string[])[]): (readonly string[])[] =>
    lists.flatMap((list) =>
      ids
        .filter((id) => !list.includes(id) && !(list.length > 0 && [...list, id].some((one) => alone.includes(one))))
        .filter((id) => question.kind === 'ranked' || list.every((one) => ids.indexOf(one) < ids.indexOf(id)))
        .map((id) => [...list, id]),
    )
  const all: (readonly string[])[] = []
  let lists: readonly (readonly string[])[] = [[]]
  for (let length = 1; length <= (question.maxAnswers ?? ids.length); length += 1) {
    lists = grow(lists)
    all.push(...lists)
  }
  return all
}

export const keyOfDemand = (demand: {
  readonly question: string
  readonly taxonomy: string
  readonly terms: readonly string[]
  readonly relax: number | undefined
}): string => JSON.stringify([demand.question, demand.taxonomy, [...demand.terms].sort(), demand.relax ?? null])

function patternOf(world: World, { answers, order }: NaiveAnswers): NaivePattern {
  const { release, set } = world
  const explain = release.services.map(({ id }) => id)
  const result = naiveMatch(release, set.id, answers, { explain })
  if ('problems' in result) throw new Error(`These answers were taken to be right: ${JSON.stringify(result.problems)}`)
  const { tokens } = readAnswers(world, answers)
  const asks = asksOf(world, tokens)
  const keyOfMissed = ({ question, taxonomy, answers }: MissedDemand): string =>
    keyOfDemand(
      asks.demands.find(
        (one) => one.question === question && one.taxonomy === taxonomy && one.answers.join() === answers.join(),
      )!,
    )
  const candidates = result.explanations.flatMap((explanation): NaiveCandidate[] => {
    const found =
      explanation.outcome === 'candidate'
        ? explanation
        : result.choices.find((choice) => explanation.outcome === 'chosen' && choice.service === explanation.service)
    return found ? [{ service: found.service, tier: found.tier, missed: found.missed.map(keyOfMissed) }] : []
  })
  const isUnwanted = (kind: Kind): boolean =>
    asks.exclusions.some(({ taxonomy, term }) => taxonomy === 'kind' && term === kind) ||
    asks.demands.some(({ taxonomy, terms }) => taxonomy === 'kind' && !terms.includes(kind))
  const ownWord = { formal: isUnwanted('formal'), informal: isUnwanted('informal') }
  const demands = [
    asks.demands.map(keyOfDemand).sort(),
    asks.exclusions.map(({ questions, ...one }) => JSON.stringify([one, [...new Set(questions)].sort()])).sort(),
  ]
  const asking = set.questions.flatMap((question) =>
    (tokens.get(question.id) ?? [])
      .filter((token) => effectsOf(question, token).length > 0)
      .map((token) => `${question.id} ${token}`),
  )
  const wishKey = ({ question, answer, taxonomy, term }: MatchResult['uncovered'][number]): string =>
    `${question} ${answer} ${taxonomy} ${term}`
  return {
    answers,
    order,
    result,
    outcomes: outcomesOf(world, candidates, ownWord),
    ownWord,
    demandClass: JSON.stringify(demands),
    answerClass: JSON.stringify([demands, asks.wishes, asking]),
    wishes: new Set(asks.wishes.map(wishKey)),
    covered: new Set(result.choices.flatMap(({ met }) => met.map(wishKey))),
    asking,
    relaxed: new Set(asks.demands.filter(({ relax }) => relax !== undefined).map(keyOfDemand)),
  }
}

/** Rules 1 to 3 of section 6, with every one of those taken that are first by `tier` and `failed`. */
function outcomesOf(world: World, candidates: readonly NaiveCandidate[], ownWord: NaivePattern['ownWord']) {
  const { release, set } = world
  const { size, minimum, minimumWithin = 9, perOrganization } = set.choices
  const organizationOf = (service: string): string => release.services.find(({ id }) => id === service)!.organization
  const kindOf = (service: string): Kind => release.organizations.find(({ id }) => id === organizationOf(service))!.kind
  const outcomes = new Map<string, readonly NaiveCandidate[]>()
  const seen = new Set<string>()
  const choose = (chosen: readonly NaiveCandidate[]): void => {
    const key = chosen
      .map(({ service }) => service)
      .sort()
      .join()
    if (seen.has(key)) return
    seen.add(key)
    const countOf = (organization: string): number =>
      chosen.filter(({ service }) => organizationOf(service) === organization).length
    const free = candidates.filter((one) => !chosen.includes(one))
    const near = free.filter(({ tier }) => tier < 2 ** minimumWithin)
    const owed = kinds.map((kind) => {
      const room = release.organizations
        .filter((organization) => organization.kind === kind)
        .map(({ id }) =>
          Math.min(near.filter(({ service }) => organizationOf(service) === id).length, perOrganization - countOf(id)),
        )
        .reduce((sum, one) => sum + one, 0)
      const wanted = ownWord[kind] ? 0 : minimum[kind]
      const has = chosen.filter(({ service }) => kindOf(service) === kind).length
      return [kind, Math.min(room, Math.max(0, wanted - has))] as const
    })
    const isTight = owed.reduce((sum, [, count]) => sum + count, 0) === size - chosen.length
    const allowed = free
      .filter(({ service }) => countOf(organizationOf(service)) < perOrganization)
      .filter(
        (one) => !isTight || (near.includes(one) && owed.some(([kind, n]) => kind === kindOf(one.service) && n > 0)),
      )
    if (chosen.length === size || allowed.length === 0) {
      outcomes.set(key, chosen)
      return
    }
    const rank = ({ tier, missed }: NaiveCandidate): number => tier * 100 + missed.length
    const first = Math.min(...allowed.map(rank))
    for (const one of allowed.filter((each) => rank(each) === first)) choose([...chosen, one])
  }
  choose([])
  return [...outcomes.values()]
}

/** The smallest of some patterns; undefined of none. */
export function smallestOf<P extends NaiveAnswers>(patterns: readonly P[]): P | undefined {
  return patterns.reduce<P | undefined>((best, one) => {
    const place = best === undefined ? 0 : one.order.findIndex((value, i) => value !== best.order[i])
    return best === undefined || (one.order[place] ?? 0) < (best.order[place] ?? 0) ? one : best
  }, undefined)
}
