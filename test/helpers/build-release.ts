import type {
  Advice,
  Capacity,
  ChoiceRules,
  Content,
  Effect,
  Option,
  Question,
  ShowIf,
  TermEffect,
} from '../../src/engine/index.js'
import { type Dice, diceOf } from './dice.js'
import type { Release } from './naive-terms.js'

/** Small random releases that obey every rule of the documents, with ids, ties and conflicts that are easy to get wrong. */

type Taxonomy = Content['taxonomies'][number]
type Service = Content['services'][number]
type QuestionSet = Content['questionSets'][number]

export interface Blueprint {
  readonly release: Dice
  readonly taxonomies: readonly Dice[]
  readonly organizations: readonly Dice[]
  /** Tapes: read more than once where there are many. */
  readonly services: readonly (readonly number[])[]
  readonly sets: readonly { readonly rules: Dice; readonly questions: readonly Dice[] }[]
}

const taxonomyIds = ['topic', 'audience', 'constructor', 'area']
const termIds = ['t-0', 't1', 't10', 't9', 'constructor', 'debt', 'money', 'x']
const codes = ['1021', '1022 AB', '__proto__', 'NL-7', 'é', '0', '😀', 'toString']
const questionIds = ['topics', 'q1', 'constructor', 'wie', 'q10', 'a']
const optionIds = ['o0', 'o1', 'constructor', 'o-2', 'o10']
const relaxNumbers = [1, 2, 2, 3, 5, 9]
const kindTerms: Taxonomy = {
  id: 'kind',
  match: 'covers',
  untagged: 'none',
  terms: ['formal', 'informal'].map((id) => ({ id, name: { nl: id } })),
}

export function buildRelease(blueprint: Blueprint): Release {
  const dice = blueprint.release
  const taxonomies = blueprint.taxonomies.map(aTaxonomy)
  const organizations = blueprint.organizations.map((each, index) => ({
    id: anId(each, ['org', 's', '0', 'a-b'], index),
    kind: each.chance(50) ? ('informal' as const) : ('formal' as const),
  }))
  const services: Service[] = []
  // Now and then more of them than fit the bits of one machine word.
  const copies = dice.chance(3) ? 4 : 1
  for (let copy = 0; copy < copies; copy += 1)
    for (const tape of blueprint.services) {
      const turned = diceOf([...tape.slice(copy * 3), ...tape.slice(0, copy * 3)])
      services.push(aService(turned, services, { taxonomies, organizations: organizations.map(({ id }) => id) }))
    }
  const capacities = services.flatMap(({ id }): Release['capacities'][number][] => {
    const throwOf = dice.below(100)
    const statuses: [number, Capacity['status'] | undefined][] = [
      [50, undefined],
      [58, 'open'],
      [74, 'limited'],
      [90, 'waitlist'],
      [100, 'full'],
    ]
    const status = statuses.find(([bound]) => throwOf < bound)?.[1]
    return status === undefined ? [] : [{ service: id, status }]
  })
  return {
    release: 1 + dice.below(3),
    releaseDigest: dice.pick(['a', '7', '0']).repeat(64),
    rotation: `${dice.below(10)}`.repeat(8) + dice.pick(['00000000', 'c0ffee00', '12345678']),
    taxonomies,
    organizations,
    services: dice.chance(50) ? services.toReversed() : services,
    questionSets: blueprint.sets.map(({ rules, questions }, index) =>
      aQuestionSet(rules, questions, taxonomies, index),
    ),
    capacities,
  }
}

const anId = (dice: Dice, stems: readonly string[], index: number): string =>
  dice.chance(8) && index === 2 ? 'constructor' : `${dice.pick(stems)}-${index}`

function aTaxonomy(dice: Dice, index: number): Taxonomy {
  const many = dice.chance(3) ? Array.from({ length: 40 }, (_, at) => `many-${at}`) : []
  const ids = [...termIds.slice(0, 1 + dice.below(termIds.length)), ...many]
  const terms = ids.map((id, at) => {
    const parent = dice.chance(60) ? ids[dice.below(at + 1)]! : id
    const own = dice.chance(30) ? [`${codes[at] ?? 'c'}`, `${index}${at}`].slice(dice.below(2)) : []
    return {
      id,
      name: { nl: id },
      ...(parent === id ? {} : { parent }),
      ...(own.length > 0 && at < codes.length ? { codes: own } : {}),
    }
  })
  return {
    id: taxonomyIds[index]!,
    match: dice.chance(50) ? 'overlaps' : 'covers',
    untagged: dice.chance(45) ? 'all' : 'none',
    terms: dice.chance(50) ? terms.toReversed() : terms,
  }
}

interface Surroundings {
  readonly taxonomies: readonly Taxonomy[]
  readonly organizations: readonly string[]
}

function aService(dice: Dice, earlier: readonly Service[], { taxonomies, organizations }: Surroundings): Service {
  const id = anId(dice, ['s', 'dienst', 'a-b', '0'], earlier.length)
  const organization = dice.pick(organizations)
  const status = dice.chance(7) ? 'inactive' : 'active'
  const twin = earlier.at(-1)
  if (twin !== undefined && dice.chance(35)) return { id, organization, status, terms: twin.terms }
  const terms = taxonomies.map((taxonomy): [string, string[]] => {
    const count = dice.pick([0, 0, 1, 1, 2, 3])
    const ids = taxonomy.terms.map((term) => term.id)
    return [taxonomy.id, count === 0 ? [] : dice.some(ids, count)]
  })
  const keepsEmpty = dice.chance(20)
  return {
    id,
    organization,
    status,
    terms: Object.fromEntries(terms.filter(([, ids]) => keepsEmpty || ids.length > 0)),
  }
}

