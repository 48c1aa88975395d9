import type { Field } from './field.js'
import { headingOf, type Scene } from './scene.js'

/** Says above the question what is wrong, and has the focus; its text leads to where that is mended. */
export function showMistake(scene: Scene, text: string, step: HTMLElement, { input }: Field): void {
  const { make, say, key } = scene
  const id = `${key}-problem`
  const lead = (event: Event): void => {
    event.preventDefault()
    input?.focus()
  }
  const mistake = make(
    'div',
    { class: 'mm-problem', role: 'alert', tabindex: '-1' },
    headingOf(scene, 0, { class: 'mm-title' }, say('look')),
    make('a', { id, href: `#${input?.id}`, click: lead }, text),
  )
  input?.setAttribute('aria-invalid', 'true')
  // Without a help line its id leads nowhere, which counts as absent.
  input?.setAttribute('aria-describedby', `${key}-help ${id}`)
  step.querySelector('.mm-problem')?.remove()
  step.firstElementChild?.after(mistake)
  mistake.focus()
}
