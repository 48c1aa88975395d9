import type { FlowQuestion } from '../flow.js'
import type { Field } from './field.js'
import type { Scene } from './scene.js'

/** What can be chosen, one or more; where the order counts, each says its place in it. */
export function optionsField({ make, flow, key }: Scene, question: FlowQuestion): Field {
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
      if (kind === 'ranked') rank.textContent = String(place + 1 || '')
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
