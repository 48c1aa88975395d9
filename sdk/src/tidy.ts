import type { FlowOption, FlowQuestion } from './flow.js'

/**
 * The term that somebody means: by its id, code or name in any spelling, also by a code of which it has the beginning
 * (`1021 ab` → the term with the code `1021`).
 */
export function findTerm(terms: readonly FlowOption[], typed: string): string | undefined {
  const wanted = spelled(typed)
  const having = (spelling: string | undefined): FlowOption | undefined =>
    terms.find(({ label, codes = [] }) => [label.text, ...codes].some((name) => spelled(name) === spelling))
  return (terms.find(({ id }) => id === typed) ?? having(wanted) ?? having(codeIn(wanted)))?.id
}

/** What of a spelled text is a code where more was typed, such as a whole postcode: four digits, and letters before them. */
export function codeIn(wanted: string): string | undefined {
  return /^[a-z]*\d{4}(?!\d)/.exec(wanted)?.[0]
}

/** As the question takes it: what is chosen alone pushes out the rest, or goes when something else is chosen after it. */
export function fitAnswer(
  { options, maxAnswers }: FlowQuestion,
  ids: readonly string[],
): readonly string[] | undefined {
  const alone = ids.filter((id) => options.some((option) => option.id === id && option.exclusive))
  const last = ids.at(-1)
  const together = [...new Set(ids)].filter((id) => !alone.includes(id))
  const fitting = last !== undefined && alone.includes(last) ? [last] : together
  return fitting.length > maxAnswers ? undefined : fitting
}

/** A text without what people spell in different ways; digits, also those of an Arabic or a Persian keyboard, as 0 to 9. */
export function spelled(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/[\s.\-\u0300-\u036f]/g, '')
}