function aQuestionSet(dice: Dice, tapes: readonly Dice[], taxonomies: readonly Taxonomy[], index: number): QuestionSet {
  const questions: Question[] = []
  for (const each of tapes) questions.push(aQuestion(each, taxonomies, questions))
  const always = dice.chance(30) ? someEffects(dice, taxonomies, 1 + dice.below(2)) : []
  return {
    id: ['geld', 'constructor'][index]!,
    questions,
    ...(always.length > 0 || dice.chance(20) ? { always } : {}),
    ...(dice.chance(50) ? { alwaysRelax: dice.pick(relaxNumbers) } : {}),
    choices: someRules(dice),
    ...(dice.chance(60) ? { advice: someAdvice(dice, questions) } : {}),
  }
}

function someRules(dice: Dice): ChoiceRules {
  const size = dice.pick([3, 3, 3, 2, 4, 1, 5, 10])
  const formal = Math.min(size, dice.pick([0, 1, 1, 2, 5]))
  const informal = Math.min(size - formal, dice.pick([0, 1, 1, 2, 5]))
  return {
    size,
    minimum: { formal, informal },
    ...(dice.chance(50) ? { minimumWithin: dice.pick([0, 1, 1, 2, 3, 9]) } : {}),
    perOrganization: dice.pick([1, 1, 1, 2, 3, 10]),
  }
}

function aQuestion(dice: Dice, taxonomies: readonly Taxonomy[], earlier: readonly Question[]): Question {
  const kind = dice.pick(['single', 'multiple', 'ranked', 'term'] as const)
  const showIf = dice.chance(30) ? aShowIf(dice, earlier) : undefined
  const question = {
    id: questionIds[earlier.length]!,
    text: { nl: 'Vraag?' },
    ...(dice.chance(60) ? { spread: true } : {}),
    ...(dice.chance(65) ? { relax: dice.pick(relaxNumbers) } : {}),
    ...(showIf === undefined ? {} : { showIf }),
  }
  if (kind === 'term') {
    const taxonomy = dice.chance(5) ? kindTerms : dice.pick(taxonomies)
    const ids = taxonomy.terms.map((term) => term.id)
    const wide = [
      taxonomy,
      ...taxonomies.filter(({ terms }) => ids.every((id) => terms.some((term) => term.id === id))),
    ]
    const effects = Array.from({ length: 1 + dice.below(2) }, () => withoutTerm(anEffect(dice, dice.pick(wide))))
    return { ...question, kind, taxonomy: taxonomy.id, effects }
  }
  const options = optionIds.slice(0, 2 + dice.below(4)).map((id) => anOption(dice, id, taxonomies))
  if (kind === 'single') return { ...question, kind, options }
  const weights = [10, 5, 3, 1, 100, 7]
  return {
    ...question,
    kind,
    options,
    ...(dice.chance(40) ? { maxAnswers: 1 + dice.below(options.length) } : {}),
    ...(dice.chance(50) ? { combine: dice.pick(['any', 'any', 'all'] as const) } : {}),
    ...(kind === 'ranked' && dice.chance(70) ? { rankWeights: dice.some(weights, 3) } : {}),
  }
}

function aShowIf(dice: Dice, earlier: readonly Question[]): ShowIf | undefined {
  const possible = earlier.filter((question) => question.kind !== 'term')
  if (possible.length === 0) return undefined
  const question = dice.chance(60) ? possible.at(-1)! : dice.pick(possible)
  return { question: question.id, anyOf: dice.some(idsOf(question), 2) }
}

const idsOf = (question: Question): string[] =>
  'options' in question ? question.options.map((option) => option.id) : []

function anOption(dice: Dice, id: string, taxonomies: readonly Taxonomy[]): Option {
  const effects = someEffects(dice, taxonomies, dice.pick([0, 1, 1, 2, 3]))
  return { id, label: { nl: id }, effects, ...(dice.chance(15) ? { exclusive: true } : {}) }
}

const someEffects = (dice: Dice, taxonomies: readonly Taxonomy[], count: number): Effect[] =>
  Array.from({ length: count }, () => anEffect(dice, dice.chance(12) ? kindTerms : dice.pick(taxonomies)))

function anEffect(dice: Dice, taxonomy: Taxonomy): Effect {
  const throwOf = dice.below(100)
  const effect = { taxonomy: taxonomy.id, term: dice.pick(taxonomy.terms).id }
  if (throwOf < 60) return { ...effect, mode: 'prefer', points: dice.pick([1, 2, 3, 5, 7, 10, 11, 100]) }
  if (throwOf > 90) return { ...effect, mode: 'exclude' }
  return { ...effect, mode: 'require', ...(dice.chance(50) ? { relax: dice.pick(relaxNumbers) } : {}) }
}

function withoutTerm({ term: _, ...effect }: Effect): TermEffect {
  return effect
}

function someAdvice(dice: Dice, questions: readonly Question[]): Advice[] {
  const possible = questions.filter((question) => question.kind !== 'term')
  return Array.from({ length: dice.below(5) }, (_, index) => ({
    id: `advice-${index}`,
    kind: dice.chance(50) ? 'notice' : 'step',
    when:
      possible.length === 0 ? [] : Array.from({ length: dice.below(3) }, () => aCondition(dice, dice.pick(possible))),
    text: { nl: 'Advies.' },
  }))
}

const aCondition = (dice: Dice, question: Question) => ({ question: question.id, anyOf: dice.some(idsOf(question), 2) })
