import { type Question, type QuestionSet, readAnswers, type Taxonomy } from '../../src/engine/index.js'

export type AnswerMap = Readonly<Record<string, string | readonly string[]>>
type Index = Parameters<typeof readAnswers>[0]

/** Mulberry32: small, seeded, the same on every machine. */
export function drawsFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function shuffled<Item>(items: readonly Item[], draw: () => number): Item[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(draw() * left.length), 1)[0]!)
}

/** Somebody who skips one question in eight, and else answers whatever is asked. */
export function answerAtRandom(set: QuestionSet, taxonomies: readonly Taxonomy[], draw: () => number): AnswerMap {
  const answers: Record<string, string | readonly string[]> = {}
  for (const question of set.questions) {
    const { showIf } = question
    const shown = showIf === undefined || showIf.anyOf.some((id) => [answers[showIf.question]].flat().includes(id))
    if (shown && draw() >= 1 / 8) answers[question.id] = answerTo(question, taxonomies, draw)
  }
  return answers
}

function answerTo(question: Question, taxonomies: readonly Taxonomy[], draw: () => number): string | readonly string[] {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)]!
  if (question.kind === 'term') {
    const { id, codes = [] } = pick(taxonomies.find((taxonomy) => taxonomy.id === question.taxonomy)!.terms)
    return pick([id, ...codes])
  }
  if (question.kind === 'single') return pick(question.options).id
  const alone = question.options.filter(({ exclusive }) => exclusive)
  if (alone.length > 0 && draw() < 1 / 12) return [pick(alone).id]
  const others = question.options.filter(({ exclusive }) => !exclusive).map(({ id }) => id)
  return shuffled(others, draw).slice(0, 1 + Math.floor(draw() * (question.maxAnswers ?? 3)))
}

/** The same answers without one, and without those that are then not asked for. */
export function without(index: Index, set: string, answers: AnswerMap, question: string, option: string): AnswerMap {
  const given = [answers[question]!].flat().filter((id) => id !== option)
  const { [question]: _, ...others } = answers
  const left: Record<string, string | readonly string[]> =
    given.length === 0 || typeof answers[question] === 'string' ? others : { ...others, [question]: given }
  const read = readAnswers(index, set, left)
  const problems = 'problems' in read ? read.problems : []
  for (const { pointer } of problems) delete left[pointer.slice(1)]
  return left
}
