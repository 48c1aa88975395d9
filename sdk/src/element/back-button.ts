/**
 * Lets the Back button of a browser or a phone go back in the questions before it leaves the page, by one entry of its own
 * in the history.
 *
 * @param key by which that entry, and the one before it, are known; the same after a reload
 * @param goBack gives whether there is more to go back to
 * @returns what holds the button from now on
 */
export function backButton(key: string, goBack: () => boolean, signal: AbortSignal): () => void {
  // After a reload the entry is still there.
  let isHeld: boolean | undefined = history.state?.[key]
  const pop = ({ state }: PopStateEvent): void => {
    // Other entries are the page's own, such as one for a link within it.
    if (!isHeld || state?.[key] !== false) return
    isHeld = goBack()
    // Forward to the entry that is there: browsers skip entries that a page adds without the resident doing something.
    if (isHeld) history.forward()
  }
  addEventListener('popstate', pop, { signal })
  return () => {
    try {
      if (!isHeld && !history.state?.[key]) {
        history.replaceState({ ...history.state, [key]: false }, '')
        history.pushState({ ...history.state, [key]: true }, '')
      }
      isHeld = true
    } catch {
      // A page that may not add to the history, such as one in a `data:` address, is left by Back.
    }
  }
}
