import { frame } from './frame.js'
import { questionStep } from './question.js'
import { resultsStep } from './results.js'
import { type Aside, button, mainAction, type Scene } from './scene.js'

/** The whole of what is shown now. */
export function stepOf(scene: Scene, aside: Aside | undefined): HTMLElement {
  const { status } = scene.snapshot
  if (status === 'error') return errorStep(scene)
  if (aside === 'start') return startStep(scene)
  if (aside === 'notNow') return notNowStep(scene)
  if (status === 'review') return reviewStep(scene)
  return status === 'results' ? resultsStep(scene) : questionStep(scene)
}

function startStep(scene: Scene): HTMLElement {
  const { make, say, snapshot } = scene
  const { title, intro } = snapshot
  return frame(
    scene,
    { heading: title, canGoBack: false },
    intro && make('p', {}, intro),
    make('p', {}, say(scene.maySend ? 'notKept' : 'onDevice')),
    scene.canLeave && make('p', { class: 'mm-note' }, say('exitNote')),
    mainAction(scene, 'start', () => scene.turn()),
  )
}

function reviewStep(scene: Scene): HTMLElement {
  const { make, say, flow, snapshot, key } = scene
  const rows = snapshot.answers.map(({ question, answers }) => {
    const id = `${key}-${question.id}`
    const change = button(scene, 'change', () => flow.goTo(question.id), 'mm-quiet')
    change.setAttribute('aria-describedby', id)
    return make(
      'div',
      { class: 'mm-row' },
      make('dt', { id }, question.text),
      make('dd', {}, ...(answers.length > 0 ? answers : [say('skipped')])),
      make('dd', {}, change),
    )
  })
  return frame(scene, { heading: say('review') }, make('dl', {}, ...rows), mainAction(scene, 'find', flow.next))
}

function notNowStep(scene: Scene): HTMLElement {
  const { make, say } = scene
  return frame(
    scene,
    { heading: say('notNow') },
    make('p', {}, say('notNowText')),
    mainAction(scene, 'toPlaces', () => scene.turn()),
  )
}

function errorStep(scene: Scene): HTMLElement {
  const { make, flow, snapshot } = scene
  const { error, canGoBack } = snapshot
  const { text = '', lang = '' } = error?.text ?? {}
  const [, first = text, rest = ''] = /^(.+?[.!?؟])\s+(.+)$/.exec(text) ?? []
  // What is too old is the script of the page, which a reload renews.
  const retry = error?.code === 'bundle_too_new' ? () => location.reload() : flow.retry
  return frame(
    scene,
    { heading: { text: first, lang }, canGoBack },
    rest && make('p', {}, { text: rest, lang }),
    mainAction(scene, 'retry', retry),
  )
}
