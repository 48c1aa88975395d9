import type { FlowOption, FlowQuestion } from './flow.js'

/**
 * The term that somebody means: by its id, code or name in any spelling, also by a code of which it has the beginning
 * (`1021 ab` → the term with the code `1021`).
 */
export function findTerm(terms: readonly FlowOption[], typed: string): string | undefined {
  const wanted = spelled(typed)
  const beginning = codeIn(wanted)
  const having = (spelling: string) => (one: FlowOption) =>
    [one.label.text, ...(one.codes ?? [])].some((name) => spelled(name) === spelling)
  const found = terms.find(({ id }) => id === typed) ?? terms.find(having(wanted))
  return (found ?? (beginning === undefined ? undefined : terms.find(having(beginning))))?.id
}

/** What of a spelled text is a code where more was typed, such as a whole postcode: four digits, and letters before them. */
export function codeIn(wanted: string): string | undefined {
  return /^[a-z]*\d{4}/.exec(wanted)?.[0]
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
