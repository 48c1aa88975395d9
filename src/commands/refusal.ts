/** Says in one sentence why a command did not do what it should; the process then ends with 1. */
export class Refusal extends Error {}

interface Placed {
  readonly pointer?: string
  readonly line?: number
  readonly row?: number
  readonly column?: string
  readonly detail: string
}

/** Problems one under another, each with its place. */
export function lines(problems: readonly Placed[]): string {
  return problems.map((problem) => `- ${placeOf(problem)}: ${problem.detail}`).join('\n')
}

function placeOf({ pointer, line, row, column }: Placed): string {
  const parts = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(pointer === undefined || (pointer === '' && line !== undefined) ? [] : [pointer || '/']),
  ]
  return parts.join(' ')
}
