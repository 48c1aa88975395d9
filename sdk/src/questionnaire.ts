import { isAsked } from '../../src/engine/asked.js'
import type { Question, Service, Text } from '../../src/engine/index.js'
import type { Message, Sentence } from '../../src/words/index.js'
import { pickText } from '../../src/words/texts.js'
import type { Bundle } from './api.js'
import type { Contact, FlowQuestion, FlowSnapshot } from './flow.js'
import { findTerm, fitAnswer } from './tidy.js'

/** Ids, in their order, by question. */
export type GivenAnswers = Readonly<Record<string, readonly string[]>>

/** What a flow knows of its questions, in one language; it keeps no answers. */
export interface Questionnaire {
  /** Ids of those that are asked after these answers, in order. */
  asked(answers: GivenAnswers): readonly string[]
  /** Of these answers those that it knows, and no more than it takes. */
  fit(answers: GivenAnswers): GivenAnswers
  /** The ids that somebody means, none for null, or why they are not taken. */
  read(question: FlowQuestion, value: string | readonly string[] | null): readonly string[] | Message
  /** As the engine takes them: of what is asked, without skips. */
  sent(answers: GivenAnswers): Record<string, string | readonly string[]>
  contactOf(service: Service): Contact
  /** Its part of a snapshot. */
  show(moment: Moment): Omit<FlowSnapshot, 'status' | 'canGoBack' | 'contact' | 'result' | 'error'>
}

export interface Moment {
  readonly answers: GivenAnswers
  /** The question that is asked now; none where absent. */
  readonly at: string | undefined
  readonly problem: Message | undefined
}

const MOST_ASKED = 7

export function createQuestionnaire({
  questionSet,
  taxonomies,
  language,
  defaultLanguage,
  interface: texts,
}: Bundle): Questionnaire {
  const { questions, title, intro, languages } = questionSet
  const say = (text: Text): Sentence => pickText(text, [language, questionSet.defaultLanguage, defaultLanguage])
  const optionsOf = (question: Question): FlowQuestion['options'] =>
    question.kind === 'term'
      ? (taxonomies.find(({ id }) => id === question.taxonomy)?.terms ?? []).map(({ id, name, parent, codes }) => ({
          id,
          label: say(name),
          parent,
          codes,
        }))
      : question.options.map(({ id, label, exclusive }) => ({ id, label: say(label), exclusive: !!exclusive }))
  const shown = questions.map((question): FlowQuestion => {
    const { id, kind, text, help } = question
    const options = optionsOf(question)
    const maxAnswers = kind === 'multiple' || kind === 'ranked' ? (question.maxAnswers ?? options.length) : 1
    return { id, kind, text: say(text), help: help && say(help), options, maxAnswers }
  })
  const asked = (answers: GivenAnswers): FlowQuestion[] => shown.filter(({ id }) => isAsked({ questions }, id, answers))
  const optionOf = ({ options }: FlowQuestion, id: string | undefined) => options.find((option) => option.id === id)

  /** How many questions there may be in all: it only becomes less on the way. No answers make more than seven be asked. */
  const countPossible = (now: readonly FlowQuestion[], current: FlowQuestion): number => {
    const here = shown.indexOf(current)
    const isPossible = (n: number): boolean => {
      const parent = questions.findIndex(({ id }) => id === questions[n]?.showIf?.question)
      return now.some((one) => one === shown[n]) || (parent >= here && isPossible(parent))
    }
    return Math.min(Math.max(now.length, MOST_ASKED), questions.filter((_, n) => isPossible(n)).length)
  }

  return {
    asked: (answers) => asked(answers).map(({ id }) => id),
    fit: (answers) =>
      Object.fromEntries(
        shown.map((question) => {
          const known = (answers[question.id] ?? []).filter((id) => optionOf(question, id))
          return [question.id, fitAnswer(question, known.slice(0, question.maxAnswers)) ?? []]
        }),
      ),
    read(question, value) {
      const given = [value ?? []].flat()
      const ids = question.kind === 'term' ? given.map((typed) => findTerm(question.options, typed)) : given
      if (!ids.every((id) => optionOf(question, id))) return 'unknownTerm'
      return fitAnswer(question, ids as readonly string[]) ?? 'tooMany'
    },
    sent: (answers) =>
      Object.fromEntries(
        asked(answers).flatMap(({ id, kind }) => {
          const given = answers[id] ?? []
          const [first] = given
          if (!first) return []
          return [[id, kind === 'multiple' || kind === 'ranked' ? given : first]]
        }),
      ),
    contactOf({ name, contact: { walkIn, ...ways } }) {
      const inLanguage = (text: Text): Sentence => pickText(text, [language, defaultLanguage])
      return { name: inLanguage(name), ...ways, ...(walkIn && { walkIn: inLanguage(walkIn) }) }
    },
    show({ answers, at, problem }) {
      const now = asked(answers)
      const n = now.findIndex(({ id }) => id === at)
      const question = now[n]
      return {
        texts,
        language,
        languages,
        title: say(title),
        intro: intro && say(intro),
        question,
        selected: (question && answers[question.id]) ?? [],
        problem: problem && {
          text: (texts.messages[problem] ?? '').replace('{n}', String(question?.maxAnswers)),
          lang: texts.lang,
        },
        progress: question && { n: n + 1, of: countPossible(now, question) },
        answers: now.map((one) => ({
          question: one,
          answers: (answers[one.id] ?? []).flatMap((id) => optionOf(one, id)?.label ?? []),
        })),
      }
    },
  }
}
