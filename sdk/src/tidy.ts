import type { FlowOption, FlowQuestion } from './flow.js'

/**
 * The term that somebody means: by its id, code or name in any spelling, also by a code of which it has the beginning
 * (`1021 ab` → the term with the code `1021`).
 */
export function findTerm(terms: readonly FlowOption[], typed: string): string | undefined {
  const wanted = spelled(typed)
  const exact = terms.find(({ id }) => id === typed)
  const named =
    exact ?? terms.find(({ label, codes = [] }) => [label.text, ...codes].some((one) => spelled(one) === wanted))
  const digits = /^\d{4}/.exec(wanted)?.[0]
  return (named ?? terms.find(({ codes = [] }) => digits !== undefined && codes.includes(digits)))?.id
}

/** As the question takes it: what is chosen alone pushes out the rest, or goes when something else is chosen after it. */
export function fitAnswer(
  { options, maxAnswers }: FlowQuestion,
  ids: readonly string[],
): readonly string[] | undefined {
  const alone = ids.filter((id) => options.some((option) => option.id === id && option.exclusive))
  const last = ids.at(-1)
  const fitting = last !== undefined && alone.includes(last) ? [last] : ids.filter((id) => !alone.includes(id))
  return fitting.length > maxAnswers ? undefined : [...new Set(fitting)]
}

/** A text without what people spell in different ways. */
export function spelled(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\s.\-\u0300-\u036f]/g, '')
}
