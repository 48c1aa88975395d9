import type { Option, Question, ShowIf } from '../engine/index.js'

/**
 * Which questions answers can make be asked. Each question hangs on one earlier question at most (`showIf`), so a set is
 * a forest, and what is answered in one branch never changes another.
 */

/** Questions hang on questions by position; those whose `showIf` names no earlier question with options hang nowhere. */
interface Forest {
  readonly questions: readonly Question[]
  readonly parents: readonly (number | 'none' | 'nowhere')[]
}

function forestOf(questions: readonly Question[]): Forest {
  const parents = questions.map(({ showIf }, index) => {
    if (showIf === undefined) return 'none'
    const parent = questions.findIndex(({ id }) => id === showIf.question)
    return parent >= 0 && parent < index && questions[parent]?.kind !== 'term' ? parent : 'nowhere'
  })
  return { questions, parents }
}

/** For each question whether there are answers with which it is asked. */
export function askable(questions: readonly Question[]): boolean[] {
  const { parents } = forestOf(questions)
  const result: boolean[] = []
  questions.forEach((question, index) => {
    const parent = parents[index]
    if (parent === 'none') result.push(true)
    else if (typeof parent !== 'number') result.push(false)
    else result.push(result[parent] === true && leadingTo(questions[parent], question.showIf).length > 0)
  })
  return result
}

/** The most questions that any answers can make be asked; exact. */
export function mostAsked(questions: readonly Question[]): number {
  const { parents } = forestOf(questions)
  const most = questions.map(() => 1)
  // Last to first: what hangs on a question always comes after it.
  for (let index = questions.length - 1; index >= 0; index--) {
    const children = questions.flatMap((child, position) =>
      parents[position] === index
        ? [{ options: leadingTo(questions[index], child.showIf), worth: most[position] ?? 1 }]
        : [],
    )
    most[index] = 1 + bestWorth(questions[index], children)
  }
  return most.reduce((sum, count, index) => sum + (parents[index] === 'none' ? count : 0), 0)
}

/** The options of `question` that make what hangs on it by `showIf` be asked, by position. */
function leadingTo(question: Question | undefined, showIf: ShowIf | undefined): number[] {
  const wanted = new Set(showIf?.anyOf)
  return optionsOf(question).flatMap((option, index) => (wanted.has(option.id) ? [index] : []))
}

function optionsOf(question: Question | undefined): readonly Option[] {
  return question === undefined || question.kind === 'term' ? [] : question.options
}

interface Wanted {
  /** Positions of options; any of them does. */
  readonly options: readonly number[]
  readonly worth: number
}

/** The most that one answer to `question` can be worth, over all answers that are allowed. */
function bestWorth(question: Question | undefined, wanted: readonly Wanted[]): number {
  if (question === undefined || wanted.length === 0) return 0
  const gains = optionsOf(question).map((_option, index) =>
    wanted.reduce((bits, { options }, bit) => (options.includes(index) ? bits | (1 << bit) : bits), 0),
  )
  const worthOf = (bits: number) => wanted.reduce((sum, { worth }, bit) => sum + ((bits >> bit) & 1) * worth, 0)
  const alone = gains.map(worthOf)
  const together = gains.filter((_gain, index) => optionsOf(question)[index]?.exclusive !== true)
  return Math.max(0, ...alone, bestTogether(together, { most: maxAnswersOf(question), wanted: wanted.length, worthOf }))
}

function bestTogether(
  gains: readonly number[],
  { most, wanted, worthOf }: { most: number; wanted: number; worthOf: (bits: number) => number },
): number {
  // For each set of what is wanted (as bits; at most 19 questions can hang on one): the fewest options that give it.
  const fewest = new Uint8Array(1 << wanted).fill(255)
  fewest[0] = 0
  for (const gain of gains) {
    if (gain === 0) continue
    for (let bits = 0; bits < fewest.length; bits++) {
      const count = (fewest[bits] ?? 255) + 1
      if (count <= most && count < (fewest[bits | gain] ?? 255)) fewest[bits | gain] = count
    }
  }
  let best = 0
  fewest.forEach((count, bits) => {
    if (count <= most) best = Math.max(best, worthOf(bits))
  })
  return best
}

function maxAnswersOf(question: Question): number {
  if (question.kind === 'single' || question.kind === 'term') return 1
  return question.maxAnswers ?? question.options.length
}

/** A question and the options (by id) of which one must be chosen; without `anyOf` any answer does. */
export interface Asked {
  readonly index: number
  readonly anyOf?: readonly string[] | undefined
}

/** Whether there are answers with which both questions are asked and answered so. */
export function canBothBe(questions: readonly Question[], one: Asked, other: Asked): boolean {
  const needs = new Map<number, number[][]>()
  for (const asked of [one, other]) {
    if (!addNeeds(forestOf(questions), asked, needs)) return false
  }
  return [...needs].every(([index, sets]) => {
    const wanted = [...new Map(sets.map((options) => [options.join(), { options, worth: 1 }])).values()]
    return bestWorth(questions[index], wanted) === wanted.length
  })
}

/** Adds what must be chosen in the question and in all on which it hangs; gives whether it can be asked at all. */
function addNeeds({ questions, parents }: Forest, asked: Asked, needs: Map<number, number[][]>): boolean {
  if (asked.anyOf !== undefined)
    need(needs, asked.index, leadingTo(questions[asked.index], { question: '', anyOf: asked.anyOf }))
  for (let index = asked.index; parents[index] !== 'none'; ) {
    const parent = parents[index]
    if (typeof parent !== 'number') return false
    need(needs, parent, leadingTo(questions[parent], questions[index]?.showIf))
    index = parent
  }
  return true
}

function need(needs: Map<number, number[][]>, index: number, options: number[]): void {
  needs.set(index, [...(needs.get(index) ?? []), options])
}
