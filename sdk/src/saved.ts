/** Answers on the device of the resident, where they asked for that. */
export interface Saved {
  /** Milliseconds since 1970. */
  readonly savedAt: number
  readonly release: number
  /** Ids, by question. */
  readonly answers: Record<string, readonly string[]>
  /** The question that was asked. */
  readonly at: string
}

const DAY_MS = 86_400_000

/** Saves, or removes where there is nothing to save. A browser that forbids it only forgets sooner. */
export function keep(where: 'memory' | 'tab' | 'device', questionSet: string, saved: Saved | undefined): void {
  try {
    const store = storeOf(where)
    if (saved === undefined) store?.removeItem(nameOf(questionSet))
    else store?.setItem(nameOf(questionSet), JSON.stringify(saved))
  } catch {}
}

/** What was saved less than a day ago. */
export function restore(where: 'memory' | 'tab' | 'device', questionSet: string, now: number): Saved | undefined {
  try {
    const saved: Saved = JSON.parse(storeOf(where)?.getItem(nameOf(questionSet)) ?? '')
    const age = now - saved.savedAt
    const lists = Object.values(saved.answers)
    if (age >= 0 && age < DAY_MS && lists.every(Array.isArray)) return saved
    keep(where, questionSet, undefined)
  } catch {}
  return undefined
}

function storeOf(where: 'memory' | 'tab' | 'device'): Storage | undefined {
  if (where === 'memory') return undefined
  return where === 'tab' ? globalThis.sessionStorage : globalThis.localStorage
}

function nameOf(questionSet: string): string {
  return `mokummatch ${questionSet}`
}
