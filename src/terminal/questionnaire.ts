import { isAsked, type Option, type Question, type QuestionSet, type Taxonomy } from '../engine/index.js'
import { pickText } from '../words/index.js'
import type { Phrases } from './phrases.js'

/** A terminal, or what stands for one in a test. */
export interface Terminal {
  write(text: string): void
  /** The line that somebody types; undefined where there is no more input. */
  ask(prompt: string): Promise<string | undefined>
}

export interface Questionnaire {
  readonly questionSet: QuestionSet
  /** By id. */
  readonly taxonomy: (id: string) => Taxonomy | undefined
  /** Wanted first. */
  readonly languages: readonly string[]
  readonly phrases: Phrases
}

/** @returns one of these, or undefined where the person stopped */
export async function askWhich(
  questionSets: readonly QuestionSet[],
  { language, phrases }: { readonly language: string; readonly phrases: Phrases },
  terminal: Terminal,
): Promise<QuestionSet | undefined> {
  for (const [i, { id, title, defaultLanguage }] of questionSets.entries()) {
    terminal.write(`  ${i + 1}  ${pickText(title, [language, defaultLanguage]).text} (${id})\n`)
  }
  for (;;) {
    const line = (await terminal.ask(`${phrases.whichQuestions} `))?.trim()
    if (line === undefined || line === 'q') return undefined
    const chosen = questionSets[line === '' ? 0 : Number(line) - 1]
    if (chosen !== undefined) return chosen
  }
}

type Answer = string | readonly string[]

/**
 * Asks the questions one by one, as a person would want it: each can be skipped, and going back loses nothing.
 *
 * @returns the answers by question id, or undefined where the person stopped
 */
export async function askQuestions(of: Questionnaire, terminal: Terminal): Promise<Record<string, Answer> | undefined> {
  const { questions } = of.questionSet
  const answers: Record<string, Answer> = {}
  terminal.write(`${say(of, of.questionSet.title)}\n${of.phrases.keys}\n`)
  let at = 0
  while (at < questions.length) {
    const question = questions[at]
    if (question === undefined || !isAsked(of.questionSet, question.id, answers)) {
      if (question) delete answers[question.id]
      at += 1
      continue
    }
    const step = await askOne(of, question, terminal)
    if (step === 'stop') return undefined
    if (step === 'back') {
      at = previous(of.questionSet, at, answers)
      continue
    }
    if (step === 'skip') delete answers[question.id]
    else answers[question.id] = step
    at += 1
  }
  return answers
}

/** The place of the asked question before this one; the first stays the first. */
function previous(questionSet: QuestionSet, at: number, answers: Record<string, Answer>): number {
  const before = questionSet.questions.slice(0, at).findLastIndex(({ id }) => isAsked(questionSet, id, answers))
  return before === -1 ? at : before
}

type Step = Answer | 'skip' | 'back' | 'stop'

async function askOne(of: Questionnaire, question: Question, terminal: Terminal): Promise<Step> {
  const { phrases } = of
  terminal.write(`\n${say(of, question.text)}\n`)
  if (question.help) terminal.write(`${say(of, question.help)}\n`)
  if (question.kind !== 'term') {
    for (const [i, option] of question.options.entries()) terminal.write(`  ${i + 1}  ${say(of, option.label)}\n`)
  }
  for (;;) {
    const line = (await terminal.ask(`${phrases.prompt[question.kind]} `))?.trim()
    if (line === undefined || line === 'q') return 'stop'
    if (line === '') return 'skip'
    if (line === 'b') return 'back'
    const answer = question.kind === 'term' ? readTerm(of, question.taxonomy, line) : readOptions(question, line)
    if (answer !== undefined) return answer
    terminal.write(`${question.kind === 'term' ? phrases.unknownTerm : phrases.unknownOption}\n`)
  }
}

/** Numbers of options, with spaces or commas between them. */
function readOptions(question: Exclude<Question, { kind: 'term' }>, line: string): Answer | undefined {
  const chosen = line.split(/[\s,]+/).map((number) => question.options[Number(number) - 1])
  const options = chosen.filter((option): option is Option => option !== undefined)
  if (options.length < chosen.length || new Set(options).size < options.length) return undefined
  if (question.kind === 'single') return options.length === 1 ? options[0]?.id : undefined
  if (options.length > (question.maxAnswers ?? question.options.length)) return undefined
  if (options.length > 1 && options.some(({ exclusive }) => exclusive)) return undefined
  return options.map(({ id }) => id)
}

/** A term by its id, a code (`1021`, also as `1021 AB`) or its name in any language. */
function readTerm({ taxonomy }: Questionnaire, taxonomyId: string, line: string): string | undefined {
  const typed = line.toLowerCase()
  const spellings = new Set([typed, typed.replaceAll(/\s/g, ''), typed.slice(0, 4)])
  const terms = taxonomy(taxonomyId)?.terms ?? []
  const term =
    terms.find(({ name }) => Object.values(name).some((text) => text.toLowerCase() === typed)) ??
    terms.find(({ id, codes = [] }) => [id, ...codes].some((notation) => spellings.has(notation.toLowerCase())))
  return term?.id
}

function say({ languages }: Questionnaire, text: Parameters<typeof pickText>[0]): string {
  return pickText(text, languages).text
}
