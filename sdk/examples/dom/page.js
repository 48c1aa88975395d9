import { createClient } from '@mokummatch/sdk/client'
import { createFlow } from '@mokummatch/sdk/flow'

// An interface of your own, without a framework: the flow knows where somebody is, and a function makes each step.
const place = document.getElementById('first-talk')
const client = createClient({ baseUrl: place.dataset.service, partner: 'buurtteams' })
// Shown until the questions say whom to call, also where they cannot be fetched.
const contact = { name: { text: 'Buurtteam', lang: 'nl' }, phone: '+31200000001' }
const flow = createFlow({ client, contact })
let shown

function show() {
  const snapshot = flow.getSnapshot()
  const { status, question, result, error, texts } = snapshot
  // Nothing is made anew while somebody chooses.
  const step = [status, question, result, error]
  if (shown?.every((part, n) => part === step[n])) return
  place.lang = texts.lang
  place.dir = texts.dir
  place.replaceChildren(...(steps[status] ?? waiting)(snapshot, (key) => texts.messages[key]), ...talk(snapshot))
  // The heading takes the focus when a step replaces another, so that it is read aloud; not when the page opens.
  if (shown?.[0] !== 'loading') place.querySelector('h2')?.focus()
  shown = step
}

let clicked
// The second click of two is meant for the step that the first took away.
function once(event) {
  if (event.detail === 2 && clicked !== shown) {
    event.preventDefault()
    event.stopPropagation()
  } else clicked = shown
}

const waiting = (_, say) => [make('p', { role: 'status' }, say('loading') ?? '')]

const steps = {
  question({ question, selected, progress, canGoBack }, say) {
    const { kind, text, help, options } = question
    let chosen = selected
    const problem = make('p', { role: 'alert' })
    const field =
      kind === 'term'
        ? make('input', { list: 'terms', 'aria-labelledby': 'question' })
        : make('fieldset', { 'aria-labelledby': 'question' })
    const list = make('datalist', { id: 'terms' })
    for (const { id, label } of options) {
      if (kind === 'term') list.append(make('option', { value: label.text }))
      else field.append(choice(kind, id, label, chosen.includes(id)))
    }
    if (kind === 'term') field.value = options.find(({ id }) => id === selected[0])?.label.text ?? ''
    const answer = (value) => {
      flow.answer(value)
      problem.textContent = flow.getSnapshot().problem?.text ?? ''
    }
    // At once, so that it is there too for who goes back; what is typed counts when it is whole.
    if (kind !== 'term')
      field.addEventListener('change', ({ target: { value, checked } }) => {
        // In the order of choosing: of topics, the first counts most.
        const others = chosen.filter((id) => id !== value)
        answer(kind === 'single' ? value : checked ? [...others, value] : others)
        // What was too much, or is not chosen together with something else, is not there.
        chosen = flow.getSnapshot().selected
        for (const input of field.querySelectorAll('input')) input.checked = chosen.includes(input.value)
      })
    const next = (event) => {
      event.preventDefault()
      answer(kind === 'term' ? field.value || null : chosen)
      if (flow.getSnapshot().problem === undefined) flow.next()
    }
    const form = make(
      'form',
      { autocomplete: 'off' },
      make('p', {}, say('progress').replace('{n}', progress.n).replace('{of}', progress.of)),
      make('h2', { id: 'question', tabindex: '-1' }, text),
      ...(help ? [make('p', {}, help)] : []),
      problem,
      field,
      list,
      make('button', {}, say('next')),
      button(say('skip'), flow.skip),
      ...(canGoBack ? [button(say('back'), flow.back)] : []),
    )
    form.addEventListener('submit', next)
    return [form]
  },

  review({ answers }, say) {
    const rows = answers.flatMap(({ question, answers: chosen }) => [
      make('dt', {}, question.text),
      make('dd', {}, chosen.map(({ text }) => text).join(', ') || say('skipped')),
    ])
    return [
      make('h2', { tabindex: '-1' }, say('review')),
      make('dl', {}, ...rows),
      button(say('find'), flow.next),
      button(say('back'), flow.back),
    ]
  },

  results({ result: { choices } }, say) {
    const cards = choices.map(({ service, organization, reasons, doesNotFit }) =>
      make(
        'article',
        { 'aria-labelledby': service.id },
        make('p', {}, say(organization.kind)),
        make('h3', { id: service.id }, service.name),
        make('p', {}, service.summary),
        make('ul', {}, ...[...reasons, ...doesNotFit].map((reason) => make('li', {}, reason))),
        make('p', {}, ...ways(service.contact)),
      ),
    )
    return [
      make(
        'h2',
        { tabindex: '-1' },
        say(choices.length === 3 ? 'results' : choices.length > 0 ? 'places' : 'noneLeft'),
      ),
      ...cards,
      button(say(choices.length > 0 ? 'others' : 'toPlaces'), flow.showOthers),
      button(say('back'), flow.back),
    ]
  },

  error: ({ error }, say) => [make('h2', { tabindex: '-1' }, error.text), button(say('retry'), flow.retry)],
}

const choice = (kind, id, label, isChosen) => {
  const input = make('input', { type: kind === 'single' ? 'radio' : 'checkbox', name: 'answer', value: id })
  input.checked = isChosen
  return make('p', {}, make('label', {}, input, ' ', make('span', {}, label)))
}

const talk = ({ contact, texts }) => (contact ? [make('p', {}, `${texts.messages.talkNow} `, ...ways(contact))] : [])

const ways = ({ phone, website, walkIn }) => [
  ...(phone ? [make('a', { href: `tel:${phone}` }, phone)] : []),
  ...(website ? [make('a', { href: website, rel: 'noreferrer' }, website)] : []),
  ...(walkIn ? [make('span', {}, walkIn)] : []),
]

function button(text, click) {
  const made = make('button', { type: 'button' }, text)
  made.addEventListener('click', click)
  return made
}

/** A child is an element, a text, or a sentence that says which language it is in. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  for (const child of children) {
    if (typeof child === 'string' || child instanceof Node) element.append(child)
    else element.append(make('span', { lang: child.lang }, child.text))
  }
  return element
}

place.addEventListener('click', once, { capture: true })
flow.subscribe(show)
flow.start()
