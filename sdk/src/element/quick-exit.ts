import { createMake } from './make.js'

const SHIFTS_TO_LEAVE = 3
const SHIFTS_WITHIN_MS = 3_000

/** Where the page sends whoever has to leave at once: an address on the web, or nothing. */
export function exitUrlOf(element: HTMLElement): string | undefined {
  const { href } = createMake('')('a', { href: element.getAttribute('exit-url') ?? '' })
  return /^https?:/.test(href) ? href : undefined
}

/**
 * Lets somebody leave at once: answers are erased, the page is blank, and another takes its place. Shift three times,
 * soon after each other and with nothing between, does it too.
 *
 * @param erase called before the page is left
 * @returns what leaves; it does nothing where the page names no address
 */
export function quickExit(element: HTMLElement, erase: () => void, signal: AbortSignal): () => void {
  const leave = (): void => {
    const address = exitUrlOf(element)
    if (!address) return
    erase()
    document.title = ''
    document.documentElement.replaceChildren()
    try {
      // Also out of a frame.
      top?.location.replace(address)
    } catch {
      // One that may not lead the page around it elsewhere.
      location.replace(address)
    }
  }
  /** When they were, the last one first. */
  let shifts: readonly number[] = []
  const count = ({ key, repeat, timeStamp }: KeyboardEvent): void => {
    if (repeat) return
    shifts = key === 'Shift' ? [timeStamp, ...shifts] : []
    const first = shifts[SHIFTS_TO_LEAVE - 1]
    if (first !== undefined && timeStamp - first < SHIFTS_WITHIN_MS) leave()
  }
  document.addEventListener('keydown', count, { signal, capture: true })
  return leave
}
