import type { Advice, Question } from '../../src/engine/index.js'
import type { Case } from './arbitraries.js'
import type { Dice } from './dice.js'
import type { Release } from './naive.js'

/** The same release and the same answers with every list whose order means nothing in another order. */

const members = <Member>(dice: Dice, map: Readonly<Record<string, Member>>): Record<string, Member> =>
  Object.fromEntries(dice.shuffle(Object.entries(map)))

export function reorderRelease(dice: Dice, release: Release): Release {
  const terms = (of: Readonly<Record<string, readonly string[]>>) =>
    members(dice, Object.fromEntries(Object.entries(of).map(([id, list]) => [id, dice.shuffle(list)])))
  return {
    ...release,
    taxonomies: dice.shuffle(release.taxonomies).map((taxonomy) => ({
      ...taxonomy,
      terms: dice
        .shuffle(taxonomy.terms)
        .map((term) => (term.codes === undefined ? term : { ...term, codes: dice.shuffle(term.codes) })),
    })),
    organizations: dice.shuffle(release.organizations),
    services: dice.shuffle(release.services).map((service) => ({ ...service, terms: terms(service.terms) })),
    capacities: dice.shuffle(release.capacities),
    questionSets: dice.shuffle(release.questionSets).map(({ advice, ...set }) => ({
      ...set,
      questions: set.questions.map((question) => reorderQuestion(dice, question)),
      ...(advice === undefined ? {} : { advice: advice.map((one) => reorderAdvice(dice, one)) }),
    })),
  }
}

function reorderQuestion(dice: Dice, question: Question): Question {
  const { showIf } = question
  return showIf === undefined ? question : { ...question, showIf: { ...showIf, anyOf: dice.shuffle(showIf.anyOf) } }
}

function reorderAdvice(dice: Dice, advice: Advice): Advice {
  const when = dice.shuffle(advice.when).map((condition) => ({ ...condition, anyOf: dice.shuffle(condition.anyOf) }))
  return { ...advice, when }
}

/** For answers without a problem: a pointer into a list is a place in it. */
export function reorderAnswers(dice: Dice, { questionSet, answers, options }: Case, release: Release): Case {
  const { questions } = release.questionSets.find((set) => set.id === questionSet)!
  const isMultiple = (id: string) => questions.some((question) => question.id === id && question.kind === 'multiple')
  const shuffled = Object.entries(answers).map(([id, value]): [string, unknown] => [
    id,
    isMultiple(id) && Array.isArray(value) ? dice.shuffle(value) : value,
  ])
  return {
    ...reorderOptions(dice, { questionSet, answers, options }),
    answers: members(dice, Object.fromEntries(shuffled)),
  }
}

export function reorderOptions(dice: Dice, { questionSet, answers, options }: Case): Case {
  const { without } = options
  return {
    questionSet,
    answers: members(dice, answers),
    options: without === undefined ? options : { ...options, without: dice.shuffle(without) },
  }
}
