/** Where answers stay: in `memory` only as long as the flow. */
export type Where = 'memory' | 'tab' | 'device'

/** What the names begin with of all that is saved. */
export const PREFIX = 'mokummatch '

/** @throws where the browser forbids it, and where there is none */
export function storeOf(where: Where): Storage | undefined {
  if (where === 'memory') return undefined
  return where === 'tab' ? sessionStorage : localStorage
}

/** Removes what was saved there, of all question sets. */
export function erase(where: Where): void {
  try {
    const store = storeOf(where)
    for (const name of Object.keys(store ?? {})) if (name.startsWith(PREFIX)) store?.removeItem(name)
  } catch {}
}
