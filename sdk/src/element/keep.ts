import type { Scene } from './scene.js'
import { unfold } from './stage.js'

/** The cards of a step as they are read, also what is folded away. */
export function textOf(step: HTMLElement): string {
  const foldAgain = unfold(step)
  const cards = [...step.querySelectorAll<HTMLElement>('.mm-card')]
  const text = cards.map(({ innerText }) => innerText).join('\n\n\n')
  foldAgain()
  return text
}

/**
 * A file of its own making: nothing is fetched, and the name gives nothing away. Some browsers read it only after the click,
 * or once they asked whether they may: it is there until the step is left.
 */
export function keep({ make, left }: Scene, text: string): void {
  const href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain' }))
  make('a', { href, download: 'notes.txt' }).click()
  left.addEventListener('abort', () => URL.revokeObjectURL(href))
}
