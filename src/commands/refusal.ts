/** Says in one sentence why a command did not do what it should; the process then ends with 1. */
export class Refusal extends Error {}

const noRoom = 'The disk of the database is full. Nothing was stored: make room there, and give the command again.'
const damaged =
  'The database is damaged: SQLite can not read all of it. Come back with a backup, as docs/backup.md says.'

/** For what the disk refuses, whatever the command: no fault of the software, so the place in the code tells nothing. */
export function sayDiskTrouble(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return noRoom
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? damaged : undefined
}

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
