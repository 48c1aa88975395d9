import type { FlowQuestion } from '../flow.js'
import { button, frame, headingOf, type Scene } from './scene.js'
import { termField } from './term-field.js'

/** The part of a question that is filled in. */
export interface Field {
  readonly element: HTMLElement
  /** Where a mistake is mended. */
  readonly input?: HTMLElement
  /** Gives the answer to the flow, where that waits for "next". */
  readonly settle?: () => void
}

export function questionStep(scene: Scene): HTMLElement {
  const { make, say, flow, key, snapshot } = scene
  const { question, progress } = snapshot
  if (question === undefined) return frame(scene, { heading: '' })
  const field = question.kind === 'term' ? termField(scene, question) : optionsField(scene, question)
  const next = (event: Event): void => {
    event.preventDefault()
    field.settle?.()
    const { problem } = flow.getSnapshot()
    if (problem === undefined) flow.next()
    else step.firstElementChild?.after(summary(scene, problem.text, step, field))
    step.querySelector<HTMLElement>('.mm-problem')?.focus()
  }
  const step = frame(
    scene,
    { heading: question.text, progress: progress && say('progress', { ...progress }) },
    make(
      'form',
      { novalidate: true, autocomplete: 'off', submit: next },
      question.help && make('p', { id: `${key}-help`, class: 'mm-help' }, question.help),
      field.element,
      make(
        'div',
        { class: 'mm-actions' },
        make('button', { class: 'mm-main' }, say('next')),
        button(scene, 'skip', flow.skip, 'mm-second'),
      ),
    ),
  )
  return step
}

/** Says above the question what is wrong; its text leads to where that is mended. */
function summary(scene: Scene, text: string, step: HTMLElement, { input }: Field): HTMLElement {
  const { make, say, key } = scene
  const id = `${key}-problem`
  step.querySelector('.mm-problem')?.remove()
  input?.setAttribute('aria-invalid', 'true')
  input?.setAttribute('aria-describedby', `${step.querySelector('.mm-help')?.id ?? ''} ${id}`)
  const lead = (event: Event): void => {
    event.preventDefault()
    input?.focus()
  }
  return make(
    'div',
    { class: 'mm-problem', role: 'alert', tabindex: '-1' },
    headingOf(scene, 0, { class: 'mm-title' }, say('look')),
    make('a', { id, href: `#${input?.id}`, click: lead }, text),
  )
}

function optionsField({ make, flow, key }: Scene, question: FlowQuestion): Field {
  const { kind, options, help } = question
  const isSingle = kind === 'single'
  const rows = options.map(({ id, label }) => {
    const input = make('input', {
      type: isSingle ? 'radio' : 'checkbox',
      name: `${key}-${question.id}`,
      value: id,
    })
    const rank = make('b', { class: 'mm-rank' })
    return { input, rank, element: make('label', { class: 'mm-option' }, input, make('span', {}, label), rank) }
  })
  const status = make('p', { class: 'mm-status', role: 'status' })
  const show = (): void => {
    const { selected } = flow.getSnapshot()
    for (const { input, rank } of rows) {
      const place = selected.indexOf(input.value)
      input.checked = place >= 0
      if (kind === 'ranked') rank.textContent = place < 0 ? '' : String(place + 1)
    }
  }
  const choose = ({ target }: Event): void => {
    const { value, checked } = target as HTMLInputElement
    const before = isSingle ? [] : flow.getSnapshot().selected
    flow.answer(checked ? [...before, value] : before.filter((id) => id !== value))
    const { problem } = flow.getSnapshot()
    // What does not fit is taken back at once, and said: "next" would only refuse later.
    if (problem !== undefined) flow.answer(before)
    status.textContent = problem?.text ?? ''
    show()
  }
  const element = make(
    'div',
    {
      class: 'mm-options',
      role: isSingle ? 'radiogroup' : 'group',
      'aria-labelledby': `${key}-heading`,
      'aria-describedby': help && `${key}-help`,
      change: choose,
    },
    ...rows.map((row) => row.element),
    status,
  )
  show()
  return { element }
}
