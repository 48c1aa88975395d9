import { frame } from './frame.js'
import { showMistake } from './mistake.js'
import { optionsField } from './options-field.js'
import { button, type Scene } from './scene.js'
import { termField } from './term-field.js'

export function questionStep(scene: Scene): HTMLElement {
  const { make, say, flow, key, snapshot } = scene
  const { question, progress } = snapshot
  if (!question) return frame(scene, { heading: '' })
  const field = question.kind === 'term' ? termField(scene, question) : optionsField(scene, question)
  const next = (event: Event): void => {
    event.preventDefault()
    field.settle?.()
    const { problem } = flow.getSnapshot()
    if (problem === undefined) flow.next()
    else showMistake(scene, problem.text, step, field)
  }
  const step = frame(
    scene,
    { heading: question.text, progress: progress && say('progress', { ...progress }) },
    make(
      'form',
      { autocomplete: 'off' },
      question.help && make('p', { id: `${key}-help`, class: 'mm-help' }, question.help),
      field.element,
      make(
        'div',
        { class: 'mm-actions' },
        // Enter is a click on it too; a frame that may send no forms would not let it submit.
        make('button', { class: 'mm-main', click: next }, say('next')),
        button(scene, 'skip', flow.skip, 'mm-second'),
      ),
    ),
  )
  return step
}
