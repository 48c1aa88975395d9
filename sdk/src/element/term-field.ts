import type { FlowOption, FlowQuestion } from '../flow.js'
import { codeIn, spelled } from '../tidy.js'
import type { Field } from './field.js'
import type { Scene } from './scene.js'

/** By how many rows a key moves. */
const arrows: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 }

/** A search field with a list, after the combobox pattern of the ARIA Authoring Practices; the list opens without typing too. */
export function termField({ make, say, flow, key, snapshot }: Scene, { options, help }: FlowQuestion): Field {
  const listId = `${key}-list`
  const terms = inOrder(options, snapshot.texts.lang)
  let shown: readonly FlowOption[] = []
  let active = -1
  let chosen = options.find(({ id }) => id === snapshot.selected[0])

  const input = make('input', {
    id: `${key}-term`,
    class: 'mm-input',
    role: 'combobox',
    autocapitalize: 'off',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-labelledby': `${key}-heading`,
    'aria-describedby': help && `${key}-help`,
    // At once, so that it is there too for who goes back.
    input: () => {
      open(input.value)
      settle()
    },
    click: () => (list.hidden ? open('') : close()),
  })
  input.value = chosen?.label.text ?? ''
  const list = make('ul', {
    id: listId,
    class: 'mm-list',
    role: 'listbox',
    'aria-labelledby': `${key}-heading`,
    // The field keeps the focus, and so the keyboard of a phone, while somebody chooses.
    mousedown: (event) => event.preventDefault(),
  })
  const status = make('p', { class: 'mm-hidden', role: 'status' })

  const expand = (isOpen: boolean): void => {
    active = -1
    list.hidden = !isOpen
    input.setAttribute('aria-expanded', String(isOpen))
    input.removeAttribute('aria-activedescendant')
  }
  const close = (): void => expand(false)
  const open = (typed: string): void => {
    shown = terms.filter((option) => isMeant(option, typed))
    list.replaceChildren(
      ...shown.map((option, n) =>
        make(
          'li',
          { id: `${listId}-${n}`, role: 'option', 'aria-selected': 'false', click: () => take(option) },
          option.label,
        ),
      ),
    )
    status.textContent = say('found', { n: shown.length })
    expand(shown.length > 0)
  }
  const take = (option: FlowOption): void => {
    chosen = option
    input.value = option.label.text
    flow.answer(option.id)
    close()
  }
  const move = (by: 1 | -1): void => {
    if (list.hidden) open(chosen?.label.text === input.value ? '' : input.value)
    const rows = list.children
    if (rows.length === 0) return
    rows[active]?.setAttribute('aria-selected', 'false')
    active = active < 0 && by < 0 ? rows.length - 1 : (active + by + rows.length) % rows.length
    const row = rows[active]
    row?.setAttribute('aria-selected', 'true')
    row?.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', `${listId}-${active}`)
  }
  const press = (event: KeyboardEvent): void => {
    const option = shown[active]
    const by = arrows[event.key]
    if (by) move(by)
    else if (event.key === 'Enter' && option) take(option)
    else if (event.key === 'Escape' && !list.hidden) close()
    else {
      // By keyboard only: a list that goes while somebody points at a button under it would take the button away.
      if (event.key === 'Tab') close()
      return
    }
    event.preventDefault()
  }
  input.addEventListener('keydown', press)
  close()

  const settle = (): void => {
    const typed = input.value.trim()
    // What leaves one row in the list means that one.
    const meant = chosen?.label.text === typed ? chosen : shown[1] ? undefined : shown[0]
    flow.answer(typed ? (meant?.id ?? typed) : null)
  }
  return { element: make('div', {}, input, list, status), input, settle }
}

/** By name, and wider ones last: a neighbourhood is looked for more often than a country. */
function inOrder(options: readonly FlowOption[], language: string): readonly FlowOption[] {
  const parents = new Set(options.map(({ parent }) => parent))
  const { compare } = new Intl.Collator(language)
  return [...options].sort(
    (one, other) =>
      Number(parents.has(one.id)) - Number(parents.has(other.id)) || compare(one.label.text, other.label.text),
  )
}

/** By a part of its name or the beginning of a code; also where more than the code was typed, such as a whole postcode. */
function isMeant({ label, codes = [] }: FlowOption, typed: string): boolean {
  const wanted = spelled(typed)
  const beginning = codeIn(wanted)
  const isOne = (code: string): boolean => code.startsWith(wanted) || code === beginning
  return spelled(label.text).includes(wanted) || codes.map(spelled).some(isOne)
}
