/** What a linter says of a text of a document. */
export interface TextLine {
  readonly type: string
  readonly id: string
  readonly pointer: string
  readonly code: string
  readonly excerpt: string
  readonly detail: string
}

/** Problems of texts as lines, by document; they come in the order of the documents. */
export function describeTexts(problems: readonly TextLine[]): string {
  const nameOf = ({ type, id }: TextLine): string => `${type} ${id}`
  return problems
    .map((problem, index) => {
      const before = problems[index - 1]
      const isNew = before === undefined || nameOf(before) !== nameOf(problem)
      return `${isNew ? `${before ? '\n' : ''}${nameOf(problem)}\n` : ''}${describeText(problem)}`
    })
    .join('\n')
}

function describeText({ pointer, code, excerpt, detail }: TextLine): string {
  const piece = excerpt === '' ? '' : ` “${excerpt}”`
  return `  ${pointer || '/'} ${code}${piece}\n    ${detail}`
}
