/**
 * Lets the Back button of a browser or a phone go back in the questions before it leaves the page, by one entry of its own
 * in the history.
 *
 * @param key by which that entry is known
 * @param goBack gives whether there is more to go back to
 * @returns what holds the button from now on
 */
export function backButton(key: string, goBack: () => boolean, signal: AbortSignal): () => void {
  let isHeld = false
  const pop = ({ state }: PopStateEvent): void => {
    if (!isHeld || state?.[key]) return
    isHeld = goBack()
    // Forward to the entry that is there: browsers skip entries that a page adds without the resident doing something.
    if (isHeld) history.forward()
  }
  addEventListener('popstate', pop, { signal })
  return () => {
    if (isHeld) return
    history.pushState({ ...history.state, [key]: true }, '')
    isHeld = true
  }
}
