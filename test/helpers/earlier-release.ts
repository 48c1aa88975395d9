import type { Option, Question } from '../../src/engine/index.js'
import type { Dice } from './dice.js'
import type { QuestionSet, Release } from './naive-terms.js'

/** A release as it may have been before this one: some of its services, terms, questions and answers were others. */
export function earlierRelease(dice: Dice, release: Release): Release {
  let earlier = release
  for (let i = dice.below(3); i >= 0; i -= 1) earlier = dice.pick([...catalogueEdits, ...setEdits])(dice, earlier)
  if (dice.chance(30)) earlier = dice.pick(setEdits)(dice, earlier)
  return earlier
}

type Edit = (dice: Dice, release: Release) => Release

const catalogueEdits: readonly Edit[] = [
  (_, release) => release,
  (dice, release) => ({ ...release, services: release.services.filter(() => !dice.chance(25)) }),
  (dice, release) => ({
    ...release,
    services: release.services.map((service) => (dice.chance(30) ? { ...service, terms: {} } : service)),
  }),
  (dice, release) => ({
    ...release,
    services: release.services.map((service) => (dice.chance(20) ? { ...service, status: 'inactive' } : service)),
  }),
  (dice, release) => {
    const id = `z-${dice.below(3)}`
    const [twin] = release.services
    const isThere = release.services.some((one) => one.id === id)
    const added = twin && !isThere ? [{ ...twin, id, status: 'active' as const }] : []
    return { ...release, services: [...release.services, ...added] }
  },
  (dice, release) => ({
    ...release,
    capacities: release.services.flatMap(({ id }) =>
      dice.chance(30) ? [{ service: id, status: 'full' as const }] : [],
    ),
  }),
  (dice, release) => ({
    ...release,
    organizations: release.organizations.map((one) => (dice.chance(20) ? { ...one, kind: 'formal' } : one)),
  }),
  withoutTerm,
]

const setEdits: readonly Edit[] = [
  ofSets((dice, set) => ({ ...set, choices: { ...set.choices, size: set.choices.size + dice.below(2) } })),
  ofSets((_, set) => ({ ...set, always: [] })),
  ofSets((_, set) => ({
    ...set,
    questions: set.questions.some(({ showIf }) => showIf) ? set.questions : set.questions.toReversed(),
  })),
  ofSets((dice, set) => {
    const gone = dice.pick(set.questions)
    const questions = set.questions.filter((one) => one !== gone).map((one) => shownWithout(one, gone.id))
    return questions.length > 0 ? { ...set, questions } : set
  }),
  ofQuestions((dice, question) => {
    if (question.kind === 'term' || question.options.length < 2) return question
    const gone = dice.pick(question.options)
    return { ...question, options: question.options.filter((one) => one !== gone) }
  }),
  ofQuestions((dice, question) =>
    withOptions(question, (option) => (dice.chance(40) ? { ...option, effects: [] } : option)),
  ),
  ofQuestions((dice, question) =>
    withOptions(question, (option) => (dice.chance(30) ? { ...option, exclusive: option.exclusive !== true } : option)),
  ),
  ofQuestions((dice, question) =>
    question.kind === 'multiple' || question.kind === 'ranked'
      ? { ...question, maxAnswers: 1 + dice.below(2) }
      : question,
  ),
  ofQuestions((dice, question) =>
    question.kind === 'multiple' || question.kind === 'ranked'
      ? { ...question, options: dice.shuffle(question.options) }
      : question,
  ),
  ofQuestions((_, question) => {
    if (question.kind === 'term') return question
    const { id, text, options } = question
    const kind = question.kind === 'multiple' ? 'single' : 'multiple'
    return { id, text, options, kind }
  }),
  ofQuestions(
    ({ chance }, { showIf, ...question }) =>
      (showIf && chance(60) ? question : { ...question, spread: true }) as Question,
  ),
  ofSets((dice, set) => {
    const [first] = set.questions
    if (first === undefined || first.kind === 'term') return set
    const showIf = { question: first.id, anyOf: dice.some(first.options, 2).map(({ id }) => id) }
    return {
      ...set,
      questions: set.questions.map((one) => (one !== first && dice.chance(50) ? { ...one, showIf } : one)),
    }
  }),
]

function ofSets(edit: (dice: Dice, set: QuestionSet) => QuestionSet): Edit {
  return (dice, release) => ({ ...release, questionSets: release.questionSets.map((set) => edit(dice, set)) })
}

/** Another one of the questions; what was shown after an option that is gone is always shown. */
function ofQuestions(edit: (dice: Dice, question: Question) => Question): Edit {
  return ofSets((dice, set) => {
    const changed = dice.pick(set.questions)
    const questions = set.questions.map((one) => (one === changed ? edit(dice, one) : one))
    return { ...set, questions: questions.map((one) => shownBy(one, questions)) }
  })
}

function shownBy(question: Question, questions: readonly Question[]): Question {
  const { showIf } = question
  const by = questions.find(({ id }) => id === showIf?.question)
  if (showIf === undefined || by === undefined || by.kind === 'term') return question
  const anyOf = showIf.anyOf.filter((id) => by.options.some((option) => option.id === id))
  return anyOf.length > 0 ? { ...question, showIf: { ...showIf, anyOf } } : shownWithout(question, by.id)
}

function shownWithout(question: Question, gone: string): Question {
  const { showIf, ...rest } = question
  return showIf?.question === gone ? (rest as Question) : question
}

function withOptions(question: Question, change: (option: Option) => Option): Question {
  return question.kind === 'term' ? question : { ...question, options: question.options.map(change) }
}

/** Without a term, in every taxonomy that has it: a question may ask about one with the terms of another. */
function withoutTerm(dice: Dice, release: Release): Release {
  const gone = dice.pick(dice.pick(release.taxonomies).terms).id
  if (release.taxonomies.some(({ terms }) => terms.every(({ id }) => id === gone))) return release
  const keeps = (effect: { readonly term?: string }): boolean => effect.term !== gone
  return {
    ...release,
    taxonomies: release.taxonomies.map((taxonomy) => ({
      ...taxonomy,
      terms: taxonomy.terms
        .filter(({ id }) => id !== gone)
        .map(({ parent, ...term }) => (parent === undefined || parent === gone ? term : { ...term, parent })),
    })),
    services: release.services.map(({ terms, ...service }) => {
      const kept = Object.entries(terms).map(([id, own]) => [id, own.filter((one) => one !== gone)] as const)
      return { ...service, terms: Object.fromEntries(kept) }
    }),
    questionSets: release.questionSets.map((set) => ({
      ...set,
      ...(set.always && { always: set.always.filter(keeps) }),
      questions: set.questions.map((question) =>
        withOptions(question, (option) => ({ ...option, effects: option.effects.filter(keeps) })),
      ),
    })),
  }
}
