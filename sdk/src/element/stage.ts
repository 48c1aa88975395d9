import type { Texts } from '../api.js'
import { createMake } from './make.js'

/** Hides or shows children of a page's own: they are for before, and for when nothing can be shown. */
export function fold(element: HTMLElement, hidden: boolean): void {
  for (const child of element.querySelectorAll<HTMLElement>(':scope > :not(.mm)')) child.hidden = hidden
}

/** What is there stays, so that nothing jumps; a sentence follows where it takes long. */
export function wait(stage: HTMLElement, { lang, messages }: Texts): void {
  if (!messages.loading || stage.querySelector('.mm-wait')) return
  stage.append(createMake(lang)('p', { class: 'mm-wait', role: 'status' }, messages.loading))
}

/** Puts a step in place of what is there. */
export function place(stage: HTMLElement, step: HTMLElement, { lang, dir }: Texts): void {
  stage.lang = lang
  stage.dir = dir
  stage.replaceChildren(step)
}

/** Brings whoever did something to the step that came of it, eyes and focus. */
export function lead(stage: HTMLElement): void {
  if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView()
  stage.querySelector<HTMLElement>('.mm-heading')?.focus({ preventScroll: true })
}

/** Opens all that is folded away; gives what folds it again. */
export function unfold(within: HTMLElement): () => void {
  const folded = within.querySelectorAll<HTMLDetailsElement>('details:not([open])')
  const open = (isOpen: boolean): void => {
    for (const details of folded) details.open = isOpen
  }
  open(true)
  return () => open(false)
}
