import { PREFIX, storeOf, type Where } from './stores.js'

/** Answers, and what goes with them, on the device of the resident, where they asked for that. */
export interface Saved {
  /** Milliseconds since 1970. */
  readonly savedAt: number
  /** Ids, by question. */
  readonly answers: Record<string, readonly string[]>
  /** The question that was asked. */
  readonly at: string
  /** The one that was chosen; absent where it is that of the page. */
  readonly language?: string | undefined
}

const DAY_MS = 86_400_000

/** A browser that forbids it only forgets sooner. */
export function keep(where: Where, questionSet: string, saved: Saved): void {
  try {
    storeOf(where)?.setItem(PREFIX + questionSet, JSON.stringify(saved))
  } catch {}
}

/** What was saved less than a day ago. */
export function restore(where: Where, questionSet: string, now: number): Saved | undefined {
  try {
    const store = storeOf(where)
    const saved: Saved = JSON.parse(store?.getItem(PREFIX + questionSet) ?? '')
    const age = now - saved.savedAt
    const lists = Object.values(saved.answers)
    if (age >= 0 && age < DAY_MS && lists.every(Array.isArray)) return saved
    store?.removeItem(PREFIX + questionSet)
  } catch {}
  return undefined
}
