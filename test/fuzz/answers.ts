import fc, { type Arbitrary } from 'fast-check'

/** Stands in everything that a resident says freely. */
export const mark = 'what-a-resident-said'

export interface AskedQuestions {
  readonly questions: readonly { readonly id: string; readonly options?: readonly { readonly id: string }[] }[]
}

/** Answers to the questions of one of these sets, some of them right, or to no questions of any. */
export function answersTo(sets: readonly AskedQuestions[]): Arbitrary<unknown> {
  const free = fc.jsonValue({ maxDepth: 2 }).map(marked)
  const answer = ({ options = [] }: AskedQuestions['questions'][number]) => {
    const one = fc.constantFrom('nothing', ...options.map(({ id }) => id))
    return fc.oneof(one, fc.uniqueArray(one, { maxLength: 3 }), fc.constantFrom('1031', '1021', null), free)
  }
  const toSet = ({ questions }: AskedQuestions) =>
    fc.record(Object.fromEntries(questions.map((question) => [question.id, answer(question)])), { requiredKeys: [] })
  return fc.oneof(...sets.map(toSet), fc.dictionary(fc.string(), free, { maxKeys: 3 }))
}

function marked(value: unknown): unknown {
  if (typeof value === 'string') return `${mark} ${value}`
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marked(member)]))
}
